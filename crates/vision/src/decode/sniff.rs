//! What bytes are, by their content.

use proofdesk_domain::inspection::FileFormat;

/// Recognises a format by its first bytes. Names and declared types play no part.
pub fn sniff(bytes: &[u8]) -> FileFormat {
    if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
        return FileFormat::Jpeg;
    }
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return FileFormat::Png;
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return FileFormat::Webp;
    }
    if bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a") {
        return FileFormat::Gif;
    }
    if bytes.starts_with(b"II*\0") || bytes.starts_with(b"MM\0*") {
        return FileFormat::Tiff;
    }
    if bytes.starts_with(b"BM") && bytes.get(6..10) == Some(&[0; 4]) {
        return FileFormat::Bmp;
    }
    if bytes.get(4..8) == Some(b"ftyp") && is_heic(bytes) {
        return FileFormat::Heic;
    }
    // Readers accept a PDF header within the first kilobyte (ISO 32000-1, Annex H.3.4.1).
    let start = &bytes[..bytes.len().min(1024)];
    if start.windows(5).any(|w| w == b"%PDF-") {
        return FileFormat::Pdf;
    }
    markup(start)
}

/// The brands of ISO base media files that hold HEIF pictures (ISO/IEC 23008-12), AVIF included:
/// to the person who sent it, it is the same kind of "the phone's own format".
fn is_heic(bytes: &[u8]) -> bool {
    const BRANDS: [&[u8; 4]; 11] =
        [b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"mif1", b"msf1", b"avif", b"avis"];
    let length = bytes.first_chunk::<4>().map_or(0, |n| u32::from_be_bytes(*n) as usize);
    let header = &bytes[8..bytes.len().min(length.clamp(8, 256))];
    header.chunks_exact(4).any(|brand| BRANDS.iter().any(|b| *b == brand))
}

/// SVG and HTML by their first tags, whatever stands before them (byte-order mark, blank space,
/// declarations, comments).
fn markup(start: &[u8]) -> FileFormat {
    let text = String::from_utf8_lossy(start).to_ascii_lowercase();
    let text = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    if !text.starts_with('<') {
        return FileFormat::Unknown;
    }
    let place = |tag: &str| text.find(tag).unwrap_or(usize::MAX);
    let svg = place("<svg");
    let html = ["<!doctype html", "<html", "<head", "<body", "<script"]
        .into_iter()
        .map(place)
        .min()
        .unwrap_or(usize::MAX);
    match (svg, html) {
        (usize::MAX, usize::MAX) => FileFormat::Unknown,
        (svg, html) if svg < html => FileFormat::Svg,
        _ => FileFormat::Html,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_formats_by_content() {
        let cases: &[(&[u8], FileFormat)] = &[
            (b"", FileFormat::Unknown),
            (b"\xff\xd8\xff\xe0", FileFormat::Jpeg),
            (b"\x89PNG\r\n\x1a\n....", FileFormat::Png),
            (b"RIFF\x10\0\0\0WEBPVP8 ", FileFormat::Webp),
            (b"RIFF\x10\0\0\0WAVEfmt ", FileFormat::Unknown),
            (b"GIF89a", FileFormat::Gif),
            (b"II*\0\x08", FileFormat::Tiff),
            (b"BM\x36\x01\0\0\0\0\0\0\x36", FileFormat::Bmp),
            (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", FileFormat::Heic),
            (b"\0\0\0\x1cftypmif1\0\0\0\0mif1avif", FileFormat::Heic),
            (b"\0\0\0\x18ftypisom\0\0\0\0isomiso2", FileFormat::Unknown),
            (b"\n\n%PDF-1.7", FileFormat::Pdf),
            (b"\xef\xbb\xbf<?xml version='1.0'?>\n<svg onload='x()'>", FileFormat::Svg),
            (b"  <!DOCTYPE html><script>alert(1)</script>", FileFormat::Html),
            (b"<html><svg></svg></html>", FileFormat::Html),
            (b"hello, this is a text called photo.jpg", FileFormat::Unknown),
        ];
        for (bytes, format) in cases {
            assert_eq!(sniff(bytes), *format, "{:?}", String::from_utf8_lossy(bytes));
        }
    }
}
