//! The document against itself: print, zone and barcode, one side and the other, dates, numbers and codes.
//!
//! Only readings well above what the policy asks take part: two doubtful readings contradict nobody.

use super::{compare::numbers_agree, judge_expiry};
use crate::{
    clock::parse_iso_date,
    document::{FieldName, Source},
    evidence::Slot,
    finding::Finding,
    icao::{countries, names},
    inspection::{Inspection, Reading, Zone},
    numbers::{self, Verdict},
    policy::Policy,
    reason::codes,
};
use time::Date;

/// Least confidence of two readings that may contradict one another.
const VERY_SURE: f32 = 0.95;

/// A reading and the page it stands on; no page where a picture is judged by itself.
#[derive(Clone, Copy)]
struct Sure<'a> {
    slot: Option<Slot>,
    reading: &'a Reading,
}

/// Whether two readings of a field say the same.
type Agreement = fn(&str, &str) -> bool;

/// The pictures of one document.
#[derive(Clone, Debug)]
pub(super) struct Pages<'a> {
    pages: Vec<(Option<Slot>, &'a Inspection)>,
    sure: f32,
    today: Date,
}

/// What one picture's readings say by themselves and of each other: expiry, possible dates, contradictions, personal
/// numbers, codes. For `proofdesk inspect`.
pub fn judge_data(policy: &Policy, page: &Inspection, today: Date) -> Vec<Finding> {
    let pages =
        Pages { pages: vec![(None, page)], sure: policy.thresholds.reading_confidence.max(VERY_SURE), today };
    let mut findings: Vec<Finding> = judge_expiry(policy, page, today).into_iter().collect();
    findings.extend(pages.impossible_dates());
    findings.extend(pages.judge(None));
    findings
}

