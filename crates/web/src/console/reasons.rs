//! Reasons to pick from, with their headlines in the reader's language, and what the applicant will read.

use super::cx::case::{Reason, ReasonGroup};
use crate::{
    i18n::Texts,
    portal::cx::finding::{FindingCx, words_of_code},
};
use proofdesk_app::review::{FindingReview, RetakeItem, ReviewView};
use proofdesk_domain::{
    ReasonCode,
    decide::in_order,
    document::{FieldName, Side},
    evidence::Slot,
    finding::{Finding, Severity},
    reason::{Class, RaisedBy, codes},
};

/// The catalogue's headline.
pub(crate) fn headline(texts: &Texts, code: ReasonCode) -> String {
    words_of_code(texts, code).title
}

/// What a reviewer may ask an applicant for, by group; findings that stand are picked already.
pub(super) fn for_retake(texts: &Texts, review: &ReviewView) -> Vec<ReasonGroup> {
    let mut groups: Vec<ReasonGroup> = Vec::new();
    let two_sided = sides(review).len() > 1;
    for code in ReasonCode::all().filter(|code| can_be_asked(*code)) {
        let name = code.as_str().split('.').next().unwrap_or_default();
        let standing = review.findings.iter().find(|f| stands(f) && f.view.finding.code == code);
        let asks_page = two_sided && asks_page(code);
        let reason = Reason {
            code: code.as_str().to_owned(),
            title: headline(texts, code),
            picked: standing.is_some(),
            slot: asks_page
                .then(|| standing.and_then(|f| f.view.finding.page).unwrap_or(Slot::Front).as_str()),
            field: standing.and_then(|f| f.view.finding.field).map(FieldName::as_str),
            note: String::new(),
            asks_page,
            asks_field: matches!(name, "image" | "read"),
        };
        match groups.iter_mut().find(|group| group.name == name) {
            Some(group) => {
                group.picked |= reason.picked;
                group.reasons.push(reason);
            }
            None => {
                groups.push(ReasonGroup {
                    name: name.to_owned(),
                    picked: reason.picked,
                    reasons: vec![reason],
                });
            }
        }
    }
    groups.sort_by_key(|group| ORDER.iter().position(|name| *name == group.name).unwrap_or(ORDER.len()));
    groups
}

/// Groups in the order in which reviewers reach for them.
const ORDER: [&str; 7] = ["image", "capture", "doc", "read", "data", "session", "file"];

/// Reasons for a final no: final ones first.
pub(super) fn for_decline(texts: &Texts, review: &ReviewView) -> Vec<Reason> {
    let mut codes: Vec<ReasonCode> = ReasonCode::all().filter(|code| can_decline(*code)).collect();
    let is_final = |code: &ReasonCode| code.reason().class == Class::Final;
    codes.sort_by_key(|code| (!is_final(code), code.as_str()));
    codes
        .into_iter()
        .map(|code| Reason {
            code: code.as_str().to_owned(),
            title: headline(texts, code),
            picked: review
                .findings
                .iter()
                .any(|f| stands(f) && f.view.finding.code == code && is_final(&code)),
            slot: None,
            field: None,
            note: String::new(),
            asks_page: false,
            asks_field: false,
        })
        .collect()
}

/// Reasons to stop everything: those of a no, and what may be found out after an approval. Code and title.
pub(super) fn for_freeze(texts: &Texts) -> Vec<(String, String)> {
    let mut codes: Vec<ReasonCode> = ReasonCode::all().filter(|code| can_decline(*code)).collect();
    codes.sort_by_key(|code| code.as_str());
    codes.into_iter().map(|code| (code.as_str().to_owned(), headline(texts, code))).collect()
}

fn stands(finding: &FindingReview) -> bool {
    finding.view.state.stands() && finding.view.finding.severity == Severity::Blocking
}

fn can_be_asked(code: ReasonCode) -> bool {
    let reason = code.reason();
    if code == codes::SESSION_CALL {
        return true;
    }
    matches!(reason.class, Class::Retake | Class::Edit | Class::OtherDocument)
        && reason.raised_by != RaisedBy::None
        && !reason.is_confidential()
        && !["session.", "registry.", "face."].iter().any(|group| code.as_str().starts_with(group))
}

/// Reasons that are never told to the applicant, and that two people must say.
const TWO_PEOPLE: [&str; 2] = ["integrity.suspected", "screening.possible_match"];

