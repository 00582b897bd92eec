//! HEIC files as phones write them, PDFs as scanners, offices and attackers do.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use image::{ExtendedColorType, ImageEncoder as _, codecs::png::PngEncoder};
use proofdesk_domain::inspection::{FileFormat, FileProblem};
use proofdesk_vision::{DecodeError, DecodeLimits, Picture, decode, reencode_jpeg, sniff};

const WIDTH: u32 = 512;
const HEIGHT: u32 = 384;

/// The picture that `files/make.py` draws.
fn colour(x: u32, y: u32) -> [u8; 3] {
    if (40..104).contains(&x) && (24..72).contains(&y) {
        return [30, 40, 60];
    }
    [60 + x * 160 / WIDTH, 70 + y * 140 / HEIGHT, 200 - y * 120 / HEIGHT].map(|v| v as u8)
}

fn drawn() -> Picture {
    let pixels = (0..HEIGHT).flat_map(|y| (0..WIDTH).flat_map(move |x| colour(x, y))).collect();
    Picture::from_rgb(WIDTH, HEIGHT, pixels).unwrap()
}

fn open(bytes: &[u8]) -> Result<Picture, DecodeError> {
    decode(bytes, &DecodeLimits::default())
}

/// Every channel within some levels of what was drawn, away from the square's edges.
fn looks_like(picture: &Picture, what: impl Fn(u32, u32) -> [u8; 3], within: u8) {
    for y in (5..picture.height()).step_by(11) {
        for x in (5..picture.width()).step_by(11) {
            let (seen, wanted) = (picture.rgb(x, y), what(x, y));
            let near = seen.iter().zip(wanted).all(|(a, b)| a.abs_diff(b) <= within);
            assert!(near, "{x},{y}: {seen:?}, drawn {wanted:?}");
        }
    }
}

#[test]
fn photos_as_phones_keep_them_open() {
    let whole = include_bytes!("files/whole.heic");
    assert_eq!(sniff(whole), FileFormat::Heic);
    for bytes in [&whole[..], include_bytes!("files/tiles.heic"), include_bytes!("files/ten-bits.heic")] {
        let picture = open(bytes).unwrap();
        assert_eq!((picture.width(), picture.height()), (WIDTH, HEIGHT));
        looks_like(&picture, colour, 20);
    }
}

#[test]
fn a_photo_stands_upright_as_its_file_says() {
    let picture = open(include_bytes!("files/turned.heic")).unwrap();
    assert_eq!((picture.width(), picture.height()), (HEIGHT, WIDTH));
    // A quarter against the clock: what was right is now on top.
    looks_like(&picture, |x, y| colour(WIDTH - 1 - y, x), 20);
}

#[test]
fn heic_that_is_none_or_too_much_has_its_reason() {
    let whole = include_bytes!("files/tiles.heic");
    assert_eq!(open(include_bytes!("files/other.avif")), Err(DecodeError::Format(FileFormat::Heic)));
    for part in [40, 300, whole.len() / 2, whole.len() - 9] {
        let error = open(&whole[..part]).expect_err("cut short");
        assert_eq!(error.problem(), Some(FileProblem::Corrupt), "{part}: {error:?}");
    }
    let small = DecodeLimits { pixels: 100_000, ..DecodeLimits::default() };
    assert_eq!(decode(whole, &small), Err(DecodeError::TooManyPixels { width: WIDTH, height: HEIGHT }));
    let tight = DecodeLimits { memory: 1_000_000, ..DecodeLimits::default() };
    assert_eq!(decode(whole, &tight).unwrap_err().problem(), Some(FileProblem::TooLarge));
    // Every byte of the boxes spoilt in turn: an answer, whichever.
    for at in 0..900 {
        let mut spoilt = whole.to_vec();
        spoilt[at] ^= 0xff;
        let _ = decode(&spoilt, &small);
        let _ = decode(&spoilt, &DecodeLimits { pixels: 1_000_000, memory: 16 << 20, ..small });
    }
}

