//! Disputes, appeals, the conversation.

use super::{
    Problem,
    finding::{FindingCx, PictureCx},
};
use crate::{
    bot::{BotCx, SummaryCx},
    pages::Page,
};
use proofdesk_domain::Timestamp;
use serde::Serialize;

/// `/dispute/{finding}`, `/dispute/field/{field}`
#[derive(Debug, Serialize)]
pub struct DisputePage {
    /// What to mend.
    pub problems: Vec<Problem>,
    /// What is disputed: a finding's headline, or a field's word.
    pub title: String,
    /// A field's word, where no finding is disputed.
    pub field: Option<&'static str>,
    /// What was typed.
    pub typed: Option<String>,
    /// What we read.
    pub read: Option<String>,
    /// How sure we are of it.
    pub sure: Option<String>,
    /// The photo with the place.
    pub picture: Option<PictureCx>,
    /// The case is approved, and stays so: the words go into the conversation.
    pub approved: bool,
    /// As typed.
    pub sentence: String,
}

/// `/appeal`
#[derive(Debug, Default, Serialize)]
pub struct AppealPage {
    /// What to mend.
    pub problems: Vec<Problem>,
    /// As typed.
    pub sentence: String,
}

/// `/talk`
#[derive(Debug, Default, Serialize)]
pub struct TalkPage {
    /// What to mend.
    pub problems: Vec<Problem>,
    /// Otherwise they are shown the ways in.
    pub signed_in: bool,
    /// An answer is promised within.
    pub answer_hours: i64,
    /// Somebody who answers is there.
    pub there: bool,
    /// The desk is closed and opens then.
    pub opens_at: Option<Timestamp>,
    /// The number of the next message.
    pub client: String,
    /// What was said so far.
    pub conversation: Option<ConversationCx>,
    /// The reader's other conversations.
    pub others: Vec<OwnCx>,
    /// The bot answers what is asked now.
    pub bot: bool,
    /// A person has the case in hand: what is written is for them first.
    pub person_first: bool,
    /// The language model that may word the bot's answers.
    pub model: Option<ModelCx>,
    /// As typed.
    pub message: String,
}

/// A language model.
#[derive(Clone, Debug, Serialize)]
pub struct ModelCx {
    /// Its name.
    pub model: String,
    /// Host and port.
    pub host: String,
}

/// A hand-over.
#[derive(Clone, Debug, Serialize)]
pub struct OverCx {
    /// An answer is promised by.
    pub due_at: Option<Timestamp>,
    /// How many waited before, at that moment.
    pub before: u64,
    /// What the person sees.
    pub summary: SummaryCx,
}

/// One of the reader's other conversations.
#[derive(Clone, Debug, Serialize)]
pub struct OwnCx {
    /// Where it is.
    pub href: String,
    /// What people quote.
    pub reference: String,
    /// What it is about.
    pub subject: Option<String>,
    /// Whose turn, as in `talk-turn-<turn>`.
    pub turn: &'static str,
    /// An answer is promised by.
    pub due_at: Option<Timestamp>,
    /// The last message came then.
    pub last_at: Timestamp,
    /// There is something that was not read.
    pub unread: bool,
}

/// A conversation.
#[derive(Clone, Debug, Serialize)]
pub struct ConversationCx {
    /// Its address.
    pub here: String,
    /// What people quote.
    pub reference: String,
    /// What it is about.
    pub subject: Option<String>,
    /// It is closed.
    pub closed: bool,
    /// What the reader said of the help, 1 to 5.
    pub rated: Option<i64>,
    /// That was little: it is offered to go on.
    pub unhappy: bool,
    /// An answer is promised by.
    pub due_at: Option<Timestamp>,
    /// That has passed.
    pub late: bool,
    /// How many wait before.
    pub before: Option<u64>,
    /// A person who has it before them.
    pub present: Option<String>,
    /// A person is writing.
    pub typing: bool,
    /// A person has read what the reader wrote last.
    pub read: bool,
    /// The place of the last message.
    pub last: i64,
    /// Oldest first.
    pub messages: Vec<MessageCx>,
}

