//! What use cases hand to the pages: plain values, no behaviour. Personal data in them is opened for
//! exactly the caller who asked.

pub use crate::conversation::{
    desk::Around,
    requests::{ItemView, RequestView},
};
use proofdesk_domain::{
    ApplicantId, ConversationId, EvidenceId, FindingId, MessageId, ReasonCode, StaffId, Timestamp,
    VerificationId,
    conversation::{Answering, ConversationTurn, Extra, MessageKind},
    details::TypedDetails,
    document::{FieldName, Source},
    evidence::Slot,
    finding::{Finding, FindingState},
    picture::Quad,
    policy::{Level, Thresholds},
    verification::{DocumentChoice, Mode, ReviewCause, State},
};
use serde::{Deserialize, Serialize};

/// A language that pages and mails speak.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Locale {
    /// English.
    #[default]
    #[serde(rename = "en")]
    En,
    /// Chinese, simplified characters.
    #[serde(rename = "zh-CN")]
    ZhCn,
}

impl Locale {
    /// Every locale; the first is the fallback.
    pub const ALL: [Self; 2] = [Self::En, Self::ZhCn];

    /// The tag for storage and `lang` attributes.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::ZhCn => "zh-CN",
        }
    }

    /// The locale of exactly that tag.
    pub fn find(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|locale| locale.as_str() == tag)
    }
}

impl From<Locale> for proofdesk_domain::help::Language {
    fn from(locale: Locale) -> Self {
        match locale {
            Locale::En => Self::En,
            Locale::ZhCn => Self::ZhCn,
        }
    }
}

/// A signed-in applicant. Only [`App::applicant_session`](crate::App::applicant_session) makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApplicantSession {
    /// Who.
    pub applicant: ApplicantId,
    /// In which world.
    pub mode: Mode,
    /// The language they read.
    pub locale: Locale,
    /// What their forms must carry back.
    pub csrf: String,
    /// `l•••@example.org`; none for people who came by a hosted link.
    pub email_masked: Option<String>,
    /// How far they have come.
    pub progress: Progress,
    /// The one case that a hosted link opens; none for people who signed in, who see all of theirs.
    pub only_case: Option<VerificationId>,
}

/// How far somebody has come before and beside their case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Where they live, ISO 3166-1 alpha-3, once they answered.
    pub region: Option<String>,
    /// They said that they are old enough; none before they were asked.
    pub of_age: Option<bool>,
    /// People of their region and age are served; none before they were asked.
    pub served: Option<bool>,
    /// The version of the notice that their consent stands for.
    pub consent: Option<String>,
    /// Their newest case that is not over, else their newest case.
    pub current: Option<VerificationId>,
    /// Another case of theirs that was decided against them, or whose appeal is heard: a newer one, which the platform
    /// may have begun, does not take its page and its appeal away.
    pub decided: Option<VerificationId>,
}

/// A level and where its caller stands towards it.
#[derive(Clone, Debug, PartialEq)]
pub struct LevelView {
    /// The level with its limits and requirements.
    pub level: Level,
    /// Where the caller stands.
    pub standing: Standing,
    /// When it ends, or has ended.
    pub end: Option<proofdesk_domain::tenure::End>,
    /// They have it, its end is near, and they can verify anew now.
    pub renewable: bool,
}

/// Where somebody stands towards a level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// They have it.
    Reached,
    /// They can begin.
    Open,
    /// A case that leads to it is under way.
    Running(VerificationId),
}

/// A case as its applicant sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct CaseView {
    /// Its id.
    pub id: VerificationId,
    /// What people quote: `PD-7K4M-2Q9X`.
    pub reference: String,
    /// The level that it leads to.
    pub level: Level,
    /// Where it stands.
    pub state: State,
    /// The chosen document.
    pub document: Option<DocumentChoice>,
    /// What was typed, as it was left.
    pub typed: TypedDetails,
    /// A place for every side that the chosen document has, in order. Empty before one is chosen.
    pub pages: Vec<PageView>,
    /// What stands against the case, in the order in which to mend it. Confidential findings
    /// (integrity, screening) are not among them: their signal is never shown.
    pub findings: Vec<FindingView>,
    /// What was looked at and is in order.
    pub passed: Vec<PassedCheck>,
    /// What its pictures are judged by; the browser advises by the same.
    pub thresholds: Thresholds,
    /// What we read, the surest of each source.
    pub readings: Vec<ReadingView>,
    /// The same, a row for each field, beside what was typed; empty until it was judged.
    pub fields: Vec<ReadField>,
    /// While checking: what is done already, in order.
    pub steps: Vec<(CheckStep, bool)>,
    /// Our own fault holds it up: we are on it.
    pub delayed: bool,
    /// Failed attempts so far.
    pub attempts: u32,
    /// Failed attempts left before a person takes over.
    pub attempts_left: u32,
    /// The place in the queue, while a person is to look.
    pub queue: Option<QueueView>,
    /// What was decided, once it took effect.
    pub decision: Option<DecisionView>,
    /// Who verified elsewhere, where the approval was taken over: no decision of ours.
    pub imported: Option<crate::after::import::Imported>,
    /// Typed details may be corrected although the case was sent.
    pub correctable: bool,
    /// The last appeal.
    pub appeal: Option<AppealView>,
    /// When it was begun.
    pub created_at: Timestamp,
    /// Last sending.
    pub sent_at: Option<Timestamp>,
    /// Counts writes.
    pub version: i64,
}

