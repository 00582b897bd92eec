//! The JSON schema of a policy document (draft 2020-12), for editors and for other people's tools.
//!
//! A policy is written in TOML; schemas hold for it too (`#:schema policy.schema.json` in its first
//! line). Lists of codes come from where the codes are kept; tests hold the rest against the types.

use super::{CheckName, currency, desk::WEEKDAYS, requires};
use crate::{
    bot::Cause,
    conversation::{Priority, assign::Method},
    document::DocumentKind,
    reason::{Class, ReasonCode},
};
use serde_json::{Value, json};

/// The schema.
pub fn schema() -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Proofdesk policy",
        "description": "Everything that an operator decides. No key makes a machine decline: only a named person says the final no.",
        "type": "object",
        "additionalProperties": false,
        "required": ["version", "minimum_age", "notice_version", "regions_not_served", "attempts", "clocks", "documents", "thresholds", "level"],
        "properties": {
            "version": { "type": "integer", "minimum": 0, "maximum": u32::MAX, "description": "Of the document. A stored policy gets its own, which decisions record." },
            "minimum_age": { "type": "integer", "minimum": 0, "maximum": 150, "description": "In whole years." },
            "notice_version": { "type": "string", "minLength": 1, "description": "The version of the notice that consent is given to." },
            "regions_not_served": { "$ref": "#/$defs/countries" },
            "attempts": section(
                json!({
                    "budget": { "type": "integer", "minimum": 1, "description": "This many failed attempts bring a person." },
                    "same_finding": { "type": "integer", "minimum": 2, "description": "The same code on the same page this many times does." },
                    "trying_minutes": { "type": "integer", "minimum": 1, "description": "So does a failed attempt this long after the first sending." }
                }),
                &["budget", "same_finding", "trying_minutes"],
            ),
            "clocks": section(
                json!({
                    "review_hours": { "type": "integer", "minimum": 1, "description": "Until a person has looked at a case." },
                    "answer_hours": { "type": "integer", "minimum": 1, "description": "Until a message is answered." },
                    "appeal_hours": { "type": "integer", "minimum": 1, "description": "Until an appeal was heard." },
                    "appeal_days": { "type": "integer", "minimum": 1, "description": "So long after a no somebody may appeal." },
                    "new_address_hours": { "type": "integer", "minimum": 1, "description": "So long after two people confirmed it an account's new address counts; until then it can be stopped." },
                    "unfinished_days": { "type": "integer", "minimum": 1, "description": "So long without a move of the applicant's an unfinished case runs out." }
                }),
                &["review_hours", "answer_hours"],
            ),
            "documents": section(
                json!({
                    "kinds": { "$ref": "#/$defs/kinds", "minItems": 1 },
                    "countries_not_accepted": { "$ref": "#/$defs/countries" },
                    "remaining_days": { "type": "integer", "minimum": 0, "description": "Remaining life below which the person is told." },
                    "alternatives": { "type": "array", "items": section(
                        json!({ "without": { "$ref": "#/$defs/kind" }, "documents": { "$ref": "#/$defs/kinds" } }),
                        &["without", "documents"],
                    ) }
                }),
                &["kinds", "countries_not_accepted", "remaining_days"],
            ),
            "thresholds": { "$ref": "#/$defs/thresholds", "required": THRESHOLDS },
            "thresholds_for": { "type": "array", "items": section(
                json!({
                    "documents": { "$ref": "#/$defs/kinds" },
                    "countries": { "$ref": "#/$defs/countries" },
                    "set": { "$ref": "#/$defs/thresholds" }
                }),
                &["set"],
            ) },
            "rule": { "type": "array", "items": { "$ref": "#/$defs/rule" }, "description": "Findings that do something else than the catalogue says; of several that fit, the last wins." },
            "four_eyes": { "type": "array", "items": section(
                json!({
                    "decision": { "enum": ["approved", "declined", "revoked"] },
                    "reasons": { "type": "array", "items": { "$ref": "#/$defs/code" } },
                    "levels": { "type": "array", "items": { "$ref": "#/$defs/name" } }
                }),
                &["decision"],
            ) },
            "retention": section(
                json!({
                    "approved_days": days(), "declined_days": days(), "unfinished_days": days(), "not_served_days": days()
                }),
                &[],
            ),
            "renewal": section(
                json!({
                    "document_expiry": { "type": "boolean", "description": "An approval ends with the document that it was given on." },
                    "document_grace_days": { "type": "integer", "minimum": 0, "maximum": u32::MAX, "description": "So long after the document's last day the level still stands." },
                    "warn_days": { "type": "array", "maxItems": 10, "items": { "type": "integer", "minimum": 1, "maximum": 730 }, "description": "So many days before the end the person is told, the earliest first; from then on they can renew." },
                    "asked_days": { "type": "integer", "minimum": 1, "maximum": u32::MAX, "description": "How long somebody has when staff ask them to verify anew and name no other time." },
                    "keep_photo_days": { "type": "integer", "minimum": 0, "maximum": u32::MAX, "description": "A picture older than this is taken anew when somebody renews." }
                }),
                &[],
            ),
            "imports": section(
                json!({
                    "levels": { "type": "array", "items": { "$ref": "#/$defs/name" }, "description": "Levels that may be reached by a verification elsewhere; none: nothing is taken over." },
                    "max_age_days": { "type": "integer", "minimum": 1, "maximum": u32::MAX, "description": "A verification elsewhere that is older is not taken over." },
                    "tell": { "type": "boolean", "description": "The person is told." }
                }),
                &[],
            ),
            "rereview": section(
                json!({
                    "share": { "type": "number", "minimum": 0, "maximum": 1, "description": "This share of the approvals by the checks alone is looked at again by a person, who sees the evidence before the verdict." },
                    "days": { "type": "integer", "minimum": 1, "maximum": 365, "description": "So many days after the approval somebody is to have looked." }
                }),
                &[],
            ),
            "corrections": section(
                json!({
                    "in_review": { "type": "boolean", "description": "Typed details may be corrected while the case waits for a person or one looks at it." }
                }),
                &[],
            ),
            "money": section(
                json!({
                    "time_zone": { "type": "string", "description": "In which days and months of limits begin." },
                    "reference_currency": { "type": "string", "description": "In which limits across currencies are counted." },
                    "rate_minutes": { "type": "integer", "minimum": 1, "description": "A rate older than this is not used." },
                    "reservation_minutes": { "type": "integer", "minimum": 1, "description": "A reservation that nobody commits ends after this long." }
                }),
                &[],
            ),
            "desk": desk(),
            "assets": {
                "type": "object",
                "propertyNames": { "pattern": "^[A-Z0-9]{1,12}$" },
                "additionalProperties": section(
                    json!({ "decimals": { "type": "integer", "minimum": 0, "maximum": currency::MAX_DECIMALS } }),
                    &["decimals"],
                )
            },
            "money": section(
                json!({
                    "reference_currency": { "type": "string", "pattern": "^[A-Z0-9]{1,12}$", "description": "A limit in it holds over all currencies together, at the platform's rates." },
                    "time_zone": { "type": "string", "description": "Where days and months begin, an IANA name." },
                    "rate_minutes": { "type": "integer", "minimum": 1, "maximum": crate::limits::MAX_MINUTES },
                    "reservation_minutes": { "type": "integer", "minimum": 1, "maximum": crate::limits::MAX_MINUTES }
                }),
                &["reference_currency", "time_zone", "rate_minutes", "reservation_minutes"],
            ),
            "level": { "type": "array", "minItems": 1, "items": { "$ref": "#/$defs/level" }, "description": "From the lowest to the highest." }
        },
        "$defs": {
            "country": { "type": "string", "pattern": "^[A-Z]{3}$", "description": "ISO 3166-1 alpha-3." },
            "countries": { "type": "array", "items": { "$ref": "#/$defs/country" } },
            "kind": { "enum": KINDS.map(DocumentKind::as_str) },
            "kinds": { "type": "array", "items": { "$ref": "#/$defs/kind" } },
            "name": { "type": "string", "pattern": "^[a-z0-9_-]{1,40}$" },
            "code": { "enum": ReasonCode::all().map(ReasonCode::as_str).collect::<Vec<_>>() },
            "thresholds": thresholds(),
            "rule": rule(),
            "requires": requires(),
            "limit": section(
                json!({
                    "operation": { "enum": ["deposit", "withdraw", "trade"] },
                    "period": { "enum": ["transaction", "day", "month"] },
                    "currency": { "type": "string", "description": "A currency of ISO 4217 or an asset declared under [assets].", "examples": ["EUR", "USD", "JPY"] },
                    "amount": { "description": "Not negative." }
                }),
                &["operation", "period", "currency", "amount"],
            ),
            "level": section(
                json!({
                    "name": { "$ref": "#/$defs/name" },
                    "requires": { "$ref": "#/$defs/requires" },
                    "minutes": { "type": "integer", "minimum": 0, "description": "How long it takes most people." },
                    "reverify_days": { "type": "integer", "minimum": 1, "maximum": u32::MAX, "description": "After how many days it is verified anew; absent: never, by time alone." },
                    "limits": { "type": "array", "items": { "$ref": "#/$defs/limit" } },
                    "features": { "type": "array", "items": { "type": "string" } }
                }),
                &["name", "requires", "limits", "features"],
            )
        }
    })
}

