//! What the console shows of the inbox and of one case: plain values, no behaviour.

use crate::conversation::desk::DeskView;
use crate::views::{CaseView, ConversationView, Decider, FindingView};
use proofdesk_domain::{
    ApplicantId, ConversationId, DecisionId, DisputeId, EvidenceId, FindingId, ReasonCode, Timestamp,
    VerificationId,
    conversation::ConversationTurn,
    document::{DocumentKind, FieldName},
    evidence::{EvidenceState, Slot},
    picture::Quad,
    verification::{Mode, ReviewCause, State},
};
use serde::{Deserialize, Serialize};

/// Which rows of the inbox somebody wants to see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InboxFilter {
    /// One world only; none means both.
    pub mode: Option<Mode>,
    /// Whose rows.
    pub whose: Whose,
    /// Only cases with this tag.
    pub tag: Option<String>,
    /// How many rows at most; 0 is a page.
    pub rows: usize,
}

impl InboxFilter {
    /// How many rows, within bounds.
    pub(crate) fn rows(&self) -> usize {
        if self.rows == 0 { super::inbox::PAGE } else { self.rows.min(super::inbox::MOST) }
    }
}

/// Whose rows of the inbox.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Whose {
    /// Everybody's.
    #[default]
    All,
    /// Those that the caller has claimed.
    Mine,
    /// Those that nobody has claimed.
    Free,
}

/// What waits for a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum InboxKind {
    /// An appeal against a no.
    Appeal,
    /// A case that a person is to look at.
    Review,
    /// A message that waits for an answer.
    Conversation,
    /// An approval of the checks that a person looks at again.
    Rereview,
}

impl InboxKind {
    /// The stable word for text keys and addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Appeal => "appeal",
            Self::Review => "review",
            Self::Conversation => "conversation",
            Self::Rereview => "rereview",
        }
    }
}

/// One row of the inbox. Personal data stands masked here, whoever looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InboxRow {
    /// What waits.
    pub kind: InboxKind,
    /// The case: opens with [`App::open_case`](crate::App::open_case). A conversation may stand beside
    /// no case.
    pub verification: Option<VerificationId>,
    /// The conversation, where the row is one: opens with
    /// [`App::open_conversation`](crate::App::open_conversation).
    pub conversation: Option<ConversationId>,
    /// Which world.
    pub mode: Mode,
    /// What people quote: `PD-…` for a case, `TK-…` for a conversation.
    pub reference: String,
    /// `l•••@example.org`, or what the platform calls the person, shortened, or nothing.
    pub applicant_masked: Option<String>,
    /// The level, where the row is a case.
    pub level: Option<String>,
    /// When an answer is promised.
    pub due_at: Option<Timestamp>,
    /// The promise is broken.
    pub breached: bool,
    /// Why a person took over, where the row is a case.
    pub cause: Option<ReviewCause>,
    /// Who is looking at it, by name.
    pub claimed_by: Option<String>,
    /// The caller is the one looking at it.
    pub mine: bool,
    /// Since when the applicant waits.
    pub waiting_since: Timestamp,
    /// Compliance decides it.
    pub escalated: bool,
    /// One person has decided, and it waits for another.
    pub second: bool,
    /// That one is the caller.
    pub spoken: bool,
    /// The document, where the row is a case.
    pub document: Option<DocumentKind>,
    /// Where the row is an approval to be looked at again: opens with
    /// [`App::rereview`](crate::App::rereview).
    pub rereview: Option<uuid::Uuid>,
    /// The case's tags.
    pub tags: Vec<String>,
}

