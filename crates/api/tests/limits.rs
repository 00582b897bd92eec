//! Limits over HTTP: the router in process on a real store, a fixed clock.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode, header},
};
use proofdesk_app::{
    App,
    testing::{StandIns, app_in},
};
use proofdesk_domain::{
    access::{Actor, Scope},
    verification::Mode,
};
use serde_json::{Value, json};
use tower::ServiceExt as _;

struct Desk {
    app: App,
    _with: StandIns,
    router: Router,
    secret: String,
    _folder: tempfile::TempDir,
}

impl Desk {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (app, with) = app_in(folder.path(), None, Mode::Test).await;
        let secret = app.create_key(&Actor::System, "shop", Mode::Test, &Scope::ALL).await.unwrap().secret;
        let router = proofdesk_api::router(app.clone());
        Self { app, _with: with, router, secret, _folder: folder }
    }

    async fn send(&self, method: &str, path: &str, body: &str) -> (StatusCode, Value) {
        let request = Request::builder()
            .method(method)
            .uri(format!("/api/v1{path}"))
            .header(header::AUTHORIZATION, format!("Bearer {}", self.secret))
            .body(Body::from(body.to_owned()))
            .unwrap();
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let status = answer.status();
        let kind = answer.headers()[header::CONTENT_TYPE].to_str().unwrap().to_owned();
        let expected = if status.is_success() { "application/json" } else { "application/problem+json" };
        assert_eq!(kind, expected, "{method} {path}");
        let bytes = to_bytes(answer.into_body(), 1 << 20).await.unwrap();
        (status, serde_json::from_slice(&bytes).unwrap())
    }

    async fn post(&self, path: &str, body: Value) -> (StatusCode, Value) {
        self.send("POST", path, &body.to_string()).await
    }

    async fn person(&self) -> String {
        self.post("/applicants", json!({})).await.1["id"].as_str().unwrap().to_owned()
    }
}

#[tokio::test]
async fn reserve_commit_release_and_the_remaining_amount() {
    let desk = Desk::new().await;
    let person = desk.person().await;
    let ask = json!({"applicant": person, "operation": "deposit", "amount": "100.10", "currency": "EUR"});
    let (status, answer) = desk.post("/limits/evaluate", ask.clone()).await;
    assert_eq!((status, &answer["verdict"]), (StatusCode::OK, &json!("allow")));
    assert_eq!(
        answer["remaining"],
        json!([{"operation": "deposit", "period": "day", "currency": "EUR", "limit": "150", "used": "0",
            "remaining": "150", "renews_at": answer["remaining"][0]["renews_at"], "time_zone": "UTC"}])
    );
    assert!(answer["remaining"][0]["renews_at"].as_str().unwrap().ends_with("T00:00:00Z"));

    let mut reserve = ask.clone();
    reserve["key"] = json!("d1");
    let (_, held) = desk.post("/limits/reserve", reserve.clone()).await;
    assert_eq!(
        (&held["use"]["state"], &held["remaining"][0]["remaining"]),
        (&json!("reserved"), &json!("49.9"))
    );
    let id = held["use"]["id"].as_str().unwrap();
    assert_eq!(desk.post("/limits/reserve", reserve.clone()).await.1["use"]["id"], id, "the same again");
    let (status, committed) = desk.post(&format!("/limits/{id}/commit"), json!({})).await;
    assert_eq!((status, &committed["state"]), (StatusCode::OK, &json!("committed")));
    let (status, released) = desk.post(&format!("/limits/{id}/release"), json!({})).await;
    assert_eq!((status, &released["state"]), (StatusCode::OK, &json!("released")));
    let (status, problem) = desk.post(&format!("/limits/{id}/commit"), json!({})).await;
    assert_eq!((status, &problem["type"]), (StatusCode::CONFLICT, &json!("urn:proofdesk:problem:use-ended")));
    reserve["amount"] = json!("100.11");
    let (status, problem) = desk.post("/limits/reserve", reserve).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert_eq!(problem["type"], "urn:proofdesk:problem:idempotency-conflict");
    for path in ["/limits/nonsense/commit", "/limits/00000000-0000-0000-0000-000000000001/release"] {
        assert_eq!(desk.post(path, json!({})).await.0, StatusCode::NOT_FOUND, "{path}");
    }
    let mut consume = ask;
    consume["key"] = json!("d2");
    assert_eq!(desk.post("/limits/consume", consume).await.1["use"]["state"], "committed");
}

