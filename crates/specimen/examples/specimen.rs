//! `cargo run -p proofdesk-specimen --example specimen -- --kind passport --seed 7 --defect glare=0.7@expiry_date --out DIR`
//!
//! The same options as `proofdesk specimen`, for use while only this crate is built.

use std::error::Error;

use proofdesk_specimen::command::{Options, PictureFormat, parse_size, run};

fn main() -> Result<(), Box<dyn Error>> {
    let mut options = Options::default();
    let mut arguments = std::env::args().skip(1);
    while let Some(name) = arguments.next() {
        match name.as_str() {
            "--flat" => options.flat = true,
            "--png" => options.format = PictureFormat::Png,
            _ => {
                let value = arguments.next().ok_or_else(|| format!("{name} wants a value"))?;
                set(&mut options, &name, value)?;
            }
        }
    }
    for path in run(&options)? {
        println!("{}", path.display());
    }
    Ok(())
}

fn set(options: &mut Options, name: &str, value: String) -> Result<(), Box<dyn Error>> {
    let details = &mut options.details;
    match name {
        "--kind" => options.kind = value.parse()?,
        "--side" => options.side = Some(value.parse()?),
        "--seed" => options.seed = value.parse()?,
        "--count" => options.count = value.parse()?,
        "--defect" => options.defects.push(value.parse()?),
        "--size" => options.size = parse_size(&value)?,
        "--fill" => options.fill = value.parse()?,
        "--tilt" => options.tilt = value.parse()?,
        "--rotation" => options.rotation = value.parse()?,
        "--background" => options.background = Some(value.parse()?),
        "--quality" => options.format = PictureFormat::Jpeg(value.parse()?),
        "--out" => options.out = value.into(),
        "--fonts" => options.fonts = Some(value.into()),
        "--surname" => details.surname = Some(value),
        "--given-names" => details.given_names = Some(value),
        "--document-number" => details.document_number = Some(value),
        "--personal-number" => details.personal_number = Some(value),
        "--birth-date" => details.birth_date = Some(value.parse()?),
        "--issue-date" => details.issue_date = Some(value.parse()?),
        "--expiry-date" => details.expiry_date = Some(value.parse()?),
        "--nationality" => details.nationality = Some(value),
        "--address" => details.address = Some(value),
        _ => return Err(format!("there is no option {name}").into()),
    }
    Ok(())
}
