//! `/console/policy`: the policy's versions, what differs, replaying a draft, publishing by two people.

use super::{AtDesk, cx::Desk, desk};
use crate::{error::WebError, form::Posted, pages::Page, plot::Bars, state::WebState, visit::Visit};
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use proofdesk_app::{
    Error, StaffSession,
    policy::{ChangeView, Flip, PolicyDetail, PolicySummary, PublishError, ReplayView, Result3},
};
use proofdesk_domain::verification::Mode;
use serde::Serialize;

/// The list of versions.
#[derive(Clone, Debug, Serialize)]
pub struct PoliciesPage {
    /// The frame.
    pub desk: Desk,
    /// Newest first.
    pub versions: Vec<VersionCx>,
    /// How each came into force, newest first.
    pub changes: Vec<ChangeCx>,
    /// May draft.
    pub may_set: bool,
}

/// A version in the list.
#[derive(Clone, Debug, Serialize)]
pub struct VersionCx {
    /// Its number.
    pub version: u32,
    /// `draft`, `proposed`, `published`, `discarded`.
    pub state: &'static str,
    /// The one in force.
    pub in_force: bool,
    /// What its author says.
    pub note: String,
    /// Who; none for what the server brought along.
    pub author: Option<String>,
    /// When it was changed, in microseconds.
    pub at: i64,
}

/// A change of what is in force.
#[derive(Clone, Debug, Serialize)]
pub struct ChangeCx {
    /// Which version.
    pub version: u32,
    /// `installed`, `published`, `rolled_back`.
    pub kind: &'static str,
    /// Who proposed.
    pub proposed_by: Option<String>,
    /// Who confirmed or rolled back.
    pub confirmed_by: Option<String>,
    /// By one person, in solo mode.
    pub solo: bool,
    /// Why.
    pub note: String,
    /// When, in microseconds.
    pub at: i64,
}

/// One version.
#[derive(Clone, Debug, Serialize)]
pub struct PolicyPage {
    /// The frame.
    pub desk: Desk,
    /// As in the list.
    pub version: VersionCx,
    /// As it was written, or as it was typed just now.
    pub document: String,
    /// What the form carries back.
    pub edits: i64,
    /// Line, path and what is the matter.
    pub problems: Vec<(usize, String, String)>,
    /// Compared with this version.
    pub against: u32,
    /// Path, before, after.
    pub changes: Vec<(String, Option<String>, Option<String>)>,
    /// May draft, propose, replay, roll back.
    pub may_set: bool,
    /// May confirm this one.
    pub may_confirm: bool,
    /// One person may publish here.
    pub solo: bool,
    /// Its newest replay.
    pub replay: Option<ReplayCx>,
    /// What was the matter, as in `policy-problem-<problem>`.
    pub problem: Option<&'static str>,
}

/// A replay.
#[derive(Clone, Debug, Serialize)]
pub struct ReplayCx {
    /// `running`, `done`, `cancelled`.
    pub state: &'static str,
    /// `live` or `test`.
    pub mode: &'static str,
    /// Compared with this version.
    pub against: u32,
    /// The draft was changed since.
    pub outdated: bool,
    /// Cases there were at the beginning.
    pub total: u64,
    /// Cases judged, and left out.
    pub cases: u64,
    /// Could not be judged.
    pub left_out: u64,
    /// Flip.
    pub flipped: u64,
    /// The danger figures.
    pub approved_though_declined: u64,
    /// Approved now and no more.
    pub stopped_though_approved: u64,
    /// From, and how many go where (approve, ask, person).
    pub matrix: Vec<(&'static str, Vec<(&'static str, u64)>)>,
    /// Code, before, after, new, gone.
    pub reasons: Vec<(String, u64, u64, u64, u64)>,
    /// Country's code, cases, eased, tightened.
    pub countries: Vec<(String, u64, u64, u64)>,
    /// Kind of document, cases, eased, tightened.
    pub documents: Vec<(String, u64, u64, u64)>,
    /// Id, reference, from, to, codes before, codes after.
    pub named: Vec<NamedCx>,
    /// The plot.
    pub plot: Bars,
    /// When it was wanted, in microseconds.
    pub at: i64,
}

