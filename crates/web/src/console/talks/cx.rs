//! What the templates of conversations are filled with.

use crate::{
    console::cx::{Clock, Desk},
    pages::Page,
};
use serde::Serialize;

/// What is done with a conversation, and what stands beside it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Tools {
    /// Its address.
    pub base: String,
    /// What it is about.
    pub subject: Option<String>,
    /// As in `console-priority-<priority>`.
    pub priority: &'static str,
    /// Its tags.
    pub tags: Vec<String>,
    /// Which team's.
    pub team: Option<String>,
    /// Every team.
    pub teams: Vec<String>,
    /// Who has it: id and name.
    pub assignee: Option<(String, String)>,
    /// The reader has it.
    pub mine: bool,
    /// Who could have it: id, and name with what they carry.
    pub colleagues: Vec<(String, String)>,
    /// It is put aside.
    pub snoozed: bool,
    /// It is closed.
    pub closed: bool,
    /// A promise was broken.
    pub breached: bool,
    /// How often it was opened again.
    pub reopened: u32,
    /// Its messages went on in this one.
    pub merged: Option<String>,
    /// What is promised.
    pub clocks: Vec<Promise>,
    /// How many wait before it.
    pub before: Option<u64>,
    /// Colleagues who have it before them.
    pub present: Vec<String>,
    /// Colleagues who are writing.
    pub typing: Vec<String>,
    /// The applicant has it before them.
    pub applicant_here: bool,
    /// The applicant is writing.
    pub applicant_typing: bool,
    /// `read` or `delivered`: how far the applicant is with our last words.
    pub mark: Option<&'static str>,
    /// What the reader was noting.
    pub note_draft: String,
    /// Ready-made words.
    pub canned: Vec<Ready>,
    /// The person's other conversations: id, reference, whose turn.
    pub others: Vec<(String, String, &'static str)>,
}

/// One promise.
#[derive(Clone, Debug, Serialize)]
pub struct Promise {
    /// As in `console-promise-<promise>`.
    pub promise: &'static str,
    /// When the time is up; none while it rests.
    pub clock: Option<Clock>,
    /// How much has passed, in words.
    pub spent: String,
    /// Of how much, in words.
    pub whole: String,
}

/// Ready-made words, filled in.
#[derive(Clone, Debug, Serialize)]
pub struct Ready {
    /// Their id.
    pub id: String,
    /// What staff call them.
    pub title: String,
    /// The words.
    pub words: String,
    /// They do something beside.
    pub acts: bool,
}

/// `/console/conversations`
#[derive(Clone, Debug, Serialize)]
pub struct TalksPage {
    /// The frame.
    pub desk: Desk,
    /// The reader answers people.
    pub assist: bool,
    /// The reader is at the desk.
    pub here: bool,
    /// What was looked for.
    pub query: String,
    /// What was found.
    pub found: Vec<Hit>,
    /// Notes that name the reader: where, who wrote it, what people quote, when.
    pub named: Vec<NamedRow>,
    /// Views to choose from.
    pub views: Vec<View>,
    /// What the list shows.
    pub filter: Filter,
    /// The same as a query.
    pub filter_query: String,
    /// Every team.
    pub teams: Vec<String>,
    /// Who could have one.
    pub colleagues: Vec<(String, String)>,
    /// The list.
    pub rows: Vec<Row>,
    /// The next page.
    pub next: Option<String>,
    /// As in `console-done-<done>`.
    pub done: Option<&'static str>,
    /// As in `console-problem-<problem>`.
    pub problem: Option<&'static str>,
}

/// A note that names the reader.
#[derive(Clone, Debug, Serialize)]
pub struct NamedRow {
    /// Where it stands.
    pub href: String,
    /// Who wrote it.
    pub by: String,
    /// In which conversation.
    pub reference: String,
    /// When, in microseconds.
    pub at: i64,
}

/// The mark in the frame of every page, fetched anew by itself.
#[derive(Clone, Debug, Serialize)]
pub struct MentionedPart {
    /// The frame.
    pub desk: Desk,
}

impl Page for MentionedPart {
    const TEMPLATE: &'static str = "console/mentioned.html";
    fn samples() -> Vec<Self> {
        #[cfg(not(test))]
        return Vec::new();
        #[cfg(test)]
        {
            let none = Self { desk: sample_desk("inbox") };
            vec![Self { desk: Desk { mentions: 2, ..none.desk.clone() } }, none]
        }
    }
}

/// What a list shows, as its form has it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Filter {
    /// `all`, `mine`, `free`.
    pub whose: &'static str,
    /// Empty, or whose turn.
    pub turn: &'static str,
    /// Empty, or the team.
    pub team: String,
    /// Empty, or the tag.
    pub tag: String,
    /// Empty, or the least priority.
    pub priority: &'static str,
    /// Those put aside.
    pub snoozed: bool,
    /// Those late.
    pub breached: bool,
}

/// A view.
#[derive(Clone, Debug, Serialize)]
pub struct View {
    /// Its id, where somebody keeps it.
    pub id: Option<String>,
    /// What it is called.
    pub title: String,
    /// Where it is.
    pub href: String,
    /// It is the one shown.
    pub current: bool,
}

