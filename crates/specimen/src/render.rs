//! From a request to a picture and its truth.

use std::collections::BTreeMap;
use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{ImageFormat, RgbImage};

use crate::background::{self, Background};
use crate::defect::{DefectKind, Target};
use crate::design::{self, Flat};
use crate::geometry::{Homography, Quad, Rect};
use crate::holder::Holder;
use crate::kind::{Kind, Side};
use crate::optics::{self, Exposure};
use crate::rng::Rng;
use crate::scene::{self, Scene};
use crate::truth::{Truth, TruthDefect, TruthField, TruthZone};
use crate::{Error, Fonts, cn_number};

/// What to make.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// The kind of document.
    pub kind: Kind,
    /// Its side.
    pub side: Side,
    /// Whose it is.
    pub holder: Holder,
    /// How it is photographed; [`render_flat`] does not look at it.
    pub scene: Scene,
    /// Everything that is left to chance: colours, portrait, desk, noise.
    pub seed: u64,
}

impl Request {
    /// A good photograph of the front of a document whose holder comes from the seed.
    pub fn new(kind: Kind, seed: u64) -> Self {
        Self {
            kind,
            side: Side::Front,
            holder: Holder::from_seed(seed, kind.script()),
            scene: Scene::default(),
            seed,
        }
    }
}

/// A picture and what is in it.
#[derive(Debug, Clone)]
pub struct Rendered {
    /// The picture, eight bits a channel.
    pub image: RgbImage,
    /// What is in it.
    pub truth: Truth,
}

impl Rendered {
    /// As JPEG; `quality` from 1 to 100.
    pub fn to_jpeg(&self, quality: u8) -> Result<Vec<u8>, Error> {
        let mut bytes = Vec::new();
        JpegEncoder::new_with_quality(&mut bytes, quality.clamp(1, 100)).encode_image(&self.image)?;
        Ok(bytes)
    }

    /// As PNG, without loss.
    pub fn to_png(&self) -> Result<Vec<u8>, Error> {
        let mut bytes = Cursor::new(Vec::new());
        self.image.write_to(&mut bytes, ImageFormat::Png)?;
        Ok(bytes.into_inner())
    }
}

/// The photograph of a document.
pub fn render(request: &Request, fonts: &Fonts) -> Result<Rendered, Error> {
    let Request { kind, side, holder, scene, seed } = request;
    let (kind, side, seed) = (*kind, *side, *seed);
    if !((16..=8000).contains(&scene.width) && (16..=8000).contains(&scene.height)) {
        return Err(Error::BadSize { width: scene.width, height: scene.height });
    }
    check_holder(kind, holder)?;
    let (width, height) = (scene.width as usize, scene.height as usize);
    let mut desk = Rng::new(seed, "desk");
    let ground = scene.background.unwrap_or_else(|| *desk.pick(&Background::ALL));
    let mut pixels = background::generate(ground, width, height, &mut desk);

    let (quad, second) = scene.place(kind.size(), seed);
    let resolution = scene::resolution(&quad, kind.size());
    let sharpness = resolution.clamp(2.0, 64.0);
    let mut flat = design::print(kind, side, holder, seed, sharpness, fonts)?;
    let reflections = reflect_all(&mut flat, scene, seed)?;
    let empty = scene.find(DefectKind::None).is_some();
    if !empty {
        if let Some(second) = &second {
            let other = Holder::from_seed(seed ^ SECOND, kind.script());
            let beside = design::print(kind, side, &other, seed ^ SECOND, sharpness, fonts)?;
            scene::compose(&mut pixels, width, height, &beside, second);
        }
        scene::compose(&mut pixels, width, height, &flat, &quad);
    }
    photograph(&mut pixels, scene, resolution, seed);

    let image = picture(scene, pixels);
    let map = Homography::from_rect(flat.width, flat.height, &quad);
    let mut truth = describe(request, &flat, |area: &Quad| map.apply_quad(area), |area| scene.shows(area));
    truth.width = scene.width;
    truth.height = scene.height;
    truth.pixels_per_mm = resolution;
    let whole = Rect::new(0.0, 0.0, width as f32, height as f32).quad();
    let mut reflections = reflections.into_iter();
    truth.defects = scene
        .defects
        .iter()
        .map(|defect| TruthDefect {
            kind: defect.kind,
            strength: defect.strength,
            target: defect.target,
            quad: match defect.kind {
                _ if empty => whole,
                DefectKind::Glare => reflections.next().map_or(quad, |area| map.apply_quad(&area.quad())),
                DefectKind::CutOff => scene.cut_region(&quad),
                DefectKind::TwoDocuments => second.unwrap_or(quad),
                _ => quad,
            },
        })
        .collect();
    if empty {
        truth = Truth {
            corners: None,
            pixels_per_mm: 0.0,
            fields: BTreeMap::new(),
            mrz: None,
            portrait: None,
            mark: None,
            ..truth
        };
    }
    Ok(Rendered { image, truth })
}