fn desk() -> Value {
    let minutes = |what: &str| json!({ "type": "integer", "minimum": 1, "description": what });
    let promises = section(
        json!({
            "first_reply_minutes": minutes("Until a person's first answer, in minutes of open time."),
            "next_reply_minutes": minutes("Until each later one."),
            "resolution_minutes": minutes("Until the matter is settled.")
        }),
        &["first_reply_minutes", "next_reply_minutes", "resolution_minutes"],
    );
    let shifts = json!({ "type": "array", "items": { "type": "string" }, "description": "Shifts such as 09:00-12:30, also over midnight; empty: closed." });
    let by = |words: &[&str], what: &Value| {
        Value::Object(words.iter().map(|word| ((*word).to_owned(), what.clone())).collect())
    };
    let priorities: Vec<&str> = Priority::ALL.iter().map(|priority| priority.as_str()).collect();
    section(
        json!({
            "time_zone": { "type": "string", "description": "On whose clock the desk opens and closes, an IANA name." },
            "hours": section(by(&WEEKDAYS, &shifts), &[]),
            "holidays": { "type": "array", "items": { "type": "string" }, "description": "Closed on these days, 2026-12-25 say." },
            "promises": section(by(&priorities, &promises), &[]),
            "urgent_for": { "type": "array", "items": { "enum": Cause::ALL.map(Cause::as_str) }, "description": "What makes a conversation urgent when it is handed over for that." },
            "assign": { "enum": Method::ALL.iter().map(|method| method.as_str()).collect::<Vec<_>>() },
            "capacity": { "type": "integer", "minimum": 1, "maximum": u32::MAX, "description": "How many conversations somebody carries at once, where they have not said otherwise." },
            "teams": { "type": "array", "items": { "type": "string" } },
            "close_after_days": { "type": "integer", "minimum": 1, "maximum": u32::MAX, "description": "So many days without a word of the applicant's after our answer a conversation closes." }
        }),
        &[],
    )
}

