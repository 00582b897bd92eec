//! `/console/door`: people who cannot get in and wrote without an account.

use super::{
    Asked, AtDesk,
    cx::{Clock, Desk},
    desk, done, known_deed,
};
use crate::{error::WebError, form::Posted, pages::Page, state::WebState, throttle::Deed, visit::Visit};
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::Response,
};
use proofdesk_app::{
    StaffSession,
    door::{ChangeError, Confirmed, DoorError, DoorRow, Identified},
};
use proofdesk_domain::{access::Action, conversation::MessageProblem};
use serde::Serialize;
use uuid::Uuid;

/// `/console/door`
#[derive(Clone, Debug, Serialize)]
pub struct DoorListPage {
    /// The frame.
    pub desk: Desk,
    /// What waits, then what was answered.
    pub rows: Vec<Row>,
}

/// One request.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// Its id.
    pub id: String,
    /// What people quote.
    pub reference: String,
    /// `live` or `test`.
    pub mode: &'static str,
    /// It waits for a person.
    pub open: bool,
    /// The promise.
    pub clock: Clock,
    /// When it came, in microseconds.
    pub at: i64,
    /// Masked.
    pub email: String,
}

/// `/console/door/{id}`
#[derive(Clone, Debug, Serialize)]
pub struct DoorRequestPage {
    /// The frame.
    pub desk: Desk,
    /// The request.
    pub row: Row,
    /// The whole address that they write from.
    pub email: String,
    /// What they named as the account.
    pub account: String,
    /// When they used the link that was mailed to it, in microseconds.
    pub reached_at: Option<i64>,
    /// The person whose account it says to be about.
    pub person: Option<String>,
    /// That account's address, masked.
    pub account_masked: Option<String>,
    /// They are the same address.
    pub same_address: bool,
    /// References of that person's cases.
    pub cases: Vec<String>,
    /// What was written: who (none: the asker), what, when.
    pub lines: Vec<(Option<String>, String, i64)>,
    /// New addresses.
    pub changes: Vec<Change>,
    /// One of them waits.
    pub waits: bool,
    /// The reader may identify and confirm.
    pub may_identify: bool,
    /// As typed.
    pub draft: String,
    /// What was the matter, as in `locked-problem-<problem>`.
    pub problem: Option<&'static str>,
    /// What was just done.
    pub done: Option<&'static str>,
}

/// A new address.
#[derive(Clone, Debug, Serialize)]
pub struct Change {
    /// Its id.
    pub id: String,
    /// How they were identified.
    pub note: String,
    /// By whom.
    pub by: String,
    /// When, in microseconds.
    pub at: i64,
    /// Who looked as well.
    pub confirmed_by: Option<String>,
    /// When it takes effect, in microseconds.
    pub effect_at: Option<i64>,
    /// As in `locked-change-<ended>`.
    pub ended: Option<&'static str>,
    /// The reader may confirm it.
    pub may_confirm: bool,
}

/// Every word of `locked-problem-…`.
const PROBLEMS: [&str; 10] = [
    "empty",
    "too_long",
    "closed",
    "no_account",
    "not_reached",
    "not_identified",
    "note",
    "taken",
    "waiting",
    "same_person",
];

impl Page for DoorListPage {
    const TEMPLATE: &'static str = "console/door.html";

    fn samples() -> Vec<Self> {
        let (desk, row) = sample();
        vec![
            Self { desk: desk.clone(), rows: vec![row.clone(), Row { open: false, mode: "live", ..row }] },
            Self { desk, rows: vec![] },
        ]
    }
}

fn sample() -> (Desk, Row) {
    let at = 1_795_442_400_000_000;
    let desk = Desk {
        name: "Lin".into(),
        role: "reviewer",
        admin: false,
        place: "door",
        after: 7,
        now: at,
        mentions: 0,
    };
    let row = Row {
        id: "0192".into(),
        reference: "HD-7K4M-2Q9X".into(),
        mode: "test",
        open: true,
        clock: Clock { at, text: "3 h left".into(), tone: "calm" },
        at,
        email: "a•••@example.org".into(),
    };
    (desk, row)
}

