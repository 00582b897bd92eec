//! The ledger, what figures are made of, approvals that are looked at again, tags.

use super::{made, on_both_engines};
use crate::{
    StoreError, Tx, desk,
    ledger::{
        self, Overturn, Sender,
        rereviews::{self, Followed, Rereview, RereviewOutcome},
    },
    reviews::{self, Decision},
    tags::{self, Tag},
    verifications::{self, Holder},
};
use made::{SEALED, at};
use proofdesk_domain::{
    DecisionId, ReasonCode,
    document::DocumentKind,
    ledger::{Browser, DeviceClass, Source},
    verification::{Mode, State, Verification},
};
use uuid::Uuid;

fn overturn(of: &Verification, source: Source, seconds: i64) -> Overturn {
    Overturn {
        id: Uuid::new_v4(),
        mode: of.mode,
        source,
        verification_id: of.id,
        applicant_id: of.applicant,
        reason_codes: vec![ReasonCode::find("image.glare").unwrap()],
        document_kind: Some(DocumentKind::Passport),
        issuing_country: Some("UTO".into()),
        device: Some(DeviceClass::Phone),
        browser: Some(Browser::Safari),
        policy_version: 3,
        said_by: None,
        taken_back_by: None,
        taken_back_at: at(seconds),
    }
}

fn rereview(of: &Verification, decision: DecisionId) -> Rereview {
    Rereview {
        id: Uuid::new_v4(),
        verification_id: of.id,
        applicant_id: of.applicant,
        decision_id: decision,
        mode: of.mode,
        opened_at: at(10),
        due_at: at(20),
        outcome: None,
        reason_code: None,
        followed: None,
        sealed_note: Some(SEALED.into()),
        done_by: None,
        done_at: None,
    }
}

fn tag(of: &Verification, word: &str) -> Tag {
    Tag {
        verification_id: of.id,
        tag: word.into(),
        applicant_id: of.applicant,
        tagged_by: None,
        tagged_at: at(9),
    }
}

/// A row of a person's in every table of this file.
pub(super) async fn insert(tx: &mut Tx, of: &Verification, decision: &Decision) {
    ledger::insert(tx, &overturn(of, Source::Undone, 9)).await.unwrap();
    let sender = Sender {
        verification_id: of.id,
        applicant_id: of.applicant,
        device: DeviceClass::Desk,
        browser: Some(Browser::Firefox),
        sent_at: at(3),
    };
    ledger::put_sender(tx, &sender).await.unwrap();
    rereviews::insert(tx, &rereview(of, decision.id)).await.unwrap();
    assert!(tags::put(tx, &tag(of, "made")).await.unwrap());
}

