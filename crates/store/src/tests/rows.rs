//! What is written reads back equal, and each table's own verbs do what they say.

use super::{made, on_both_engines};
use crate::{
    StoreError, accounts, api_keys, applicants, conversations, desk, details, evidence, findings, reviews,
    sessions, settings, staff, uploads, verifications,
};
use accounts::CodePurpose;
use conversations::Readers;
use made::{at, hash};
use proofdesk_domain::{
    access::Role,
    conversation::{Author, Visibility},
    evidence::{EvidenceState, Slot},
    finding::FindingState,
    verification::{Mode, State, Verification},
};

on_both_engines! {
    async fn a_freeze_stands_until_it_is_lifted_once(store: &Store) {
        let person = made::person(store, Mode::Test).await;
        let id = person.applicant.id;
        let mut tx = store.begin().await.unwrap();
        let stands = crate::freezes::find_standing(&mut tx, id).await.unwrap().unwrap();
        assert_eq!(crate::freezes::list(&mut tx, id).await.unwrap(), std::slice::from_ref(&stands));
        crate::freezes::lift(&mut tx, id, stands.id, stands.frozen_by, at(30)).await.unwrap();
        assert_eq!(crate::freezes::find_standing(&mut tx, id).await.unwrap(), None);
        let again = crate::freezes::lift(&mut tx, id, stands.id, stands.frozen_by, at(31)).await;
        assert!(matches!(again, Err(StoreError::Stale("freeze"))));
        assert_eq!(crate::freezes::list(&mut tx, id).await.unwrap()[0].lifted_at, Some(at(30)));
    }
}

