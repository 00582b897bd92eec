//! Prints how reflections over every printed field are measured against the truth, and what clean or otherwise
//! spoilt documents measure. A tool for looking at thresholds: `glare [STRENGTH [SEED,SEED]]`, `glare clean [SEED,SEED]`,
//! `glare FILE...` for pictures that show nothing but a document.

use proofdesk_domain::picture::{Point, Quad};
use proofdesk_specimen::{Defect, Fonts, Kind, Request, render};
use proofdesk_vision::{DecodeLimits, decode, find_documents, measure};

const FIELDS: [&str; 8] = [
    "surname",
    "given_names",
    "document_number",
    "birth_date",
    "expiry_date",
    "issue_date",
    "portrait",
    "mrz",
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let first = arguments.first().map_or("0.8", String::as_str);
    if std::path::Path::new(first).is_file() {
        for file in &arguments {
            let picture = decode(&std::fs::read(file)?, &DecodeLimits::default())?;
            let q = measure(&picture, None, None);
            println!("{file} glare {:.4} colour {:.3} exposure {:.3}", q.glare.value, q.colour, q.exposure);
        }
        return Ok(());
    }
    let seeds: Vec<u64> = arguments
        .get(1)
        .map_or("1,2,3,4", String::as_str)
        .split(',')
        .map(str::parse)
        .collect::<Result<_, _>>()?;
    let fonts = Fonts::find(None)?;
    if first == "clean" {
        for defect in
            ["", "blur=0.6", "dark=0.5", "dark=0.9", "overexposed=0.4", "overexposed=0.9", "grayscale=1"]
        {
            for kind in [Kind::Passport, Kind::IdTd1, Kind::IdTd2, Kind::IdCn] {
                print!("{defect:16} {kind:9}");
                for &seed in &seeds {
                    let (_, _, q) = look(kind, seed, defect, &fonts)?;
                    print!("  {:.4} {:.2} {:.2}", q.glare.value, q.colour, q.exposure);
                }
                println!();
            }
        }
        return Ok(());
    }
    if let [_, _, defect] = &arguments[..] {
        for &seed in &seeds {
            let (_, _, q) = look(Kind::Passport, seed, defect, &fonts)?;
            println!("{defect} {seed} {:.4}", q.glare.value);
        }
        return Ok(());
    }
    for kind in [Kind::Passport, Kind::IdTd1, Kind::IdCn] {
        for field in FIELDS {
            print!("{kind:9} {field:16}");
            for &seed in &seeds {
                match look(kind, seed, &format!("glare={first}@{field}"), &fonts) {
                    Ok((place, found, q)) => {
                        let overlap = q.glare.region.map_or(0.0, |region| iou(&region, &place));
                        let wrong = q.glare.value < 0.012 || overlap < 0.5 || !found;
                        let mark = if wrong { '!' } else { ' ' };
                        print!("  {:.4}/{overlap:.2}{mark}", q.glare.value);
                    }
                    Err(error) => print!("  {error}"),
                }
            }
            println!();
        }
    }
    Ok(())
}

type Look = (Quad, bool, proofdesk_domain::inspection::Quality);

fn look(kind: Kind, seed: u64, defect: &str, fonts: &Fonts) -> Result<Look, Box<dyn std::error::Error>> {
    let mut request = Request::new(kind, seed);
    (request.scene.width, request.scene.height) = (1600, 1200);
    if !defect.is_empty() {
        request.scene.defects = vec![defect.parse::<Defect>()?];
    }
    let rendered = render(&request, fonts)?;
    let picture = decode(&rendered.to_jpeg(90)?, &DecodeLimits::default())?;
    let found = find_documents(&picture);
    let place = rendered.truth.defects.first().map_or_else(
        || Quad::rect(0.0, 0.0, 1.0, 1.0),
        |defect| Quad(defect.quad.map(|p| Point { x: p.x, y: p.y })),
    );
    Ok((place, !found.is_empty(), measure(&picture, found.first(), None)))
}

/// Intersection over union, by counting a grid.
fn iou(a: &Quad, b: &Quad) -> f32 {
    let inside = |q: &Quad, x: f32, y: f32| {
        let side = |i: usize| {
            let (p, r) = (q.0[i], q.0[(i + 1) % 4]);
            (r.x - p.x) * (y - p.y) - (r.y - p.y) * (x - p.x)
        };
        let signs: Vec<f32> = (0..4).map(side).collect();
        signs.iter().all(|&s| s >= 0.0) || signs.iter().all(|&s| s <= 0.0)
    };
    let ((al, at, ar, ab), (bl, bt, br, bb)) = (a.bounds(), b.bounds());
    let (l, t, r, bottom) = (al.min(bl), at.min(bt), ar.max(br), ab.max(bb));
    let (mut both, mut either) = (0_u32, 0_u32);
    for j in 0..200 {
        for i in 0..200 {
            let (x, y) =
                (l + (r - l) * (i as f32 + 0.5) / 200.0, t + (bottom - t) * (j as f32 + 0.5) / 200.0);
            let (p, q) = (inside(a, x, y), inside(b, x, y));
            both += u32::from(p && q);
            either += u32::from(p || q);
        }
    }
    both as f32 / either.max(1) as f32
}
