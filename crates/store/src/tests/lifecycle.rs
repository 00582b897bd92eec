//! The time after an approval: tenures, imports, people at the door.

use super::{made, on_both_engines};
use crate::{
    StoreError, Tx,
    accounts::Account,
    api_keys::ApiKey,
    door::{self, AddressChange, ChangeEnd, DoorRequest, DoorState},
    imports::{self, Import},
    tenures::{self, TenureRow},
    verifications,
};
use made::{SEALED, at, hash};
use proofdesk_domain::{
    ReasonCode, StaffId,
    policy::Policy,
    tenure::Tenure,
    verification::{Mode, State, Verification},
};
use uuid::Uuid;

fn tenure(of: &Verification) -> TenureRow {
    TenureRow {
        verification_id: of.id,
        applicant_id: of.applicant,
        mode: of.mode,
        stairs: Tenure::of(&Policy::default_policy(), "plus", at(0), None),
        asked_code: None,
        sealed_words: Some(SEALED.into()),
        asked_by: None,
        asked_at: None,
        looked_at: at(0),
        next_at: Some(at(100)),
        told: 0,
        created_at: at(0),
    }
}

/// A row in each of these tables.
pub(super) async fn insert(tx: &mut Tx, of: &Verification, account: &Account, key: &ApiKey, staff: StaffId) {
    tenures::insert(tx, &tenure(of)).await.unwrap();
    let import = Import {
        verification_id: of.id,
        applicant_id: of.applicant,
        mode: of.mode,
        key_hash: hash(),
        content_hash: hash(),
        sealed: SEALED.into(),
        api_key_id: Some(key.id),
        imported_at: at(1),
    };
    imports::insert(tx, &import).await.unwrap();
    let found = imports::find(tx, of.applicant, of.id).await.unwrap();
    assert_eq!(found.as_ref(), Some(&import));
    assert_eq!(imports::find_by_key(tx, of.mode, &import.key_hash).await.unwrap(), found);
    let request = DoorRequest {
        id: Uuid::new_v4(),
        mode: of.mode,
        reference: format!("HD-{}", of.id),
        token_hash: hash(),
        applicant_id: Some(of.applicant),
        locale: "en".into(),
        sealed: SEALED.into(),
        state: DoorState::Open,
        handled_by: None,
        due_at: at(90),
        opened_at: at(2),
        changed_at: at(2),
        version: 1,
    };
    door::insert(tx, &request).await.unwrap();
    let change = AddressChange {
        id: Uuid::new_v4(),
        request_id: request.id,
        applicant_id: of.applicant,
        account_id: account.id,
        mode: of.mode,
        sealed_change: SEALED.into(),
        proposed_by: staff,
        proposed_at: at(3),
        confirmed_by: None,
        confirmed_at: None,
        effect_at: None,
        ended: None,
        ended_at: None,
    };
    door::insert_change(tx, &change).await.unwrap();
    assert_eq!(door::find_change(tx, account.id).await.unwrap(), Some(change));
}

