//! `proofdesk audit`: the hash chain.

use crate::{cli::AuditCommand, config::Config};
use anyhow::{Context, bail};
use data_encoding::HEXLOWER;
use proofdesk_domain::{ApplicantId, Timestamp, receipt, verification::Mode};
use proofdesk_store::{
    Store,
    journal::audit::{self, Fault, Head},
};
use proofdesk_vault::PublicKey;
use std::{path::Path, process::ExitCode};

/// Verifies the chain or a receipt, or prints the chain's head. Needs no secret key; with a public key
/// given, no installation either.
pub fn run(
    config: impl FnOnce() -> anyhow::Result<Config>,
    command: &AuditCommand,
) -> anyhow::Result<ExitCode> {
    if let AuditCommand::Verify { receipt: Some(file), key, .. } = command {
        let text =
            std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
        return match key {
            Some(key) => Ok(said(check(&text, &public_keys(key)?))),
            None => in_chain(&config()?, &text),
        };
    }
    if let AuditCommand::Verify { case_file: Some(file), key, .. } = command {
        let text =
            std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
        let keys = match key {
            Some(key) => public_keys(key)?,
            None => vec![own_key(&config()?)?],
        };
        return Ok(match case_file(&text, &keys) {
            Ok(good) => {
                println!("genuine: {good}");
                ExitCode::SUCCESS
            }
            Err(problem) => {
                println!("not genuine: {problem}");
                ExitCode::FAILURE
            }
        });
    }
    let config = &config()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let store = Store::connect(&config.database_url).await.context("cannot open the database")?;
        let mut tx = store.read().await?;
        match command {
            AuditCommand::Head => {
                let head = audit::find_head(&mut tx).await?;
                println!("{}:{}", head.seq, HEXLOWER.encode(&head.hash));
                Ok(ExitCode::SUCCESS)
            }
            AuditCommand::Verify { head, .. } => {
                let signed = head.as_deref().map(parse_head).transpose()?;
                let report = audit::verify(&mut tx, signed.as_ref()).await?;
                let Some(fault) = report.fault else {
                    println!(
                        "{} entries, all in order; head {}:{}",
                        report.entries,
                        report.entries,
                        HEXLOWER.encode(&report.hash)
                    );
                    return Ok(ExitCode::SUCCESS);
                };
                println!("{} entries in order, then: {}", report.entries, describe(fault));
                Ok(ExitCode::FAILURE)
            }
        }
    })
}

/// The outcome in one line, or why the receipt does not verify.
type Checked = Result<receipt::Receipt, String>;

/// Whether one of `keys` signed a receipt file.
fn check(text: &str, keys: &[PublicKey]) -> Checked {
    let (signed, bytes) = receipt::parse(text).map_err(|problem| problem.to_string())?;
    let signature = &signed.signature;
    let Some(key) = keys.iter().find(|key| key.id() == signature.key) else {
        return Err(format!("signed with another key ({}): not of this installation", signature.key));
    };
    if !key.verifies(&bytes, &signature.value) {
        return Err("the signature does not fit: the receipt was changed or never signed".to_owned());
    }
    Ok(signed.receipt)
}

fn said(checked: Checked) -> ExitCode {
    match checked {
        Ok(r) => {
            println!(
                "genuine: {} {} for level {} at {} by {}, policy {}, audit entry {}:{}",
                r.reference,
                r.outcome,
                r.level,
                r.decided_at,
                r.decided_by,
                r.policy_version,
                r.audit.seq,
                r.audit.hash
            );
            ExitCode::SUCCESS
        }
        Err(problem) => {
            println!("not genuine: {problem}");
            ExitCode::FAILURE
        }
    }
}

/// Verifies a receipt with this installation's public key and against its audit chain.
fn in_chain(config: &Config, text: &str) -> anyhow::Result<ExitCode> {
    let key = own_key(config)?;
    let checked = match check(text, &[key]) {
        Ok(receipt) => {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            let found = runtime.block_on(async {
                let store = Store::connect(&config.database_url).await.context("cannot open the database")?;
                let mut tx = store.read().await?;
                anyhow::Ok(audit::list(&mut tx, receipt.audit.seq - 1, 1).await?)
            })?;
            let stands = found.first().is_some_and(|row| {
                row.seq == receipt.audit.seq && HEXLOWER.encode(&row.hash) == receipt.audit.hash
            });
            if stands {
                Ok(receipt)
            } else {
                Err(format!("the audit chain does not hold entry {}", receipt.audit.seq))
            }
        }
        problem => problem,
    };
    Ok(said(checked))
}

/// The public key that lies in this installation's keyring.
fn own_key(config: &Config) -> anyhow::Result<PublicKey> {
    let keyring = config.data_dir.join("keyring");
    let Some(key) = PublicKey::find_in(&keyring)? else {
        bail!("{} holds no public key: give one with --key", keyring.display());
    };
    Ok(key)
}

