//! Samples that together reach every branch of the console's templates.

use super::{
    Clock, Desk,
    admin::{Figures, Job, Key, KeysPage, Mail, NewPerson, OperationsPage, Person, StaffPage},
    case::*,
    inbox::{InboxPage, Row},
    people::People,
};
use crate::portal::cx::finding::FindingCx;

const NOW: i64 = 1_795_442_400_000_000;
const MINUTE: i64 = 60_000_000;

fn desk(place: &'static str, admin: bool) -> Desk {
    Desk {
        name: "Lin Wei".into(),
        role: if admin { "admin" } else { "reviewer" },
        admin,
        place,
        after: 41,
        now: NOW,
        mentions: 2,
    }
}

fn clock(minutes: i64, text: &str, tone: &'static str) -> Clock {
    Clock { at: NOW + minutes * MINUTE, text: text.into(), tone }
}

fn row(kind: &'static str, n: usize) -> Row {
    Row {
        href: format!("/console/cases/0199-{n}"),
        id: format!("0199-{n}"),
        kind,
        mode: if n.is_multiple_of(2) { "live" } else { "test" },
        reference: format!("PD-7K4M-2Q9{n}"),
        applicant: Some("a•••@example.org".into()),
        level: Some("Standard".into()),
        clock: Some(clock(200, "3 h 20 min left", "calm")),
        cause: Some("same_finding_twice"),
        claimed_by: None,
        mine: false,
        waited: "40 min".into(),
        escalated: n == 4,
        second: [None, Some("yours"), Some("wanted")].get(n).copied().flatten(),
        case: (kind == "review").then(|| format!("0199-{n}")),
        tags: if n == 3 { vec!["camera fault".into()] } else { Vec::new() },
    }
}

pub(super) fn inbox() -> Vec<InboxPage> {
    let causes = [
        "finding",
        "manual_step",
        "same_finding_twice",
        "attempts_used",
        "trying_too_long",
        "dispute",
        "asked",
        "our_fault",
    ];
    let mut rows: Vec<Row> =
        causes.iter().enumerate().map(|(n, cause)| Row { cause: Some(cause), ..row("review", n) }).collect();
    rows[0].clock = Some(clock(-25, "25 min over", "late"));
    rows[1].clock = Some(clock(50, "50 min left", "soon"));
    rows[2].mine = true;
    rows[2].claimed_by = Some("Lin Wei".into());
    rows[3].claimed_by = Some("Aïcha Haddad".into());
    rows.insert(1, Row { kind: "appeal", cause: None, ..row("appeal", 9) });
    rows.push(Row { cause: None, ..row("rereview", 6) });
    rows.push(Row { cause: None, level: None, ..row("conversation", 8) });
    rows.push(Row { cause: None, level: None, applicant: None, clock: None, ..row("conversation", 7) });
    let full = InboxPage {
        desk: desk("inbox", false),
        mode: "all",
        whose: "all",
        query: String::new(),
        tag: String::new(),
        tags: vec!["camera fault".into()],
        colleagues: vec![("0198".into(), "Lin Wei".into()), ("0199".into(), "Noor Haddad".into())],
        may_bulk: true,
        may_tag: true,
        rows,
        more: Some(100),
        late: 1,
        done: Some("released"),
    };
    let empty = InboxPage { rows: Vec::new(), more: None, late: 0, done: None, ..full.clone() };
    let filtered = InboxPage {
        tag: "camera fault".into(),
        may_tag: false,
        mode: "live",
        whose: "mine",
        query: "PD".into(),
        desk: desk("inbox", true),
        ..empty.clone()
    };
    vec![full, empty, filtered]
}

#[expect(clippy::unnecessary_wraps, reason = "every caller wants an option")]
fn cell(pieces: &[(&str, bool)], confidence: Option<f32>) -> Option<Cell> {
    Some(Cell {
        pieces: pieces.iter().map(|(text, differs)| ((*text).to_owned(), *differs)).collect(),
        confidence,
        evidence: confidence.map(|_| "ev-front".into()),
        points: confidence.map(|_| "620,310 980,310 980,360 620,360".into()),
    })
}

