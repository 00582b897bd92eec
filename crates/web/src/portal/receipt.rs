//! `/receipt`: the decision receipt, to print, to keep as a file, and for anybody to verify.

use super::{InCase, cx};
use crate::{error::WebError, form::Posted, i18n::Texts, pages::Page, state::WebState, visit::Visit};
use axum::{
    extract::State,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use proofdesk_app::after::receipt::ReceiptCheck;
use proofdesk_domain::{
    ReasonCode,
    receipt::{Receipt, SignedReceipt},
};
use serde::Serialize;

/// Where the public key is, for programs.
pub(crate) const WELL_KNOWN: &str = "/.well-known/proofdesk-receipt-keys.json";

/// `/receipt`.
#[derive(Clone, Debug, Serialize)]
pub struct ReceiptPage {
    /// What was decided.
    pub said: Said,
    /// Names the key.
    pub key: String,
    /// The signature, base64.
    pub signature: String,
    /// Where the public key is.
    pub key_url: String,
}

/// `/receipt/verify`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct VerifyPage {
    /// `genuine`, `not_ours`, `entry_missing` or `no_receipt`; none before a file was given.
    pub result: Option<&'static str>,
    /// What the file says, where it is signed by us.
    pub said: Option<Said>,
    /// What was pasted.
    pub text: String,
    /// Where the public key is.
    pub key_url: String,
}

/// A receipt in words.
#[derive(Clone, Debug, Serialize)]
pub struct Said {
    /// Who decided, as an address.
    pub issuer: String,
    /// The test world.
    pub test: bool,
    /// What people quote.
    pub reference: String,
    /// The level in words.
    pub level: String,
    /// `approved`, `declined`, `revoked`.
    pub outcome: &'static str,
    /// Codes and their titles.
    pub reasons: Vec<(String, String)>,
    /// The policy's version.
    pub policy_version: u32,
    /// `checks`, `reviewer`, `compliance`, `person`; `imported` where nobody here decided.
    pub decided_by: &'static str,
    /// Who verified elsewhere, when (ISO 8601 in UTC) and how.
    pub imported: Option<(String, String, String)>,
    /// ISO 8601 in UTC.
    pub begun_at: String,
    /// ISO 8601 in UTC.
    pub sent_at: Option<String>,
    /// ISO 8601 in UTC.
    pub decided_at: String,
    /// The audit entry's place.
    pub seq: i64,
    /// The audit entry's hash.
    pub hash: String,
}

impl Said {
    fn new(texts: &Texts, receipt: &Receipt) -> Self {
        let word = |known: &[&'static str], word: &str, other| {
            known.iter().find(|known| **known == word).copied().unwrap_or(other)
        };
        let title = |code: &String| {
            let title = ReasonCode::find(code).map(|code| cx::finding::words_of_code(texts, code).title);
            (code.clone(), title.unwrap_or_default())
        };
        Self {
            issuer: receipt.issuer.clone(),
            test: proofdesk_app::after::receipt::is_test(receipt),
            reference: receipt.reference.clone(),
            level: cx::level_name(texts, &receipt.level),
            outcome: word(&["approved", "declined", "revoked"], &receipt.outcome, "declined"),
            reasons: receipt.reasons.iter().map(title).collect(),
            policy_version: receipt.policy_version,
            decided_by: word(
                &["checks", "reviewer", "compliance", "imported"],
                &receipt.decided_by,
                "person",
            ),
            imported: receipt
                .imported
                .as_ref()
                .map(|from| (from.verified_by.clone(), from.verified_at.clone(), from.method.clone())),
            begun_at: receipt.begun_at.clone(),
            sent_at: receipt.sent_at.clone(),
            decided_at: receipt.decided_at.clone(),
            seq: receipt.audit.seq,
            hash: receipt.audit.hash.clone(),
        }
    }
}

pub(super) async fn page(
    State(state): State<WebState>,
    InCase { visit, session, case }: InCase,
) -> Result<Response, WebError> {
    let SignedReceipt { receipt, signature } = state.app.receipt(&session, case.id).await?;
    let page = ReceiptPage {
        said: Said::new(state.pages.texts(visit.locale), &receipt),
        key: signature.key,
        signature: signature.value,
        key_url: format!("{}{WELL_KNOWN}", state.config.public_url),
    };
    state.page(&visit, &page)
}

