//! `proofdesk audit`: the hash chain.

use crate::cli::AuditCommand;
use anyhow::Context;
use proofdesk_app::App;
use std::process::ExitCode;

/// Verifies the chain or prints its head.
pub async fn run(app: &App, command: &AuditCommand) -> anyhow::Result<ExitCode> {
    match command {
        AuditCommand::Head => {
            println!("{}", app.audit_head().await?);
            Ok(ExitCode::SUCCESS)
        }
        AuditCommand::Verify { head } => {
            let head = head
                .as_deref()
                .map(|text| text.parse().context("--head takes SEQ:HASH as `proofdesk audit head` prints it"))
                .transpose()?;
            let report = app.verify_audit(head.as_ref()).await?;
            println!("{report}");
            Ok(if report.is_sound() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
    }
}
