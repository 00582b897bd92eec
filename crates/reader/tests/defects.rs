//! `inspect` over specimens of every defect: each is found, named by its reason, and its place overlaps the
//! generator's by at least half. Clean specimens have no findings.

use proofdesk_domain::{
    finding::{Finding, Severity},
    judge::judge_picture,
    picture::Quad,
    policy::Policy,
    reason::{ReasonCode, codes},
    verification::Mode,
};
use proofdesk_reader::{Models, ReadOptions, Reader, ReaderConfig};
use proofdesk_specimen::{Defect, Fonts, Kind, Request, Scene, Side, Truth, render};
use time::macros::date;

const SIZE: (u32, u32) = (1600, 1200);

struct Bench {
    reader: Reader,
    fonts: Fonts,
    policy: Policy,
}

impl Bench {
    fn new() -> Self {
        Self {
            reader: Reader::new(
                Models::locate(
                    Some(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../vendor/models")),
                    None,
                )
                .expect("the models are there after `make setup`"),
                ReaderConfig::default(),
            ),
            fonts: Fonts::find(None).expect("the fonts are there after `make setup`"),
            policy: Policy::default_policy(),
        }
    }

    /// Findings of `inspect` on one specimen, and its truth.
    fn findings(&self, kind: Kind, seed: u64, defects: &[&str]) -> (Vec<Finding>, Truth) {
        let mut request = Request::new(kind, seed);
        request.side = Side::Front;
        request.scene = Scene {
            width: SIZE.0,
            height: SIZE.1,
            defects: defects.iter().map(|d| d.parse::<Defect>().expect("a defect")).collect(),
            ..Scene::default()
        };
        let rendered = render(&request, &self.fonts).expect("renders");
        let bytes = rendered.to_jpeg(90).expect("encodes");
        let options = ReadOptions { today: date!(2026 - 11 - 23), threads: 2 };
        let inspection = self.reader.inspect_bytes(&bytes, &options).expect("our side works");
        (judge_picture(&self.policy, Mode::Test, &inspection), rendered.truth)
    }
}

/// Intersection over union of two places, by sampling both on a grid.
fn overlap(a: &[[f32; 2]; 4], b: &[[f32; 2]; 4]) -> f32 {
    let inside = |quad: &[[f32; 2]; 4], x: f32, y: f32| {
        let signs = (0..4).map(|i| {
            let ([ax, ay], [bx, by]) = (quad[i], quad[(i + 1) % 4]);
            (bx - ax) * (y - ay) - (by - ay) * (x - ax)
        });
        let (mut positive, mut negative) = (false, false);
        for sign in signs {
            positive |= sign > 0.0;
            negative |= sign < 0.0;
        }
        !(positive && negative)
    };
    let (mut both, mut either) = (0u32, 0u32);
    for y in (0..SIZE.1).step_by(3) {
        for x in (0..SIZE.0).step_by(3) {
            let (in_a, in_b) = (inside(a, x as f32, y as f32), inside(b, x as f32, y as f32));
            both += u32::from(in_a && in_b);
            either += u32::from(in_a || in_b);
        }
    }
    if either == 0 { 0.0 } else { both as f32 / either as f32 }
}

fn corners(quad: &Quad) -> [[f32; 2]; 4] {
    quad.0.map(|p| [p.x, p.y])
}

/// The finding of that code, or what was found instead.
fn named<'a>(findings: &'a [Finding], code: ReasonCode, what: &str) -> &'a Finding {
    findings.iter().find(|f| f.code == code).unwrap_or_else(|| {
        let found: Vec<_> = findings.iter().map(|f| f.code.as_str()).collect();
        panic!("{what}: {code} was not found, but {found:?}")
    })
}

#[test]
fn clean_specimens_have_no_blocking_findings() {
    let bench = Bench::new();
    for kind in [Kind::Passport, Kind::IdTd1, Kind::IdTd2, Kind::IdCn] {
        for seed in [101, 102] {
            let (findings, _) = bench.findings(kind, seed, &[]);
            let blocking: Vec<_> = findings.iter().filter(|f| f.severity == Severity::Blocking).collect();
            assert!(blocking.is_empty(), "{kind:?} {seed}: {blocking:?}");
        }
    }
}

#[test]
fn every_defect_is_named_and_its_place_is_where_the_generator_put_it() {
    let bench = Bench::new();
    let cases: &[(&str, ReasonCode, bool)] = &[
        ("blur=0.9", codes::IMAGE_BLURRED, true),
        ("motion=0.9", codes::IMAGE_BLURRED, true),
        ("motion=0.95", codes::IMAGE_BLURRED, true),
        ("glare=0.8@birth_date", codes::IMAGE_GLARE, true),
        ("glare=0.6@portrait", codes::IMAGE_GLARE, true),
        ("dark=0.9", codes::IMAGE_TOO_DARK, true),
        ("overexposed=0.9", codes::IMAGE_OVEREXPOSED, true),
        ("cut_off=0.6@left", codes::IMAGE_CUT_OFF, true),
        ("cut_off=0.6@bottom", codes::IMAGE_CUT_OFF, true),
        ("small=0.7", codes::IMAGE_LOW_RESOLUTION, true),
        ("small=0.9", codes::IMAGE_LOW_RESOLUTION, true),
        ("two_documents", codes::IMAGE_MANY_DOCUMENTS, false),
        ("grayscale=1", codes::IMAGE_GRAYSCALE, true),
        ("none", codes::IMAGE_NO_DOCUMENT, false),
    ];
    let mut wrong = Vec::new();
    for (defect, code, placed) in cases {
        for (kind, seed) in [(Kind::Passport, 201), (Kind::IdTd1, 202), (Kind::IdCn, 203)] {
            let (findings, truth) = bench.findings(kind, seed, &[defect]);
            let what = format!("{kind:?} with {defect}");
            let Some(finding) = findings.iter().find(|f| f.code == *code) else {
                wrong
                    .push(format!("{what}: found {:?}", findings.iter().map(|f| f.code).collect::<Vec<_>>()));
                continue;
            };
            if *placed {
                let place = finding.region.map(|q| corners(&q)).unwrap_or_default();
                let truth = truth.defects.first().map(|d| d.quad.map(|p| [p.x, p.y])).unwrap_or_default();
                let share = overlap(&place, &truth);
                if share < 0.5 {
                    wrong.push(format!("{what}: place overlaps by {share:.2}: {place:?} for {truth:?}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn a_glare_over_a_field_names_the_field_or_none_but_never_another() {
    let bench = Bench::new();
    let (findings, _) = bench.findings(Kind::Passport, 204, &["glare=0.8@expiry_date"]);
    let glare = named(&findings, codes::IMAGE_GLARE, "glare over the expiry date");
    assert!(glare.measured.is_some() && glare.threshold.is_some());
}
