//! Mails through a real mail server: aiosmtpd, pinned and hashed, installed under `target/` on first use.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use proofdesk_domain::Timestamp;
use proofdesk_outbound::{Mail, MailError, Mailer};
use std::{
    ffi::OsStr,
    fs::{self, File},
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};
use uuid::Uuid;

const NOW: Timestamp = Timestamp::from_micros(1_795_000_000_000_000);

/// A running server; it ends with this.
struct MailServer {
    child: Child,
    port: u16,
    folder: tempfile::TempDir,
}

impl MailServer {
    fn start() -> Self {
        Self::start_with(&[])
    }

    fn start_with(arguments: &[&OsStr]) -> Self {
        let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mail_server");
        let packages = install(&own.join("requirements.txt"));
        let folder = tempfile::tempdir().unwrap();
        let mut child = Command::new("python3")
            .arg(own.join("server.py"))
            .arg(folder.path())
            .args(arguments)
            .env("PYTHONPATH", packages)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("python3 is installed: scripts/need.sh asks for it");
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let port = line.trim().parse().expect("the server prints its port once it listens");
        Self { child, port, folder }
    }

    fn mailer(&self) -> Mailer {
        let url = format!("smtp://127.0.0.1:{}", self.port);
        Mailer::smtp(&url, "Proofdesk <desk@example.org>", None).unwrap()
    }

    /// What the server took: the receivers and the bytes of each mail.
    fn taken(&self) -> Vec<(String, Vec<u8>)> {
        let mut names: Vec<PathBuf> = fs::read_dir(self.folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|e| e == "eml"))
            .collect();
        names.sort();
        let to = |path: &PathBuf| fs::read_to_string(path.with_extension("to")).unwrap();
        names.iter().map(|path| (to(path), fs::read(path).unwrap())).collect()
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

/// Installs the server's packages once; gives their folder.
fn install(requirements: &Path) -> PathBuf {
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("mail_server");
    fs::create_dir_all(&place).unwrap();
    let lock = File::create(place.join("lock")).unwrap();
    lock.lock().unwrap();
    let (stamp, packages) = (place.join("stamp"), place.join("packages"));
    let pins = fs::read(requirements).unwrap();
    if fs::read(&stamp).ok().as_deref() != Some(&pins[..]) {
        let _ = fs::remove_dir_all(&packages);
        let status = Command::new("python3")
            .args([
                "-m",
                "pip",
                "--disable-pip-version-check",
                "install",
                "--quiet",
                "--no-deps",
                "--root-user-action=ignore",
            ])
            .args(["--require-hashes", "--only-binary", ":all:", "--target"])
            .arg(&packages)
            .arg("--requirement")
            .arg(requirements)
            .status()
            .expect("python3 is installed: scripts/need.sh asks for it");
        assert!(status.success(), "pip could not install the mail server of the tests");
        fs::write(&stamp, &pins).unwrap();
    }
    packages
}

fn mail(to: &str) -> Mail {
    Mail {
        id: Uuid::from_u128(7),
        to: to.into(),
        subject: "您的认证有新进展 · News about your case".into(),
        text: "There is news.\n.\n.. a line of dots, and 中文\n".into(),
        html: Some("<p>There is news.</p>".into()),
    }
}

#[tokio::test]
async fn a_mail_arrives_whole() {
    let server = MailServer::start();
    server.mailer().send(&mail("lin@example.org"), NOW).await.unwrap();
    let taken = server.taken();
    assert_eq!(taken.len(), 1);
    assert_eq!(taken[0].0, "lin@example.org");
    let read = mail_parser::MessageParser::default().parse(&taken[0].1).unwrap();
    assert_eq!(read.subject().unwrap(), mail("").subject);
    assert_eq!(read.body_text(0).unwrap().replace("\r\n", "\n").trim_end(), mail("").text.trim_end());
    assert_eq!(read.body_html(0).unwrap().trim_end(), mail("").html.unwrap());
    assert_eq!(read.message_id().unwrap(), format!("{}@example.org", Uuid::from_u128(7)));
    assert_eq!(read.date().unwrap().to_timestamp(), 1_795_000_000);
}

#[tokio::test]
async fn one_mailer_sends_many_at_once() {
    let server = MailServer::start();
    let mailer = server.mailer();
    let mut sending = tokio::task::JoinSet::new();
    for n in 0..20_u128 {
        let mailer = mailer.clone();
        sending.spawn(async move {
            let mail = Mail { id: Uuid::from_u128(n), ..mail("lin@example.org") };
            mailer.send(&mail, NOW).await
        });
    }
    while let Some(sent) = sending.join_next().await {
        sent.unwrap().unwrap();
    }
    assert_eq!(server.taken().len(), 20);
}

#[tokio::test]
async fn refusals_for_good_and_for_now_are_told_apart() {
    let server = MailServer::start();
    let mailer = server.mailer();
    let gone = mailer.send(&mail("gone@example.org"), NOW).await.unwrap_err();
    assert!(matches!(gone, MailError::Permanent { status: Some(550), .. }), "{gone:?}");
    assert!(!gone.is_temporary());
    let later = mailer.send(&mail("later@example.org"), NOW).await.unwrap_err();
    assert!(matches!(later, MailError::Temporary { status: Some(451), .. }), "{later:?}");
    let cut = mailer.send(&mail("drop@example.org"), NOW).await.unwrap_err();
    assert!(cut.is_temporary(), "{cut:?}");
    for error in [&gone, &later, &cut] {
        assert!(!error.to_string().contains("example.org"), "{error}");
    }
    // After all that the same mailer still sends.
    mailer.send(&mail("lin@example.org"), NOW).await.unwrap();
    assert_eq!(server.taken().len(), 1);
}

#[tokio::test]
async fn a_server_that_is_away_is_a_temporary_failure() {
    let mailer = {
        let server = MailServer::start();
        server.mailer()
    };
    let away = mailer.send(&mail("lin@example.org"), NOW).await.unwrap_err();
    assert!(matches!(away, MailError::Temporary { status: None, .. }), "{away:?}");
}

#[tokio::test]
async fn receivers_cannot_be_smuggled_in() {
    let server = MailServer::start();
    let mailer = server.mailer();
    for to in
        ["lin@example.org\r\nRCPT TO:<eve@example.org>", "lin@example.org>\r\nDATA", "a@b.c,eve@example.org"]
    {
        let refused = mailer.send(&mail(to), NOW).await;
        assert!(matches!(refused, Err(MailError::Malformed(_))), "{refused:?}");
    }
    let sneaky = Mail { subject: "News\r\nBcc: eve@example.org".into(), ..mail("lin@example.org") };
    assert!(matches!(mailer.send(&sneaky, NOW).await, Err(MailError::Malformed("subject"))));
    assert!(server.taken().is_empty());
}

/// An issuer of certificates that nobody else knows, and one certificate by it.
struct Issued {
    issuer: String,
    folder: tempfile::TempDir,
}

impl Issued {
    fn to(name: &str) -> Self {
        let issuer_key = rcgen::KeyPair::generate().unwrap();
        let mut about = rcgen::CertificateParams::new(Vec::new()).unwrap();
        about.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        let issuer = about.self_signed(&issuer_key).unwrap().pem();
        let signs = rcgen::Issuer::new(about, issuer_key);
        let key = rcgen::KeyPair::generate().unwrap();
        let certificate =
            rcgen::CertificateParams::new(vec![name.to_owned()]).unwrap().signed_by(&key, &signs).unwrap();
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("cert.pem"), certificate.pem()).unwrap();
        fs::write(folder.path().join("key.pem"), key.serialize_pem()).unwrap();
        Self { issuer, folder }
    }