const KINDS: [DocumentKind; 6] = [
    DocumentKind::Passport,
    DocumentKind::IdCard,
    DocumentKind::DrivingLicence,
    DocumentKind::ResidencePermit,
    DocumentKind::Visa,
    DocumentKind::Other,
];

const THRESHOLDS: [&str; 13] = [
    "bytes_max",
    "short_side_px",
    "sharpness",
    "colour",
    "glare",
    "glare_advisory",
    "exposure_min",
    "exposure_max",
    "dark",
    "overexposed",
    "dpi",
    "tilt_degrees",
    "reading_confidence",
];

fn section(properties: Value, required: &[&str]) -> Value {
    json!({ "type": "object", "additionalProperties": false, "required": required, "properties": properties })
}

fn days() -> Value {
    json!({ "type": "integer", "minimum": 0, "maximum": u32::MAX, "description": "Days after the case's end." })
}

fn thresholds() -> Value {
    let share = |what: &str| json!({ "type": "number", "minimum": 0, "maximum": 1, "description": what });
    json!({
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "bytes_max": { "type": "integer", "minimum": 1, "description": "Largest file in bytes." },
            "short_side_px": { "type": "integer", "minimum": 0, "description": "Fewest pixels on the picture's short side." },
            "sharpness": share("Least sharpness, at the least sharp place with text."),
            "sharpness_unread": share("Least sharpness where nothing could be read: no detail, and of all lines no more than legible_share. Shakes hide from measures of edges. Never less than sharpness; 0, or none: 2.2 times that."),
            "legible_share": share("Share of a page's lines up to which it counts as not read where no detail was. Default 0.6."),
            "colour": share("Least mean saturation: below it the picture is black and white."),
            "glare": share("Largest share of the document under reflections."),
            "glare_elsewhere": share("Largest share under reflections that cover no detail, on a page whose details were all read. Never less than glare; 0, or none: the same as glare."),
            "glare_advisory": share("Share under reflections worth telling."),
            "exposure_min": share("Least mean brightness."),
            "exposure_max": share("Greatest mean brightness."),
            "dark": share("Largest dark share."),
            "overexposed": share("Largest washed-out share."),
            "moire": share("Largest share of the document that shows the pattern of a screen. 1, or none: never told."),
            "dpi": { "type": "number", "minimum": 0, "maximum": 1200, "description": "Least dots per inch on the document." },
            "tilt_degrees": { "type": "number", "minimum": 0, "maximum": 90, "description": "Steepest angle." },
            "reading_confidence": share("A reading below this is held against nobody.")
        }
    })
}

