//! HEIC, the format that phones keep their photos in.
//!
//! `heic-rs` is safe Rust without dependencies. It decodes the tiles that phones cut a photo into and turns it as the
//! file says (`irot`, `imir`, `clap`), which is what counts in this format: the orientation in the EXIF block beside it
//! says the same once more and is not applied again. AVIF shares the container and is not read.

mod colours;

use super::{DecodeError, check_size};
use crate::{DecodeLimits, picture::Picture};
use heic_rs::{
    Error, PixelLayout, color,
    context::Context,
    grid,
    hevc::{self, Frame},
    transform,
};
use proofdesk_domain::inspection::FileFormat;

pub(super) fn decode(bytes: &[u8], limits: &DecodeLimits) -> Result<Picture, DecodeError> {
    let info = heic_rs::probe(bytes).map_err(damaged)?;
    // Before any pixel: as it is kept, and as it will be shown (cut to size, turned).
    check_size((info.coded_width, info.coded_height), &DecodeLimits { shorter_side: 1, ..*limits })?;
    check_size((info.width, info.height), limits)?;
    // Brightness and colours in two bytes each, a quarter as many colours; and the RGB made of them.
    let pixels = u64::from(info.coded_width) * u64::from(info.coded_height);
    if pixels.saturating_mul(3 + 3) > limits.memory {
        return Err(DecodeError::TooManyPixels { width: info.width, height: info.height });
    }
    let image = opened(bytes, limits.pixels).map_err(damaged)?;
    check_size((image.width, image.height), limits)?;
    Picture::from_rgb(image.width, image.height, image.data)
        .ok_or_else(|| DecodeError::Corrupt("the pixels do not fill the picture".into()))
}

/// As `heic_rs::decode` does it, with the colours that the stream names.
fn opened(bytes: &[u8], most: u64) -> Result<heic_rs::Image, Error> {
    let file = Context::open(bytes)?;
    let (id, whole) = (file.meta.primary, file.props(file.meta.primary)?);
    let (frame, coded) = match file.grid(id)? {
        Some((grid, tiles)) => {
            let mut frames = Vec::with_capacity(tiles.len());
            let mut colours = None;
            for tile in tiles {
                let (frame, own) = picture(&file, tile)?;
                // A small file may name one large tile many times over.
                if frames.iter().map(size_of_frame).sum::<u64>() > most.saturating_mul(2) {
                    return Err(Error::PixelLimit { pixels: most.saturating_mul(2), max_pixels: most });
                }
                colours = colours.or(own);
                frames.push(frame);
            }
            (grid::compose(&grid, &frames, most)?, colours)
        }
        None => picture(&file, id)?,
    };
    let colours = whole.nclx.or(coded).unwrap_or(colours::USUAL);
    let image = color::convert(&frame, None, colours, PixelLayout::Rgb8, most, None)?;
    transform::apply_all(image, &whole.transforms)
}

fn size_of_frame(frame: &Frame) -> u64 {
    u64::from(frame.width) * u64::from(frame.height)
}

/// One coded picture, and what is said about its colours.
fn picture(file: &Context<'_>, item: u32) -> Result<(Frame, Option<heic_rs::Nclx>), Error> {
    let own = file.props(item)?;
    let config = own.hvcc.as_ref().ok_or(Error::MissingBox("hvcC"))?;
    let data = file.item_data(item)?;
    let sets = config.parameter_sets();
    if sets.is_empty() {
        return Err(Error::Malformed("hvcC carries no parameter sets"));
    }
    let frame = hevc::decode_still(&sets, &config.split_nals(&data)?)?;
    frame.validate()?;
    Ok((frame, own.nclx.or_else(|| colours::coded(&sets))))
}

fn damaged(error: Error) -> DecodeError {
    match error {
        Error::Truncated(_) => DecodeError::Truncated,
        Error::PixelLimit { .. } => DecodeError::TooManyPixels { width: 0, height: 0 },
        // Without HEVC in it: AVIF mostly, or another of the container's many contents.
        Error::Unsupported(_) | Error::MissingBox("hvcC" | "pixi or hvcC") => {
            DecodeError::Format(FileFormat::Heic)
        }
        other => DecodeError::Corrupt(other.to_string()),
    }
}