/// A PDF of the given objects, the first of which is the catalogue.
fn pdf(objects: &[Vec<u8>], trailer: &str) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (n, object) in objects.iter().enumerate() {
        places.push(out.len());
        out.extend(format!("{} 0 obj\n", n + 1).bytes());
        out.extend(object);
        out.extend(b"\nendobj\n");
    }
    let start = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for place in places {
        out.extend(format!("{place:010} 00000 n \n").bytes());
    }
    let size = objects.len() + 1;
    out.extend(format!("trailer\n<</Size {size} /Root 1 0 R {trailer}>>\nstartxref\n{start}\n%%EOF").bytes());
    out
}

fn stream(dict: &str, data: &[u8]) -> Vec<u8> {
    let mut out = format!("<<{dict} /Length {}>>\nstream\n", data.len()).into_bytes();
    out.extend(data);
    out.extend(b"\nendstream");
    out
}

fn jpeg(picture: &Picture) -> Vec<u8> {
    let data = reencode_jpeg(picture, picture.longer_side(), 95);
    let (width, height) = (picture.width(), picture.height());
    stream(
        &format!(
            "/Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode"
        ),
        &data,
    )
}

/// One page of A4 with the given content and pictures `/P0`, `/P1`, ...
fn one_page(more: &str, content: &str, pictures: &[Vec<u8>]) -> Vec<u8> {
    let names: String = (0..pictures.len()).map(|n| format!("/P{n} {} 0 R ", n + 5)).collect();
    let mut objects = vec![
        b"<</Type /Catalog /Pages 2 0 R>>".to_vec(),
        b"<</Type /Pages /Kids [3 0 R] /Count 1>>".to_vec(),
        format!(
            "<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources <</XObject <<{names}>>>> {more}>>"
        )
        .into_bytes(),
        stream("", content.as_bytes()),
    ];
    objects.extend(pictures.iter().cloned());
    pdf(&objects, "")
}

#[test]
fn the_photo_on_a_page_is_taken_out_whole() {
    let file = one_page("", "q 400 0 0 300 97 400 cm /P0 Do Q", &[jpeg(&drawn())]);
    assert_eq!(sniff(&file), FileFormat::Pdf);
    let picture = open(&file).unwrap();
    assert_eq!((picture.width(), picture.height()), (WIDTH, HEIGHT), "its own pixels, not the page's");
    let itself = open(&reencode_jpeg(&drawn(), WIDTH, 95)).unwrap();
    assert_eq!(picture, itself, "pixel by pixel");
}

#[test]
fn pages_and_pictures_that_are_turned_stand_upright() {
    // The page says a quarter turn with the clock; the picture lies the other way.
    let turned = one_page("/Rotate 90", "q 0 400 -300 0 500 100 cm /P0 Do Q", &[jpeg(&drawn())]);
    let picture = open(&turned).unwrap();
    assert_eq!((picture.width(), picture.height()), (WIDTH, HEIGHT));
    looks_like(&picture, colour, 8);
    let rotated = one_page("/Rotate 90", "q 400 0 0 300 97 400 cm /P0 Do Q", &[jpeg(&drawn())]);
    let picture = open(&rotated).unwrap();
    assert_eq!((picture.width(), picture.height()), (HEIGHT, WIDTH));
    looks_like(&picture, |x, y| colour(y, HEIGHT - 1 - x), 8);
}

#[test]
fn strips_are_put_together_and_a_logo_is_left_out() {
    let part = |from: u32, to: u32| {
        let pixels = (from..to).flat_map(|y| (0..WIDTH).flat_map(move |x| colour(x, y))).collect();
        jpeg(&Picture::from_rgb(WIDTH, to - from, pixels).unwrap())
    };
    let logo = Picture::from_rgb(200, 200, vec![255; 200 * 200 * 3]).unwrap();
    let content = "q 512 0 0 128 40 556 cm /P0 Do Q q 512 0 0 128 40 428 cm /P1 Do Q \
                   q 512 0 0 128 40 300 cm /P2 Do Q q 20 0 0 20 5 5 cm /P3 Do Q";
    let file = one_page("", content, &[part(0, 128), part(128, 256), part(256, 384), jpeg(&logo)]);
    let picture = open(&file).unwrap();
    assert_eq!((picture.width(), picture.height()), (WIDTH, HEIGHT));
    looks_like(&picture, colour, 8);
}