/// Everything that the three columns of a case show.
#[derive(Clone, Debug)]
pub struct ReviewView {
    /// The case as its applicant sees it. Masked where [`masked`](Self::masked) says so.
    pub case: CaseView,
    /// Which world.
    pub mode: Mode,
    /// For optimistic locking: hand it back with a decision.
    pub version: i64,
    /// Who has claimed it, by name.
    pub claimed_by: Option<String>,
    /// The caller has claimed it.
    pub mine: bool,
    /// Personal data is left out, because somebody else has claimed the case.
    pub masked: bool,
    /// Why a person took over.
    pub cause: Option<ReviewCause>,
    /// When a person is promised to have looked.
    pub due_at: Option<Timestamp>,
    /// Who it is about.
    pub applicant: ApplicantView,
    /// Every picture, the superseded ones too: newest first within a slot, front before back.
    pub evidence: Vec<EvidenceView>,
    /// Typed against printed against zone against barcode.
    pub comparison: Vec<CompareRow>,
    /// Findings in every state, with their real codes; the standing ones first, in the order to mend.
    pub findings: Vec<FindingReview>,
    /// Every dispute, the open ones first.
    pub disputes: Vec<DisputeView>,
    /// What happened, oldest first.
    pub history: Vec<HistoryRow>,
    /// The conversation with internal notes, if there is one; none where masked.
    pub conversation: Option<ConversationView>,
    /// What stands beside that conversation.
    pub talk_desk: Option<DeskView>,
    /// A decision that takes effect soon and can still be undone.
    pub pending: Option<PendingDecision>,
    /// Earlier decisions that took effect, oldest first.
    pub decisions: Vec<PastDecision>,
    /// What the caller may do now.
    pub allowed: Allowed,
    /// What stands between the caller and a decision, as in `console-bar-<word>`.
    pub barred: Option<&'static str>,
    /// Another person's opinion waits for this one.
    pub second: Option<SecondLook>,
    /// Who escalated it to compliance, by name (none where two people differed), and when.
    pub escalated: Option<(Option<String>, Timestamp)>,
    /// Appeals, oldest first.
    pub appeals: Vec<AppealState>,
    /// Manual steps, the open ones first.
    pub steps: Vec<StepState>,
    /// Colleagues who have it before them just now, by name.
    pub present: Vec<String>,
    /// What the caller was writing when they left: form fields by name.
    pub draft: Vec<(String, String)>,
    /// Other people's cases that share something with this one; none where masked.
    pub duplicates: Vec<DuplicateView>,
    /// What each sending ended in, oldest first.
    pub attempts: Vec<AttemptView>,
    /// Every change of what was typed, oldest first; none where masked.
    pub changes: Vec<DetailChange>,
    /// Its tags.
    pub tags: Vec<String>,
}

/// What a sending ended in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttemptView {
    /// From 1.
    pub number: i64,
    /// When it was judged.
    pub at: Timestamp,
    /// What was found, where, whether an earlier one found the same, and whether a person took it back.
    pub found: Vec<(ReasonCode, Option<Slot>, bool, bool)>,
}

/// A change of what was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DetailChange {
    /// When.
    pub at: Timestamp,
    /// The staff member who corrected on the applicant's behalf, by name; none: the applicant.
    pub by: Option<String>,
    /// Which field.
    pub field: &'static str,
    /// What stood before.
    pub before: String,
    /// What stands since.
    pub after: String,
}

/// Another person's case that shares something with this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DuplicateView {
    /// Its id.
    pub id: VerificationId,
    /// What people quote.
    pub reference: String,
    /// Whose, masked.
    pub applicant_masked: Option<String>,
    /// The level.
    pub level: String,
    /// Where it stands.
    pub state: State,
    /// What they share: `number`, `details`, `picture`.
    pub same: Vec<&'static str>,
}

/// What the page shows of a decision that two people must say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecondLook {
    /// The caller has said what they think; a second person looks.
    Yours,
    /// A colleague has decided. What they said stays hidden until the caller has decided too.
    Blind {
        /// Who, by name.
        by: String,
    },
    /// People differ, and compliance decides.
    Differ {
        /// What each said; empty for those who are still to look with their own eyes.
        said: Vec<OpinionView>,
    },
}

/// What one person said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpinionView {
    /// Who, by name.
    pub by: String,
    /// What.
    pub outcome: DecisionKind,
    /// Why.
    pub reasons: Vec<ReasonCode>,
    /// In which words; none where masked.
    pub message: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// An appeal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppealState {
    /// What the applicant said; none where masked.
    pub sentence: Option<String>,
    /// When.
    pub opened_at: Timestamp,
    /// When it is promised to have been heard.
    pub due_at: Timestamp,
    /// `upheld`, `overturned`, `reopened`, `withdrawn`; none while it waits.
    pub outcome: Option<&'static str>,
    /// Who heard it, by name.
    pub heard_by: Option<String>,
    /// When.
    pub heard_at: Option<Timestamp>,
    /// One person decided and heard it, in solo mode.
    pub solo: bool,
}

/// A step that people do by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepState {
    /// As the policy names it.
    pub step: String,
    /// It is to be done before an approval.
    pub open: bool,
    /// Its outcome (`clear`, `hit`, `unable`), by whom, and when.
    pub done: Option<(&'static str, String, Timestamp)>,
    /// Where was looked and what was found; none where masked.
    pub note: Option<String>,
}

