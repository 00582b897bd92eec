//! The audit chain: who did what to what, each entry hashed together with the one before it.
//!
//! It holds ids and hashes only, so it stays whole when a person is erased. [`verify`] recomputes it and
//! names the first entry that was changed, removed or put elsewhere. Cutting off the newest entries
//! together with the head can only be seen against a head kept elsewhere: take [`find_head`], sign it,
//! store it outside, and give it to [`verify`] later.

use crate::{
    StoreError, Tx,
    row::{args, table},
};
use proofdesk_domain::{ApplicantId, Timestamp, verification::Mode};
use sha2::{Digest, Sha256};
use uuid::Uuid;

table! {
    /// An entry of the chain.
    "audit" => pub struct AuditRow {
        /// Its place, from 1, without gaps.
        seq: i64,
        /// When.
        at: Timestamp,
        /// In which world.
        mode: Option<Mode>,
        /// Who: `applicant`, `staff`, `key`, `system`.
        actor_kind: String,
        /// Which of them.
        actor_id: Option<Uuid>,
        /// Did what: `verification.approved`.
        action: String,
        /// To what kind of thing.
        subject_kind: String,
        /// Which.
        subject_id: Option<Uuid>,
        /// Whose it is.
        applicant_id: Option<ApplicantId>,
        /// SHA-256 of the details, which stand elsewhere: a decision's reasons, say.
        detail_hash: Option<[u8; 32]>,
        /// The hash of the entry before; zeros for the first.
        prev_hash: [u8; 32],
        /// The hash of this entry.
        hash: [u8; 32],
    }
}

/// An entry to be written at the commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When.
    pub at: Timestamp,
    /// In which world.
    pub mode: Option<Mode>,
    /// Who: `applicant`, `staff`, `key`, `system`.
    pub actor_kind: &'static str,
    /// Which of them.
    pub actor_id: Option<Uuid>,
    /// Did what.
    pub action: &'static str,
    /// To what kind of thing.
    pub subject_kind: &'static str,
    /// Which.
    pub subject_id: Option<Uuid>,
    /// Whose it is.
    pub applicant: Option<ApplicantId>,
    /// SHA-256 of the details.
    pub detail_hash: Option<[u8; 32]>,
}

/// The newest entry's place and hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// How many entries there are.
    pub seq: i64,
    /// The newest one's hash; zeros before the first.
    pub hash: [u8; 32],
}

/// What is wrong with the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// An entry is missing where this one should stand.
    Missing(i64),
    /// The entry's content does not match its hash.
    Changed(i64),
    /// The entry does not follow on the one before.
    Unlinked(i64),
    /// The head names another last entry than the chain has; entries after this one are gone, or were
    /// added past the head.
    HeadDiffers(i64),
    /// The chain does not hold the entry that was signed elsewhere.
    SignedHeadDiffers(i64),
}

/// What [`verify`] found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Report {
    /// Entries that are in order, counted from the first.
    pub entries: i64,
    /// The hash of the last of them.
    pub hash: [u8; 32],
    /// The first fault, if there is one.
    pub fault: Option<Fault>,
}

/// How many entries are read at once.
const PAGE: i64 = 1_000;

impl AuditRow {
    /// Whether the entry's content matches its hash: for entries that came in a file.
    pub fn is_whole(&self) -> bool {
        self.hash == self.computed_hash()
    }

    /// SHA-256 over a label and every part with its length, so that no two entries agree.
    fn computed_hash(&self) -> [u8; 32] {
        let mut hasher = Sha256::new();
        let mut part = |bytes: Option<&[u8]>| {
            // Absent and empty differ.
            hasher.update([u8::from(bytes.is_some())]);
            let bytes = bytes.unwrap_or_default();
            hasher.update((bytes.len() as u64).to_be_bytes());
            hasher.update(bytes);
        };
        part(Some(b"proofdesk.audit.v1"));
        part(Some(&self.seq.to_be_bytes()));
        part(Some(&self.at.as_micros().to_be_bytes()));
        part(self.mode.map(|mode| mode.as_str().as_bytes()));
        part(Some(self.actor_kind.as_bytes()));
        part(self.actor_id.as_ref().map(|id| &id.as_bytes()[..]));
        part(Some(self.action.as_bytes()));
        part(Some(self.subject_kind.as_bytes()));
        part(self.subject_id.as_ref().map(|id| &id.as_bytes()[..]));
        part(self.applicant_id.map(ApplicantId::as_uuid).as_ref().map(|id| &id.as_bytes()[..]));
        part(self.detail_hash.as_ref().map(|hash| &hash[..]));
        part(Some(&self.prev_hash));
        hasher.finalize().into()
    }
}