impl<'a> Pages<'a> {
    pub(super) fn new(
        pages: impl Iterator<Item = (Slot, &'a Inspection)>,
        policy: &Policy,
        today: Date,
    ) -> Self {
        let sure = policy.thresholds.reading_confidence.max(VERY_SURE);
        Self { pages: pages.map(|(slot, page)| (Some(slot), page)).collect(), sure, today }
    }

    /// Contradictions, numbers and codes. `issuer` is the country that was chosen, where one was.
    pub(super) fn judge(&self, issuer: Option<&str>) -> Vec<Finding> {
        let mut findings = self.same_side_twice();
        findings.extend(self.conflicts());
        findings.extend(self.personal_number(issuer));
        findings.extend(self.codes_that_nobody_has());
        findings
    }

    /// What was surely read, of a zone only where it adds up: one that does not is told as such and contradicts nobody.
    fn sure(&self, field: FieldName) -> impl Iterator<Item = Sure<'a>> + '_ {
        self.pages.iter().flat_map(move |(slot, page)| {
            let readings = page.readings.get(&field).into_iter().flatten();
            let adds_up = page.zone.as_ref().is_none_or(Zone::verified);
            readings
                .filter(move |reading| {
                    reading.confidence >= self.sure && (adds_up || reading.source != Source::Mrz)
                })
                .map(move |reading| Sure { slot: *slot, reading })
        })
    }

    /// Two sure readings by different sources or of different sides that are not the same value.
    fn pair(&self, field: FieldName, same: fn(&str, &str) -> bool) -> Option<(Sure<'a>, Sure<'a>)> {
        let all: Vec<_> = self.sure(field).collect();
        all.iter().enumerate().find_map(|(index, first)| {
            let other = all[index + 1..].iter().find(|other| {
                let apart = other.reading.source != first.reading.source || other.slot != first.slot;
                apart && !same(&first.reading.value, &other.reading.value)
            })?;
            // The place shown is that of the print or the code: the zone is the better checked one.
            let (zone, other) =
                if other.reading.source == Source::Mrz { (other, first) } else { (first, other) };
            Some((*zone, *other))
        })
    }

    fn conflicts(&self) -> Vec<Finding> {
        let fields: [(FieldName, Agreement); 5] = [
            (FieldName::DocumentNumber, numbers_agree),
            (FieldName::BirthDate, |a, b| a == b),
            (FieldName::ExpiryDate, |a, b| a == b),
            (FieldName::IssueDate, |a, b| a == b),
            (FieldName::Surname, surnames_agree),
        ];
        let differing: Vec<_> =
            fields.iter().filter_map(|&(field, same)| Some((field, self.pair(field, same)?))).collect();
        let across = |field| {
            differing
                .iter()
                .find(|(differs, (a, b))| *differs == field && a.slot != b.slot)
                .map(|(_, pair)| *pair)
        };
        // Another number on the other side is another document; so is another person's birth date and name.
        let other_document =
            across(FieldName::DocumentNumber).map(|pair| (FieldName::DocumentNumber, pair)).or_else(|| {
                across(FieldName::Surname)?;
                across(FieldName::BirthDate).map(|pair| (FieldName::BirthDate, pair))
            });
        if let Some((field, pair)) = other_document {
            return vec![contradiction(Finding::blocking(codes::DOC_SIDES_DIFFER), field, pair)];
        }
        differing
            .into_iter()
            .map(|(field, pair)| {
                // A name is cut, transliterated and misread in more ways than can be told apart: a person may want to
                // know, nobody is stopped.
                let finding = if field == FieldName::Surname {
                    Finding::advisory(codes::DATA_DOCUMENT_CONFLICT)
                } else {
                    Finding::blocking(codes::DATA_DOCUMENT_CONFLICT)
                };
                contradiction(finding, field, pair)
            })
            .collect()
    }

    /// Born after the document was issued or ran out, issued after it ran out, or either in the future.
    pub(super) fn impossible_dates(&self) -> Option<Finding> {
        let date = |field| {
            let all: Vec<_> = self.sure(field).collect();
            let best = all.into_iter().max_by(|a, b| {
                (a.reading.source == Source::Mrz, a.reading.confidence)
                    .partial_cmp(&(b.reading.source == Source::Mrz, b.reading.confidence))
                    .unwrap_or(std::cmp::Ordering::Equal)
            })?;
            Some((best, parse_iso_date(&best.reading.value)?))
        };
        let birth = date(FieldName::BirthDate);
        let issue = date(FieldName::IssueDate);
        let expiry = date(FieldName::ExpiryDate);
        let after = |later: Option<(Sure<'a>, Date)>, earlier: Option<(Sure<'a>, Date)>| {
            later.zip(earlier).is_some_and(|((_, later), (_, earlier))| earlier >= later)
        };
        let future = |date: Option<(Sure<'a>, Date)>| date.is_some_and(|(_, date)| date > self.today);
        let (field, (sure, _)) = if after(expiry, issue) || after(expiry, birth) {
            (FieldName::ExpiryDate, expiry?)
        } else if after(issue, birth) || future(issue) {
            (FieldName::IssueDate, issue?)
        } else if future(birth) {
            (FieldName::BirthDate, birth?)
        } else {
            return None;
        };
        let mut finding = Finding::blocking(codes::DOC_DATES_INVALID)
            .on_field(field)
            .at(sure.reading.quad)
            .showing(&*sure.reading.value);
        finding.page = sure.slot;
        finding.confidence = Some(sure.reading.confidence);
        Some(finding)
    }

    /// A personal number that does not add up was misread; one that adds up may say another day of birth.
    fn personal_number(&self, issuer: Option<&str>) -> Vec<Finding> {
        let country = issuer
            .map(str::to_owned)
            .or_else(|| self.sure(FieldName::IssuingCountry).next().map(|sure| sure.reading.value.clone()))
            .or_else(|| self.sure(FieldName::Nationality).next().map(|sure| sure.reading.value.clone()));
        let mut findings = Vec::new();
        for sure in self.sure(FieldName::PersonalNumber) {
            let chinese = || numbers::check("CHN", &sure.reading.value).map(|_| "CHN".to_owned());
            let Some(country) = country.clone().or_else(chinese) else { continue };
            match numbers::check(countries::state_of(&country), &sure.reading.value) {
                Some(Verdict::Fails { certain }) => {
                    let code = codes::READ_FIELD_UNREADABLE;
                    let finding = if certain { Finding::blocking(code) } else { Finding::advisory(code) };
                    let mut finding = finding
                        .on_field(FieldName::PersonalNumber)
                        .at(sure.reading.quad)
                        .showing(&*sure.reading.value);
                    finding.page = sure.slot;
                    finding.confidence = Some(sure.reading.confidence);
                    findings.push(finding);
                }
                Some(Verdict::Holds(implied)) => {
                    let other = self.sure(FieldName::BirthDate).find(|birth| {
                        parse_iso_date(&birth.reading.value).is_some_and(|born| !implied.allows(born))
                    });
                    if let Some(birth) = other {
                        let finding = Finding::blocking(codes::DATA_DOCUMENT_CONFLICT);
                        findings.push(contradiction(finding, FieldName::BirthDate, (sure, birth)));
                    }
                }
                None => {}
            }
        }
        findings.truncate(1);
        findings
    }

    /// An issuer or a nationality that ICAO 9303-3 §5 does not know was misread.
    fn codes_that_nobody_has(&self) -> Option<Finding> {
        [FieldName::IssuingCountry, FieldName::Nationality].into_iter().find_map(|field| {
            let sure = self.sure(field).find(|sure| {
                sure.reading.source == Source::Mrz && !countries::is_issuing_code(&sure.reading.value)
            })?;
            let mut finding = Finding::blocking(codes::READ_FIELD_UNREADABLE)
                .on_field(field)
                .at(sure.reading.quad)
                .showing(&*sure.reading.value);
            finding.page = sure.slot;
            finding.confidence = Some(sure.reading.confidence);
            Some(finding)
        })
    }

    /// Both pictures show the same side: known to be the same one, and printed with the same values.
    fn same_side_twice(&self) -> Vec<Finding> {
        let [(_, first), (slot, second)] = self.pages.as_slice() else { return Vec::new() };
        let side = |page: &Inspection| page.document.as_ref().and_then(|document| document.side);
        if side(first).is_none() || side(first) != side(second) {
            return Vec::new();
        }
        let printed = |page: &'a Inspection, field| {
            let readings: Option<&'a Vec<Reading>> = page.readings.get(&field);
            readings?
                .iter()
                .find(|reading| reading.source == Source::Printed && reading.confidence >= self.sure)
        };
        let twice = FieldName::ALL
            .into_iter()
            .filter(|&field| {
                printed(first, field).zip(printed(second, field)).is_some_and(|(a, b)| a.value == b.value)
            })
            .count();
        if twice < 2 {
            return Vec::new();
        }
        let mut finding = Finding::blocking(codes::DOC_SAME_SIDE_TWICE);
        finding.page = *slot;
        vec![finding.at(second.document.as_ref().map(|document| document.corners))]
    }
}

fn contradiction(finding: Finding, field: FieldName, (one, other): (Sure<'_>, Sure<'_>)) -> Finding {
    let mut finding = finding.on_field(field).at(other.reading.quad);
    finding.page = other.slot;
    finding.read = Some(format!("{} / {}", other.reading.value, one.reading.value));
    finding.confidence = Some(other.reading.confidence.min(one.reading.confidence));
    finding
}

/// Family names in two writings: by the transliterations of 9303-3, or one the beginning of the other (cut to fit).
fn surnames_agree(a: &str, b: &str) -> bool {
    let begins = |long: &str, short: &str| short.chars().count() >= 6 && long.starts_with(short);
    names::writes_same(a, b)
        || names::writes_same(b, a)
        || match (names::fold(a), names::fold(b)) {
            (Some(a), Some(b)) => a == b || begins(&a, &b) || begins(&b, &a),
            // Another script: nobody can say by letters alone.
            _ => true,
        }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{document::Side, judge::tests::healthy_page};
    use time::macros::date;

    const TODAY: Date = date!(2026 - 11 - 23);

    fn printed(page: &mut Inspection, field: FieldName, value: &str) {
        page.readings.entry(field).or_default().push(Reading {
            value: value.into(),
            source: Source::Printed,
            confidence: 0.98,
            quad: None,
        });
    }

    fn found(page: &Inspection) -> Vec<(crate::ReasonCode, Option<FieldName>)> {
        judge_data(&Policy::default_policy(), page, TODAY).into_iter().map(|f| (f.code, f.field)).collect()
    }

    fn both(front: &Inspection, back: &Inspection) -> Vec<crate::ReasonCode> {
        let pages = [(Slot::Front, front), (Slot::Back, back)];
        let pages = Pages::new(pages.into_iter(), &Policy::default_policy(), TODAY);
        pages.judge(Some("UTO")).into_iter().map(|f| f.code).collect()
    }

    #[test]
    fn a_healthy_page_agrees_with_itself() {
        let mut page = healthy_page();
        printed(&mut page, FieldName::BirthDate, "1974-08-12");
        printed(&mut page, FieldName::Surname, "Eriksson");
        assert_eq!(found(&page), []);
    }

    #[test]
    fn print_zone_and_barcode_are_held_against_each_other() {
        let mut page = healthy_page();
        printed(&mut page, FieldName::BirthDate, "1974-08-13");
        assert_eq!(found(&page), [(codes::DATA_DOCUMENT_CONFLICT, Some(FieldName::BirthDate))]);
        // A zone that does not add up contradicts nobody.
        let mut doubtful = page.clone();
        doubtful.zone.as_mut().expect("has one").check_digits[0].holds = false;
        assert_eq!(found(&doubtful), []);
        // Without the zone, print and barcode remain.
        for readings in page.readings.values_mut() {
            readings.iter_mut().filter(|r| r.source == Source::Mrz).for_each(|r| r.source = Source::Barcode);
        }
        assert_eq!(found(&page), [(codes::DATA_DOCUMENT_CONFLICT, Some(FieldName::BirthDate))]);
        // A doubtful reading contradicts nobody.
        page.readings.get_mut(&FieldName::BirthDate).expect("has it")[1].confidence = 0.9;
        assert_eq!(found(&page), []);
    }

    #[test]
    fn impossible_dates_are_named_by_the_field_that_is_off() {
        for (field, value, named) in [
            (FieldName::IssueDate, "2031-04-15", FieldName::ExpiryDate),
            (FieldName::IssueDate, "1974-08-12", FieldName::IssueDate),
            (FieldName::IssueDate, "2026-11-24", FieldName::IssueDate),
        ] {
            let mut page = healthy_page();
            printed(&mut page, field, value);
            assert_eq!(found(&page), [(codes::DOC_DATES_INVALID, Some(named))], "{value}");
        }
    }

    #[test]
    fn a_number_that_does_not_add_up_was_misread() {
        let mut page = healthy_page();
        page.readings.get_mut(&FieldName::IssuingCountry).expect("has it")[0].value = "CHN".into();
        printed(&mut page, FieldName::PersonalNumber, "110105197408120021");
        assert_eq!(found(&page), [(codes::READ_FIELD_UNREADABLE, Some(FieldName::PersonalNumber))]);
        // One that adds up for another day of birth contradicts the zone.
        page.readings.get_mut(&FieldName::PersonalNumber).expect("has it")[0].value =
            "11010519491231002X".into();
        assert_eq!(found(&page), [(codes::DATA_DOCUMENT_CONFLICT, Some(FieldName::BirthDate))]);
    }

    #[test]
    fn codes_that_nobody_has_are_misreadings_and_organisations_are_none() {
        for (code, misread) in [("UNO", false), ("XXA", false), ("EUE", false), ("QQQ", true)] {
            let mut page = healthy_page();
            page.readings.get_mut(&FieldName::Nationality).expect("has it")[0].value = code.into();
            assert_eq!(found(&page).len(), usize::from(misread), "{code}");
        }
    }

    #[test]
    fn sides_of_two_documents_and_one_side_twice_are_told_apart() {
        let back = healthy_page();
        let mut front = healthy_page();
        front.readings.clear();
        front.zone = None;
        printed(&mut front, FieldName::DocumentNumber, "L898902C3");
        printed(&mut front, FieldName::Surname, "ERIKSSON");
        let other_side = |page: &Inspection| {
            let mut page = page.clone();
            page.document.as_mut().expect("has one").side = Some(Side::Back);
            page
        };
        assert_eq!(both(&front, &other_side(&back)), []);
        assert_eq!(both(&front, &front), [codes::DOC_SAME_SIDE_TWICE]);
        front.readings.get_mut(&FieldName::DocumentNumber).expect("has it")[0].value = "X1234567".into();
        assert_eq!(both(&front, &other_side(&back)), [codes::DOC_SIDES_DIFFER]);
    }
}