fn can_decline(code: ReasonCode) -> bool {
    let reason = code.reason();
    if TWO_PEOPLE.contains(&code.as_str()) {
        return true;
    }
    let grave = matches!(reason.class, Class::Final | Class::OtherDocument | Class::Human)
        || reason.becomes.contains(&Class::Human);
    grave
        && reason.raised_by != RaisedBy::None
        && !reason.is_confidential()
        && ["data.", "policy.", "doc.", "capture."].iter().any(|group| code.as_str().starts_with(group))
}

/// A retake names its page, unless the code says it by itself.
fn asks_page(code: ReasonCode) -> bool {
    code.reason().class == Class::Retake && !matches!(code.as_str(), "doc.front_missing" | "doc.back_missing")
}

/// The sides that the chosen document has.
pub(super) fn sides(review: &ReviewView) -> &'static [Side] {
    review.case.document.as_ref().map_or(&[], |document| document.kind.sides())
}

/// What the applicant will read of what is asked for, in the order in which they are to mend it: with
/// what the checks measured, where they found the same.
pub(super) fn preview(texts: &Texts, review: &ReviewView, items: &[RetakeItem]) -> Vec<FindingCx> {
    let mut found: Vec<(Finding, Option<&str>)> = items
        .iter()
        .map(|item| {
            let note = item.note.as_deref().map(str::trim).filter(|note| !note.is_empty());
            (asked_for(review, item), note)
        })
        .collect();
    let mut order: Vec<Finding> = found.iter().map(|(finding, _)| finding.clone()).collect();
    in_order(&mut order);
    found.sort_by_key(|(finding, _)| order.iter().position(|other| other == finding));
    let shown = |(finding, note): &(Finding, Option<&str>)| FindingCx {
        by_person: note.map(str::to_owned),
        ..FindingCx::new(texts, finding)
    };
    found.iter().map(shown).collect()
}

/// The finding that an item becomes.
fn asked_for(review: &ReviewView, item: &RetakeItem) -> Finding {
    let slot = match (item.slot, item.code.reason().class, item.code.as_str()) {
        (Some(slot), ..) => Some(slot),
        (None, Class::Edit, _) => Some(Slot::Details),
        (None, _, "session.call") => None,
        (None, _, "doc.back_missing") => Some(Slot::Back),
        (None, ..) => sides(review).first().map(|side| Slot::from(*side)),
    };
    let standing = review.findings.iter().filter(|f| stands(f)).map(|f| &f.view.finding);
    let mut same = standing.filter(|finding| {
        finding.code == item.code && slot.is_none_or(|s| s == Slot::Details || finding.page == Some(s))
    });
    if let Some(found) = same.next() {
        Finding { region: item.region.or(found.region), ..found.clone() }
    } else {
        let (field, region) = (item.field, item.region);
        Finding { page: slot, field, region, ..Finding::blocking(item.code) }
    }
}

/// A decision's reason as the applicant reads it.
pub(super) fn plain(texts: &Texts, code: ReasonCode) -> FindingCx {
    FindingCx::new(texts, &Finding::blocking(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_offered_is_what_the_use_cases_take() {
        for code in ReasonCode::all() {
            let reason = code.reason();
            if can_be_asked(code) && code != codes::SESSION_CALL {
                assert!(matches!(reason.class, Class::Retake | Class::Edit | Class::OtherDocument), "{code}");
            }
            if can_decline(code) {
                assert!(reason.class != Class::System, "{code}");
                assert!(!reason.is_confidential() || TWO_PEOPLE.contains(&code.as_str()), "{code}");
            }
        }
        let find = |code| ReasonCode::find(code).expect("stands in the catalogue");
        assert!(can_be_asked(find("image.glare")) && asks_page(find("image.glare")));
        assert!(can_be_asked(find("data.name_mismatch")) && !asks_page(find("data.name_mismatch")));
        assert!(!can_be_asked(find("integrity.suspected")) && !can_be_asked(find("system.delayed")));
        assert!(can_decline(find("data.underage")) && can_decline(find("policy.not_served")));
        assert!(can_decline(find("integrity.suspected")) && can_decline(find("screening.possible_match")));
        let groups: Vec<&str> = ReasonCode::all()
            .filter(|code| can_be_asked(*code))
            .map(|code| code.as_str().split('.').next().unwrap_or_default())
            .collect();
        assert!(ORDER.iter().all(|name| groups.contains(name)));
    }
}
