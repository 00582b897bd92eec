//! The ledger's rows, and what cases were sent with.

use crate::{
    StoreError, Tx,
    row::{Column, Kind, Value, args, columns, parse_word, table, words},
};
use proofdesk_domain::{
    ApplicantId, ReasonCode, StaffId, Timestamp, VerificationId,
    document::DocumentKind,
    ledger::{Browser, Device, DeviceClass, Source},
    verification::Mode,
};
use uuid::Uuid;

words!(Source, DeviceClass, Browser);

table! {
    /// One thing that was taken back. It stays when the person is erased, without what tells of their
    /// document and device.
    "overturns" => pub struct Overturn {
        /// Its id.
        id: Uuid,
        /// In which world.
        mode: Mode,
        /// How it came to be taken back.
        source: Source,
        /// Of which case.
        verification_id: VerificationId,
        /// Whose.
        applicant_id: ApplicantId,
        /// What had been said.
        reason_codes: Vec<ReasonCode>,
        /// On which document.
        document_kind: Option<DocumentKind>,
        /// By whom it was issued.
        issuing_country: Option<String>,
        /// What it was sent with.
        device: Option<DeviceClass>,
        /// In which browser.
        browser: Option<Browser>,
        /// Under which policy it had been said.
        policy_version: u32,
        /// Who had said it; none: the checks.
        said_by: Option<StaffId>,
        /// Who took it back; none where the checks came to another end.
        taken_back_by: Option<StaffId>,
        /// When.
        taken_back_at: Timestamp,
    }
}

table! {
    /// What a case was sent with last.
    "senders" => pub struct Sender {
        /// The case.
        verification_id: VerificationId,
        /// Whose.
        applicant_id: ApplicantId,
        /// The kind of device.
        device: DeviceClass,
        /// The browser's family; none for a program.
        browser: Option<Browser>,
        /// When.
        sent_at: Timestamp,
    }
}

impl Sender {
    /// As the rules see it.
    pub const fn device(&self) -> Device {
        Device { class: self.device, browser: self.browser }
    }
}

/// Writes an entry.
pub async fn insert(tx: &mut Tx, entry: &Overturn) -> Result<(), StoreError> {
    tx.insert(entry).await
}

/// Entries of a world since a moment, the newest first.
pub async fn list(
    tx: &mut Tx,
    mode: Mode,
    since: Timestamp,
    limit: i64,
) -> Result<Vec<Overturn>, StoreError> {
    let rest = "where mode = $1 and taken_back_at >= $2 order by taken_back_at desc, id limit $3";
    tx.list(rest, args![mode, since, limit]).await
}

/// A case's entries, oldest first.
pub async fn list_of_case(
    tx: &mut Tx,
    applicant: ApplicantId,
    case: VerificationId,
) -> Result<Vec<Overturn>, StoreError> {
    let rest = "where applicant_id = $1 and verification_id = $2 order by taken_back_at, id";
    tx.list(rest, args![applicant, case]).await
}

/// How many entries there are of a world since a moment.
pub async fn count(tx: &mut Tx, mode: Mode, since: Timestamp) -> Result<i64, StoreError> {
    let sql = "select count(*) as v from overturns where mode = $1 and taken_back_at >= $2";
    Ok(tx.value(sql, args![mode, since]).await?.unwrap_or(0))
}

/// Keeps what a case was sent with, in place of what was known before.
pub async fn put_sender(tx: &mut Tx, sender: &Sender) -> Result<(), StoreError> {
    let sql = "insert into senders (verification_id, applicant_id, device, browser, sent_at)
               values ($1, $2, $3, $4, $5) on conflict (verification_id) do update set
               device = excluded.device, browser = excluded.browser, sent_at = excluded.sent_at";
    let s = sender;
    tx.execute(sql, args![s.verification_id, s.applicant_id, s.device, s.browser, s.sent_at])
        .await
        .map(|_| ())
}

/// What a case was sent with, where that is known.
pub async fn find_sender(
    tx: &mut Tx,
    applicant: ApplicantId,
    case: VerificationId,
) -> Result<Option<Sender>, StoreError> {
    tx.find("where applicant_id = $1 and verification_id = $2", args![applicant, case]).await
}