fn compare() -> Vec<Compare> {
    let same = |field, value: &str| Compare {
        field,
        agrees: "yes",
        typed: cell(&[(value, false)], None),
        printed: cell(&[(value, false)], Some(0.97)),
        mrz: cell(&[(value, false)], Some(0.99)),
        barcode: None,
    };
    vec![
        Compare {
            agrees: "no",
            typed: cell(&[("ERIK", false), ("SS", true), ("ON", false)], None),
            printed: cell(&[("ERIKSON", false)], Some(0.93)),
            ..same("surname", "ERIKSON")
        },
        same("given_names", "ANNA MARIA"),
        same("document_number", "L898902C3"),
        Compare {
            agrees: "no",
            typed: cell(&[("1974-08-", false), ("21", true)], None),
            mrz: cell(&[("1974-08-", false), ("12", true)], Some(0.99)),
            ..same("birth_date", "1974-08-12")
        },
        Compare { agrees: "single", typed: None, printed: None, ..same("expiry_date", "2032-04-15") },
        same("nationality", "UTO"),
    ]
}

fn finding(n: usize) -> Finding {
    Finding {
        id: format!("f{n}"),
        number: n,
        code: "image.glare".into(),
        title: "Light covers the expiry date".into(),
        confidential: false,
        severity: "blocking",
        state: "open",
        field: Some("expiry_date"),
        page: Some("front"),
        measured: Some("31%".into()),
        threshold: Some("10%".into()),
        gauge: Some(Gauge { value: 62.0, threshold: 20.0 }),
        typed: None,
        read: None,
        confidence: None,
        evidence: Some("ev-front".into()),
        points: Some("900,420 1180,420 1180,560 900,560".into()),
        note: None,
        raised_by: None,
        times: 2,
        sending: 2,
        resolved_by: None,
    }
}

fn findings() -> Vec<Finding> {
    vec![
        finding(1),
        Finding {
            code: "data.dob_mismatch".into(),
            title: "The date of birth differs from the document".into(),
            state: "disputed",
            field: Some("birth_date"),
            measured: None,
            threshold: None,
            gauge: None,
            typed: Some("1974-08-21".into()),
            read: Some("1974-08-12".into()),
            confidence: Some(0.99),
            points: Some("620,310 980,310 980,360 620,360".into()),
            times: 1,
            ..finding(2)
        },
        Finding {
            code: "integrity.suspected".into(),
            title: "A person needs to look at this".into(),
            confidential: true,
            severity: "advisory",
            field: None,
            page: Some("details"),
            measured: None,
            gauge: None,
            evidence: None,
            points: None,
            note: Some("Hold the card flat".into()),
            raised_by: Some("Aïcha Haddad".into()),
            ..finding(3)
        },
    ]
}

fn picture(id: &str, slot: &'static str, current: bool) -> Picture {
    Picture {
        id: id.into(),
        src: format!("/console/pictures/{id}"),
        slot,
        current,
        width: 1600,
        height: 1100,
        bytes: 1_840_221,
        uploaded_by: (!current).then(|| "Aïcha Haddad".into()),
        at: NOW - 90 * MINUTE,
        places: if slot == "front" && current {
            vec![
                Place {
                    id: "f1".into(),
                    number: 1,
                    severity: "blocking",
                    points: "900,420 1180,420 1180,560 900,560".into(),
                    label: (900.0, 405.0),
                },
                Place {
                    id: "f2".into(),
                    number: 2,
                    severity: "advisory",
                    points: "620,310 980,310 980,360 620,360".into(),
                    label: (620.0, 295.0),
                },
            ]
        } else {
            Vec::new()
        },
    }
}