/// The upright document alone, as a scanner would give it, at `pixels_per_mm` (held to 2 to 64). Defects do not apply.
pub fn render_flat(request: &Request, fonts: &Fonts, pixels_per_mm: f32) -> Result<Rendered, Error> {
    check_holder(request.kind, &request.holder)?;
    let scale = if pixels_per_mm.is_nan() { 12.0 } else { pixels_per_mm.clamp(2.0, 64.0) };
    let flat = design::print(request.kind, request.side, &request.holder, request.seed, scale, fonts)?;
    let (width, height) = flat.image.dimensions();
    let map = Homography::from_rect(
        flat.width,
        flat.height,
        &Rect::new(0.0, 0.0, width as f32, height as f32).quad(),
    );
    let mut truth = describe(request, &flat, |area| map.apply_quad(area), |_| true);
    truth.width = width;
    truth.height = height;
    truth.pixels_per_mm = scale;
    Ok(Rendered { image: flat.image, truth })
}

/// Refuses what would make a specimen look like a document of a real issuer.
fn check_holder(kind: Kind, holder: &Holder) -> Result<(), Error> {
    if holder.issuing_country != "UTO" {
        return Err(Error::RealIssuer { code: holder.issuing_country.clone() });
    }
    if kind == Kind::IdCn {
        let number = holder.personal_number.as_str();
        let right = number.starts_with("99")
            && number.is_ascii()
            && number.len() == 18
            && number.chars().last() == cn_number::check_digit(&number[..17]);
        if !right {
            return Err(Error::RealNumber { number: number.to_owned() });
        }
    }
    Ok(())
}

/// Puts every reflection on the sheet; answers where, in millimetres.
fn reflect_all(flat: &mut Flat, scene: &Scene, seed: u64) -> Result<Vec<Rect>, Error> {
    let mut rng = Rng::new(seed, "glare");
    let mut places = Vec::new();
    for defect in scene.defects.iter().filter(|defect| defect.kind == DefectKind::Glare) {
        let area = match defect.target {
            Some(Target::Field(name)) => {
                flat.fields.iter().find(|field| field.name == name).map(|field| field.area)
            }
            Some(Target::Zone) => flat.zone.iter().map(|(_, area)| *area).reduce(Rect::union),
            Some(Target::Portrait) => flat.portrait,
            _ => {
                let (w, h) = (flat.width * 0.22, flat.height * 0.2);
                Some(Rect::new(
                    rng.range(0.1, 0.9) * (flat.width - w),
                    rng.range(0.1, 0.9) * (flat.height - h),
                    w,
                    h,
                ))
            }
        };
        let area =
            area.ok_or_else(|| Error::NoSuchTarget { target: defect.target.unwrap_or(Target::Zone) })?;
        places.push(scene::reflect(flat, area, defect.strength.clamp(0.0, 1.0)));
    }
    Ok(places)
}