/// A case that flips.
#[derive(Clone, Debug, Serialize)]
pub struct NamedCx {
    /// The case's page.
    pub id: String,
    /// What people quote.
    pub reference: String,
    /// From.
    pub from: &'static str,
    /// To.
    pub to: &'static str,
    /// Codes before.
    pub before: Vec<String>,
    /// Codes after.
    pub after: Vec<String>,
}

/// How often a code comes to stand in the way (right), and how often no more (left).
fn plot(reasons: &[(String, u64, u64, u64, u64)]) -> Bars {
    Bars::two_sided(reasons.iter().map(|(code, _, _, new, gone)| (code.clone(), *gone, *new)))
}

impl ReplayCx {
    fn new(view: ReplayView) -> Self {
        let report = view.report;
        let flipped = report.flipped();
        let row = |from: Result3| {
            let cell = |to: Result3| (to.as_str(), report.count(Flip { from, to }));
            (from.as_str(), Result3::ALL.map(cell).to_vec())
        };
        let matrix = Result3::ALL.map(row).to_vec();
        let reasons: Vec<_> =
            report.reasons.iter().map(|(code, r)| (code.clone(), r.before, r.after, r.new, r.gone)).collect();
        let deltas = |map: std::collections::BTreeMap<String, proofdesk_app::policy::Delta>| {
            let mut all: Vec<_> =
                map.into_iter().map(|(name, d)| (name, d.cases, d.eased, d.tightened)).collect();
            all.sort_by_key(|(name, _, eased, tightened)| {
                (std::cmp::Reverse(eased + tightened), name.clone())
            });
            all
        };
        Self {
            state: view.state,
            mode: view.mode.as_str(),
            against: view.against,
            outdated: view.outdated,
            total: view.total.max(report.cases + report.left_out),
            cases: report.cases,
            left_out: report.left_out,
            flipped,
            approved_though_declined: report.approved_though_declined,
            stopped_though_approved: report.stopped_though_approved,
            matrix,
            plot: plot(&reasons),
            reasons,
            countries: deltas(report.countries),
            documents: deltas(report.documents),
            named: report
                .named
                .into_iter()
                .map(|flip| NamedCx {
                    id: flip.id.to_string(),
                    reference: flip.reference,
                    from: flip.flip.from.as_str(),
                    to: flip.flip.to.as_str(),
                    before: flip.reasons_before,
                    after: flip.reasons_after,
                })
                .collect(),
            at: view.created_at.as_micros(),
        }
    }
}

impl From<PolicySummary> for VersionCx {
    fn from(view: PolicySummary) -> Self {
        Self {
            version: view.version,
            state: view.state,
            in_force: view.in_force,
            note: view.note,
            author: view.author,
            at: view.changed_at.as_micros(),
        }
    }
}

impl From<ChangeView> for ChangeCx {
    fn from(view: ChangeView) -> Self {
        Self {
            version: view.version,
            kind: view.kind,
            proposed_by: view.proposed_by,
            confirmed_by: view.confirmed_by,
            solo: view.solo,
            note: view.note,
            at: view.at.as_micros(),
        }
    }
}

fn here(version: u32) -> String {
    format!("/console/policy/{version}")
}

fn to(version: u32) -> Response {
    Redirect::to(&here(version)).into_response()
}

/// The versions.
pub(super) async fn list(
    State(state): State<WebState>,
    AtDesk { visit, st }: AtDesk,
) -> Result<Response, WebError> {
    let desk = desk(&state, &st, "policy").await?;
    let (versions, changes) = state.app.policy_versions(&st).await?;
    let page = PoliciesPage {
        desk,
        versions: versions.into_iter().map(Into::into).collect(),
        changes: changes.into_iter().map(Into::into).collect(),
        may_set: st.may(proofdesk_domain::access::Action::SetPolicy),
    };
    state.page(&visit, &page)
}

/// Begins a draft.
pub(super) async fn draft(
    State(state): State<WebState>,
    AtDesk { st, .. }: AtDesk,
    _: Posted,
) -> Result<Response, WebError> {
    Ok(to(state.app.draft_policy(&st).await?))
}

