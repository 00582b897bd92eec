//! The console through its routes: a reviewer's cookies and forms against a real store and vault, with
//! stand-ins for time, mail, decoder and reader; and the live streams of both sides.

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request, StatusCode, header},
};
use futures::StreamExt as _;
use proofdesk_app::{
    App, ApplicantSession, Locale, Registration, Uploaded, WorkerConfig,
    staff::NewStaff,
    testing::{Shows, StandIns, app_in, typed_details},
};
use proofdesk_domain::{
    VerificationId,
    access::{Actor, Role},
    details::TypedDetails,
    document::DocumentKind,
    evidence::Slot,
    verification::{DocumentChoice, Mode},
};
use proofdesk_web::{WebConfig, WebState, router};
use std::{collections::BTreeMap, fmt::Write as _};
use tempfile::TempDir;
use time::Duration;
use tower::ServiceExt as _;

const PASSWORD: &str = "four unlikely words here";

struct Desk {
    app: App,
    with: StandIns,
    state: WebState,
    router: Router,
    _folder: TempDir,
}

impl Desk {
    async fn open() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let (app, with) = app_in(folder.path(), None, Mode::Test).await;
        for (role, name) in
            [(Role::Reviewer, "Lin"), (Role::Reviewer, "Noor"), (Role::Admin, "Sam"), (Role::Agent, "Bo")]
        {
            let email = format!("{}@desk.example", name.to_lowercase());
            let new = NewStaff { name, email: &email, role, password: PASSWORD };
            app.create_staff(&Actor::System, new).await.expect("added");
        }
        let state = WebState::new(WebConfig::default(), app.clone()).expect("pages load");
        Self { app, with, router: router(state.clone()), state, _folder: folder }
    }

    async fn settle(&self) {
        let config = WorkerConfig::default();
        while self.app.work_once(&config).await.expect("work") {}
        while self.app.send_once(&config).await.expect("mail") {}
    }

    async fn ten_seconds_later(&self) {
        self.with.clock.advance(Duration::seconds(10));
        self.settle().await;
    }

    async fn applicant(&self, name: &str) -> (ApplicantSession, String) {
        let email = format!("{name}@people.example");
        let new = Registration { email: &email, password: PASSWORD, invitation: None, locale: Locale::ZhCn };
        let pending = self.app.register(new).await.expect("registered");
        self.settle().await;
        let code = self.with.mails.last_to(&email).expect("mailed").text;
        let token = self.app.confirm(&pending, &code).await.expect("confirmed");
        let s = self.app.applicant_session(token.as_str()).await.expect("answers").expect("signed in");
        self.app.answer_age_and_region(&s, true, "DEU").await.expect("answered");
        let notice = self.app.policy().notice_version.clone();
        self.app.give_consent(&s, &notice, Locale::ZhCn).await.expect("agreed");
        (s, token.as_str().to_owned())
    }

    /// A checked case; a card without a zone goes to a person.
    async fn case(&self, s: &ApplicantSession, shows: Shows, typed: TypedDetails) -> VerificationId {
        let id = self.app.begin(s, "standard").await.expect("begun");
        self.app.save_details(s, id, typed).await.expect("answers").expect("taken");
        let kind =
            if shows == Shows::CardWithoutZone { DocumentKind::IdCard } else { DocumentKind::Passport };
        let choice = DocumentChoice { kind, issuing_country: "UTO".into() };
        self.app.choose_document(s, id, choice).await.expect("chosen");
        for side in kind.sides() {
            let bytes = shows.bytes(side.as_str());
            let kept = self.app.upload(s, id, Slot::from(*side), bytes).await.expect("answers");
            assert!(matches!(kept, Uploaded::Kept(_)));
        }
        self.app.send(s, id).await.expect("sent");
        self.settle().await;
        id
    }

    async fn in_review(&self, name: &str) -> VerificationId {
        let (s, _) = self.applicant(name).await;
        self.case(&s, Shows::CardWithoutZone, typed_details()).await
    }

    fn browser(&self) -> Browser {
        Browser { router: self.router.clone(), cookies: BTreeMap::new(), language: "en" }
    }

    async fn staff(&self, name: &str) -> Browser {
        let mut browser = self.browser();
        let page = browser.get("/console/sign-in").await;
        let email = format!("{name}@desk.example");
        let fields = [("csrf", page.csrf()), ("email", email), ("password", PASSWORD.to_owned())];
        let answer = browser.post("/console/sign-in", &fields).await;
        assert_eq!(answer.to, "/console", "{}", answer.text);
        browser
    }
}

