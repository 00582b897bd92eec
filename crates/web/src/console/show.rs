//! What the use cases hand over, as the case page shows it.

use super::{
    cx::{
        Clock, Desk,
        case::{
            Applicant, CasePage, Cell, CheckItem, Checklist, Compare, Decided, Dispute, Event, FileRow,
            Finding, Gauge, May, Message, OtherCase, Pending, Picture, Place, Talk, Typed, TypedField,
        },
    },
    reasons,
};
use crate::{
    bot::{BotCx, Reader, SummaryCx},
    format,
    i18n::{Arg, Locale, Texts},
    state::WebState,
    visit::Visit,
};
use proofdesk_app::{
    StaffSession,
    review::{
        Agrees, ApplicantView, Compared, DisputeView, FindingReview, HistoryActor, HistoryRow, PastDecision,
        ReviewView,
    },
    views::{AuthorView, ConversationView, Decider, FileView, ItemView, RequestView},
};
use proofdesk_domain::{
    ReasonCode, Timestamp,
    access::{Action, Role},
    bot::Say,
    conversation::{
        ConversationTurn, EDITABLE, Extra, MessageKind,
        request::{Asked, ItemState},
    },
    details::{DetailField, TypedDetails},
    document::FieldName,
    evidence::{EvidenceState, Slot},
    finding::{Bound, Quantity, Severity},
    picture::Quad,
    verification::{ReviewCause, Turn},
};

/// A reading at least this sure goes without its number: numbers everywhere hide the doubtful ones.
const SURE: f32 = 0.95;

/// The whole page of a case.
pub(super) fn case_page(
    state: &WebState,
    visit: &Visit,
    st: &StaffSession,
    desk: Desk,
    review: &ReviewView,
) -> CasePage {
    let texts = state.pages.texts(visit.locale);
    let now = state.app.now();
    let case = &review.case;
    let allowed = review.allowed;
    let may = May {
        ask: allowed.ask,
        decide: allowed.decide,
        decline: allowed.decline,
        revoke: allowed.revoke,
        assist: allowed.assist,
        recheck: allowed.recheck,
        take_over: !review.mine && st.may(Action::OpenCase),
        open: st.may(Action::OpenCase),
        escalate: allowed.escalate && review.escalated.is_none(),
        hand_back: allowed.step && review.escalated.is_some() && st.role == Role::Compliance,
        step: allowed.step && !review.steps.is_empty(),
    };
    let (standing, settled) = findings(texts, &review.findings);
    let comparison = comparison(review);
    CasePage {
        desk,
        tags: review.tags.clone(),
        may_tag: st.may(Action::Assist),
        migrate: allowed.migrate,
        id: case.id.to_string(),
        here: format!("/console/cases/{}", case.id),
        query: String::new(),
        now: format!("/console/cases/{}/now", case.id),
        version: review.version,
        mode: review.mode.as_str(),
        reference: case.reference.clone(),
        name: name(visit.locale, review),
        level: level_name(texts, &case.level.name),
        state: case.state.as_str(),
        turn: turn_word(case.state.turn()),
        clock: review.due_at.map(|due| Clock::until(texts, due, now)),
        cause: review.cause.map(ReviewCause::as_str),
        claimed_by: review.claimed_by.clone(),
        mine: review.mine,
        masked: review.masked,
        delayed: case.delayed,
        attempts: case.attempts,
        document: case.document.as_ref().map(|d| (d.kind.as_str(), d.issuing_country.clone())),
        applicant: applicant(texts, &review.applicant),
        pictures: pictures(review, &standing),
        has_barcode: comparison.iter().any(|row| row.barcode.is_some()),
        differing: u32::try_from(comparison.iter().filter(|row| row.agrees == "no").count())
            .unwrap_or(u32::MAX),
        comparison,
        disputes: review.disputes.iter().map(|d| dispute(texts, d, &standing)).collect(),
        standing,
        settled,
        history: history(texts, &review.history),
        talk: review
            .conversation
            .as_ref()
            .map_or_else(Talk::default, |talk_view| talk(texts, talk_view, now)),
        pending: review.pending.as_ref().map(|pending| Pending {
            id: pending.id.to_string(),
            outcome: pending.outcome.as_str(),
            until: pending.undo_until.as_micros(),
            seconds: (pending.undo_until.as_micros() - now.as_micros()).max(0).div_euclid(1_000_000) + 1,
            by: pending.by.clone(),
            mine: pending.mine,
            hidden: pending.hidden,
            reasons: headlines(texts, &pending.reasons),
        }),
        decisions: review.decisions.iter().rev().map(|past| decided(texts, past)).collect(),
        typed: typed(&case.typed),
        slots: reasons::sides(review).iter().map(|side| side.as_str()).collect(),
        retake: if may.ask { reasons::for_retake(texts, review) } else { Vec::new() },
        decline: if may.decline || may.revoke { reasons::for_decline(texts, review) } else { Vec::new() },
        may,
        open: None,
        problem: None,
        refused: Vec::new(),
        done: None,
        draft: String::new(),
        people: super::together::people(texts, review),
        past: super::past::past(texts, review),
        kinds: state.app.policy().documents.kinds.iter().map(|kind| kind.as_str()).collect(),
    }
}

