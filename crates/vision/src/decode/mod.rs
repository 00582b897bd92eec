//! From untrusted bytes to an upright [`Picture`], under limits.
//!
//! Start at [`decode`]. What the bytes are is decided by [`sniff`], never by a name. Nothing is
//! allocated before the size that the file claims has been held against [`DecodeLimits`].

mod heic;
mod jpeg;
mod orientation;
mod pdf;
mod sniff;

pub use sniff::sniff;

use crate::picture::Picture;
use image::{
    DynamicImage, ImageDecoder, ImageError, Limits,
    codecs::{jpeg::JpegDecoder, png::PngDecoder, webp::WebPDecoder},
    error::{LimitErrorKind, UnsupportedErrorKind},
    metadata::Orientation,
};
use proofdesk_domain::inspection::{FileFacts, FileFormat, FileProblem};
use std::io::Cursor;

/// How much a file may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DecodeLimits {
    /// Most bytes of the file itself.
    pub bytes: u64,
    /// Most pixels, width times height.
    pub pixels: u64,
    /// Most pixels on one side.
    pub side: u32,
    /// Fewest pixels on the shorter side.
    pub shorter_side: u32,
    /// Most memory for decoded pixels, in bytes.
    pub memory: u64,
}

impl Default for DecodeLimits {
    fn default() -> Self {
        Self { bytes: 25_000_000, pixels: 60_000_000, side: 20_000, shorter_side: 160, memory: 400 << 20 }
    }
}

/// Why bytes did not become a picture.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// Nothing was sent.
    #[error("the file is empty")]
    Empty,
    /// Recognised, but not a format that is read here (or not recognised at all).
    #[error("the file is {0:?} and holds no picture that is read here")]
    Format(FileFormat),
    /// A format that is read here, but more than one picture: none of them is the photo.
    #[error("the file is an animation")]
    Animated,
    /// It would do something when it is opened: run a script, start a program, unpack what is attached to it.
    #[error("the file would do something when it is opened")]
    Active,
    /// It asks for a password.
    #[error("the file asks for a password")]
    Encrypted,
    /// More bytes than accepted.
    #[error("the file has {bytes} bytes, more than {limit}")]
    TooManyBytes {
        /// Bytes sent.
        bytes: u64,
        /// Bytes accepted.
        limit: u64,
    },
    /// More pixels, or more memory for them, than accepted.
    #[error("the picture claims {width} x {height} pixels, more than accepted")]
    TooManyPixels {
        /// Claimed width.
        width: u32,
        /// Claimed height.
        height: u32,
    },
    /// Fewer pixels than anything could be read from.
    #[error("the picture has {width} x {height} pixels, too few to read anything from")]
    TooSmall {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
    },
    /// The bytes break their format's rules.
    #[error("the file is damaged: {0}")]
    Corrupt(String),
    /// The bytes end before the picture does.
    #[error("the file ends before the picture does")]
    Truncated,
    /// The confined decoder ran out of its time or memory on this file, twice.
    #[error("the confined decoder gave up on this file: {0}")]
    Crashed(String),
    /// The confined decoder could not be started or spoken to: our fault, to be tried again.
    #[error("the confined decoder is not available: {0}")]
    Unavailable(String),
}

impl DecodeError {
    /// The problem to report; `None` when it is ours and says nothing about the file.
    pub fn problem(&self) -> Option<FileProblem> {
        match self {
            Self::Format(_) | Self::Animated | Self::Active => Some(FileProblem::Format),
            Self::Encrypted => Some(FileProblem::Encrypted),
            Self::TooManyBytes { .. } | Self::TooManyPixels { .. } => Some(FileProblem::TooLarge),
            Self::TooSmall { .. } => Some(FileProblem::TooSmall),
            Self::Empty | Self::Corrupt(_) | Self::Truncated | Self::Crashed(_) => Some(FileProblem::Corrupt),
            Self::Unavailable(_) => None,
        }
    }
}

/// Decodes JPEG, PNG, WebP, HEIC and the pictures on a page of a PDF in this process, upright as the file says.
/// Animations are refused. Transparent pixels are laid on white.
pub fn decode(bytes: &[u8], limits: &DecodeLimits) -> Result<Picture, DecodeError> {
    if bytes.is_empty() {
        return Err(DecodeError::Empty);
    }
    let size = bytes.len() as u64;
    if size > limits.bytes {
        return Err(DecodeError::TooManyBytes { bytes: size, limit: limits.bytes });
    }
    match sniff(bytes) {
        FileFormat::Jpeg => {
            jpeg::check_complete(bytes)?;
            let decoder = JpegDecoder::new(Cursor::new(bytes)).map_err(damaged)?;
            decode_with(decoder, limits)
        }
        FileFormat::Heic => heic::decode(bytes, limits),
        FileFormat::Pdf => pdf::decode(bytes, limits),
        FileFormat::Png => {
            // Checked from the header itself first: the library's own constructor reads on.
            check_size(png_size(bytes)?, limits)?;
            let decoder =
                PngDecoder::with_limits(Cursor::new(bytes), library_limits(limits)).map_err(damaged)?;
            if decoder.is_apng().map_err(damaged)? {
                return Err(DecodeError::Animated);
            }
            decode_with(decoder, limits)
        }
        FileFormat::Webp => {
            let decoder = WebPDecoder::new(Cursor::new(bytes)).map_err(damaged)?;
            if decoder.has_animation() {
                return Err(DecodeError::Animated);
            }
            decode_with(decoder, limits)
        }
        other => Err(DecodeError::Format(other)),
    }
}

