//! How well zones are read: `zone_score [--count N] [--seed S] [--clean] [--docxpand DIR]`.
//!
//! Without a folder, reads N rendered specimens of TD1, TD2 and TD3 with defects of chance, moderate ones;
//! with one, its pictures that have a zone (`truth.jsonl` beside them). Prints one JSON object a picture and
//! a summary: zones exact, lines exact, and how many zones claimed at a confidence are wrong.

use proofdesk_reader::{Models, ReadOptions, Reader, ReaderConfig};
use proofdesk_specimen::{Defect, Fonts, Kind, Request, Scene, Side, render};
use std::path::{Path, PathBuf};

type Failure = Box<dyn std::error::Error>;

struct Picture {
    name: String,
    bytes: Vec<u8>,
    truth: Vec<String>,
}

fn main() -> Result<(), Failure> {
    let (mut count, mut seed, mut clean, mut folder) = (200, 1, false, None::<PathBuf>);
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--count" => count = args.next().ok_or("--count takes a number")?.parse()?,
            "--seed" => seed = args.next().ok_or("--seed takes a number")?.parse()?,
            "--clean" => clean = true,
            "--docxpand" => folder = Some(args.next().ok_or("--docxpand takes a folder")?.into()),
            _ => return Err(format!("{arg} is not known").into()),
        }
    }
    let reader = Reader::new(Models::locate(None, None)?, ReaderConfig::default());
    let options =
        ReadOptions { today: time::Date::from_calendar_date(2026, time::Month::November, 23)?, threads: 1 };
    let mut tally = Tally::default();
    let mut judge = |picture: Picture| -> Result<(), Failure> {
        let inspection = reader.inspect_bytes(&picture.bytes, &options)?;
        let zone = inspection.zone;
        let lines = zone.as_ref().map_or(&[][..], |zone| zone.lines.as_slice());
        let right = picture.truth.iter().filter(|line| lines.contains(line)).count();
        let confidence = zone.as_ref().map_or(0.0, |zone| zone.confidence);
        let sealed = zone.as_ref().is_some_and(proofdesk_domain::inspection::Zone::verified);
        println!(
            "{}",
            serde_json::json!({ "picture": picture.name, "exact": lines == picture.truth, "confidence": confidence,
                "verified": sealed, "read": lines, "truth": picture.truth })
        );
        tally.add(lines == picture.truth, right, picture.truth.len(), confidence, zone.is_some());
        Ok(())
    };
    if let Some(folder) = folder {
        docxpand(&folder)?.into_iter().try_for_each(&mut judge)?;
    } else {
        let fonts = Fonts::find(None)?;
        for number in 0..count {
            judge(specimen(seed * 100_000 + number, clean, &fonts)?)?;
        }
    }
    println!("{}", tally.summary());
    Ok(())
}

#[derive(Default)]
struct Tally {
    zones: Vec<(bool, f32)>,
    found: usize,
    lines: (usize, usize),
}

impl Tally {
    fn add(&mut self, exact: bool, right: usize, lines: usize, confidence: f32, found: bool) {
        self.zones.push((exact, confidence));
        self.found += usize::from(found);
        self.lines = (self.lines.0 + right, self.lines.1 + lines);
    }

    fn summary(&self) -> serde_json::Value {
        let exact = self.zones.iter().filter(|(exact, _)| *exact).count();
        let claimed = |least: f32| {
            let claimed = self.zones.iter().filter(|(_, confidence)| *confidence >= least);
            let wrong = claimed.clone().filter(|(exact, _)| !exact).count();
            serde_json::json!({ "claimed": claimed.count(), "wrong": wrong })
        };
        serde_json::json!({ "pictures": self.zones.len(), "found": self.found, "zones_exact": exact,
            "lines_exact": self.lines.0, "lines": self.lines.1,
            "at_0.99": claimed(0.99), "at_0.9": claimed(0.9), "at_0.5": claimed(0.5), "cpu_s": processor_seconds() })
    }
}

/// A specimen with up to two defects, of a strength that people can still read.
fn specimen(seed: u64, clean: bool, fonts: &Fonts) -> Result<Picture, Failure> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mut chance = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        f64::from((state >> 40) as u32) / f64::from(1 << 24)
    };
    let kind = [Kind::Passport, Kind::Passport, Kind::IdTd1, Kind::IdTd2][(chance() * 4.0) as usize];
    let mut request = Request::new(kind, seed);
    request.side = if kind == Kind::IdTd1 { Side::Back } else { Side::Front };
    let mut defects = Vec::new();
    if !clean {
        let most = [
            ("blur", 0.45),
            ("motion", 0.25),
            ("dark", 0.6),
            ("overexposed", 0.35),
            ("small", 0.45),
            ("perspective", 0.6),
            ("rotated", 0.6),
            ("grayscale", 1.0),
            ("glare", 0.35),
        ];
        for _ in 0..=(chance() * 2.0) as usize {
            let (name, strongest) = most[(chance() * most.len() as f64) as usize];
            defects.push(format!("{name}={:.2}", chance() * strongest).parse::<Defect>()?);
        }
    }
    let (width, height) = [(1600, 1200), (2400, 1800), (1280, 960)][(chance() * 3.0) as usize];
    let tilt = (chance() * 15.0) as f32;
    request.scene =
        Scene { width, height, tilt, noise: 2.0 + 5.0 * chance() as f32, defects, ..Scene::default() };
    let rendered = render(&request, fonts)?;
    let truth = rendered.truth.mrz.as_ref().ok_or("these kinds have a zone")?.lines.clone();
    let name = format!(
        "{kind} {seed} {:?}",
        request.scene.defects.iter().map(ToString::to_string).collect::<Vec<_>>()
    );
    Ok(Picture { name, bytes: rendered.to_jpeg(60 + (chance() * 35.0) as u8)?, truth })
}

fn docxpand(folder: &Path) -> Result<Vec<Picture>, Failure> {
    let mut pictures = Vec::new();
    for line in std::fs::read_to_string(folder.join("truth.jsonl"))?.lines() {
        let truth: serde_json::Value = serde_json::from_str(line)?;
        let (Some(name), Some(lines)) = (truth["file"].as_str(), truth["fields"]["mrz"].as_array()) else {
            continue;
        };
        let truth = lines.iter().filter_map(|line| Some(line.as_str()?.to_owned())).collect();
        pictures.push(Picture { name: name.into(), bytes: std::fs::read(folder.join(name))?, truth });
    }
    Ok(pictures)
}

/// User and system time of this process (Linux, clock of 100 Hz).
fn processor_seconds() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let ticks: Vec<f64> =
        stat.rsplit_once(')')?.1.split_whitespace().skip(11).take(2).filter_map(|t| t.parse().ok()).collect();
    Some(ticks.iter().sum::<f64>() / 100.0)
}
