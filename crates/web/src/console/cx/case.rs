//! One case: everything that its three columns, its decision bar and its dialogs show.

use super::{Clock, Desk, people::People};
use crate::{
    bot::{BotCx, SummaryCx},
    console::talks::cx::Tools,
    pages::Page,
    portal::cx::finding::FindingCx,
};
use proofdesk_domain::StaffId;
use serde::Serialize;

/// `/console/cases/{id}`.
#[derive(Clone, Debug, Serialize)]
pub struct CasePage {
    /// The frame.
    pub desk: Desk,
    /// Its tags.
    pub tags: Vec<String>,
    /// The reader may tag it.
    pub may_tag: bool,
    /// The reader may let it go on under the policy in force: from this version to that one.
    pub migrate: Option<(u32, u32)>,
    /// Which case.
    pub id: String,
    /// The address of the page that it stands on: its own, or the conversation's.
    pub here: String,
    /// What the addresses of its forms end with: beside which conversation they stand.
    pub query: String,
    /// Where it is fetched anew.
    pub now: String,
    /// For optimistic locking.
    pub version: i64,
    /// `live` or `test`.
    pub mode: &'static str,
    /// What people quote.
    pub reference: String,
    /// The applicant's name as typed, else a masked address, else nothing.
    pub name: Option<String>,
    /// The level's name, in words.
    pub level: String,
    /// As in `console-state-<state>`.
    pub state: &'static str,
    /// As in `console-turn-<turn>`: `applicant`, `checks`, `person`, `nobody`.
    pub turn: &'static str,
    /// The promise.
    pub clock: Option<Clock>,
    /// Why a person took over.
    pub cause: Option<&'static str>,
    /// Who has claimed it.
    pub claimed_by: Option<String>,
    /// That is the reader.
    pub mine: bool,
    /// Personal data is left out.
    pub masked: bool,
    /// Our checks are late or failed.
    pub delayed: bool,
    /// Failed attempts so far.
    pub attempts: u32,
    /// `passport`, … and the issuer's code.
    pub document: Option<(&'static str, String)>,
    /// Who it is about.
    pub applicant: Applicant,
    /// Every picture, the counting ones first.
    pub pictures: Vec<Picture>,
    /// Typed against read.
    pub comparison: Vec<Compare>,
    /// Some row has a barcode's value.
    pub has_barcode: bool,
    /// How many rows differ.
    pub differing: u32,
    /// Findings that stand, numbered from 1 as on the picture.
    pub standing: Vec<Finding>,
    /// Findings that were settled.
    pub settled: Vec<Finding>,
    /// Disputes, the open ones first.
    pub disputes: Vec<Dispute>,
    /// What happened, newest first.
    pub history: Vec<Event>,
    /// The conversation.
    pub talk: Talk,
    /// A decision that can still be undone.
    pub pending: Option<Pending>,
    /// Earlier decisions, newest first.
    pub decisions: Vec<Decided>,
    /// What the reader may do.
    pub may: May,
    /// What the applicant typed, for the form that corrects it.
    pub typed: Typed,
    /// Slots that this document has: `front`, `back`.
    pub slots: Vec<&'static str>,
    /// Kinds of document that may be chosen on the applicant's behalf.
    pub kinds: Vec<&'static str>,
    /// What was before.
    pub past: crate::console::past::Past,
    /// Reasons for a retake, by group.
    pub retake: Vec<ReasonGroup>,
    /// Reasons for a no.
    pub decline: Vec<Reason>,
    /// A dialog that stands open (no scripts needed): `approve`, `retake`, `decline`.
    pub open: Option<&'static str>,
    /// What a form said, shown above its dialog: as in `console-problem-<problem>`.
    pub problem: Option<&'static str>,
    /// Why an uploaded picture was refused, in words.
    pub refused: Vec<String>,
    /// What was just done, as in `console-done-<done>`.
    pub done: Option<&'static str>,
    /// What was written and could not be sent, to stand in the answer box again.
    pub draft: String,
    /// Second eyes, appeals, escalation, steps by hand, who else looks.
    pub people: People,
}

/// What the reader may do now.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct May {
    /// Ask for a retake, other details, a call.
    pub ask: bool,
    /// Approve, settle disputes.
    pub decide: bool,
    /// Say the final no.
    pub decline: bool,
    /// Take an approval back.
    pub revoke: bool,
    /// Answer, upload, correct.
    pub assist: bool,
    /// Run the checks again.
    pub recheck: bool,
    /// Take it over, or claim it.
    pub take_over: bool,
    /// Open cases at all.
    pub open: bool,
    /// Hand it to compliance.
    pub escalate: bool,
    /// Hand an escalated case back to everybody.
    pub hand_back: bool,
    /// Record a step by hand.
    pub step: bool,
}

