//! Sealing what belongs to one applicant: every sealed value is bound to its world, its applicant,
//! its table, row and column, and opens nowhere else.

use crate::error::Error;
use proofdesk_domain::{ApplicantId, verification::Mode};
use proofdesk_vault::{Context, SubjectKey};
use serde::{Serialize, de::DeserializeOwned};
use std::sync::Arc;
use uuid::Uuid;
use zeroize::Zeroizing;

/// Seals and opens one applicant's values. Made by [`App::seal_of`](crate::App::seal_of), before a
/// transaction begins: the key may come from the disk.
#[derive(Clone)]
pub(crate) struct Seal {
    key: Arc<SubjectKey>,
    mode: Mode,
    applicant: ApplicantId,
}

/// A column that holds something sealed, in the way of `table.column`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Column(pub &'static str, pub &'static str);

/// Every sealed column and file, so that no two use cases spell one differently.
pub(crate) mod columns {
    use super::Column;

    pub(crate) const INVITATION: Column = Column("applicants", "sealed_invitation");
    pub(crate) const EMAIL: Column = Column("accounts", "sealed_email");
    pub(crate) const DETAILS: Column = Column("details", "sealed");
    pub(crate) const INSPECTION: Column = Column("evidence", "sealed_inspection");
    pub(crate) const FINDING: Column = Column("findings", "sealed");
    pub(crate) const SENTENCE: Column = Column("disputes", "sealed_sentence");
    pub(crate) const ASKED: Column = Column("tenures", "sealed_words");
    pub(crate) const IMPORT: Column = Column("imports", "sealed");
    pub(crate) const CHANGE: Column = Column("address_changes", "sealed_change");
    pub(crate) const FREEZE: Column = Column("freezes", "sealed_words");
    pub(crate) const NOTE: Column = Column("decisions", "sealed_note");
    pub(crate) const APPEAL: Column = Column("appeals", "sealed_sentence");
    pub(crate) const REREVIEW: Column = Column("rereviews", "sealed_note");
    pub(crate) const STEP: Column = Column("manual_steps", "sealed_note");
    pub(crate) const DRAFT: Column = Column("drafts", "sealed");
    pub(crate) const BODY: Column = Column("messages", "sealed_body");
    pub(crate) const VERSION: Column = Column("message_versions", "sealed_body");
    pub(crate) const SUBJECT: Column = Column("conversations", "sealed_subject");
    pub(crate) const TALK_DRAFT: Column = Column("conversation_drafts", "sealed");
    pub(crate) const FILE: Column = Column("attachments", "file");
    pub(crate) const FILE_NAME: Column = Column("attachments", "sealed_name");
    pub(crate) const FEEDBACK: Column = Column("conversation_feedback", "sealed_words");
    pub(crate) const ITEM: Column = Column("document_request_items", "sealed_words");
    pub(crate) const EXTRA: Column = Column("messages", "sealed_extra");
    pub(crate) const MAIL: Column = Column("outbox", "sealed");
    /// The bytes as they came.
    pub(crate) const ORIGINAL: Column = Column("evidence", "original");
    /// The copy without metadata that people look at.
    pub(crate) const VIEW: Column = Column("evidence", "view");
    /// A part of an upload that is under way.
    pub(crate) const PART: Column = Column("upload_parts", "part");
}

impl Seal {
    pub(crate) const fn new(key: Arc<SubjectKey>, mode: Mode, applicant: ApplicantId) -> Self {
        Self { key, mode, applicant }
    }

    /// Whose values it seals.
    pub(crate) const fn applicant(&self) -> ApplicantId {
        self.applicant
    }

    /// The applicant's key, for files.
    pub(crate) fn key(&self) -> &SubjectKey {
        &self.key
    }

    /// Where a value belongs.
    pub(crate) fn place(&self, column: Column, row: Uuid) -> Context<'static> {
        Context::new(self.mode.as_str(), self.applicant.as_uuid(), column.0, row, column.1)
    }

    /// Seals a text.
    pub(crate) fn text(&self, column: Column, row: Uuid, text: &str) -> Vec<u8> {
        self.key.seal(&self.place(column, row), text.as_bytes())
    }

    /// Opens a text.
    pub(crate) fn open_text(&self, column: Column, row: Uuid, sealed: &[u8]) -> Result<String, Error> {
        let bytes = self.key.open(&self.place(column, row), sealed)?;
        String::from_utf8(bytes.to_vec()).map_err(Error::internal)
    }

    /// Seals a value as JSON.
    pub(crate) fn json<T: Serialize>(&self, column: Column, row: Uuid, value: &T) -> Result<Vec<u8>, Error> {
        let plain = Zeroizing::new(serde_json::to_vec(value)?);
        Ok(self.key.seal(&self.place(column, row), &plain))
    }

    /// Opens a value that was sealed as JSON.
    pub(crate) fn open_json<T: DeserializeOwned>(
        &self,
        column: Column,
        row: Uuid,
        sealed: &[u8],
    ) -> Result<T, Error> {
        let plain = self.key.open(&self.place(column, row), sealed)?;
        Ok(serde_json::from_slice(&plain)?)
    }
}
