//! One picture of a PDF: a JPEG, or samples in one of the plain colour spaces.

use super::super::{check_size, jpeg_as_it_lies};
use crate::{DecodeError, DecodeLimits, picture::Picture};
use hayro_syntax::{
    Filter,
    object::{Array, Name, Object, Stream},
};
use proofdesk_domain::inspection::FileFormat;

/// Width and height as the file says; `None` for masks, and where it does not say.
pub(super) fn size(stream: &Stream<'_>) -> Option<(u32, u32)> {
    let dict = stream.dict();
    if dict.get::<bool>("ImageMask") == Some(true) {
        return None;
    }
    let side =
        |name: &str| dict.get::<i32>(name).and_then(|side| u32::try_from(side).ok()).filter(|&side| side > 0);
    Some((side("Width")?, side("Height")?))
}

pub(super) fn decode(stream: &Stream<'_>, limits: &DecodeLimits) -> Result<Picture, DecodeError> {
    let filters = stream.filters();
    if filters.as_slice() == [Filter::DctDecode] {
        return jpeg_as_it_lies(&stream.raw_data(), limits);
    }
    // Fax and JPEG 2000: scans in black and white mostly, which show too little of a document.
    if filters.iter().any(|filter| {
        matches!(filter, Filter::DctDecode | Filter::CcittFaxDecode | Filter::Jbig2Decode | Filter::JpxDecode)
    }) {
        return Err(DecodeError::Format(FileFormat::Pdf));
    }
    let (width, height) = size(stream).ok_or(DecodeError::Format(FileFormat::Pdf))?;
    check_size((width, height), &DecodeLimits { shorter_side: 1, ..*limits })?;
    let dict = stream.dict();
    let space =
        Space::of(dict.get::<Object<'_>>("ColorSpace")).ok_or(DecodeError::Format(FileFormat::Pdf))?;
    let bits = dict.get::<i32>("BitsPerComponent").unwrap_or(8);
    if ![1, 2, 4, 8, 16].contains(&bits) {
        return Err(DecodeError::Corrupt("samples of so many bits there are none".into()));
    }
    let data = stream.decoded_data().map_err(|_| DecodeError::Corrupt("a picture does not unpack".into()))?;
    let upside_down = dict
        .get::<Array<'_>>("Decode")
        .and_then(|array| array.iter::<f32>().next())
        .is_some_and(|first| first > 0.5 && !matches!(space, Space::Indexed(_)));
    let samples = Samples { data: &data, bits: bits as usize, upside_down };
    let line = (width as usize * space.components() * bits as usize).div_ceil(8);
    if data.len() < line * height as usize {
        return Err(DecodeError::Truncated);
    }
    let mut pixels = Vec::with_capacity(width as usize * height as usize * 3);
    for y in 0..height as usize {
        for x in 0..width as usize {
            pixels.extend(space.colour(&samples, y * line * 8, x));
        }
    }
    Picture::from_rgb(width, height, pixels)
        .ok_or_else(|| DecodeError::Corrupt("the pixels do not fill the picture".into()))
}

/// Packed samples.
struct Samples<'a> {
    data: &'a [u8],
    bits: usize,
    /// Black is the most, not the least.
    upside_down: bool,
}

impl Samples<'_> {
    /// The `n`th sample behind a bit, as it is kept.
    fn raw(&self, start: usize, n: usize) -> u8 {
        let bit = start + n * self.bits;
        let byte = self.data.get(bit / 8).copied().unwrap_or(0);
        // Of sixteen bits the upper eight.
        if self.bits >= 8 { byte } else { (byte >> (8 - self.bits - bit % 8)) & ((1 << self.bits) - 1) }
    }

    /// From 0 to 255.
    fn level(&self, start: usize, n: usize) -> u8 {
        let most = if self.bits >= 8 { 255 } else { (1_u16 << self.bits) - 1 };
        let level = (u16::from(self.raw(start, n)) * 255 / most) as u8;
        if self.upside_down { 255 - level } else { level }
    }
}

/// What samples mean.
enum Space {
    Gray,
    Rgb,
    Cmyk,
    /// Colours by number.
    Indexed(Vec<[u8; 3]>),
}

