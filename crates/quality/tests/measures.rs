//! Measures on drawn pages: they follow what was done to the page, and nothing else.
#![expect(clippy::unwrap_used, reason = "helpers of tests on small pages")]

use proofdesk_quality::{Corners, Frame, Layout, Report, WHOLE, measure};

const WIDTH: usize = 800;
const HEIGHT: usize = 500;

/// Rows of strokes on paper, in brightness.
fn page() -> Vec<i32> {
    (0..WIDTH * HEIGHT)
        .map(|i| {
            let (x, y) = (i % WIDTH, i / WIDTH);
            let row = y % 40 < 22 && (40..WIDTH - 40).contains(&x) && (40..HEIGHT - 40).contains(&y);
            let stroke = (x * 7 + y / 40 * 13) % 23 < 8 || (y % 40 < 4 && x % 60 < 40);
            if row && stroke { 40 } else { 215 }
        })
        .collect()
}

fn blurred(page: &[i32], radius: usize) -> Vec<i32> {
    let mut out = page.to_vec();
    for _ in 0..2 {
        for horizontal in [true, false] {
            let source = out.clone();
            for (i, value) in out.iter_mut().enumerate() {
                let (x, y) = (i % WIDTH, i / WIDTH);
                let sum: i32 = (0..=2 * radius)
                    .map(|k| {
                        let shifted = |v: usize, most: usize| (v + k).saturating_sub(radius).min(most - 1);
                        if horizontal {
                            source[y * WIDTH + shifted(x, WIDTH)]
                        } else {
                            source[shifted(y, HEIGHT) * WIDTH + x]
                        }
                    })
                    .sum();
                *value = sum / (2 * radius as i32 + 1);
            }
        }
    }
    out
}

fn report(page: &[i32]) -> Report {
    let bytes: Vec<u8> = page.iter().map(|v| (*v).clamp(0, 255) as u8).collect();
    let frame = Frame::new(&bytes, WIDTH as u32, HEIGHT as u32, WIDTH, Layout::Luma).unwrap();
    measure(&frame, None).unwrap()
}

fn noisy(page: &[i32], strength: i32) -> Vec<i32> {
    let mut state = 1_u32;
    page.iter()
        .map(|v| {
            let mut sum = 0;
            for _ in 0..4 {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                sum += i32::from((state >> 24) as u8) - 128;
            }
            v + sum * strength / 148
        })
        .collect()
}

#[test]
fn sharpness_falls_with_blur_and_not_with_noise() {
    let sharp = report(&page()).sharpness.value;
    let noise = report(&noisy(&page(), 6)).sharpness.value;
    let soft = report(&blurred(&page(), 2)).sharpness.value;
    let softer = report(&blurred(&page(), 5)).sharpness.value;
    let soft_noise = report(&noisy(&blurred(&page(), 5), 4)).sharpness.value;
    assert!(sharp > 8_000 && noise > 7_500, "{sharp} {noise}");
    assert!(soft < sharp * 3 / 4 && softer < soft, "{sharp} {soft} {softer}");
    assert!(soft_noise < 5_000, "{soft_noise}");
}

#[test]
fn a_blurred_corner_is_found_where_it_is() {
    let (sharp, soft) = (page(), blurred(&page(), 6));
    let mixed: Vec<i32> = (0..sharp.len())
        .map(|i| if i % WIDTH > 560 && i / WIDTH > 280 { soft[i] } else { sharp[i] })
        .collect();
    let found = report(&mixed).sharpness;
    assert!(found.value < 5_000, "{found:?}");
    let region = found.region.unwrap();
    assert!(region[0][0] >= 400 * 16 && region[0][1] >= 160 * 16, "{region:?}");
}

#[test]
fn a_soft_bright_blob_is_a_reflection_and_a_white_box_is_not() {
    let light = |hard: bool| -> Vec<i32> {
        page()
            .iter()
            .enumerate()
            .map(|(i, &v)| {
                let (dx, dy) = ((i % WIDTH) as i32 - 500, (i / WIDTH) as i32 - 250);
                let (dx, dy) = (dx * 100 / 110, dy * 100 / 70);
                let d = dx * dx + dy * dy;
                let share = if hard {
                    if dx.abs() < 100 && dy.abs() < 100 { 100 } else { 0 }
                } else {
                    (180 - d / 90).clamp(0, 100)
                };
                v + (255 - v) * share / 100
            })
            .collect()
    };
    let soft = report(&light(false)).glare;
    assert!((200..2_500).contains(&soft.value), "{soft:?}");
    let [[left, top], _, [right, bottom], _] = soft.region.unwrap();
    assert!(left < 470 * 16 && right > 530 * 16 && top < 230 * 16 && bottom > 270 * 16, "{soft:?}");
    assert_eq!(report(&light(true)).glare.value, 0);
    assert_eq!(report(&page()).glare.value, 0);
}

