//! `proofdesk audit`: the hash chain.

use crate::{cli::AuditCommand, config::Config};
use anyhow::{Context, bail};
use data_encoding::HEXLOWER;
use proofdesk_store::{
    Store,
    journal::audit::{self, Fault, Head},
};
use std::process::ExitCode;

/// Verifies the chain or prints its head. Needs the database only, no key.
pub fn run(config: &Config, command: &AuditCommand) -> anyhow::Result<ExitCode> {
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
            AuditCommand::Verify { head } => {
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
