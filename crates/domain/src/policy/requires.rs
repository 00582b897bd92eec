//! What a level asks for: a small expression over evidence, checks and manual steps.
//!
//! In the document: a word (`"email"`, `"details"`, `"document"`, `"person"`), a list (all of them), or
//! one of `{ all = [..] }`, `{ any = [..] }`, `{ document = ["passport"] }`, `{ check = "reading" }`,
//! `{ manual = "screening" }`, `{ level = "standard" }`.

use super::Policy;
use crate::document::DocumentKind;
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error as _, MapAccess, SeqAccess, Visitor},
    ser::SerializeMap as _,
};
use std::fmt;

/// The manual step that the word `person` stands for.
pub const REVIEW_STEP: &str = "review";

/// What a level asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Requires {
    /// Every one of these.
    All(Vec<Requires>),
    /// At least one of these.
    Any(Vec<Requires>),
    /// A confirmed address.
    Email,
    /// Typed details.
    Details,
    /// An identity document of one of these kinds; of any that the policy accepts where none is named.
    /// Where the machine cannot read it to the end, a person looks.
    Document(Vec<DocumentKind>),
    /// A check without any finding, advice included; otherwise a person looks.
    Check(CheckName),
    /// A person does this and records the outcome; the checks alone never approve.
    Manual(String),
    /// Everything that another level asks for.
    Level(LevelRef),
}

/// Another level by name, with what it asks for once the policy is put together.
#[derive(Clone, Debug, PartialEq)]
pub struct LevelRef {
    /// The other level.
    pub name: String,
    /// What it asks for. `None` only before the policy was checked; such a requirement is never met.
    pub(super) asks: Option<Box<Requires>>,
}

/// An automated check that a level may ask for by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckName {
    /// The pictures themselves: `file`, `image` and `capture` codes.
    Picture,
    /// The document: `doc` and `read` codes.
    Document,
    /// The typed details held against it: `data` codes.
    Details,
    /// The machine read a verified zone and every field that the verdict needs.
    Reading,
}

impl CheckName {
    /// Every check.
    pub const ALL: [Self; 4] = [Self::Picture, Self::Document, Self::Details, Self::Reading];

    /// The stable word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Picture => "picture",
            Self::Document => "document",
            Self::Details => "details",
            Self::Reading => "reading",
        }
    }

    /// The check that a code belongs to, by its group.
    pub fn of_code(code: crate::reason::ReasonCode) -> Option<Self> {
        match code.as_str().split('.').next() {
            Some("file" | "image" | "capture") => Some(Self::Picture),
            Some("doc" | "read") => Some(Self::Document),
            Some("data") => Some(Self::Details),
            _ => None,
        }
    }
}

/// What a level asks for, as lists show it: one word for each kind of thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Requirement {
    /// A confirmed address.
    Email,
    /// Typed details.
    Details,
    /// An identity document.
    Document,
    /// A person's look, recorded; the checks alone never approve.
    Person,
}

impl Requirement {
    /// The stable word for text keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Details => "details",
            Self::Document => "document",
            Self::Person => "person",
        }
    }
}

/// How far what is there meets what is asked for, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Met {
    /// Wholly.
    Yes,
    /// A person has to look or to do a step first.
    ByPerson,
    /// Something else has to be sent.
    No,
}

/// What is there, as far as requirements ask. Address and details are: nothing is sent without them.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// The chosen document's kind.
    pub document: Option<DocumentKind>,
    /// The machine read it to the end.
    pub read: bool,
    /// Checks that found something, advice included.
    pub found: &'a [CheckName],
    /// Manual steps with a recorded good outcome.
    pub steps: &'a [String],
}

impl Requires {
    /// How far `facts` meet it.
    pub fn met(&self, facts: &Facts<'_>) -> Met {
        match self {
            Self::All(parts) => parts.iter().map(|p| p.met(facts)).max().unwrap_or(Met::Yes),
            Self::Any(parts) => parts.iter().map(|p| p.met(facts)).min().unwrap_or(Met::No),
            Self::Email | Self::Details => Met::Yes,
            Self::Document(kinds) => {
                let fits = kinds.is_empty() || facts.document.is_some_and(|kind| kinds.contains(&kind));
                match (fits, facts.read) {
                    (false, _) => Met::No,
                    (true, true) => Met::Yes,
                    (true, false) => Met::ByPerson,
                }
            }
            Self::Check(CheckName::Reading) if facts.read => Met::Yes,
            Self::Check(CheckName::Reading) => Met::ByPerson,
            Self::Check(check) if facts.found.contains(check) => Met::ByPerson,
            Self::Check(_) => Met::Yes,
            Self::Manual(step) if facts.steps.contains(step) => Met::Yes,
            Self::Manual(_) => Met::ByPerson,
            Self::Level(other) => other.asks.as_ref().map_or(Met::No, |asks| asks.met(facts)),
        }
    }