/// Who a case is about.
#[derive(Clone, Debug, Serialize)]
pub struct Applicant {
    /// Whole for the claimant, masked for others.
    pub email: Option<String>,
    /// What the platform calls them.
    pub external_ref: Option<String>,
    /// What they registered with.
    pub invitation: Option<String>,
    /// The language that they read.
    pub lang: String,
    /// That language's own name.
    pub lang_name: &'static str,
    /// Where they live, alpha-3.
    pub region: Option<String>,
    /// Other cases.
    pub others: Vec<OtherCase>,
}

/// Another case of the same applicant.
#[derive(Clone, Debug, Serialize)]
pub struct OtherCase {
    /// Where it opens.
    pub href: String,
    /// What people quote.
    pub reference: String,
    /// The level's name, in words.
    pub level: String,
    /// As in `console-state-<state>`.
    pub state: &'static str,
}

/// A picture with the places found on it.
#[derive(Clone, Debug, Serialize)]
pub struct Picture {
    /// The evidence.
    pub id: String,
    /// Where its bytes are.
    pub src: String,
    /// `front` or `back`.
    pub slot: &'static str,
    /// It counts.
    pub current: bool,
    /// Upright size of the original in pixels: the overlay's view box.
    pub width: u32,
    /// See `width`.
    pub height: u32,
    /// Size of what was sent, in bytes.
    pub bytes: u64,
    /// Who uploaded it on the applicant's behalf.
    pub uploaded_by: Option<String>,
    /// When it came, in microseconds.
    pub at: i64,
    /// Places of standing findings.
    pub places: Vec<Place>,
}

/// A place on a picture.
#[derive(Clone, Debug, Serialize)]
pub struct Place {
    /// The finding.
    pub id: String,
    /// Its number in the list.
    pub number: usize,
    /// `blocking` or `advisory`.
    pub severity: &'static str,
    /// `x,y x,y x,y x,y` in the picture's own pixels.
    pub points: String,
    /// Where its number stands.
    pub label: (f32, f32),
}

/// One field, held against every source that has it.
#[derive(Clone, Debug, Serialize)]
pub struct Compare {
    /// As in `field-<field>`.
    pub field: &'static str,
    /// `yes`, `no` or `single`.
    pub agrees: &'static str,
    /// What the applicant typed.
    pub typed: Option<Cell>,
    /// What stands printed.
    pub printed: Option<Cell>,
    /// What the zone says.
    pub mrz: Option<Cell>,
    /// What the barcode says.
    pub barcode: Option<Cell>,
}

/// One source's value.
#[derive(Clone, Debug, Serialize)]
pub struct Cell {
    /// Runs of characters, and whether each differs.
    pub pieces: Vec<(String, bool)>,
    /// How sure the reading is, 0 to 1, where that is worth saying.
    pub confidence: Option<f32>,
    /// The picture it stands on.
    pub evidence: Option<String>,
    /// Where, as in [`Place::points`].
    pub points: Option<String>,
}

