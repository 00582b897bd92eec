//! How long a 12-megapixel scene takes, for each defect: `cargo run -p proofdesk-specimen --example specimen_speed`.

use std::error::Error;
use std::time::Instant;

use proofdesk_specimen::{Defect, DefectKind, Fonts, Kind, Request, Scene, render};

fn main() -> Result<(), Box<dyn Error>> {
    let fonts = Fonts::find(None)?;
    let plain = Request::new(Kind::Passport, 7);
    let scene = Scene { width: 4000, height: 3000, ..Scene::default() };
    for kind in DefectKind::ALL {
        let scene = Scene { defects: vec![Defect::new(kind, 0.5)], ..scene.clone() };
        let begun = Instant::now();
        let rendered = render(&Request { scene, ..plain.clone() }, &fonts)?;
        let shown = begun.elapsed();
        let begun = Instant::now();
        let bytes = rendered.to_jpeg(90)?.len();
        println!("{kind:14} render {shown:>8.0?}  jpeg {:>8.0?}  {bytes} bytes", begun.elapsed());
    }
    Ok(())
}