/// Whether one of `keys` signed a case file, and whether each of its audit entries matches its own hash
/// and, where the one before is in the file too, follows on it. What it holds, in one line.
fn case_file(text: &str, keys: &[PublicKey]) -> Result<String, String> {
    let shape = || "this is no case file".to_owned();
    let file: serde_json::Value = serde_json::from_str(text).map_err(|_| shape())?;
    let (content, signature) = (&file["case_file"], &file["signature"]);
    let bytes = receipt::canonical(content).ok_or_else(shape)?;
    if content["type"] != "proofdesk.case-file.v1" {
        return Err(shape());
    }
    let (named, value) = signature["key"].as_str().zip(signature["value"].as_str()).ok_or_else(shape)?;
    let Some(key) = keys.iter().find(|key| key.id() == named) else {
        return Err(format!("signed with another key ({named}): not of this installation"));
    };
    if !key.verifies(&bytes, value) {
        return Err("the signature does not fit: the file was changed".to_owned());
    }
    let entries = content["audit"].as_array().ok_or_else(shape)?;
    let mut before: Option<audit::AuditRow> = None;
    for entry in entries {
        let row = audit_row(entry).ok_or_else(shape)?;
        if !row.is_whole() {
            return Err(format!("audit entry {} does not match its hash", row.seq));
        }
        if before.is_some_and(|b| b.seq >= row.seq || (b.seq + 1 == row.seq && b.hash != row.prev_hash)) {
            return Err(format!("audit entry {} does not follow on the one before", row.seq));
        }
        before = Some(row);
    }
    let reference = content["verification"]["reference"].as_str().ok_or_else(shape)?;
    let at = content["exported_at"].as_str().ok_or_else(shape)?;
    Ok(format!("case {reference}, exported {at}, {} audit entries, each whole", entries.len()))
}

/// An audit entry as a case file writes it.
fn audit_row(entry: &serde_json::Value) -> Option<audit::AuditRow> {
    let text = |name: &str| entry[name].as_str().map(str::to_owned);
    let hash = |name: &str| -> Option<[u8; 32]> {
        HEXLOWER.decode(entry[name].as_str()?.as_bytes()).ok()?.try_into().ok()
    };
    let id = |name: &str| entry[name].as_str().map(str::parse).transpose().ok();
    Some(audit::AuditRow {
        seq: entry["seq"].as_i64()?,
        at: Timestamp::from_micros(entry["at_micros"].as_i64()?),
        mode: match entry["mode"].as_str() {
            Some(word) => Some(Mode::find(word)?),
            None => None,
        },
        actor_kind: text("actor_kind")?,
        actor_id: id("actor_id")?,
        action: text("action")?,
        subject_kind: text("subject_kind")?,
        subject_id: id("subject_id")?,
        applicant_id: id("applicant_id")?.map(ApplicantId::from_uuid),
        detail_hash: if entry["detail_hash"].is_null() { None } else { Some(hash("detail_hash")?) },
        prev_hash: hash("prev_hash")?,
        hash: hash("hash")?,
    })
}

/// The keys of a file as it is served, of a file that holds one, or the key itself.
fn public_keys(given: &str) -> anyhow::Result<Vec<PublicKey>> {
    let wanted = "--key takes a file of public keys or 32 bytes in base64";
    let text = if Path::new(given).is_file() {
        std::fs::read_to_string(given).with_context(|| format!("cannot read {given}"))?
    } else {
        given.to_owned()
    };
    if let Some(key) = PublicKey::from_base64(&text) {
        return Ok(vec![key]);
    }
    let listed: serde_json::Value = serde_json::from_str(&text).context(wanted)?;
    let keys = listed["keys"].as_array().context(wanted)?.iter();
    let keys: Vec<_> = keys.filter_map(|key| PublicKey::from_base64(key["public_key"].as_str()?)).collect();
    if keys.is_empty() {
        bail!(wanted);
    }
    Ok(keys)
}

fn parse_head(text: &str) -> anyhow::Result<Head> {
    let wanted = "--head takes SEQ:HASH as `proofdesk audit head` prints it";
    let (seq, hash) = text.split_once(':').context(wanted)?;
    let hash = HEXLOWER.decode(hash.trim().as_bytes()).context(wanted)?;
    let Ok(hash) = <[u8; 32]>::try_from(hash) else { bail!(wanted) };
    Ok(Head { seq: seq.trim().parse().context(wanted)?, hash })
}

fn describe(fault: Fault) -> String {
    match fault {
        Fault::Missing(at) => format!("entry {at} is missing"),
        Fault::Changed(at) => format!("entry {at} was changed: its content does not match its hash"),
        Fault::Unlinked(at) => format!("entry {at} does not follow on the one before"),
        Fault::HeadDiffers(at) => {
            format!("the head names another last entry than {at}: entries are gone or were added")
        }
        Fault::SignedHeadDiffers(at) => {
            format!("the chain does not hold the entry {at} of the head you gave: it was cut or rewritten")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_parse_as_they_are_printed() {
        let head = Head { seq: 7, hash: [0xab; 32] };
        let text = format!("{}:{}", head.seq, HEXLOWER.encode(&head.hash));
        assert_eq!(parse_head(&text).expect("parses"), head);
        for wrong in ["", "7", "7:ab", "x:abab", ":"] {
            assert!(parse_head(wrong).is_err(), "{wrong:?}");
        }
    }
}
