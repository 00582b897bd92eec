//! Rows for tests: made whole, with ids that do not repeat.

use crate::{
    Store,
    accounts::{Account, CodePurpose, MailedCode},
    api_keys::{ApiKey, RememberedAnswer},
    applicants::{Applicant, Consent},
    audit, conversations,
    conversations::StoredMessage,
    details::EnteredDetails,
    events,
    evidence::{Check, CheckOutcome, Evidence},
    findings::FindingRow,
    jobs, outbox,
    reviews::{Decision, Dispute, DisputeState},
    sessions::{Link, Session, SessionKind},
    staff::StaffMember,
    terms,
    uploads::{Upload, UploadPart},
};
use proofdesk_domain::{
    AccountId, ApiKeyId, ApplicantId, CheckId, ConversationId, DecisionId, DisputeId, EvidenceId, FindingId,
    JobId, LinkId, MessageId, ReasonCode, SessionId, StaffId, Timestamp, VerificationId,
    access::{Role, Scope},
    conversation::{Author, Conversation, ConversationTurn, MessageKind, Origin, Priority, Tags, Visibility},
    document::DocumentKind,
    evidence::{EvidenceState, Slot},
    finding::{FindingState, Severity},
    help::Language,
    verification::{DocumentChoice, Mode, ReviewCause, State, Verification},
};
use uuid::Uuid;

/// A moment `seconds` after a fixed one, with microseconds that must survive.
pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_micros(1_795_000_000_123_457 + seconds * 1_000_000)
}

pub(crate) fn hash() -> [u8; 32] {
    let mut hash = [0; 32];
    hash[..16].copy_from_slice(Uuid::new_v4().as_bytes());
    hash
}

/// What every sealed column holds: found again, it betrays a row that an erasure forgot.
pub(crate) const SEALED: &[u8] = b"sealed for one person";

pub(crate) fn applicant(mode: Mode) -> Applicant {
    let id = Uuid::new_v4();
    Applicant {
        id: ApplicantId::from_uuid(id),
        mode,
        locale: "zh-Hans".into(),
        region: Some("SGP".into()),
        age_confirmed: true,
        sealed_invitation: Some(SEALED.into()),
        external_ref: Some(format!("ref-{id}")),
        created_at: at(0),
        erased_at: None,
    }
}

pub(crate) fn account(of: &Applicant) -> Account {
    Account {
        id: AccountId::from_uuid(Uuid::new_v4()),
        applicant_id: of.id,
        mode: of.mode,
        email_hash: hash(),
        sealed_email: SEALED.into(),
        password_hash: "$argon2id$…".into(),
        confirmed_at: None,
        failed_logins: 0,
        locked_until: None,
        created_at: at(1),
    }
}

pub(crate) fn verification(of: &Applicant) -> Verification {
    let id = Uuid::new_v4();
    Verification {
        id: VerificationId::from_uuid(id),
        mode: of.mode,
        applicant: of.id,
        reference: format!("PD-{id}"),
        level: "basic".into(),
        state: State::InReview,
        review_cause: Some(ReviewCause::Dispute),
        document: Some(DocumentChoice { kind: DocumentKind::Passport, issuing_country: "UTO".into() }),
        policy_version: 3,
        attempts: 2,
        trying_since: Some(at(2)),
        sent_at: Some(at(3)),
        queued_at: Some(at(4)),
        due_at: Some(at(5)),
        claimed_by: None,
        decided_at: None,
        created_at: at(2),
        version: 1,
    }
}

pub(crate) fn staff_member() -> StaffMember {
    StaffMember {
        id: StaffId::from_uuid(Uuid::new_v4()),
        sealed_name: SEALED.into(),
        email_hash: hash(),
        sealed_email: SEALED.into(),
        role: Role::Compliance,
        password_hash: "$argon2id$…".into(),
        active: true,
        failed_logins: 0,
        locked_until: None,
        created_at: at(0),
    }
}

pub(crate) fn evidence(of: &Verification, slot: Slot) -> Evidence {
    Evidence {
        id: EvidenceId::from_uuid(Uuid::new_v4()),
        verification_id: of.id,
        applicant_id: of.applicant,
        slot,
        object_key: Uuid::new_v4().simple().to_string(),
        view_object_key: Some(Uuid::new_v4().simple().to_string()),
        content_hash: hash(),
        bytes: 123,
        width: Some(4000),
        height: Some(3000),
        state: EvidenceState::Current,
        uploaded_by: None,
        sealed_inspection: Some(SEALED.into()),
        created_at: at(3),
    }
}

