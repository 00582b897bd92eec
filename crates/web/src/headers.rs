//! Headers that every answer carries.

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};

/// Tried with htmx, event streams and the camera (see the notes of `web.md`); no inline script, no WebAssembly, no
/// inline style, nothing from elsewhere.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; \
style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; connect-src 'self'; font-src 'self'; \
manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// For the one worker that runs WebAssembly (`assets/advice-worker.js`): a worker has the policy that its script came
/// with, so that no page needs to let code be compiled.
pub const ADVICE_POLICY: &str =
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; frame-ancestors 'none'";

/// For pictures: even a browser that opened one as a page would run nothing in it.
pub const PICTURE_POLICY: &str = "default-src 'none'; sandbox";

const FIXED: [(HeaderName, &str); 7] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(self), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
    ),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Adds what the handler has not set itself; pages are not kept by caches unless they say so.
pub(crate) async fn guard(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in FIXED {
        set_missing(headers, name, value);
    }
    set_missing(headers, header::CACHE_CONTROL, "no-store");
    response
}

fn set_missing(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.entry(name).or_insert(HeaderValue::from_static(value));
}
