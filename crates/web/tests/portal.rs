//! The portal through its routes: a browser's cookies and forms against a real store and vault, with
//! stand-ins for time, mail, decoder and reader.

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request, StatusCode, header},
};
use proofdesk_app::{
    App, WorkerConfig,
    testing::{Shows, StandIns, app_in},
};
use proofdesk_domain::verification::Mode;
use proofdesk_web::{WebConfig, WebState, router};
use std::{collections::BTreeMap, fmt::Write as _};
use tempfile::TempDir;
use time::Duration;
use tower::ServiceExt as _;

const PASSWORD: &str = "four unlikely words here";
const EMAIL: &str = "anna@example.org";

struct Desk {
    app: App,
    with: StandIns,
    router: Router,
    _folder: TempDir,
}

impl Desk {
    async fn open() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let (app, with) = app_in(folder.path(), None, Mode::Test).await;
        let config = WebConfig { test_mode: true, ..WebConfig::default() };
        let router = router(WebState::new(config, app.clone()).expect("pages load"));
        Self { app, with, router, _folder: folder }
    }

    fn browser(&self) -> Browser {
        Browser { router: self.router.clone(), cookies: BTreeMap::new(), language: "en" }
    }

    /// Does everything that is due: checks, then mails.
    async fn settle(&self) {
        let config = WorkerConfig::default();
        while self.app.work_once(&config).await.expect("work") {}
        while self.app.send_once(&config).await.expect("mail") {}
    }

    /// Somebody who has registered, confirmed, answered, consented and chosen a level.
    async fn person(&self) -> Browser {
        let mut browser = self.browser();
        let fields = [("email", EMAIL), ("password", PASSWORD), ("invitation", "WELCOME")];
        assert_eq!(browser.submit("/register", &fields).await.to, "/confirm");
        assert!(browser.get("/confirm").await.text.contains(EMAIL), "whoever mistyped it sees so");
        self.settle().await;
        let code = self.with.mails.last_to(EMAIL).expect("a code was mailed").text;
        assert_eq!(browser.submit("/confirm", &[("code", &format!(" {code} "))]).await.to, "/");
        assert_eq!(browser.get("/").await.to, "/start/about-you");
        let answers = [("of_age", "yes"), ("region", "DEU")];
        assert_eq!(browser.submit("/start/about-you", &answers).await.to, "/start/notice");
        let agree = [("answer", "yes")];
        assert_eq!(browser.submit("/start/notice", &agree).await.to, "/");
        assert_eq!(browser.get("/").await.to, "/levels");
        assert_eq!(browser.submit("/levels", &[("level", "standard")]).await.to, "/verify/details");
        browser
    }

    /// The same, with everything typed and chosen for the specimen's passport.
    async fn at_the_photo(&self) -> Browser {
        let mut browser = self.person().await;
        assert_eq!(browser.submit("/verify/details", &DETAILS).await.to, "/verify/document");
        let document = [("kind", "passport"), ("issuing_country", "UTO")];
        assert_eq!(browser.submit("/verify/document", &document).await.to, "/verify/photo/front");
        browser
    }
}

const DETAILS: [(&str, &str); 7] = [
    ("surname", "Eriksson"),
    ("given_names", "Anna Maria"),
    ("birth_day", "12"),
    ("birth_month", "8"),
    ("birth_year", "1974"),
    ("nationality", "UTO"),
    ("document_number", "L898902C3"),
];

struct Answer {
    status: StatusCode,
    /// Where it sends the browser, or nothing.
    to: String,
    text: String,
    headers: HeaderMap,
}

impl Answer {
    fn heading(&self) -> &str {
        let from = self.text.split("<h1").nth(1).and_then(|t| t.split_once('>')).map_or("", |t| t.1);
        from.split("</h1>").next().unwrap_or_default().trim()
    }
}

/// Keeps cookies and puts the page's own hidden fields into its forms, as a browser does.
struct Browser {
    router: Router,
    cookies: BTreeMap<String, String>,
    language: &'static str,
}