/// A level's name in the reader's language; one that only the operator knows shows as it is.
pub(super) fn level_name(texts: &Texts, name: &str) -> String {
    let id = format!("level-{name}");
    if texts.has(&id) { texts.get(&id, &[]) } else { name.to_owned() }
}

pub(super) fn headlines(texts: &Texts, codes: &[ReasonCode]) -> Vec<String> {
    codes.iter().map(|code| reasons::headline(texts, *code)).collect()
}

const fn turn_word(turn: Turn) -> &'static str {
    match turn {
        Turn::Applicant => "applicant",
        Turn::Checks => "checks",
        Turn::Person => "person",
        Turn::Nobody => "nobody",
    }
}

fn name(locale: Locale, review: &ReviewView) -> Option<String> {
    let typed = &review.case.typed;
    let name =
        format::person(locale, typed.surname.trim(), typed.given_names.trim(), Some(&typed.native_name));
    let typed_name = (!name.is_empty() && !review.masked).then_some(name);
    typed_name.or_else(|| review.applicant.email.clone())
}

/// Who a case or a conversation is about.
pub(super) fn applicant(texts: &Texts, view: &ApplicantView) -> Applicant {
    let locale = Locale::find(&view.locale).unwrap_or(Locale::En);
    Applicant {
        email: view.email.clone(),
        external_ref: view.external_ref.clone(),
        invitation: view.invitation.clone(),
        lang: locale.tag().to_owned(),
        lang_name: locale.own_name(),
        region: view.region.clone(),
        others: view
            .other_cases
            .iter()
            .map(|other| OtherCase {
                href: format!("/console/cases/{}", other.id),
                reference: other.reference.clone(),
                level: level_name(texts, &other.level),
                state: other.state.as_str(),
            })
            .collect(),
    }
}

/// The standing findings, numbered, and the settled ones.
fn findings(texts: &Texts, views: &[FindingReview]) -> (Vec<Finding>, Vec<Finding>) {
    let (standing, settled): (Vec<_>, Vec<_>) = views.iter().partition(|view| view.view.state.stands());
    let numbered = standing.into_iter().enumerate().map(|(n, view)| finding(texts, view, n + 1)).collect();
    (numbered, settled.into_iter().map(|view| finding(texts, view, 0)).collect())
}

fn finding(texts: &Texts, review: &FindingReview, number: usize) -> Finding {
    let view = &review.view;
    let found = &view.finding;
    let shown = |quantity: Option<Quantity>| quantity.map(|q| format::quantity(texts, q));
    Finding {
        id: view.id.to_string(),
        number,
        code: found.code.as_str().to_owned(),
        title: crate::portal::cx::finding::words(texts, found).title,
        confidential: found.code.reason().is_confidential(),
        severity: found.severity.as_str(),
        state: view.state.as_str(),
        field: found.field.map(FieldName::as_str),
        page: found.page.map(Slot::as_str),
        measured: shown(found.measured),
        threshold: shown(found.threshold),
        direction: found.bound().unwrap_or(Bound::Least).as_str(),
        gauge: gauge(found.measured, found.threshold),
        typed: found.typed.clone(),
        read: found.read.clone(),
        confidence: found.confidence,
        evidence: view.evidence.map(|id| id.to_string()),
        points: view.evidence.and(found.region.as_ref()).map(points),
        note: view.by_person.clone().filter(|note| !note.is_empty()),
        raised_by: review.raised_by.clone(),
        times: review.times,
        sending: review.sending,
        resolved_by: review.resolved_by.clone(),
    }
}