/// A message.
#[derive(Clone, Debug, Serialize)]
pub struct MessageCx {
    /// Its place.
    pub seq: i64,
    /// `you`, `person`, `bot`, `system`.
    pub author: &'static str,
    /// The person's.
    pub name: String,
    /// What it says.
    pub body: String,
    /// When.
    pub at: Timestamp,
    /// It was changed.
    pub edited: bool,
    /// Where it can still be changed.
    pub change: Option<String>,
    /// Answers to tap.
    pub replies: Vec<String>,
    /// Our own pages: title and path.
    pub links: Vec<(String, String)>,
    /// Files.
    pub files: Vec<FileCx>,
    /// What was asked for.
    pub request: Option<CheckCx>,
    /// What the bot says, with everything beside its words.
    pub bot: Option<BotCx>,
    /// That a person takes over.
    pub over: Option<OverCx>,
}

/// A file.
#[derive(Clone, Debug, Serialize)]
pub struct FileCx {
    /// What it is called.
    pub name: String,
    /// How large.
    pub bytes: i64,
    /// As in `talk-file-<state>`.
    pub state: &'static str,
    /// Where it is handed out.
    pub href: Option<String>,
}

/// A list of what was asked for.
#[derive(Clone, Debug, Serialize)]
pub struct CheckCx {
    /// As in `talk-list-<state>`.
    pub state: &'static str,
    /// What.
    pub items: Vec<ItemCx>,
    /// Where photos that were taken are sent for checking.
    pub send: Option<&'static str>,
}

/// One thing that was asked for.
#[derive(Clone, Debug, Serialize)]
pub struct ItemCx {
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
    /// Where a photo is taken.
    pub page: Option<String>,
    /// Where a file is sent.
    pub upload: Option<String>,
    /// Where somebody says that they have none.
    pub lacking: Option<String>,
}

/// `/talk/new`
#[derive(Clone, Debug, Default, Serialize)]
pub struct TicketPage {
    /// What to mend.
    pub problems: Vec<Problem>,
    /// The number of the message.
    pub client: String,
    /// There is a case that comes with it.
    pub has_case: bool,
    /// As typed.
    pub subject: String,
    /// As typed.
    pub happened: String,
    /// As typed.
    pub tried: String,
}

impl DisputePage {
    /// The page of a finding.
    pub fn of(finding: FindingCx) -> Self {
        let FindingCx { title, typed, read, sure, picture, .. } = finding;
        Self {
            problems: Vec::new(),
            title,
            field: None,
            typed,
            read,
            sure,
            picture,
            approved: false,
            sentence: String::new(),
        }
    }
}

impl Page for DisputePage {
    const TEMPLATE: &'static str = "portal/dispute.html";
    fn samples() -> Vec<Self> {
        let page = |problems, finding| Self { problems, sentence: "<b>".into(), ..Self::of(finding) };
        let field = |approved| Self {
            field: Some("birth_date"),
            approved,
            title: String::new(),
            ..Self::of(FindingCx::sample_mismatch())
        };
        vec![
            page(vec![], FindingCx::sample()),
            page(vec![Problem::new("sentence", "Shorter".into())], FindingCx::sample_mismatch()),
            field(false),
            field(true),
        ]
    }
}

impl Page for AppealPage {
    const TEMPLATE: &'static str = "portal/appeal.html";
    fn samples() -> Vec<Self> {
        let wrong = Self { problems: vec![Problem::new("sentence", "Write".into())], ..Self::default() };
        vec![Self::default(), wrong]
    }
}

