//! The default policy, the mistakes that are named with their place, the schema, the differences.

use super::*;
use crate::{
    finding::Severity,
    reason::{Class, ReasonCode},
};
use proptest::prelude::*;
use serde_json::Value;

fn problems(text: &str) -> Vec<Problem> {
    Policy::from_toml(text).expect_err("it is refused").problems
}

/// The default with one text put in place of another, which must be there.
fn with(old: &str, new: &str) -> String {
    assert!(DEFAULT.contains(old), "the default has no {old:?}");
    DEFAULT.replacen(old, new, 1)
}

fn line(text: &str, needle: &str) -> usize {
    1 + text.lines().position(|line| line.contains(needle)).expect("the line is there")
}

fn passport() -> DocumentChoice {
    DocumentChoice { kind: DocumentKind::Passport, issuing_country: "UTO".into() }
}

#[test]
fn the_built_in_policy_is_sound() {
    let policy = Policy::default_policy();
    assert_eq!(policy.levels.len(), 3);
    assert_eq!(policy.starting_level().map(|l| &*l.name), Some("basic"));
    assert!(policy.level("plus").is_some_and(|l| l.requires(Requirement::Person)));
    assert!(policy.level("standard").is_some_and(|l| !l.requires(Requirement::Person)));
    let integrity = ReasonCode::find("integrity.suspected").expect("is in the catalogue");
    assert!(policy.needs_second_person(DecisionKind::Declined, "standard", &[integrity]));
    assert!(!policy.needs_second_person(DecisionKind::Declined, "standard", &[codes::DATA_UNDERAGE]));
    for kind in &policy.documents.kinds {
        assert!(!policy.alternatives_to(*kind).is_empty(), "{}", kind.as_str());
    }
}

#[test]
fn mistakes_are_named_with_their_line_and_path() {
    let cases: &[(&str, &str, &str, &str)] = &[
        ("minimum_age", "minimal_age", "minimal_age", "minimal_age"),
        ("budget = 3 ", "budget = 0 ", "attempts.budget", "nobody could try"),
        ("review_hours = 24", "review_hours = -1", "clocks.review_hours", "has passed"),
        ("glare = 0.012", "glare = 1.2", "thresholds.glare", "share"),
        (
            "regions_not_served = [\"PRK\"]",
            "regions_not_served = [\"PRK\", \"Atlantis\"]",
            "regions_not_served[1]",
            "Atlantis",
        ),
        (
            "currency = \"EUR\", amount = 5000 ",
            "currency = \"EURO\", amount = 5000 ",
            "level[1].limits[1].currency",
            "EURO",
        ),
        (
            "kinds = [\"passport\", \"id_card\"]",
            "kinds = [\"passport\", \"library_card\"]",
            "documents.kinds[1]",
            "library_card",
        ),
        ("name = \"plus\"", "name = \"standard\"", "level[2].name", "cannot be reached"),
        (
            "requires = [\"email\", \"details\", \"document\"]",
            "requires = [\"email\", { any = [] }]",
            "level[1].requires[1]",
            "nobody could ever",
        ),
        (
            "requires = [\"email\", \"details\", \"document\"]",
            "requires = [\"email\", { document = [\"visa\"] }]",
            "level[1].requires[1].document[0]",
            "visa",
        ),
        (
            "requires = [\"email\", \"details\", \"document\"]",
            "requires = [{ document = [\"passport\"] }, { document = [\"id_card\"] }]",
            "level[1].requires",
            "no accepted document",
        ),
        (
            "requires = [\"email\", \"details\", \"document\"]",
            "requires = [\"email\", \"selfie\"]",
            "level[1].requires[1]",
            "selfie",
        ),
        (
            "requires = [\"email\", \"details\", \"document\"]",
            "requires = [{ check = \"aura\" }]",
            "level[1].requires[0].check",
            "aura",
        ),
        (
            "requires = [\"email\", \"details\", \"document\"]",
            "requires = [{ level = \"gold\" }]",
            "level[1].requires[0].level",
            "gold",
        ),
    ];
    let after = [
        ("warn_days = [60, 14, 3]", "warn_days = []", "renewal.warn_days", "nobody would be told"),
        ("warn_days = [60, 14, 3]", "warn_days = [3, 14]", "renewal.warn_days[1]", "earliest warning first"),
        ("warn_days = [60, 14, 3]", "warn_days = [60, 0]", "renewal.warn_days[1]", "1 to 730"),
        ("asked_days = 30", "asked_days = 0", "renewal.asked_days", "no time"),
        ("reverify_days = 730", "reverify_days = 0", "level[2].reverify_days", "as it is reached"),
        ("reverify_days = 730", "reverify_days = 60", "level[2].reverify_days", "told at once"),
        ("levels = [\"standard\"]", "levels = [\"gold\"]", "imports.levels[0]", "no level"),
        ("levels = [\"standard\"]", "levels = [\"basic\"]", "imports.levels[0]", "everybody has"),
        ("max_age_days = 1825", "max_age_days = 0", "imports.max_age_days", "nothing could"),
        ("share = 0.02", "share = 2", "rereview.share", "0 to 1"),
        ("share = 0.02", "share = nan", "rereview.share", "0 to 1"),
        ("days = 7  # so", "days = 0  # so", "rereview.days", "looked again"),
    ];
    for (old, new, path, what) in cases.iter().chain(&after) {
        let text = with(old, new);
        let found = problems(&text);
        assert_eq!(found.len(), 1, "{new}: {found:?}");
        assert_eq!(found[0].path, *path, "{found:?}");
        assert!(found[0].what.contains(what), "{found:?}");
        // "standard" stands twice: the second one is the mistake.
        let at = if *path == "level[2].name" {
            text.lines().count() - text.lines().rev().position(|l| l.contains(new)).unwrap()
        } else {
            line(&text, new)
        };
        assert_eq!(found[0].line, at, "{found:?}");
    }
}