/// What the caller may do with a case now; what is false would be refused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Allowed {
    /// Ask for a retake, other details, a call.
    pub ask: bool,
    /// Approve, settle disputes.
    pub decide: bool,
    /// Say the final no.
    pub decline: bool,
    /// Take the approval back.
    pub revoke: bool,
    /// Upload, correct, write.
    pub assist: bool,
    /// Run the checks again.
    pub recheck: bool,
    /// Take it over from the one who has claimed it.
    pub take_over: bool,
    /// Hand it to compliance.
    pub escalate: bool,
    /// Record a manual step.
    pub step: bool,
    /// Let it go on under the policy in force: from this version to that one.
    pub migrate: Option<(u32, u32)>,
}

/// Who a case is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApplicantView {
    /// The id.
    pub id: ApplicantId,
    /// The whole address for the claimant, masked for others; none for people who came by a hosted link.
    pub email: Option<String>,
    /// What the platform calls them; none where masked.
    pub external_ref: Option<String>,
    /// The invitation code that they registered with; none where masked.
    pub invitation: Option<String>,
    /// The language that they read: `en` or `zh-CN`.
    pub locale: String,
    /// Where they live, ISO 3166-1 alpha-3.
    pub region: Option<String>,
    /// Since when they are known.
    pub created_at: Timestamp,
    /// Their other cases, newest first.
    pub other_cases: Vec<OtherCase>,
}

/// Another case of the same applicant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherCase {
    /// Its id.
    pub id: VerificationId,
    /// What people quote.
    pub reference: String,
    /// The level.
    pub level: String,
    /// Where it stands.
    pub state: State,
    /// When it was begun.
    pub created_at: Timestamp,
}

/// A picture that was sent. The picture itself comes from
/// [`App::staff_picture`](crate::App::staff_picture).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceView {
    /// Its id.
    pub id: EvidenceId,
    /// Its place.
    pub slot: Slot,
    /// Whether it still counts.
    pub state: EvidenceState,
    /// Upright width of the original in pixels, for the overlay's view box.
    pub width: Option<u32>,
    /// Upright height of the original in pixels.
    pub height: Option<u32>,
    /// Size of what was sent, in bytes.
    pub bytes: u64,
    /// The staff member who uploaded it on the applicant's behalf, by name.
    pub uploaded_by: Option<String>,
    /// When it came.
    pub created_at: Timestamp,
}

/// One field, held against every source that has it.
#[derive(Clone, Debug, PartialEq)]
pub struct CompareRow {
    /// The field; `full_name` is the name in its own script.
    pub field: FieldName,
    /// What the applicant typed.
    pub typed: Option<Compared>,
    /// What stands printed.
    pub printed: Option<Compared>,
    /// What the machine-readable zone says.
    pub mrz: Option<Compared>,
    /// What the barcode says.
    pub barcode: Option<Compared>,
    /// Whether the sources say the same, by the rules that the checks use.
    pub agrees: Agrees,
}

/// Whether the sources of a field say the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agrees {
    /// Every source that has it says the same.
    Yes,
    /// At least two of them differ.
    No,
    /// Only one source has it: there is nothing to hold it against.
    Single,
}

/// One source's value of one field.
#[derive(Clone, Debug, PartialEq)]
pub struct Compared {
    /// The whole value.
    pub value: String,
    /// The value cut where it begins or ceases to differ from its counterpart (what was typed; for the
    /// typed value itself, the surest reading). Joined, the pieces are the value.
    pub pieces: Vec<Piece>,
    /// How sure the reading is, 0 to 1; none for what was typed.
    pub confidence: Option<f32>,
    /// The picture it stands on.
    pub evidence: Option<EvidenceId>,
    /// The slot of that picture.
    pub slot: Option<Slot>,
    /// Where it stands on that picture.
    pub quad: Option<Quad>,
}

/// A run of characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The characters.
    pub text: String,
    /// They differ from the counterpart.
    pub differs: bool,
}

/// A finding as staff see it.
#[derive(Clone, Debug)]
pub struct FindingReview {
    /// The finding itself, its real code, its state and its picture.
    pub view: FindingView,
    /// How often the same stood at the same place in this case, this time included.
    pub times: u32,
    /// The staff member who raised it, by name; none for a check.
    pub raised_by: Option<String>,
    /// Which sending it belongs to, from 1.
    pub sending: u32,
    /// When it was found.
    pub created_at: Timestamp,
    /// When it was resolved, overruled or upheld.
    pub resolved_at: Option<Timestamp>,
    /// By whom, by name.
    pub resolved_by: Option<String>,
}