impl Browser {
    async fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).expect("a request")).await
    }

    /// Opens the page, fills its form in, and sends it to the same address.
    async fn submit(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let page = self.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path} opens: {}", page.to);
        let hidden = hidden_fields(&page.text);
        let mut all: Vec<(String, String)> = hidden;
        all.extend(fields.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())));
        self.post(path, &all).await
    }

    async fn post(&mut self, path: &str, fields: &[(String, String)]) -> Answer {
        let mut body = form_urlencoded::Serializer::new(String::new());
        body.extend_pairs(fields);
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body.finish()))
            .expect("a request");
        self.send(request).await
    }

    /// Sends a photo as a plain form does.
    async fn photo(&mut self, path: &str, bytes: &[u8]) -> Answer {
        let page = self.get(path).await;
        let mut body = Vec::new();
        for (name, value) in hidden_fields(&page.text) {
            let part = format!("--XX\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(part.as_bytes());
        }
        body.extend_from_slice(
            b"--XX\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n",
        );
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n--XX--\r\n");
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=XX")
            .header(header::CONTENT_LENGTH, body.len())
            .body(Body::from(body))
            .expect("a request");
        self.send(request).await
    }

    async fn send(&mut self, mut request: Request<Body>) -> Answer {
        let mut line = String::new();
        for (name, value) in &self.cookies {
            let _ = write!(line, "{name}={value}; ");
        }
        let headers = request.headers_mut();
        headers.insert(header::COOKIE, line.parse().expect("cookie characters"));
        headers.insert(header::ACCEPT_LANGUAGE, self.language.parse().expect("a tag"));
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            let text = cookie.to_str().expect("ASCII");
            let (name, rest) = text.split_once('=').expect("name and value");
            let value = rest.split(';').next().unwrap_or_default();
            if text.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let bytes = axum::body::to_bytes(body, usize::MAX).await.expect("a body");
        let to = parts.headers.get(header::LOCATION).map(|to| to.to_str().expect("ASCII").to_owned());
        Answer {
            status: parts.status,
            to: to.unwrap_or_default(),
            text: String::from_utf8_lossy(&bytes).into_owned(),
            headers: parts.headers,
        }
    }
}

/// Name and value of the hidden fields of the page's main form.
fn hidden_fields(html: &str) -> Vec<(String, String)> {
    let main = html.split("<main").nth(1).unwrap_or(html);
    let form = main.split("<form").nth(1).unwrap_or_default();
    let form = form.split("</form>").next().unwrap_or_default();
    let attribute = |tag: &str, name: &str| {
        let at = tag.split(&format!("{name}=\"")).nth(1)?;
        at.split('"').next().map(str::to_owned)
    };
    form.split("<input type=\"hidden\"")
        .skip(1)
        .filter_map(|tag| {
            let tag = tag.split('>').next()?;
            Some((attribute(tag, "name")?, attribute(tag, "value")?))
        })
        .collect()
}

#[tokio::test]
async fn a_person_registers_sends_a_good_photo_and_is_approved() {
    let desk = Desk::open().await;
    let mut browser = desk.at_the_photo().await;
    let kept = browser.photo("/verify/photo/front", &Shows::Passport.bytes("1")).await;
    assert_eq!(kept.to, "/verify/check", "{}", kept.text);

    let check = browser.get("/verify/check").await;
    for shown in ["Anna Maria Eriksson", "12 August 1974", "L898902C3", "Utopia", "/pictures/"] {
        assert!(check.text.contains(shown), "{shown} is among the answers");
    }
    let token = hidden_fields(&check.text);
    assert_eq!(browser.post("/verify/send", &token).await.to, "/status");
    assert_eq!(browser.get("/status").await.heading(), "We are checking what you sent");
    desk.settle().await;
    let status = browser.get("/status/part").await;
    assert_eq!(status.heading(), "Approved");
    assert!(status.text.contains("€5,000"), "the risen limits are shown");
    assert!(!status.text.contains("<html"), "a part is not a whole page");

    browser.language = "zh-CN";
    assert_eq!(browser.get("/status").await.heading(), "已通过");
}

#[tokio::test]
async fn whoever_stops_can_begin_anew_at_another_level() {
    let desk = Desk::open().await;
    let mut browser = desk.at_the_photo().await;
    let draft = browser.get("/status").await;
    assert_eq!(draft.heading(), "Not sent yet");
    assert_eq!(draft.text.matches("<li class=\"done\">").count(), 2, "details and document are there");
    let token = hidden_fields(&draft.text);
    assert_eq!(browser.post("/verify/stop", &token).await.to, "/status");
    let stopped = browser.get("/status").await;
    assert_eq!(stopped.heading(), "You stopped this verification");
    assert!(stopped.text.contains("Begin again"));
    assert_eq!(browser.submit("/levels", &[("level", "plus")]).await.to, "/verify/details");
    assert_eq!(browser.get("/status").await.heading(), "Not sent yet");
}

