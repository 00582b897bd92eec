//! Several cases at once: handed out, tagged, checked again after a fault of ours; and who may.

use super::rig::{PASSWORD, Rig};
use crate::{
    Error,
    review::{Deed, InboxFilter, TagError},
    staff::NewStaff,
    testing::Shows,
};
use proofdesk_domain::{
    VerificationId,
    access::{Actor, Role},
    verification::{ReviewCause, State},
};

async fn waiting(rig: &Rig, name: &str) -> VerificationId {
    let s = rig.applicant(name).await;
    rig.case(&s, "plus", Shows::Passport).await
}

#[tokio::test]
async fn cases_are_handed_out_one_by_one_and_a_refusal_keeps_no_other_back() {
    let rig = Rig::new().await;
    let lin = rig.staff(Role::Reviewer, "Lin Wei").await;
    // Noor has an account as an applicant too: nobody decides on their own.
    let new = NewStaff {
        name: "Noor Haddad",
        email: "noor@people.example",
        role: Role::Reviewer,
        password: PASSWORD,
    };
    rig.app.create_staff(&Actor::System, new).await.unwrap();
    let token = rig.app.staff_sign_in("noor@people.example", PASSWORD).await.unwrap();
    let noor = rig.app.staff_session(token.as_str()).await.unwrap().unwrap();
    let agent = rig.staff(Role::Agent, "Sam Okoro").await;
    let admin = rig.staff(Role::Admin, "Ada Berg").await;
    let own = rig.applicant("noor").await;
    let own = rig.case(&own, "plus", Shows::Passport).await;
    let (free, taken) = (waiting(&rig, "anna").await, waiting(&rig, "bo").await);
    let s = rig.applicant("cleo").await;
    let over = rig.case(&s, "standard", Shows::Passport).await;
    assert_eq!(rig.state(over).await, State::Approved);
    rig.app.take_over(&agent, taken).await.unwrap();

    let done = rig.app.do_to_many(&lin, &[own, free, taken, over], &Deed::Assign(noor.id)).await.unwrap();
    let refused: Vec<_> = done.iter().map(|one| one.refused).collect();
    assert_eq!(refused, [Some("own_account"), None, Some("taken"), Some("state")]);
    assert_eq!(rig.app.review(&noor, free).await.unwrap().claimed_by.as_deref(), Some("Noor Haddad"));
    assert!(rig.actions(free).await.contains(&"case.assigned".to_owned()));
    assert!(!rig.actions(taken).await.contains(&"case.assigned".to_owned()));
    let again = rig.app.do_to_many(&lin, &[free], &Deed::Assign(noor.id)).await.unwrap();
    assert_eq!(again[0].refused, None, "she has it already");
    let from_her = rig.app.do_to_many(&admin, &[free], &Deed::Assign(lin.id)).await.unwrap();
    assert_eq!(from_her[0].refused, Some("taken"), "nothing is taken out of somebody's hands");

    // An agent takes cases, and hands none to others; an admin opens none.
    let others = rig.app.do_to_many(&agent, &[taken], &Deed::Assign(lin.id)).await;
    assert!(matches!(others, Err(Error::NotAllowed)));
    let third = waiting(&rig, "dan").await;
    let mine = rig.app.do_to_many(&agent, &[third], &Deed::Assign(agent.id)).await.unwrap();
    assert_eq!(mine[0].refused, None);
    let to_admin = rig.app.do_to_many(&lin, &[third], &Deed::Assign(admin.id)).await;
    assert!(matches!(to_admin, Err(Error::NotAllowed)));
    let names = |all: Vec<(_, String)>| all.into_iter().map(|(_, name)| name).collect::<Vec<_>>();
    assert_eq!(names(rig.app.case_holders(&lin).await.unwrap()), ["Lin Wei", "Noor Haddad", "Sam Okoro"]);
    assert_eq!(names(rig.app.case_holders(&agent).await.unwrap()), ["Sam Okoro"]);
    rig.chain_is_whole().await;
}