/// "You misread this", as staff see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisputeView {
    /// Its id.
    pub id: DisputeId,
    /// The finding it is about.
    pub finding: Option<FindingId>,
    /// That finding's code.
    pub code: Option<ReasonCode>,
    /// The field it is about.
    pub field: Option<String>,
    /// The applicant's own words; none where masked or where they gave none.
    pub sentence: Option<String>,
    /// What came of it; none while it is open.
    pub settled: Option<Settled>,
    /// When it was opened.
    pub opened_at: Timestamp,
}

/// What came of a dispute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    /// A person agreed with the applicant.
    pub in_favour: bool,
    /// When.
    pub at: Timestamp,
    /// Who, by name.
    pub by: Option<String>,
}

/// What a person says to a dispute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ruling {
    /// The finding stands; these words go to the applicant.
    Upheld {
        /// What the applicant reads, in the case's conversation.
        words: String,
    },
    /// The applicant is right: the finding goes, and the case is decided again.
    Overruled,
}

/// One line of a case's history. The text is `history-` and the action, dots as dashes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryRow {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: HistoryActor,
    /// What: one of [`super::history::ACTIONS`], or a newer word, which shows as it is.
    pub action: String,
    /// Values for the text, by name.
    pub args: Vec<(&'static str, String)>,
}

/// Who did it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HistoryActor {
    /// The applicant.
    Applicant,
    /// A staff member, by name.
    Person(String),
    /// The platform, by its key.
    Platform,
    /// Proofdesk itself.
    System,
}

/// A decision that takes effect at `undo_until` unless it is undone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingDecision {
    /// Its id.
    pub id: DecisionId,
    /// When it takes effect.
    pub undo_until: Timestamp,
    /// What it says.
    pub outcome: DecisionKind,
    /// Its reasons.
    pub reasons: Vec<ReasonCode>,
    /// Who decided, by name.
    pub by: String,
    /// The caller decided and may undo it.
    pub mine: bool,
    /// What it says is not for the caller yet: they may be the second person.
    pub hidden: bool,
}

/// A decision that took effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastDecision {
    /// Its id.
    pub id: DecisionId,
    /// What it said.
    pub outcome: DecisionKind,
    /// Its reasons.
    pub reasons: Vec<ReasonCode>,
    /// Who decided.
    pub decider: Decider,
    /// What the applicant read; none where masked.
    pub message: Option<String>,
    /// The note for staff; none where masked.
    pub note: Option<String>,
    /// When.
    pub at: Timestamp,
    /// Under which policy.
    pub policy_version: u32,
}

/// What a decision says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecisionKind {
    /// The level is reached.
    Approved,
    /// The applicant is asked for something.
    Retake,
    /// The final no.
    Declined,
    /// An approval was taken back.
    Revoked,
}

impl DecisionKind {
    /// The stable word for storage and text keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Retake => "needs_input",
            Self::Declined => "declined",
            Self::Revoked => "revoked",
        }
    }

    /// The kind of that word.
    pub fn find(word: &str) -> Option<Self> {
        [Self::Approved, Self::Retake, Self::Declined, Self::Revoked]
            .into_iter()
            .find(|kind| kind.as_str() == word)
    }
}

/// One thing that a reviewer asks for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RetakeItem {
    /// Why, from the catalogue.
    pub code: ReasonCode,
    /// What is to be sent again; none where the code says it by itself.
    pub slot: Option<Slot>,
    /// The field it is about.
    pub field: Option<FieldName>,
    /// What the applicant reads beside the catalogue's text, at most 1,000 characters.
    pub note: Option<String>,
    /// The place that the reviewer marked on the picture of that page; the applicant sees it outlined.
    #[serde(default)]
    pub region: Option<Quad>,
}

/// A conversation opened by a staff member.
#[derive(Clone, Debug)]
pub struct ConversationReview {
    /// The conversation with internal notes.
    pub conversation: ConversationView,
    /// Which world.
    pub mode: Mode,
    /// Whose turn it is.
    pub turn: ConversationTurn,
    /// Who it is with.
    pub applicant: ApplicantView,
    /// The case beside it, if there is one.
    pub verification: Option<VerificationId>,
    /// What stands beside its messages.
    pub desk: DeskView,
}