    /// What it asks for, one word for each kind of thing, in the document's order.
    pub fn iter(&self) -> impl Iterator<Item = Requirement> {
        let mut words = Vec::new();
        self.visit(&mut |leaf| {
            let word = match leaf {
                Self::Email => Requirement::Email,
                Self::Details => Requirement::Details,
                Self::Document(_) => Requirement::Document,
                Self::Manual(_) => Requirement::Person,
                Self::All(_) | Self::Any(_) | Self::Check(_) | Self::Level(_) => return,
            };
            if !words.contains(&word) {
                words.push(word);
            }
        });
        words.into_iter()
    }

    /// The manual steps that are still to be done before a person may approve; of an `any`, none when
    /// another way is met already.
    pub fn open_steps<'a>(&'a self, facts: &Facts<'_>) -> Vec<&'a str> {
        let mut open = Vec::new();
        self.gather_steps(facts, &mut open);
        open
    }

    fn gather_steps<'a>(&'a self, facts: &Facts<'_>, open: &mut Vec<&'a str>) {
        match self {
            Self::Manual(step)
                if step != REVIEW_STEP && !facts.steps.contains(step) && !open.contains(&step.as_str()) =>
            {
                open.push(step);
            }
            Self::All(parts) => parts.iter().for_each(|part| part.gather_steps(facts, open)),
            Self::Any(parts) => {
                // The way with the fewest steps left is enough.
                let ways = parts.iter().filter(|part| part.met(facts) < Met::No);
                if let Some(steps) = ways.map(|part| part.open_steps(facts)).min_by_key(Vec::len) {
                    for step in steps {
                        if !open.contains(&step) {
                            open.push(step);
                        }
                    }
                }
            }
            Self::Level(other) => {
                if let Some(asks) = &other.asks {
                    asks.gather_steps(facts, open);
                }
            }
            _ => {}
        }
    }

    /// Calls `see` with every part of it, and of the levels that it names.
    pub(super) fn visit<'a>(&'a self, see: &mut impl FnMut(&'a Self)) {
        see(self);
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.visit(see)),
            Self::Level(LevelRef { asks: Some(asks), .. }) => asks.visit(see),
            _ => {}
        }
    }

    /// Puts what other levels ask for in place of their names. The names lead in no circle.
    pub(super) fn resolve(&mut self, policy: &Policy) {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter_mut().for_each(|part| part.resolve(policy)),
            Self::Level(other) => {
                if let Some(level) = policy.level(&other.name) {
                    let mut asks = level.requires.clone();
                    asks.resolve(policy);
                    other.asks = Some(Box::new(asks));
                }
            }
            _ => {}
        }
    }
}

impl Serialize for Requires {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        fn one<S: Serializer>(serializer: S, key: &str, value: &impl Serialize) -> Result<S::Ok, S::Error> {
            let mut map = serializer.serialize_map(Some(1))?;
            map.serialize_entry(key, value)?;
            map.end()
        }
        match self {
            Self::All(parts) => parts.serialize(serializer),
            Self::Any(parts) => one(serializer, "any", parts),
            Self::Email => serializer.serialize_str("email"),
            Self::Details => serializer.serialize_str("details"),
            Self::Document(kinds) if kinds.is_empty() => serializer.serialize_str("document"),
            Self::Document(kinds) => one(serializer, "document", kinds),
            Self::Check(check) => one(serializer, "check", check),
            Self::Manual(step) if step == REVIEW_STEP => serializer.serialize_str("person"),
            Self::Manual(step) => one(serializer, "manual", step),
            Self::Level(other) => one(serializer, "level", &other.name),
        }
    }
}

