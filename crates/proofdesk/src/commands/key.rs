//! `proofdesk key`: the platform's API keys.

use crate::cli::KeyCommand;
use anyhow::{Context, bail};
use proofdesk_app::App;
use proofdesk_domain::access::{Actor, Scope};
use std::process::ExitCode;

/// Makes, lists, revokes.
pub async fn run(app: &App, command: KeyCommand) -> anyhow::Result<ExitCode> {
    let actor = Actor::System;
    match command {
        KeyCommand::Create { name, mode, scopes } => {
            let mut wanted = Vec::new();
            for word in &scopes {
                let Some(scope) = Scope::find(word) else {
                    bail!(
                        "{word:?} is no scope: give verifications:write, verifications:read, limits:write or limits:read"
                    );
                };
                wanted.push(scope);
            }
            if wanted.is_empty() {
                wanted = Scope::ALL.to_vec();
            }
            let key = app.create_key(&actor, &name, mode.into(), &wanted).await?;
            println!("{}", key.secret);
            eprintln!("This secret is shown once. Its id is {}.", key.id);
        }
        KeyCommand::List => {
            for key in app.list_keys(&actor).await? {
                let scopes = key.scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(",");
                let revoked = key.revoked_at.map_or_else(String::new, |at| format!("  revoked {at}"));
                println!("{}  {:<4}  {scopes}  {}{revoked}", key.id, key.mode.as_str(), key.name);
            }
        }
        KeyCommand::Revoke { id } => {
            let id =
                id.parse().with_context(|| format!("{id:?} is no key's id: see `proofdesk key list`"))?;
            app.revoke_key(&actor, id).await?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
