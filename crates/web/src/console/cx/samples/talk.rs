//! Conversations.

use super::{
    MINUTE, NOW,
    case::{applicant, case},
    clock, desk,
};
use crate::console::cx::case::{Applicant, CasePage, ConversationPage, May, Message, Talk};

pub(in super::super) fn talk() -> Talk {
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

pub(in super::super) fn conversation() -> Vec<ConversationPage> {
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
