//! The phone and the server measure alike: several hundred specimen frames through this crate and through the
//! WebAssembly modules (in Node), number for number; and the modules are those that the sources make.
//! Needs the generator's fonts and Node.

use proofdesk_domain::picture::Quad;
use proofdesk_quality::{Corners, Frame, Layout, Measure};
use proofdesk_specimen::{Defect, Fonts, Kind, Request, render};
use proofdesk_vision::{Picture, find_documents};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::LazyLock,
};

const KINDS: [Kind; 3] = [Kind::Passport, Kind::IdTd1, Kind::IdTd2];
const DEFECTS: [&str; 12] = [
    "",
    "blur=0.4",
    "motion=0.5@20",
    "glare=0.7",
    "dark=0.6",
    "overexposed=0.6",
    "cut_off=0.5@right",
    "small=0.5",
    "perspective=0.5",
    "rotated=0.5@30",
    "grayscale=1",
    "none=1",
];
static FONTS: LazyLock<Fonts> = LazyLock::new(|| Fonts::find(None).expect("fonts: run `make setup`"));
/// Frames of each kind and defect.
const EACH: u64 = 7;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn frame_of(kind: Kind, defect: &str, seed: u64) -> Picture {
    let mut request = Request::new(kind, seed);
    // Odd sizes too: a camera gives what it likes.
    (request.scene.width, request.scene.height) = [(640, 480), (480, 640), (641, 359)][seed as usize % 3];
    if !defect.is_empty() {
        request.scene.defects = vec![defect.parse::<Defect>().expect("a defect")];
    }
    let picture = render(&request, &FONTS).expect("a specimen").image;
    Picture::from_rgb(picture.width(), picture.height(), picture.into_raw()).expect("a picture")
}

fn rgba(picture: &Picture) -> Vec<u8> {
    picture.pixels().chunks_exact(3).flat_map(|p| [p[0], p[1], p[2], 255]).collect()
}

fn sixteenths(quad: &Quad) -> Corners {
    quad.0.map(|p| [(p.x * 16.0).round() as i32, (p.y * 16.0).round() as i32])
}

/// What the module is to answer: seven measures and three places.
fn native(picture: &Picture, corners: Option<&Corners>) -> Vec<i32> {
    let pixels = rgba(picture);
    let (width, height) = (picture.width(), picture.height());
    let frame = Frame::new(&pixels, width, height, width as usize * 4, Layout::Rgba).expect("a frame");
    let report = proofdesk_quality::measure(&frame, corners)
        .or_else(|| proofdesk_quality::measure(&frame, None))
        .expect("large enough");
    let values = [
        report.sharpness.value,
        report.shake,
        report.glare.value,
        report.dark.value,
        report.overexposed.value,
        report.exposure,
        report.colour,
    ];
    let mut all: Vec<i32> = values.iter().map(|value| *value as i32).collect();
    for measure in [report.sharpness, report.glare, report.dark] {
        all.extend(place(&measure));
    }
    all
}

fn place(measure: &Measure) -> [i32; 5] {
    measure.region.map_or([0; 5], |region| {
        let (xs, ys) = (region.map(|c| c[0]), region.map(|c| c[1]));
        let least = |all: [i32; 4]| all.into_iter().min().unwrap_or(0) >> 4;
        let most = |all: [i32; 4]| (all.into_iter().max().unwrap_or(0) + 15) >> 4;
        [1, least(xs), least(ys), most(xs), most(ys)]
    })
}

/// One frame for the script: width, height, whether corners follow, the corners, the pixels.
fn write_frame(to: &mut impl std::io::Write, picture: &Picture, corners: Option<&Corners>) {
    let mut head = vec![picture.width() as i32, picture.height() as i32, i32::from(corners.is_some())];
    head.extend(corners.unwrap_or(&[[0; 2]; 4]).as_flattened());
    for number in head {
        to.write_all(&number.to_le_bytes()).expect("Node reads");
    }
    to.write_all(&rgba(picture)).expect("Node reads");
}

#[test]
fn the_modules_find_and_measure_what_is_found_and_measured_here() {
    let mut node = Command::new("node")
        .arg(root().join("wasm/parity.mjs"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("Node starts");
    let mut stdin = node.stdin.take().expect("piped");
    // A thread of its own: both pipes fill up otherwise.
    let wanted = std::thread::spawn(move || {
        let mut wanted = Vec::new();
        for kind in KINDS {
            for defect in DEFECTS {
                for seed in 0..EACH {
                    let picture = frame_of(kind, defect, 300 + seed);
                    let found = find_documents(&picture);
                    let corners = found.first().map(|found| sixteenths(&found.corners));
                    write_frame(&mut stdin, &picture, corners.as_ref());
                    let measures = native(&picture, corners.as_ref());
                    let corners: Vec<i32> = corners.unwrap_or_default().as_flattened().to_vec();
                    wanted.push((format!("{kind} {defect} {seed}"), found.len(), corners, measures));
                }
            }
        }
        wanted
    });
    let output = node.wait_with_output().expect("Node ends");
    assert!(output.status.success());
    let wanted = wanted.join().expect("frames are made");
    let lines = String::from_utf8(output.stdout).expect("numbers");
    let mut lines = lines.lines();
    let mut next = || -> Vec<i32> {
        lines
            .next()
            .expect("a line for every frame")
            .split(' ')
            .map(|n| n.parse().expect("a number"))
            .collect()
    };
    let mut elsewhere = 0;
    for (what, documents, corners, measures) in &wanted {
        for module in ["scalar", "simd"] {
            assert_eq!(next(), *measures, "{module}: {what}");
        }
        // The finder reckons in floats, whose arcs and powers may differ in the last place: a sixteenth of a pixel.
        let found = next();
        let same = found[0] == *documents as i32
            && found[1..].iter().zip(corners).all(|(phone, here)| phone.abs_diff(*here) <= 2);
        elsewhere += u32::from(!same);
    }
    assert!(wanted.len() >= 250, "several hundred frames");
    assert!(elsewhere * 200 <= wanted.len() as u32, "{elsewhere} of {} frames differ", wanted.len());
}

#[test]
fn the_modules_are_those_that_the_sources_make() {
    let manifest = fs::read_to_string(root().join("wasm/manifest.json")).expect("the manifest is there");
    let manifest: serde_json::Value = serde_json::from_str(&manifest).expect("the manifest is JSON");
    let listed: BTreeMap<String, String> =
        serde_json::from_value(manifest["files"].clone()).expect("files with their sums");
    let output =
        Command::new(root().join("scripts/build-wasm.sh")).arg("--sums").output().expect("the script runs");
    let sums = String::from_utf8(output.stdout).expect("text");
    let now: BTreeMap<String, String> = sums
        .lines()
        .filter_map(|line| line.split_once("  "))
        .map(|(sum, file)| (file.to_owned(), sum.to_owned()))
        .collect();
    assert!(now.len() > 15, "{sums}");
    assert_eq!(now, listed, "sources and modules differ: run scripts/build-wasm.sh and commit wasm/built");
}