/// A finding as staff see it.
#[derive(Clone, Debug, Serialize)]
pub struct Finding {
    /// Its id.
    pub id: String,
    /// Its number on the picture, from 1; 0 for a settled one.
    pub number: usize,
    /// The catalogue's code.
    pub code: String,
    /// The catalogue's headline, in the reader's language.
    pub title: String,
    /// The applicant sees only a safe text.
    pub confidential: bool,
    /// `blocking` or `advisory`.
    pub severity: &'static str,
    /// As in `console-finding-<state>`.
    pub state: &'static str,
    /// As in `field-<field>`.
    pub field: Option<&'static str>,
    /// As in `console-slot-<slot>`.
    pub page: Option<&'static str>,
    /// Measured, with its unit.
    pub measured: Option<String>,
    /// What would have been enough, with its unit.
    pub threshold: Option<String>,
    /// `least` or `most`: which side of the threshold is good.
    pub direction: &'static str,
    /// How far it is from enough, 0 to 1 of the bar's width, and where the threshold stands on it.
    pub gauge: Option<Gauge>,
    /// Typed, where it is about that.
    pub typed: Option<String>,
    /// Read.
    pub read: Option<String>,
    /// How sure, 0 to 1.
    pub confidence: Option<f32>,
    /// The picture, if it has a place on one.
    pub evidence: Option<String>,
    /// Where on it.
    pub points: Option<String>,
    /// The note that a person wrote to the applicant.
    pub note: Option<String>,
    /// Who raised it; none for a check.
    pub raised_by: Option<String>,
    /// How often it stood at the same place.
    pub times: u32,
    /// Which sending, from 1.
    pub sending: u32,
    /// Who settled it.
    pub resolved_by: Option<String>,
}

/// Measured against threshold, as a bar of 100 units.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Gauge {
    /// How far the bar reaches.
    pub value: f32,
    /// Where the threshold stands.
    pub threshold: f32,
}

/// "You misread this."
#[derive(Clone, Debug, Serialize)]
pub struct Dispute {
    /// Its id.
    pub id: String,
    /// The finding's headline.
    pub title: Option<String>,
    /// The finding's number, if it stands.
    pub number: Option<usize>,
    /// As in `field-<field>`.
    pub field: Option<String>,
    /// The applicant's words.
    pub sentence: Option<String>,
    /// When, in microseconds.
    pub at: i64,
    /// `overruled` (the applicant was right) or `upheld`.
    pub settled: Option<&'static str>,
    /// Who settled it.
    pub settled_by: Option<String>,
}

/// One line of the history.
#[derive(Clone, Debug, Serialize)]
pub struct Event {
    /// When, in microseconds.
    pub at: i64,
    /// Who: a name, or the text of `console-actor-…`.
    pub actor: String,
    /// `applicant`, `person`, `platform` or `system`.
    pub kind: &'static str,
    /// What, in words.
    pub text: String,
}

/// The conversation with internal notes.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Talk {
    /// Its id; none while nobody has written.
    pub id: Option<String>,
    /// What people quote.
    pub reference: Option<String>,
    /// As in `console-talk-turn-<turn>`: `staff`, `applicant`, `nobody`.
    pub turn: Option<&'static str>,
    /// When an answer is promised.
    pub clock: Option<Clock>,
    /// The last message that the page shows.
    pub seen: i64,
    /// The number of the next answer.
    pub client: String,
    /// What is done with it; none where the reader does not answer.
    pub tools: Option<Tools>,
    /// Oldest first.
    pub messages: Vec<Message>,
}

/// A file in a conversation.
#[derive(Clone, Debug, Serialize)]
pub struct FileRow {
    /// What it is called.
    pub name: String,
    /// Where it is handed out.
    pub href: Option<String>,
    /// How large, in words.
    pub size: String,
    /// As in `talk-file-<state>`.
    pub state: &'static str,
}

