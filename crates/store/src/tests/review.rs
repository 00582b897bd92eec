//! Opinions, appeals, manual steps, escalation, presence, drafts, skills.

use super::{made, on_both_engines};
use crate::{
    StoreError, Tx,
    appeals::{self, Answer, Appeal, AppealOutcome},
    desk,
    floor::{self, Draft, Escalation, Skills},
    opinions::{self, Opinion, OpinionEnd},
    reviews::Decision,
    steps::{self, ManualStep, StepOutcome},
};
use made::{SEALED, at};
use proofdesk_domain::{AppealId, StaffId, verification::Mode};
use uuid::Uuid;

/// A row of a person's in every table of the review.
pub(crate) async fn insert(tx: &mut Tx, mode: Mode, decision: &Decision, staff: StaffId) {
    let (verification_id, applicant_id) = (decision.verification_id, decision.applicant_id);
    let opinion = Opinion {
        // Of the made decision it would make an opinion: the tests of decisions want it pending.
        decision_id: proofdesk_domain::DecisionId::from_uuid(Uuid::new_v4()),
        verification_id,
        applicant_id,
        given_at: at(7),
        ended: None,
        ended_at: None,
        agreed_by: None,
    };
    let other = Decision { id: opinion.decision_id, decided_at: at(5), ..decision.clone() };
    crate::reviews::insert_decision(tx, &other).await.unwrap();
    opinions::insert(tx, &opinion).await.unwrap();
    let appeal = Appeal {
        id: AppealId::from_uuid(Uuid::new_v4()),
        verification_id,
        applicant_id,
        decision_id: decision.id,
        mode,
        sealed_sentence: Some(SEALED.into()),
        opened_at: at(8),
        due_at: at(80),
        outcome: None,
        answer_id: None,
        heard_by: None,
        heard_at: None,
        solo: false,
    };
    appeals::insert(tx, &appeal).await.unwrap();
    let step = ManualStep {
        id: Uuid::new_v4(),
        verification_id,
        applicant_id,
        step: "screening".into(),
        outcome: StepOutcome::Clear,
        sealed_note: Some(SEALED.into()),
        done_by: staff,
        done_at: at(5),
    };
    steps::insert(tx, &step).await.unwrap();
    let escalation =
        Escalation { verification_id, applicant_id, escalated_by: Some(staff), escalated_at: at(6) };
    floor::escalate(tx, &escalation).await.unwrap();
    assert!(floor::see(tx, applicant_id, verification_id, staff, at(6), at(0)).await.unwrap());
    let draft = Draft {
        id: Uuid::new_v4(),
        verification_id,
        staff_id: staff,
        applicant_id,
        sealed: SEALED.into(),
        saved_at: at(6),
    };
    floor::put_draft(tx, &draft).await.unwrap();
}