#[tokio::test]
async fn a_denial_names_the_level_and_the_smallest_step_with_a_link_that_opens() {
    let desk = Desk::new().await;
    let person = desk.person().await;
    let ask = json!({"applicant": person, "operation": "withdraw", "amount": "10", "currency": "EUR"});
    let (status, answer) = desk.post("/limits/evaluate", ask.clone()).await;
    assert_eq!((status, &answer["verdict"]), (StatusCode::OK, &json!("deny")), "a denial is an answer");
    let denial = &answer["denial"];
    assert_eq!((&denial["code"], &denial["at"]), (&json!("level.required"), &json!("applicant")));
    let step = &denial["next_step"];
    assert_eq!((&step["step"], &step["level"]), (&json!("verify"), &json!("standard")));
    let token = step["link"].as_str().unwrap().strip_prefix("http://desk.test/l/").unwrap();
    assert!(desk.app.open_link(token).await.is_ok());
    let mut without = ask;
    without["link"] = json!(false);
    let (_, answer) = desk.post("/limits/evaluate", without).await;
    assert_eq!(answer["denial"]["next_step"]["link"], Value::Null);
    assert_eq!(answer["denial"]["next_step"]["step"], "continue");

    let over = json!({"applicant": person, "operation": "deposit", "amount": "150.01", "currency": "EUR", "link": false});
    let denial = &desk.post("/limits/evaluate", over).await.1["denial"];
    assert_eq!(denial["code"], "limit.exceeded");
    assert_eq!(denial["limit"]["remaining"], "150");
    assert_eq!(denial["fits_at"], Value::Null, "no day is long enough");
}

#[tokio::test]
async fn bad_input_is_told_by_field_and_counts_nothing() {
    let desk = Desk::new().await;
    let person = desk.person().await;
    let good =
        json!({"key": "k", "applicant": person, "operation": "deposit", "amount": "1", "currency": "EUR"});
    for (field, value, says) in [
        ("amount", json!("-1"), "below zero"),
        ("amount", json!("NaN"), "digits"),
        ("amount", json!("1e400"), "digits"),
        ("amount", json!("0.0000000000000000000001"), "decimals"),
        ("amount", json!("1".repeat(4_000)), "20 digits"),
        ("amount", json!(1.5), "string"),
        ("amount", json!("0"), "zero"),
        ("currency", json!("XXQ"), "currency"),
        ("currency", json!("eur"), "currency"),
        ("operation", json!("steal"), "operation"),
        ("applicant", json!("me"), "applicant"),
        ("key", json!(""), "key"),
        ("key", json!("k".repeat(256)), "key"),
        ("more", json!(1), "more"),
    ] {
        let mut body = good.clone();
        body[field] = value.clone();
        let (status, problem) = desk.post("/limits/consume", body).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{field} {value:.30}");
        assert!(problem["detail"].as_str().unwrap().contains(says), "{field}: {problem}");
    }
    let (status, problem) = desk.send("POST", "/limits/consume", "{\"amount\": NaN}").await;
    assert_eq!((status, &problem["status"]), (StatusCode::BAD_REQUEST, &json!(400)));
    let stranger = json!({"key": "k", "applicant": "00000000-0000-0000-0000-000000000001", "operation": "deposit",
        "amount": "1", "currency": "EUR"});
    assert_eq!(desk.post("/limits/consume", stranger).await.0, StatusCode::NOT_FOUND);
    let mut ask = good;
    ask.as_object_mut().unwrap().remove("key");
    assert_eq!(desk.post("/limits/evaluate", ask).await.1["remaining"][0]["used"], "0");
}

#[tokio::test]
async fn rates_are_put_and_missing_ones_are_the_operators() {
    let desk = Desk::new().await;
    let person = desk.person().await;
    let ask = json!({"applicant": person, "operation": "deposit", "amount": "150", "currency": "USD"});
    let denial = desk.post("/limits/evaluate", ask.clone()).await.1["denial"].clone();
    assert_eq!((&denial["code"], &denial["at"]), (&json!("rate.missing"), &json!("operator")));
    assert_eq!(denial["next_step"]["step"], "retry");
    let now = desk.app.now().to_string();
    let rates = json!({"reference": "EUR", "rates": [{"currency": "USD", "value": "0.9", "as_of": now}]});
    let (status, standing) = desk.send("PUT", "/rates", &rates.to_string()).await;
    assert_eq!((status, &standing), (StatusCode::OK, &rates));
    let (_, answer) = desk.post("/limits/evaluate", ask).await;
    assert_eq!(answer["verdict"], "allow");
    for (field, value) in [("value", "-1"), ("value", "NaN"), ("as_of", "yesterday"), ("currency", "EUR")] {
        let mut wrong = rates.clone();
        wrong["rates"][0][field] = json!(value);
        let (status, problem) = desk.send("PUT", "/rates", &wrong.to_string()).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{field} {value}");
        assert!(problem["detail"].as_str().unwrap().contains(&format!("rates[0].{field}")), "{problem}");
    }
}

#[tokio::test]
async fn keys_need_the_scope() {
    let desk = Desk::new().await;
    let person = desk.person().await;
    let scopes = [Scope::LimitsRead];
    let secret = desk.app.create_key(&Actor::System, "reads", Mode::Test, &scopes).await.unwrap().secret;
    let reads = Desk { secret, ..desk };
    let ask = json!({"applicant": person, "operation": "deposit", "amount": "1", "currency": "EUR"});
    assert_eq!(reads.post("/limits/evaluate", ask.clone()).await.0, StatusCode::OK);
    let mut consume = ask;
    consume["key"] = json!("k");
    for path in ["/limits/consume", "/limits/reserve"] {
        assert_eq!(reads.post(path, consume.clone()).await.0, StatusCode::FORBIDDEN, "{path}");
    }
    let nobody = Desk { secret: "pd_test_nobody".into(), ..reads };
    assert_eq!(nobody.post("/limits/consume", consume).await.0, StatusCode::UNAUTHORIZED);
}