    fn serve(&self, how: &str) -> MailServer {
        let (cert, key) = (self.folder.path().join("cert.pem"), self.folder.path().join("key.pem"));
        MailServer::start_with(&[how.as_ref(), cert.as_os_str(), key.as_os_str()])
    }
}

/// The address of a server that speaks TLS in that way.
fn address(how: &str, login: &str, port: u16) -> String {
    match how {
        "tls" => format!("smtps://{login}localhost:{port}"),
        _ => format!("smtp://{login}localhost:{port}?tls=required"),
    }
}

#[tokio::test]
async fn encrypted_and_with_a_password_by_either_way() {
    let issued = Issued::to("localhost");
    for how in ["tls", "starttls"] {
        let server = issued.serve(how);
        let to = |login: &str, issuer: Option<&str>| {
            let url = address(how, login, server.port);
            Mailer::smtp(&url, "desk@example.org", issuer.map(str::as_bytes)).unwrap()
        };
        let trusted = Some(issued.issuer.as_str());

        let stranger = to("desk:right@", None).send(&mail("lin@example.org"), NOW).await.unwrap_err();
        assert!(matches!(stranger, MailError::Encryption { .. }), "{how}: {stranger:?}");
        assert!(stranger.is_temporary() && stranger.to_string().contains("PROOFDESK_SMTP_CA_FILE"));

        for login in ["desk:wrong@", ""] {
            let refused = to(login, trusted).send(&mail("lin@example.org"), NOW).await.unwrap_err();
            assert!(matches!(refused, MailError::Login { .. }), "{how} {login}: {refused:?}");
            assert!(refused.is_temporary(), "it is our setting that is wrong, not the mail");
            let said = refused.to_string();
            assert!(said.contains("PROOFDESK_SMTP_URL") && !said.contains("wrong"), "{said}");
        }
        assert!(server.taken().is_empty());

        to("desk:right@", trusted).send(&mail("lin@example.org"), NOW).await.unwrap();
        assert_eq!(server.taken().len(), 1, "{how}");
    }
}

#[tokio::test]
async fn a_certificate_for_another_name_is_refused() {
    let issued = Issued::to("elsewhere.example.org");
    for how in ["tls", "starttls"] {
        let server = issued.serve(how);
        let url = address(how, "desk:right@", server.port);
        let mailer = Mailer::smtp(&url, "desk@example.org", Some(issued.issuer.as_bytes())).unwrap();
        let refused = mailer.send(&mail("lin@example.org"), NOW).await.unwrap_err();
        assert!(matches!(refused, MailError::Encryption { .. }), "{how}: {refused:?}");
        assert!(server.taken().is_empty());
    }
}

#[tokio::test]
async fn nothing_is_said_without_the_encryption_that_was_asked_for() {
    let server = MailServer::start();
    for how in ["tls", "starttls"] {
        let mailer = Mailer::smtp(&address(how, "", server.port), "desk@example.org", None).unwrap();
        let refused = mailer.send(&mail("lin@example.org"), NOW).await.unwrap_err();
        assert!(refused.is_temporary(), "{how}: {refused:?}");
    }
    assert!(server.taken().is_empty());
}