struct Answer {
    status: StatusCode,
    to: String,
    text: String,
    headers: HeaderMap,
}

impl Answer {
    fn csrf(&self) -> String {
        let at = self.text.split("name=\"csrf\" content=\"").nth(1).expect("the page has a token");
        at.split('"').next().unwrap_or_default().to_owned()
    }

    fn version(&self) -> String {
        let at = self.text.split("data-version=\"").nth(1).expect("the page has a version");
        at.split('"').next().unwrap_or_default().to_owned()
    }

    fn has(&self, text: &str) -> bool {
        self.text.contains(text)
    }
}

struct Browser {
    router: Router,
    cookies: BTreeMap<String, String>,
    language: &'static str,
}

impl Browser {
    async fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).expect("a request")).await
    }

    async fn post(&mut self, path: &str, fields: &[(&str, String)]) -> Answer {
        self.post_as(path, fields, "text/html").await
    }

    async fn post_as(&mut self, path: &str, fields: &[(&str, String)], accept: &str) -> Answer {
        let mut body = form_urlencoded::Serializer::new(String::new());
        body.extend_pairs(fields);
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ACCEPT, accept)
            .body(Body::from(body.finish()))
            .expect("a request");
        self.send(request).await
    }

    /// Opens the case and posts a form of it, with the token and the version that the page has.
    async fn on_case(&mut self, id: VerificationId, deed: &str, fields: &[(&str, &str)]) -> Answer {
        let page = self.get(&format!("/console/cases/{id}")).await;
        let mut all = vec![("csrf", page.csrf()), ("version", page.version())];
        all.extend(fields.iter().map(|(name, value)| (*name, (*value).to_owned())));
        self.post(&format!("/console/cases/{id}/{deed}"), &all).await
    }

    fn dressed(&self, mut request: Request<Body>) -> Request<Body> {
        let mut line = String::new();
        for (name, value) in &self.cookies {
            let _ = write!(line, "{name}={value}; ");
        }
        let headers = request.headers_mut();
        headers.insert(header::COOKIE, line.parse().expect("cookies"));
        headers.insert(header::ACCEPT_LANGUAGE, self.language.parse().expect("a tag"));
        request
    }

    async fn send(&mut self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(self.dressed(request)).await.expect("an answer");
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

    /// Opens a stream and leaves it open.
    async fn listen(&self, path: &str, last: Option<&str>) -> Stream {
        let mut request = Request::get(path);
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        let request = self.dressed(request.body(Body::empty()).expect("a request"));
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()[header::CONTENT_TYPE], "text/event-stream");
        Stream { data: response.into_body().into_data_stream(), rest: String::new() }
    }
}

struct Stream {
    data: axum::body::BodyDataStream,
    rest: String,
}

impl Stream {
    /// The next event's text; none when the stream ended.
    async fn next(&mut self) -> Option<String> {
        loop {
            if let Some((event, rest)) = self.rest.split_once("\n\n") {
                let (event, rest) = (event.to_owned(), rest.to_owned());
                self.rest = rest;
                return Some(event);
            }
            let chunk = self.data.next().await?.expect("bytes");
            self.rest.push_str(std::str::from_utf8(&chunk).expect("UTF-8"));
        }
    }

    async fn next_about(&mut self, what: &str) -> String {
        loop {
            let event = self.next().await.expect("the stream goes on");
            if event.contains(what) {
                return event;
            }
        }
    }
}