#[tokio::test]
async fn a_bad_photo_comes_back_with_its_measure_and_its_place_and_only_it_is_asked_for() {
    let desk = Desk::open().await;
    let mut browser = desk.at_the_photo().await;
    browser.photo("/verify/photo/front", &Shows::Glare.bytes("1")).await;
    let token = hidden_fields(&browser.get("/verify/check").await.text);
    browser.post("/verify/send", &token).await;
    desk.settle().await;

    let status = browser.get("/status").await;
    assert_eq!(status.heading(), "Your turn");
    for shown in ["20%", "1.2%", "<polygon class=\"place\"", "Take the new photo", "viewBox=\"0 0 900 640\""]
    {
        assert!(status.text.contains(shown), "{shown}\n{}", status.text);
    }
    let picture =
        status.text.split("/pictures/").nth(1).and_then(|t| t.split('"').next()).expect("a picture");
    let picture = browser.get(&format!("/pictures/{picture}")).await;
    assert_eq!(picture.headers[header::CONTENT_TYPE], "image/jpeg");
    assert_eq!(picture.headers[header::CACHE_CONTROL], "private, no-store");
    assert_eq!(picture.headers[header::CONTENT_SECURITY_POLICY], "default-src 'none'; sandbox");

    let path = "/verify/photo/front?from=status";
    assert_eq!(browser.photo(path, &Shows::Passport.bytes("2")).await.to, "/status");
    let status = browser.get("/status").await;
    assert!(status.text.contains("Check and send again"), "what is mended leads on");
    let token = hidden_fields(&browser.get("/verify/check").await.text);
    browser.post("/verify/send", &token).await;
    desk.settle().await;
    assert_eq!(browser.get("/status").await.heading(), "Approved");
}

#[tokio::test]
async fn what_differs_is_shown_both_ways_and_can_be_disputed_without_sending_anything() {
    let desk = Desk::open().await;
    let mut browser = desk.person().await;
    let mut details = DETAILS;
    details[2].1 = "21";
    browser.submit("/verify/details", &details).await;
    browser.submit("/verify/document", &[("kind", "passport"), ("issuing_country", "UTO")]).await;
    browser.photo("/verify/photo/front", &Shows::Passport.bytes("1")).await;
    let token = hidden_fields(&browser.get("/verify/check").await.text);
    browser.post("/verify/send", &token).await;
    desk.settle().await;

    let status = browser.get("/status").await;
    for shown in ["21 August 1974", "12 August 1974", "97%", "You misread this"] {
        assert!(status.text.contains(shown), "{shown}");
    }
    let dispute =
        status.text.split("href=\"/dispute/").nth(1).and_then(|t| t.split('"').next()).expect("a link");
    let dispute = format!("/dispute/{dispute}");
    let sent = browser.submit(&dispute, &[("sentence", "It says 21.")]).await;
    assert_eq!(sent.to, "/status", "{}", sent.text);
    let status = browser.get("/status").await;
    assert_eq!(status.heading(), "A person is looking");
    assert!(status.text.contains("You are next"));
    assert!(status.text.contains("<time datetime=\"2026-11-24T"), "the promised time is said");

    // The promise is broken: the page says so, and no longer promises that which did not come.
    let moves_up = "If the promised time passes";
    assert!(status.text.contains(moves_up) && !status.text.contains("That is our fault"));
    desk.with.clock.advance(Duration::hours(23));
    assert!(!browser.get("/status").await.text.contains("That is our fault"));
    desk.with.clock.advance(Duration::hours(2));
    let late = browser.get("/status").await;
    assert!(late.text.contains("The promised time has passed. That is our fault."), "{}", late.text);
    assert!(!late.text.contains(moves_up));
}

