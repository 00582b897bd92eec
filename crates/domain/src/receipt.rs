//! Decision receipts: what an applicant can show of a final outcome, and the bytes that are signed.
//!
//! A receipt never says more than the applicant's own page: confidential reasons are left out, and the
//! decider is a role. The signature is over [RFC 8785](https://www.rfc-editor.org/rfc/rfc8785) canonical
//! JSON, so that a file may be indented or reordered on its way and still verify.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The `type` of every receipt of this form.
pub const TYPE: &str = "proofdesk.receipt.v1";

/// What is signed. Times are ISO 8601 in UTC, to the second.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// [`TYPE`].
    #[serde(rename = "type")]
    pub kind: String,
    /// The public address of the installation that decided.
    pub issuer: String,
    /// `live` or `test`.
    pub mode: String,
    /// What people quote: `PD-7K4M-2Q9X`.
    pub reference: String,
    /// The level that was asked for.
    pub level: String,
    /// `approved`, `declined` or `revoked`.
    pub outcome: String,
    /// Codes of the catalogue that the applicant may know.
    pub reasons: Vec<String>,
    /// Under which policy.
    pub policy_version: u32,
    /// Who decided: `checks`, or a role (`reviewer`, `compliance`), never a name; `imported` where nobody
    /// here did.
    pub decided_by: String,
    /// Who did, where it was taken over from elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub imported: Option<Elsewhere>,
    /// When the verification was begun.
    pub begun_at: String,
    /// When it was last sent for checking.
    pub sent_at: Option<String>,
    /// When it was decided.
    pub decided_at: String,
    /// The entry of the audit chain that recorded it.
    pub audit: AuditEntry,
}

/// A verification that was made elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Elsewhere {
    /// By whom.
    pub verified_by: String,
    /// When.
    pub verified_at: String,
    /// How.
    pub method: String,
}

/// An entry of the audit chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// Its place, from 1.
    pub seq: i64,
    /// Its hash, 64 lower-case hexadecimal digits.
    pub hash: String,
}

/// A receipt as it is handed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedReceipt {
    /// What is signed.
    pub receipt: Receipt,
    /// The signature.
    pub signature: Signature,
}

/// A signature over the canonical JSON of what stands beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// `Ed25519`.
    pub algorithm: String,
    /// Which key: the first 16 hexadecimal digits of the SHA-256 of the public key.
    pub key: String,
    /// 64 bytes in base64.
    pub value: String,
}

/// Why a file is no receipt, before its signature is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoReceipt {
    /// Not JSON, or not of a receipt's shape.
    #[error("this is no receipt file")]
    Shape,
    /// A form that this program does not know.
    #[error("this receipt has a form that this program does not know")]
    Form,
}

/// Reads a receipt file: the receipt, and the bytes that its signature must be over. Everything inside
/// `receipt` is covered, fields that this program does not know included.
pub fn parse(text: &str) -> Result<(SignedReceipt, Vec<u8>), NoReceipt> {
    let whole: Value = serde_json::from_str(text).map_err(|_| NoReceipt::Shape)?;
    let said = whole.get("receipt").ok_or(NoReceipt::Shape)?;
    let bytes = canonical(said).ok_or(NoReceipt::Shape)?;
    if said.get("type").and_then(Value::as_str) != Some(TYPE) {
        return Err(NoReceipt::Form);
    }
    let receipt: SignedReceipt = serde_json::from_value(whole).map_err(|_| NoReceipt::Shape)?;
    if receipt.signature.algorithm != "Ed25519" {
        return Err(NoReceipt::Form);
    }
    Ok((receipt, bytes))
}

/// Canonical JSON (RFC 8785). None where a number is no integer of at most 2^53: no such number is ever
/// signed, and how to write others is where implementations differ.
pub fn canonical(value: &Value) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    write(value, &mut out)?;
    Some(out)
}

