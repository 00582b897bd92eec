//! For admins: operations, staff, API keys.

use super::{
    Asked, AtDesk,
    case::id_of,
    cx::admin::{Figures, Job, Key, KeysPage, Mail, NewPerson, OperationsPage, Person, StaffPage},
    desk, done, known_deed,
};
use crate::{
    error::WebError,
    form::Posted,
    format,
    i18n::{Locale, Texts},
    state::WebState,
    visit::Visit,
};
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::Response,
};
use proofdesk_app::{
    StaffSession,
    operations::{Figures as FiguresView, Percentiles},
    platform::KeyError,
    review::SkillSet,
    staff::{NewStaff, StaffError},
};
use proofdesk_domain::{
    Timestamp,
    access::{Action, Role, Scope},
    document::DocumentKind,
    verification::{Mode, State as CaseState},
};
use time::Duration;

/// Kinds of document that somebody may know.
const DOCUMENTS: [DocumentKind; 6] = [
    DocumentKind::Passport,
    DocumentKind::IdCard,
    DocumentKind::DrivingLicence,
    DocumentKind::ResidencePermit,
    DocumentKind::Visa,
    DocumentKind::Other,
];

/// Outcomes of this long are counted.
const FIGURES_OF: Duration = Duration::days(30);

fn permit(st: &StaffSession, action: Action) -> Result<(), WebError> {
    if st.may(action) { Ok(()) } else { Err(WebError::Forbidden) }
}

#[derive(serde::Deserialize)]
pub(super) struct Mails {
    #[serde(default)]
    mail: String,
    #[serde(default)]
    done: String,
}

pub(super) async fn operations(
    State(state): State<WebState>,
    AtDesk { visit, st }: AtDesk,
    Query(asked): Query<Mails>,
) -> Result<Response, WebError> {
    permit(&st, Action::SeeOperations)?;
    let desk = desk(&state, &st, "operations").await?;
    let texts = state.pages.texts(visit.locale);
    let since = state.app.now().plus(-FIGURES_OF);
    let mut figures = Vec::new();
    for mode in [Mode::Live, Mode::Test] {
        figures.push(shown(texts, &state.app.figures(&st, mode, since).await?));
    }
    let jobs = state.app.failed_jobs(&st).await?.into_iter().map(|job| Job {
        id: job.id.to_string(),
        kind: job.kind,
        tries: job.tries,
        error: job.error,
        at: job.failed_at.unwrap_or(job.created_at).as_micros(),
    });
    let mails = state.app.mail_folder(&st).await?.map(|mails| {
        mails
            .into_iter()
            .map(|mail| Mail {
                body: (mail.name == asked.mail).then_some(mail.text),
                to: (mail.name == asked.mail).then_some(mail.to),
                name: mail.name,
                subject: mail.subject,
                at: mail.at.as_micros(),
            })
            .collect()
    });
    let page = OperationsPage { desk, jobs: jobs.collect(), mails, figures, done: known_deed(&asked.done) };
    state.page(&visit, &page)
}

fn shown(texts: &Texts, view: &FiguresView) -> Figures {
    let number = |n: u64| format::whole(n);
    let none = || texts.get("console-figure-none", &[]);
    let in_state = |state| view.by_state.iter().find(|(s, _)| *s == state).map_or(0, |(_, n)| *n);
    let pair = |percentiles: &Option<Percentiles>| {
        percentiles.as_ref().map_or_else(none, |p| {
            let (half, most) = (seconds(texts, p.p50), seconds(texts, p.p90));
            texts.get("console-figure-pair", &[("half", half.into()), ("most", most.into())])
        })
    };
    Figures {
        mode: view.mode.as_str(),
        since: view.since.as_micros(),
        values: vec![
            ("queue", number(view.queue)),
            ("unanswered", number(view.unanswered)),
            ("breached", number(view.breached)),
            ("checking", number(in_state(CaseState::Checking))),
            ("needs_input", number(in_state(CaseState::NeedsInput))),
            ("decided", number(view.decided)),
            ("approved", number(view.approved)),
            (
                "first_try",
                view.first_try_pass_rate.map_or_else(none, |share| format::percent(f64::from(share))),
            ),
            ("overturned", number(view.overturned)),
            ("outcome", pair(&view.time_to_outcome)),
        ],
    }
}

