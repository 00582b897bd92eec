//! Accounts: what nobody learns, and what a code, a password and a link open.

use super::{Desk, PASSWORD};
use crate::{CodeError, Locale, Registration, ResetError, SignInError, SignedIn};
use time::Duration;

fn registration(email: &str) -> Registration<'_> {
    Registration { email, password: PASSWORD, invitation: Some("FRIENDS"), locale: Locale::ZhCn }
}

#[tokio::test]
async fn a_known_address_gets_another_mail_and_no_code_fits() {
    let desk = Desk::open().await;
    desk.person("anna@example.org").await;
    let pending = desk.app.register(registration("Anna@example.org")).await.unwrap();
    desk.settle().await;
    assert_eq!(desk.with.mails.last_to("Anna@example.org").unwrap().subject, "already_registered");
    for left in (1..5).rev() {
        let wrong = desk.app.confirm(&pending, "123456").await.unwrap_err();
        assert!(matches!(wrong, CodeError::Wrong { tries_left } if tries_left == left), "{wrong:?}");
    }
    assert!(matches!(desk.app.confirm(&pending, "123456").await, Err(CodeError::TooManyTries)));
    assert!(matches!(desk.app.sign_in("anna@example.org", PASSWORD).await, Ok(SignedIn::Session(_))));
}

#[tokio::test]
async fn a_code_fits_only_the_browser_that_asked_and_its_password_counts() {
    let desk = Desk::open().await;
    // Somebody else registers the address first, with a password of theirs.
    let theirs = desk
        .app
        .register(Registration { password: "another unlikely phrase", ..registration("anna@example.org") })
        .await
        .unwrap();
    let mine = desk.app.register(registration("anna@example.org")).await.unwrap();
    desk.settle().await;
    let code = desk.with.mails.last_to("anna@example.org").unwrap().text;
    assert!(desk.app.confirm(&theirs, &code).await.is_err());
    desk.app.confirm(&mine, &format!(" {} {}", &code[..3], &code[3..])).await.unwrap();
    let stranger = desk.app.sign_in("anna@example.org", "another unlikely phrase").await;
    assert!(matches!(stranger, Err(SignInError::Wrong)));
    assert!(matches!(desk.app.sign_in("anna@example.org", PASSWORD).await, Ok(SignedIn::Session(_))));
}

#[tokio::test]
async fn codes_end_and_can_be_sent_again() {
    let desk = Desk::open().await;
    let pending = desk.app.register(registration("anna@example.org")).await.unwrap();
    desk.settle().await;
    let first = desk.with.mails.last_to("anna@example.org").unwrap().text;
    desk.with.clock.advance(Duration::hours(25));
    assert!(matches!(desk.app.confirm(&pending, &first).await, Err(CodeError::Expired)));
    desk.app.resend_code(&pending).await.unwrap();
    desk.app.resend_code(&pending).await.unwrap();
    desk.settle().await;
    // The second press came while the first mail was on its way.
    assert_eq!(desk.with.mails.all().len(), 2);
    let second = desk.with.mails.last_to("anna@example.org").unwrap().text;
    desk.app.confirm(&pending, &second).await.unwrap();
    assert!(matches!(desk.app.confirm(&pending, &second).await, Err(CodeError::Expired)));
}

#[tokio::test]
async fn wrong_passwords_lock_known_and_unknown_addresses_alike() {
    let desk = Desk::open().await;
    desk.person("anna@example.org").await;
    for address in ["anna@example.org", "nobody@example.org"] {
        for n in 0..10 {
            let wrong = desk.app.sign_in(address, "not the password at all").await;
            assert!(matches!(wrong, Err(SignInError::Wrong)), "{address} {n}: {wrong:?}");
        }
        let locked = desk.app.sign_in(address, PASSWORD).await;
        let Err(SignInError::LockedUntil(until)) = locked else { panic!("{address}: {locked:?}") };
        assert_eq!(until.since(desk.app.now()), Duration::minutes(1), "{address}");
    }
    desk.with.clock.advance(Duration::minutes(2));
    assert!(matches!(desk.app.sign_in("anna@example.org", PASSWORD).await, Ok(SignedIn::Session(_))));
}

#[tokio::test]
async fn a_reset_link_opens_once_and_ends_other_sessions() {
    let desk = Desk::open().await;
    let (old, _) = desk.person("anna@example.org").await;
    desk.app.request_reset("anna@example.org", Locale::En).await.unwrap();
    desk.app.request_reset("nobody@example.org", Locale::En).await.unwrap();
    desk.settle().await;
    assert_eq!(desk.with.mails.last_to("nobody@example.org").unwrap().subject, "unknown_address");
    let link = desk.with.mails.last_to("anna@example.org").unwrap().text;
    let token = link.strip_prefix("http://desk.test/reset/").unwrap();
    assert!(matches!(desk.app.finish_reset(token, "short").await, Err(ResetError::Password(_))));
    let new = desk.app.finish_reset(token, "five quite unlikely words here").await.unwrap();
    assert!(desk.app.applicant_session(old.as_str()).await.unwrap().is_none());
    assert!(desk.app.applicant_session(new.as_str()).await.unwrap().is_some());
    let again = desk.app.finish_reset(token, "six quite unlikely words are here").await;
    assert!(matches!(again, Err(ResetError::Link)));
    assert!(matches!(desk.app.sign_in("anna@example.org", PASSWORD).await, Err(SignInError::Wrong)));
}

#[tokio::test]
async fn sessions_end_by_time_by_disuse_and_by_signing_out() {
    let desk = Desk::open().await;
    let (token, _) = desk.person("anna@example.org").await;
    for _ in 0..31 {
        desk.with.clock.advance(Duration::hours(23));
        assert!(desk.app.applicant_session(token.as_str()).await.unwrap().is_some());
    }
    desk.with.clock.advance(Duration::hours(12));
    assert!(desk.app.applicant_session(token.as_str()).await.unwrap().is_none(), "thirty days are over");
    let Ok(SignedIn::Session(token)) = desk.app.sign_in("anna@example.org", PASSWORD).await else { panic!() };
    desk.with.clock.advance(Duration::hours(25));
    assert!(desk.app.applicant_session(token.as_str()).await.unwrap().is_none(), "a day unused");
    let Ok(SignedIn::Session(token)) = desk.app.sign_in("anna@example.org", PASSWORD).await else { panic!() };
    desk.app.sign_out(token.as_str()).await.unwrap();
    assert!(desk.app.applicant_session(token.as_str()).await.unwrap().is_none());
}