/// The facts about a file, from its bytes and from what decoding them gave.
pub fn file_facts(bytes: &[u8], decoded: Result<&Picture, &DecodeError>) -> FileFacts {
    let (width, height, problem) = match decoded {
        Ok(picture) => (picture.width(), picture.height(), None),
        Err(error) => (0, 0, error.problem()),
    };
    FileFacts { bytes: bytes.len() as u64, format: sniff(bytes), width, height, problem }
}

/// A JPEG within another file, which alone says how it is turned.
fn jpeg_as_it_lies(bytes: &[u8], limits: &DecodeLimits) -> Result<Picture, DecodeError> {
    jpeg::check_complete(bytes)?;
    let decoder = JpegDecoder::new(Cursor::new(bytes)).map_err(damaged)?;
    // Scanners cut pages into strips that are small by themselves.
    let limits = DecodeLimits { shorter_side: 1, ..*limits };
    decode_pixels(decoder, &limits).map(|(picture, _)| picture)
}

fn decode_with(decoder: impl ImageDecoder, limits: &DecodeLimits) -> Result<Picture, DecodeError> {
    let (picture, orientation) = decode_pixels(decoder, limits)?;
    Ok(orientation::upright(picture, orientation))
}

fn decode_pixels(
    mut decoder: impl ImageDecoder,
    limits: &DecodeLimits,
) -> Result<(Picture, Orientation), DecodeError> {
    let (width, height) = decoder.dimensions();
    check_size((width, height), limits)?;
    // Decoded bytes, and the RGB copy made of any other layout.
    let needed = decoder.total_bytes().saturating_add(u64::from(width) * u64::from(height) * 3);
    if needed > limits.memory {
        return Err(DecodeError::TooManyPixels { width, height });
    }
    decoder.set_limits(library_limits(limits)).map_err(damaged)?;
    // A broken orientation is no reason to refuse the picture.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let decoded = DynamicImage::from_decoder(decoder).map_err(|error| match error {
        ImageError::Limits(_) => DecodeError::TooManyPixels { width, height },
        other => damaged(other),
    })?;
    let picture = Picture::from_rgb(width, height, into_rgb(decoded))
        .ok_or_else(|| DecodeError::Corrupt("the pixels do not fill the picture".into()))?;
    Ok((picture, orientation))
}

fn check_size((width, height): (u32, u32), limits: &DecodeLimits) -> Result<(), DecodeError> {
    if width == 0 || height == 0 {
        return Err(DecodeError::Corrupt("a side of no pixels".into()));
    }
    if width > limits.side || height > limits.side || u64::from(width) * u64::from(height) > limits.pixels {
        return Err(DecodeError::TooManyPixels { width, height });
    }
    if width.min(height) < limits.shorter_side {
        return Err(DecodeError::TooSmall { width, height });
    }
    Ok(())
}

fn library_limits(limits: &DecodeLimits) -> Limits {
    let mut library = Limits::default();
    library.max_image_width = Some(limits.side);
    library.max_image_height = Some(limits.side);
    library.max_alloc = Some(limits.memory);
    library
}

/// Width and height from a PNG's first chunk, which must be IHDR (PNG 3rd edition, 11.2.1).
fn png_size(bytes: &[u8]) -> Result<(u32, u32), DecodeError> {
    let header = bytes.get(8..24).ok_or(DecodeError::Truncated)?;
    if &header[4..8] != b"IHDR" {
        return Err(DecodeError::Corrupt("a PNG without a header".into()));
    }
    let number = |at: usize| u32::from_be_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]]);
    Ok((number(8), number(12)))
}

fn damaged(error: ImageError) -> DecodeError {
    match error {
        ImageError::Limits(limit) if limit.kind() == LimitErrorKind::InsufficientMemory => {
            DecodeError::TooManyPixels { width: 0, height: 0 }
        }
        ImageError::Limits(_) => DecodeError::TooManyPixels { width: 0, height: 0 },
        ImageError::IoError(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
            DecodeError::Truncated
        }
        ImageError::Unsupported(error) if matches!(error.kind(), UnsupportedErrorKind::Format(_)) => {
            DecodeError::Format(FileFormat::Unknown)
        }
        other => DecodeError::Corrupt(other.to_string()),
    }
}

/// Any layout to RGB, transparent pixels on white.
fn into_rgb(image: DynamicImage) -> Vec<u8> {
    if !image.color().has_alpha() {
        return image.into_rgb8().into_raw();
    }
    let over_white =
        |v: u8, a: u8| ((u32::from(v) * u32::from(a) + 255 * (255 - u32::from(a)) + 127) / 255) as u8;
    image
        .into_rgba8()
        .into_raw()
        .chunks_exact(4)
        .flat_map(|p| [over_white(p[0], p[3]), over_white(p[1], p[3]), over_white(p[2], p[3])])
        .collect()
}