fn write(value: &Value, out: &mut Vec<u8>) -> Option<()> {
    match value {
        Value::Null => out.extend_from_slice(b"null"),
        Value::Bool(yes) => out.extend_from_slice(if *yes { b"true" } else { b"false" }),
        Value::Number(number) => {
            let whole = number.as_i64().filter(|n| n.unsigned_abs() <= 1 << 53)?;
            out.extend_from_slice(whole.to_string().as_bytes());
        }
        Value::String(text) => string(text, out),
        Value::Array(items) => {
            out.push(b'[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(b',');
                }
                write(item, out)?;
            }
            out.push(b']');
        }
        Value::Object(fields) => {
            let mut names: Vec<&String> = fields.keys().collect();
            names.sort_by(|a, b| a.encode_utf16().cmp(b.encode_utf16()));
            out.push(b'{');
            for (at, name) in names.into_iter().enumerate() {
                if at > 0 {
                    out.push(b',');
                }
                string(name, out);
                out.push(b':');
                write(&fields[name], out)?;
            }
            out.push(b'}');
        }
    }
    Some(())
}

/// The library escapes strings as RFC 8785 §3.2.2.2 asks: short escapes, else `\u00xx` in lower case.
fn string(text: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(&serde_json::to_vec(text).expect("a string is always JSON"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn canonical_json_is_that_of_the_rfc() {
        // RFC 8785 §3.2.3: names sort by their UTF-16 units.
        let text = r#"{"\u20ac":"Euro","\r":"CR","\ufb33":"Hebrew","1":"One","\ud83d\ude00":"Smile","\u0080":"Control","\u00f6":"Umlaut"}"#;
        let value: Value = serde_json::from_str(text).unwrap();
        let canon = String::from_utf8(canonical(&value).unwrap()).unwrap();
        let order = ["CR", "One", "Control", "Umlaut", "Euro", "Smile", "Hebrew"]
            .map(|word| canon.find(word).unwrap());
        assert!(order.is_sorted(), "{canon}");
        let value: Value =
            serde_json::from_str(" { \"b\" : [ 1 , null, true ] , \"a\" : \"\\u000f\\n<\" } ").unwrap();
        assert_eq!(canonical(&value).unwrap(), br#"{"a":"\u000f\n<","b":[1,null,true]}"#);
        assert_eq!(canonical(&serde_json::json!(1.5)), None);
        assert_eq!(canonical(&serde_json::json!(u64::MAX)), None);
    }

    fn sample() -> SignedReceipt {
        SignedReceipt {
            receipt: Receipt {
                kind: TYPE.into(),
                issuer: "https://id.example".into(),
                mode: "test".into(),
                reference: "PD-7K4M-2Q9X".into(),
                level: "standard".into(),
                outcome: "approved".into(),
                reasons: vec![],
                policy_version: 3,
                decided_by: "checks".into(),
                imported: None,
                begun_at: "2026-11-23T12:00:00Z".into(),
                sent_at: None,
                decided_at: "2026-11-23T12:00:09Z".into(),
                audit: AuditEntry { seq: 7, hash: "00".repeat(32) },
            },
            signature: Signature { algorithm: "Ed25519".into(), key: "k".into(), value: String::new() },
        }
    }

    #[test]
    fn reading_back_gives_the_same_bytes_however_the_file_is_laid_out() {
        let signed = canonical(&serde_json::to_value(&sample().receipt).unwrap()).unwrap();
        for text in
            [serde_json::to_string(&sample()).unwrap(), serde_json::to_string_pretty(&sample()).unwrap()]
        {
            let (read, bytes) = parse(&text).unwrap();
            assert_eq!(read, sample());
            assert_eq!(bytes, signed);
        }
    }

    #[test]
    fn a_field_that_is_not_known_is_covered_too_and_other_files_are_told_apart() {
        let mut more = serde_json::to_value(sample()).unwrap();
        let plain = parse(&more.to_string()).unwrap().1;
        more["receipt"]["limit"] = "1000".into();
        assert_ne!(parse(&more.to_string()).unwrap().1, plain);
        assert_eq!(parse("{}"), Err(NoReceipt::Shape));
        assert_eq!(parse("not json"), Err(NoReceipt::Shape));
        more["receipt"]["type"] = "proofdesk.receipt.v9".into();
        assert_eq!(parse(&more.to_string()), Err(NoReceipt::Form));
    }
}