impl<'de> Deserialize<'de> for Requires {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

/// Reads the three ways of writing it, so that an error stands at its own place.
struct Reader;

/// The words that stand alone.
pub(super) const WORDS: [&str; 4] = ["email", "details", "document", "person"];
/// The keys of a table with one entry.
pub(super) const KEYS: [&str; 6] = ["all", "any", "document", "check", "manual", "level"];

impl<'de> Visitor<'de> for Reader {
    type Value = Requires;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "a requirement: a word, a list, or one of { all | any | document | check | manual | level = … }",
        )
    }

    fn visit_str<E: serde::de::Error>(self, word: &str) -> Result<Requires, E> {
        match word {
            "email" => Ok(Requires::Email),
            "details" => Ok(Requires::Details),
            "document" => Ok(Requires::Document(Vec::new())),
            "person" => Ok(Requires::Manual(REVIEW_STEP.to_owned())),
            _ => Err(E::custom(format!(
                "nothing can be asked for by the word {word:?}: use one of {}, or a table such as \
                 {{ manual = \"screening\" }}",
                WORDS.join(", ")
            ))),
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Requires, A::Error> {
        let mut parts = Vec::new();
        while let Some(part) = seq.next_element()? {
            parts.push(part);
        }
        Ok(Requires::All(parts))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Requires, A::Error> {
        let Some(key) = map.next_key::<String>()? else {
            return Err(A::Error::custom("an empty requirement asks for nothing"));
        };
        let requires = match key.as_str() {
            "all" => Requires::All(map.next_value()?),
            "any" => Requires::Any(map.next_value()?),
            "document" => Requires::Document(map.next_value()?),
            "check" => Requires::Check(map.next_value()?),
            "manual" => Requires::Manual(map.next_value()?),
            "level" => Requires::Level(LevelRef { name: map.next_value()?, asks: None }),
            other => {
                return Err(A::Error::custom(format!(
                    "unknown field `{other}`, expected one of {}",
                    KEYS.map(|key| format!("`{key}`")).join(", ")
                )));
            }
        };
        if let Some(second) = map.next_key::<String>()? {
            return Err(A::Error::custom(format!(
                "a requirement has one key, and `{second}` is a second one: put both into a list"
            )));
        }
        Ok(requires)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Requires {
        #[derive(Deserialize)]
        struct Doc {
            r: Requires,
        }
        toml::from_str::<Doc>(&format!("r = {text}")).expect("parses").r
    }

    fn met(text: &str, document: Option<DocumentKind>, read_it: bool, steps: &[&str]) -> Met {
        let steps: Vec<String> = steps.iter().map(|s| (*s).to_owned()).collect();
        let found = [CheckName::Picture];
        read(text).met(&Facts { document, read: read_it, found: &found, steps: &steps })
    }

    #[test]
    fn any_takes_the_best_way_and_all_the_worst() {
        let either =
            r#"["email", { any = [{ document = ["passport"] }, ["document", { manual = "call" }]] }]"#;
        let (passport, card) = (Some(DocumentKind::Passport), Some(DocumentKind::IdCard));
        assert_eq!(met(either, passport, true, &[]), Met::Yes);
        assert_eq!(met(either, passport, false, &[]), Met::ByPerson);
        assert_eq!(met(either, card, true, &[]), Met::ByPerson);
        assert_eq!(met(either, card, true, &["call"]), Met::Yes);
        assert_eq!(met(r#"{ document = ["passport"] }"#, card, true, &[]), Met::No);
    }

    #[test]
    fn a_check_that_found_anything_brings_a_person() {
        assert_eq!(met(r#"{ check = "picture" }"#, None, true, &[]), Met::ByPerson);
        assert_eq!(met(r#"{ check = "details" }"#, None, true, &[]), Met::Yes);
        assert_eq!(met(r#"{ check = "reading" }"#, None, false, &[]), Met::ByPerson);
    }

    #[test]
    fn steps_that_are_left_are_those_of_the_shortest_way() {
        let text = r#"["person", { manual = "screening" }, { any = [{ manual = "call" }, [{ manual = "visit" }, { manual = "letter" }]] }]"#;
        let requires = read(text);
        let steps = [String::from("screening")];
        let facts = |steps| Facts { document: None, read: true, found: &[], steps };
        assert_eq!(requires.open_steps(&facts(&[])), ["screening", "call"]);
        assert_eq!(requires.open_steps(&facts(&steps)), ["call"]);
    }

    #[test]
    fn it_reads_back_as_it_was_written() {
        let text = r#"["email", { any = [{ document = ["passport"] }, { check = "reading" }, "person", { manual = "screening" }] }]"#;
        let requires = read(text);
        let json = serde_json::to_string(&requires).expect("serialises");
        assert_eq!(serde_json::from_str::<Requires>(&json).expect("parses"), requires);
        let words: Vec<_> = requires.iter().map(Requirement::as_str).collect();
        assert_eq!(words, ["email", "document", "person"]);
    }

    #[test]
    fn an_unresolved_level_is_never_met() {
        assert_eq!(met(r#"{ level = "standard" }"#, None, true, &[]), Met::No);
    }
}
