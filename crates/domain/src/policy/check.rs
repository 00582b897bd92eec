//! Whether a document of the right shape makes sense: every complaint with its path.

use super::{MAX_DOCUMENT_LEVELS, Policy, Requires, currency};
use crate::icao::is_issuing_code;
use std::collections::{BTreeMap, BTreeSet};

/// A path and what is the matter there.
type Complaint = (String, String);

/// The longest name of a level or step, in characters.
const MAX_NAME: usize = 40;

/// Everything that is the matter, in no order.
pub(super) fn complaints(policy: &Policy) -> Vec<Complaint> {
    let mut found = Vec::new();
    sections(policy, &mut found);
    found.extend(super::desk::complaints(policy));
    routing(policy, &mut found);
    levels(policy, &mut found);
    // What is said of levels that are wrong in themselves would only repeat it.
    let levels_sound = !found.iter().any(|(path, _)| path.starts_with("level"));
    let after = super::after::complaints(policy).into_iter();
    let of_no_level = |path: &str| ["renewal", "rereview"].iter().any(|section| path.starts_with(section));
    found.extend(after.filter(|(path, _)| levels_sound || of_no_level(path)));
    found
}

fn say(found: &mut Vec<Complaint>, path: impl Into<String>, what: impl Into<String>) {
    found.push((path.into(), what.into()));
}

fn sections(policy: &Policy, found: &mut Vec<Complaint>) {
    if policy.attempts.budget == 0 {
        say(found, "attempts.budget", "is 0: nobody could try at all");
    }
    if policy.attempts.same_finding < 2 {
        say(found, "attempts.same_finding", "is below 2: nothing could ever be mended");
    }
    if policy.attempts.trying_minutes <= 0 {
        say(found, "attempts.trying_minutes", "is not above 0");
    }
    let clocks = &policy.clocks;
    for (key, hours) in [
        ("review_hours", clocks.review_hours),
        ("answer_hours", clocks.answer_hours),
        ("appeal_hours", clocks.appeal_hours),
        ("new_address_hours", clocks.new_address_hours),
    ] {
        if hours <= 0 {
            say(found, format!("clocks.{key}"), "promises a time that has passed: use hours above 0");
        }
    }
    for (key, days) in [("appeal_days", clocks.appeal_days), ("unfinished_days", clocks.unfinished_days)] {
        if days <= 0 {
            say(found, format!("clocks.{key}"), "leaves no time: use days above 0");
        }
    }
    if !(0..=150).contains(&policy.minimum_age) {
        say(found, "minimum_age", "is in whole years: use 0 to 150");
    }
    if policy.notice_version.trim().is_empty() {
        say(found, "notice_version", "is empty: consent is given to a version of the notice");
    }
    if policy.documents.kinds.is_empty() {
        say(found, "documents.kinds", "is empty: nobody could prove who they are");
    }
    if policy.documents.remaining_days < 0 {
        say(found, "documents.remaining_days", "is negative: use 0 or more");
    }
    countries(found, "documents.countries_not_accepted", &policy.documents.countries_not_accepted);
    countries(found, "regions_not_served", &policy.regions_not_served);
    for (at, alternative) in policy.documents.alternatives.iter().enumerate() {
        let path = format!("documents.alternatives[{at}]");
        let (kinds, without) = (&policy.documents.kinds, alternative.without);
        for (n, kind) in alternative.documents.iter().enumerate() {
            if !kinds.contains(kind) {
                say(
                    found,
                    format!("{path}.documents[{n}]"),
                    format!("{} is not among documents.kinds: it would be refused", kind.as_str()),
                );
            }
        }
        if policy.documents.alternatives[..at].iter().any(|earlier| earlier.without == without) {
            say(found, format!("{path}.without"), format!("{} is named twice", without.as_str()));
        }
    }
    for (key, what) in policy.thresholds.complaints() {
        say(found, format!("thresholds.{key}"), what);
    }
    for (at, differing) in policy.thresholds_for.iter().enumerate() {
        let path = format!("thresholds_for[{at}]");
        countries(found, &format!("{path}.countries"), &differing.countries);
        let mut with = policy.thresholds.clone();
        with.apply(&differing.set);
        for (key, what) in with.complaints() {
            if !policy.thresholds.complaints().contains(&(key, what)) {
                say(found, format!("{path}.set.{key}"), what);
            }
        }
    }
    if policy.decimals_of(policy.money.reference_currency.as_str()).is_none() {
        say(found, "money.reference_currency", "is neither a currency of ISO 4217 nor an asset declared");
    }
    for (key, what) in policy.money.complaints() {
        say(found, format!("money.{key}"), what);
    }
    for (name, asset) in &policy.assets {
        let path = format!("assets.{name}");
        if currency::find(name).is_some() {
            say(found, &*path, "is a currency of ISO 4217 already");
        }
        let plain = !name.is_empty() && name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        if !plain || name.len() > 12 {
            say(found, &*path, "is no name of an asset: use up to 12 capital letters and digits");
        }
        if asset.decimals > currency::MAX_DECIMALS {
            say(
                found,
                format!("{path}.decimals"),
                format!("is above {}: no smallest unit is as small", currency::MAX_DECIMALS),
            );
        }
    }
}