/// A conversation of a list.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// Its id.
    pub id: String,
    /// `live` or `test`.
    pub mode: &'static str,
    /// What people quote.
    pub reference: String,
    /// What it is about.
    pub subject: Option<String>,
    /// With whom, masked.
    pub applicant: Option<String>,
    /// The case beside it: what people quote, and its level.
    pub case: Option<(String, String)>,
    /// Whose turn.
    pub turn: &'static str,
    /// As in `console-priority-<priority>`.
    pub priority: &'static str,
    /// Its tags.
    pub tags: Vec<String>,
    /// Which team's.
    pub team: Option<String>,
    /// Who has it.
    pub assignee: Option<String>,
    /// When an answer is promised.
    pub clock: Option<Clock>,
    /// When the last message came, in microseconds.
    pub last: i64,
    /// It is put aside.
    pub snoozed: bool,
}

/// A message that was found.
#[derive(Clone, Debug, Serialize)]
pub struct Hit {
    /// Where it stands.
    pub href: String,
    /// Who wrote it.
    pub author: String,
    /// In which conversation.
    pub reference: String,
    /// Its words.
    pub body: String,
    /// When, in microseconds.
    pub at: i64,
    /// Staff only.
    pub internal: bool,
}

/// `/console/desk/canned`
#[derive(Clone, Debug, Serialize)]
pub struct CannedPage {
    /// The frame.
    pub desk: Desk,
    /// All of them; the last is an empty form.
    pub replies: Vec<Canned>,
    /// Every team.
    pub teams: Vec<String>,
    /// As in `console-done-<done>`.
    pub done: Option<&'static str>,
    /// As in `console-problem-<problem>`.
    pub problem: Option<&'static str>,
}

/// Ready-made words in their form.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Canned {
    /// Their id; empty for new ones.
    pub id: String,
    /// What staff call them.
    pub title: String,
    /// In English.
    pub en: String,
    /// In Chinese.
    pub zh: String,
    /// They do something beside.
    pub actions: bool,
    /// Adds this tag.
    pub tag: String,
    /// Sets this priority.
    pub priority: &'static str,
    /// Gives it to this team.
    pub team: String,
    /// Closes it.
    pub close: bool,
    /// Shown open.
    pub open: bool,
}

#[cfg(test)]
pub(crate) fn sample_desk(place: &'static str) -> Desk {
    Desk {
        name: "Lin Wei".into(),
        role: "agent",
        admin: false,
        place,
        after: 41,
        now: 1_795_000_000_000_000,
        mentions: 0,
    }
}

impl Page for TalksPage {
    const TEMPLATE: &'static str = "console/talks.html";
    fn samples() -> Vec<Self> {
        #[cfg(not(test))]
        return Vec::new();
        #[cfg(test)]
        {
            let clock = Clock { at: 1_795_000_000_000_000, text: "1 h left".into(), tone: "soon" };
            let row = Row {
                id: "c1".into(),
                mode: "test",
                reference: "TK-22HJ-9QAA".into(),
                subject: Some("<b>Withdrawal".into()),
                applicant: Some("a•••@example.org".into()),
                case: Some(("PD-7K4M-2Q9X".into(), "Standard".into())),
                turn: "staff",
                priority: "urgent",
                tags: vec!["vip".into()],
                team: Some("support".into()),
                assignee: Some("Lin Wei".into()),
                clock: Some(clock),
                last: 1_795_000_000_000_000,
                snoozed: true,
            };
            let bare = Row {
                subject: None,
                applicant: None,
                case: None,
                clock: None,
                assignee: None,
                team: None,
                tags: vec![],
                priority: "normal",
                snoozed: false,
                ..row.clone()
            };
            let views = vec![
                View { id: None, title: "Mine".into(), href: "?whose=mine".into(), current: true },
                View { id: Some("v1".into()), title: "VIP".into(), href: "?tag=vip".into(), current: false },
            ];
            let full = Self {
                desk: sample_desk("talks"),
                assist: true,
                here: true,
                query: String::new(),
                found: vec![],
                named: vec![NamedRow {
                    href: "/console/conversations/c1#m-3".into(),
                    by: "Noor <b>".into(),
                    reference: "TK-1".into(),
                    at: 1_795_000_000_000_000,
                }],
                views,
                filter: Filter {
                    whose: "mine",
                    turn: "staff",
                    team: "support".into(),
                    tag: "vip".into(),
                    priority: "high",
                    snoozed: true,
                    breached: true,
                },
                filter_query: "whose=mine".into(),
                teams: vec!["support".into(), "reviews".into()],
                colleagues: vec![("s1".into(), "Lin Wei (2/12)".into())],
                rows: vec![row, bare],
                next: Some("?after=1.2".into()),
                done: Some("talk-assigned"),
                problem: Some("talk-moved"),
            };
            let hit = Hit {
                href: "/console/conversations/c1#m-3".into(),
                author: "Applicant".into(),
                reference: "TK-1".into(),
                body: "<i>withdrawal".into(),
                at: 1_795_000_000_000_000,
                internal: true,
            };
            let seen = Hit { internal: false, ..hit.clone() };
            let found = Self { query: "withdrawal".into(), found: vec![hit, seen], ..full.clone() };
            let bare = Self {
                assist: false,
                here: false,
                named: vec![],
                rows: vec![],
                views: vec![],
                next: None,
                done: None,
                problem: None,
                filter: Filter { whose: "all", ..Filter::default() },
                ..full.clone()
            };
            let away = Self { here: false, ..full.clone() };
            vec![full, found, bare, away]
        }
    }
}

