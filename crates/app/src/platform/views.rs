//! What the API hands to the platform's developers: plain values, codes and never signals.

use proofdesk_domain::{
    ApiKeyId, ApplicantId, ReasonCode, Timestamp, VerificationId,
    access::Scope,
    document::FieldName,
    evidence::Slot,
    policy::Limit,
    reason::Class,
    verification::{Mode, State, Turn},
};

/// A key as the console lists it: never its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiKeyView {
    /// Its id.
    pub id: ApiKeyId,
    /// In which world.
    pub mode: Mode,
    /// What the operator calls it.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last used.
    pub last_used_at: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

/// A key that was made just now. The secret is shown this once and kept nowhere.
#[derive(Clone, PartialEq, Eq)]
pub struct CreatedKey {
    /// The key's id.
    pub id: ApiKeyId,
    /// `pd_test_…` or `pd_live_…`.
    pub secret: String,
}

impl std::fmt::Debug for CreatedKey {
    /// Never shows the secret: debug output ends up in logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CreatedKey").field("id", &self.id).finish_non_exhaustive()
    }
}

/// Somebody whom the platform wants verified.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NewApplicant<'a> {
    /// What the platform calls them, at most 200 characters; the same again gives the same applicant.
    pub external_ref: Option<&'a str>,
    /// The language that they read: `en` or `zh-CN`; English where none is given.
    pub locale: Option<&'a str>,
    /// Where they live, ISO 3166-1 alpha-3, where the platform knows.
    pub region: Option<&'a str>,
}

/// An applicant as the platform sees them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlatformApplicant {
    /// The id.
    pub id: ApplicantId,
    /// In which world.
    pub mode: Mode,
    /// What the platform calls them.
    pub external_ref: Option<String>,
    /// When they were made.
    pub created_at: Timestamp,
    /// They were made by this call, not by an earlier one.
    pub new: bool,
}

/// A verification that was made just now, with the way in for its applicant.
#[derive(Clone, PartialEq, Eq)]
pub struct CreatedVerification {
    /// The case.
    pub id: VerificationId,
    /// The address to send the applicant to; it opens once.
    pub url: String,
    /// Until when the address opens.
    pub expires_at: Timestamp,
}

impl std::fmt::Debug for CreatedVerification {
    /// Never shows the address: it signs somebody in.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CreatedVerification").field("id", &self.id).finish_non_exhaustive()
    }
}

/// A verification as the platform sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlatformView {
    /// The case.
    pub id: VerificationId,
    /// Whose.
    pub applicant: ApplicantId,
    /// What the platform calls them.
    pub external_ref: Option<String>,
    /// In which world.
    pub mode: Mode,
    /// What people quote.
    pub reference: String,
    /// The level that it leads to.
    pub level: String,
    /// Where it stands.
    pub state: State,
    /// Whose turn it is.
    pub turn: Turn,
    /// What stands in the way, in the order to mend; empty once approved. Confidential findings are
    /// left out: their signal is never shown.
    pub reasons: Vec<PlatformReason>,
    /// What the applicant may do now: the level's limits once approved, the starting level's before.
    pub limits: Vec<Limit>,
    /// What is switched on now.
    pub features: Vec<String>,
    /// Failed attempts so far.
    pub attempts: u32,
    /// When a person is promised to have looked, while one is to.
    pub due_at: Option<Timestamp>,
    /// What was decided, once it was.
    pub decision: Option<PlatformDecision>,
    /// When the approval ends, or has ended, and why; none: by time alone, never.
    pub ends: Option<proofdesk_domain::tenure::End>,
    /// Who verified elsewhere, where the approval was taken over.
    pub imported: Option<crate::after::import::Imported>,
    /// Since when a person has stopped everything, while one has. Why is not said.
    pub frozen_at: Option<Timestamp>,
    /// When it was begun.
    pub created_at: Timestamp,
    /// Counts changes: hand it to [`App::await_change`](crate::App::await_change).
    pub version: i64,
}

/// One thing that stands in the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlatformReason {
    /// From the catalogue.
    pub code: ReasonCode,
    /// Whose turn it makes it.
    pub class: Class,
    /// The field it is about.
    pub field: Option<FieldName>,
    /// The page it is about.
    pub page: Option<Slot>,
}

/// A decision in effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlatformDecision {
    /// `approved`, `declined` or `revoked`.
    pub outcome: State,
    /// Its reasons.
    pub reasons: Vec<ReasonCode>,
    /// A person decided, not the checks alone.
    pub by_person: bool,
    /// When.
    pub at: Timestamp,
    /// Under which policy.
    pub policy_version: u32,
}

/// An answer that was given before to the same request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredAnswer {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
}
