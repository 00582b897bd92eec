//! Nobody's finder reaches another person's rows, and the two worlds do not meet.

use super::{made, on_both_engines};
use crate::{
    StoreError, accounts, api_keys, applicants, conversations, details, events, evidence, findings, reviews,
    sessions, terms, uploads, verifications,
};
use conversations::Readers;
use made::at;
use proofdesk_domain::{
    evidence::Slot,
    finding::FindingState,
    verification::{Mode, State},
};

on_both_engines! {
    async fn a_strangers_id_opens_nothing(store: &Store) {
        let ada = made::person(store, Mode::Live).await;
        let eve = made::person(store, Mode::Live).await;
        let (case, id) = (ada.verification.id, eve.applicant.id);
        let mut tx = store.begin().await.unwrap();
        let tx = &mut tx;

        assert!(verifications::find(tx, id, case).await.unwrap().is_none());
        assert!(matches!(verifications::get(tx, id, case).await, Err(StoreError::NotFound(_))));
        assert!(verifications::find_queue_position(tx, id, case).await.unwrap().is_none());
        assert!(details::find_current(tx, id, case).await.unwrap().is_none());
        assert!(details::list(tx, id, case).await.unwrap().is_empty());
        assert!(evidence::find(tx, id, ada.evidence.id).await.unwrap().is_none());
        assert!(evidence::find_current(tx, id, case, Slot::Front).await.unwrap().is_none());
        assert!(evidence::list(tx, id, case).await.unwrap().is_empty());
        assert!(evidence::list_current(tx, id, case).await.unwrap().is_empty());
        assert!(evidence::list_checks(tx, id, case).await.unwrap().is_empty());
        assert!(evidence::find_same_picture(tx, id, &ada.evidence.content_hash).await.unwrap().is_none());
        assert!(matches!(
            evidence::update_inspection(tx, id, ada.evidence.id, None, None, None).await,
            Err(StoreError::NotFound(_))
        ));
        evidence::clear_slot(tx, id, case, Slot::Front).await.unwrap();
        assert!(uploads::find(tx, id, ada.upload.id).await.unwrap().is_none());
        assert!(uploads::delete(tx, id, ada.upload.id).await.unwrap().is_empty());
        assert!(findings::find(tx, id, ada.finding.id).await.unwrap().is_none());
        assert!(findings::list(tx, id, case).await.unwrap().is_empty());
        assert!(findings::list_standing(tx, id, case).await.unwrap().is_empty());
        assert_eq!(findings::resolve_open(tx, id, case, at(9)).await.unwrap(), 0);
        let moved = findings::update_state(
            tx, id, ada.finding.id, FindingState::Open, FindingState::Disputed, None, at(9),
        );
        assert!(matches!(moved.await, Err(StoreError::Stale(_))));
        assert!(reviews::list_decisions(tx, id, case).await.unwrap().is_empty());
        assert!(reviews::find_decision(tx, id, case).await.unwrap().is_none());
        assert!(reviews::list_disputes(tx, id, case).await.unwrap().is_empty());
        assert!(conversations::find(tx, id, ada.conversation.id).await.unwrap().is_none());
        assert!(conversations::find_by_verification(tx, id, case).await.unwrap().is_none());
        let read = conversations::list_messages(tx, id, ada.conversation.id, Readers::Staff, 0, 9);
        assert!(read.await.unwrap().is_empty());
        assert!(events::list_for_applicant(tx, id, 0, 99).await.unwrap().iter().all(|e| e.applicant_id == Some(id)));

        // Untouched by all this.
        let own = ada.applicant.id;
        assert_eq!(verifications::get(tx, own, case).await.unwrap(), ada.verification);
        assert_eq!(evidence::find_current(tx, own, case, Slot::Front).await.unwrap(), Some(ada.evidence));
        assert_eq!(findings::list_standing(tx, own, case).await.unwrap(), [ada.finding]);
        assert!(uploads::find(tx, own, ada.upload.id).await.unwrap().is_some());
        assert_eq!(verifications::list(tx, own).await.unwrap().len(), 1);
    }

    async fn live_and_test_do_not_meet(store: &Store) {
        let live = made::person(store, Mode::Live).await;
        let test = made::person(store, Mode::Test).await;
        let mut tx = store.begin().await.unwrap();
        let tx = &mut tx;
        let case = live.verification.id;

        assert!(verifications::find_in_mode(tx, Mode::Test, case).await.unwrap().is_none());
        assert!(verifications::find_in_mode(tx, Mode::Live, case).await.unwrap().is_some());
        let reference = &live.verification.reference;
        assert!(verifications::find_by_reference(tx, Mode::Test, reference).await.unwrap().is_none());
        for mode in [Mode::Live, Mode::Test] {
            let expected = if mode == Mode::Live { &live } else { &test };
            let inbox = verifications::list_inbox(tx, mode, 9).await.unwrap();
            assert_eq!(inbox, std::slice::from_ref(&expected.verification));
            assert_eq!(
                verifications::list_in_state(tx, mode, State::InReview, 9).await.unwrap(),
                std::slice::from_ref(&expected.verification)
            );
            assert_eq!(verifications::count_by_state(tx, mode).await.unwrap(), [(State::InReview, 1)]);
            let talks = conversations::list_inbox(tx, mode, at(50), 9).await.unwrap();
            assert_eq!(talks, std::slice::from_ref(&expected.conversation));
            let told = events::list_for_console(tx, mode, 0, 99).await.unwrap();
            assert!(told.len() == 1 && told[0].mode == Some(mode), "{told:?}");
            assert_eq!(applicants::count(tx, mode).await.unwrap(), 1);
        }
        assert!(terms::list(tx, Mode::Test, "applicant", &live.term, 9).await.unwrap().is_empty());
        assert_eq!(
            terms::list(tx, Mode::Live, "applicant", &live.term, 9).await.unwrap(),
            [(live.applicant.id, live.applicant.id.as_uuid())]
        );
        let external = live.applicant.external_ref.as_deref().unwrap();
        assert!(applicants::find_by_external_ref(tx, Mode::Test, external).await.unwrap().is_none());
        assert!(accounts::find_by_email(tx, Mode::Test, &live.account.email_hash).await.unwrap().is_none());
        // The same address may have an account in each world.
        let twin = accounts::Account { email_hash: live.account.email_hash, ..made::account(&test.applicant) };
        accounts::insert(tx, &twin).await.unwrap();
        assert_eq!(api_keys::find(tx, &live.key.key_hash).await.unwrap().unwrap().mode, Mode::Live);
        assert!(sessions::find(tx, &live.session.token_hash, at(5)).await.unwrap().is_some());
    }
}
