//! Specimens with defects: the document is found, the defect measured, its place overlapped.
//! Needs the generator's fonts (`make setup`).

use proofdesk_domain::{inspection::Quality, picture::Quad};
use proofdesk_specimen::{Defect, Fonts, Kind, Request, Truth, render};
use proofdesk_vision::{DecodeLimits, Found, decode, find_documents, find_documents_at, measure, moire};
use std::sync::LazyLock;

static FONTS: LazyLock<Fonts> = LazyLock::new(|| Fonts::find(None).expect("fonts: run `make setup`"));

const KINDS: [Kind; 4] = [Kind::Passport, Kind::IdTd1, Kind::IdTd2, Kind::IdCn];

struct Seen {
    what: String,
    truth: Truth,
    found: Vec<Found>,
    quality: Quality,
}

impl Seen {
    /// Overlap of a place with that of the first defect.
    fn overlap(&self, place: Option<Quad>) -> f32 {
        let truth = quad(&self.truth.defects[0].quad);
        place.map_or(0.0, |place| overlap(&truth, &place))
    }
}

#[expect(clippy::unwrap_used, reason = "a helper of tests")]
/// One specimen of each kind with the defect.
fn seen(defect: &str) -> Vec<Seen> {
    KINDS
        .into_iter()
        .enumerate()
        .map(|(i, kind)| {
            let mut request = Request::new(kind, 40 + i as u64);
            if !defect.is_empty() {
                request.scene.defects = vec![defect.parse::<Defect>().unwrap()];
            }
            let rendered = render(&request, &FONTS).unwrap();
            let bytes = rendered.to_jpeg(90).unwrap();
            let picture = decode(&bytes, &DecodeLimits::default()).unwrap();
            let found = find_documents(&picture);
            let mut quality = measure(&picture, found.first(), None);
            quality.moire = moire(&picture, found.first().map(|found| &found.corners));
            let what = format!(
                "{kind} {defect}: {} found, sharpness {} glare {} exposure {} dark {} over {}",
                found.len(),
                quality.sharpness.value,
                quality.glare.value,
                quality.exposure,
                quality.dark.value,
                quality.overexposed.value
            );
            Seen { what, truth: rendered.truth, found, quality }
        })
        .collect()
}

/// What a phone does with the frames of its camera.
#[test]
fn on_fewer_pixels_the_same_document_is_found() {
    for (i, kind) in KINDS.into_iter().enumerate() {
        let rendered = render(&Request::new(kind, 40 + i as u64), &FONTS).unwrap();
        let picture = decode(&rendered.to_jpeg(90).unwrap(), &DecodeLimits::default()).unwrap();
        let (full, small) = (find_documents(&picture), find_documents_at(&picture, 320));
        assert_eq!((full.len(), small.len()), (1, 1), "{kind}");
        let alike = overlap(&full[0].corners, &small[0].corners);
        assert!(alike > 0.98 && small[0].cut_edges.is_empty(), "{kind}: {alike}");
    }
}

#[test]
fn a_photograph_of_a_screen_shows_its_pattern_and_one_of_a_document_does_not() {
    for seen in seen("screen=0.6") {
        let moire = seen.quality.moire;
        assert!(moire.value > 0.6 && seen.overlap(moire.region) > 0.6, "{}: {moire:?}", seen.what);
    }
    for defect in ["", "blur=0.1", "rotated=0.5@20"] {
        for seen in seen(defect) {
            assert!(seen.quality.moire.value < 0.08, "{}: {:?}", seen.what, seen.quality.moire);
        }
    }
}

fn quad(corners: &proofdesk_specimen::Quad) -> Quad {
    Quad(corners.map(|p| [p.x, p.y].into()))
}

