//! Hit rates of the barcode reader on folders of pictures: as they are, and put on a photographed card in harder and
//! harder ways. `cargo run --release -p proofdesk-reader --example barcodes -- FOLDER…`

use proofdesk_reader::{ReaderConfig, barcode_texts};
use proofdesk_vision::{DecodeLimits, Picture, decode};
use std::time::Instant;

/// How a code is put on a desk: module size follows from `width`, the code's width over the picture's.
struct Way {
    name: &'static str,
    degrees: f32,
    /// Width of the code over that of the picture.
    width: f32,
    /// Narrowing of the far side, 0 to 1.
    perspective: f32,
    /// Radius of the blur in pixels.
    blur: usize,
    /// Half the range of the noise, levels.
    noise: f32,
    /// Contrast left, 0 to 1.
    contrast: f32,
}

const WAYS: &[Way] = &[
    Way { name: "level", degrees: 0.0, width: 0.55, perspective: 0.0, blur: 0, noise: 0.0, contrast: 1.0 },
    Way {
        name: "turned 8°",
        degrees: 8.0,
        width: 0.55,
        perspective: 0.0,
        blur: 0,
        noise: 8.0,
        contrast: 0.8,
    },
    Way {
        name: "turned 33°",
        degrees: 33.0,
        width: 0.55,
        perspective: 0.0,
        blur: 0,
        noise: 8.0,
        contrast: 0.8,
    },
    Way {
        name: "turned 90°",
        degrees: 90.0,
        width: 0.5,
        perspective: 0.0,
        blur: 0,
        noise: 8.0,
        contrast: 0.8,
    },
    Way {
        name: "on its head",
        degrees: 176.0,
        width: 0.55,
        perspective: 0.0,
        blur: 1,
        noise: 8.0,
        contrast: 0.8,
    },
    Way {
        name: "perspective",
        degrees: 5.0,
        width: 0.6,
        perspective: 0.15,
        blur: 0,
        noise: 8.0,
        contrast: 0.8,
    },
    Way {
        name: "low contrast",
        degrees: 3.0,
        width: 0.55,
        perspective: 0.0,
        blur: 1,
        noise: 8.0,
        contrast: 0.3,
    },
    Way { name: "soft", degrees: 3.0, width: 0.55, perspective: 0.0, blur: 2, noise: 4.0, contrast: 0.8 },
    Way { name: "small", degrees: 3.0, width: 0.36, perspective: 0.0, blur: 0, noise: 4.0, contrast: 0.8 },
];

const WIDTH: usize = 1_920;
const HEIGHT: usize = 1_440;

fn main() {
    let limits = DecodeLimits { shorter_side: 1, ..ReaderConfig::default().limits };
    for folder in std::env::args().skip(1) {
        let mut files: Vec<_> = std::fs::read_dir(&folder)
            .expect("the folder can be listed")
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.extension().is_some_and(|e| e == "png" || e == "jpg"))
            .collect();
        files.sort();
        let pictures: Vec<(String, Picture, Option<String>)> = files
            .iter()
            .filter_map(|path| {
                let bytes = std::fs::read(path).ok()?;
                let stem = path.file_stem()?.to_string_lossy().into_owned();
                let expected = std::fs::read_to_string(path.with_extension("txt")).ok();
                Some((stem, decode(&bytes, &limits).ok()?, expected))
            })
            .collect();
        let rate = |name: &str, way: Option<&Way>| {
            let began = Instant::now();
            let mut missed = Vec::new();
            let mut wrong = Vec::new();
            for (stem, picture, expected) in &pictures {
                let placed;
                let picture = if let Some(way) = way {
                    placed = put(picture, way);
                    &placed
                } else {
                    picture
                };
                match (barcode_texts(picture).first(), expected) {
                    (None, _) => missed.push(stem.as_str()),
                    (Some(text), Some(expected)) if text.trim() != expected.trim() => {
                        wrong.push(stem.as_str());
                    }
                    _ => {}
                }
            }
            let each = began.elapsed().as_millis() as usize / pictures.len().max(1);
            let read = pictures.len() - missed.len();
            println!(
                "{folder}: {name}: {read} of {}, {each} ms each; missed {missed:?}; other text {wrong:?}",
                pictures.len()
            );
        };
        rate("as it is", None);
        for way in WAYS {
            rate(way.name, Some(way));
        }
    }
}

/// The code on a card on a desk.
fn put(code: &Picture, way: &Way) -> Picture {
    let (cw, ch) = (code.width() as f32, code.height() as f32);
    let scale = way.width * WIDTH as f32 / cw;
    let (sin, cos) = way.degrees.to_radians().sin_cos();
    let luma = code.luma();
    let mut levels = vec![0.0_f32; WIDTH * HEIGHT];
    let mut seed = 7_u32;
    for (i, level) in levels.iter_mut().enumerate() {
        let (x, y) = ((i % WIDTH) as f32 - WIDTH as f32 / 2.0, (i / WIDTH) as f32 - HEIGHT as f32 / 2.0);
        let far = 1.0 + way.perspective * y / (HEIGHT as f32 / 2.0);
        let (x, y) = (x * far, y * far);
        let (u, v) = ((x * cos + y * sin) / scale + cw / 2.0, (y * cos - x * sin) / scale + ch / 2.0);
        let inside = u >= 0.0 && v >= 0.0 && u < cw - 1.0 && v < ch - 1.0;
        let margin = u > -0.06 * cw && u < 1.06 * cw && v > -0.8 * ch && v < 1.3 * ch;
        let raw = if inside {
            let at = |u: usize, v: usize| f32::from(luma.pixels()[v * code.width() as usize + u]);
            let (u0, v0, fu, fv) = (u as usize, v as usize, u.fract(), v.fract());
            (at(u0, v0) * (1.0 - fu) + at(u0 + 1, v0) * fu) * (1.0 - fv)
                + (at(u0, v0 + 1) * (1.0 - fu) + at(u0 + 1, v0 + 1) * fu) * fv
        } else if margin {
            255.0
        } else {
            110.0
        };
        *level = 128.0 + (raw * 0.8 + 20.0 - 128.0) * way.contrast;
    }
    for _ in 0..way.blur {
        levels = box_blur(&levels);
    }
    let pixels = levels
        .iter()
        .flat_map(|&level| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let noise = ((seed >> 8) as f32 / 8_388_608.0 - 1.0) * way.noise;
            [(level + noise).clamp(0.0, 255.0) as u8; 3]
        })
        .collect();
    Picture::from_rgb(WIDTH as u32, HEIGHT as u32, pixels).expect("has that many pixels")
}

/// Mean over three by three pixels.
fn box_blur(levels: &[f32]) -> Vec<f32> {
    let mut out = levels.to_vec();
    for y in 1..HEIGHT - 1 {
        for x in 1..WIDTH - 1 {
            let rows = [y - 1, y, y + 1];
            out[y * WIDTH + x] = rows
                .iter()
                .map(|row| levels[row * WIDTH + x - 1..=row * WIDTH + x + 1].iter().sum::<f32>())
                .sum::<f32>()
                / 9.0;
        }
    }
    out
}
