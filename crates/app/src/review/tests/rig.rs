//! An installation on stand-ins with its staff and its applicants.

use crate::{
    App, ApplicantSession, Locale, PendingToken, Progress, Registration, StaffSession, Uploaded,
    WorkerConfig,
    staff::NewStaff,
    testing::{Shows, StandIns, app_again, app_in, typed_details},
};
use proofdesk_domain::{
    VerificationId,
    access::{Actor, Role},
    details::TypedDetails,
    document::DocumentKind,
    evidence::Slot,
    verification::{DocumentChoice, Mode, State},
};
use proofdesk_store::verifications;
use time::Duration;

pub(crate) const PASSWORD: &str = "four unlikely words here";

pub(crate) struct Rig {
    pub app: App,
    pub with: StandIns,
    pub folder: tempfile::TempDir,
}

impl Rig {
    pub(crate) async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (app, with) = app_in(folder.path(), None, Mode::Test).await;
        Self { app, with, folder }
    }

    /// On PostgreSQL, which `make test` names; none in a lone `cargo test`, which needs no server.
    pub(crate) async fn postgres() -> Option<Self> {
        let base = std::env::var("PROOFDESK_TEST_POSTGRES_URL").ok()?;
        let database = proofdesk_store::testing::own_schema(&base).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let (app, with) = app_in(folder.path(), Some(&database), Mode::Test).await;
        Some(Self { app, with, folder })
    }

    /// The process dies, and another one starts on the same rows and files.
    pub(crate) async fn restart(&mut self) {
        self.app = app_again(self.folder.path(), &self.with, 0).await;
    }

    pub(crate) fn advance(&self, by: Duration) {
        self.with.clock.advance(by);
    }

    /// Does every job and mail that is due.
    pub(crate) async fn work(&self) {
        let config = WorkerConfig::default();
        while self.app.work_once(&config).await.unwrap() {}
        while self.app.send_once(&config).await.unwrap() {}
    }

    /// Lets a decision take effect.
    pub(crate) async fn ten_seconds_later(&self) {
        self.advance(super::super::UNDO);
        self.work().await;
    }

    pub(crate) async fn staff(&self, role: Role, name: &str) -> StaffSession {
        let email = format!("{}@desk.example", name.to_lowercase().replace(' ', "."));
        let new = NewStaff { name, email: &email, role, password: PASSWORD };
        self.app.create_staff(&Actor::System, new).await.unwrap();
        let token = self.app.staff_sign_in(&email, PASSWORD).await.unwrap();
        self.app.staff_session(token.as_str()).await.unwrap().unwrap()
    }

    /// Somebody who registered, confirmed, answered and consented.
    pub(crate) async fn applicant(&self, name: &str) -> ApplicantSession {
        let email = format!("{name}@people.example");
        let new = Registration {
            email: &email,
            password: PASSWORD,
            invitation: Some("FRIENDS-24"),
            locale: Locale::En,
        };
        let pending: PendingToken = self.app.register(new).await.unwrap();
        self.work().await;
        let code = self.with.mails.last_to(&email).unwrap().text;
        let token = self.app.confirm(&pending, &code).await.unwrap();
        let s = self.app.applicant_session(token.as_str()).await.unwrap().unwrap();
        self.app.answer_age_and_region(&s, true, "DEU").await.unwrap();
        self.app.give_consent(&s, &self.app.policy().notice_version.clone(), Locale::En).await.unwrap();
        ApplicantSession { progress: Progress::default(), ..s }
    }

    /// A case with these details and such a picture on every side, not sent.
    pub(crate) async fn draft(
        &self,
        s: &ApplicantSession,
        level: &str,
        shows: Shows,
        typed: TypedDetails,
    ) -> VerificationId {
        let id = self.app.begin(s, level).await.unwrap();
        self.app.save_details(s, id, typed).await.unwrap().unwrap();
        let kind =
            if shows == Shows::CardWithoutZone { DocumentKind::IdCard } else { DocumentKind::Passport };
        let choice = DocumentChoice { kind, issuing_country: "UTO".into() };
        self.app.choose_document(s, id, choice).await.unwrap();
        for side in kind.sides() {
            let bytes = shows.bytes(side.as_str());
            let uploaded = self.app.upload(s, id, Slot::from(*side), bytes).await.unwrap();
            assert!(matches!(uploaded, Uploaded::Kept(_)), "{uploaded:?}");
        }
        id
    }

    /// The same, sent and checked.
    pub(crate) async fn case(&self, s: &ApplicantSession, level: &str, shows: Shows) -> VerificationId {
        self.case_with(s, level, shows, typed_details()).await
    }

    pub(crate) async fn case_with(
        &self,
        s: &ApplicantSession,
        level: &str,
        shows: Shows,
        typed: TypedDetails,
    ) -> VerificationId {
        let id = self.draft(s, level, shows, typed).await;
        self.app.send(s, id).await.unwrap();
        self.work().await;
        id
    }

    pub(crate) async fn state(&self, id: VerificationId) -> State {
        let mut tx = self.app.store().read().await.unwrap();
        verifications::find_for_staff(&mut tx, id).await.unwrap().unwrap().state
    }

    /// What the audit says of a case, in order.
    pub(crate) async fn actions(&self, id: VerificationId) -> Vec<String> {
        let mut tx = self.app.store().read().await.unwrap();
        let rows = proofdesk_store::audit::list_of_subject(&mut tx, id.as_uuid(), 1_000).await.unwrap();
        rows.into_iter().map(|row| row.action).collect()
    }

    /// Every entry of the audit chain is in its place.
    pub(crate) async fn chain_is_whole(&self) {
        let mut tx = self.app.store().read().await.unwrap();
        let report = proofdesk_store::audit::verify(&mut tx, None).await.unwrap();
        assert_eq!(report.fault, None);
        assert!(report.entries > 0);
    }
}