on_both_engines! {
    async fn every_row_reads_back_equal(store: &Store) {
        let p = made::person(store, Mode::Test).await;
        let (id, case) = (p.applicant.id, p.verification.id);
        let mut tx = store.read().await.unwrap();
        let tx = &mut tx;
        assert_eq!(applicants::get(tx, id).await.unwrap(), p.applicant);
        assert_eq!(applicants::list_consents(tx, id).await.unwrap(), [p.consent]);
        assert_eq!(accounts::find(tx, p.account.id).await.unwrap().unwrap(), p.account);
        assert_eq!(accounts::find_by_applicant(tx, id).await.unwrap().unwrap(), p.account);
        assert_eq!(
            accounts::find_code(tx, p.account.id, CodePurpose::Confirm, at(2)).await.unwrap().unwrap(),
            p.code
        );
        assert_eq!(sessions::find(tx, &p.session.token_hash, at(2)).await.unwrap().unwrap(), p.session);
        assert_eq!(verifications::get(tx, id, case).await.unwrap(), p.verification);
        assert_eq!(details::find_current(tx, id, case).await.unwrap().unwrap(), p.details);
        assert_eq!(evidence::list(tx, id, case).await.unwrap(), [p.evidence]);
        assert_eq!(evidence::list_checks(tx, id, case).await.unwrap(), [p.check]);
        assert_eq!(findings::list(tx, id, case).await.unwrap(), [p.finding]);
        assert_eq!(reviews::list_disputes(tx, id, case).await.unwrap(), [p.dispute]);
        assert_eq!(reviews::list_decisions(tx, id, case).await.unwrap().last(), Some(&p.decision));
        assert_eq!(conversations::find(tx, id, p.conversation.id).await.unwrap().unwrap(), p.conversation);
        let messages =
            conversations::list_messages(tx, id, p.conversation.id, Readers::Staff, 0, 9).await.unwrap();
        assert_eq!(messages, [p.message]);
        assert_eq!(sessions::find_link(tx, &p.link.token_hash).await.unwrap().unwrap(), p.link);
        assert_eq!(
            api_keys::find_answer(tx, p.key.id, &p.answer.key_hash).await.unwrap().unwrap(),
            p.answer
        );
        assert_eq!(api_keys::find(tx, &p.key.key_hash).await.unwrap().unwrap(), p.key);
        assert_eq!(staff::find(tx, p.staff.id).await.unwrap().unwrap(), p.staff);
        assert_eq!(uploads::list_parts(tx, id, p.upload.id).await.unwrap(), [p.part]);
        assert_eq!(crate::jobs::find(tx, p.job).await.unwrap().unwrap().applicant_id, Some(id));
    }

    async fn a_case_without_anything_optional_reads_back_equal(store: &Store) {
        let applicant = made::applicant(Mode::Live);
        let bare = Verification {
            state: State::Draft, review_cause: None, document: None, trying_since: None,
            sent_at: None, queued_at: None, due_at: None, ..made::verification(&applicant)
        };
        let mut tx = store.begin().await.unwrap();
        applicants::insert(&mut tx, &applicant).await.unwrap();
        verifications::insert(&mut tx, &bare).await.unwrap();
        assert_eq!(verifications::get(&mut tx, applicant.id, bare.id).await.unwrap(), bare);
    }

    async fn an_address_has_one_account_in_a_mode(store: &Store) {
        let p = made::person(store, Mode::Live).await;
        let mut tx = store.begin().await.unwrap();
        let twin = accounts::Account { email_hash: p.account.email_hash, ..made::account(&p.applicant) };
        let refused = accounts::insert(&mut tx, &twin).await;
        assert!(matches!(refused, Err(StoreError::Duplicate(_))), "{refused:?}");
        assert!(!refused.unwrap_err().is_temporary());
    }

    async fn codes_count_once_and_only_the_newest(store: &Store) {
        let p = made::person(store, Mode::Live).await;
        let mut tx = store.begin().await.unwrap();
        let tx = &mut tx;
        let newer = accounts::MailedCode { id: uuid::Uuid::new_v4(), code_hash: hash(), ..p.code.clone() };
        accounts::insert_code(tx, &newer).await.unwrap();
        let find = async |tx: &mut crate::Tx, now| {
            accounts::find_code(tx, p.account.id, CodePurpose::Confirm, now).await.unwrap()
        };
        assert_eq!(find(tx, at(2)).await.unwrap().id, newer.id);
        assert!(find(tx, newer.expires_at).await.is_none());
        assert!(accounts::find_code(tx, p.account.id, CodePurpose::Reset, at(2)).await.unwrap().is_none());
        assert_eq!(accounts::count_code_try(tx, newer.id).await.unwrap(), 1);
        assert_eq!(accounts::count_code_try(tx, newer.id).await.unwrap(), 2);
        assert!(accounts::use_code(tx, newer.id, at(3)).await.unwrap());
        assert!(!accounts::use_code(tx, newer.id, at(3)).await.unwrap());
        assert!(find(tx, at(3)).await.is_none());
    }

    async fn failed_logins_add_up_until_a_right_one(store: &Store) {
        let p = made::person(store, Mode::Live).await;
        let mut tx = store.begin().await.unwrap();
        let tx = &mut tx;
        assert_eq!(accounts::count_failed_login(tx, p.account.id).await.unwrap(), 1);
        assert_eq!(accounts::count_failed_login(tx, p.account.id).await.unwrap(), 2);
        accounts::lock(tx, p.account.id, at(99)).await.unwrap();
        let locked = accounts::find(tx, p.account.id).await.unwrap().unwrap();
        assert_eq!((locked.failed_logins, locked.locked_until), (2, Some(at(99))));
        accounts::clear_failed_logins(tx, p.account.id).await.unwrap();
        assert_eq!(accounts::find(tx, p.account.id).await.unwrap().unwrap(), p.account);
        assert_eq!(staff::count_failed_login(tx, p.staff.id).await.unwrap(), 1);
        staff::update_password(tx, p.staff.id, "other").await.unwrap();
        staff::update_role(tx, p.staff.id, Role::Agent, false).await.unwrap();
        let member = staff::find_by_email(tx, &p.staff.email_hash).await.unwrap().unwrap();
        assert_eq!((member.failed_logins, member.role, member.active), (0, Role::Agent, false));
    }

    async fn sessions_end_by_time_and_by_hand(store: &Store) {
        let p = made::person(store, Mode::Live).await;
        let mut tx = store.begin().await.unwrap();
        let tx = &mut tx;
        let token = p.session.token_hash;
        assert!(sessions::find(tx, &token, p.session.expires_at).await.unwrap().is_none());
        sessions::touch(tx, &token, at(70)).await.unwrap();
        assert_eq!(sessions::find(tx, &token, at(70)).await.unwrap().unwrap().seen_at, at(70));
        assert_eq!(sessions::delete_expired(tx, at(71), at(60)).await.unwrap(), 0);
        assert_eq!(sessions::delete_expired(tx, at(71), at(71)).await.unwrap(), 1);
        assert!(sessions::find(tx, &token, at(72)).await.unwrap().is_none());
    }

    async fn a_link_opens_once(store: &Store) {
        let p = made::person(store, Mode::Live).await;
        let mut tx = store.begin().await.unwrap();
        let tx = &mut tx;
        let token = p.link.token_hash;
        assert!(sessions::use_link(tx, &token, p.link.expires_at).await.unwrap().is_none());
        assert!(sessions::use_link(tx, &token, at(5)).await.unwrap().is_some());
        assert!(sessions::use_link(tx, &token, at(5)).await.unwrap().is_none());
        assert!(sessions::use_link(tx, &hash(), at(5)).await.unwrap().is_none());
        api_keys::revoke(tx, p.key.id, at(5)).await.unwrap();
        assert!(api_keys::find(tx, &p.key.key_hash).await.unwrap().is_none());
        assert!(matches!(api_keys::revoke(tx, p.key.id, at(6)).await, Err(StoreError::NotFound(_))));
    }

    async fn newer_evidence_takes_the_slot(store: &Store) {
        let p = made::person(store, Mode::Live).await;
        let (id, case) = (p.applicant.id, p.verification.id);
        let mut tx = store.begin().await.unwrap();
        let tx = &mut tx;
        let again = evidence::Evidence { created_at: at(30), ..made::evidence(&p.verification, Slot::Front) };
        let back = made::evidence(&p.verification, Slot::Back);
        evidence::insert(tx, &again).await.unwrap();
        evidence::insert(tx, &back).await.unwrap();
        let old = evidence::find(tx, id, p.evidence.id).await.unwrap().unwrap();
        assert_eq!(old.state, EvidenceState::Superseded);
        assert_eq!(
            evidence::list_current(tx, id, case).await.unwrap(), [again.clone(), back.clone()],
            "front before back"
        );
        assert_eq!(
            evidence::find_same_picture(tx, id, &p.evidence.content_hash).await.unwrap().unwrap().id,
            p.evidence.id
        );
        evidence::update_inspection(tx, id, back.id, Some("view"), Some((9, 8)), Some(b"x")).await.unwrap();
        let read = evidence::find_current(tx, id, case, Slot::Back).await.unwrap().unwrap();
        assert_eq!((read.width, read.height), (Some(9), Some(8)));
        assert!(evidence::is_object_named(tx, "view").await.unwrap());
        assert!(evidence::is_object_named(tx, &p.part.object_key).await.unwrap());
        assert!(!evidence::is_object_named(tx, "nobody's").await.unwrap());
        evidence::clear_slot(tx, id, case, Slot::Front).await.unwrap();
        assert_eq!(evidence::list_current(tx, id, case).await.unwrap().len(), 1);
    }

    async fn an_upload_goes_on_where_it_stopped(store: &Store) {
        let p = made::person(store, Mode::Live).await;
        let id = p.applicant.id;
        let mut tx = store.begin().await.unwrap();
        let tx = &mut tx;
        let part = |start_byte, bytes| uploads::UploadPart {
            id: uuid::Uuid::new_v4(), start_byte, bytes, object_key: hash()[..4].escape_ascii().to_string(),
            ..p.part.clone()
        };
        assert_eq!(uploads::find(tx, id, p.upload.id).await.unwrap().unwrap().received_bytes, 60);
        for (start, bytes, why) in [(0, 10, "old offset"), (70, 10, "gap"), (60, 41, "more than announced")] {
            let refused = uploads::insert_part(tx, &part(start, bytes)).await;
            assert!(matches!(refused, Err(StoreError::Stale(_))), "{why}");
        }
        assert!(matches!(uploads::finish(tx, id, p.upload.id, p.evidence.id).await, Err(StoreError::Stale(_))));
        assert_eq!(uploads::list_open(tx, id).await.unwrap().len(), 1);
        uploads::keep_until(tx, id, p.upload.id, at(600)).await.unwrap();
        assert!(uploads::list_expired(tx, at(599), 9).await.unwrap().is_empty());
        uploads::keep_until(tx, id, p.upload.id, at(500)).await.unwrap();
        uploads::insert_part(tx, &part(60, 40)).await.unwrap();
        uploads::finish(tx, id, p.upload.id, p.evidence.id).await.unwrap();
        assert!(matches!(uploads::finish(tx, id, p.upload.id, p.evidence.id).await, Err(StoreError::Stale(_))));
        assert!(uploads::list_expired(tx, at(499), 9).await.unwrap().is_empty());
        assert_eq!(uploads::list_expired(tx, at(500), 9).await.unwrap().len(), 1);
        assert!(uploads::list_open(tx, id).await.unwrap().is_empty());
        assert_eq!(uploads::delete_parts(tx, id, p.upload.id).await.unwrap().len(), 2);
        assert!(uploads::delete(tx, id, p.upload.id).await.unwrap().is_empty());
        assert!(uploads::find(tx, id, p.upload.id).await.unwrap().is_none());
    }

    async fn a_link_for_ones_own_phone_gives_way_to_the_next(store: &Store) {
        let p = made::person(store, Mode::Live).await;
        let (id, case) = (p.applicant.id, p.verification.id);
        let mut tx = store.begin().await.unwrap();
        let tx = &mut tx;
        assert!(sessions::find_own_link(tx, id, case).await.unwrap().is_none(), "a hosted link is none");
        let own = sessions::Link {
            token_hash: hash(), id: proofdesk_domain::LinkId::from_uuid(uuid::Uuid::new_v4()), verification_id: case,
            applicant_id: id, created_at: at(5), expires_at: at(90), used_at: None, side: Some(Slot::Back),
        };
        sessions::insert_link(tx, &own).await.unwrap();
        assert_eq!(sessions::find_own_link(tx, id, case).await.unwrap(), Some(own.clone()));
        sessions::end_own_links(tx, id, case, at(6)).await.unwrap();
        assert!(sessions::use_link(tx, &own.token_hash, at(7)).await.unwrap().is_none());
    }

    async fn findings_move_only_from_where_they_are(store: &Store) {
        let p = made::person(store, Mode::Live).await;
        let (id, case) = (p.applicant.id, p.verification.id);
        let mut tx = store.begin().await.unwrap();
        let tx = &mut tx;
        let by_check = made::finding(&p.verification);
        findings::insert(tx, &by_check).await.unwrap();
        assert_eq!(findings::resolve_open(tx, id, case, at(20)).await.unwrap(), 1, "the person's stays");
        let resolved = findings::find(tx, id, by_check.id).await.unwrap().unwrap();
        assert_eq!((resolved.state, resolved.resolved_at), (FindingState::Resolved, Some(at(20))));
        let dispute = async |tx: &mut crate::Tx| {
            let (from, to) = (FindingState::Open, FindingState::Disputed);
            findings::update_state(tx, id, p.finding.id, from, to, None, at(21)).await
        };
        dispute(tx).await.unwrap();
        assert!(matches!(dispute(tx).await, Err(StoreError::Stale(_))));
        assert_eq!(findings::list_standing(tx, id, case).await.unwrap().len(), 1);
        let (from, to) = (FindingState::Disputed, FindingState::Overruled);
        findings::update_state(tx, id, p.finding.id, from, to, Some(p.staff.id), at(22)).await.unwrap();
        assert!(findings::list_standing(tx, id, case).await.unwrap().is_empty());
        assert_eq!(findings::resolve_raised_on_page(tx, id, case, Slot::Front, at(23)).await.unwrap(), 0);
        let accepted = reviews::DisputeState::Accepted;
        reviews::resolve_dispute(tx, id, p.dispute.id, accepted, p.staff.id, at(23)).await.unwrap();
        let again = reviews::resolve_dispute(tx, id, p.dispute.id, accepted, p.staff.id, at(24)).await;
        assert!(matches!(again, Err(StoreError::Stale(_))));
    }

    async fn a_decision_can_be_undone_in_time_and_once(store: &Store) {
        let p = made::person(store, Mode::Live).await;
        let (id, case) = (p.applicant.id, p.verification.id);
        let mut tx = store.begin().await.unwrap();
        let tx = &mut tx;
        assert!(matches!(reviews::undo_decision(tx, id, p.decision.id, at(17)).await, Err(StoreError::Stale(_))));
        assert_eq!(desk::find_pending_decision(tx, case).await.unwrap().unwrap().id, p.decision.id);
        assert!(reviews::find_decision(tx, id, case).await.unwrap().is_none(), "it does not count yet");
        reviews::undo_decision(tx, id, p.decision.id, at(16)).await.unwrap();
        assert!(matches!(reviews::undo_decision(tx, id, p.decision.id, at(16)).await, Err(StoreError::Stale(_))));
        assert!(matches!(desk::take_effect(tx, p.decision.id, at(18)).await, Err(StoreError::Stale(_))));
        assert!(desk::find_pending_decision(tx, case).await.unwrap().is_none());
        assert_eq!(desk::find_decision(tx, p.decision.id).await.unwrap().unwrap().undone_at, Some(at(16)));
    }

    async fn a_decision_takes_effect_once_and_for_good(store: &Store) {
        let p = made::person(store, Mode::Live).await;
        let (id, case) = (p.applicant.id, p.verification.id);
        let mut tx = store.begin().await.unwrap();
        let tx = &mut tx;
        desk::take_effect(tx, p.decision.id, at(18)).await.unwrap();
        for refused in [
            desk::take_effect(tx, p.decision.id, at(19)).await,
            desk::drop_decision(tx, p.decision.id, at(19)).await,
            reviews::undo_decision(tx, id, p.decision.id, at(10)).await,
        ] {
            assert!(matches!(refused, Err(StoreError::Stale("decision"))), "{refused:?}");
        }
        let counts = reviews::find_decision(tx, id, case).await.unwrap().unwrap();
        assert_eq!((counts.id, counts.decided_at), (p.decision.id, at(18)));
        assert_eq!(desk::find_evidence(tx, p.evidence.id).await.unwrap(), Some(p.evidence));
        assert_eq!(desk::find_dispute(tx, p.dispute.id).await.unwrap(), Some(p.dispute));
    }

    async fn applicants_never_read_internal_notes(store: &Store) {
        let p = made::person(store, Mode::Live).await;
        let mut talk = p.conversation.clone();
        let mut tx = store.begin().await.unwrap();
        let tx = &mut tx;
        let mut open = made::message(&talk, Author::Applicant, Visibility::Both);
        conversations::insert_message(tx, &mut talk, &mut open).await.unwrap();
        assert_eq!((open.seq, talk.last_seq), (2, 2));
        let read = async |tx: &mut crate::Tx, readers, after| {
            conversations::list_messages(tx, p.applicant.id, talk.id, readers, after, 9).await.unwrap()
        };
        assert_eq!(read(tx, Readers::Applicant, 0).await, std::slice::from_ref(&open));
        assert_eq!(read(tx, Readers::Staff, 0).await.len(), 2);
        assert!(read(tx, Readers::Staff, 2).await.is_empty());
    }

    async fn the_queue_counts_those_before(store: &Store) {
        let applicant = made::applicant(Mode::Live);
        let mut tx = store.begin().await.unwrap();
        let tx = &mut tx;
        applicants::insert(tx, &applicant).await.unwrap();
        let mut cases = Vec::new();
        for due in [30, 10, 20, 20] {
            let case = Verification { due_at: Some(at(due)), ..made::verification(&applicant) };
            verifications::insert(tx, &case).await.unwrap();
            cases.push(case);
        }
        let draft = Verification { state: State::Draft, ..made::verification(&applicant) };
        verifications::insert(tx, &draft).await.unwrap();
        let inbox = verifications::list_inbox(tx, Mode::Live, 9).await.unwrap();
        let mut places = Vec::new();
        for case in &inbox {
            places.push(verifications::find_queue_position(tx, applicant.id, case.id).await.unwrap());
        }
        assert_eq!(places, [Some(1), Some(2), Some(3), Some(4)], "as the inbox is sorted");
        assert_eq!((inbox[0].id, inbox[3].id), (cases[1].id, cases[0].id));
        assert_eq!(verifications::find_queue_position(tx, applicant.id, draft.id).await.unwrap(), None);
    }

    async fn settings_keep_the_last_value(store: &Store) {
        let mut tx = store.begin().await.unwrap();
        assert_eq!(settings::find(&mut tx, "solo").await.unwrap(), None);
        settings::put(&mut tx, "solo", "on", at(1)).await.unwrap();
        settings::put(&mut tx, "solo", "off", at(2)).await.unwrap();
        assert_eq!(settings::find(&mut tx, "solo").await.unwrap().as_deref(), Some("off"));
    }

    async fn consents_and_profile_change_for_their_owner(store: &Store) {
        let p = made::person(store, Mode::Live).await;
        let id = p.applicant.id;
        let mut tx = store.begin().await.unwrap();
        let tx = &mut tx;
        applicants::withdraw_consent(tx, id, p.consent.id, at(9)).await.unwrap();
        let again = applicants::withdraw_consent(tx, id, p.consent.id, at(10)).await;
        assert!(matches!(again, Err(StoreError::NotFound(_))));
        applicants::update_profile(tx, id, "en", None, false).await.unwrap();
        let read = applicants::get(tx, id).await.unwrap();
        assert_eq!((read.locale.as_str(), read.region, read.age_confirmed), ("en", None, false));
    }
}
