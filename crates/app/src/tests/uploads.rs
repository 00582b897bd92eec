//! Uploads that resume: parts are sealed, whole files become pictures, what is left behind is swept, and links for
//! one's own phone open once.

use super::Desk;
use crate::{BeginUploadError, Error, FinishedUpload, HandoffStanding, LinkError, testing::Shows};
use proofdesk_domain::evidence::Slot;
use proofdesk_store::uploads::{self, Upload};
use sha2::{Digest, Sha256};
use std::path::Path;
use time::Duration;
use uuid::Uuid;

/// How many objects there are.
fn objects(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| if entry.path().is_dir() { objects(&entry.path()) } else { 1 }).sum()
}

#[tokio::test]
async fn parts_become_a_picture_once_and_nothing_of_them_stays() {
    let desk = Desk::open().await;
    let (_, anna) = desk.person("anna@example.org").await;
    let (_, eve) = desk.person("eve@example.org").await;
    let id = desk.begun(&anna).await;
    let bytes = Shows::Passport.bytes("1");
    let half = bytes.len() / 2;
    let app = &desk.app;
    let sum = Some(Sha256::digest(&bytes).into());
    let upload = app.begin_upload(&anna, id, Slot::Front, bytes.len() as u64, sum).await.unwrap();

    assert!(matches!(app.upload_standing(&eve, upload.id).await, Err(Error::NotFound)));
    assert!(matches!(app.append_to_upload(&eve, upload.id, 0, &bytes).await, Err(Error::NotFound)));
    let end = app.append_to_upload(&anna, upload.id, 0, &bytes[..half]).await.unwrap();
    assert_eq!(end, half as u64);
    for (start, what) in [(0, "an old offset"), (end + 1, "a gap"), (u64::MAX, "an overflow")] {
        let refused = app.append_to_upload(&anna, upload.id, start, &bytes[half..]).await;
        assert!(refused.is_err(), "{what}");
    }
    assert_eq!(app.finish_upload(&anna, upload.id).await.unwrap(), FinishedUpload::NotWhole);
    app.append_to_upload(&anna, upload.id, end, &bytes[half..]).await.unwrap();
    let FinishedUpload::Kept(evidence) = app.finish_upload(&anna, upload.id).await.unwrap() else {
        panic!("it is a picture");
    };
    assert_eq!(app.finish_upload(&anna, upload.id).await.unwrap(), FinishedUpload::Kept(evidence));
    assert_eq!(app.case(&anna, id).await.unwrap().pages[0].evidence, Some(evidence));
    // The picture and its copy; the parts are gone.
    assert_eq!(objects(&desk.folder.path().join("objects")), 2);
}

#[tokio::test]
async fn what_differs_from_its_sum_is_thrown_away_and_what_is_left_behind_is_swept() {
    let desk = Desk::open().await;
    let (_, anna) = desk.person("anna@example.org").await;
    let id = desk.begun(&anna).await;
    let bytes = Shows::Passport.bytes("1");
    let app = &desk.app;
    let length = bytes.len() as u64;
    let damaged = app.begin_upload(&anna, id, Slot::Front, length, Some([7; 32])).await.unwrap();
    app.append_to_upload(&anna, damaged.id, 0, &bytes).await.unwrap();
    assert_eq!(app.finish_upload(&anna, damaged.id).await.unwrap(), FinishedUpload::SumDiffers);
    assert!(matches!(app.upload_standing(&anna, damaged.id).await, Err(Error::NotFound)));
    assert_eq!(objects(&desk.folder.path().join("objects")), 0);

    let most = app.policy().thresholds.bytes_max;
    let over = app.begin_upload(&anna, id, Slot::Front, most + 1, None).await;
    assert!(matches!(over, Err(BeginUploadError::TooLarge { .. })));
    assert!(matches!(app.begin_upload(&anna, id, Slot::Front, 0, None).await, Err(BeginUploadError::Empty)));
    assert!(app.begin_upload(&anna, id, Slot::Back, 9, None).await.is_err(), "a passport has no back");

    // However many are begun and left: six of them at a time, and none after a day.
    let mut last = None;
    for _ in 0..300 {
        last = Some(app.begin_upload(&anna, id, Slot::Front, length, None).await.unwrap());
    }
    let last = last.unwrap();
    app.append_to_upload(&anna, last.id, 0, &bytes[..10]).await.unwrap();
    assert_eq!(objects(&desk.folder.path().join("objects")), 1);
    desk.with.clock.advance(Duration::hours(23));
    app.sweep().await.unwrap();
    assert_eq!(app.upload_standing(&anna, last.id).await.unwrap().offset, 10);
    desk.with.clock.advance(Duration::hours(2));
    app.sweep().await.unwrap();
    assert!(matches!(app.upload_standing(&anna, last.id).await, Err(Error::NotFound)));
    assert_eq!(objects(&desk.folder.path().join("objects")), 0);
}