impl Page for DoorRequestPage {
    const TEMPLATE: &'static str = "console/door_request.html";

    fn samples() -> Vec<Self> {
        let (desk, row) = sample();
        let at = row.at;
        let change = |ended, confirmed: bool| Change {
            id: "0193".into(),
            note: "<b>Seen in a call".into(),
            by: "Noor".into(),
            at,
            confirmed_by: confirmed.then(|| "Lin".into()),
            effect_at: confirmed.then_some(at),
            ended,
            may_confirm: !confirmed && ended.is_none(),
        };
        let whole = Self {
            desk,
            row,
            email: "a@example.org".into(),
            account: "old@example.org".into(),
            reached_at: Some(at),
            person: Some("0194".into()),
            account_masked: Some("o•••@example.org".into()),
            same_address: false,
            cases: vec!["PD-7K4M-2Q9X".into()],
            lines: vec![(None, "I lost my mailbox.".into(), at), (Some("Lin".into()), "Call us.".into(), at)],
            changes: vec![
                change(Some("stopped"), true),
                change(Some("refused"), false),
                change(Some("done"), true),
                change(None, true),
                change(None, false),
            ],
            waits: true,
            may_identify: true,
            draft: String::new(),
            problem: None,
            done: None,
        };
        let mut samples: Vec<Self> = PROBLEMS
            .map(|problem| Self {
                problem: Some(problem),
                draft: "<i>".into(),
                waits: false,
                changes: vec![],
                ..whole.clone()
            })
            .into();
        samples.push(Self {
            person: None,
            account_masked: None,
            cases: vec![],
            reached_at: None,
            ..whole.clone()
        });
        samples.push(Self {
            same_address: true,
            may_identify: false,
            row: Row { open: false, ..whole.row.clone() },
            ..whole.clone()
        });
        for deed in ["answered", "closed", "way-in", "proposed", "confirmed", "refused"] {
            samples.push(Self { done: Some(deed), ..whole.clone() });
        }
        samples.push(whole);
        samples
    }
}

fn row(state: &WebState, visit: &Visit, row: DoorRow) -> Row {
    Row {
        id: row.id.to_string(),
        reference: row.reference,
        mode: row.mode.as_str(),
        open: row.open,
        clock: Clock::until(state.pages.texts(visit.locale), row.due_at, state.app.now()),
        at: row.opened_at.as_micros(),
        email: row.email_masked,
    }
}

pub(super) async fn list(
    State(state): State<WebState>,
    AtDesk { visit, st }: AtDesk,
) -> Result<Response, WebError> {
    let desk = desk(&state, &st, "door").await?;
    let rows = state.app.door_requests(&st).await?;
    let rows = rows.into_iter().map(|found| row(&state, &visit, found)).collect();
    state.page(&visit, &DoorListPage { desk, rows })
}

fn id_of(word: &str) -> Result<Uuid, WebError> {
    word.parse().map_err(|_| WebError::NotFound)
}

async fn page(
    state: &WebState,
    visit: &Visit,
    st: &StaffSession,
    id: Uuid,
) -> Result<DoorRequestPage, WebError> {
    let desk = desk(state, st, "door").await?;
    let found = state.app.open_door_request(st, id).await?;
    let may_identify = st.may(Action::Freeze);
    let changes: Vec<Change> = found
        .changes
        .into_iter()
        .map(|change| Change {
            id: change.id.to_string(),
            note: change.note,
            by: change.proposed_by,
            at: change.proposed_at.as_micros(),
            may_confirm: may_identify
                && change.ended.is_none()
                && change.confirmed_by.is_none()
                && (found.solo || !change.mine),
            confirmed_by: change.confirmed_by,
            effect_at: change.effect_at.map(proofdesk_domain::Timestamp::as_micros),
            ended: change.ended,
        })
        .collect();
    Ok(DoorRequestPage {
        desk,
        row: row(state, visit, found.row),
        email: found.email,
        account: found.account,
        reached_at: found.reached_at.map(proofdesk_domain::Timestamp::as_micros),
        person: found.applicant.map(|id| id.to_string()),
        account_masked: found.account_masked,
        same_address: found.same_address,
        cases: found.cases,
        lines: found.lines.into_iter().map(|line| (line.by, line.text, line.at.as_micros())).collect(),
        waits: changes.iter().any(|change| change.ended.is_none()),
        changes,
        may_identify,
        draft: String::new(),
        problem: None,
        done: None,
    })
}