impl Page for TalkPage {
    const TEMPLATE: &'static str = "portal/talk.html";
    fn samples() -> Vec<Self> {
        let at = Timestamp::from_micros(1_795_000_000_000_000);
        let item = |state, page: Option<&str>, upload: Option<&str>| ItemCx {
            id: "i1".into(),
            title: "The back of the card".into(),
            words: Some("The <b>whole</b> card\nplease".into()),
            state,
            reasons: vec!["Light covers the expiry date".into()],
            page: page.map(str::to_owned),
            upload: upload.map(str::to_owned),
            lacking: Some("/talk/c1/items/i1/lacking".into()),
        };
        let list =
            |state, items| CheckCx { state, items, send: (state == "open").then_some("/verify/check") };
        let file = |state, href: Option<&str>| FileCx {
            name: "proof.pdf".into(),
            bytes: 20_000,
            state,
            href: href.map(str::to_owned),
        };
        let message = |seq, author, body: &str| MessageCx {
            seq,
            author,
            name: "Lin Wei".into(),
            body: body.into(),
            at,
            edited: false,
            change: None,
            replies: vec![],
            links: vec![],
            files: vec![],
            request: None,
            bot: None,
            over: None,
        };
        let mut messages = vec![
            MessageCx {
                change: Some("/talk/c1/messages/m1".into()),
                edited: true,
                ..message(1, "you", "<i>Hello</i>\nthere")
            },
            MessageCx {
                replies: vec!["That helped".into()],
                links: vec![("Glare".into(), "/help/glare".into())],
                ..message(2, "bot", "Hi")
            },
            MessageCx {
                files: vec![file("clean", Some("/talk/files/f1")), file("held", None), file("refused", None)],
                ..message(3, "person", "Look")
            },
            message(4, "system", "Taken over"),
        ];
        let bare = |state| ItemCx { words: None, reasons: vec![], lacking: None, ..item(state, None, None) };
        for (seq, state) in [(5, "open"), (6, "looking"), (7, "fulfilled"), (8, "lacking"), (9, "withdrawn")]
        {
            let items = vec![
                item("wanted", Some("/verify/photo/back?from=talk"), None),
                item("problem", None, Some("/talk/c1/items/i1")),
                bare("received"),
                bare("accepted"),
                bare("lacking"),
            ];
            messages.push(MessageCx { request: Some(list(state, items)), ..message(seq, "person", "Asked") });
        }
        let conversation = |due_at, late: bool, closed| ConversationCx {
            here: "/talk/c1".into(),
            reference: "TK-7K4M-2Q9X".into(),
            subject: Some("<b>Withdrawal".into()),
            closed,
            rated: late.then_some(2),
            unhappy: late,
            due_at,
            late,
            before: Some(3),
            present: Some("Lin Wei".into()),
            typing: late,
            read: true,
            last: 9,
            messages: messages.clone(),
        };
        let other = |turn, due_at, unread: bool| OwnCx {
            href: "/talk/c2".into(),
            reference: "TK-1".into(),
            subject: unread.then(|| "Address".to_owned()),
            turn,
            due_at,
            last_at: at,
            unread,
        };
        let page = |conversation, problems| Self {
            problems,
            signed_in: true,
            answer_hours: 24,
            client: "0199".into(),
            conversation,
            others: vec![
                other("staff", Some(at), true),
                other("applicant", None, false),
                other("nobody", None, false),
            ],
            ..Self::default()
        };
        let rated = ConversationCx { rated: Some(1), unhappy: true, ..conversation(None, false, true) };
        let pleased = ConversationCx { rated: Some(5), ..conversation(None, false, true) };
        let plain = ConversationCx {
            subject: None,
            before: None,
            present: None,
            read: false,
            messages: vec![],
            ..conversation(None, false, true)
        };
        let over = |seq, before| MessageCx {
            over: Some(OverCx { due_at: (before > 0).then_some(at), before, summary: SummaryCx::sample() }),
            ..message(seq, "bot", "Taken over")
        };
        let over =
            ConversationCx { messages: vec![over(1, 0), over(2, 2)], ..conversation(None, false, false) };
        let bots = BotCx::samples().into_iter().enumerate().map(|(n, bot)| {
            let said = |seq| MessageCx { bot: Some(bot.clone()), ..message(seq, "bot", "Said") };
            let talk = ConversationCx {
                last: 3,
                messages: vec![said(1), message(2, "you", "Hm"), said(3)],
                ..conversation(None, false, false)
            };
            Self {
                bot: true,
                person_first: n == 0,
                model: (n == 1).then(|| ModelCx { model: "small".into(), host: "<b>host".into() }),
                ..page(Some(talk), vec![])
            }
        });
        let mut samples: Vec<Self> = bots.collect();
        samples.extend([
            page(Some(over), vec![]),
            Self::default(),
            Self { others: vec![], there: true, ..page(None, vec![]) },
            page(Some(conversation(Some(at), false, false)), vec![Problem::new("message", "Write".into())]),
            Self { opens_at: Some(at), ..page(Some(conversation(Some(at), true, false)), vec![]) },
            page(Some(rated), vec![]),
            page(Some(pleased), vec![]),
            page(Some(plain), vec![]),
        ]);
        samples
    }
}

impl Page for TicketPage {
    const TEMPLATE: &'static str = "portal/ticket.html";
    fn samples() -> Vec<Self> {
        let wrong = Self {
            problems: vec![
                Problem::new("subject", "Say what it is about".into()),
                Problem::new("happened", "Write".into()),
            ],
            has_case: true,
            subject: "<b>".into(),
            ..Self::default()
        };
        vec![Self::default(), wrong]
    }
}
