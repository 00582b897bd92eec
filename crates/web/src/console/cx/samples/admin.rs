//! Operations, staff, keys.

use super::{MINUTE, NOW, desk};
use crate::console::cx::admin::{
    Figures, Job, Key, KeysPage, Mail, NewPerson, OperationsPage, Person, StaffPage,
};

pub(in super::super) fn operations() -> Vec<OperationsPage> {
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

pub(in super::super) fn staff() -> Vec<StaffPage> {
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

pub(in super::super) fn keys() -> Vec<KeysPage> {
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
