//! `proofdesk specimen`: the generator's command behind our argument parser.

use crate::cli::SpecimenArgs;
use proofdesk_specimen::command::{self, Details, Options, PictureFormat};
use std::process::ExitCode;

/// Makes specimens and prints the files written.
pub fn run(args: SpecimenArgs) -> anyhow::Result<ExitCode> {
    let defaults = Options::default();
    let options = Options {
        kind: args.kind,
        side: args.side,
        seed: args.seed,
        count: args.count,
        defects: args.defects,
        size: command::parse_size(&args.size)?,
        fill: args.fill.unwrap_or(defaults.fill),
        tilt: args.tilt.unwrap_or(defaults.tilt),
        rotation: args.rotation.unwrap_or(defaults.rotation),
        background: args.background,
        flat: args.flat,
        format: if args.png { PictureFormat::Png } else { PictureFormat::Jpeg(args.quality) },
        out: args.out,
        fonts: args.fonts,
        details: Details {
            surname: args.surname,
            given_names: args.given_names,
            document_number: args.document_number,
            personal_number: args.personal_number,
            birth_date: args.birth_date,
            issue_date: args.issue_date,
            expiry_date: args.expiry_date,
            sex: None,
            nationality: args.nationality,
            address: args.address,
        },
    };
    for path in command::run(&options)? {
        println!("{}", path.display());
    }
    Ok(ExitCode::SUCCESS)
}