#[test]
fn paper_under_uneven_light_is_no_reflection() {
    // Strokes, and on the right half nothing but the fine pattern of the paper.
    let printed: Vec<i32> = page()
        .iter()
        .enumerate()
        .map(|(i, &v)| {
            let (x, y) = (i % WIDTH, i / WIDTH);
            let paper = 195 - 8 * i32::from(y % 6 < 2);
            if x < WIDTH / 2 { v.min(paper) } else { paper }
        })
        .collect();
    // Rising softly towards a place on the right: all of it brighter by a factor, or mixed with white.
    let lit = |reflected: bool| -> Vec<i32> {
        let at = |(i, &v): (usize, &i32)| {
            let (dx, dy) = ((i % WIDTH) as i32 - 600, (i / WIDTH) as i32 - 250);
            let (dx, dy) = (dx * 100 / 140, dy * 100 / 110);
            let share = (150 - (dx * dx + dy * dy) / 90).clamp(0, 100);
            if reflected { v + (250 - v) * share / 100 } else { v + v * 27 * share / 10_000 }
        };
        printed.iter().enumerate().map(at).collect()
    };
    assert_eq!(report(&lit(false)).glare.value, 0);
    let reflection = report(&lit(true)).glare;
    assert!((200..2_500).contains(&reflection.value), "{reflection:?}");
}

#[test]
fn on_plain_paper_only_what_leaves_nothing_is_a_reflection() {
    // Strokes on the left, noise of a few levels everywhere.
    let noise = |i: usize| (i as u32).wrapping_mul(2_654_435_761) >> 29;
    let paper = |i: usize, v: i32| if i % WIDTH < WIDTH / 2 { v.min(190) } else { 190 };
    let printed: Vec<i32> =
        page().iter().enumerate().map(|(i, &v)| paper(i, v) + noise(i) as i32 - 4).collect();
    let light = |most: i32| -> Vec<i32> {
        let at = |(i, &v): (usize, &i32)| {
            let (dx, dy) = ((i % WIDTH) as i32 - 600, (i / WIDTH) as i32 - 250);
            let (dx, dy) = (dx * 100 / 140, dy * 100 / 110);
            let share = (150 - (dx * dx + dy * dy) / 90).clamp(0, most);
            (v + (255 - v) * share / 100).min(255)
        };
        printed.iter().enumerate().map(at).collect()
    };
    assert_eq!(report(&light(0)).glare.value, 0);
    // Brighter, and as clear as before: print would still be read there.
    assert_eq!(report(&light(55)).glare.value, 0);
    let reflection = report(&light(100)).glare;
    assert!((200..2_500).contains(&reflection.value), "{reflection:?}");
}

#[test]
fn dark_and_bright_pages() {
    let dark: Vec<i32> = page().iter().map(|v| v / 6).collect();
    let bright: Vec<i32> = page().iter().map(|v| v * 3 / 2).collect();
    let (plain, dark, bright) = (report(&page()), report(&dark), report(&bright));
    assert!(plain.dark.value == 0 && plain.overexposed.value == 0, "{plain:?}");
    assert!(dark.dark.value > 9_000 && dark.exposure < plain.exposure / 4, "{dark:?}");
    assert!(bright.overexposed.value > 5_000 && bright.glare.value == 0, "{bright:?}");
    assert!(bright.overexposed.value <= WHOLE);
}

#[test]
fn layouts_agree() {
    let page: Vec<u8> = page().iter().map(|v| *v as u8).collect();
    let rgb: Vec<u8> = page.iter().flat_map(|v| [*v; 3]).collect();
    let rgba: Vec<u8> = page.iter().flat_map(|v| [*v, *v, *v, 9]).collect();
    let of = |bytes: &[u8], layout, each: usize| {
        measure(
            &Frame::new(bytes, WIDTH as u32, HEIGHT as u32, WIDTH * each, layout).unwrap(),
            Some(&[[160, 160], [12_000, 320], [11_800, 7_600], [200, 7_800]]),
        )
    };
    let luma = of(&page, Layout::Luma, 1);
    assert!(luma.is_some());
    assert_eq!(luma, of(&rgb, Layout::Rgb, 3));
    assert_eq!(luma, of(&rgba, Layout::Rgba, 4));
}

#[test]
fn wild_corners_are_survived() {
    let bytes = vec![128; WIDTH * HEIGHT];
    let frame = Frame::new(&bytes, WIDTH as u32, HEIGHT as u32, WIDTH, Layout::Luma).unwrap();
    let (low, high) = (i32::MIN, i32::MAX);
    let wild: [Corners; 5] = [
        [[0, 0]; 4],
        [[low, low], [high, low], [high, high], [low, high]],
        [[high, high], [low, high], [low, low], [high, low]],
        [[0, 0], [12_800, 8_000], [12_800, 0], [0, 8_000]],
        [[-500_000, -400_000], [500_000, -400_000], [500_000, 400_000], [-500_000, 400_000]],
    ];
    for corners in wild {
        if let Some(report) = measure(&frame, Some(&corners)) {
            assert!(report.sharpness.value <= WHOLE && report.glare.value <= WHOLE);
        }
    }
    assert!(Frame::new(&bytes, 801, HEIGHT as u32, WIDTH, Layout::Luma).is_none());
    assert!(Frame::new(&bytes, 0, 1, WIDTH, Layout::Luma).is_none());
}