fn seconds(texts: &Texts, seconds: f64) -> String {
    if seconds < 90.0 {
        return texts.get("console-span-seconds", &[("s", format!("{:.0}", seconds.ceil()).into())]);
    }
    super::cx::span(texts, (seconds / 60.0).ceil() as i64)
}

pub(super) async fn retry_job(
    State(state): State<WebState>,
    AtDesk { st, .. }: AtDesk,
    Path(id): Path<String>,
    _: Posted,
) -> Result<Response, WebError> {
    state.app.retry_job(&st, id_of(&id)?).await?;
    Ok(done("/console/operations", "retried"))
}

async fn staff_page(state: &WebState, st: &StaffSession) -> Result<StaffPage, WebError> {
    let desk = desk(state, st, "staff").await?;
    let people = state.app.list_staff(&st.actor()).await?;
    let floor = state.app.floor(st).await?;
    let known = |id| floor.skills.get(&id).cloned().unwrap_or_default();
    let load = |id| floor.load.get(&id).copied().unwrap_or_default();
    Ok(StaffPage {
        desk,
        people: people
            .into_iter()
            .map(|person| Person {
                me: person.id == st.id,
                claimed: load(person.id).claimed,
                decided: load(person.id).decided,
                languages: known(person.id).languages,
                documents: known(person.id).documents.iter().map(|kind| kind.as_str()).collect(),
                id: person.id.to_string(),
                name: person.name,
                email: person.email,
                role: person.role.as_str(),
                active: person.active,
            })
            .collect(),
        roles: Role::ALL.map(Role::as_str).into(),
        draft: NewPerson { role: Role::Reviewer.as_str().to_owned(), ..NewPerson::default() },
        problem: None,
        done: None,
    })
}

pub(super) async fn staff(
    State(state): State<WebState>,
    AtDesk { visit, st }: AtDesk,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let page = StaffPage { done: known_deed(&asked.done), ..staff_page(&state, &st).await? };
    state.page(&visit, &page)
}

/// What somebody knows: languages and documents, by which "next" picks.
pub(super) async fn set_skills(
    State(state): State<WebState>,
    AtDesk { st, .. }: AtDesk,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, WebError> {
    let skills = SkillSet {
        languages: posted
            .all("language")
            .filter_map(Locale::find)
            .map(|locale| locale.tag().to_owned())
            .collect(),
        documents: posted
            .all("document")
            .filter_map(|word| DOCUMENTS.into_iter().find(|kind| kind.as_str() == word))
            .collect(),
    };
    state.app.set_skills(&st, id_of(&id)?, &skills).await?;
    Ok(done("/console/staff", "skills"))
}

fn unstaffed(error: StaffError) -> Result<&'static str, WebError> {
    Ok(match error {
        StaffError::Email => "email",
        StaffError::EmailTaken => "email_taken",
        StaffError::Name => "name",
        StaffError::Password(_) => "password",
        StaffError::Error(error) => return Err(error.into()),
    })
}

async fn staff_again(
    state: &WebState,
    visit: &Visit,
    st: &StaffSession,
    problem: &'static str,
    draft: Option<NewPerson>,
) -> Result<Response, WebError> {
    let page = staff_page(state, st).await?;
    let draft = draft.unwrap_or_else(|| page.draft.clone());
    let page = StaffPage { problem: Some(problem), draft, ..page };
    state.page_with(StatusCode::UNPROCESSABLE_ENTITY, visit, &page)
}