async fn page_of(state: &WebState, st: &StaffSession, version: u32) -> Result<PolicyPage, WebError> {
    let desk = desk(state, st, "policy").await?;
    let view: PolicyDetail = state.app.policy_version(st, version).await?;
    Ok(PolicyPage {
        desk,
        version: view.summary.into(),
        document: view.document,
        edits: view.edits,
        problems: view.problems.into_iter().map(|p| (p.line, p.path, p.what)).collect(),
        against: view.against,
        changes: view.changes.into_iter().map(|c| (c.path, c.before, c.after)).collect(),
        may_set: view.may_set,
        may_confirm: view.may_confirm,
        solo: view.solo,
        replay: view.replay.map(ReplayCx::new),
        problem: None,
    })
}

/// One version.
pub(super) async fn open(
    State(state): State<WebState>,
    AtDesk { visit, st }: AtDesk,
    Path(version): Path<u32>,
) -> Result<Response, WebError> {
    let page = page_of(&state, &st, version).await?;
    state.page(&visit, &page)
}

/// Saves a draft, mistakes and all. When somebody else saved meanwhile, what was typed stays on the page.
pub(super) async fn save(
    State(state): State<WebState>,
    AtDesk { visit, st }: AtDesk,
    Path(version): Path<u32>,
    posted: Posted,
) -> Result<Response, WebError> {
    let edits = posted.text("edits").parse().map_err(|_| WebError::Invalid)?;
    let (document, note) = (posted.text("document"), posted.text("note"));
    match state.app.save_policy(&st, version, edits, document, note).await {
        Ok(_) => Ok(to(version)),
        Err(Error::Stale { .. }) => {
            let mut page = page_of(&state, &st, version).await?;
            document.clone_into(&mut page.document);
            page.problem = Some("stale");
            state.page_with(StatusCode::CONFLICT, &visit, &page)
        }
        Err(error) => Err(error.into()),
    }
}

/// What a button of a version's page does.
pub(super) async fn act(
    State(state): State<WebState>,
    AtDesk { visit, st }: AtDesk,
    Path((version, deed)): Path<(u32, String)>,
    posted: Posted,
) -> Result<Response, WebError> {
    let app = &state.app;
    let mode = Mode::find(posted.text("mode")).unwrap_or(Mode::Live);
    let done = match deed.as_str() {
        "propose" => app.propose_policy(&st, version).await,
        "withdraw" => app.withdraw_policy(&st, version).await,
        "discard" => app.discard_policy(&st, version).await,
        "publish" => app.publish_policy(&st, version).await,
        "roll-back" => app.roll_back_policy(&st, version, posted.text("note")).await,
        "replay" => app.want_replay(&st, version, mode).await.map_err(PublishError::Error),
        "cancel" => app.cancel_replay(&st, version).await.map_err(PublishError::Error),
        _ => return Err(WebError::NotFound),
    };
    match done {
        Ok(()) => Ok(to(version)),
        Err(error) => refused(&state, &visit, &st, version, error).await,
    }
}

async fn refused(
    state: &WebState,
    visit: &Visit,
    st: &StaffSession,
    version: u32,
    error: PublishError,
) -> Result<Response, WebError> {
    let (status, problem) = match error {
        PublishError::Unsound(_) | PublishError::Error(Error::Invalid(_)) => {
            (StatusCode::UNPROCESSABLE_ENTITY, "unsound")
        }
        PublishError::SecondPersonNeeded => (StatusCode::FORBIDDEN, "second_person"),
        PublishError::NoteMissing => (StatusCode::UNPROCESSABLE_ENTITY, "note"),
        PublishError::WrongState(_) => (StatusCode::CONFLICT, "wrong_state"),
        PublishError::Error(Error::Stale { .. }) => (StatusCode::CONFLICT, "stale"),
        PublishError::Error(other) => return Err(other.into()),
    };
    let page = PolicyPage { problem: Some(problem), ..page_of(state, st, version).await? };
    state.page_with(status, visit, &page)
}

impl Page for PoliciesPage {
    const TEMPLATE: &'static str = "console/policies.html";

