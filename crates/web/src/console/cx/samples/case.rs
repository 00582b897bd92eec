//! A case in its states, what the applicant will read, and two versions of it.

use super::{
    MINUTE, NOW, PROBLEMS, clock, desk,
    evidence::{cell, compare, finding, findings, picture},
    talk::talk,
};
use crate::{
    console::cx::{
        case::{
            Applicant, CasePage, Decided, Dispute, Event, Finding, May, OtherCase, Pending, PreviewPage,
            Reason, ReasonGroup, StalePage, Talk, Typed, TypedField, YourDecision,
        },
        people::People,
    },
    portal::cx::finding::FindingCx,
};

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

pub(in super::super) fn applicant() -> Applicant {
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

pub(in super::super) fn case() -> Vec<CasePage> {
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
            ask: true,
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

pub(in super::super) fn preview() -> Vec<PreviewPage> {
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

pub(in super::super) fn stale() -> Vec<StalePage> {
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