fn history() -> Vec<Event> {
    let event = |minutes: i64, actor: &str, kind, text: &str| Event {
        at: NOW - minutes * MINUTE,
        actor: actor.into(),
        kind,
        text: text.into(),
    };
    vec![
        event(2, "Lin Wei", "person", "opened the case"),
        event(30, "Proofdesk", "system", "brought a person"),
        event(34, "Applicant", "applicant", "sent it for checking"),
        event(90, "The platform", "platform", "created the case"),
    ]
}

fn talk() -> Talk {
    let message = |seq: i64, side, author: &str, body: &str, internal| Message {
        by: None,
        change: (seq == 1).then(|| "/console/conversations/c1/messages/m1".into()),
        id: format!("m{seq}"),
        kind: if internal { "note" } else { "said" },
        edited: seq == 1,
        withdrawn: false,
        replies: vec![],
        links: vec![],
        files: vec![],
        request: None,
        seq,
        side,
        author: author.into(),
        body: body.into(),
        bot: (side == "bot").then(|| crate::bot::BotCx::samples().remove(2)),
        over: (side == "over").then(crate::bot::SummaryCx::sample),
        at: NOW - (60 - seq * 10) * MINUTE,
        internal,
    };
    Talk {
        id: Some("c1".into()),
        reference: Some("TK-22HJ-9QAA".into()),
        turn: Some("staff"),
        clock: Some(clock(70, "1 h 10 min left", "soon")),
        seen: 3,
        client: "0199".into(),
        tools: Some(crate::console::talks::cx::sample_tools()),
        messages: vec![
            message(
                1,
                "applicant",
                "Applicant",
                "The lamp in my room always shines on it.\nCan I send a scan?",
                false,
            ),
            message(2, "staff", "Lin Wei", "Tilt the card a little until the white patch is gone.", false),
            message(3, "staff", "Lin Wei", "Third try from the same phone; look at the edges.", true),
            message(4, "system", "Proofdesk", "A person has taken over.", false),
            message(5, "bot", "Assistant", "Tilt it.", false),
            message(6, "over", "Assistant", "A person takes over.", false),
        ],
    }
}

fn applicant() -> Applicant {
    Applicant {
        email: Some("anna@example.org".into()),
        external_ref: Some("cust-20931".into()),
        invitation: Some("<FRIENDS-24>".into()),
        lang: "zh-CN".into(),
        lang_name: "简体中文",
        region: Some("SWE".into()),
        others: vec![OtherCase {
            href: "/console/cases/0198".into(),
            reference: "PD-2345-678Z".into(),
            level: "Basic".into(),
            state: "approved",
        }],
    }
}

fn reasons() -> Vec<ReasonGroup> {
    let reason = |code: &str, title: &str, picked| Reason {
        code: code.into(),
        title: title.into(),
        picked,
        slot: picked.then_some("front"),
        field: picked.then_some("expiry_date"),
        note: String::new(),
        asks_page: true,
        asks_field: true,
    };
    [
        "file",
        "image",
        "capture",
        "doc",
        "read",
        "data",
        "registry",
        "face",
        "device",
        "poa",
        "screening",
        "integrity",
        "policy",
        "session",
        "system",
    ]
    .into_iter()
    .map(|name| ReasonGroup {
        name: name.into(),
        picked: name == "image",
        reasons: vec![
            reason(&format!("{name}.glare"), "Light covers part of the document", name == "image"),
            Reason {
                asks_page: false,
                asks_field: false,
                ..reason(&format!("{name}.blurred"), "The photo is blurred", false)
            },
        ],
    })
    .collect()
}

