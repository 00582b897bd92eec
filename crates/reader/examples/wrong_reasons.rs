//! What people are told of documents that can be read when what they typed is right: `wrong_reasons FOLDER...`.
//!
//! Reads every specimen of the folders, types its holder's details in three ways that people have of writing a name (as
//! printed, without marks, as a zone writes it) and prints a JSON line for each blocking finding, then one with the counts.
//! Pictures of one document (the same kind and seed in a folder) are one submission; a side that a folder does not have
//! is not missed. Nothing of what is printed is right: the specimens are readable, valid and the typed details true.

use proofdesk_domain::{
    clock::parse_iso_date,
    details::Details,
    document::DocumentKind,
    evidence::Slot,
    finding::Severity,
    icao::names,
    inspection::Inspection,
    judge,
    policy::Policy,
    reason::codes,
    verification::{DocumentChoice, Mode},
};
use proofdesk_reader::{Models, ReadOptions, Reader, ReaderConfig};
use proofdesk_specimen::{Holder, Kind, Script, Side, Truth};
use std::collections::BTreeMap;
use std::path::PathBuf;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// A way of writing a name.
type Writing = fn(&str) -> String;

/// The sides of one document: what is on each, and where the picture is.
type Sides = BTreeMap<Slot, (Truth, PathBuf)>;

const WRITINGS: [(&str, Writing); 3] = [
    ("as printed", |name| name.to_owned()),
    ("without marks", |name| {
        name.nfd()
            .filter(|c| !is_combining_mark(*c))
            .map(|c| match c {
                'Ł' => 'L',
                'ł' => 'l',
                'Ø' => 'O',
                'ø' => 'o',
                other => other,
            })
            .collect()
    }),
    ("as a zone writes it", |name| names::fold(name).unwrap_or_else(|| name.to_owned())),
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let reader = Reader::new(Models::locate(None, None)?, ReaderConfig::default());
    let today = time::macros::date!(2026 - 11 - 30);
    let mut policy = Policy::default_policy();
    policy.documents.kinds.push(DocumentKind::DrivingLicence);
    let mut documents: BTreeMap<(PathBuf, String, u64), Sides> = BTreeMap::new();
    for folder in std::env::args_os().skip(1).map(PathBuf::from) {
        for file in std::fs::read_dir(&folder)? {
            let file = file?.path();
            if file.extension().is_none_or(|kind| kind != "json") {
                continue;
            }
            let truth: Truth = serde_json::from_slice(&std::fs::read(&file)?)?;
            let slot = if truth.side == Side::Back { Slot::Back } else { Slot::Front };
            let key = (folder.clone(), truth.kind.to_string(), truth.seed);
            documents.entry(key).or_default().insert(slot, (truth, file.with_extension("jpg")));
        }
    }
    let (mut submissions, mut pictures, mut told) = (0, 0, 0);
    for ((_, _, seed), sides) in documents {
        let mut pages: BTreeMap<Slot, Inspection> = BTreeMap::new();
        for (slot, (_, picture)) in &sides {
            let options = ReadOptions { today, threads: 1 };
            pages.insert(*slot, reader.inspect_bytes(&std::fs::read(picture)?, &options)?);
            pictures += 1;
        }
        let Some((truth, _)) = sides.values().next() else { continue };
        let holder = Holder::from_seed(seed, truth.kind.script());
        let chinese = truth.kind.script() == Script::Chinese;
        let document = DocumentChoice {
            kind: match truth.kind {
                Kind::Passport => DocumentKind::Passport,
                Kind::Licence => DocumentKind::DrivingLicence,
                Kind::IdTd1 | Kind::IdTd2 | Kind::IdCn => DocumentKind::IdCard,
            },
            issuing_country: holder.issuing_country.clone(),
        };
        let ways = match truth.kind {
            Kind::IdCn => 1,
            // Nobody writes as a zone does where there is none.
            Kind::Licence => 2,
            Kind::Passport | Kind::IdTd1 | Kind::IdTd2 => WRITINGS.len(),
        };
        for (writing, write) in WRITINGS.iter().take(ways) {
            submissions += 1;
            let full = format!("{}{}", holder.surname, holder.given_names);
            let details = Details {
                surname: if chinese { "UTO".into() } else { write(&holder.surname) },
                given_names: if chinese { String::new() } else { write(&holder.given_names) },
                native_name: chinese.then_some(full),
                birth_date: parse_iso_date(&holder.birth_date.to_string())
                    .ok_or("a holder's birth date is one")?,
                nationality: holder.nationality.clone(),
                document_number: if chinese { &holder.personal_number } else { &holder.document_number }
                    .clone(),
            };
            let submission = judge::Submission {
                mode: Mode::Test,
                today,
                document: &document,
                details: &details,
                pages: &pages,
                same_file_twice: false,
            };
            let missing = [codes::DOC_BACK_MISSING, codes::DOC_FRONT_MISSING];
            let findings = judge::judge(&policy, &submission);
            let wrong: Vec<_> = findings
                .iter()
                .filter(|found| found.severity == Severity::Blocking && !missing.contains(&found.code))
                .collect();
            told += usize::from(!wrong.is_empty());
            for finding in wrong {
                let files: Vec<_> = sides.values().map(|(_, picture)| picture).collect();
                println!("{}", serde_json::json!({ "files": files, "typed": writing, "finding": finding }));
            }
        }
    }
    println!(
        "{}",
        serde_json::json!({ "pictures": pictures, "submissions": submissions, "told something": told })
    );
    Ok(())
}