/// Both values on one bar that leaves a quarter free beyond the greater.
fn gauge(measured: Option<Quantity>, threshold: Option<Quantity>) -> Option<Gauge> {
    let (measured, threshold) = (measured?, threshold?);
    let most = measured.value.max(threshold.value) * 1.25;
    let fits =
        measured.unit == threshold.unit && most > 0.0 && measured.value >= 0.0 && threshold.value >= 0.0;
    fits.then(|| Gauge { value: measured.value / most * 100.0, threshold: threshold.value / most * 100.0 })
}

/// An SVG point list.
fn points(quad: &Quad) -> String {
    let corners = quad.0.map(|p| format!("{:.1},{:.1}", p.x, p.y));
    corners.join(" ")
}

pub(super) fn pictures(review: &ReviewView, standing: &[Finding]) -> Vec<Picture> {
    if review.masked {
        return Vec::new();
    }
    let mut pictures: Vec<Picture> = review
        .evidence
        .iter()
        .filter(|evidence| evidence.slot.side().is_some())
        .filter_map(|evidence| {
            let (width, height) = (evidence.width?, evidence.height?);
            let id = evidence.id.to_string();
            let places = review
                .findings
                .iter()
                .filter(|found| found.view.evidence == Some(evidence.id))
                .filter_map(|found| {
                    let quad = found.view.finding.region?;
                    let own = found.view.id.to_string();
                    let shown = standing.iter().find(|finding| finding.id == own)?;
                    Some(place(shown, &quad, width))
                })
                .collect();
            Some(Picture {
                src: format!("/console/pictures/{id}"),
                id,
                slot: evidence.slot.as_str(),
                current: evidence.state == EvidenceState::Current,
                width,
                height,
                bytes: evidence.bytes,
                uploaded_by: evidence.uploaded_by.clone(),
                at: evidence.created_at.as_micros(),
                places,
            })
        })
        .collect();
    pictures.sort_by_key(|picture| !picture.current);
    pictures
}

fn place(finding: &Finding, quad: &Quad, width: u32) -> Place {
    let (left, top, ..) = quad.bounds();
    let size = width as f32 / 36.0;
    Place {
        id: finding.id.clone(),
        number: finding.number,
        severity: if finding.severity == Severity::Blocking.as_str() { "blocking" } else { "advisory" },
        points: points(quad),
        label: (left.max(0.0), top.max(size * 1.4)),
    }
}

pub(super) fn comparison(review: &ReviewView) -> Vec<Compare> {
    review
        .comparison
        .iter()
        .map(|row| Compare {
            field: row.field.as_str(),
            agrees: match row.agrees {
                Agrees::Yes => "yes",
                Agrees::No => "no",
                Agrees::Single => "single",
            },
            typed: row.typed.as_ref().map(cell),
            printed: row.printed.as_ref().map(cell),
            mrz: row.mrz.as_ref().map(cell),
            barcode: row.barcode.as_ref().map(cell),
        })
        .collect()
}

fn cell(compared: &Compared) -> Cell {
    Cell {
        pieces: compared.pieces.iter().map(|piece| (piece.text.clone(), piece.differs)).collect(),
        confidence: compared.confidence.filter(|sure| *sure < SURE),
        evidence: compared.evidence.map(|id| id.to_string()),
        points: compared.evidence.and(compared.quad.as_ref()).map(points),
    }
}

fn dispute(texts: &Texts, view: &DisputeView, standing: &[Finding]) -> Dispute {
    let finding = view.finding.map(|id| id.to_string());
    Dispute {
        id: view.id.to_string(),
        title: view.code.map(|code| reasons::headline(texts, code)),
        number: standing.iter().find(|f| Some(&f.id) == finding.as_ref()).map(|f| f.number),
        field: view.field.clone().filter(|field| texts.has(&format!("field-{field}"))),
        sentence: view.sentence.clone(),
        at: view.opened_at.as_micros(),
        settled: view.settled.as_ref().map(|s| if s.in_favour { "overruled" } else { "upheld" }),
        settled_by: view.settled.as_ref().and_then(|s| s.by.clone()),
    }
}