fn countries(found: &mut Vec<Complaint>, path: &str, codes: &[String]) {
    for (at, code) in codes.iter().enumerate() {
        if code.len() != 3 || !is_issuing_code(code) {
            say(
                found,
                format!("{path}[{at}]"),
                format!("{code:?} is no country's code: use ISO 3166-1 alpha-3, such as DEU"),
            );
        }
    }
}

fn routing(policy: &Policy, found: &mut Vec<Complaint>) {
    for (at, rule) in policy.rules.iter().enumerate() {
        if let Some(what) = rule.complaint() {
            say(found, format!("rule[{at}].effect"), format!("{} {what}", rule.code));
        }
        countries(found, &format!("rule[{at}].countries"), &rule.countries);
    }
    for (at, rule) in policy.four_eyes.iter().enumerate() {
        for (n, name) in rule.levels.iter().enumerate() {
            if policy.level(name).is_none() {
                say(found, format!("four_eyes[{at}].levels[{n}]"), format!("there is no level {name:?}"));
            }
        }
    }
}

fn levels(policy: &Policy, found: &mut Vec<Complaint>) {
    if policy.levels.is_empty() {
        say(found, "level", "is empty: name at least one level");
    }
    if policy.levels.len() > MAX_DOCUMENT_LEVELS {
        say(found, "level", format!("names more than {MAX_DOCUMENT_LEVELS} levels"));
        return;
    }
    let mut edges: BTreeMap<&str, Vec<(String, &str)>> = BTreeMap::new();
    for (at, level) in policy.levels.iter().enumerate() {
        let path = format!("level[{at}]");
        if !is_name(&level.name) {
            say(
                found,
                format!("{path}.name"),
                format!("{:?} is no name: use small letters, digits, - and _", level.name),
            );
        }
        if policy.levels[..at].iter().any(|earlier| earlier.name == level.name) {
            say(
                found,
                format!("{path}.name"),
                format!("{:?} cannot be reached: a level above has the same name", level.name),
            );
            continue;
        }
        parts(policy, &level.requires, &format!("{path}.requires"), found, &mut |place, name| {
            edges.entry(&level.name).or_default().push((place, name));
        });
        limits(policy, &path, level, found);
    }
    if !circles(&edges, found) {
        unreachable(policy, &edges, found);
    }
}

fn limits(policy: &Policy, path: &str, level: &super::Level, found: &mut Vec<Complaint>) {
    for (n, limit) in level.limits.iter().enumerate() {
        if policy.decimals_of(&limit.currency).is_none() {
            say(
                found,
                format!("{path}.limits[{n}].currency"),
                format!(
                    "{:?} is neither a currency of ISO 4217 nor an asset declared under [assets]",
                    limit.currency
                ),
            );
        }
        let same = |other: &super::Limit| {
            (other.operation, other.period, &other.currency)
                == (limit.operation, limit.period, &limit.currency)
        };
        if level.limits[..n].iter().any(same) {
            say(
                found,
                format!("{path}.limits[{n}]"),
                "limits what a limit above limits already: same operation, period and currency",
            );
        }
    }
}