#[tokio::test]
async fn mistakes_in_a_form_are_said_at_the_top_and_at_the_field_and_nothing_typed_is_lost() {
    let desk = Desk::open().await;
    let mut browser = desk.person().await;
    let naughty = "<script>alert(1)</script>\u{202e}";
    let page = browser
        .submit(
            "/verify/details",
            &[("surname", naughty), ("birth_day", "31"), ("birth_month", "2"), ("birth_year", "1990")],
        )
        .await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text.contains("<title>Error: Your details"));
    assert!(page.text.contains("There is a problem"));
    for (link, id) in [
        ("#surname", "id=\"surname\""),
        ("#birth_date", "id=\"birth_date\""),
        ("#document_number", "id=\"document_number\""),
    ] {
        assert!(page.text.contains(&format!("<a href=\"{link}\">")), "{link}");
        assert!(page.text.contains(id), "{id}");
    }
    assert!(page.text.contains("value=\"31\""));
    assert!(page.text.contains("&lt;script&gt;") && !page.text.contains("<script>alert"));
    assert!(page.text.contains("There is no such day"));
}

#[tokio::test]
async fn a_file_that_is_no_picture_is_refused_with_its_reason() {
    let desk = Desk::open().await;
    let mut browser = desk.at_the_photo().await;
    let refused = browser.photo("/verify/photo/front", b"this is a text file").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("We cannot open this type of file"), "{}", refused.text);
    assert!(refused.text.contains("This does not count as an attempt."));
    let nothing = browser.photo("/verify/photo/front", b"").await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        browser.get("/verify/photo/back").await.status,
        StatusCode::NOT_FOUND,
        "a passport has one page"
    );
}

#[tokio::test]
async fn a_form_without_its_token_changes_nothing() {
    let desk = Desk::open().await;
    let mut browser = desk.browser();
    let fields = [("email", EMAIL), ("password", PASSWORD)].map(|(k, v)| (k.to_owned(), v.to_owned()));
    let refused = browser.post("/register", &fields).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!(refused.heading(), "This page was open for too long");

    let mut stranger = desk.browser();
    let token = hidden_fields(&stranger.get("/register").await.text);
    let stolen: Vec<_> = token.into_iter().chain(fields).collect();
    browser.get("/register").await;
    assert_eq!(browser.post("/register", &stolen).await.status, StatusCode::FORBIDDEN);
    assert_eq!(stranger.post("/register", &stolen).await.to, "/confirm");
}

#[tokio::test]
async fn nobody_sees_a_page_or_a_picture_of_somebody_else() {
    let desk = Desk::open().await;
    let mut browser = desk.at_the_photo().await;
    browser.photo("/verify/photo/front", &Shows::Passport.bytes("1")).await;
    let check = browser.get("/verify/check").await;
    let picture = check.text.split("/pictures/").nth(1).and_then(|t| t.split('"').next()).expect("a picture");
    let picture = format!("/pictures/{picture}");
    assert_eq!(browser.get(&picture).await.status, StatusCode::OK);
    let mut stranger = desk.browser();
    for path in ["/status", "/verify/check", "/talk/part", &picture] {
        let answer = stranger.get(path).await;
        assert!(answer.to.starts_with("/sign-in?next=%2F"), "{path}: {} {}", answer.status, answer.to);
    }
}

#[tokio::test]
async fn every_answer_is_guarded_and_errors_are_pages_in_the_readers_language() {
    let desk = Desk::open().await;
    let mut browser = desk.browser();
    browser.language = "zh-CN";
    let lost = browser.get("/no/such/page").await;
    assert_eq!((lost.status, lost.heading()), (StatusCode::NOT_FOUND, "这里没有页面"));
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cache-control", "no-store"),
    ] {
        assert_eq!(lost.headers[name], value);
    }
    assert!(
        lost.headers["content-security-policy"].to_str().expect("ASCII").starts_with("default-src 'none'")
    );

    // Staff are shown the way back to the desk, applicants the way to a person.
    assert!(
        lost.text.contains("class=\"button button-quiet\" href=\"/talk\"")
            && !lost.text.contains("href=\"/console\"")
    );
    assert!(browser.get("/console/no/such/page").await.text.contains("class=\"button\" href=\"/console\""));

    let home = browser.get("/").await;
    let style = home.text.split("href=\"/static/").nth(1).and_then(|t| t.split('"').next()).expect("a style");
    let icon = browser.get(&format!("/static/{style}")).await;
    assert_eq!(icon.headers[header::CACHE_CONTROL], "public, max-age=31536000, immutable");
    let english = browser.get("/lang/en?back=/help").await;
    assert_eq!(english.to, "/help");
    assert_eq!(browser.get("/help").await.heading(), "Help", "the choice is remembered");
    assert_eq!(browser.get("/lang/en?back=//evil.example").await.to, "/");
}