/// Intersection over union, counted on a grid.
fn overlap(one: &Quad, other: &Quad) -> f32 {
    let inside = |quad: &Quad, x: f32, y: f32| {
        let signs = (0..4).map(|i| {
            let (p, q) = (quad.0[i], quad.0[(i + 1) % 4]);
            (q.x - p.x) * (y - p.y) - (q.y - p.y) * (x - p.x)
        });
        let negative = signs.filter(|s| *s < 0.0).count();
        negative == 0 || negative == 4
    };
    let (left, top, right, bottom) = one.bounds();
    let bounds = other.bounds();
    let (left, top) = (left.min(bounds.0), top.min(bounds.1));
    let (right, bottom) = (right.max(bounds.2), bottom.max(bounds.3));
    let (mut both, mut either) = (0_u32, 0_u32);
    for i in 0..200 * 200 {
        let x = left + (right - left) * ((i % 200) as f32 + 0.5) / 200.0;
        let y = top + (bottom - top) * ((i / 200) as f32 + 0.5) / 200.0;
        let (p, q) = (inside(one, x, y), inside(other, x, y));
        both += u32::from(p && q);
        either += u32::from(p || q);
    }
    both as f32 / either.max(1) as f32
}

#[test]
fn good_photographs_measure_well() {
    for seen in seen("") {
        assert_eq!(seen.found.len(), 1, "{}", seen.what);
        let corners = quad(&seen.truth.corners.unwrap());
        assert!(overlap(&seen.found[0].corners, &corners) > 0.98, "{}", seen.what);
        assert!(seen.quality.sharpness.value > 0.7, "{}", seen.what);
        assert!(seen.quality.glare.value < 0.004, "{}", seen.what);
        assert!(seen.quality.overexposed.value < 0.05 && seen.quality.dark.value < 0.1, "{}", seen.what);
    }
}

#[test]
fn blur_is_measured_on_the_whole_document() {
    for seen in seen("blur=0.4") {
        assert!(seen.quality.sharpness.value < 0.4, "{}", seen.what);
        assert!(seen.overlap(seen.quality.sharpness.region) > 0.5, "{}", seen.what);
    }
}

#[test]
fn a_shake_is_measured() {
    for seen in seen("motion=0.6@20") {
        assert!(seen.quality.sharpness.value < 0.6, "{}", seen.what);
    }
}

#[test]
fn reflections_are_found_where_they_are() {
    for seen in seen("glare=0.7") {
        assert!(seen.quality.glare.value > 0.012, "{}", seen.what);
        assert!(seen.overlap(seen.quality.glare.region) > 0.5, "{}", seen.what);
    }
}

#[test]
fn too_much_and_too_little_light() {
    for seen in seen("overexposed=0.7") {
        assert!(seen.quality.overexposed.value > 0.5, "{}", seen.what);
        assert!(seen.overlap(seen.quality.overexposed.region) > 0.5, "{}", seen.what);
        assert!(seen.quality.glare.value < 0.004, "{}", seen.what);
    }
    for seen in seen("dark=1") {
        assert!(seen.quality.exposure < 0.2, "{}", seen.what);
        assert!(seen.overlap(seen.quality.dark.region) > 0.5, "{}", seen.what);
    }
}

#[test]
fn cut_off_edges_are_named_and_placed() {
    for seen in seen("cut_off=0.5") {
        assert_eq!(seen.found.len(), 1, "{}", seen.what);
        assert_eq!(seen.found[0].cut_edges.len(), 1, "{}", seen.what);
        assert!(seen.overlap(Some(seen.found[0].cut_edges[0].1)) > 0.5, "{}", seen.what);
    }
}

#[test]
fn slanted_two_and_none() {
    for seen in seen("perspective=0.6") {
        let corners = quad(&seen.truth.corners.unwrap());
        assert!(overlap(&seen.found[0].corners, &corners) > 0.97, "{}", seen.what);
    }
    for seen in seen("two_documents=0.5") {
        assert_eq!(seen.found.len(), 2, "{}", seen.what);
    }
    for seen in seen("none=1") {
        assert!(seen.found.is_empty(), "{}", seen.what);
    }
}