    fn samples() -> Vec<Self> {
        let versions: Vec<_> =
            ["draft", "proposed", "discarded", "published"].into_iter().map(sample_version).collect();
        let changes: Vec<_> = ["rolled_back", "published", "installed"]
            .into_iter()
            .map(|kind| ChangeCx {
                version: 2,
                kind,
                proposed_by: (kind == "published").then(|| "Ada".to_owned()),
                confirmed_by: (kind != "installed").then(|| "Bo".to_owned()),
                solo: kind == "published",
                note: "why".to_owned(),
                at: SAMPLE_NOW,
            })
            .collect();
        let page = Self { desk: sample_desk(), versions, changes, may_set: true };
        vec![page.clone(), Self { may_set: false, ..page }]
    }
}

impl Page for PolicyPage {
    const TEMPLATE: &'static str = "console/policy.html";

    fn samples() -> Vec<Self> {
        let reasons = vec![("image.glare".to_owned(), 9, 2, 1, 8), ("doc.expired".to_owned(), 3, 3, 0, 0)];
        let replay = |state| ReplayCx {
            state,
            mode: "test",
            against: 1,
            outdated: true,
            total: 20,
            cases: 12,
            left_out: 1,
            flipped: 8,
            approved_though_declined: 1,
            stopped_though_approved: 2,
            matrix: vec![("ask", vec![("approve", 7), ("ask", 4), ("person", 1)])],
            plot: plot(&reasons),
            reasons: reasons.clone(),
            countries: vec![("DEU".to_owned(), 12, 7, 1)],
            documents: vec![("passport".to_owned(), 12, 7, 1)],
            named: vec![NamedCx {
                id: uuid::Uuid::from_u128(7).to_string(),
                reference: "PD-7K4M-2Q9X".to_owned(),
                from: "ask",
                to: "approve",
                before: vec!["image.glare".to_owned()],
                after: Vec::new(),
            }],
            at: SAMPLE_NOW,
        };
        let page = |state, replay, problem| Self {
            desk: sample_desk(),
            version: sample_version(state),
            document: "version = 1\n".to_owned(),
            edits: 3,
            problems: vec![
                (3, "attempts.budget".to_owned(), "is 0".to_owned()),
                (1, String::new(), "odd".to_owned()),
            ],
            against: 1,
            changes: vec![
                ("minimum_age".to_owned(), Some("18".to_owned()), Some("21".to_owned())),
                ("rule[0]".to_owned(), None, Some("{}".to_owned())),
                ("rule[1]".to_owned(), Some("{}".to_owned()), None),
            ],
            may_set: true,
            may_confirm: true,
            solo: true,
            replay,
            problem,
        };
        let mut all: Vec<_> = ["unsound", "second_person", "note", "wrong_state", "stale"]
            .into_iter()
            .map(|problem| page("draft", None, Some(problem)))
            .collect();
        all.push(page("proposed", Some(replay("running")), None));
        all.push(page("published", Some(replay("done")), None));
        let bare = Self {
            problems: Vec::new(),
            changes: Vec::new(),
            ..page("draft", Some(replay("cancelled")), None)
        };
        let reader =
            |state| Self { may_set: false, may_confirm: false, solo: false, ..page(state, None, None) };
        all.extend([bare, reader("proposed"), reader("discarded")]);
        let mut old = page("published", None, None);
        old.version.in_force = false;
        all.push(old);
        all
    }
}

const SAMPLE_NOW: i64 = 1_795_000_000_000_000;

fn sample_desk() -> Desk {
    Desk {
        name: "Ada".to_owned(),
        role: "compliance",
        admin: false,
        place: "policy",
        after: 7,
        now: SAMPLE_NOW,
        mentions: 2,
    }
}

fn sample_version(state: &'static str) -> VersionCx {
    VersionCx {
        version: 2,
        state,
        in_force: state == "published",
        note: "fewer false alarms".to_owned(),
        author: (state != "published").then(|| "Ada".to_owned()),
        at: SAMPLE_NOW,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_face_of_the_pages_renders() {
        assert!(!crate::pages::check_samples::<PoliciesPage>().is_empty());
        let pages = crate::pages::check_samples::<PolicyPage>();
        assert!(pages.iter().any(|(_, html)| html.contains("<svg")));
        assert!(pages.iter().any(|(_, html)| html.contains("/publish\"")));
        assert!(
            pages.iter().any(|(_, html)| !html.contains("<form method=\"post\" action=\"/console/policy"))
        );
    }
}