pub(crate) fn finding(of: &Verification) -> FindingRow {
    FindingRow {
        id: FindingId::from_uuid(Uuid::new_v4()),
        verification_id: of.id,
        applicant_id: of.applicant,
        evidence_id: None,
        check_id: None,
        attempt: 1,
        code: ReasonCode::find("image.glare").unwrap(),
        severity: Severity::Blocking,
        page: Some(Slot::Front),
        state: FindingState::Open,
        raised_by: None,
        sealed: SEALED.into(),
        created_at: at(4),
        resolved_at: None,
        resolved_by: None,
    }
}

pub(crate) fn conversation(of: &Applicant) -> Conversation {
    let id = Uuid::new_v4();
    let (talk, reference) = (ConversationId::from_uuid(id), format!("TK-{id}"));
    Conversation {
        sealed_subject: Some(SEALED.into()),
        origin: Origin::Ticket,
        turn: ConversationTurn::Staff,
        priority: Priority::High,
        tags: Tags::of(["vip", "提款"]),
        team: Some("support".into()),
        waiting_since: Some(at(6)),
        due_at: Some(at(90)),
        reopened: 1,
        ..Conversation::new(talk, of.mode, of.id, reference, Language::ZhCn, at(6))
    }
}

pub(crate) fn message(of: &Conversation, author: Author, visibility: Visibility) -> StoredMessage {
    StoredMessage {
        id: MessageId::from_uuid(Uuid::new_v4()),
        conversation_id: of.id,
        applicant_id: of.applicant,
        seq: 0,
        kind: if visibility == Visibility::Internal { MessageKind::Note } else { MessageKind::Said },
        author,
        visibility,
        sealed_body: SEALED.into(),
        sealed_extra: Some(SEALED.into()),
        client_id: Some(Uuid::new_v4()),
        sent_at: at(7),
        edited_at: None,
        withdrawn_at: None,
    }
}

pub(crate) fn job(kind: &'static str, run_at: Timestamp) -> jobs::NewJob {
    jobs::NewJob {
        id: JobId::from_uuid(Uuid::new_v4()),
        kind,
        applicant: None,
        subject: None,
        payload: "{}".into(),
        run_at,
        created_at: at(0),
    }
}

pub(crate) fn event(mode: Mode, applicant: Option<ApplicantId>) -> events::NewEvent {
    events::NewEvent {
        mode: Some(mode),
        applicant,
        audience: events::Audience::Both,
        kind: "verification.changed",
        subject: None,
        at: at(8),
    }
}

pub(crate) fn entry(action: &'static str, applicant: Option<ApplicantId>) -> audit::Entry {
    audit::Entry {
        at: at(9),
        mode: Some(Mode::Live),
        actor_kind: "staff",
        actor_id: Some(Uuid::new_v4()),
        action,
        subject_kind: "verification",
        subject_id: Some(Uuid::new_v4()),
        applicant,
        detail_hash: Some(hash()),
    }
}

/// Everything that can be kept about a person.
pub(crate) struct Person {
    pub(crate) applicant: Applicant,
    pub(crate) account: Account,
    pub(crate) code: MailedCode,
    pub(crate) session: Session,
    pub(crate) consent: Consent,
    pub(crate) verification: Verification,
    pub(crate) details: EnteredDetails,
    pub(crate) evidence: Evidence,
    pub(crate) upload: Upload,
    pub(crate) part: UploadPart,
    pub(crate) check: Check,
    pub(crate) finding: FindingRow,
    pub(crate) dispute: Dispute,
    pub(crate) decision: Decision,
    pub(crate) conversation: Conversation,
    pub(crate) message: StoredMessage,
    pub(crate) link: Link,
    pub(crate) answer: RememberedAnswer,
    pub(crate) job: JobId,
    pub(crate) term: [u8; 32],
    pub(crate) staff: StaffMember,
    pub(crate) key: ApiKey,
}

