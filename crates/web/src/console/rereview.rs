//! `/console/rereviews/{id}`: an approval of the checks alone that a person looks at again. The evidence
//! stands there before the answer, what the checks read only after it.

use super::{
    Asked, AtDesk,
    case::id_of,
    cx::{
        Clock, Desk,
        case::{Compare, Picture, TypedField},
    },
    desk, done, known_deed, reasons, show,
};
use crate::{error::WebError, form::Posted, pages::Page, state::WebState, visit::Visit};
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use proofdesk_app::{
    Error, StaffSession,
    ledger::{DoneRereview, Followed, RereviewError, RereviewOutcome, RereviewView, SecondVerdict},
    review::ReviewView,
};
use proofdesk_domain::ReasonCode;
use serde::Serialize;
use uuid::Uuid;

/// The page.
#[derive(Clone, Debug, Serialize)]
pub struct RereviewPage {
    /// The frame.
    pub desk: Desk,
    /// Its id.
    pub id: String,
    /// The case.
    pub case: String,
    /// What people quote.
    pub reference: String,
    /// `live` or `test`.
    pub mode: &'static str,
    /// The level, in words.
    pub level: String,
    /// The promise, while it waits.
    pub clock: Option<Clock>,
    /// Kind and issuer of the document.
    pub document: Option<(&'static str, String)>,
    /// The pictures.
    pub pictures: Vec<Picture>,
    /// What was typed.
    pub typed: Vec<TypedField>,
    /// The reader may answer.
    pub may_answer: bool,
    /// Who has it open, where that is somebody else.
    pub taken_by: Option<String>,
    /// What stands in the way, as in `rereview-barred-<barred>`.
    pub barred: Option<&'static str>,
    /// What it came to.
    pub answered: Option<Answered>,
    /// What the checks read, once it is answered.
    pub comparison: Vec<Compare>,
    /// Codes and titles to choose from.
    pub reasons: Vec<(String, String)>,
    /// What was chosen and written, where it was not taken.
    pub draft: Draft,
    /// What was the matter, as in `rereview-problem-<problem>`.
    pub problem: Option<&'static str>,
    /// What was just done, as in `console-done-<done>`.
    pub done: Option<&'static str>,
}

/// What a second look came to.
#[derive(Clone, Debug, Serialize)]
pub struct Answered {
    /// `confirmed` or `overturned`.
    pub outcome: &'static str,
    /// What the checks had missed, in words.
    pub reason: Option<String>,
    /// As in `rereview-followed-<followed>`.
    pub followed: Option<&'static str>,
    /// The note for colleagues.
    pub note: Option<String>,
    /// Who looked.
    pub by: String,
    /// When, in microseconds.
    pub at: i64,
}

/// What was typed and not taken.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Draft {
    /// `stands` or `falls`.
    pub verdict: String,
    /// A code.
    pub code: String,
    /// What follows.
    pub followed: String,
    /// Words to the person.
    pub words: String,
    /// Note for colleagues.
    pub note: String,
}

pub(super) async fn open(
    State(state): State<WebState>,
    AtDesk { visit, st }: AtDesk,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let page = page(&state, &visit, &st, id_of(&id)?).await?;
    state.page(&visit, &RereviewPage { done: known_deed(&asked.done), ..page })
}

async fn page(
    state: &WebState,
    visit: &Visit,
    st: &StaffSession,
    id: Uuid,
) -> Result<RereviewPage, WebError> {
    let desk = desk(state, st, "case").await?;
    let texts = state.pages.texts(visit.locale);
    let RereviewView { due_at, barred, may_answer, done, review, .. } = state.app.rereview(st, id).await?;
    let case = &review.case;
    let waits = done.is_none();
    Ok(RereviewPage {
        desk,
        id: id.to_string(),
        case: case.id.to_string(),
        reference: case.reference.clone(),
        mode: review.mode.as_str(),
        level: show::level_name(texts, &case.level.name),
        clock: waits.then(|| Clock::until(texts, due_at, state.app.now())),
        document: case.document.as_ref().map(|d| (d.kind.as_str(), d.issuing_country.clone())),
        pictures: show::pictures(&review, &[]),
        typed: if review.masked { Vec::new() } else { show::typed(&case.typed).fields },
        may_answer,
        taken_by: review.claimed_by.clone().filter(|_| waits && !review.mine),
        barred,
        comparison: comparison(&review),
        answered: done.map(|done| answered(texts, done)),
        reasons: if may_answer { reasons::for_freeze(texts) } else { Vec::new() },
        draft: Draft::default(),
        problem: None,
        done: None,
    })
}

/// What was read; where the pictures are not shown, without the way to a place on them.
fn comparison(review: &ReviewView) -> Vec<Compare> {
    let mut rows = show::comparison(review);
    if review.masked {
        for row in &mut rows {
            for cell in
                [&mut row.typed, &mut row.printed, &mut row.mrz, &mut row.barcode].into_iter().flatten()
            {
                (cell.evidence, cell.points) = (None, None);
            }
        }
    }
    rows
}

fn answered(texts: &crate::i18n::Texts, done: DoneRereview) -> Answered {
    Answered {
        outcome: RereviewOutcome::as_str(done.outcome),
        reason: done.code.map(|code| reasons::headline(texts, code)),
        followed: done.followed.map(Followed::as_str),
        note: done.note,
        by: done.by,
        at: done.at.as_micros(),
    }
}