/// One side of the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageView {
    /// Its place.
    pub slot: Slot,
    /// The picture that counts there, if there is one.
    pub evidence: Option<EvidenceId>,
    /// When that picture came.
    pub since: Option<Timestamp>,
    /// Upright width of the original in pixels.
    pub width: Option<u32>,
    /// Upright height of the original in pixels.
    pub height: Option<u32>,
    /// What is to be done about it.
    pub standing: PageStanding,
}

/// What is to be done about a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageStanding {
    /// There is none.
    Missing,
    /// It is there and was not checked yet.
    Kept,
    /// It was checked and is in order: never asked for again.
    Passed,
    /// It was checked, and another one is needed.
    ToRetake,
}

impl PageStanding {
    /// The stable word for text keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Kept => "kept",
            Self::Passed => "passed",
            Self::ToRetake => "to_retake",
        }
    }
}

/// A finding with what a page needs to show it.
#[derive(Clone, Debug, PartialEq)]
pub struct FindingView {
    /// Its id.
    pub id: FindingId,
    /// What was found.
    pub finding: Finding,
    /// What became of it.
    pub state: FindingState,
    /// The picture it is about.
    pub evidence: Option<EvidenceId>,
    /// That picture's upright width and height: what the finding's place is measured in.
    pub picture: Option<(u32, u32)>,
    /// The applicant may say "you misread this" now.
    pub disputable: bool,
    /// A person asked for it, in these words; empty when the catalogue's text says it all.
    pub by_person: Option<String>,
}

/// Something that was looked at and is in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each variant is what was looked at")]
pub enum PassedCheck {
    File,
    Quality,
    Document,
    Zone,
    Name,
    BirthDate,
    Number,
    Expiry,
    Age,
}

impl PassedCheck {
    /// The stable word for text keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Quality => "quality",
            Self::Document => "document",
            Self::Zone => "zone",
            Self::Name => "name",
            Self::BirthDate => "birth_date",
            Self::Number => "number",
            Self::Expiry => "expiry",
            Self::Age => "age",
        }
    }
}

/// Something that we read.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadingView {
    /// Which field.
    pub field: FieldName,
    /// What it says.
    pub value: String,
    /// How sure, 0 to 1.
    pub confidence: f32,
    /// Who read it.
    pub source: Source,
    /// On which page.
    pub slot: Slot,
    /// The picture of that page.
    pub evidence: EvidenceId,
    /// Where on it.
    pub quad: Option<Quad>,
}

/// A field that we read, beside what was typed. At any of them the applicant can say that we misread it.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadField {
    /// Which field.
    pub field: FieldName,
    /// What was typed, where it was asked.
    pub typed: Option<String>,
    /// What we read, by the surest source.
    pub value: String,
    /// What another source says, where it says something else.
    pub also: Option<String>,
    /// What was typed and read differ, or two sources do.
    pub differs: bool,
    /// How sure the reading is, 0 to 1.
    pub confidence: f32,
    /// Less sure than what is held against anybody.
    pub unsure: bool,
    /// The picture that it was read on.
    pub evidence: EvidenceId,
    /// Its page.
    pub slot: Slot,
    /// Where on it.
    pub quad: Option<Quad>,
    /// Whether it can be disputed.
    pub standing: ReadStanding,
}

/// Where a field stands towards "you misread this".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadStanding {
    /// It can be said now.
    Disputable,
    /// It was said, and a person looks.
    Disputed,
    /// A person looked, since the last sending.
    Settled,
    /// The case waits for nobody.
    Closed,
}

/// A step of the checks, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckStep {
    /// Everything arrived and is stored.
    Received,
    /// The pictures were opened and measured.
    Pictures,
    /// They were read.
    Reading,
    /// What was read was held against what was typed.
    Comparing,
    /// The outcome stands.
    Decision,
}

impl CheckStep {
    /// Every step, in order.
    pub const ALL: [Self; 5] =
        [Self::Received, Self::Pictures, Self::Reading, Self::Comparing, Self::Decision];

