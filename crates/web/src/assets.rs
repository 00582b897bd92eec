//! Static files under `/static/<hash of all of them>/…`: immutable, because a change of any file
//! changes the prefix, and relative imports between modules inherit it.

use crate::{embedded, headers::ADVICE_POLICY};
use axum::{
    extract::{Path, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// The embedded files and the prefix that they are served under. Cheap to clone.
#[derive(Clone)]
pub struct Assets(Arc<str>);

impl Assets {
    /// Hashes the embedded files.
    pub fn embedded() -> Self {
        let mut hash = Sha256::new();
        for (path, bytes) in embedded::ASSETS {
            hash.update(path.as_bytes());
            hash.update([0]);
            hash.update(bytes.len().to_le_bytes());
            hash.update(bytes);
        }
        let hash = HEXLOWER.encode(&hash.finalize()[..8]);
        Self(format!("/static/{hash}").into())
    }

    /// `/static/<hash>`, without a slash at the end.
    pub fn base(&self) -> &str {
        &self.0
    }

    /// The bytes of an asset, for pages with an address of their own for it.
    #[expect(clippy::unused_self, reason = "assets are asked of the state, wherever they come from")]
    pub(crate) fn bytes(&self, path: &str) -> Option<&'static [u8]> {
        Self::find(path)
    }

    /// The bytes of an asset.
    fn find(path: &str) -> Option<&'static [u8]> {
        let at = embedded::ASSETS.binary_search_by(|(name, _)| (*name).cmp(path)).ok()?;
        Some(embedded::ASSETS[at].1)
    }
}

/// `GET /static/{hash}/{*path}`. A stale hash still answers with today's file, but is not kept:
/// a page from before an update stays usable.
pub(crate) async fn serve(
    State(assets): State<Assets>,
    Path((hash, path)): Path<(String, String)>,
) -> Response {
    let Some(bytes) = Assets::find(&path) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let current = assets.base().rsplit('/').next() == Some(hash.as_str());
    let cache = if current { "public, max-age=31536000, immutable" } else { "no-store" };
    let kind = match path.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("wasm") => "application/wasm",
        Some("webmanifest" | "json") => "application/json",
        _ => "application/octet-stream",
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CACHE_CONTROL, HeaderValue::from_static(cache)),
    ];
    let mut response = (headers, bytes).into_response();
    if path == "advice-worker.js" {
        let policy = HeaderValue::from_static(ADVICE_POLICY);
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_asset_is_found_by_its_name() {
        for (path, bytes) in embedded::ASSETS {
            assert_eq!(Assets::find(path), Some(*bytes), "{path}");
        }
        assert_eq!(Assets::find("../Cargo.toml"), None);
    }
}
