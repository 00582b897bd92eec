//! Prints what is found and measured on the pictures named on the command line.

use proofdesk_vision::{DecodeLimits, decode, find_documents, measure};
use std::time::Instant;

fn main() {
    for name in std::env::args().skip(1) {
        let bytes = match std::fs::read(&name) {
            Ok(bytes) => bytes,
            Err(error) => {
                eprintln!("{name}: {error}");
                continue;
            }
        };
        let start = Instant::now();
        let picture = match decode(&bytes, &DecodeLimits::default()) {
            Ok(picture) => picture,
            Err(error) => {
                println!("{name}: {error}");
                continue;
            }
        };
        let decoded = start.elapsed();
        let found = find_documents(&picture);
        let sought = start.elapsed();
        let quality = measure(&picture, found.first(), None);
        let measured = start.elapsed();
        println!(
            "{name}: {}x{} decoded in {decoded:?}, found {} in {:?}, measured in {:?}",
            picture.width(),
            picture.height(),
            found.len(),
            sought.saturating_sub(decoded),
            measured.saturating_sub(sought),
        );
        for document in found {
            let corners = document.corners.0.map(<[f32; 2]>::from);
            println!(
                "  {corners:?} confidence {:.2} aspect {:.3} tilt {:.0} cut {:?}{}",
                document.confidence,
                document.aspect,
                document.tilt_degrees,
                document.cut_edges.iter().map(|c| c.0).collect::<Vec<_>>(),
                if document.fills_picture { " fills the picture" } else { "" },
            );
        }
        println!(
            "  sharpness {:.2} glare {:.4} dark {:.3} overexposed {:.3} exposure {:.2} colour {:.2} dpi {:.0}",
            quality.sharpness.value,
            quality.glare.value,
            quality.dark.value,
            quality.overexposed.value,
            quality.exposure,
            quality.colour,
            quality.dpi,
        );
    }
}