pub(super) fn case() -> Vec<CasePage> {
    let full = CasePage {
        desk: desk("case", false),
        tags: vec!["camera fault".into()],
        may_tag: true,
        migrate: Some((1, 2)),
        id: "0199".into(),
        here: "/console/cases/0199".into(),
        query: String::new(),
        now: "/console/cases/0199/now".into(),
        version: 7,
        mode: "test",
        reference: "PD-7K4M-2Q9X".into(),
        name: Some("Anna Maria Erikson".into()),
        level: "Standard".into(),
        state: "in_review",
        turn: "person",
        clock: Some(clock(70, "1 h 10 min left", "soon")),
        cause: Some("dispute"),
        claimed_by: Some("Lin Wei".into()),
        mine: true,
        masked: false,
        delayed: false,
        attempts: 2,
        document: Some(("passport", "UTO".into())),
        applicant: applicant(),
        pictures: vec![
            picture("ev-front", "front", true),
            picture("ev-back", "back", true),
            picture("ev-old", "front", false),
        ],
        comparison: compare(),
        has_barcode: false,
        differing: 2,
        standing: findings(),
        settled: ["resolved", "overruled", "upheld"]
            .map(|state| Finding {
                number: 0,
                state,
                resolved_by: Some("Lin Wei".into()),
                points: None,
                ..finding(4)
            })
            .into(),
        disputes: vec![
            Dispute {
                id: "d1".into(),
                title: Some("The date of birth differs from the document".into()),
                number: Some(2),
                field: Some("birth_date".into()),
                sentence: Some("It says the twelfth, look again.".into()),
                at: NOW - 40 * MINUTE,
                settled: None,
                settled_by: None,
            },
            Dispute {
                id: "d2".into(),
                title: None,
                number: None,
                field: None,
                sentence: None,
                at: NOW - 140 * MINUTE,
                settled: Some("overruled"),
                settled_by: Some("Lin Wei".into()),
            },
            Dispute {
                id: "d3".into(),
                title: None,
                number: None,
                field: None,
                sentence: None,
                at: NOW - 140 * MINUTE,
                settled: Some("upheld"),
                settled_by: None,
            },
        ],
        history: history(),
        talk: talk(),
        pending: None,
        decisions: vec![],
        may: May {
            decide: true,
            decline: true,
            assist: true,
            revoke: false,
            recheck: true,
            take_over: false,
            open: true,
            escalate: false,
            hand_back: false,
            step: false,
        },
        people: People::default(),
        typed: Typed {
            fields: ["surname", "given_names", "native_name", "birth_date", "nationality", "document_number"]
                .into_iter()
                .map(|name| TypedField { name, value: "Eriksson".into(), problem: None })
                .collect(),
            why: String::new(),
        },
        slots: vec!["front", "back"],
        kinds: vec!["passport", "id_card"],
        past: crate::console::past::Past::sample(),
        retake: reasons(),
        decline: vec![
            Reason { picked: true, ..reasons()[0].reasons[0].clone() },
            reasons()[1].reasons[1].clone(),
        ],
        open: None,
        problem: None,
        refused: Vec::new(),
        done: None,
        draft: String::new(),
    };
    let mut samples = vec![full.clone()];
    for open in ["approve", "retake", "decline", "correct", "upload"] {
        samples.push(CasePage {
            open: Some(open),
            problem: Some("no_reason"),
            draft: "Because".into(),
            ..full.clone()
        });
    }
    for problem in
        ["missing", "too_long", "not_a_date", "impossible_date", "unknown_country", "odd_characters"]
    {
        let mut page = full.clone();
        page.typed.fields[0].problem = Some(problem);
        samples.push(page);
    }
    for problem in PROBLEMS {
        samples.push(CasePage { problem: Some(problem), ..full.clone() });
    }
    for done in crate::console::DEEDS {
        samples.push(CasePage { done: Some(done), ..full.clone() });
    }
    let pending = |mine| Pending {
        id: "dec".into(),
        outcome: "needs_input",
        until: NOW + 8_000_000,
        seconds: 8,
        by: "Lin Wei".into(),
        mine,
        hidden: !mine,
        reasons: vec!["Light covers the expiry date".into()],
    };
    samples.push(CasePage { pending: Some(pending(true)), ..full.clone() });
    samples.push(CasePage { pending: Some(pending(false)), ..full.clone() });
    let bare = CasePage {
        name: None,
        clock: None,
        cause: None,
        attempts: 0,
        document: None,
        pictures: vec![],
        comparison: vec![],
        differing: 0,
        standing: vec![],
        settled: vec![],
        disputes: vec![],
        talk: Talk::default(),
        may: May { take_over: true, open: true, ..May::default() },
        applicant: Applicant {
            email: None,
            external_ref: None,
            invitation: None,
            region: None,
            others: vec![],
            ..applicant()
        },
        ..full.clone()
    };
    samples.push(CasePage {
        claimed_by: Some("Aïcha Haddad".into()),
        mine: false,
        masked: true,
        ..bare.clone()
    });
    samples.push(CasePage { claimed_by: None, mine: false, masked: true, delayed: true, ..bare.clone() });
    samples.push(CasePage {
        claimed_by: None,
        mine: false,
        masked: true,
        may: May::default(),
        ..bare.clone()
    });
    samples.push(CasePage {
        open: Some("upload"),
        problem: Some("refused"),
        refused: vec!["The file does not open.".into()],
        ..full.clone()
    });
    for (state, turn) in [
        ("draft", "applicant"),
        ("needs_input", "applicant"),
        ("checking", "checks"),
        ("appealed", "person"),
        ("approved", "nobody"),
        ("declined", "nobody"),
        ("cancelled", "nobody"),
        ("expired", "nobody"),
        ("revoked", "nobody"),
    ] {
        samples.push(CasePage { state, turn, mode: "live", ..bare.clone() });
    }
    samples.push(CasePage {
        state: "approved",
        turn: "nobody",
        open: Some("revoke"),
        may: May { revoke: true, open: true, ..May::default() },
        decline: full.decline.clone(),
        ..full.clone()
    });
    let mut barcode = full.clone();
    barcode.has_barcode = true;
    barcode.comparison[0].barcode = cell(&[("ERIKSON", false)], Some(0.99));
    barcode.decisions = ["approved", "needs_input", "declined", "revoked"]
        .map(|outcome| Decided {
            outcome,
            at: NOW - 900 * MINUTE,
            by: (outcome != "approved").then(|| "Aïcha Haddad".into()),
            reasons: vec!["Light covers the expiry date".into()],
            message: Some("Your card has expired.\nYou can use another document.".into()),
            note: Some("Called twice".into()),
            policy: 3,
        })
        .into();
    samples.push(barcode);
    samples.extend(people(&full));
    samples
}