#[tokio::test]
async fn nobody_comes_in_without_signing_in_and_roles_hold() {
    let desk = Desk::open().await;
    let id = desk.in_review("anna").await;
    let mut stranger = desk.browser();
    let case = format!("/console/cases/{id}");
    let answer = stranger.get(&case).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert!(answer.to.starts_with("/console/sign-in?next=%2Fconsole%2Fcases"), "{}", answer.to);
    let door = stranger.get("/console/sign-in").await;
    let wrong = [("csrf", door.csrf()), ("email", "lin@desk.example".into()), ("password", "no".into())];
    let answer = stranger.post("/console/sign-in", &wrong).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.has("do not belong together") && answer.has("lin@desk.example"));
    let mut foreign = desk.staff("lin").await;
    let no_token = foreign.post(&format!("{case}/approve"), &[("version", "1".into())]).await;
    assert_eq!(no_token.status, StatusCode::FORBIDDEN);

    let mut admin = desk.staff("sam").await;
    let masked = admin.get(&case).await;
    assert!(
        !masked.has("Eriksson") && masked.has("a•••@people.example") && !masked.has("data-dialog"),
        "{}",
        masked.text
    );
    let mut reviewer = desk.staff("lin").await;
    for page in ["/console/operations", "/console/staff", "/console/keys"] {
        assert_eq!(reviewer.get(page).await.status, StatusCode::FORBIDDEN, "{page}");
        assert_eq!(admin.get(page).await.status, StatusCode::OK, "{page}");
    }
    let mut agent = desk.staff("bo").await;
    let answer = agent.on_case(id, "approve", &[]).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_inbox_is_masked_and_opening_claims() {
    let desk = Desk::open().await;
    let id = desk.in_review("anna").await;
    let mut lin = desk.staff("lin").await;
    let inbox = lin.get("/console").await;
    assert!(inbox.has("a•••@people.example") && inbox.has(&format!("/console/cases/{id}")));
    assert!(!inbox.has("anna@") && !inbox.has("Eriksson"));
    assert!(!lin.get("/console?whose=mine").await.has("row-link"));

    let case = lin.get(&format!("/console/cases/{id}")).await;
    for shown in ["Anna Maria Eriksson", "anna@people.example", "data-picture=", "You have claimed this case"]
    {
        assert!(case.has(shown), "{shown}");
    }
    assert!(lin.get("/console?whose=mine").await.has("row-link"));
    let mut noor = desk.staff("noor").await;
    let seen = noor.get(&format!("/console/cases/{id}")).await;
    assert!(seen.has("Lin is looking at this") && !seen.has("Eriksson") && !seen.has("data-picture="));

    let picture =
        case.text.split("/console/pictures/").nth(1).and_then(|t| t.split('"').next()).expect("a picture");
    let path = format!("/console/pictures/{picture}");
    let bytes = lin.get(&path).await;
    assert_eq!(bytes.headers[header::CONTENT_TYPE], "image/jpeg");
    assert!(bytes.headers[header::CACHE_CONTROL].to_str().expect("ASCII").contains("no-store"));
    assert!(bytes.headers[header::CONTENT_SECURITY_POLICY].to_str().expect("ASCII").contains("sandbox"));
    assert_eq!(noor.get(&path).await.status, StatusCode::FORBIDDEN);

    let back = lin.on_case(id, "release", &[]).await;
    assert_eq!(back.to, "/console?done=released");
    assert!(!lin.get("/console?whose=mine").await.has("row-link"));
    let taken = noor.get(&format!("/console/cases/{id}")).await;
    assert!(taken.has("Anna Maria Eriksson"));
}

#[tokio::test]
async fn a_retake_is_previewed_in_the_applicants_language_undone_and_made() {
    let desk = Desk::open().await;
    let (s, _) = desk.applicant("anna").await;
    let id = desk.case(&s, Shows::CardWithoutZone, typed_details()).await;
    let mut lin = desk.staff("lin").await;
    let picks = [("pick", "image.glare"), ("slot:image.glare", "back"), ("note:image.glare", "在窗边拍")];
    let preview = lin.on_case(id, "preview?outcome=retake", &picks).await;
    assert_eq!(preview.status, StatusCode::OK);
    assert!(
        preview.has("lang=\"zh-CN\"") && preview.has("在窗边拍") && preview.has("反光"),
        "{}",
        preview.text
    );

    let nothing = lin.on_case(id, "retake", &[]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        nothing.has("Pick at least one reason")
            && nothing.has("id=\"retake\" class=\"panel panel-wide\" aria-labelledby=\"retake-title\" open")
    );

    let made = lin.on_case(id, "retake", &picks).await;
    assert_eq!(made.to, format!("/console/cases/{id}?done=decided"));
    let waiting = lin.get(&format!("/console/cases/{id}")).await;
    assert!(waiting.has("name=\"decision\"") && !waiting.has("data-decide"));
    let decision = waiting
        .text
        .split("name=\"decision\" value=\"")
        .nth(1)
        .and_then(|t| t.split('"').next())
        .expect("an id")
        .to_owned();
    let undone = lin.on_case(id, "undo", &[("decision", &decision)]).await;
    assert_eq!(undone.to, format!("/console/cases/{id}?done=undone"));
    desk.ten_seconds_later().await;
    assert_eq!(desk.app.case(&s, id).await.expect("answers").state.as_str(), "in_review");

    lin.on_case(id, "retake", &picks).await;
    desk.ten_seconds_later().await;
    let case = desk.app.case(&s, id).await.expect("answers");
    assert_eq!(case.state.as_str(), "needs_input");
    assert_eq!((case.findings.len(), case.attempts), (1, 0));
    assert_eq!(case.findings[0].by_person.as_deref(), Some("在窗边拍"));
    let late = lin.on_case(id, "undo", &[("decision", &decision)]).await;
    assert!(late.has("too late to undo"), "{}", late.text);
}

