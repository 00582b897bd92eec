//! Measurements of a picture, as the domain speaks of them.
//!
//! The pixels are measured by `proofdesk-quality`, which the phone runs too; what is added here
//! needs the document's real size and its pose.

use crate::{document::Found, picture::Picture};
use proofdesk_domain::{
    inspection::{Measured, Quality},
    picture::{Point, Quad},
};
use proofdesk_quality::{Corners, Frame, Layout, Measure, WHOLE};

/// Real size of a document's face.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentSize {
    /// 85.6 x 54 mm (ISO/IEC 7810 ID-1; TD1).
    Card,
    /// 105 x 74 mm (ID-2; TD2).
    LargeCard,
    /// 125 x 88 mm (ID-3; a passport's data page, TD3).
    Page,
}

impl DocumentSize {
    /// Longer and shorter side in millimetres.
    pub const fn millimetres(self) -> (f32, f32) {
        match self {
            Self::Card => (85.6, 54.0),
            Self::LargeCard => (105.0, 74.0),
            Self::Page => (125.0, 88.0),
        }
    }

    /// A guess by shape alone. Larger cards and passport pages have the same shape; the page is
    /// the commoner, and the zone tells them apart later.
    pub fn from_aspect(aspect: f32) -> Self {
        let long = if aspect < 1.0 { 1.0 / aspect.max(1e-3) } else { aspect };
        if long > 1.5 { Self::Card } else { Self::Page }
    }
}

/// Measures the document, or the whole picture where none was found. All places are on the
/// picture. Without a size it is guessed from the document's shape. A screen's pattern is not among it: it takes longer, and
/// says nothing of what cannot be read ([`crate::moire`]).
pub fn measure(picture: &Picture, found: Option<&Found>, size: Option<DocumentSize>) -> Quality {
    let corners = found.map(|f| to_sixteenths(&f.corners));
    let frame = Frame::new(
        picture.pixels(),
        picture.width(),
        picture.height(),
        picture.width() as usize * 3,
        Layout::Rgb,
    );
    let report = frame.and_then(|frame| {
        proofdesk_quality::measure(&frame, corners.as_ref())
            .or_else(|| proofdesk_quality::measure(&frame, None))
    });
    let (dpi, tilt_degrees) = found.map_or((0.0, 0.0), |found| (dpi(found, size), found.tilt_degrees));
    let whole = found.map_or_else(
        || Quad::rect(0.0, 0.0, picture.width() as f32, picture.height() as f32),
        |found| found.corners,
    );
    let Some(report) = report else {
        // Too small for any measurement: nothing on it is sharp enough to read.
        let nothing = Measured { value: 0.0, region: None };
        return Quality {
            sharpness: Measured { value: 0.0, region: Some(whole) },
            glare: nothing,
            exposure: 0.5,
            dark: nothing,
            overexposed: nothing,
            moire: nothing,
            dpi,
            colour: 0.0,
            tilt_degrees,
        };
    };
    let measured = |measure: Measure| Measured {
        value: part(measure.value),
        region: measure.region.map(|region| {
            // Corners went through 1/16 of a pixel: hand the whole document back unrounded.
            if corners == Some(region) { whole } else { from_sixteenths(&region) }
        }),
    };
    Quality {
        sharpness: measured(report.sharpness),
        glare: measured(report.glare),
        exposure: part(report.exposure),
        dark: measured(report.dark),
        overexposed: measured(report.overexposed),
        moire: Measured::default(),
        dpi,
        colour: part(report.colour),
        tilt_degrees,
    }
}

/// Dots per inch on a document of that size; without one it is guessed from its shape.
pub fn dpi(found: &Found, size: Option<DocumentSize>) -> f32 {
    let size = size.unwrap_or_else(|| DocumentSize::from_aspect(found.aspect));
    let (long, short) = size.millimetres();
    25.4 * (found.corners.area() / (long * short)).sqrt()
}

fn part(value: u32) -> f32 {
    value as f32 / WHOLE as f32
}

fn to_sixteenths(quad: &Quad) -> Corners {
    // Casts saturate: corners far outside stay far outside.
    quad.0.map(|p| [(p.x * 16.0).round() as i32, (p.y * 16.0).round() as i32])
}

fn from_sixteenths(corners: &Corners) -> Quad {
    Quad(corners.map(|[x, y]| Point { x: x as f32 / 16.0, y: y as f32 / 16.0 }))
}