/// Cases that people have in hand together.
fn people(full: &CasePage) -> Vec<CasePage> {
    let may = |page: &CasePage| May { escalate: true, step: true, hand_back: true, ..page.may };
    let each = |people: People| {
        let barred = people.barred.is_some();
        let may = if barred { May { escalate: true, open: true, ..May::default() } } else { may(full) };
        CasePage { people, may, pending: None, open: None, problem: None, ..full.clone() }
    };
    let mut all: Vec<CasePage> = People::samples().into_iter().map(each).collect();
    let first = all[0].clone();
    for (open, problem) in [("escalate", "why"), ("steps", "step_outcome")] {
        all.push(CasePage { open: Some(open), problem: Some(problem), ..first.clone() });
    }
    all
}

/// Every word of `console-problem-…` that pages are given.
pub(super) const PROBLEMS: &[&str] = &[
    "too_late",
    "no_reason",
    "no_message",
    "too_long",
    "not_for_decline",
    "not_for_retake",
    "page",
    "already_pending",
    "too_large",
    "wrong_state",
    "claimed",
    "own_decision",
    "has_spoken",
    "for_compliance",
    "own_account",
    "steps_open",
    "step_outcome",
    "stale_reply",
    "words",
    "why",
    "details",
    "empty",
    "refused",
    "file",
    "busy",
    "name",
    "email",
    "email_taken",
    "password",
    "role",
    "scopes",
];

