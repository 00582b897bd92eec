//! `proofdesk staff`: the people who work in the console.

use crate::cli::StaffCommand;
use anyhow::{Context, bail};
use proofdesk_app::{App, staff::NewStaff};
use proofdesk_domain::access::{Actor, Role};
use std::process::ExitCode;

/// Adds, lists, renews, lets go.
pub async fn run(app: &App, command: StaffCommand) -> anyhow::Result<ExitCode> {
    let actor = Actor::System;
    match command {
        StaffCommand::Add { name, email, role, password_stdin } => {
            let Some(role) = Role::find(&role) else {
                bail!("{role:?} is no role: give agent, reviewer, compliance or admin");
            };
            let (password, made) = super::password(password_stdin)?;
            app.create_staff(&actor, NewStaff { name: &name, email: &email, role, password: &password })
                .await?;
            if made {
                println!("password: {password}");
            }
        }
        StaffCommand::List => {
            for member in app.list_staff(&actor).await? {
                let active = if member.active { "" } else { "  (not active)" };
                println!("{:<11} {}  {}{active}", member.role.as_str(), member.email, member.name);
            }
        }
        StaffCommand::Password { email, password_stdin } => {
            let id = find(app, &actor, &email).await?;
            let (password, made) = super::password(password_stdin)?;
            app.set_staff_password(&actor, id, &password).await?;
            if made {
                println!("password: {password}");
            }
        }
        StaffCommand::Deactivate { email } => {
            app.deactivate_staff(&actor, find(app, &actor, &email).await?).await?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn find(app: &App, actor: &Actor, email: &str) -> anyhow::Result<proofdesk_domain::StaffId> {
    app.find_staff(actor, email)
        .await?
        .with_context(|| format!("nobody on the staff has the address {email}"))
}