on_both_engines! {
    async fn an_opinion_is_no_pending_decision_and_ends_once(store: &Store) {
        let p = made::person(store, Mode::Test).await;
        let eve = made::person(store, Mode::Test).await;
        let (id, case) = (p.applicant.id, p.verification.id);
        let mut tx = store.begin().await.unwrap();
        let tx = &mut tx;
        assert_eq!(desk::find_pending_decision(tx, case).await.unwrap(), Some(p.decision.clone()));
        assert!(opinions::list(tx, eve.applicant.id, case).await.unwrap().is_empty());
        let opinion = opinions::list(tx, id, case).await.unwrap();
        assert_eq!(opinion.len(), 1);
        assert_eq!(opinion[0].ended, None);
        assert_eq!(opinions::list_waiting(tx).await.unwrap().len(), 2);
        let ended = opinions::end(tx, opinion[0].decision_id, OpinionEnd::Agreed, Some(p.staff.id), at(20));
        ended.await.unwrap();
        let again = opinions::end(tx, opinion[0].decision_id, OpinionEnd::Void, None, at(21)).await;
        assert!(matches!(again, Err(StoreError::Stale(_))));
        let after = opinions::list(tx, id, case).await.unwrap();
        assert_eq!((after[0].ended, after[0].agreed_by), (Some(OpinionEnd::Agreed), Some(p.staff.id)));
        assert_eq!(opinions::list_waiting(tx).await.unwrap().len(), 1);
    }

    async fn an_appeal_is_answered_once_and_counted_in_its_world(store: &Store) {
        let p = made::person(store, Mode::Test).await;
        let eve = made::person(store, Mode::Test).await;
        let (id, case) = (p.applicant.id, p.verification.id);
        let mut tx = store.begin().await.unwrap();
        let tx = &mut tx;
        let appeal = appeals::list(tx, id, case).await.unwrap().remove(0);
        assert_eq!((appeal.decision_id, appeal.outcome), (p.decision.id, None));
        let turned = Answer {
            outcome: AppealOutcome::Overturned, decision: Some(p.decision.id),
            heard_by: Some(p.staff.id), solo: false,
        };
        let theirs = appeals::answer(tx, eve.applicant.id, appeal.id, turned, at(9)).await;
        assert!(matches!(theirs, Err(StoreError::Stale(_))), "another person's appeal");
        appeals::answer(tx, id, appeal.id, turned, at(9)).await.unwrap();
        assert!(matches!(appeals::answer(tx, id, appeal.id, turned, at(9)).await, Err(StoreError::Stale(_))));
        let heard = appeals::list_heard_since(tx, Mode::Test, at(9), 9).await.unwrap();
        assert_eq!(heard.len(), 1);
        assert_eq!((heard[0].outcome, heard[0].heard_by), (Some(AppealOutcome::Overturned), Some(p.staff.id)));
        assert!(appeals::list_heard_since(tx, Mode::Live, at(0), 9).await.unwrap().is_empty());
        assert!(appeals::list_heard_since(tx, Mode::Test, at(10), 9).await.unwrap().is_empty());
    }

    async fn the_queue_goes_by_the_promise_and_by_who_has_what(store: &Store) {
        use crate::verifications::{self, Holder};
        let p = made::person(store, Mode::Test).await;
        let later = made::person(store, Mode::Test).await;
        let mut tx = store.begin().await.unwrap();
        let tx = &mut tx;
        let mut first = p.verification.clone();
        let mut second = later.verification.clone();
        first.state = proofdesk_domain::verification::State::Appealed;
        (first.due_at, first.claimed_by) = (Some(at(20)), Some(p.staff.id));
        (second.due_at, second.claimed_by) = (Some(at(10)), None);
        verifications::update(tx, &mut first).await.unwrap();
        verifications::update(tx, &mut second).await.unwrap();
        let mut ids = async |holder, limit| -> Vec<_> {
            let found = verifications::list_waiting(tx, Mode::Test, holder, limit).await.unwrap();
            found.into_iter().map(|case| case.id).collect()
        };
        assert_eq!(ids(Holder::Anybody, 9).await, [second.id, first.id]);
        assert_eq!(ids(Holder::Anybody, 1).await, [second.id]);
        assert_eq!(ids(Holder::Nobody, 9).await, [second.id]);
        assert_eq!(ids(Holder::One(p.staff.id), 9).await, [first.id]);
        assert!(ids(Holder::One(later.staff.id), 9).await.is_empty());
        let both = verifications::list_of_ids(tx, &[first.id, second.id]).await.unwrap();
        assert_eq!(both.len(), 2);
        assert!(verifications::list_of_ids(tx, &[]).await.unwrap().is_empty());
        let people = [p.applicant.id, later.applicant.id];
        assert_eq!(crate::accounts::list_of(tx, &people).await.unwrap().len(), 2);
        assert_eq!(crate::applicants::list_of(tx, &people).await.unwrap().len(), 2);
    }

    async fn the_floor_keeps_who_looks_and_what_they_write(store: &Store) {
        let p = made::person(store, Mode::Test).await;
        let eve = made::person(store, Mode::Test).await;
        let (id, case, me) = (p.applicant.id, p.verification.id, p.staff.id);
        let mut tx = store.begin().await.unwrap();
        let tx = &mut tx;
        assert!(!floor::see(tx, id, case, me, at(10), at(5)).await.unwrap(), "was there just before");
        assert!(floor::see(tx, id, case, me, at(90), at(60)).await.unwrap(), "had been gone");
        assert_eq!(floor::list_present(tx, case, at(80)).await.unwrap(), [me]);
        assert!(floor::list_present(tx, case, at(91)).await.unwrap().is_empty());
        assert!(floor::leave(tx, case, me).await.unwrap() && !floor::leave(tx, case, me).await.unwrap());

        assert!(floor::find_draft(tx, eve.applicant.id, case, me).await.unwrap().is_none());
        assert!(floor::find_draft(tx, id, case, eve.staff.id).await.unwrap().is_none(), "one's own only");
        let draft = floor::find_draft(tx, id, case, me).await.unwrap().unwrap();
        let newer = Draft { id: Uuid::new_v4(), sealed: b"more".to_vec(), saved_at: at(9), ..draft };
        floor::put_draft(tx, &newer).await.unwrap();
        assert_eq!(floor::find_draft(tx, id, case, me).await.unwrap(), Some(newer));
        floor::delete_draft(tx, id, case, me).await.unwrap();
        assert!(floor::find_draft(tx, id, case, me).await.unwrap().is_none());

        let mine = floor::find_escalation(tx, id, case).await.unwrap().unwrap();
        assert!(floor::find_escalation(tx, eve.applicant.id, case).await.unwrap().is_none());
        floor::escalate(tx, &Escalation { escalated_at: at(99), ..mine.clone() }).await.unwrap();
        assert_eq!(floor::find_escalation(tx, id, case).await.unwrap(), Some(mine), "the first stands");
        assert_eq!(floor::list_escalated(tx).await.unwrap().len(), 2);
        floor::end_escalation(tx, id, case).await.unwrap();
        assert_eq!(floor::list_escalated(tx).await.unwrap(), [eve.verification.id]);

        let skills = Skills {
            staff_id: me, languages: r#"["zh-CN"]"#.into(), documents: "[]".into(), changed_at: at(1),
        };
        floor::put_skills(tx, &skills).await.unwrap();
        let skills = Skills { documents: r#"["passport"]"#.into(), changed_at: at(2), ..skills };
        floor::put_skills(tx, &skills).await.unwrap();
        assert_eq!(floor::list_skills(tx).await.unwrap(), [skills]);
        assert_eq!(steps::list(tx, id, case).await.unwrap().len(), 1);
        assert!(steps::list(tx, eve.applicant.id, case).await.unwrap().is_empty());
    }
}
