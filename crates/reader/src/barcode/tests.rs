//! Codes at odd angles, and pictures full of bars. (Hit rates on real samples: `examples/barcodes.rs`.)

use super::*;

/// A made-up licence (issuer 636000, which is nobody's), one character a module.
const LICENCE: &str = include_str!("../../tests/data/licence-specimen.pdf417.txt");

/// The licence's code on a white card on a grey desk, turned.
fn desk(module: f32, degrees: f32, contrast: f32) -> Picture {
    let code: Vec<&[u8]> = LICENCE.lines().map(str::as_bytes).collect();
    let (columns, rows) = (code[0].len() as f32, code.len() as f32);
    let (sin, cos) = degrees.to_radians().sin_cos();
    picture(1_200, 900, |x, y| {
        let (dx, dy) = (x - 600.0, y - 450.0);
        let u = (dx * cos + dy * sin) / module + columns / 2.0;
        let v = (dy * cos - dx * sin) / module + rows / 2.0;
        let card = u > -10.0 && v > -30.0 && u < columns + 10.0 && v < rows + 40.0;
        let black =
            u >= 0.0 && v >= 0.0 && code.get(v as usize).and_then(|row| row.get(u as usize)) == Some(&b'#');
        let level = if black {
            30.0
        } else if card {
            230.0
        } else {
            120.0
        };
        128.0 + (level - 128.0) * contrast
    })
}

fn picture(width: u32, height: u32, level: impl Fn(f32, f32) -> f32) -> Picture {
    let pixels = (0..width * height)
        .flat_map(|i| [level((i % width) as f32 + 0.5, (i / width) as f32 + 0.5) as u8; 3])
        .collect();
    Picture::from_rgb(width, height, pixels).expect("has that many pixels")
}

#[test]
fn a_code_is_read_at_any_angle_and_with_little_contrast() {
    for (module, degrees, contrast) in
        [(3.0, 0.0, 1.0), (3.0, 11.0, 1.0), (2.6, 90.0, 1.0), (3.0, 200.0, 0.3)]
    {
        let found = find(&desk(module, degrees, contrast), None, Effort::Full);
        let text = found.first().and_then(|seen| seen.text.as_deref()).unwrap_or_default();
        assert!(text.contains("DCSSPECIMEN"), "{module} {degrees} {contrast}: {found:?}");
        assert!(found[0].confirmed, "{module} {degrees} {contrast}: by one reading only");
        let (left, top, right, bottom) = found[0].quad.bounds();
        assert!(left < 600.0 && right > 600.0 && top < 450.0 && bottom > 450.0, "{:?}", found[0].quad);
    }
}

#[test]
fn a_code_that_stands_out_is_read_at_a_glance() {
    let whole = Quad::rect(0.0, 0.0, 1_200.0, 900.0);
    for (module, degrees) in [(3.0, 0.0), (3.0, 11.0), (2.6, 90.0), (3.0, 200.0)] {
        let found = find(&desk(module, degrees, 1.0), Some((&whole, 4.0 / 3.0)), Effort::Glance);
        let text = found.first().and_then(|seen| seen.text.as_deref()).unwrap_or_default();
        assert!(text.contains("DCSSPECIMEN"), "{module} {degrees}: {found:?}");
    }
}

#[test]
fn a_code_on_a_page_of_print_is_read() {
    let whole = Quad::rect(0.0, 0.0, 1_200.0, 900.0);
    for (module, degrees, contrast) in
        [(3.0, 0.0, 1.0), (3.0, 11.0, 0.5), (2.6, 90.0, 1.0), (2.0, 200.0, 0.4)]
    {
        let found = find(&desk(module, degrees, contrast), Some((&whole, 4.0 / 3.0)), Effort::Inside);
        let text = found.first().and_then(|seen| seen.text.as_deref()).unwrap_or_default();
        assert!(text.contains("DCSSPECIMEN"), "{module} {degrees} {contrast}: {found:?}");
    }
}

#[test]
fn pictures_without_codes_have_none_and_pictures_of_bars_end() {
    let flat = picture(640, 480, |_, _| 140.0);
    assert_eq!(find(&flat, None, Effort::Full), []);
    // Nothing but bars: no more places are looked into than the bound allows.
    let bars = picture(640, 480, |x, _| if (x as u32 / 3).is_multiple_of(2) { 20.0 } else { 235.0 });
    assert!(find(&bars, None, Effort::Full).iter().all(|seen| seen.text.is_none()));
    let luma = bars.luma();
    assert!(places(luma.pixels(), 640, 480).len() <= MOST_PLACES);
}