/// What was asked for.
#[derive(Clone, Debug, Serialize)]
pub struct Checklist {
    /// As in `talk-request-<state>`.
    pub state: &'static str,
    /// What.
    pub items: Vec<CheckItem>,
}

/// One thing that was asked for.
#[derive(Clone, Debug, Serialize)]
pub struct CheckItem {
    /// Its id.
    pub id: String,
    /// What, in words.
    pub title: String,
    /// The desk's own words.
    pub words: Option<String>,
    /// As in `talk-item-<state>`.
    pub state: &'static str,
    /// What is the matter with what was sent.
    pub reasons: Vec<String>,
    /// Where the reader says whether it is what was asked for.
    pub judge: Option<String>,
}

/// One message.
#[derive(Clone, Debug, Serialize)]
pub struct Message {
    /// Its id.
    pub id: String,
    /// As `MessageKind` has it.
    pub kind: &'static str,
    /// It was changed.
    pub edited: bool,
    /// Which of the staff wrote it, for the minute in which its writer may change it.
    #[serde(skip)]
    pub by: Option<StaffId>,
    /// Where the reader's own words are changed, for their minute.
    pub change: Option<String>,
    /// It was taken back.
    pub withdrawn: bool,
    /// Answers that were offered.
    pub replies: Vec<String>,
    /// Our own pages: title and path.
    pub links: Vec<(String, String)>,
    /// Files.
    pub files: Vec<FileRow>,
    /// What was asked for.
    pub request: Option<Checklist>,
    /// Its place.
    pub seq: i64,
    /// `applicant`, `staff` or `system`.
    pub side: &'static str,
    /// Who, in words.
    pub author: String,
    /// What.
    pub body: String,
    /// What the bot said, in this reader's language.
    pub bot: Option<BotCx>,
    /// It was handed over: why, and what is to be known.
    pub over: Option<SummaryCx>,
    /// When, in microseconds.
    pub at: i64,
    /// Staff only.
    pub internal: bool,
}

/// A decision that can still be undone.
#[derive(Clone, Debug, Serialize)]
pub struct Pending {
    /// Its id.
    pub id: String,
    /// As in `console-outcome-<outcome>`.
    pub outcome: &'static str,
    /// When it takes effect, in microseconds.
    pub until: i64,
    /// Seconds from now, rounded up.
    pub seconds: i64,
    /// Who decided.
    pub by: String,
    /// The reader, who may undo it.
    pub mine: bool,
    /// What it says is hidden: the reader may be the second person.
    pub hidden: bool,
    /// Headlines of its reasons.
    pub reasons: Vec<String>,
}

/// A decision that took effect.
#[derive(Clone, Debug, Serialize)]
pub struct Decided {
    /// As in `console-outcome-<outcome>`.
    pub outcome: &'static str,
    /// When, in microseconds.
    pub at: i64,
    /// Who; none for the checks.
    pub by: Option<String>,
    /// Headlines of its reasons.
    pub reasons: Vec<String>,
    /// What the applicant read.
    pub message: Option<String>,
    /// For staff.
    pub note: Option<String>,
    /// The policy.
    pub policy: u32,
}

/// What the applicant typed.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Typed {
    /// Every field as typed, with what is the matter as in `console-field-<problem>`.
    pub fields: Vec<TypedField>,
    /// Why it is corrected, as written.
    pub why: String,
}

/// One typed field.
#[derive(Clone, Debug, Serialize)]
pub struct TypedField {
    /// Its form name and text key, as in `console-typed-<name>`.
    pub name: &'static str,
    /// As typed.
    pub value: String,
    /// What is the matter.
    pub problem: Option<&'static str>,
}

/// Reasons of one group.
#[derive(Clone, Debug, Serialize)]
pub struct ReasonGroup {
    /// The part of the code before the dot, as in `console-group-<name>`.
    pub name: String,
    /// One of them is picked.
    pub picked: bool,
    /// Its reasons.
    pub reasons: Vec<Reason>,
}