/// Every part of a requirement: names that exist, kinds that are taken. Hands each named level on.
fn parts<'a>(
    policy: &'a Policy,
    requires: &'a Requires,
    path: &str,
    found: &mut Vec<Complaint>,
    level: &mut impl FnMut(String, &'a str),
) {
    match requires {
        Requires::All(list) | Requires::Any(list) => {
            if list.is_empty() && matches!(requires, Requires::Any(_)) {
                say(found, path, "asks for one of nothing: nobody could ever reach it");
            }
            let key = if matches!(requires, Requires::Any(_)) { ".any" } else { "" };
            for (at, part) in list.iter().enumerate() {
                parts(policy, part, &format!("{path}{key}[{at}]"), found, level);
            }
        }
        Requires::Document(kinds) => {
            for (at, kind) in kinds.iter().enumerate() {
                if !policy.documents.kinds.contains(kind) {
                    say(
                        found,
                        format!("{path}.document[{at}]"),
                        format!(
                            "{} is not among documents.kinds: nobody could reach this level by it",
                            kind.as_str()
                        ),
                    );
                }
            }
        }
        Requires::Manual(step) if !is_name(step) => {
            say(
                found,
                format!("{path}.manual"),
                format!("{step:?} is no name of a step: use small letters, digits, - and _"),
            );
        }
        Requires::Level(other) => {
            let place = format!("{path}.level");
            if policy.level(&other.name).is_none() {
                say(found, &*place, format!("there is no level {:?}", other.name));
            } else {
                level(place, &other.name);
            }
        }
        Requires::Email | Requires::Details | Requires::Check(_) | Requires::Manual(_) => {}
    }
}

fn is_name(name: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_';
    !name.is_empty() && name.len() <= MAX_NAME && name.bytes().all(plain)
}

/// Levels that ask for one another. True when there are any.
fn circles(edges: &BTreeMap<&str, Vec<(String, &str)>>, found: &mut Vec<Complaint>) -> bool {
    let mut done = BTreeSet::new();
    let before = found.len();
    for start in edges.keys() {
        walk(start, edges, &mut Vec::new(), &mut done, found);
    }
    found.len() > before
}

fn walk<'a>(
    here: &'a str,
    edges: &BTreeMap<&'a str, Vec<(String, &'a str)>>,
    way: &mut Vec<&'a str>,
    done: &mut BTreeSet<&'a str>,
    found: &mut Vec<Complaint>,
) {
    if done.contains(here) {
        return;
    }
    way.push(here);
    for (place, next) in edges.get(here).into_iter().flatten() {
        if let Some(at) = way.iter().position(|seen| seen == next) {
            let round: Vec<_> = way[at..].iter().chain([next]).copied().collect();
            say(
                found,
                &**place,
                format!("goes round in a circle ({}): nobody could reach any of them", round.join(" → ")),
            );
        } else {
            walk(next, edges, way, done, found);
        }
    }
    way.pop();
    done.insert(here);
}

/// A level that no document that the policy takes leads to.
fn unreachable(policy: &Policy, edges: &BTreeMap<&str, Vec<(String, &str)>>, found: &mut Vec<Complaint>) {
    // Levels that are unreachable only because of a complaint that was made already are not named twice.
    for (at, level) in policy.levels.iter().enumerate() {
        let path = format!("level[{at}]");
        if found.iter().any(|(place, _)| place.starts_with(&path))
            || edges_lead_to_complaint(policy, &level.name, edges, found)
        {
            continue;
        }
        let mut requires = level.requires.clone();
        requires.resolve(policy);
        let reached = policy.documents.kinds.iter().any(|kind| {
            let facts = super::Facts { document: Some(*kind), read: true, found: &[], steps: &[] };
            requires.met(&facts) < super::Met::No
        });
        if !reached {
            say(found, format!("{path}.requires"), "cannot be reached: no accepted document meets all of it");
        }
    }
}

fn edges_lead_to_complaint(
    policy: &Policy,
    name: &str,
    edges: &BTreeMap<&str, Vec<(String, &str)>>,
    found: &[Complaint],
) -> bool {
    edges.get(name).into_iter().flatten().any(|(_, next)| {
        let at = policy.levels.iter().position(|level| level.name == *next);
        at.is_some_and(|at| found.iter().any(|(place, _)| place.starts_with(&format!("level[{at}]"))))
            || edges_lead_to_complaint(policy, next, edges, found)
    })
}