#[test]
fn samples_that_are_no_jpeg_open_too() {
    // What a PNG has packed is what a PDF takes with the PNG predictor.
    let mut png = Vec::new();
    PngEncoder::new(&mut png).write_image(drawn().pixels(), WIDTH, HEIGHT, ExtendedColorType::Rgb8).unwrap();
    let mut packed = Vec::new();
    let mut at = 8;
    while at + 8 <= png.len() {
        let length = u32::from_be_bytes(png[at..at + 4].try_into().unwrap()) as usize;
        if &png[at + 4..at + 8] == b"IDAT" {
            packed.extend(&png[at + 8..at + 8 + length]);
        }
        at += length + 12;
    }
    let dict = format!(
        "/Subtype /Image /Width {WIDTH} /Height {HEIGHT} /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /FlateDecode /DecodeParms <</Predictor 15 /Colors 3 /Columns {WIDTH}>>"
    );
    let file = one_page("", "q 400 0 0 300 97 400 cm /P0 Do Q", &[stream(&dict, &packed)]);
    assert_eq!(open(&file).unwrap(), drawn());

    // Two colours by number, in a drawing within the page.
    let bits: Vec<u8> = (0..200).flat_map(|y| [if y < 100 { 0xff } else { 0 }; 25]).collect();
    let two = stream(
        "/Subtype /Image /Width 200 /Height 200 /ColorSpace [/Indexed /DeviceRGB 1 <102030 c0d0e0>] /BitsPerComponent 1",
        &bits,
    );
    let form = stream(
        "/Subtype /Form /BBox [0 0 1 1] /Matrix [100 0 0 100 0 0] /Resources <</XObject <</In 6 0 R>>>>",
        b"/In Do",
    );
    let picture = open(&one_page("", "q 2 0 0 2 50 50 cm /P0 Do Q", &[form, two])).unwrap();
    assert_eq!((picture.width(), picture.height()), (200, 200));
    assert_eq!((picture.rgb(3, 3), picture.rgb(3, 197)), ([0xc0, 0xd0, 0xe0], [0x10, 0x20, 0x30]));
}

#[test]
fn the_first_page_with_a_picture_counts() {
    let mut objects = vec![
        b"<</Type /Catalog /Pages 2 0 R>>".to_vec(),
        b"<</Type /Pages /Kids [3 0 R 4 0 R] /Count 2>>".to_vec(),
        b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R>>".to_vec(),
        b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 6 0 R /Resources <</XObject <</P 7 0 R>>>>>>".to_vec(),
        stream("", b"BT (A letter) Tj ET"),
        stream("", b"400 0 0 300 0 0 cm /P Do"),
    ];
    objects.push(jpeg(&drawn()));
    assert_eq!(open(&pdf(&objects, "")).unwrap().width(), WIDTH);
}

fn refused(file: &[u8]) -> FileProblem {
    open(file).expect_err("not taken").problem().expect("about the file")
}