/// Codes of our own faults take no rule; a person's codes only the one that says so.
fn rule() -> Value {
    let codes = |wanted: fn(Class) -> bool| {
        ReasonCode::all().filter(|c| wanted(c.reason().class)).map(ReasonCode::as_str).collect::<Vec<_>>()
    };
    let mut rule = section(
        json!({
            "code": { "$ref": "#/$defs/code" },
            "effect": { "enum": ["blocks", "advises", "person"] },
            "documents": { "$ref": "#/$defs/kinds" },
            "countries": { "$ref": "#/$defs/countries" }
        }),
        &["code", "effect"],
    );
    rule["anyOf"] = json!([
        { "properties": { "code": { "enum": codes(|c| !matches!(c, Class::System | Class::Human | Class::Final)) } } },
        { "properties": {
            "code": { "enum": codes(|c| matches!(c, Class::Human | Class::Final)) },
            "effect": { "const": "person" }
        } }
    ]);
    rule
}

fn requires() -> Value {
    let one = |key: &str, value: Value| {
        let mut properties = serde_json::Map::new();
        properties.insert(key.to_owned(), value);
        section(Value::Object(properties), &[key])
    };
    let list = json!({ "type": "array", "items": { "$ref": "#/$defs/requires" } });
    let mut some = list.clone();
    some["minItems"] = json!(1);
    json!({
        "description": "A word, a list (all of them), or a table with one key. Where the machine cannot read a document to the end, a person looks; a manual step approves only with its recorded outcome.",
        "anyOf": [
            { "enum": requires::WORDS },
            list,
            one("all", list.clone()),
            one("any", some),
            one("document", json!({ "$ref": "#/$defs/kinds" })),
            one("check", json!({ "enum": CheckName::ALL.map(CheckName::as_str) })),
            one("manual", json!({ "$ref": "#/$defs/name" })),
            one("level", json!({ "$ref": "#/$defs/name" }))
        ]
    })
}