on_both_engines! {
    async fn a_tenure_is_due_until_it_was_looked_at_once(store: &Store) {
        let person = made::person(store, Mode::Live).await;
        let (id, case) = (person.applicant.id, person.verification.id);
        let mut tx = store.begin().await.unwrap();
        let mine = |rows: Vec<TenureRow>| rows.into_iter().find(|row| row.applicant_id == id);
        assert_eq!(mine(tenures::list_due(&mut tx, at(99), 10_000).await.unwrap()), None);
        let due = mine(tenures::list_due(&mut tx, at(100), 10_000).await.unwrap()).unwrap();
        assert_eq!(due, tenure(&person.verification));
        assert_eq!(tenures::list(&mut tx, id).await.unwrap(), std::slice::from_ref(&due));
        tenures::looked(&mut tx, &due, at(101), Some(at(200)), 1).await.unwrap();
        let again = tenures::looked(&mut tx, &due, at(101), None, 1).await;
        assert!(matches!(again, Err(StoreError::Stale("tenure"))));
        assert_eq!(mine(tenures::list_due(&mut tx, at(150), 10_000).await.unwrap()), None);
        let read = tenures::find(&mut tx, id, case).await.unwrap().unwrap();
        let asked = TenureRow {
            stairs: read.stairs.asked_by(at(300)),
            asked_code: ReasonCode::find("doc.expired"),
            asked_by: Some(person.staff.id),
            asked_at: Some(at(150)),
            looked_at: at(150),
            next_at: Some(at(300)),
            ..read.clone()
        };
        tenures::ask(&mut tx, &asked, read.looked_at).await.unwrap();
        assert!(matches!(tenures::ask(&mut tx, &asked, read.looked_at).await, Err(StoreError::Stale("tenure"))));
        assert_eq!(tenures::find(&mut tx, id, case).await.unwrap(), Some(asked));
        assert_eq!(tenures::find(&mut tx, made::applicant(Mode::Live).id, case).await.unwrap(), None);
        tenures::delete(&mut tx, id, case).await.unwrap();
        let mut approved = verifications::get(&mut tx, id, case).await.unwrap();
        approved.state = State::Approved;
        verifications::update(&mut tx, &mut approved).await.unwrap();
        let without = tenures::list_without(&mut tx, 10_000).await.unwrap();
        assert!(without.iter().any(|other| other.id == case));
    }
}

on_both_engines! {
    async fn the_door_keeps_its_order_and_a_new_address_is_confirmed_and_ended_once(store: &Store) {
        let person = made::person(store, Mode::Test).await;
        let mut tx = store.begin().await.unwrap();
        let open = door::list_open(&mut tx, 10_000).await.unwrap();
        let mut request = open.into_iter().find(|r| r.applicant_id == Some(person.applicant.id)).unwrap();
        assert_eq!(door::count_of(&mut tx, person.applicant.id).await.unwrap(), 1);
        assert!(door::count_open(&mut tx).await.unwrap() >= 1);
        assert_eq!(door::find_by_token(&mut tx, &request.token_hash).await.unwrap(), Some(request.clone()));
        let mut stale = request.clone();
        request.state = DoorState::Answered;
        request.handled_by = Some(person.staff.id);
        door::update(&mut tx, &mut request).await.unwrap();
        assert!(matches!(door::update(&mut tx, &mut stale).await, Err(StoreError::Stale(_))));
        assert_eq!(door::find(&mut tx, request.id).await.unwrap(), Some(request.clone()));
        let change = door::find_change(&mut tx, person.account.id).await.unwrap().unwrap();
        assert_eq!(door::list_changes(&mut tx, request.id).await.unwrap(), std::slice::from_ref(&change));
        let none = door::list_changes_due(&mut tx, at(9_000), 10_000).await.unwrap();
        assert!(none.iter().all(|other| other.id != change.id), "not before a second person has looked");
        door::confirm_change(&mut tx, change.id, person.staff.id, at(10), at(20)).await.unwrap();
        let twice = door::confirm_change(&mut tx, change.id, person.staff.id, at(10), at(20)).await;
        assert!(matches!(twice, Err(StoreError::Stale(_))));
        let due = door::list_changes_due(&mut tx, at(20), 10_000).await.unwrap();
        assert!(due.iter().any(|other| other.id == change.id));
        door::end_change(&mut tx, change.id, ChangeEnd::Stopped, at(21)).await.unwrap();
        assert!(door::end_change(&mut tx, change.id, ChangeEnd::Done, at(22)).await.is_err());
        assert_eq!(door::find_change(&mut tx, person.account.id).await.unwrap(), None);
        let (new, sealed) = (hash(), vec![1, 2]);
        crate::accounts::update_address(&mut tx, person.account.id, &new, &sealed, "x", at(23)).await.unwrap();
        let account = crate::accounts::find_by_email(&mut tx, Mode::Test, &new).await.unwrap().unwrap();
        assert_eq!((account.id, account.confirmed_at), (person.account.id, Some(at(23))));
        assert_eq!(door::delete_before(&mut tx, at(1)).await.unwrap(), 0);
        assert!(door::delete_before(&mut tx, at(5)).await.unwrap() >= 1);
        assert_eq!(door::find(&mut tx, request.id).await.unwrap(), None);
    }
}