impl Page for CannedPage {
    const TEMPLATE: &'static str = "console/canned.html";
    fn samples() -> Vec<Self> {
        #[cfg(not(test))]
        return Vec::new();
        #[cfg(test)]
        {
            let one = Canned {
                id: "r1".into(),
                title: "Glare".into(),
                en: "Hello {name}".into(),
                zh: "您好".into(),
                actions: true,
                tag: "glare".into(),
                priority: "high",
                team: "support".into(),
                close: true,
                open: true,
            };
            let page = Self {
                desk: sample_desk("talks"),
                replies: vec![one, Canned::default()],
                teams: vec!["support".into()],
                done: Some("canned-kept"),
                problem: Some("canned-title"),
            };
            vec![Self { done: None, problem: None, ..page.clone() }, page]
        }
    }
}

/// What is done with a conversation in which everything is said.
#[cfg(test)]
pub(crate) fn sample_tools() -> Tools {
    Tools {
        base: "/console/conversations/c1".into(),
        subject: Some("<b>Withdrawal".into()),
        priority: "high",
        tags: vec!["vip".into()],
        team: Some("support".into()),
        teams: vec!["support".into()],
        assignee: Some(("s1".into(), "Lin Wei".into())),
        mine: false,
        colleagues: vec![("s1".into(), "Lin Wei".into())],
        snoozed: true,
        closed: true,
        breached: true,
        reopened: 2,
        merged: Some("c2".into()),
        clocks: ["first_reply", "next_reply", "resolution"]
            .map(|promise| Promise {
                promise,
                clock: (promise != "resolution").then(|| Clock {
                    at: 1_795_000_000_000_000,
                    text: "1 h left".into(),
                    tone: "soon",
                }),
                spent: "3 h".into(),
                whole: "24 h".into(),
            })
            .into(),
        before: Some(4),
        present: vec!["Noor".into()],
        typing: vec!["Noor".into()],
        applicant_here: true,
        applicant_typing: true,
        mark: Some("read"),
        note_draft: "A note".into(),
        canned: vec![Ready { id: "r1".into(), title: "Glare".into(), words: "Tilt".into(), acts: true }],
        others: vec![("c3".into(), "TK-3".into(), "nobody")],
    }
}

/// The same where next to nothing is said.
#[cfg(test)]
pub(crate) fn bare_tools() -> Tools {
    Tools {
        base: "/console/conversations/c1".into(),
        priority: "normal",
        applicant_here: true,
        present: vec!["Noor".into()],
        mark: Some("delivered"),
        ..Tools::default()
    }
}

/// Messages of the other kinds.
#[cfg(test)]
pub(crate) fn sample_messages(now: i64) -> Vec<crate::console::cx::case::Message> {
    use crate::console::cx::case::{CheckItem, Checklist, FileRow, Message};
    let item = |state, judge: Option<&str>| CheckItem {
        id: "i1".into(),
        title: "Proof of address".into(),
        words: Some("<b>".into()),
        state,
        reasons: vec!["Light covers it".into()],
        judge: judge.map(str::to_owned),
    };
    let message = |seq: i64, kind| Message {
        by: None,
        change: (seq == 1).then(|| "/console/conversations/c1/messages/m1".into()),
        id: format!("m{seq}"),
        kind,
        edited: false,
        withdrawn: seq == 12,
        replies: vec!["That helped".into()],
        links: vec![("Glare".into(), "/help/glare".into())],
        files: ["held", "clean", "refused"]
            .map(|state| FileRow {
                name: "proof.pdf".into(),
                href: (state == "clean").then(|| "/console/files/f1".into()),
                size: "20 KB".into(),
                state,
            })
            .into(),
        request: None,
        bot: None,
        over: None,
        seq,
        side: "bot",
        author: "Assistant".into(),
        body: "Hi".into(),
        at: now,
        internal: false,
    };
    let mut all = vec![message(11, "hand_over"), message(12, "said")];
    for (seq, state) in [(13, "open"), (14, "looking"), (15, "fulfilled"), (16, "lacking"), (17, "withdrawn")]
    {
        let items = vec![
            item("wanted", None),
            item("received", Some("/console/conversations/c1/judge")),
            item("problem", None),
            item("accepted", None),
            item("lacking", None),
        ];
        all.push(Message { request: Some(Checklist { state, items }), ..message(seq, "document_request") });
    }
    all
}
