//! Prints, for specimens with each defect, what is found and measured against the truth. A tool
//! for looking at thresholds.

use proofdesk_domain::picture::{Point, Quad};
use proofdesk_specimen::{Defect, Fonts, Kind, Request, render};
use proofdesk_vision::{DecodeLimits, decode, find_documents, measure};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let fonts = Fonts::find(None)?;
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let wanted: Vec<&str> = if arguments.is_empty() {
        vec![
            "",
            "blur=0.3",
            "blur=0.7",
            "motion=0.5",
            "glare=0.3",
            "glare=0.5",
            "glare=0.8",
            "dark=0.7",
            "overexposed=0.7",
            "cut_off=0.3",
            "cut_off=0.7",
            "small=0.7",
            "perspective=0.7",
            "rotated=0.7",
            "two_documents=0.5",
            "none=1",
        ]
    } else {
        arguments.iter().map(String::as_str).collect()
    };
    for defect in wanted {
        for (i, kind) in [Kind::Passport, Kind::IdTd1, Kind::IdTd2, Kind::IdCn].into_iter().enumerate() {
            for seed in 0..2 {
                let mut request = Request::new(kind, seed * 10 + i as u64 + 1);
                if !defect.is_empty() {
                    request.scene.defects = vec![defect.parse::<Defect>()?];
                }
                let rendered = render(&request, &fonts)?;
                let picture = decode(&rendered.to_jpeg(90)?, &DecodeLimits::default())?;
                let found = find_documents(&picture);
                let q = measure(&picture, found.first(), None);
                let truth = rendered.truth;
                let quad = |q: &proofdesk_specimen::Quad| Quad(q.map(|p| Point { x: p.x, y: p.y }));
                let error = match (&truth.corners, found.first()) {
                    (Some(t), Some(f)) => corner_error(&f.corners, &quad(t)),
                    (None, None) => 0.0,
                    _ => f32::INFINITY,
                };
                let place = truth.defects.first().map(|d| quad(&d.quad));
                let overlap = |region: Option<Quad>| match (place, region) {
                    (Some(a), Some(b)) => format!("{:.2}", iou(&a, &b)),
                    _ => "-".to_owned(),
                };
                println!(
                    "{defect:16} {kind:9} n {} conf {:.2} err {error:6.1} tilt {:2.0} sharp {:.2}/{} glare {:.4}/{} dark {:.2}/{} over {:.2}/{} exp {:.2} col {:.2} dpi {:.0} cut {:?}/{} {:?}",
                    found.len(),
                    found.first().map_or(0.0, |f| f.confidence),
                    q.tilt_degrees,
                    q.sharpness.value,
                    overlap(q.sharpness.region),
                    q.glare.value,
                    overlap(q.glare.region),
                    q.dark.value,
                    overlap(q.dark.region),
                    q.overexposed.value,
                    overlap(q.overexposed.region),
                    q.exposure,
                    q.colour,
                    q.dpi,
                    found.first().map(|f| f.cut_edges.iter().map(|c| c.0).collect::<Vec<_>>()),
                    overlap(found.first().and_then(|f| f.cut_edges.first()).map(|c| c.1)),
                    request.scene.background,
                );
            }
        }
    }
    Ok(())
}

fn corner_error(found: &Quad, truth: &Quad) -> f32 {
    (0..4)
        .map(|turn| {
            (0..4)
                .map(|i| {
                    let (a, b) = (found.0[(i + turn) % 4], truth.0[i]);
                    (a.x - b.x).hypot(a.y - b.y)
                })
                .fold(0.0, f32::max)
        })
        .fold(f32::INFINITY, f32::min)
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
    let (al, at, ar, ab) = a.bounds();
    let (bl, bt, br, bb) = b.bounds();
    let (l, t, r, bottom) = (al.min(bl), at.min(bt), ar.max(br), ab.max(bb));
    let (mut both, mut either) = (0_u32, 0_u32);
    for j in 0..300 {
        for i in 0..300 {
            let (x, y) =
                (l + (r - l) * (i as f32 + 0.5) / 300.0, t + (bottom - t) * (j as f32 + 0.5) / 300.0);
            let (p, q) = (inside(a, x, y), inside(b, x, y));
            both += u32::from(p && q);
            either += u32::from(p || q);
        }
    }
    both as f32 / either.max(1) as f32
}
