//! Borrowed pixels in the layouts that cameras, canvases and decoders give.

use crate::Corners;

/// How the bytes of a pixel are laid out, 8 bits each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// Brightness only.
    Luma,
    /// Red, green, blue.
    Rgb,
    /// Red, green, blue, alpha (ignored), as a browser's canvas gives.
    Rgba,
}

impl Layout {
    pub(crate) const fn bytes(self) -> usize {
        match self {
            Self::Luma => 1,
            Self::Rgb => 3,
            Self::Rgba => 4,
        }
    }
}

/// A picture, borrowed.
#[derive(Clone, Copy, Debug)]
pub struct Frame<'a> {
    pixels: &'a [u8],
    width: u32,
    height: u32,
    stride: usize,
    layout: Layout,
}

impl<'a> Frame<'a> {
    /// Rows of `stride` bytes from the top. `None` when the bytes do not suffice, a side is zero
    /// or longer than 32,767.
    pub fn new(pixels: &'a [u8], width: u32, height: u32, stride: usize, layout: Layout) -> Option<Self> {
        let sane = |side: u32| (1..=32_767).contains(&side);
        if !sane(width) || !sane(height) {
            return None;
        }
        let line = width as usize * layout.bytes();
        let needed = stride.checked_mul(height as usize - 1)?.checked_add(line)?;
        (stride >= line && pixels.len() >= needed).then_some(Self { pixels, width, height, stride, layout })
    }

    pub(crate) fn width(&self) -> u32 {
        self.width
    }

    pub(crate) fn height(&self) -> u32 {
        self.height
    }

    /// The frame's own corners.
    pub(crate) fn corners(&self) -> Corners {
        let (w, h) = (self.width as i32 * 16, self.height as i32 * 16);
        [[0, 0], [w, 0], [w, h], [0, h]]
    }

    /// `count` pixels of row `y` from column `x`, and the bytes of each.
    pub(crate) fn row(&self, x: u32, y: u32, count: u32) -> (&'a [u8], usize) {
        let bytes = self.layout.bytes();
        let start = y as usize * self.stride + x as usize * bytes;
        (&self.pixels[start..start + count as usize * bytes], bytes)
    }
}
