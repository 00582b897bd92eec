//! Documents of many states as their lines were read, with what they say: `testdata/layouts.tsv`.
//!
//! Drawn from memory of real layouts, of people who do not exist, by somebody who had not seen this code; then read by
//! the recogniser. One document:
//!
//! ```text
//! # name
//! <    a line of its zone
//! =    field    value            read, and right
//! ?    field    value            read, and known to be wrong or more than the document says
//! !    field    value            said and not read
//! |    left    right    middle    height    confidence    text
//! ```

use super::*;
use crate::recognise::Character;
use proofdesk_domain::icao::ZoneText;
use time::macros::date;

const TODAY: Date = date!(2026 - 11 - 30);

/// As the lines are, without a look at their letters.
fn read(lines: &[Placed], zone: Option<&ZoneFields>, today: Date) -> Print {
    super::read(lines, zone, today, &mut |_, _| {})
}

#[derive(Default)]
struct Document {
    name: String,
    zone: Vec<String>,
    right: BTreeMap<String, String>,
    wrong: BTreeMap<String, String>,
    lines: Vec<Placed>,
}

fn documents() -> Vec<Document> {
    let mut all: Vec<Document> = Vec::new();
    for row in include_str!("../../testdata/layouts.tsv").lines() {
        let cells: Vec<&str> = row.split('\t').collect();
        if let ["#", name] = cells.as_slice() {
            all.push(Document { name: (*name).to_owned(), ..Document::default() });
        }
        let Some(document) = all.last_mut() else { continue };
        match cells.as_slice() {
            ["<", line] => document.zone.push((*line).to_owned()),
            ["=", field, value] => drop(document.right.insert((*field).to_owned(), (*value).to_owned())),
            ["?", field, value] => drop(document.wrong.insert((*field).to_owned(), (*value).to_owned())),
            ["|", left, right, middle, height, confidence, text] => {
                let number = |text: &str| text.parse::<f32>().expect("a number");
                let [left, right, middle, height] = [left, right, middle, height].map(|cell| number(cell));
                document.lines.push(line(text, left, right, middle, height, number(confidence)));
            }
            _ => {}
        }
    }
    all
}

fn line(text: &str, left: f32, right: f32, middle: f32, height: f32, confidence: f32) -> Placed {
    let count = text.chars().count() as f32;
    let characters = text.chars().enumerate().map(|(i, c)| Character {
        text: c.to_string(),
        confidence,
        at: (i as f32 + 0.5) / count,
        others: Vec::new(),
    });
    let quad = Quad::rect(left, middle - height / 2.0, right - left, height);
    Placed {
        line: Line {
            quad,
            characters: characters.collect(),
            frames: Vec::new(),
            doubtful: false,
            covered: None,
        },
        left,
        right,
        middle,
        height,
    }
}

#[test]
fn documents_of_many_states_say_who_somebody_is() {
    let mut faults = Vec::new();
    for document in documents() {
        let zone = (!document.zone.is_empty())
            .then(|| ZoneText::parse(&document.zone).expect("a zone").fields(TODAY));
        let print = read(&document.lines, zone.as_ref(), TODAY);
        let found: BTreeMap<String, String> = print
            .readings
            .iter()
            .map(|(field, readings)| (field.as_str().to_owned(), readings[0].value.clone()))
            .collect();
        for (field, value) in &document.right {
            if found.get(field) != Some(value) {
                faults.push(format!("{}: {field} is {value}, read {:?}", document.name, found.get(field)));
            }
        }
        for (field, value) in &found {
            if !document.right.contains_key(field) && document.wrong.get(field) != Some(value) {
                faults.push(format!("{}: {field} is none of its details, read {value}", document.name));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