/// A reason to pick.
#[derive(Clone, Debug, Serialize)]
pub struct Reason {
    /// The code.
    pub code: String,
    /// The headline in the reader's language.
    pub title: String,
    /// Already picked, because such a finding stands.
    pub picked: bool,
    /// The page picked.
    pub slot: Option<&'static str>,
    /// The field picked.
    pub field: Option<&'static str>,
    /// The note written.
    pub note: String,
    /// It can be about a page.
    pub asks_page: bool,
    /// It can be about a field.
    pub asks_field: bool,
}

/// What the applicant will read, in their language. A fragment.
#[derive(Clone, Debug, Serialize)]
pub struct PreviewPage {
    /// Their language's tag.
    pub lang: &'static str,
    /// `retake`, `decline` or `approve`.
    pub outcome: &'static str,
    /// One for each reason, in order.
    pub findings: Vec<FindingCx>,
    /// Who decides: the reader.
    pub decider: String,
    /// When it would take effect, in microseconds.
    pub at: i64,
    /// The level's name, in their language.
    pub level: String,
    /// What the reviewer wrote.
    pub message: Option<String>,
}

/// A write against an older version: both stand side by side.
#[derive(Clone, Debug, Serialize)]
pub struct StalePage {
    /// The frame.
    pub desk: Desk,
    /// The page on which it was decided.
    pub here: String,
    /// What people quote.
    pub reference: String,
    /// The version now.
    pub version: i64,
    /// State, turn, and standing findings as the reader saw them: not known, only what they decided.
    pub yours: YourDecision,
    /// How the case stands now: state word, who has claimed it.
    pub state: &'static str,
    /// Who has claimed it.
    pub claimed_by: Option<String>,
    /// A decision that already waits or took effect.
    pub outcome: Option<&'static str>,
    /// Headlines of the findings that stand now.
    pub standing: Vec<String>,
    /// The newest lines of the history, newest first.
    pub history: Vec<Event>,
    /// The decision can be made again on the version now.
    pub may_repeat: bool,
}

/// What the reader wanted to decide.
#[derive(Clone, Debug, Serialize)]
pub struct YourDecision {
    /// As in `console-outcome-<outcome>`.
    pub outcome: &'static str,
    /// Where to send it again.
    pub action: String,
    /// Its reasons and messages, as shown.
    pub lines: Vec<String>,
    /// Every field of the form, to send it again.
    pub fields: Vec<(String, String)>,
}

/// `/console/conversations/{id}`: a conversation, with its case beside it.
#[derive(Clone, Debug, Serialize)]
pub struct ConversationPage {
    /// The frame.
    pub desk: Desk,
    /// `live` or `test`.
    pub mode: &'static str,
    /// Who it is with.
    pub applicant: Applicant,
    /// The case beside it, if there is one, with what the reader may do about it.
    pub beside: Option<Box<CasePage>>,
    /// The conversation.
    pub talk: Talk,
    /// The reader may answer.
    pub may: May,
    /// As at [`CasePage::problem`].
    pub problem: Option<&'static str>,
    /// As in `console-done-<done>`.
    pub done: Option<&'static str>,
    /// As at [`CasePage::draft`].
    pub draft: String,
}

macro_rules! page {
    ($page:ty, $template:literal, $samples:ident) => {
        impl Page for $page {
            const TEMPLATE: &'static str = $template;

            fn samples() -> Vec<Self> {
                #[cfg(test)]
                return super::samples::$samples();
                #[cfg(not(test))]
                Vec::new()
            }
        }
    };
}

page!(CasePage, "console/case.html", case);
page!(PreviewPage, "console/preview.html", preview);
page!(StalePage, "console/stale.html", stale);
page!(ConversationPage, "console/conversation.html", conversation);