/// Takes it over from a colleague.
pub(super) async fn take(
    State(state): State<WebState>,
    AtDesk { st, .. }: AtDesk,
    Path(id): Path<String>,
    _: Posted,
) -> Result<Response, WebError> {
    let id: Uuid = id_of(&id)?;
    state.app.take_rereview(&st, id).await?;
    Ok(Redirect::to(&format!("/console/rereviews/{id}")).into_response())
}

/// Records the answer.
pub(super) async fn answer(
    State(state): State<WebState>,
    AtDesk { visit, st }: AtDesk,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, WebError> {
    let id: Uuid = id_of(&id)?;
    let verdict = match posted.text("verdict") {
        "stands" => Ok(SecondVerdict::Confirm),
        "falls" => match (ReasonCode::find(posted.text("code")), Followed::find(posted.text("followed"))) {
            (Some(code), Some(followed)) => {
                Ok(SecondVerdict::Overturn { code, followed, words: posted.text("words") })
            }
            _ => Err("code"),
        },
        _ => Err("verdict"),
    };
    let problem = match verdict {
        Err(problem) => problem,
        Ok(verdict) => match state.app.answer_rereview(&st, id, verdict, posted.text("note")).await {
            Ok(()) => return Ok(done(&format!("/console/rereviews/{id}"), "looked-again")),
            Err(RereviewError::CodeNotUsable(_)) => "code",
            Err(RereviewError::WordsMissing) => "words",
            Err(RereviewError::WordsTooLong) => "too_long",
            Err(
                RereviewError::NotClaimed
                | RereviewError::Barred(_)
                | RereviewError::Error(Error::Stale { .. }),
            ) => "taken",
            Err(RereviewError::Error(error)) => return Err(error.into()),
        },
    };
    let text = |name: &str| posted.text(name).to_owned();
    let page = RereviewPage {
        problem: Some(problem),
        draft: Draft {
            verdict: text("verdict"),
            code: text("code"),
            followed: text("followed"),
            words: text("words"),
            note: text("note"),
        },
        ..page(&state, &visit, &st, id).await?
    };
    state.page_with(StatusCode::UNPROCESSABLE_ENTITY, &visit, &page)
}

impl Page for RereviewPage {
    const TEMPLATE: &'static str = "console/rereview.html";

    fn samples() -> Vec<Self> {
        let at = 1_795_000_000_000_000;
        let picture = |slot, current| Picture {
            id: format!("ev-{slot}"),
            src: format!("/console/pictures/ev-{slot}"),
            slot,
            current,
            width: 900,
            height: 640,
            bytes: 340_000,
            uploaded_by: None,
            at,
            places: Vec::new(),
        };
        let typed = ["surname", "given_names", "native_name", "birth_date", "nationality", "document_number"];
        let open = Self {
            desk: Desk {
                name: "Lin Wei".to_owned(),
                role: "reviewer",
                admin: false,
                place: "case",
                after: 7,
                now: at,
                mentions: 2,
            },
            id: "0192".to_owned(),
            case: "0193".to_owned(),
            reference: "PD-7K4M-2Q9X".to_owned(),
            mode: "test",
            level: "Standard".to_owned(),
            clock: Some(Clock { at, text: "3 d left".to_owned(), tone: "calm" }),
            document: Some(("passport", "UTO".to_owned())),
            pictures: vec![picture("front", true), picture("back", true), picture("front", false)],
            typed: typed
                .map(|name| TypedField { name, value: "Eriksson".to_owned(), problem: None })
                .to_vec(),
            may_answer: true,
            taken_by: None,
            barred: None,
            answered: None,
            comparison: Vec::new(),
            reasons: vec![("doc.expired".to_owned(), "The document has expired".to_owned())],
            draft: Draft::default(),
            problem: None,
            done: None,
        };
        let answered = |outcome, followed: Option<&'static str>| Answered {
            outcome,
            reason: followed.map(|_| "The document has expired".to_owned()),
            followed,
            note: followed.map(|_| "The year\nis 2019.".to_owned()),
            by: "Lin Wei".to_owned(),
            at,
        };
        let after = |answer| Self {
            may_answer: false,
            clock: None,
            answered: Some(answer),
            comparison: vec![Compare {
                field: "surname",
                agrees: "single",
                typed: None,
                printed: None,
                mrz: None,
                barcode: None,
            }],
            done: Some("looked-again"),
            ..open.clone()
        };
        let shut = |barred, taken_by: Option<&str>| Self {
            may_answer: false,
            pictures: Vec::new(),
            typed: Vec::new(),
            document: None,
            barred,
            taken_by: taken_by.map(str::to_owned),
            ..open.clone()
        };
        let mut all = vec![
            after(answered("confirmed", None)),
            after(answered("overturned", Some("freeze"))),
            after(answered("overturned", Some("renewal"))),
            shut(Some("seen"), None),
            shut(Some("own_account"), None),
            shut(None, Some("Noor Haddad")),
            shut(None, None),
        ];
        all.extend(["verdict", "code", "words", "too_long", "taken"].map(|problem| Self {
            problem: Some(problem),
            draft: Draft {
                verdict: "falls".to_owned(),
                code: "doc.expired".to_owned(),
                followed: "renewal".to_owned(),
                words: "<b>Show us</b> a newer one.".to_owned(),
                note: "n".to_owned(),
            },
            ..open.clone()
        }));
        all.push(open);
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_face_renders_and_the_form_is_there_only_for_who_may_answer() {
        let pages = crate::pages::check_samples::<RereviewPage>();
        assert!(pages.iter().any(|(_, html)| html.contains("value=\"falls\"")));
        assert!(pages.iter().any(|(_, html)| !html.contains("value=\"falls\"")));
        assert!(pages.iter().all(|(_, html)| !html.contains("<b>Show us")), "escaped");
    }
}