impl Space {
    fn of(object: Option<Object<'_>>) -> Option<Self> {
        match object? {
            Object::Name(name) => Self::named(&name),
            Object::Array(array) => {
                let mut parts = array.iter::<Object<'_>>();
                let name = parts.next()?.into_name()?;
                match name.as_ref() {
                    b"ICCBased" => {
                        let profile = parts.next()?.into_stream()?;
                        Self::of_components(profile.dict().get::<i32>("N")?)
                    }
                    b"Indexed" | b"I" => {
                        let base = Self::of(parts.next())?;
                        let count = parts.next().and_then(|most| match most {
                            Object::Number(number) => usize::try_from(number.as_i64()).ok(),
                            _ => None,
                        })?;
                        let table = match parts.next()? {
                            Object::String(text) => text.as_bytes().to_vec(),
                            Object::Stream(stream) => stream.decoded_data().ok()?.into_owned(),
                            _ => return None,
                        };
                        base.colours(&table, count.min(255) + 1)
                    }
                    _ => Self::named(&name),
                }
            }
            _ => None,
        }
    }

    fn named(name: &Name<'_>) -> Option<Self> {
        match name.as_ref() {
            b"DeviceGray" | b"CalGray" | b"G" => Some(Self::Gray),
            b"DeviceRGB" | b"CalRGB" | b"RGB" => Some(Self::Rgb),
            b"DeviceCMYK" | b"CMYK" => Some(Self::Cmyk),
            _ => None,
        }
    }

    fn of_components(count: i32) -> Option<Self> {
        match count {
            1 => Some(Self::Gray),
            3 => Some(Self::Rgb),
            4 => Some(Self::Cmyk),
            _ => None,
        }
    }

    fn components(&self) -> usize {
        match self {
            Self::Gray | Self::Indexed(_) => 1,
            Self::Rgb => 3,
            Self::Cmyk => 4,
        }
    }

    /// The first colours of a table in this space.
    fn colours(&self, table: &[u8], count: usize) -> Option<Self> {
        let each = self.components();
        let samples = Samples { data: table, bits: 8, upside_down: false };
        let colours = (0..count.min(table.len() / each)).map(|n| self.colour(&samples, 0, n)).collect();
        (!matches!(self, Self::Indexed(_))).then_some(Self::Indexed(colours))
    }

    /// The colour of the `x`th pixel behind a bit.
    fn colour(&self, samples: &Samples<'_>, start: usize, x: usize) -> [u8; 3] {
        match self {
            Self::Gray => [samples.level(start, x); 3],
            Self::Rgb => [0, 1, 2].map(|n: usize| samples.level(start, x * 3 + n)),
            Self::Cmyk => {
                let ink = |n: usize| u32::from(255 - samples.level(start, x * 4 + n));
                [0, 1, 2].map(|n: usize| (ink(n) * ink(3) / 255) as u8)
            }
            Self::Indexed(colours) => {
                colours.get(usize::from(samples.raw(start, x))).copied().unwrap_or_default()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_of_every_width() {
        let of = |bits, data: &[u8], n| Samples { data, bits, upside_down: false }.level(0, n);
        assert_eq!([0, 1, 2].map(|n| of(1, &[0b1010_0000], n)), [255, 0, 255]);
        assert_eq!([0, 1].map(|n| of(4, &[0xf8], n)), [255, 136]);
        assert_eq!(of(16, &[0x12, 0x34, 0x56, 0x78], 1), 0x56);
        assert_eq!(Samples { data: &[0], bits: 1, upside_down: true }.level(0, 0), 255);
        assert_eq!(of(8, &[], 3), 0);
    }

    #[test]
    fn colours_of_every_space() {
        let samples = Samples { data: &[0, 255, 255, 0, 10, 20, 30, 255], bits: 8, upside_down: false };
        assert_eq!(Space::Cmyk.colour(&samples, 0, 0), [255, 0, 0]);
        assert_eq!(Space::Cmyk.colour(&samples, 0, 1), [0, 0, 0]);
        let Some(Space::Indexed(colours)) = Space::Rgb.colours(&[1, 2, 3, 4, 5, 6, 7], 9) else { panic!() };
        assert_eq!(colours, [[1, 2, 3], [4, 5, 6]]);
    }
}
