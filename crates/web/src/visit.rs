//! What is known of every request before its handler runs: locale, cookies, the secret that its
//! forms are bound to, and a key for rate limits.

use crate::{
    i18n::Locale,
    pages::Chrome,
    state::{WebConfig, WebState},
};
use axum::{
    extract::{ConnectInfo, FromRequestParts, Request, State},
    http::{HeaderMap, HeaderValue, header, request::Parts},
    middleware::Next,
    response::Response,
};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use rand::Rng as _;
use sha2::{Digest, Sha256};
use std::net::{IpAddr, SocketAddr};

/// A cookie of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cookie {
    /// An applicant's session token.
    Session,
    /// A staff member's session token.
    Staff,
    /// Between registering and confirming the address.
    Pending,
    /// A random secret that binds the forms of somebody who is not signed in.
    Form,
    /// The chosen language.
    Language,
}

impl Cookie {
    /// Its name; `__Host-` binds it to this host and to TLS where the public address has TLS.
    pub fn name(self, config: &WebConfig) -> &'static str {
        match (self, config.secure()) {
            (Self::Session, true) => "__Host-pd_session",
            (Self::Session, false) => "pd_session",
            (Self::Staff, true) => "__Host-pd_staff",
            (Self::Staff, false) => "pd_staff",
            (Self::Pending, true) => "__Host-pd_pending",
            (Self::Pending, false) => "pd_pending",
            (Self::Form, true) => "__Host-pd_form",
            (Self::Form, false) => "pd_form",
            (Self::Language, _) => "pd_lang",
        }
    }

    /// Its value in a request.
    pub fn read(self, headers: &HeaderMap, config: &WebConfig) -> Option<String> {
        let name = self.name(config);
        headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(key, value)| *key == name && !value.is_empty())
            .map(|(_, value)| value.to_owned())
    }

    /// A `Set-Cookie` value. `value` must be of cookie characters: our tokens and tags are.
    /// Only the language is readable by scripts, and only it outlives the browser's session unless
    /// `max_age` (seconds) says so.
    ///
    /// # Panics
    /// When `value` holds other characters.
    pub fn set(self, config: &WebConfig, value: &str, max_age: Option<u64>) -> HeaderValue {
        let name = self.name(config);
        let secure = if config.secure() { "; Secure" } else { "" };
        let hidden = if self == Self::Language { "" } else { "; HttpOnly" };
        let age = max_age.map(|seconds| format!("; Max-Age={seconds}")).unwrap_or_default();
        HeaderValue::from_str(&format!("{name}={value}; Path=/; SameSite=Lax{hidden}{secure}{age}"))
            .expect("tokens and tags are plain ASCII")
    }

    /// A `Set-Cookie` value that takes it away.
    pub fn clear(self, config: &WebConfig) -> HeaderValue {
        self.set(config, "", Some(0))
    }
}

/// What is known of a request.
#[derive(Clone, Debug)]
pub struct Visit {
    /// The reader's language.
    pub locale: Locale,
    /// Path and query as asked for.
    pub here: String,
    /// An applicant's session token, not yet looked at.
    pub session: Option<String>,
    /// A staff member's session token, not yet looked at.
    pub staff: Option<String>,
    /// The token of an address that is to be confirmed, not yet looked at.
    pub pending: Option<String>,
    /// For rate limits: the client's address (a /64 for IPv6), never logged.
    pub client: String,
    /// In the test world, once a session has told.
    pub test_mode: bool,
    form_secret: String,
}

impl Visit {
    /// What the layout needs to know.
    pub fn chrome(&self) -> Chrome {
        Chrome {
            here: self.here.clone(),
            csrf: self.csrf(),
            signed_in: self.session.is_some(),
            test_mode: self.test_mode,
            ..Chrome::bare(self.locale)
        }
    }

    /// A token for this visitor's forms, bound to the session (or, signed out, to a cookie). Each
    /// page gets another spelling of it, so that compressed pages do not give it away.
    pub fn csrf(&self) -> String {
        let mut mask = [0_u8; 32];
        rand::rng().fill_bytes(&mut mask);
        let token = form_token(&self.form_secret);
        let mut spelled = mask.to_vec();
        spelled.extend(token.iter().zip(mask).map(|(t, m)| t ^ m));
        BASE64URL_NOPAD.encode(&spelled)
    }

    /// Whether a form's token is this visitor's. Takes the same time wherever they differ.
    pub fn owns(&self, spelled: &str) -> bool {
        let Ok(bytes) = BASE64URL_NOPAD.decode(spelled.as_bytes()) else { return false };
        if bytes.len() != 64 {
            return false;
        }
        let token = form_token(&self.form_secret);
        let difference = (0..32).fold(0_u8, |sum, i| sum | (bytes[i] ^ bytes[i + 32] ^ token[i]));
        std::hint::black_box(difference) == 0
    }

