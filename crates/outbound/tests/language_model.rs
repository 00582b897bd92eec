//! The language model's endpoint as a small stand-in: what it is sent, and what comes of whatever it answers.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use proofdesk_outbound::{LanguageModel, ModelError};
use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    sync::mpsc::{Receiver, channel},
    time::Duration,
};

/// Takes one request and answers as told; gives the port and what was asked.
fn stand_in(answer: impl FnOnce(&mut TcpStream) + Send + 'static) -> (u16, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (tell, asked) = channel();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let _ = tell.send(request(&mut stream));
        answer(&mut stream);
    });
    (port, asked)
}

/// A whole request: head and as much body as it announces.
fn request(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let mut part = [0; 4096];
    loop {
        let n = stream.read(&mut part).unwrap();
        bytes.extend_from_slice(&part[..n]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| {
                line.to_ascii_lowercase().strip_prefix("content-length:")?.trim().parse::<usize>().ok()
            });
            if body.len() >= length.unwrap_or(0) {
                return text;
            }
        }
        if n == 0 {
            return text;
        }
    }
}

fn respond(stream: &mut TcpStream, status: &str, body: &str) {
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    // Whoever asked may be gone already.
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes()));
}

fn model(port: u16) -> LanguageModel {
    let base = format!("http://127.0.0.1:{port}/v1");
    LanguageModel::new(&base, "small", Some("k-1".into()), Duration::from_millis(400)).unwrap()
}

#[tokio::test]
async fn it_is_asked_as_openai_is_and_its_words_come_back() {
    let (port, asked) = stand_in(|stream| {
        let body =
            r#"{"choices":[{"message":{"role":"assistant","content":"Tilt it [glare]."}}],"usage":{}}"#;
        respond(stream, "200 OK", body);
    });
    let said = model(port).answer("Be plain.", "反光 \"why\"?").await.unwrap();
    assert_eq!(said, "Tilt it [glare].");
    let asked = asked.recv().unwrap();
    assert!(asked.starts_with("POST /v1/chat/completions HTTP/1.1\r\n"), "{asked}");
    assert!(asked.to_ascii_lowercase().contains("authorization: bearer k-1"), "{asked}");
    let body: serde_json::Value = serde_json::from_str(asked.split_once("\r\n\r\n").unwrap().1).unwrap();
    assert_eq!(body["model"], "small");
    assert_eq!(body["messages"][0], serde_json::json!({"role": "system", "content": "Be plain."}));
    assert_eq!(body["messages"][1]["content"], "反光 \"why\"?");
}

#[tokio::test]
async fn whatever_else_it_does_is_an_error_that_tells_nothing() {
    let answers: [(&str, &str); 5] = [
        ("500 Internal Server Error", "boom"),
        ("302 Found\r\nlocation: http://127.0.0.1:1/elsewhere", ""),
        ("200 OK", "<html>"),
        ("200 OK", "{\"choices\":\"none\"}"),
        ("429 Too Many Requests", "{}"),
    ];
    for (status, body) in answers {
        let (port, _asked) = stand_in(move |stream| respond(stream, status, body));
        let error = model(port).answer("i", "a secret question").await.unwrap_err();
        let told = format!("{error} {error:?}");
        assert!(!told.contains("secret") && !told.contains("k-1"), "{told}");
    }
    let (port, _asked) = stand_in(|stream| respond(stream, "200 OK", "{\"choices\":[]}"));
    assert_eq!(model(port).answer("i", "q").await.unwrap(), "");
}

#[tokio::test]
async fn it_has_its_time_and_no_more() {
    let (port, _asked) = stand_in(|stream| {
        // Waits until the one who asked has gone.
        let _ = stream.read(&mut [0; 1]);
    });
    assert!(matches!(model(port).answer("i", "q").await, Err(ModelError::Away(_))));
    // Nobody there.
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    assert!(matches!(model(port).answer("i", "q").await, Err(ModelError::Away(_))));
}

#[tokio::test]
async fn endless_answers_are_not_read_to_their_end() {
    let (port, _asked) = stand_in(|stream| {
        let body = format!("{{\"choices\":[{{\"message\":{{\"content\":\"{}\"}}}}]}}", "a".repeat(1 << 20));
        respond(stream, "200 OK", &body);
    });
    assert!(model(port).answer("i", "q").await.is_err());
}
