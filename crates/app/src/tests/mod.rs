//! Whole journeys on a real store and vault, with stand-ins for time, mail, decoder and reader.

mod accounts;
mod faults;
mod isolation;
mod journeys;
mod uploads;

use crate::{
    App, Registration, SessionToken, Uploaded, WorkerConfig,
    testing::{Shows, StandIns, app_in, typed_details},
    views::{ApplicantSession, CaseView, Locale},
};
use proofdesk_domain::{
    EvidenceId, VerificationId,
    document::DocumentKind,
    evidence::Slot,
    verification::{DocumentChoice, Mode},
};
use tempfile::TempDir;
use time::Duration;

pub(crate) const PASSWORD: &str = "four unlikely words here";

/// An installation of one test's own.
pub(crate) struct Desk {
    pub app: App,
    pub with: StandIns,
    pub folder: TempDir,
}

impl Desk {
    pub(crate) async fn open() -> Self {
        Self::open_in(Mode::Test).await
    }

    pub(crate) async fn open_in(mode: Mode) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (app, with) = app_in(folder.path(), None, mode).await;
        Self { app, with, folder }
    }

    /// Does everything that is due now: jobs, then mails.
    pub(crate) async fn settle(&self) {
        let config = WorkerConfig::default();
        while self.app.work_once(&config).await.unwrap() {}
        while self.app.send_once(&config).await.unwrap() {}
    }

    pub(crate) async fn session(&self, token: &SessionToken) -> ApplicantSession {
        self.app.applicant_session(token.as_str()).await.unwrap().expect("the session stands")
    }

    /// Somebody with a confirmed address, of age, served, consenting.
    pub(crate) async fn person(&self, email: &str) -> (SessionToken, ApplicantSession) {
        let registration = Registration { email, password: PASSWORD, invitation: None, locale: Locale::En };
        let pending = self.app.register(registration).await.unwrap();
        self.settle().await;
        let code = self.with.mails.last_to(email).expect("a code was mailed").text;
        let token = self.app.confirm(&pending, &code).await.unwrap();
        let s = self.session(&token).await;
        self.app.answer_age_and_region(&s, true, "SWE").await.unwrap();
        self.app.give_consent(&s, "2026-11", Locale::En).await.unwrap();
        let s = self.session(&token).await;
        (token, s)
    }

    /// A case with details typed and a passport chosen.
    pub(crate) async fn begun(&self, s: &ApplicantSession) -> VerificationId {
        let id = self.app.begin(s, "standard").await.unwrap();
        self.app.save_details(s, id, typed_details()).await.unwrap().unwrap();
        let choice = DocumentChoice { kind: DocumentKind::Passport, issuing_country: "UTO".into() };
        self.app.choose_document(s, id, choice).await.unwrap();
        id
    }

    pub(crate) async fn upload(
        &self,
        s: &ApplicantSession,
        id: VerificationId,
        shows: Shows,
        salt: &str,
    ) -> EvidenceId {
        match self.app.upload(s, id, Slot::Front, shows.bytes(salt)).await.unwrap() {
            Uploaded::Kept(id) => id,
            Uploaded::Refused(findings) => panic!("refused: {findings:?}"),
        }
    }

    /// Uploads a picture, sends, and lets the checks run.
    pub(crate) async fn try_with(
        &self,
        s: &ApplicantSession,
        id: VerificationId,
        shows: Shows,
        salt: &str,
    ) -> CaseView {
        self.upload(s, id, shows, salt).await;
        self.with.clock.advance(Duration::seconds(30));
        self.app.send(s, id).await.unwrap();
        self.settle().await;
        self.with.clock.advance(Duration::seconds(30));
        self.app.case(s, id).await.unwrap()
    }
}

/// Codes of a case's findings.
pub(crate) fn codes(case: &CaseView) -> Vec<&'static str> {
    case.findings.iter().map(|f| f.finding.code.as_str()).collect()
}

impl Desk {
    /// The same installation opened again, its objects' disk leaving so many bytes free for others.
    pub(crate) async fn with_free_space_floor(&self, floor: u64) -> App {
        crate::testing::app_again(self.folder.path(), &self.with, floor).await
    }
}