on_both_engines! {
    async fn the_ledger_keeps_what_was_taken_back_in_its_world_the_newest_first(store: &Store) {
        let p = made::person(store, Mode::Live).await;
        let mut tx = store.begin().await.unwrap();
        let tx = &mut tx;
        let later = overturn(&p.verification, Source::Appeal, 30);
        ledger::insert(tx, &later).await.unwrap();
        let all = ledger::list(tx, Mode::Live, at(0), 9).await.unwrap();
        assert_eq!(all.iter().map(|o| o.source).collect::<Vec<_>>(), [Source::Appeal, Source::Undone]);
        assert_eq!(all[0], later);
        let of = ledger::list_of_case(tx, p.applicant.id, p.verification.id).await.unwrap();
        assert_eq!(of.iter().map(|o| o.source).collect::<Vec<_>>(), [Source::Undone, Source::Appeal]);
        assert_eq!(ledger::count(tx, Mode::Live, at(10)).await.unwrap(), 1);
        assert_eq!(ledger::count(tx, Mode::Test, at(0)).await.unwrap(), 0);
        assert!(ledger::list(tx, Mode::Test, at(0), 9).await.unwrap().is_empty());
        assert_eq!(ledger::list(tx, Mode::Live, at(0), 1).await.unwrap().len(), 1);
        let sender = ledger::find_sender(tx, p.applicant.id, p.verification.id).await.unwrap().unwrap();
        assert_eq!(sender.device().word(), "desk/firefox");
        let program = Sender { device: DeviceClass::Api, browser: None, sent_at: at(40), ..sender };
        ledger::put_sender(tx, &program).await.unwrap();
        let eve = made::applicant(Mode::Live);
        assert!(ledger::find_sender(tx, eve.id, p.verification.id).await.unwrap().is_none());
        let kept = ledger::find_sender(tx, p.applicant.id, p.verification.id).await.unwrap();
        assert_eq!(kept, Some(program));
    }

    async fn the_facts_say_what_came_of_the_first_sending(store: &Store) {
        let p = made::person(store, Mode::Live).await;
        let mut tx = store.begin().await.unwrap();
        let tx = &mut tx;
        let facts = ledger::list_cases(tx, Mode::Live, at(0), 9).await.unwrap();
        assert_eq!(facts.len(), 1);
        let (id, case) = &facts[0];
        assert_eq!((*id, case.sent_at), (p.verification.id, at(2)));
        assert!(case.answered && !case.first_try, "two failed attempts");
        assert_eq!((case.decided, case.overturned), (None, true), "the decision can still be undone");
        assert_eq!(case.device.unwrap().word(), "desk/firefox");
        let codes = ledger::list_reasons(tx, Mode::Live, at(0), 9).await.unwrap();
        assert_eq!(codes, [(p.verification.id, p.finding.code)]);
        assert_eq!(ledger::count_raised(tx, Mode::Live, at(0)).await.unwrap(), [(p.finding.code, 1)]);
        assert!(ledger::count_raised(tx, Mode::Live, at(5)).await.unwrap().is_empty());

        let mut clean = made::verification(&p.applicant);
        (clean.attempts, clean.state, clean.trying_since) = (0, State::Approved, Some(at(50)));
        verifications::insert(tx, &clean).await.unwrap();
        let yes = Decision {
            id: DecisionId::from_uuid(Uuid::new_v4()), verification_id: clean.id, outcome: "approved".into(),
            decider: None, decided_at: at(60), undo_until: None, ..p.decision.clone()
        };
        reviews::insert_decision(tx, &yes).await.unwrap();
        // What comes later is none of its first end.
        let taken = Decision {
            id: DecisionId::from_uuid(Uuid::new_v4()), outcome: "declined".into(), decided_at: at(90),
            decider: Some(p.staff.id), ..yes.clone()
        };
        reviews::insert_decision(tx, &taken).await.unwrap();
        // Sent long before, decided in the time: it counts too.
        desk::take_effect(tx, p.decision.id, at(70)).await.unwrap();
        let mut facts = ledger::list_cases(tx, Mode::Live, at(55), 9).await.unwrap();
        facts.sort_by_key(|(_, case)| case.sent_at);
        let seen: Vec<_> = facts
            .iter()
            .map(|(_, case)| (case.first_try, case.decided.map(|d| (d.at, d.by, d.approved))))
            .collect();
        assert_eq!(seen, [
            (false, Some((at(70), Some(p.staff.id), false))),
            (true, Some((at(60), None, true))),
        ]);
        assert_eq!(ledger::list_cases(tx, Mode::Live, at(55), 1).await.unwrap().len(), 1);
        assert!(ledger::list_cases(tx, Mode::Live, at(100), 9).await.unwrap().is_empty());
        assert!(ledger::list_cases(tx, Mode::Test, at(0), 9).await.unwrap().is_empty());
    }

    async fn an_approval_waits_to_be_looked_at_again_and_is_answered_once(store: &Store) {
        let p = made::person(store, Mode::Live).await;
        let mut tx = store.begin().await.unwrap();
        let tx = &mut tx;
        let one = rereviews::list_of_case(tx, p.applicant.id, p.verification.id).await.unwrap().remove(0);
        assert!(rereviews::list_waiting(tx, Mode::Live, 9).await.unwrap().is_empty(), "it is not approved");
        let mut case = p.verification.clone();
        case.state = State::Approved;
        verifications::update(tx, &mut case).await.unwrap();
        assert_eq!(rereviews::list_waiting(tx, Mode::Live, 9).await.unwrap(), std::slice::from_ref(&one));
        assert!(rereviews::list_waiting(tx, Mode::Test, 9).await.unwrap().is_empty());
        let done = Rereview {
            outcome: Some(RereviewOutcome::Overturned), reason_code: ReasonCode::find("doc.expired"),
            followed: Some(Followed::Renewal), done_by: Some(p.staff.id), done_at: Some(at(15)), ..one
        };
        rereviews::answer(tx, &done).await.unwrap();
        assert!(matches!(rereviews::answer(tx, &done).await, Err(StoreError::Stale("rereview"))));
        assert_eq!(rereviews::find(tx, done.id).await.unwrap(), Some(done));
        let counted = rereviews::count_done(tx, Mode::Live, at(0)).await.unwrap();
        assert_eq!(counted, [(RereviewOutcome::Overturned, 1)]);
        assert!(rereviews::count_done(tx, Mode::Live, at(16)).await.unwrap().is_empty());
        assert!(rereviews::list_waiting(tx, Mode::Live, 9).await.unwrap().is_empty());
    }

    async fn cases_are_found_by_their_tags(store: &Store) {
        let p = made::person(store, Mode::Test).await;
        let eve = made::person(store, Mode::Test).await;
        let mut tx = store.begin().await.unwrap();
        let tx = &mut tx;
        assert!(tags::put(tx, &tag(&p.verification, "batch 4")).await.unwrap());
        assert!(!tags::put(tx, &tag(&p.verification, "batch 4")).await.unwrap(), "it is there already");
        let words = |tags: Vec<Tag>| tags.into_iter().map(|tag| tag.tag).collect::<Vec<_>>();
        let of = tags::list(tx, p.applicant.id, p.verification.id).await.unwrap();
        assert_eq!(words(of), ["batch 4", "made"]);
        assert!(tags::list(tx, eve.applicant.id, p.verification.id).await.unwrap().is_empty());
        let both = tags::list_of_ids(tx, &[p.verification.id, eve.verification.id]).await.unwrap();
        assert_eq!(both.len(), 3);
        assert_eq!(tags::list_in_use(tx, 9).await.unwrap(), ["batch 4", "made"]);
        let found = verifications::list_tagged(tx, Mode::Test, Holder::Anybody, Some("batch 4"), 9).await.unwrap();
        assert_eq!(found.iter().map(|case| case.id).collect::<Vec<_>>(), [p.verification.id]);
        // Each was made with somebody who has it in hand.
        let mine = verifications::list_tagged(tx, Mode::Test, Holder::One(p.staff.id), Some("made"), 9).await;
        assert_eq!(mine.unwrap().iter().map(|case| case.id).collect::<Vec<_>>(), [p.verification.id]);
        let free = verifications::list_tagged(tx, Mode::Test, Holder::Nobody, Some("made"), 9).await;
        assert!(free.unwrap().is_empty());
        assert!(!tags::delete(tx, eve.applicant.id, p.verification.id, "batch 4").await.unwrap());
        assert!(tags::delete(tx, p.applicant.id, p.verification.id, "batch 4").await.unwrap());
        assert_eq!(tags::list_in_use(tx, 9).await.unwrap(), ["made"]);
    }
}