#[test]
fn a_negative_limit_is_refused_at_its_place() {
    let text = with("amount = 150 ", "amount = -150 ");
    let found = problems(&text);
    assert_eq!(found.len(), 1);
    assert!(found[0].path.starts_with("level[0].limits[0]"), "{found:?}");
    assert!(found[0].what.contains("negative"), "{found:?}");
    assert_eq!(found[0].line, line(&text, "-150"));
}

#[test]
fn unknown_codes_and_rules_that_would_take_a_case_from_a_person_are_refused() {
    let rule = |code: &str, effect: &str| {
        let rule = format!("[[rule]]\ncode = \"{code}\"\neffect = \"{effect}\"\n\n[[level]]");
        let text = with("[[level]]", &rule);
        Policy::from_toml(&text).map_err(|error| {
            assert_eq!(error.problems.len(), 1, "{error}");
            error.problems[0].clone()
        })
    };
    // The policy that ships has rules of its own before it.
    let own = format!("rule[{}]", Policy::default_policy().rules.len());
    assert_eq!(rule("image.ugly", "blocks").expect_err("refused").path, format!("{own}.code"));
    assert_eq!(rule("image.glare", "declines").expect_err("refused").path, format!("{own}.effect"));
    for code in ReasonCode::all() {
        let class = code.reason().class;
        for effect in ["blocks", "advises", "person"] {
            let taken = rule(code.as_str(), effect);
            match class {
                Class::System => assert!(taken.is_err(), "{code} {effect}"),
                Class::Human | Class::Final => {
                    assert_eq!(taken.is_ok(), effect == "person", "{code} {effect}");
                }
                _ => assert!(taken.is_ok() || effect == "advises", "{code} {effect}"),
            }
        }
    }
    assert!(rule("doc.specimen", "advises").expect_err("refused").what.contains("stands in the way"));
}

#[test]
fn circles_between_levels_are_named_once_with_the_way_round() {
    let text = with(
        "requires = [\"email\", \"details\", \"document\"]",
        "requires = [\"document\", { any = [\"person\", { level = \"plus\" }] }]",
    );
    let text = text.replacen(
        "requires = [\"email\", \"details\", \"document\", \"person\"]",
        "requires = [{ level = \"standard\" }, \"person\"]",
        1,
    );
    let found = problems(&text);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].what.contains("standard → plus → standard")
            || found[0].what.contains("plus → standard → plus")
    );
    assert!(found[0].path.rsplit('.').next() == Some("level"), "{found:?}");
}

#[test]
fn several_mistakes_come_at_once_in_the_order_of_lines() {
    let text = with("budget = 3 ", "budget = 0 ").replacen("answer_hours = 24", "answer_hours = 0", 1);
    let paths: Vec<_> = problems(&text).into_iter().map(|p| p.path).collect();
    assert_eq!(paths, ["attempts.budget", "clocks.answer_hours"]);
}

#[test]
fn a_level_may_build_on_another() {
    let text = with(
        "requires = [\"email\", \"details\", \"document\", \"person\"]",
        "requires = [{ level = \"standard\" }, \"person\"]",
    );
    let (policy, written_out) = (Policy::from_toml(&text).expect("is sound"), Policy::default_policy());
    let words = |policy: &Policy| policy.level("plus").map(|l| l.requires.iter().collect::<Vec<_>>());
    assert_eq!(words(&policy), words(&written_out));
}