/// The history, newest first.
pub(super) fn history(texts: &Texts, rows: &[HistoryRow]) -> Vec<Event> {
    rows.iter().rev().map(|row| event(texts, row)).collect()
}

fn event(texts: &Texts, row: &HistoryRow) -> Event {
    let (actor, kind) = match &row.actor {
        HistoryActor::Applicant => (texts.get("console-actor-applicant", &[]), "applicant"),
        HistoryActor::Person(name) => (name.clone(), "person"),
        HistoryActor::Platform => (texts.get("console-actor-platform", &[]), "platform"),
        HistoryActor::System => (texts.get("console-actor-system", &[]), "system"),
    };
    let id = format!("console-history-{}", row.action.replace('.', "-"));
    let mut text = if texts.has(&id) { texts.get(&id, &[]) } else { row.action.clone() };
    for (name, value) in &row.args {
        let more = match *name {
            "reasons" => {
                let codes: Vec<ReasonCode> = value.split(' ').filter_map(ReasonCode::find).collect();
                headlines(texts, &codes).join("; ")
            }
            _ => value.clone(),
        };
        text = texts.get("console-history-more", &[("text", text.into()), ("more", more.into())]);
    }
    Event { at: row.at.as_micros(), actor, kind, text }
}

/// A conversation with its internal notes.
pub(super) fn talk(texts: &Texts, view: &ConversationView, now: Timestamp) -> Talk {
    let messages = view
        .messages
        .iter()
        .map(|message| {
            let (side, author) = author(texts, &message.author);
            let body = match (message.kind, &message.extra) {
                _ if message.withdrawn => String::new(),
                (MessageKind::Said | MessageKind::Note, _) => message.body.clone(),
                (_, Some(Extra::HandOver { .. })) => keyed(texts, &message.body, None),
                (_, extra) => keyed(texts, &message.body, extra.as_ref()),
            };
            let (bot, over) = match &message.extra {
                Some(Extra::Offers { say: Some(say), .. }) => {
                    (Say::from_body(say).map(|say| BotCx::new(texts, &say)), None)
                }
                Some(Extra::HandOver { cause, summary, .. }) => {
                    (None, Some(SummaryCx::new(texts, *cause, summary, Reader::Staff)))
                }
                _ => (None, None),
            };
            let (replies, links) = match &message.extra {
                // What the bot says as values has its links in it.
                Some(Extra::Offers { quick_replies, links, say: None }) => (
                    quick_replies.clone(),
                    links.iter().map(|link| (link.title.clone(), link.path.clone())).collect(),
                ),
                _ => (Vec::new(), Vec::new()),
            };
            let files = view.files.iter().filter(|file| file.message == Some(message.id));
            let request = match &message.extra {
                Some(Extra::Request { request }) => view.requests.iter().find(|r| r.id == *request),
                _ => None,
            };
            Message {
                id: message.id.to_string(),
                seq: message.seq,
                kind: message.kind.as_str(),
                side,
                author,
                body,
                bot,
                over,
                at: message.sent_at.as_micros(),
                internal: message.internal,
                by: message.by.filter(|_| {
                    let late = now.since(message.sent_at) > EDITABLE;
                    message.kind.is_editable() && !message.withdrawn && !late
                }),
                change: None,
                edited: message.edited_at.is_some() && !message.withdrawn,
                withdrawn: message.withdrawn,
                replies,
                links,
                files: files.map(file).collect(),
                request: request.map(|request| checklist(texts, view, request)),
            }
        })
        .collect();
    Talk {
        id: Some(view.id.to_string()),
        reference: Some(view.reference.clone()),
        turn: Some(match view.turn {
            ConversationTurn::Staff => "staff",
            ConversationTurn::Applicant => "applicant",
            ConversationTurn::Nobody => "nobody",
        }),
        clock: view.due_at.map(|due| Clock::until(texts, due, now)),
        seen: 0,
        client: String::new(),
        tools: None,
        messages,
    }
}

/// Who wrote a message: on which side, and in words.
pub(super) fn author(texts: &Texts, author: &AuthorView) -> (&'static str, String) {
    match author {
        AuthorView::You => ("applicant", texts.get("console-actor-applicant", &[])),
        AuthorView::Person(name) => ("staff", name.clone()),
        AuthorView::Bot => ("bot", texts.get("console-actor-bot", &[])),
        AuthorView::System => ("system", texts.get("console-actor-system", &[])),
    }
}