/// Writes a person with a row in every table.
pub(crate) async fn person(store: &Store, mode: Mode) -> Person {
    let applicant = applicant(mode);
    let id = applicant.id;
    let account = account(&applicant);
    let staff = staff_member();
    let mut verification = verification(&applicant);
    verification.claimed_by = Some(staff.id);
    let evidence = Evidence { uploaded_by: Some(staff.id), ..evidence(&verification, Slot::Front) };
    let check = Check {
        id: CheckId::from_uuid(Uuid::new_v4()),
        verification_id: verification.id,
        applicant_id: id,
        evidence_id: Some(evidence.id),
        name: "quality".into(),
        outcome: CheckOutcome::Consider,
        policy_version: 3,
        attempt: 1,
        sealed_measurements: Some(SEALED.into()),
        finished_at: at(4),
    };
    let finding = FindingRow {
        evidence_id: Some(evidence.id),
        check_id: Some(check.id),
        raised_by: Some(staff.id),
        ..finding(&verification)
    };
    let mut conversation = Conversation { verification: Some(verification.id), ..conversation(&applicant) };
    let mut message = message(&conversation, Author::Staff(staff.id), Visibility::Internal);
    let key = ApiKey {
        id: ApiKeyId::from_uuid(Uuid::new_v4()),
        mode,
        name: "backend".into(),
        key_hash: hash(),
        scopes: Scope::ALL.to_vec(),
        created_at: at(0),
        last_used_at: None,
        revoked_at: None,
    };
    let code = MailedCode {
        id: Uuid::new_v4(),
        account_id: account.id,
        applicant_id: id,
        purpose: CodePurpose::Confirm,
        code_hash: hash(),
        created_at: at(1),
        expires_at: at(1000),
        tries: 0,
        used_at: None,
    };
    let session = Session {
        token_hash: hash(),
        id: SessionId::from_uuid(Uuid::new_v4()),
        kind: SessionKind::Applicant,
        mode: Some(mode),
        applicant_id: Some(id),
        account_id: Some(account.id),
        staff_id: None,
        scope_verification_id: Some(verification.id),
        csrf_secret: hash(),
        created_at: at(1),
        seen_at: at(1),
        expires_at: at(1000),
    };
    let consent = Consent {
        id: Uuid::new_v4(),
        applicant_id: id,
        notice_version: "2026-11".into(),
        kind: "processing".into(),
        locale: "en".into(),
        given_at: at(1),
        withdrawn_at: None,
    };
    let details = EnteredDetails {
        id: Uuid::new_v4(),
        verification_id: verification.id,
        applicant_id: id,
        turn: 1,
        entered_by: Some(staff.id),
        sealed: SEALED.into(),
        entered_at: at(2),
    };
    let upload = Upload {
        id: Uuid::new_v4(),
        applicant_id: id,
        verification_id: verification.id,
        slot: Slot::Back,
        declared_bytes: 100,
        received_bytes: 0,
        uploaded_by: None,
        evidence_id: None,
        created_at: at(2),
        expires_at: at(500),
        sha256: Some(hash()),
    };
    let part = UploadPart {
        id: Uuid::new_v4(),
        upload_id: upload.id,
        applicant_id: id,
        start_byte: 0,
        bytes: 60,
        object_key: Uuid::new_v4().simple().to_string(),
    };
    let dispute = Dispute {
        id: DisputeId::from_uuid(Uuid::new_v4()),
        verification_id: verification.id,
        applicant_id: id,
        finding_id: Some(finding.id),
        field: Some("surname".into()),
        state: DisputeState::Open,
        sealed_sentence: Some(SEALED.into()),
        opened_at: at(5),
        resolved_at: None,
        resolved_by: None,
    };
    let decision = Decision {
        id: DecisionId::from_uuid(Uuid::new_v4()),
        verification_id: verification.id,
        applicant_id: id,
        outcome: "declined".into(),
        reason_codes: vec![finding.code],
        decider: Some(staff.id),
        policy_version: 3,
        sealed_note: Some(SEALED.into()),
        decided_at: at(6),
        undo_until: Some(at(16)),
        undone_at: None,
    };
    let link = Link {
        token_hash: hash(),
        id: LinkId::from_uuid(Uuid::new_v4()),
        verification_id: verification.id,
        applicant_id: id,
        created_at: at(1),
        expires_at: at(100),
        used_at: None,
        side: None,
    };
    let answer = RememberedAnswer {
        id: Uuid::new_v4(),
        api_key_id: key.id,
        key_hash: hash(),
        request_hash: hash(),
        applicant_id: Some(id),
        status: 201,
        sealed_response: Some(SEALED.into()),
        created_at: at(1),
    };
    let job = jobs::NewJob {
        applicant: Some(id),
        subject: Some(verification.id.as_uuid()),
        ..job("examine", at(3))
    };
    let job_id = job.id;
    let mail = outbox::NewOutgoing {
        id: Uuid::new_v4(),
        kind: "mail",
        applicant: Some(id),
        sealed: SEALED.into(),
        run_at: at(3),
        created_at: at(3),
    };
    let term = hash();
    let used = super::limits::used(&applicant);

    let mut tx = store.begin().await.unwrap();
    crate::staff::insert(&mut tx, &staff).await.unwrap();
    crate::api_keys::insert(&mut tx, &key).await.unwrap();
    crate::applicants::insert(&mut tx, &applicant).await.unwrap();
    crate::accounts::insert(&mut tx, &account).await.unwrap();
    crate::accounts::insert_code(&mut tx, &code).await.unwrap();
    crate::applicants::insert_consent(&mut tx, &consent).await.unwrap();
    crate::verifications::insert(&mut tx, &verification).await.unwrap();
    crate::sessions::insert(&mut tx, &session).await.unwrap();
    crate::details::insert(&mut tx, &details).await.unwrap();
    crate::evidence::insert(&mut tx, &evidence).await.unwrap();
    crate::uploads::insert(&mut tx, &upload).await.unwrap();
    crate::uploads::insert_part(&mut tx, &part).await.unwrap();
    crate::evidence::insert_check(&mut tx, &check).await.unwrap();
    crate::findings::insert(&mut tx, &finding).await.unwrap();
    crate::reviews::insert_dispute(&mut tx, &dispute).await.unwrap();
    crate::reviews::insert_decision(&mut tx, &decision).await.unwrap();
    super::review::insert(&mut tx, mode, &decision, staff.id).await;
    super::ledger::insert(&mut tx, &verification, &decision).await;
    let freeze = crate::freezes::Freeze {
        id: Uuid::new_v4(),
        applicant_id: id,
        mode,
        reason_code: ReasonCode::find("doc.expired").unwrap(),
        sealed_words: Some(SEALED.into()),
        frozen_by: staff.id,
        frozen_at: at(20),
        lifted_by: None,
        lifted_at: None,
    };
    crate::freezes::insert(&mut tx, &freeze).await.unwrap();
    super::lifecycle::insert(&mut tx, &verification, &account, &key, staff.id).await;
    super::help::insert_reading(&mut tx, &verification).await;
    conversations::insert(&mut tx, &conversation).await.unwrap();
    conversations::insert_message(&mut tx, &mut conversation, &mut message).await.unwrap();
    super::bot::insert(&mut tx, &conversation).await;
    super::talk::insert(&mut tx, &conversation, &message, verification.id, staff.id).await;
    crate::sessions::insert_link(&mut tx, &link).await.unwrap();
    crate::api_keys::insert_answer(&mut tx, &answer).await.unwrap();
    jobs::insert(&mut tx, job).await.unwrap();
    outbox::insert(&mut tx, mail).await.unwrap();
    let thing = terms::Indexed { mode, applicant: id, kind: "applicant", id: id.as_uuid() };
    terms::put(&mut tx, thing, &[term]).await.unwrap();
    crate::limits::lock_heads(&mut tx, &[id], super::limits::usage).await.unwrap();
    crate::limits::insert_uses(&mut tx, std::slice::from_ref(&used)).await.unwrap();
    events::append(&mut tx, event(mode, Some(id)));
    audit::append(&mut tx, entry("verification.declined", Some(id)));
    tx.commit().await.unwrap();

    Person {
        applicant,
        account,
        code,
        session,
        consent,
        verification,
        details,
        evidence,
        upload,
        part,
        check,
        finding,
        dispute,
        decision,
        conversation,
        message,
        link,
        answer,
        job: job_id,
        term,
        staff,
        key,
    }
}