pub(super) async fn open(
    State(state): State<WebState>,
    AtDesk { visit, st }: AtDesk,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let mut page = page(&state, &visit, &st, id_of(&id)?).await?;
    page.done = known_deed(&asked.done);
    state.page(&visit, &page)
}

/// `answer`, `close`, `way-in`, `propose`, `confirm` or `refuse`.
pub(super) async fn act(
    State(state): State<WebState>,
    AtDesk { visit, st }: AtDesk,
    Path((id, deed)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, WebError> {
    let id = id_of(&id)?;
    let app = &state.app;
    let change = |posted: &Posted| id_of(posted.text("change"));
    let (problem, what) = match deed.as_str() {
        "answer" => {
            state.throttle.count(Deed::Message, &visit.client, None)?;
            (unsaid(app.answer_at_door(&st, id, posted.text("words")).await)?, "answered")
        }
        "close" => {
            app.close_door_request(&st, id).await?;
            (None, "closed")
        }
        "way-in" => {
            app.send_way_in(&st, id).await?;
            (None, "way-in")
        }
        "propose" => {
            let identified =
                Identified { document: posted.text("document") == "yes", live: posted.text("live") == "yes" };
            (unchanged(app.propose_address(&st, id, identified, posted.text("note")).await)?, "proposed")
        }
        "confirm" => {
            (unchanged(app.settle_address(&st, id, change(&posted)?, Confirmed::Yes).await)?, "confirmed")
        }
        "refuse" => {
            (unchanged(app.settle_address(&st, id, change(&posted)?, Confirmed::No).await)?, "refused")
        }
        _ => return Err(WebError::NotFound),
    };
    let Some(problem) = problem else { return Ok(done(&format!("/console/door/{id}"), what)) };
    let draft = if deed == "answer" { posted.text("words") } else { posted.text("note") };
    let page = DoorRequestPage {
        problem: Some(problem),
        draft: draft.to_owned(),
        ..page(&state, &visit, &st, id).await?
    };
    state.page_with(StatusCode::UNPROCESSABLE_ENTITY, &visit, &page)
}

fn unsaid(result: Result<(), DoorError>) -> Result<Option<&'static str>, WebError> {
    match result {
        Ok(()) => Ok(None),
        Err(DoorError::Words(MessageProblem::Empty) | DoorError::Email) => Ok(Some("empty")),
        Err(DoorError::Words(MessageProblem::TooLong)) => Ok(Some("too_long")),
        Err(DoorError::Closed) => Ok(Some("closed")),
        Err(DoorError::Error(error)) => Err(error.into()),
    }
}

fn unchanged(result: Result<(), ChangeError>) -> Result<Option<&'static str>, WebError> {
    Ok(Some(match result {
        Ok(()) => return Ok(None),
        Err(ChangeError::NoAccount) => "no_account",
        Err(ChangeError::NotReached) => "not_reached",
        Err(ChangeError::NotIdentified) => "not_identified",
        Err(ChangeError::NoteMissing) => "note",
        Err(ChangeError::Taken) => "taken",
        Err(ChangeError::Waiting) => "waiting",
        Err(ChangeError::SamePerson) => "same_person",
        Err(ChangeError::Error(error)) => return Err(error.into()),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_face_renders_and_only_reviewers_identify() {
        crate::pages::check_samples::<DoorListPage>();
        let pages = crate::pages::check_samples::<DoorRequestPage>();
        let with = |needle: &str| pages.iter().filter(|(_, html)| html.contains(needle)).count();
        assert!(with("/propose\"") > 0 && with("/propose\"") < pages.len());
        assert!(with("/confirm\"") > 0 && with("/confirm\"") < pages.len());
    }
}