#[test]
fn thresholds_differ_where_the_policy_says() {
    let more = "[[thresholds_for]]\ndocuments = [\"id_card\"]\nset = { dpi = 150 }\n\n[[level]]";
    let policy = Policy::from_toml(&with("[[level]]", more)).expect("is sound");
    let card = DocumentChoice { kind: DocumentKind::IdCard, issuing_country: "UTO".into() };
    assert!((policy.for_document(&passport()).thresholds.dpi - 140.0).abs() < f32::EPSILON);
    let differing = policy.for_document(&card);
    assert!((differing.thresholds.dpi - 150.0).abs() < f32::EPSILON);
    assert_eq!(differing.thresholds.short_side_px, policy.thresholds.short_side_px);
    let wrong = more.replace("dpi = 150", "glare = 7.5");
    assert_eq!(problems(&with("[[level]]", &wrong))[0].path, "thresholds_for[0].set.glare");
}

/// Policies are kept for as long as their cases: what was written before a key existed means what it meant.
#[test]
fn a_policy_without_the_younger_thresholds_is_read() {
    let without = DEFAULT.lines().filter(|l| {
        !["sharpness_unread", "legible_share", "glare_elsewhere", "moire"]
            .iter()
            .any(|key| l.starts_with(key))
    });
    let without = without.collect::<Vec<_>>().join("\n");
    assert!(without.len() < DEFAULT.len() - 100, "the lines are gone");
    let policy = Policy::from_toml(&without).expect("is sound");
    let now = Policy::default_policy().thresholds;
    assert!((policy.thresholds.sharpness_where_unread() - now.sharpness_where_unread()).abs() < 0.01);
    assert!((policy.thresholds.legible_share - now.legible_share).abs() < f32::EPSILON);
    assert!(policy.thresholds.glare_elsewhere <= policy.thresholds.glare, "no more than anywhere");
    assert!((policy.thresholds.moire - 1.0).abs() < f32::EPSILON, "nobody measured it");
    // It asked for so many times its own sharpness.
    let mild =
        Policy::from_toml(&without.replacen("sharpness = 0.23", "sharpness = 0.15", 1)).expect("is sound");
    assert!((mild.thresholds.sharpness_where_unread() - 0.33).abs() < 0.001);
}

#[test]
fn rules_set_what_a_finding_does() {
    let rules = "[[rule]]\ncode = \"doc.expires_soon\"\neffect = \"blocks\"\n\n[[rule]]\ncode = \"image.glare\"\n\
                 effect = \"advises\"\ndocuments = [\"id_card\"]\n\n[[level]]";
    let policy = Policy::from_toml(&with("[[level]]", rules)).expect("is sound");
    let mut findings = [Finding::advisory(codes::DOC_EXPIRES_SOON), Finding::blocking(codes::IMAGE_GLARE)];
    policy.route(&mut findings, &passport());
    assert_eq!(findings[0].severity, Severity::Blocking);
    assert_eq!(findings[1].severity, Severity::Blocking, "the rule is about cards only");
}

#[test]
fn differences_are_named_by_path_and_level() {
    let text = with("glare = 0.012", "glare = 0.02").replacen("\nminutes = 3", "\nminutes = 5", 1);
    let after = Policy::from_toml(&text).expect("is sound");
    let changes = diff(&Policy::default_policy(), &after);
    let shown: Vec<_> = changes.iter().map(|c| (&*c.path, c.before.as_deref(), c.after.as_deref())).collect();
    assert_eq!(
        shown,
        [
            ("level[standard].minutes", Some("3"), Some("5")),
            ("thresholds.glare", Some("0.012"), Some("0.02")),
        ]
    );
    assert_eq!(diff(&after, &after), []);
}