pub(super) fn preview() -> Vec<PreviewPage> {
    let retake = PreviewPage {
        lang: "zh-CN",
        outcome: "retake",
        findings: vec![FindingCx::sample(), FindingCx::sample_mismatch()],
        decider: "Lin Wei".into(),
        at: NOW,
        level: "标准".into(),
        message: None,
    };
    vec![
        PreviewPage { outcome: "revoke", ..retake.clone() },
        PreviewPage { outcome: "approve", findings: vec![], ..retake.clone() },
        PreviewPage {
            outcome: "decline", message: Some("很遗憾。\n可以申诉。".into()), ..retake.clone()
        },
        retake,
    ]
}

pub(super) fn stale() -> Vec<StalePage> {
    let page = StalePage {
        desk: desk("case", false),
        here: "/console/cases/0199".into(),
        reference: "PD-7K4M-2Q9X".into(),
        version: 9,
        yours: YourDecision {
            outcome: "needs_input",
            action: "/console/cases/0199/retake".into(),
            lines: vec!["Light covers the expiry date".into()],
            fields: vec![("pick".into(), "image.glare".into())],
        },
        state: "in_review",
        claimed_by: Some("Aïcha Haddad".into()),
        outcome: Some("approved"),
        standing: vec!["The photo is blurred".into()],
        history: history(),
        may_repeat: true,
    };
    vec![
        page.clone(),
        StalePage { standing: vec![], outcome: None, claimed_by: None, may_repeat: false, ..page },
    ]
}

pub(super) fn conversation() -> Vec<ConversationPage> {
    let page = ConversationPage {
        desk: desk("inbox", false),
        mode: "test",
        applicant: applicant(),
        beside: None,
        talk: talk(),
        may: May { assist: true, ..May::default() },
        problem: Some("empty"),
        done: None,
        draft: "Dear".into(),
    };
    let mut answered = page.clone();
    answered.talk.turn = Some("applicant");
    answered.problem = None;
    answered.done = Some("talk-assigned");
    answered.talk.tools = Some(crate::console::talks::cx::bare_tools());
    answered.talk.messages.extend(crate::console::talks::cx::sample_messages(NOW));
    let mut closed = answered.clone();
    closed.talk.turn = Some("nobody");
    closed.talk.clock = None;
    closed.applicant =
        Applicant { email: None, external_ref: None, invitation: None, others: vec![], ..applicant() };
    // Every face of a case stands beside a conversation too.
    let beside = case().into_iter().map(|case| {
        let (here, query) = ("/console/conversations/c1".to_owned(), "?talk=c1".to_owned());
        let case = CasePage { now: here.clone(), here, query, ..case };
        ConversationPage { beside: Some(Box::new(case)), ..answered.clone() }
    });
    let beside: Vec<_> = beside.collect();
    [page, answered, closed].into_iter().chain(beside).collect()
}

pub(super) fn operations() -> Vec<OperationsPage> {
    let keys = [
        "queue",
        "unanswered",
        "breached",
        "checking",
        "needs_input",
        "decided",
        "approved",
        "first_try",
        "overturned",
        "outcome",
    ];
    let figures = Figures {
        mode: "live",
        since: NOW - 30 * 24 * 60 * MINUTE,
        values: keys.map(|key| (key, "12".to_owned())).into(),
    };
    let full = OperationsPage {
        desk: desk("operations", true),
        jobs: vec![Job {
            id: "j1".into(),
            kind: "examine".into(),
            tries: 5,
            error: "the decoder ended without an answer".into(),
            at: NOW - 40 * MINUTE,
        }],
        mails: Some(vec![
            Mail {
                name: "1.eml".into(),
                subject: "There is news".into(),
                at: NOW,
                to: Some("a@example.org".into()),
                body: Some("Hello,\nyour code is 123456".into()),
            },
            Mail {
                name: "2.eml".into(),
                subject: "Confirm your address".into(),
                at: NOW,
                to: None,
                body: None,
            },
        ]),
        figures: vec![figures.clone(), Figures { mode: "test", ..figures }],
        done: Some("retried"),
    };
    vec![
        full.clone(),
        OperationsPage { jobs: vec![], mails: Some(vec![]), done: None, ..full.clone() },
        OperationsPage { mails: None, figures: vec![], ..full },
    ]
}

