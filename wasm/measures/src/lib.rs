//! Measures the phone's frames, under corners that the finder found.
//!
//! The measures are the server's own crate, compiled once more; here is only the way in and out. Built twice, without
//! and with SIMD: they look at every pixel.

use proofdesk_answer::{Answer, FIELDS, about, field};
use proofdesk_quality::{Corners, Frame, Layout, Measure, Report, measure};

/// Measures the RGBA frame in the room under corners that are known (1/16 pixel), or the whole of it.
#[unsafe(no_mangle)]
#[expect(clippy::too_many_arguments, reason = "numbers are all that goes through")]
pub extern "C" fn measure_at(
    width: u32,
    height: u32,
    known: i32,
    x0: i32,
    y0: i32,
    x1: i32,
    y1: i32,
    x2: i32,
    y2: i32,
    x3: i32,
    y3: i32,
) -> *const i32 {
    let corners = (known != 0).then_some([[x0, y0], [x1, y1], [x2, y2], [x3, y3]]);
    about(width, height, |rgba| measured(rgba, width, height, corners.as_ref()))
}

fn measured(rgba: &[u8], width: u32, height: u32, corners: Option<&Corners>) -> Answer {
    let mut fields = [0; FIELDS];
    let report = Frame::new(rgba, width, height, width as usize * 4, Layout::Rgba)
        .and_then(|frame| measure(&frame, corners).or_else(|| measure(&frame, None)));
    if let Some(report) = report {
        fields[field::MEASURED] = 1;
        write_report(&mut fields, &report);
    }
    fields
}

fn write_report(fields: &mut Answer, report: &Report) {
    let values = [
        report.sharpness.value,
        report.shake,
        report.glare.value,
        report.dark.value,
        report.overexposed.value,
        report.exposure,
        report.colour,
    ];
    for (place, value) in fields[field::MEASURES..].iter_mut().zip(values) {
        *place = value as i32;
    }
    for (n, measure) in [report.sharpness, report.glare, report.dark].iter().enumerate() {
        write_region(&mut fields[field::REGIONS + n * 5..][..5], measure);
    }
}

fn write_region(fields: &mut [i32], measure: &Measure) {
    let Some(region) = measure.region else { return };
    let along = |axis: usize| region.iter().map(move |corner| corner[axis]);
    let (left, right) = (along(0).min().unwrap_or(0), along(0).max().unwrap_or(0));
    let (top, bottom) = (along(1).min().unwrap_or(0), along(1).max().unwrap_or(0));
    fields.copy_from_slice(&[1, left >> 4, top >> 4, (right + 15) >> 4, (bottom + 15) >> 4]);
}