#[tokio::test]
async fn a_message_lands_in_the_conversation_with_a_promise() {
    let desk = Desk::open().await;
    let mut browser = desk.person().await;
    assert_eq!(browser.submit("/talk", &[("message", "My card has no <zone>.")]).await.to, "/talk");
    let page = browser.get("/talk").await;
    assert!(page.text.contains("My card has no &lt;zone&gt;."));
    assert!(page.text.contains("TK-") && page.text.contains("A person answers by"));
    let empty = browser.submit("/talk", &[("message", "  ")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(desk.browser().get("/talk").await.text.contains("/sign-in?next=/talk"));
}

#[tokio::test]
async fn who_is_not_served_hears_it_before_anything_is_uploaded() {
    let desk = Desk::open().await;
    let mut browser = desk.browser();
    browser.submit("/register", &[("email", EMAIL), ("password", PASSWORD)]).await;
    desk.settle().await;
    let code = desk.with.mails.last_to(EMAIL).expect("a code").text;
    browser.submit("/confirm", &[("code", &code)]).await;
    let answers = [("of_age", "yes"), ("region", "PRK")];
    assert_eq!(browser.submit("/start/about-you", &answers).await.to, "/start/not-served");
    assert!(browser.get("/start/not-served").await.text.contains("North Korea"));
    for later in ["/levels", "/verify/photo/front", "/status"] {
        assert_eq!(browser.get(later).await.to, "/start/not-served", "{later}");
    }
}

#[tokio::test]
async fn guessing_a_password_is_slowed_down_with_a_page_that_says_so() {
    let desk = Desk::open().await;
    let mut browser = desk.browser();
    let mut last = browser.submit("/sign-in", &[("email", EMAIL), ("password", "wrong")]).await;
    assert_eq!(last.status, StatusCode::UNPROCESSABLE_ENTITY);
    for _ in 0..12 {
        last = browser.submit("/sign-in", &[("email", EMAIL), ("password", "wrong")]).await;
    }
    assert_eq!(last.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(last.heading(), "Too many tries in a short time");
    assert!(last.headers.contains_key(header::RETRY_AFTER));
}

/// An upload form whose body is handed over in pieces.
fn pieces(token: &str, length: u64, pieces: Vec<Result<Vec<u8>, std::io::Error>>) -> Request<Body> {
    Request::post("/verify/photo/front")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=XX")
        .header(header::CONTENT_LENGTH, length)
        .header("x-csrf-token", token)
        .body(Body::from_stream(futures::stream::iter(pieces)))
        .expect("a request")
}

const HEAD: &[u8] = b"--XX\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a.jpg\"\r\n\r\n";

#[tokio::test]
async fn a_file_of_two_hundred_megabytes_gets_its_reason_and_takes_no_memory() {
    let desk = Desk::open().await;
    let mut browser = desk.at_the_photo().await;
    let token = hidden_fields(&browser.get("/verify/photo/front").await.text).remove(0).1;
    let body = vec![Ok(HEAD.to_vec()), Ok(vec![0; 100_000])];
    let refused = browser.send(pieces(&token, 200_000_000, body)).await;
    assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(refused.text.contains("The file is too large"), "{}", refused.text);
    assert!(refused.text.contains("200 MB") && refused.text.contains("26 MB"));
}

#[tokio::test]
async fn an_upload_that_breaks_off_is_nobodys_fault_and_keeps_nothing() {
    let desk = Desk::open().await;
    let mut browser = desk.at_the_photo().await;
    let token = hidden_fields(&browser.get("/verify/photo/front").await.text).remove(0).1;
    let cut = std::io::Error::new(std::io::ErrorKind::ConnectionReset, "cut");
    let body = vec![Ok(HEAD.to_vec()), Ok(b"PICTURE pass".to_vec()), Err(cut)];
    let answer = browser.send(pieces(&token, 10_000, body)).await;
    assert_eq!(answer.status, StatusCode::REQUEST_TIMEOUT);
    assert_eq!(answer.heading(), "What you were sending broke off");
    let page = browser.get("/verify/photo/front").await;
    assert!(!page.text.contains("We have this photo already"));
    let again = browser.photo("/verify/photo/front", &Shows::Passport.bytes("1")).await;
    assert_eq!(again.to, "/verify/check");
}