#[tokio::test]
async fn ten_thousand_that_nobody_came_back_for_are_swept_and_the_one_under_way_stays() {
    let desk = Desk::open().await;
    let (_, anna) = desk.person("anna@example.org").await;
    let (_, ben) = desk.person("ben@example.org").await;
    let (hers, his) = (desk.begun(&anna).await, desk.begun(&ben).await);
    let app = &desk.app;
    let begun = app.begin_upload(&anna, hers, Slot::Front, 9, None).await.unwrap();
    app.append_to_upload(&anna, begun.id, 0, b"part").await.unwrap();
    // As many as thousands of people would leave: nobody has more than a few open.
    let mut tx = app.store().begin().await.unwrap();
    let row = uploads::find(&mut tx, anna.applicant, begun.id).await.unwrap().unwrap();
    for n in 1..=10_000 {
        uploads::insert(&mut tx, &Upload { id: Uuid::from_u128(n), ..row.clone() }).await.unwrap();
    }
    tx.commit().await.unwrap();
    desk.with.clock.advance(Duration::hours(25));
    let fresh = app.begin_upload(&ben, his, Slot::Front, 9, None).await.unwrap();
    app.append_to_upload(&ben, fresh.id, 0, b"part").await.unwrap();
    app.sweep().await.unwrap();
    let mut tx = app.store().begin().await.unwrap();
    assert!(uploads::list_open(&mut tx, anna.applicant).await.unwrap().is_empty());
    assert_eq!(app.upload_standing(&ben, fresh.id).await.unwrap().offset, 4);
    assert_eq!(objects(&desk.folder.path().join("objects")), 1);
}

#[tokio::test]
async fn a_link_for_ones_own_phone_opens_once_however_it_is_typed() {
    let desk = Desk::open().await;
    let (_, anna) = desk.person("anna@example.org").await;
    let id = desk.begun(&anna).await;
    let app = &desk.app;
    assert_eq!(app.handoff_standing(&anna, id).await.unwrap(), HandoffStanding::None);
    let first = app.begin_handoff(&anna, id, Slot::Front).await.unwrap();
    desk.with.clock.advance(Duration::seconds(1));
    let second = app.begin_handoff(&anna, id, Slot::Front).await.unwrap();
    let code = |url: &str| url.rsplit('/').next().unwrap().to_owned();
    assert!(matches!(app.open_link(&code(&first.url)).await, Err(LinkError::Expired)), "the newest counts");
    assert_eq!(app.handoff_standing(&anna, id).await.unwrap(), HandoffStanding::Waiting);
    let opened = app.open_link(&code(&second.url).to_lowercase().replace('-', "")).await.unwrap();
    assert_eq!(opened.side, Some(Slot::Front));
    let phone = desk.session(&opened.session).await;
    assert_eq!(phone.only_case, Some(id));
    assert!(matches!(app.open_link(&code(&second.url)).await, Err(LinkError::Used)));
    assert!(matches!(app.handoff_standing(&anna, id).await.unwrap(), HandoffStanding::Opened { .. }));

    desk.with.clock.advance(Duration::seconds(1));
    let third = app.begin_handoff(&anna, id, Slot::Front).await.unwrap();
    desk.with.clock.advance(Duration::minutes(16));
    assert!(matches!(app.open_link(&code(&third.url)).await, Err(LinkError::Expired)));
    assert_eq!(app.handoff_standing(&anna, id).await.unwrap(), HandoffStanding::Expired);
    assert!(app.begin_handoff(&anna, id, Slot::Back).await.is_err(), "a passport has no back");
}