#[tokio::test]
async fn scripts_get_what_they_need_and_the_next_case_is_another_one() {
    let desk = Desk::open().await;
    let first = desk.in_review("anna").await;
    let second = desk.in_review("bela").await;
    let mut lin = desk.staff("lin").await;
    let page = lin.get(&format!("/console/cases/{first}")).await;
    let next = lin.get(&format!("/console/next?after={first}")).await;
    assert_eq!(next.to, format!("/console/cases/{second}?claimed"));
    let fields = [("csrf", page.csrf()), ("version", page.version())];
    let told = lin.post_as(&format!("/console/cases/{first}/approve"), &fields, "application/json").await;
    assert_eq!(told.status, StatusCode::OK);
    assert!(told.has("\"until\":10") && told.has("\"text\":\"Approved\""), "{}", told.text);
    // The first waits for its ten seconds: it is not offered again.
    lin.get(&next.to).await;
    assert_eq!(lin.get(&format!("/console/next?after={second}")).await.to, "/console?done=empty");
    assert!(lin.get("/console?done=empty").await.has("no other case waiting"));
    let mut noor = desk.staff("noor").await;
    assert_eq!(noor.get("/console/next").await.to, "/console?done=empty");
}

#[tokio::test]
async fn an_older_version_is_refused_with_both_shown_and_can_be_decided_anew() {
    let desk = Desk::open().await;
    let id = desk.in_review("anna").await;
    let mut lin = desk.staff("lin").await;
    let seen = lin.get(&format!("/console/cases/{id}")).await;
    let corrected = [
        ("surname", "Eriksson"),
        ("given_names", "Anna"),
        ("native_name", ""),
        ("birth_date", "1974-08-12"),
        ("nationality", "UTO"),
        ("document_number", "L898902C3"),
        ("why", "told me on the phone"),
    ];
    let saved = lin.on_case(id, "details", &corrected).await;
    assert_eq!(saved.to, format!("/console/cases/{id}?done=corrected"), "{}", saved.text);

    let old = [
        ("csrf", seen.csrf()),
        ("version", seen.version()),
        ("code", "doc.damaged".into()),
        ("message", "The card is torn <b>".into()),
    ];
    let refused = lin.post(&format!("/console/cases/{id}/decline"), &old).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    for shown in [
        "Somebody changed this case first",
        "The card is torn &lt;b&gt;",
        "corrected the details for the applicant: told me on the phone",
        "Decide the same on the new version",
    ] {
        assert!(refused.has(shown), "{shown}: {}", refused.text);
    }
    let version = refused
        .text
        .split("name=\"version\" value=\"")
        .nth(1)
        .and_then(|t| t.split('"').next())
        .expect("a version");
    assert_ne!(version, seen.version());
    let again = [
        ("csrf", refused.csrf()),
        ("version", version.to_owned()),
        ("code", "doc.damaged".into()),
        ("message", "The card is torn".into()),
    ];
    assert_eq!(
        lin.post(&format!("/console/cases/{id}/decline"), &again).await.to,
        format!("/console/cases/{id}?done=decided")
    );
}