fn picture(scene: &Scene, pixels: Vec<u8>) -> RgbImage {
    RgbImage::from_raw(scene.width, scene.height, pixels).expect("the buffer was made for this size")
}

/// Sets the second document of a scene apart from the first.
const SECOND: u64 = 0x005E_C04D;

/// Lens, light and sensor, in that order.
fn photograph(pixels: &mut Vec<u8>, scene: &Scene, resolution: f32, seed: u64) {
    let (width, height) = (scene.width as usize, scene.height as usize);
    let mut rng = Rng::new(seed, "sensor");
    if let Some(defect) = scene.find(DefectKind::Screen) {
        let angle = match defect.target {
            Some(Target::Degrees(degrees)) if degrees.is_finite() => degrees,
            _ => Rng::new(seed, "screen").range(-8.0, 8.0),
        };
        let dots = 1.5 + 3.0 * defect.strength.clamp(0.0, 1.0);
        *pixels = optics::off_a_screen(pixels, width, height, dots, angle.to_radians());
    }
    if let Some(strength) = scene.strength(DefectKind::Blur) {
        optics::defocus(pixels, width, height, (0.06 + 0.70 * strength) * resolution);
    }
    let direction = rng.range(0.0, 180.0);
    if let Some(defect) = scene.find(DefectKind::Motion) {
        let angle = match defect.target {
            Some(Target::Degrees(degrees)) if degrees.is_finite() => degrees,
            _ => direction,
        };
        let length = (0.15 + 2.2 * defect.strength.clamp(0.0, 1.0)) * resolution;
        optics::shake(pixels, width, height, length, angle.to_radians());
    }
    let dark = scene.strength(DefectKind::Dark);
    let bright = scene.strength(DefectKind::Overexposed);
    let exposure = Exposure {
        gain: dark.map_or(1.0, |s| 0.45 * (1.0 - s) + 0.012) * bright.map_or(1.0, |s| 1.5 + 3.5 * s),
        noise: scene.noise.clamp(0.0, 40.0) + dark.map_or(0.0, |s| 4.0 * s),
        grayscale: scene
            .strength(DefectKind::Grayscale)
            .map_or(0.0, |s| if s >= 0.5 { 1.0 } else { 2.0 * s }),
        unevenness: 1.0,
    };
    optics::develop(pixels, width, height, exposure, &mut rng);
}

fn describe(
    request: &Request,
    flat: &Flat,
    place: impl Fn(&Quad) -> Quad,
    shows: impl Fn(&Quad) -> bool,
) -> Truth {
    let fields = flat
        .fields
        .iter()
        .map(|field| {
            let quad = place(&field.area.quad());
            let seen = TruthField {
                value: field.value.clone(),
                printed: field.printed.clone(),
                visible: shows(&quad),
                quad,
            };
            (field.name, seen)
        })
        .collect();
    let mrz = flat.zone.iter().map(|(_, area)| *area).reduce(Rect::union).map(|area| {
        let quad = place(&area.quad());
        TruthZone {
            format: match request.kind {
                Kind::Passport => "TD3",
                Kind::IdTd2 => "TD2",
                Kind::IdTd1 | Kind::IdCn | Kind::Licence => "TD1",
            }
            .to_owned(),
            lines: flat.zone.iter().map(|(line, _)| line.clone()).collect(),
            line_quads: flat.zone.iter().map(|(_, area)| place(&area.quad())).collect(),
            visible: shows(&quad),
            quad,
        }
    });
    Truth {
        kind: request.kind,
        document_kind: request.kind.document_kind().to_owned(),
        side: request.side,
        seed: request.seed,
        width: 0,
        height: 0,
        corners: Some(place(&Rect::new(0.0, 0.0, flat.width, flat.height).quad())),
        pixels_per_mm: 0.0,
        fields,
        mrz,
        portrait: flat.portrait.map(|area| place(&area.quad())),
        mark: Some(place(&flat.mark)),
        defects: Vec::new(),
    }
}