#[test]
fn pdfs_that_are_no_photo_or_more_than_one_have_their_reason() {
    let text = one_page("", "BT (No picture) Tj ET", &[]);
    assert_eq!(open(&text), Err(DecodeError::Format(FileFormat::Pdf)));
    assert_eq!(refused(b"%PDF-1.7 and nothing else"), FileProblem::Corrupt);
    // A photo that ends in the middle.
    let data = reencode_jpeg(&drawn(), WIDTH, 95);
    let half = stream(
        "/Subtype /Image /Width 512 /Height 384 /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode",
        &data[..data.len() / 2],
    );
    assert_eq!(refused(&one_page("", "400 0 0 300 0 0 cm /P0 Do", &[half])), FileProblem::Corrupt);
    let tiny = Picture::from_rgb(40, 40, vec![9; 4800]).unwrap();
    assert_eq!(refused(&one_page("", "400 0 0 400 0 0 cm /P0 Do", &[jpeg(&tiny)])), FileProblem::TooSmall);
    let vast =
        stream("/Subtype /Image /Width 30000 /Height 30000 /ColorSpace /DeviceRGB /BitsPerComponent 8", b"");
    assert_eq!(refused(&one_page("", "400 0 0 400 0 0 cm /P0 Do", &[vast])), FileProblem::TooLarge);
}

#[test]
fn pdfs_that_would_act_or_are_locked_are_refused() {
    let pages = b"<</Type /Pages /Kids [3 0 R] /Count 1>>".to_vec();
    let page = b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources <</XObject <</P 5 0 R>>>>>>".to_vec();
    let content = stream("", b"400 0 0 300 0 0 cm /P Do");
    let with = |catalogue: &str, trailer: &str| {
        let catalogue = format!("<</Type /Catalog /Pages 2 0 R {catalogue}>>").into_bytes();
        pdf(&[catalogue, pages.clone(), page.clone(), content.clone(), jpeg(&drawn())], trailer)
    };
    assert!(open(&with("/OpenAction [3 0 R /Fit]", "")).is_ok(), "going to a page is harmless");
    for acting in [
        "/OpenAction <</S /JavaScript /JS (app.alert(1))>>",
        "/OpenAction <</S /Launch /F (cmd.exe)>>",
        "/OpenAction <</S /URI /URI (http://127.0.0.1/)>>",
        "/AA <</WC <</S /JavaScript /JS (x)>>>>",
        "/Names <</JavaScript <</Names [(a) 3 0 R]>>>>",
        "/Names <</EmbeddedFiles <</Names [(virus.exe) 3 0 R]>>>>",
        "/AcroForm <</XFA (x)>>",
    ] {
        assert_eq!(open(&with(acting, "")), Err(DecodeError::Active), "{acting}");
    }
    let locked = "/ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>] /Encrypt <</Filter /Standard /V 2 /R 3 /Length 128 /P -44 \
        /O <000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f> /U <000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f>>>";
    assert_eq!(open(&with("", locked)), Err(DecodeError::Encrypted));
    assert_eq!(refused(&with("", locked)), FileProblem::Encrypted);
}

#[test]
fn pdfs_that_lead_in_circles_end() {
    // A drawing that holds itself, and pages that hold their parent.
    let circle =
        stream("/Subtype /Form /Resources <</XObject <</P0 5 0 R>>>>", b"/P0 Do /P0 Do /P0 Do /P0 Do");
    assert_eq!(open(&one_page("", "/P0 Do", &[circle])), Err(DecodeError::Format(FileFormat::Pdf)));
    let round = [
        b"<</Type /Catalog /Pages 2 0 R>>".to_vec(),
        b"<</Type /Pages /Kids [2 0 R 2 0 R] /Count 2>>".to_vec(),
    ];
    assert!(open(&pdf(&round, "")).is_err());
    // Instructions without end.
    let endless = "q ".repeat(3_000_000);
    assert!(open(&one_page("", &endless, &[])).is_err());
    // Every byte of a small one spoilt in turn: an answer, whichever.
    let small = Picture::from_rgb(160, 160, vec![120; 160 * 160 * 3]).unwrap();
    let whole = one_page("", "400 0 0 300 0 0 cm /P0 Do", &[jpeg(&small)]);
    for at in (0..whole.len()).step_by(3) {
        let mut spoilt = whole.clone();
        spoilt[at] = spoilt[at].wrapping_add(41);
        let _ = open(&spoilt);
    }
}