pub(super) async fn file(
    State(state): State<WebState>,
    InCase { session, case, .. }: InCase,
) -> Result<Response, WebError> {
    let receipt = state.app.receipt(&session, case.id).await?;
    let name = format!("attachment; filename=\"receipt-{}.json\"", receipt.receipt.reference);
    let name = HeaderValue::try_from(name).map_err(|e| WebError::Internal(e.into()))?;
    let text = serde_json::to_string_pretty(&receipt).map_err(|e| WebError::Internal(e.into()))?;
    let kind = HeaderValue::from_static("application/json");
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], text + "\n").into_response())
}

pub(super) async fn verify_form(State(state): State<WebState>, visit: Visit) -> Result<Response, WebError> {
    let key_url = format!("{}{WELL_KNOWN}", state.config.public_url);
    state.page(&visit, &VerifyPage { key_url, ..VerifyPage::default() })
}

pub(super) async fn verify(
    State(state): State<WebState>,
    visit: Visit,
    posted: Posted,
) -> Result<Response, WebError> {
    let text = posted.text("receipt").trim().to_owned();
    let texts = state.pages.texts(visit.locale);
    let (result, said) = match state.app.check_receipt(&text).await? {
        ReceiptCheck::Genuine(receipt) => ("genuine", Some(Said::new(texts, &receipt))),
        ReceiptCheck::EntryMissing(receipt) => ("entry_missing", Some(Said::new(texts, &receipt))),
        ReceiptCheck::NotOurs => ("not_ours", None),
        ReceiptCheck::NoReceipt(_) => ("no_receipt", None),
    };
    let key_url = format!("{}{WELL_KNOWN}", state.config.public_url);
    state.page(&visit, &VerifyPage { result: Some(result), said, text, key_url })
}

/// The public key, for programs. A list, so that a key can be replaced and old receipts still verify.
pub(super) async fn keys(State(state): State<WebState>) -> Result<Response, WebError> {
    let key = state.app.receipt_key().await?;
    let body = serde_json::json!({
        "keys": [{ "id": key.id, "algorithm": "Ed25519", "public_key": key.public }],
        "signed": "RFC 8785 canonical JSON of the member `receipt`",
    });
    let kind = HeaderValue::from_static("application/json");
    Ok(([(header::CONTENT_TYPE, kind)], format!("{body:#}\n")).into_response())
}

impl Said {
    fn sample(outcome: &'static str, decided_by: &'static str) -> Self {
        Self {
            issuer: "https://id.example".into(),
            test: outcome == "approved",
            reference: "PD-7K4M-2Q9X".into(),
            level: "Standard".into(),
            outcome,
            reasons: if outcome == "approved" {
                vec![]
            } else {
                vec![("data.underage".into(), "Too young".into()), ("new.code".into(), String::new())]
            },
            policy_version: 3,
            decided_by,
            imported: (decided_by == "imported")
                .then(|| ("<b>Old desk".into(), "2026-03-01T10:00:00Z".into(), "document and call".into())),
            begun_at: "2026-11-23T12:00:00Z".into(),
            sent_at: (outcome == "approved").then(|| "2026-11-23T12:00:00Z".into()),
            decided_at: "2026-11-23T12:00:09Z".into(),
            seq: 7,
            hash: "ab".repeat(32),
        }
    }
}

impl Page for ReceiptPage {
    const TEMPLATE: &'static str = "portal/receipt.html";

    fn samples() -> Vec<Self> {
        let page = |said| Self {
            said,
            key: "0011223344556677".into(),
            signature: "AAAA".into(),
            key_url: format!("https://id.example{WELL_KNOWN}"),
        };
        vec![
            page(Said::sample("approved", "checks")),
            page(Said::sample("approved", "imported")),
            page(Said::sample("declined", "reviewer")),
            page(Said::sample("declined", "compliance")),
            page(Said::sample("revoked", "person")),
        ]
    }
}

impl Page for VerifyPage {
    const TEMPLATE: &'static str = "portal/receipt_verify.html";

    fn samples() -> Vec<Self> {
        let page = |result, said| Self { result, said, text: "{<".into(), key_url: "/k".into() };
        vec![
            Self::default(),
            page(Some("genuine"), Some(Said::sample("declined", "reviewer"))),
            page(Some("entry_missing"), Some(Said::sample("approved", "checks"))),
            page(Some("not_ours"), None),
            page(Some("no_receipt"), None),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::check_samples;

    #[test]
    fn both_pages_render_in_every_locale() {
        for (_, html) in check_samples::<ReceiptPage>().into_iter().chain(check_samples::<VerifyPage>()) {
            assert_eq!(html.matches("<h1").count(), 1, "{html}");
            assert!(html.contains("href=\"/talk\""));
            for form in html.split("<form").skip(1) {
                assert!(form.split("</form>").next().unwrap_or_default().contains("name=\"csrf\""));
            }
        }
    }
}
