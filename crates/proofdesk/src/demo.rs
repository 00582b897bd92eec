//! The demo's documents, drawn with the specimen generator, and what is printed about its accounts.

use proofdesk_app::{
    App, Cause,
    demo::{ACCOUNTS_FILE, DemoKind, DemoPictures, Flaw, Sheet},
};
use proofdesk_domain::{details::TypedDetails, document};
use proofdesk_specimen::{Fonts, Holder, Kind, Request, Scene, Side, render};
use std::{path::Path, sync::Arc};

/// Makes the demo, once for a data folder, and prints how to sign in.
pub async fn seed(app: &App, folder: &Path, public_url: &str) -> anyhow::Result<()> {
    println!(
        "Proofdesk answers at {public_url}; the demo's cases go through the real checks, which takes a minute …"
    );
    let pictures = Arc::new(Pictures { fonts: Fonts::find(None)? });
    let accounts = app.seed_demo(pictures, folder).await?;
    for (title, page, staff) in [("Applicants", "/sign-in", false), ("Staff", "/console/sign-in", true)] {
        println!("\n{title}, at {public_url}{page}");
        for account in accounts.iter().filter(|account| account.staff == staff) {
            println!("  {:<12} {:<28} {}", account.shows, account.email, account.password);
        }
    }
    println!(
        "\nThese are also in {}. Mails lie in {}.\n",
        folder.join(ACCOUNTS_FILE).display(),
        folder.join("mails").display()
    );
    Ok(())
}

struct Pictures {
    fonts: Fonts,
}

fn kind_of(kind: DemoKind) -> Kind {
    match kind {
        DemoKind::Passport => Kind::Passport,
        DemoKind::IdCard => Kind::IdTd1,
        DemoKind::ChineseCard => Kind::IdCn,
    }
}

fn holder(kind: DemoKind, seed: u64) -> Holder {
    Holder::from_seed(seed, kind_of(kind).script())
}

impl DemoPictures for Pictures {
    fn details(&self, kind: DemoKind, seed: u64) -> TypedDetails {
        let holder = holder(kind, seed);
        let chinese = kind == DemoKind::ChineseCard;
        TypedDetails {
            // The Chinese card prints no Latin letters: its holder types how they write themselves abroad.
            surname: if chinese { "Wu".to_owned() } else { holder.surname.clone() },
            given_names: if chinese { "Tuobang".to_owned() } else { holder.given_names.clone() },
            native_name: if chinese {
                format!("{}{}", holder.surname, holder.given_names)
            } else {
                String::new()
            },
            birth_date: holder.birth_date.to_string(),
            nationality: "UTO".to_owned(),
            document_number: if chinese { holder.personal_number } else { holder.document_number },
        }
    }

    fn draw(&self, sheet: Sheet) -> Result<Vec<u8>, Cause> {
        let kind = kind_of(sheet.kind);
        let mut request = Request::new(kind, sheet.seed);
        request.holder = holder(sheet.kind, sheet.seed);
        request.side = match sheet.side {
            document::Side::Front => Side::Front,
            document::Side::Back => Side::Back,
        };
        let defects = match sheet.flaw {
            Flaw::None => Vec::new(),
            Flaw::Glare => vec!["glare=1.0@document_number".parse()?],
        };
        request.scene = Scene { width: 1600, height: 1200, defects, ..Scene::default() };
        Ok(render(&request, &self.fonts)?.to_jpeg(88)?)
    }
}