#[tokio::test]
async fn mistakes_keep_what_was_typed() {
    let desk = Desk::open().await;
    let id = desk.in_review("anna").await;
    let mut lin = desk.staff("lin").await;
    let wrong =
        [("surname", "Eriksson"), ("birth_date", "12.8.1974"), ("nationality", "Utopia"), ("why", "phone")];
    let answer = lin.on_case(id, "details", &wrong).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for shown in [
        "value=\"12.8.1974\"",
        "Write the date as YYYY-MM-DD",
        "Use the three-letter code",
        "id=\"correct\" open",
        "value=\"phone\"",
    ] {
        assert!(answer.has(shown), "{shown}");
    }
    let no_words = lin.on_case(id, "decline", &[("code", "doc.damaged"), ("message", " ")]).await;
    assert!(no_words.has("Write a message to the applicant"));
    let long = "x".repeat(4_001);
    let too_long = lin.on_case(id, "say", &[("kind", "reply"), ("text", &long)]).await;
    assert_eq!(too_long.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(too_long.has(&long), "the draft is kept");
    let mut zh = desk.staff("noor").await;
    zh.language = "zh-CN";
    assert!(zh.get("/console").await.has("收件箱"));
}

#[tokio::test]
async fn notes_stay_inside_and_disputes_are_settled() {
    let desk = Desk::open().await;
    let (s, _) = desk.applicant("anna").await;
    let typed = TypedDetails { birth_date: "1974-08-13".into(), ..typed_details() };
    let id = desk.case(&s, Shows::Passport, typed).await;
    let finding = desk.app.case(&s, id).await.expect("answers").findings[0].id;
    desk.app.dispute(&s, id, finding, "Look <again>").await.expect("disputed");
    let mut lin = desk.staff("lin").await;
    assert_eq!(
        lin.on_case(id, "say", &[("kind", "note"), ("text", "seems right")]).await.to,
        format!("/console/cases/{id}/now")
    );
    lin.on_case(id, "say", &[("kind", "reply"), ("text", "I am looking at it.")]).await;
    let page = lin.get(&format!("/console/cases/{id}")).await;
    for shown in [
        "message-internal",
        "seems right",
        "I am looking at it.",
        "Look &lt;again&gt;",
        "1974-08-1<mark class=\"differs\">3</mark>",
    ] {
        assert!(page.has(shown), "{shown}: {}", page.text);
    }
    let theirs = desk.app.my_conversation(&s).await.expect("answers").expect("begun");
    let bodies: Vec<&str> = theirs.messages.iter().map(|m| &*m.body).collect();
    assert!(bodies.contains(&"I am looking at it.") && !bodies.contains(&"seems right"));

    let dispute =
        page.text.split("/disputes/").nth(1).and_then(|t| t.split('"').next()).expect("a dispute").to_owned();
    let no_words = lin.on_case(id, &format!("disputes/{dispute}"), &[("ruling", "upheld")]).await;
    assert!(no_words.has("Write what the applicant is to read"));
    let settled = lin.on_case(id, &format!("disputes/{dispute}"), &[("ruling", "overruled")]).await;
    assert_eq!(settled.to, format!("/console/cases/{id}?done=settled"), "{}", settled.text);
    assert_eq!(desk.app.case(&s, id).await.expect("answers").state.as_str(), "approved");
}

#[tokio::test]
async fn admins_make_keys_and_staff_and_a_secret_is_shown_once() {
    let desk = Desk::open().await;
    let mut sam = desk.staff("sam").await;
    let page = sam.get("/console/keys").await;
    let fields = [
        ("csrf", page.csrf()),
        ("name", "staging".to_owned()),
        ("mode", "test".into()),
        ("scope", "verifications:read".into()),
    ];
    let made = sam.post("/console/keys", &fields).await;
    assert!(made.has("pd_test_") && made.has("staging"));
    assert!(!sam.get("/console/keys").await.has("pd_test_"));
    let none = sam.post("/console/keys", &fields[..3]).await;
    assert!(none.has("Choose at least one scope") && none.has("value=\"staging\""));
    let key =
        made.text.split("/console/keys/").nth(1).and_then(|t| t.split('/').next()).expect("an id").to_owned();
    let revoked = sam.post(&format!("/console/keys/{key}/revoke"), &fields[..1]).await;
    assert_eq!(revoked.to, "/console/keys?done=key-revoked");

    let page = sam.get("/console/staff").await;
    let new = |email: &str, password: &str| {
        [
            ("csrf", page.csrf()),
            ("name", "Mio".to_owned()),
            ("email", email.to_owned()),
            ("role", "reviewer".to_owned()),
            ("password", password.to_owned()),
        ]
    };
    let weak = sam.post("/console/staff", &new("mio@desk.example", "short")).await;
    assert!(weak.has("at least 15 characters") && weak.has("value=\"Mio\"") && !weak.has("value=\"short\""));
    assert!(sam.post("/console/staff", &new("lin@desk.example", PASSWORD)).await.has("exists already"));
    assert_eq!(
        sam.post("/console/staff", &new("mio@desk.example", PASSWORD)).await.to,
        "/console/staff?done=staff-added"
    );
    desk.staff("mio").await;
}

#[tokio::test]
async fn streams_tell_what_happened_and_resume_without_a_gap() {
    let desk = Desk::open().await;
    let (s, token) = desk.applicant("anna").await;
    let id = desk.case(&s, Shows::CardWithoutZone, typed_details()).await;
    let mut lin = desk.staff("lin").await;
    let page = lin.get("/console").await;
    let after = page
        .text
        .split("data-after=\"")
        .nth(1)
        .and_then(|t| t.split('"').next())
        .expect("a number")
        .to_owned();
    // What happens between the page and its stream is told first.
    desk.app.say(&s, "Is anybody there?", Some(id)).await.expect("said");
    let mut stream = lin.listen(&format!("/console/live?after={after}"), None).await;
    let hello = stream.next().await.expect("a greeting");
    assert!(hello.contains("event: beat"), "{hello}");
    let retry = hello.lines().find_map(|line| line.strip_prefix("retry: ")).and_then(|n| n.parse().ok());
    assert!(retry.is_some_and(|after: u32| (1_000..5_000).contains(&after)), "{hello}");
    let told = stream.next_about("conversation").await;
    assert!(
        told.contains("event: change") && told.contains("\"topics\":[\"conversation\",\"conversation:"),
        "{told}"
    );
    assert!(!told.contains("anybody"), "events carry ids only");
    let number = told.lines().find_map(|line| line.strip_prefix("id: ")).expect("a number").to_owned();
    drop(stream);

    lin.on_case(id, "say", &[("kind", "reply"), ("text", "Yes.")]).await;
    let mut resumed = lin.listen("/console/live?after=0", Some(&number)).await;
    resumed.next().await.expect("a greeting");
    let next = resumed.next().await.expect("an event");
    let later = next
        .lines()
        .find_map(|line| line.strip_prefix("id: "))
        .and_then(|n| n.parse::<i64>().ok())
        .expect("a number");
    assert!(later > number.parse::<i64>().expect("a number"), "{next}");

    let mut anna = desk.browser();
    anna.cookies.insert("pd_session".into(), token);
    let mut own = anna.listen("/live", None).await;
    own.next().await.expect("a greeting");
    lin.on_case(id, "say", &[("kind", "note"), ("text", "for colleagues")]).await;
    lin.on_case(id, "say", &[("kind", "reply"), ("text", "Anything else?")]).await;
    own.next_about("conversation").await;

    let mut nobody = desk.browser();
    assert_eq!(nobody.get("/live").await.status, StatusCode::FORBIDDEN);
    assert_eq!(nobody.get("/console/live").await.status, StatusCode::FORBIDDEN);
    // When the server stops, streams end and none begins.
    desk.state.streams.end();
    while resumed.next().await.is_some() {}
    assert_eq!(lin.get("/console/live").await.status, StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn an_approval_can_be_taken_back_with_a_reason_and_words() {
    let desk = Desk::open().await;
    let (s, token) = desk.applicant("anna").await;
    let id = desk.case(&s, Shows::Passport, typed_details()).await;
    assert_eq!(desk.app.case(&s, id).await.expect("answers").state.as_str(), "approved");
    let mut lin = desk.staff("lin").await;
    let page = lin.get(&format!("/console/cases/{id}")).await;
    assert!(page.has("id=\"revoke\"") && !page.has("id=\"decline\"") && !page.has("id=\"approve\""));
    let silent = lin.on_case(id, "revoke", &[("code", "doc.invalidated")]).await;
    assert!(silent.has("Write a message to the applicant"));
    let words = [("code", "doc.invalidated"), ("message", "The issuer annulled it.")];
    assert_eq!(lin.on_case(id, "revoke", &words).await.to, format!("/console/cases/{id}?done=decided"));
    desk.ten_seconds_later().await;
    assert_eq!(desk.app.case(&s, id).await.expect("answers").state.as_str(), "revoked");
    let mut anna = desk.browser();
    anna.cookies.insert("pd_session".into(), token);
    let status = anna.get("/status").await;
    assert!(status.has("The issuer annulled it.") && status.has("Lin"), "{}", status.text);
}
