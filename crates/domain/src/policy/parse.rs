//! From a document's text to a policy, with every mistake named by line and path.

use super::{Policy, check};
use std::{fmt, ops::Range};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

/// One thing that is wrong with a document.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Problem {
    /// From 1.
    pub line: usize,
    /// Where in the document: `level[1].limits[0].currency`, counted from 0. Empty: the document itself.
    pub path: String,
    /// What is the matter, and often what to do.
    pub what: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}", self.line)?;
        if !self.path.is_empty() {
            write!(f, ", {}", self.path)?;
        }
        write!(f, ": {}", self.what)
    }
}

/// Why a policy document is not taken: at least one problem, in the order of lines.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct PolicyError {
    /// All of them, as far as they can be told at once.
    pub problems: Vec<Problem>,
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the policy is not taken")?;
        for problem in &self.problems {
            write!(f, "\n  {problem}")?;
        }
        Ok(())
    }
}

impl Policy {
    /// Parses a policy document and checks that it makes sense.
    pub fn from_toml(text: &str) -> Result<Self, PolicyError> {
        let root = DeTable::parse(text).map_err(|error| shape(text, None, &error))?;
        let mut policy: Self = toml::from_str(text).map_err(|error| shape(text, Some(&root), &error))?;
        let complaints = check::complaints(&policy);
        if complaints.is_empty() {
            let unresolved = policy.clone();
            for level in &mut policy.levels {
                level.requires.resolve(&unresolved);
            }
            return Ok(policy);
        }
        let mut problems: Vec<Problem> = complaints
            .into_iter()
            .map(|(path, what)| Problem { line: line_of(text, start_of(&root, &path)), path, what })
            .collect();
        problems.sort_by_key(|problem| problem.line);
        Err(PolicyError { problems })
    }
}

/// A document that is no TOML, or not of the shape of a policy.
fn shape(text: &str, root: Option<&Spanned<DeTable<'_>>>, error: &toml::de::Error) -> PolicyError {
    let span = error.span().unwrap_or(0..0);
    let path = root.map_or_else(String::new, |root| path_at(root.get_ref(), &span));
    let mut what = error.message().trim_end().replace('\n', " ");
    let value = text.get(span.clone()).unwrap_or_default();
    if value.starts_with('-') && what.contains("invalid value") {
        what = format!("{value} is negative: use 0 or more");
    }
    PolicyError { problems: vec![Problem { line: line_of(text, span.start), path, what }] }
}

fn line_of(text: &str, at: usize) -> usize {
    1 + text.bytes().take(at).filter(|byte| *byte == b'\n').count()
}

/// The path of the innermost value that holds the whole of `span`.
fn path_at(table: &DeTable<'_>, span: &Range<usize>) -> String {
    let mut path = String::new();
    let mut here = Here::Table(table);
    loop {
        let (segment, value) = match here {
            Here::Table(table) => {
                let inside = table.iter().find(|(key, value)| {
                    holds(&key.span(), span) || holds(&value.span(), span) || deep(value.get_ref(), span)
                });
                let Some((key, value)) = inside else { return path };
                let dot = if path.is_empty() { "" } else { "." };
                (format!("{dot}{}", key.get_ref()), value)
            }
            Here::Array(array) => {
                let inside = array
                    .iter()
                    .enumerate()
                    .find(|(_, value)| holds(&value.span(), span) || deep(value.get_ref(), span));
                let Some((at, value)) = inside else { return path };
                (format!("[{at}]"), value)
            }
        };
        path.push_str(&segment);
        here = match value.get_ref() {
            DeValue::Table(table) => Here::Table(table),
            DeValue::Array(array) => Here::Array(array),
            _ => return path,
        };
    }
}

enum Here<'a, 'i> {
    Table(&'a DeTable<'i>),
    Array(&'a [Spanned<DeValue<'i>>]),
}

/// A `[section]` spans its head only; what it holds may lie outside.
fn deep(value: &DeValue<'_>, span: &Range<usize>) -> bool {
    let found = |value: &Spanned<DeValue<'_>>| holds(&value.span(), span) || deep(value.get_ref(), span);
    match value {
        DeValue::Table(table) => table.iter().any(|(key, value)| holds(&key.span(), span) || found(value)),
        DeValue::Array(array) => array.iter().any(found),
        _ => false,
    }
}

fn holds(outer: &Range<usize>, inner: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// Where the value at `path` begins, or the nearest above it that the document has.
fn start_of(root: &Spanned<DeTable<'_>>, path: &str) -> usize {
    let mut at = 0;
    let mut here = Here::Table(root.get_ref());
    for segment in path.split(['.', '[']).filter(|segment| !segment.is_empty()) {
        let value = match (&here, segment.strip_suffix(']')) {
            (Here::Table(table), None) => {
                let Some((key, value)) = table.iter().find(|(key, _)| key.get_ref() == segment) else {
                    break;
                };
                at = key.span().start;
                value
            }
            (Here::Array(array), Some(index)) => {
                let Some(value) = index.parse().ok().and_then(|index: usize| array.get(index)) else { break };
                at = value.span().start;
                value
            }
            _ => break,
        };
        here = match value.get_ref() {
            DeValue::Table(table) => Here::Table(table),
            DeValue::Array(array) => Here::Array(array),
            _ => break,
        };
    }
    at
}