/// Adds an entry; it is written and chained at the commit, whose transactions so wait for one another.
pub fn append(tx: &mut Tx, entry: Entry) {
    tx.audit.push(entry);
}

pub(crate) async fn flush(tx: &mut Tx) -> Result<Option<i64>, StoreError> {
    let entries = std::mem::take(&mut tx.audit);
    if entries.is_empty() {
        return Ok(None);
    }
    let count = i64::try_from(entries.len()).unwrap_or(i64::MAX);
    // Takes the head's lock; the hash it gives is still the last entry's.
    let sql = "update audit_head set seq = seq + $1 where id = 1 returning seq, hash";
    let rows = tx.rows(sql, args![count]).await?;
    let head = rows.first().ok_or(StoreError::NotFound("audit head"))?;
    let last: i64 = head.get("audit_head", "seq")?;
    let mut prev: [u8; 32] = head.get::<Option<[u8; 32]>>("audit_head", "hash")?.unwrap_or_default();
    let mut rows = Vec::with_capacity(entries.len());
    for (entry, seq) in entries.into_iter().zip(last - count + 1..) {
        let mut row = AuditRow {
            seq,
            at: entry.at,
            mode: entry.mode,
            actor_kind: entry.actor_kind.to_owned(),
            actor_id: entry.actor_id,
            action: entry.action.to_owned(),
            subject_kind: entry.subject_kind.to_owned(),
            subject_id: entry.subject_id,
            applicant_id: entry.applicant,
            detail_hash: entry.detail_hash,
            prev_hash: prev,
            hash: [0; 32],
        };
        row.hash = row.computed_hash();
        prev = row.hash;
        rows.push(row);
    }
    tx.insert_all(&rows, "").await?;
    tx.execute("update audit_head set hash = $1 where id = 1", args![prev]).await?;
    Ok(Some(last))
}

/// Where the chain ends now.
pub async fn find_head(tx: &mut Tx) -> Result<Head, StoreError> {
    let rows = tx.rows("select seq, hash from audit_head where id = 1", Vec::new()).await?;
    let row = rows.first().ok_or(StoreError::NotFound("audit head"))?;
    let hash = row.get::<Option<[u8; 32]>>("audit_head", "hash")?.unwrap_or_default();
    Ok(Head { seq: row.get("audit_head", "seq")?, hash })
}

/// Recomputes the whole chain and names the first fault. `signed` is a head kept elsewhere. Use a
/// reading transaction: it sees one moment.
pub async fn verify(tx: &mut Tx, signed: Option<&Head>) -> Result<Report, StoreError> {
    let mut report = Report { entries: 0, hash: [0; 32], fault: None };
    loop {
        let page = list(tx, report.entries, PAGE).await?;
        if page.is_empty() {
            break;
        }
        for row in page {
            let place = report.entries + 1;
            report.fault = if row.seq != place {
                Some(Fault::Missing(place))
            } else if row.prev_hash != report.hash {
                Some(Fault::Unlinked(place))
            } else if row.hash != row.computed_hash() {
                Some(Fault::Changed(place))
            } else {
                None
            };
            if report.fault.is_some() {
                return Ok(report);
            }
            report.entries = row.seq;
            report.hash = row.hash;
            if signed.is_some_and(|head| head.seq == row.seq && head.hash != row.hash) {
                report.fault = Some(Fault::SignedHeadDiffers(row.seq));
                return Ok(report);
            }
        }
    }
    let head = find_head(tx).await?;
    if (head.seq, head.hash) != (report.entries, report.hash) {
        report.fault = Some(Fault::HeadDiffers(report.entries));
    } else if let Some(signed) = signed
        && signed.seq > report.entries
    {
        report.fault = Some(Fault::SignedHeadDiffers(signed.seq));
    }
    Ok(report)
}

/// Entries after a place, in order: for export.
pub async fn list(tx: &mut Tx, after: i64, limit: i64) -> Result<Vec<AuditRow>, StoreError> {
    tx.list("where seq > $1 order by seq limit $2", args![after, limit]).await
}

/// What was done to one thing, oldest first: a case's history.
pub async fn list_of_subject(tx: &mut Tx, subject: Uuid, limit: i64) -> Result<Vec<AuditRow>, StoreError> {
    tx.list("where subject_id = $1 order by seq limit $2", args![subject, limit]).await
}