/// The part of JSON Schema that ours uses.
fn fits(root: &Value, schema: &Value, value: &Value, path: &str) -> Result<(), String> {
    let fail = |what: &str| Err(format!("{path}: {what}: {value}"));
    if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
        fits(root, root.pointer(&name[1..]).expect("the definition is there"), value, path)?;
    }
    if let Some(options) = schema.get("enum").and_then(Value::as_array)
        && !options.contains(value)
    {
        return fail("not in the list");
    }
    if let Some(options) = schema.get("anyOf").and_then(Value::as_array)
        && !options.iter().any(|option| fits(root, option, value, path).is_ok())
    {
        return fail("fits no variant");
    }
    let right = match schema.get("type").and_then(Value::as_str) {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("integer") => value.is_i64() || value.is_u64(),
        Some("number") => value.is_number(),
        _ => true,
    };
    if !right {
        return fail("of another type");
    }
    if let (Some(least), Some(n)) = (schema.get("minimum").and_then(Value::as_f64), value.as_f64())
        && n < least
    {
        return fail("too small");
    }
    if let (Some(items), Some(list)) = (schema.get("items"), value.as_array()) {
        for (at, item) in list.iter().enumerate() {
            fits(root, items, item, &format!("{path}[{at}]"))?;
        }
    }
    if let Some(map) = value.as_object() {
        for key in schema.get("required").and_then(Value::as_array).into_iter().flatten() {
            if !map.contains_key(key.as_str().expect("a key")) {
                return fail(&format!("{key} is missing"));
            }
        }
        for (key, item) in map {
            let here = format!("{path}.{key}");
            match (schema.get("properties").and_then(|p| p.get(key)), schema.get("additionalProperties")) {
                (Some(property), _) => fits(root, property, item, &here)?,
                (None, Some(Value::Bool(false))) => return fail(&format!("{key} is not known")),
                (None, Some(other)) => fits(root, other, item, &here)?,
                (None, None) => {}
            }
        }
    }
    Ok(())
}

#[test]
fn the_schema_takes_what_the_parser_takes() {
    let schema = schema::schema();
    let everything = with(
        "[[level]]",
        "[[thresholds_for]]\ncountries = [\"DEU\"]\nset = { glare = 0.02 }\n\n[[rule]]\ncode = \"image.glare\"\n\
         effect = \"person\"\n\n[assets.BTC]\ndecimals = 8\n\n[[level]]\nname = \"first\"\n\
         requires = { any = [\"email\", { all = [{ check = \"reading\" }, { manual = \"call\" }, { level = \"basic\" }] }] }\n\
         limits = []\nfeatures = []\n\n[[level]]",
    );
    for text in [DEFAULT, &everything] {
        let policy = Policy::from_toml(text).expect("is sound");
        let value: Value = toml::from_str(text).expect("parses");
        fits(&schema, &schema, &value, "").expect("the document fits the schema");
        let again = serde_json::to_value(&policy).expect("serialises");
        fits(&schema, &schema, &without_nulls(again), "").expect("the policy as JSON fits the schema");
    }
    let wrong: Value = toml::from_str(&with("budget = 3 ", "budget = 0 ")).expect("parses");
    assert!(fits(&schema, &schema, &wrong, "").is_err());
}

fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            map.into_iter().filter(|(_, v)| !v.is_null()).map(|(k, v)| (k, without_nulls(v))).collect()
        }
        Value::Array(list) => list.into_iter().map(without_nulls).collect(),
        other => other,
    }
}

/// The parser says which keys it knows when it meets one that it does not.
#[test]
fn the_schema_knows_every_key_and_no_other() {
    let schema = schema::schema();
    let properties = |pointer: &str| -> Vec<String> {
        let map = schema.pointer(pointer).and_then(Value::as_object).expect("is there");
        map.keys().cloned().collect()
    };
    let cases = [
        ("minimum_age", "/properties"),
        ("budget", "/properties/attempts/properties"),
        ("review_hours", "/properties/clocks/properties"),
        ("kinds", "/properties/documents/properties"),
        ("approved_days", "/properties/retention/properties"),
        ("warn_days", "/properties/renewal/properties"),
        ("max_age_days", "/properties/imports/properties"),
        ("in_review", "/properties/corrections/properties"),
        ("share", "/properties/rereview/properties"),
        ("close_after_days", "/properties/desk/properties"),
        ("short_side_px", "/$defs/thresholds/properties"),
        ("minutes", "/$defs/level/properties"),
    ];
    for (key, pointer) in cases {
        let found = problems(&with(&format!("\n{key} = "), &format!("\nzzz = 1\n{key} = ")));
        let known: Vec<_> = found[0].what.split('`').skip(3).step_by(2).map(str::to_owned).collect();
        let (mut known, mut listed) = (known, properties(pointer));
        known.sort();
        listed.sort();
        assert_eq!(known, listed, "{pointer}");
    }
}

proptest! {
    /// Whatever is in a document, parsing it says something and never panics; what is said has a line.
    #[test]
    fn no_document_makes_the_parser_panic(at in 0usize..4_000, what in "\\PC{0,12}", cut in 0usize..60) {
        let mut chars: Vec<char> = DEFAULT.chars().collect();
        let at = at.min(chars.len());
        let end = (at + cut).min(chars.len());
        chars.splice(at..end, what.chars());
        let text: String = chars.into_iter().collect();
        if let Err(error) = Policy::from_toml(&text) {
            prop_assert!(!error.problems.is_empty());
            prop_assert!(error.problems.iter().all(|p| p.line >= 1 && p.line <= text.lines().count() + 1));
        }
    }
}