    /// A visit for tests.
    #[cfg(test)]
    pub(crate) fn sample(secret: &str) -> Self {
        Self {
            locale: Locale::En,
            here: "/".into(),
            session: None,
            staff: None,
            pending: None,
            client: "test".into(),
            test_mode: false,
            form_secret: secret.into(),
        }
    }
}

fn form_token(secret: &str) -> [u8; 32] {
    Sha256::new().chain_update(b"proofdesk form v1\0").chain_update(secret.as_bytes()).finalize().into()
}

impl<S: Sync> FromRequestParts<S> for Visit {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let visit = parts.extensions.get::<Self>().cloned();
        Ok(visit.expect("the `begin` layer is around every route"))
    }
}

fn is_console(path: &str) -> bool {
    path == "/console" || path.starts_with("/console/")
}

/// Layer: works out the [`Visit`] and, for somebody without any cookie, sets the form cookie.
pub(crate) async fn begin(State(state): State<WebState>, mut request: Request, next: Next) -> Response {
    let config = &*state.config;
    let headers = request.headers();
    let here = request.uri().path_and_query().map_or("/", |p| p.as_str()).to_owned();
    let locale = locale_of(headers, config);
    let session = Cookie::Session.read(headers, config);
    let staff = Cookie::Staff.read(headers, config);
    // By the path alone: a filtered inbox, `/console?tag=…`, is the console's too, and so are its forms.
    let in_console = is_console(request.uri().path());
    let bound = if in_console { staff.clone() } else { session.clone() };
    let kept = bound.or_else(|| Cookie::Form.read(headers, config));
    let fresh = kept.is_none().then(random_token);
    let visit = Visit {
        locale,
        here,
        session,
        staff,
        pending: Cookie::Pending.read(headers, config),
        client: client_key(&request, config),
        test_mode: config.test_mode,
        form_secret: kept.or_else(|| fresh.clone()).unwrap_or_default(),
    };
    request.extensions_mut().insert(visit);
    let mut response = next.run(request).await;
    response.headers_mut().append(header::VARY, HeaderValue::from_static("Cookie, Accept-Language"));
    if let Some(secret) = fresh {
        response.headers_mut().append(header::SET_COOKIE, Cookie::Form.set(config, &secret, None));
    }
    response
}

/// The reader's language: the one that they chose, else the best of those that their browser names.
pub(crate) fn locale_of(headers: &HeaderMap, config: &WebConfig) -> Locale {
    Cookie::Language
        .read(headers, config)
        .and_then(|tag| Locale::find(&tag))
        .or_else(|| {
            let wanted = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
            Some(Locale::negotiate(wanted))
        })
        .unwrap_or(Locale::En)
}

/// 256 random bits in cookie characters.
pub fn random_token() -> String {
    let mut bytes = [0_u8; 32];
    rand::rng().fill_bytes(&mut bytes);
    BASE64URL_NOPAD.encode(&bytes)
}

/// The client's address: the last one that the trusted proxy added, else the socket's.
fn client_key(request: &Request, config: &WebConfig) -> String {
    let forwarded = config
        .trusted_proxy
        .then(|| request.headers().get_all("x-forwarded-for").iter().next_back())
        .flatten()
        .and_then(|value| value.to_str().ok())
        .and_then(|line| line.rsplit(',').next())
        .and_then(|address| address.trim().parse::<IpAddr>().ok());
    let socket = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    match forwarded.or(socket) {
        None => "unknown".to_owned(),
        Some(IpAddr::V4(v4)) => v4.to_string(),
        Some(IpAddr::V6(v6)) => match v6.to_ipv4_mapped() {
            Some(v4) => v4.to_string(),
            None => v6.segments()[..4].iter().map(|s| HEXLOWER.encode(&s.to_be_bytes())).collect(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_token_belongs_to_one_secret_and_never_looks_the_same() {
        let (mine, other) = (Visit::sample("a"), Visit::sample("b"));
        let token = mine.csrf();
        assert_ne!(token, mine.csrf());
        assert!(mine.owns(&token));
        assert!(!other.owns(&token));
        for wrong in ["", "AAAA", &token[..80], "ü"] {
            assert!(!mine.owns(wrong), "{wrong}");
        }
    }

    #[test]
    fn cookies_are_bound_to_the_host_where_there_is_tls() {
        let tls = WebConfig { public_url: "https://id.example.org".into(), ..WebConfig::default() };
        let cookie = Cookie::Session.set(&tls, "abc", None);
        assert_eq!(cookie, "__Host-pd_session=abc; Path=/; SameSite=Lax; HttpOnly; Secure");
        let plain = WebConfig::default();
        let cookie = Cookie::Language.set(&plain, "en", Some(60));
        assert_eq!(cookie, "pd_lang=en; Path=/; SameSite=Lax; Max-Age=60");
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, HeaderValue::from_static("x=1; pd_session=tok"));
        assert_eq!(Cookie::Session.read(&headers, &plain).as_deref(), Some("tok"));
        assert_eq!(Cookie::Session.read(&headers, &tls), None);
    }
}