pub(super) fn staff() -> Vec<StaffPage> {
    let person = |n: usize, role, active, me| Person {
        id: format!("s{n}"),
        name: format!("Person {n}"),
        email: format!("p{n}@example.org"),
        role,
        active,
        me,
        claimed: 3,
        decided: 12,
        languages: if me { vec![] } else { vec!["zh-CN".into()] },
        documents: if me { vec![] } else { vec!["passport"] },
    };
    let page = StaffPage {
        desk: desk("staff", true),
        people: vec![
            person(1, "admin", true, true),
            person(2, "reviewer", true, false),
            person(3, "agent", false, false),
            person(4, "compliance", true, false),
        ],
        roles: vec!["agent", "reviewer", "compliance", "admin"],
        draft: NewPerson { name: "Bo".into(), email: "bo@".into(), role: "agent".into() },
        problem: Some("email"),
        done: None,
    };
    vec![
        page.clone(),
        StaffPage { problem: None, done: Some("staff-added"), draft: NewPerson::default(), ..page },
    ]
}

pub(super) fn keys() -> Vec<KeysPage> {
    let key = |name: &str, used_at, revoked_at| Key {
        id: name.into(),
        name: name.into(),
        mode: "test",
        scopes: vec!["verifications:write"],
        created_at: NOW,
        used_at,
        revoked_at,
    };
    let page = KeysPage {
        desk: desk("keys", true),
        keys: vec![key("a", None, None), key("b", Some(NOW), Some(NOW))],
        scopes: vec!["verifications:write", "verifications:read"],
        secret: Some("pd_test_abcdefghijklmnopqrstuvwxyz".into()),
        name: String::new(),
        problem: None,
        done: None,
    };
    vec![page.clone(), KeysPage { keys: vec![], secret: None, problem: Some("name"), done: None, ..page }]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        console::cx::sign_in::SignInPage,
        i18n::{Locale, Texts},
        pages::{Page, check_samples},
    };

    /// Renders every sample; with `PROOFDESK_RENDER` set, writes each page's first ones into that folder.
    fn check<P: Page>() {
        let rendered = check_samples::<P>();
        let folder = std::env::var_os("PROOFDESK_RENDER").map(std::path::PathBuf::from);
        assert!(rendered.iter().all(|(_, html)| !html.trim().is_empty()));
        for (n, (locale, html)) in rendered.iter().enumerate() {
            if let Some(folder) = &folder {
                let name = P::TEMPLATE.replace('/', "-").replace(".html", "");
                std::fs::write(folder.join(format!("{name}-{}-{n}.html", locale.tag())), html)
                    .expect("written");
            }
        }
    }

    #[test]
    fn every_console_page_renders_in_every_locale() {
        check::<SignInPage>();
        check::<InboxPage>();
        check::<CasePage>();
        check::<PreviewPage>();
        check::<StalePage>();
        check::<ConversationPage>();
        check::<crate::console::talks::cx::TalksPage>();
        check::<crate::console::talks::cx::CannedPage>();
        check::<OperationsPage>();
        check::<StaffPage>();
        check::<KeysPage>();
    }

    #[test]
    fn every_problem_and_every_deed_has_its_text() {
        for locale in Locale::ALL {
            let texts = Texts::load(locale, None).expect("loads");
            for problem in PROBLEMS
                .iter()
                .chain(crate::console::talks::one::PROBLEMS)
                .chain(crate::console::talks::canned::PROBLEMS)
            {
                assert!(texts.has(&format!("console-problem-{problem}")), "{problem}");
            }
            for done in crate::console::DEEDS {
                assert!(texts.has(&format!("console-done-{done}")), "{done}");
            }
        }
    }
}