#[tokio::test]
async fn tags_find_cases_together_and_no_applicant_sees_them() {
    let rig = Rig::new().await;
    let lin = rig.staff(Role::Reviewer, "Lin Wei").await;
    let admin = rig.staff(Role::Admin, "Ada Berg").await;
    let s = rig.applicant("anna").await;
    let one = rig.case(&s, "plus", Shows::Passport).await;
    let other = waiting(&rig, "bo").await;
    let tag = Deed::Tag("  Camera  Fault".into());
    rig.app.do_to_many(&lin, &[one, other], &tag).await.unwrap();
    rig.app.tag_case(&lin, one, "vip").await.unwrap();
    assert!(matches!(rig.app.tag_case(&lin, one, "a@b.example").await, Err(TagError::Word)));
    let wrong = rig.app.do_to_many(&lin, &[one], &Deed::Tag(String::new())).await;
    assert!(matches!(wrong, Err(Error::Invalid(_))));
    assert!(matches!(rig.app.tag_case(&admin, one, "x").await, Err(TagError::Error(Error::NotAllowed))));

    assert_eq!(rig.app.tags_in_use(&lin).await.unwrap(), ["camera fault", "vip"]);
    let tagged = async |tag: &str| {
        let filter = InboxFilter { tag: Some(tag.to_owned()), ..InboxFilter::default() };
        let rows = rig.app.inbox(&lin, filter).await.unwrap();
        rows.into_iter().map(|row| (row.verification.unwrap(), row.tags)).collect::<Vec<_>>()
    };
    assert_eq!(tagged("vip").await, [(one, vec!["camera fault".to_owned(), "vip".to_owned()])]);
    assert_eq!(tagged("camera fault").await.len(), 2);
    assert!(tagged("nothing").await.is_empty());
    assert_eq!(rig.app.review(&lin, one).await.unwrap().tags.len(), 2);
    assert!(!format!("{:?}", rig.app.case(&s, one).await.unwrap()).contains("camera fault"));

    rig.app.do_to_many(&lin, &[one, other], &Deed::Untag("camera fault".into())).await.unwrap();
    rig.app.untag_case(&lin, other, "vip").await.unwrap();
    assert_eq!(rig.app.tags_in_use(&lin).await.unwrap(), ["vip"]);
    for n in 0..9 {
        rig.app.tag_case(&lin, one, &format!("t{n}")).await.unwrap();
    }
    assert!(matches!(rig.app.tag_case(&lin, one, "eleventh").await, Err(TagError::TooMany)));
    let full = rig.app.do_to_many(&lin, &[one, other], &Deed::Tag("eleventh".into())).await.unwrap();
    assert_eq!(full.iter().map(|d| d.refused).collect::<Vec<_>>(), [Some("tags"), None]);
    rig.chain_is_whole().await;
}

#[tokio::test]
async fn what_failed_by_our_fault_is_checked_again_and_nothing_else_is() {
    let rig = Rig::new().await;
    let lin = rig.staff(Role::Reviewer, "Lin Wei").await;
    let s = rig.applicant("anna").await;
    rig.with.examiner.fail_next(100);
    let ours = rig.draft(&s, "standard", Shows::Passport, crate::testing::typed_details()).await;
    rig.app.send(&s, ours).await.unwrap();
    for _ in 0..40 {
        rig.work().await;
        rig.advance(time::Duration::hours(1));
    }
    let view = rig.app.review(&lin, ours).await.unwrap();
    assert_eq!((view.case.state, view.cause), (State::InReview, Some(ReviewCause::OurFault)));
    let theirs = waiting(&rig, "bo").await;
    rig.with.examiner.fail_next(0);
    let done = rig.app.do_to_many(&lin, &[ours, theirs], &Deed::Recheck).await.unwrap();
    assert_eq!(done.iter().map(|d| d.refused).collect::<Vec<_>>(), [None, Some("not_ours")]);
    rig.work().await;
    assert_eq!(rig.state(ours).await, State::Approved);
    assert_eq!(rig.app.case(&s, ours).await.unwrap().attempts, 0);
}