/// A message whose words are a text's id, so that every reader has it in their own language.
pub(crate) fn keyed(texts: &Texts, key: &str, extra: Option<&Extra>) -> String {
    let values: Vec<(String, String)> = match extra {
        Some(Extra::Named { values }) => values.clone(),
        _ => Vec::new(),
    };
    let args: Vec<(&str, Arg)> = values
        .iter()
        .map(|(name, value)| {
            let word = format!("console-priority-{value}");
            let shown =
                if name == "priority" && texts.has(&word) { texts.get(&word, &[]) } else { value.clone() };
            (name.as_str(), shown.into())
        })
        .collect();
    texts.get(key, &args)
}

fn file(file: &FileView) -> FileRow {
    FileRow {
        name: file.name.clone(),
        href: (file.state == "clean").then(|| format!("/console/files/{}", file.id)),
        size: format!("{} KB", (file.bytes + 1023) / 1024),
        state: file.state,
    }
}

fn checklist(texts: &Texts, view: &ConversationView, request: &RequestView) -> Checklist {
    let judged = |item: &ItemView| {
        let mine = !matches!(item.asked, Asked::Page { .. }) && item.state == ItemState::Received;
        mine.then(|| format!("/console/conversations/{}/judge", view.id))
    };
    let items = request.items.iter().map(|item| CheckItem {
        id: item.id.to_string(),
        title: crate::portal::asked(texts, &item.asked),
        words: item.words.clone(),
        state: item.state.as_str(),
        reasons: headlines(texts, &item.reasons),
        judge: judged(item),
    });
    Checklist { state: request.state.as_str(), items: items.collect() }
}

fn decided(texts: &Texts, past: &PastDecision) -> Decided {
    Decided {
        outcome: past.outcome.as_str(),
        at: past.at.as_micros(),
        by: match &past.decider {
            Decider::Checks => None,
            Decider::Person(name) => Some(name.clone()),
        },
        reasons: headlines(texts, &past.reasons),
        message: past.message.clone(),
        note: past.note.clone(),
        policy: past.policy_version,
    }
}

/// What was typed, for the form that corrects it.
pub(super) fn typed(details: &TypedDetails) -> Typed {
    let fields = [
        (DetailField::Surname, &details.surname),
        (DetailField::GivenNames, &details.given_names),
        (DetailField::NativeName, &details.native_name),
        (DetailField::BirthDate, &details.birth_date),
        (DetailField::Nationality, &details.nationality),
        (DetailField::DocumentNumber, &details.document_number),
    ];
    Typed {
        fields: fields
            .map(|(field, value)| TypedField { name: field.as_str(), value: value.clone(), problem: None })
            .into(),
        why: String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proofdesk_domain::finding::Unit;

    #[test]
    fn the_bar_holds_both_values_and_says_nothing_of_different_units() {
        let of = |value, unit| Some(Quantity { value, unit });
        let bar = gauge(of(0.31, Unit::Share), of(0.1, Unit::Share)).expect("fits");
        assert!((bar.value - 80.0).abs() < 0.01 && (bar.threshold - 25.8).abs() < 0.1, "{bar:?}");
        let under = gauge(of(120.0, Unit::Dpi), of(240.0, Unit::Dpi)).expect("fits");
        assert!(under.value < under.threshold && under.threshold < 100.0);
        assert_eq!(gauge(of(1.0, Unit::Share), of(1.0, Unit::Dpi)), None);
        assert_eq!(gauge(of(0.0, Unit::Share), of(0.0, Unit::Share)), None);
        assert_eq!(gauge(None, of(1.0, Unit::Share)), None);
    }

    #[test]
    fn places_are_point_lists_in_the_pictures_own_pixels() {
        assert_eq!(points(&Quad::rect(10.0, 20.0, 5.5, 4.0)), "10.0,20.0 15.5,20.0 15.5,24.0 10.0,24.0");
    }

    #[test]
    fn every_line_of_the_history_has_its_text() {
        for locale in Locale::ALL {
            let texts = Texts::load(locale, None).expect("loads");
            for action in proofdesk_app::review::history::ACTIONS {
                let id = format!("console-history-{}", action.replace('.', "-"));
                assert!(texts.has(&id), "{} lacks {id}", locale.tag());
            }
        }
    }
}
