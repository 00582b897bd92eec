//! Claiming, masking, the inbox, pictures.

use super::rig::Rig;
use crate::{
    Error,
    review::{InboxFilter, InboxKind, Whose},
    testing::{Shows, typed_details},
};
use proofdesk_domain::{access::Role, details::TypedDetails, document::FieldName, verification::State};
use time::Duration;

#[tokio::test]
async fn opening_claims_and_others_see_it_masked() {
    let rig = Rig::new().await;
    let (lin, noor) =
        (rig.staff(Role::Reviewer, "Lin Wei").await, rig.staff(Role::Compliance, "Noor Haddad").await);
    let admin = rig.staff(Role::Admin, "Sam Okafor").await;
    let s = rig.applicant("anna").await;
    let typed = TypedDetails { birth_date: "1974-08-13".into(), ..typed_details() };
    let id = rig.case_with(&s, "plus", Shows::Passport, typed).await;
    let finding = rig.app.case(&s, id).await.unwrap().findings[0].id;
    rig.app.dispute(&s, id, finding, "").await.unwrap();

    // An admin looks without claiming, and sees nothing of the person.
    let view = rig.app.open_case(&admin, id).await.unwrap();
    assert!(view.masked && view.claimed_by.is_none() && view.comparison.is_empty());

    let view = rig.app.open_case(&lin, id).await.unwrap();
    assert!(view.mine && !view.masked);
    assert_eq!(view.case.typed.surname, "Eriksson");
    assert_eq!(view.applicant.email.as_deref(), Some("anna@people.example"));
    assert_eq!(view.applicant.invitation.as_deref(), Some("FRIENDS-24"));
    let birth = view.comparison.iter().find(|row| row.field == FieldName::BirthDate).unwrap();
    let marked: Vec<_> = birth.mrz.as_ref().unwrap().pieces.iter().map(|p| (&*p.text, p.differs)).collect();
    assert_eq!(marked, [("1974-08-1", false), ("2", true)]);
    let picture = view.evidence[0].id;
    assert!(rig.app.staff_picture(&lin, picture).await.unwrap().starts_with(&[0xff, 0xd8]));

    let view = rig.app.open_case(&noor, id).await.unwrap();
    assert!(view.masked && !view.mine);
    assert_eq!(view.claimed_by.as_deref(), Some("Lin Wei"));
    assert_eq!(view.case.typed, TypedDetails::default());
    assert_eq!(view.applicant.email.as_deref(), Some("a•••@people.example"));
    assert_eq!(view.applicant.invitation, None);
    assert!(view.comparison.is_empty() && view.case.readings.is_empty());
    assert!(view.findings.iter().all(|f| f.view.finding.typed.is_none() && f.view.finding.read.is_none()));
    assert!(view.allowed.take_over && !view.allowed.decide);
    assert!(matches!(rig.app.staff_picture(&noor, picture).await, Err(Error::NotAllowed)));

    let view = rig.app.take_over(&noor, id).await.unwrap();
    assert!(view.mine && view.allowed.decide);
    rig.app.release(&lin, id).await.unwrap();
    assert!(rig.app.review(&noor, id).await.unwrap().mine, "only the claimant gives it back");
    rig.app.release(&noor, id).await.unwrap();
    assert_eq!(rig.app.review(&noor, id).await.unwrap().claimed_by, None);
    let actions = rig.actions(id).await;
    let of_desk: Vec<_> = actions.iter().filter(|action| action.starts_with("case.")).collect();
    assert_eq!(of_desk, ["case.opened", "case.taken_over", "case.released"]);
    rig.chain_is_whole().await;
}

#[tokio::test]
async fn the_inbox_goes_by_the_clock_and_shows_no_names() {
    let rig = Rig::new().await;
    let lin = rig.staff(Role::Reviewer, "Lin Wei").await;
    let first = rig.applicant("bo").await;
    let early = rig.case(&first, "plus", Shows::Passport).await;
    rig.advance(Duration::minutes(5));
    let second = rig.applicant("cy").await;
    rig.app.say(&second, "I have no camera.", None).await.unwrap();
    rig.advance(Duration::minutes(5));
    let third = rig.applicant("di").await;
    let late = rig.case(&third, "plus", Shows::CardWithoutZone).await;

    let all = InboxFilter::default();
    let rows = rig.app.inbox(&lin, all.clone()).await.unwrap();
    let seen: Vec<_> =
        rows.iter().map(|r| (r.kind, r.verification, r.applicant_masked.as_deref().unwrap())).collect();
    assert_eq!(
        seen,
        [
            (InboxKind::Review, Some(early), "b•••@people.example"),
            (InboxKind::Conversation, None, "c•••@people.example"),
            (InboxKind::Review, Some(late), "d•••@people.example"),
        ]
    );
    assert!(rows.iter().all(|row| !row.breached));
    assert_eq!(rows[1].waiting_since, rows[1].due_at.unwrap().plus(-Duration::hours(24)));
    assert_eq!(rig.app.next_case(&lin, Some(early)).await.unwrap(), Some(late));

    rig.app.open_case(&lin, late).await.unwrap();
    let mine = rig.app.inbox(&lin, InboxFilter { whose: Whose::Mine, ..all.clone() }).await.unwrap();
    assert_eq!(mine.iter().map(|row| row.verification).collect::<Vec<_>>(), [Some(late)]);
    let free = rig.app.inbox(&lin, InboxFilter { whose: Whose::Free, ..all.clone() }).await.unwrap();
    assert_eq!(free.len(), 2);

    rig.advance(Duration::hours(24) - Duration::minutes(6));
    let rows = rig.app.inbox(&lin, all.clone()).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.breached).collect::<Vec<_>>(), [true, false, false]);

    let talk = rows[1].conversation.unwrap();
    let opened = rig.app.open_conversation(&lin, talk).await.unwrap();
    assert_eq!(opened.conversation.messages[0].body, "I have no camera.");
    rig.app.note(&lin, talk, "Called back.").await.unwrap();
    assert_eq!(rig.app.inbox(&lin, all.clone()).await.unwrap().len(), 3, "a note answers nobody");
    rig.app.reply(&lin, talk, "You can come to our office.").await.unwrap();
    assert_eq!(rig.app.inbox(&lin, all.clone()).await.unwrap().len(), 2, "an answer rests the clock");
    let theirs = rig.app.my_conversation(&second).await.unwrap().unwrap();
    let words: Vec<_> = theirs.messages.iter().map(|m| &*m.body).collect();
    assert_eq!(words, ["I have no camera.", "You can come to our office."], "no notes for the applicant");
    rig.work().await;
    let mail = rig.with.mails.last_to("cy@people.example").unwrap();
    assert_eq!(mail.subject, "message");
}

#[tokio::test]
async fn an_agent_helps_and_does_not_decide() {
    let rig = Rig::new().await;
    let agent = rig.staff(Role::Agent, "Robin Vale").await;
    let s = rig.applicant("eve").await;
    let id = rig.case(&s, "plus", Shows::Passport).await;
    let view = rig.app.open_case(&agent, id).await.unwrap();
    assert!(view.mine && view.allowed.assist && !view.allowed.decide && !view.allowed.decline);
    let refused = rig.app.approve(&agent, id, view.version, None).await;
    assert!(matches!(refused, Err(crate::review::DecideError::Error(Error::NotAllowed))));
    assert_eq!(rig.state(id).await, State::InReview);
}