pub(super) async fn add_staff(
    State(state): State<WebState>,
    AtDesk { visit, st }: AtDesk,
    posted: Posted,
) -> Result<Response, WebError> {
    let draft = NewPerson {
        name: posted.text("name").to_owned(),
        email: posted.text("email").to_owned(),
        role: posted.text("role").to_owned(),
    };
    let Some(role) = Role::find(&draft.role) else {
        return staff_again(&state, &visit, &st, "role", Some(draft)).await;
    };
    let new = NewStaff { name: &draft.name, email: &draft.email, role, password: posted.text("password") };
    match state.app.create_staff(&st.actor(), new).await {
        Ok(_) => Ok(done("/console/staff", "staff-added")),
        Err(error) => {
            let problem = unstaffed(error)?;
            staff_again(&state, &visit, &st, problem, Some(draft)).await
        }
    }
}

pub(super) async fn set_password(
    State(state): State<WebState>,
    AtDesk { visit, st }: AtDesk,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, WebError> {
    match state.app.set_staff_password(&st.actor(), id_of(&id)?, posted.text("password")).await {
        Ok(()) => Ok(done("/console/staff", "password")),
        Err(error) => {
            let problem = unstaffed(error)?;
            staff_again(&state, &visit, &st, problem, None).await
        }
    }
}

pub(super) async fn deactivate(
    State(state): State<WebState>,
    AtDesk { st, .. }: AtDesk,
    Path(id): Path<String>,
    _: Posted,
) -> Result<Response, WebError> {
    let id = id_of(&id)?;
    // Nobody locks themselves out: somebody else does that.
    if id == st.id {
        return Err(WebError::Forbidden);
    }
    state.app.deactivate_staff(&st.actor(), id).await?;
    Ok(done("/console/staff", "deactivated"))
}

async fn keys_page(state: &WebState, st: &StaffSession) -> Result<KeysPage, WebError> {
    let desk = desk(state, st, "keys").await?;
    let keys = state.app.list_keys(&st.actor()).await?;
    Ok(KeysPage {
        desk,
        keys: keys
            .into_iter()
            .rev()
            .map(|key| Key {
                id: key.id.to_string(),
                name: key.name,
                mode: key.mode.as_str(),
                scopes: key.scopes.into_iter().map(Scope::as_str).collect(),
                created_at: key.created_at.as_micros(),
                used_at: key.last_used_at.map(Timestamp::as_micros),
                revoked_at: key.revoked_at.map(Timestamp::as_micros),
            })
            .collect(),
        scopes: Scope::ALL.map(Scope::as_str).into(),
        secret: None,
        name: String::new(),
        problem: None,
        done: None,
    })
}

pub(super) async fn keys(
    State(state): State<WebState>,
    AtDesk { visit, st }: AtDesk,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let page = KeysPage { done: known_deed(&asked.done), ..keys_page(&state, &st).await? };
    state.page(&visit, &page)
}

/// Makes a key and shows its secret in the answer itself: it stands nowhere else, so no address leads
/// to it and going back does not show it again.
pub(super) async fn make_key(
    State(state): State<WebState>,
    AtDesk { visit, st }: AtDesk,
    posted: Posted,
) -> Result<Response, WebError> {
    let name = posted.text("name");
    let mode = Mode::find(posted.text("mode")).unwrap_or(Mode::Test);
    let scopes: Vec<Scope> = posted.all("scope").filter_map(Scope::find).collect();
    let (status, secret, problem) = match state.app.create_key(&st.actor(), name, mode, &scopes).await {
        Ok(created) => (StatusCode::OK, Some(created.secret), None),
        Err(KeyError::Name) => (StatusCode::UNPROCESSABLE_ENTITY, None, Some("name")),
        Err(KeyError::NoScope) => (StatusCode::UNPROCESSABLE_ENTITY, None, Some("scopes")),
        Err(KeyError::Error(error)) => return Err(error.into()),
    };
    let kept = if secret.is_some() { String::new() } else { name.to_owned() };
    let page = KeysPage { secret, problem, name: kept, ..keys_page(&state, &st).await? };
    state.page_with(status, &visit, &page)
}

pub(super) async fn revoke_key(
    State(state): State<WebState>,
    AtDesk { st, .. }: AtDesk,
    Path(id): Path<String>,
    _: Posted,
) -> Result<Response, WebError> {
    state.app.revoke_key(&st.actor(), id_of(&id)?).await?;
    Ok(done("/console/keys", "key-revoked"))
}