    /// The stable word for text keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Pictures => "pictures",
            Self::Reading => "reading",
            Self::Comparing => "comparing",
            Self::Decision => "decision",
        }
    }
}

/// The place in the queue of people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueueView {
    /// From 1, counted from the rows, by the promised time.
    pub position: u32,
    /// When a person is promised to have looked.
    pub due_at: Timestamp,
    /// Why a person took over.
    pub cause: ReviewCause,
    /// Somebody has opened it.
    pub claimed: bool,
}

/// What was decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionView {
    /// [`State::Approved`], [`State::Declined`] or [`State::NeedsInput`].
    pub outcome: State,
    /// Why; confidential reasons are left out.
    pub reasons: Vec<ReasonCode>,
    /// Who decided.
    pub decider: Decider,
    /// What the decider wrote to the applicant.
    pub message: Option<String>,
    /// When.
    pub at: Timestamp,
    /// Under which policy.
    pub policy_version: u32,
    /// It can be appealed now.
    pub appealable: bool,
}

/// An appeal, as its applicant sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppealView {
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
    /// One person decided and heard it: the installation is in solo mode.
    pub solo: bool,
}

/// Who decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decider {
    /// The checks alone.
    Checks,
    /// A staff member, by name.
    Person(String),
}

/// A conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConversationView {
    /// Its id.
    pub id: ConversationId,
    /// What people quote: `TK-…`.
    pub reference: String,
    /// Whose turn.
    pub turn: ConversationTurn,
    /// Who answers.
    pub answering: Answering,
    /// When an answer is promised, while the applicant waits.
    pub due_at: Option<Timestamp>,
    /// The case beside it.
    pub verification: Option<VerificationId>,
    /// What it is about.
    pub subject: Option<String>,
    /// How many wait before, where that is known.
    pub before: Option<u64>,
    /// Who is there, and how far it was read.
    pub here: Around,
    /// What the applicant said of the help, 1 to 5.
    pub rated: Option<i64>,
    /// What the reader was writing.
    pub draft: String,
    /// Files in it.
    pub files: Vec<FileView>,
    /// What was asked for in it.
    pub requests: Vec<RequestView>,
    /// Its messages, oldest first.
    pub messages: Vec<MessageView>,
}

/// A file in a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileView {
    /// Its id.
    pub id: uuid::Uuid,
    /// Sent with which message.
    pub message: Option<MessageId>,
    /// What it is called.
    pub name: String,
    /// How large, in bytes.
    pub bytes: i64,
    /// `held`, `clean`, `refused`.
    pub state: &'static str,
}

/// One of an applicant's own conversations in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnTalk {
    /// Its id.
    pub id: ConversationId,
    /// What people quote.
    pub reference: String,
    /// What it is about.
    pub subject: Option<String>,
    /// Whose turn.
    pub turn: ConversationTurn,
    /// When an answer is promised.
    pub due_at: Option<Timestamp>,
    /// When the last message came.
    pub last_at: Timestamp,
    /// There is something that was not read.
    pub unread: bool,
}

/// A message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageView {
    /// Its id.
    pub id: MessageId,
    /// Its place, from 1; internal notes leave gaps for the applicant.
    pub seq: i64,
    /// What kind of message.
    pub kind: MessageKind,
    /// Who wrote it.
    pub author: AuthorView,
    /// Which of the staff, where one did.
    pub by: Option<StaffId>,
    /// What it says; nothing where it was withdrawn. For [`AuthorView::System`], and for every kind but
    /// words and notes, a text key of the pages, `system-…`, not words.
    pub body: String,
    /// What it holds beside: answers to tap, links, why it was handed over.
    pub extra: Option<Extra>,
    /// When.
    pub sent_at: Timestamp,
    /// When its words were last changed.
    pub edited_at: Option<Timestamp>,
    /// Its author took it back.
    pub withdrawn: bool,
    /// Staff only.
    pub internal: bool,
}

/// Who wrote a message, seen from the reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuthorView {
    /// The applicant (for the applicant: you).
    You,
    /// A staff member, by name.
    Person(String),
    /// The bot.
    Bot,
    /// Proofdesk itself.
    System,
}

/// A token for a cookie, opaque; only its hash is stored.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken(pub(crate) String);

/// A token for the time between registering and confirming the address, opaque.
#[derive(Clone, PartialEq, Eq)]
pub struct PendingToken(pub(crate) String);

macro_rules! token {
    ($($type:ident),+) => {$(
        impl $type {
            /// A token as it came back in a cookie.
            pub fn from_cookie(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// For the cookie: letters, digits, `-` and `_`.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Debug for $type {
            /// Never shows the token: debug output ends up in logs.
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($type), "(•••)"))
            }
        }
    )+};
}

token!(SessionToken, PendingToken);
