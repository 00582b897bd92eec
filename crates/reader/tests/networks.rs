//! The networks that we read by give the numbers that onnxruntime 1.32 gives on the same input.

use proofdesk_net::{Network, Precision, Tensor, Threads};
use std::path::{Path, PathBuf};

fn models() -> PathBuf {
    std::env::var_os("PROOFDESK_MODELS_DIR")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../vendor/models"), PathBuf::from)
}

/// Strokes on grain, the same each time.
fn strokes(shape: [usize; 4]) -> Tensor {
    let [count, channels, height, width] = shape;
    let mut state = 12_345_u32;
    let mut values = Vec::new();
    for _ in 0..count * channels {
        for (y, x) in (0..height).flat_map(|y| (0..width).map(move |x| (y, x))) {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let grain = (state >> 8) as f32 / (1 << 23) as f32 - 1.0;
            let ink = (x % 23 < 6 && y % 29 > 6) || ((14..17).contains(&(y % 29)) && x % 46 < 29);
            values.push(0.2 * grain + if ink { -0.7 } else { 0.7 });
        }
    }
    Tensor { shape: shape.to_vec(), values }
}

/// Rows of the output, a place in each and what onnxruntime has there.
fn holds(file: &Path, input: [usize; 4], output: &[usize], wanted: &[(usize, usize, f32)]) {
    let network = Network::load(&std::fs::read(file).expect("run `make setup` first"), Precision::Single)
        .expect("it loads");
    let out = network.run(strokes(input), &Threads::new(2)).expect("it runs");
    assert_eq!(out.shape, output);
    let width = output[output.len() - 1];
    for &(row, at, wanted) in wanted {
        let got = out.values[row * width + at];
        assert!((got - wanted).abs() < wanted * 1e-2, "row {row}, place {at}: {got}, not {wanted}");
    }
}

#[test]
fn the_detector() {
    let file = models().join("PP-OCRv6_det_small.onnx");
    let wanted = [
        (0, 41, 1.07586e-5),
        (5, 57, 1.90169e-4),
        (10, 24, 1.29884e-3),
        (15, 11, 2.16913e-3),
        (20, 13, 1.38122e-3),
        (25, 26, 1.1234e-3),
        (30, 13, 1.13228e-3),
        (35, 15, 1.22958e-3),
        (40, 53, 1.49935e-3),
        (45, 53, 2.28626e-3),
        (50, 52, 1.47453e-3),
        (55, 25, 4.18752e-4),
        (60, 57, 8.45492e-5),
    ];
    holds(&file, [1, 3, 64, 96], &[1, 1, 64, 96], &wanted);
}

#[test]
fn the_recogniser() {
    let file = models().join("PP-OCRv6_rec_small.onnx");
    let wanted = [
        (0, 18_709, 3.56859e-5),
        (2, 37, 0.127_085),
        (4, 37, 2.47915e-3),
        (6, 41, 2.00643e-3),
        (8, 37, 0.222_27),
        (10, 17_666, 2.29775e-3),
        (12, 18_709, 3.55947e-5),
        (14, 2_129, 0.067_984_6),
        (16, 88, 9.67018e-4),
        (18, 88, 5.45571e-4),
        (20, 37, 0.030_858_8),
        (22, 17_666, 3.2122e-3),
    ];
    holds(&file, [2, 3, 48, 96], &[2, 12, 18_710], &wanted);
}

#[test]
fn our_own_of_zones() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/zone.onnx");
    let wanted = [
        (0, 1, 6.7028e-6),
        (4, 36, 2.55479e-4),
        (8, 2, 4.20763e-6),
        (12, 19, 3.9914e-5),
        (16, 18, 2.20885e-4),
        (20, 22, 8.16415e-5),
        (24, 1, 5.23597e-6),
        (28, 36, 4.98974e-4),
        (32, 2, 2.6501e-6),
        (36, 19, 2.41707e-5),
        (40, 36, 1.01201e-4),
        (44, 22, 3.41639e-5),
    ];
    holds(&file, [2, 1, 32, 96], &[2, 24, 38], &wanted);
}

#[test]
fn our_own_of_letters() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/letters.onnx");
    let wanted = [
        (0, 9, 2.35033e-4),
        (4, 329, 9.48316e-5),
        (8, 329, 0.208_221),
        (12, 329, 2.28774e-5),
        (16, 9, 7.83402e-4),
        (20, 329, 0.461_404),
        (24, 0, 0.103_411),
        (28, 9, 3.06418e-5),
        (32, 329, 0.388_203),
        (36, 0, 0.100_191),
    ];
    holds(&file, [1, 1, 48, 160], &[1, 40, 330], &wanted);
}

/// Where the processor multiplies halves, what it finds with them is what it finds with floats.
#[test]
fn halves_change_little() {
    for (name, input) in
        [("PP-OCRv6_det_small.onnx", [1, 3, 64, 96]), ("PP-OCRv6_rec_small.onnx", [1, 3, 48, 320])]
    {
        let bytes = std::fs::read(models().join(name)).expect("run `make setup` first");
        let run = |precision| {
            let network = Network::load(&bytes, precision).expect("it loads");
            network.run(strokes(input), &Threads::new(2)).expect("it runs").values
        };
        let (floats, halves) = (run(Precision::Single), run(Precision::Half));
        let furthest = floats.iter().zip(&halves).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(furthest < 0.02, "{name}: a probability differs by {furthest}");
    }
}
