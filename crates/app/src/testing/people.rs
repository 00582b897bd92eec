//! People for measurements: a reviewer, and applicants who registered and confirmed their address.

use super::StandIns;
use crate::{App, Locale, Registration, StaffSession, WorkerConfig, staff::NewStaff};
use proofdesk_domain::{
    ApplicantId,
    access::{Actor, Role},
};

type Failure = Box<dyn std::error::Error + Send + Sync>;

const PASSWORD: &str = "four unlikely words here";

/// A reviewer who has signed in.
///
/// # Errors
/// Whatever the use cases say.
pub async fn reviewer(app: &App) -> Result<StaffSession, Failure> {
    let new =
        NewStaff { name: "Lin Wei", email: "lin@desk.example", role: Role::Reviewer, password: PASSWORD };
    app.create_staff(&Actor::System, new).await?;
    let token = app.staff_sign_in("lin@desk.example", PASSWORD).await?;
    Ok(app.staff_session(token.as_str()).await?.ok_or("just signed in")?)
}

/// An applicant of that number.
///
/// # Errors
/// Whatever the use cases say.
pub async fn registered(app: &App, with: &StandIns, n: usize) -> Result<ApplicantId, Failure> {
    let email = format!("person{n}@people.example");
    let new = Registration { email: &email, password: PASSWORD, invitation: None, locale: Locale::En };
    let pending = app.register(new).await?;
    while app.send_once(&WorkerConfig::default()).await? {}
    let code = with.mails.last_to(&email).ok_or("a code was mailed")?.text;
    let token = app.confirm(&pending, &code).await?;
    Ok(app.applicant_session(token.as_str()).await?.ok_or("just confirmed")?.applicant)
}
