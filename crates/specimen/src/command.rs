//! `proofdesk specimen`: options in, picture and truth files out. The binary wraps this with its own argument parser.

use std::path::{Path, PathBuf};

use crate::{
    Background, Date, Defect, Error, Fonts, Holder, Kind, Rendered, Request, Scene, Sex, Side, render,
    render_flat,
};

/// What the command was asked for. Details that are not given come from the seed.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// The kind of document.
    pub kind: Kind,
    /// The side; `None` makes every side that the kind has.
    pub side: Option<Side>,
    /// The first seed; the next document has the next seed.
    pub seed: u64,
    /// How many documents.
    pub count: u32,
    /// What is wrong with the pictures.
    pub defects: Vec<Defect>,
    /// Picture width and height in pixels.
    pub size: (u32, u32),
    /// Share of the picture that the document takes.
    pub fill: f32,
    /// Degrees of slant.
    pub tilt: f32,
    /// Degrees clockwise.
    pub rotation: f32,
    /// What it lies on.
    pub background: Option<Background>,
    /// The upright document alone, at 12 pixels a millimetre, without desk or defects.
    pub flat: bool,
    /// The form of the pictures.
    pub format: PictureFormat,
    /// The folder to write into; it is made if it is not there.
    pub out: PathBuf,
    /// Where the fonts are, if not in the usual places.
    pub fonts: Option<PathBuf>,
    /// Chosen details.
    pub details: Details,
}

/// The form of a picture file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureFormat {
    /// JPEG of this quality, 1 to 100.
    Jpeg(u8),
    /// PNG.
    Png,
}

/// Details chosen on the command line; the others come from the seed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Details {
    /// Family name.
    pub surname: Option<String>,
    /// Given names.
    pub given_names: Option<String>,
    /// Document number.
    pub document_number: Option<String>,
    /// Personal number.
    pub personal_number: Option<String>,
    /// Date of birth.
    pub birth_date: Option<Date>,
    /// Date of issue.
    pub issue_date: Option<Date>,
    /// Last day of validity; 9999-12-31 is "no end".
    pub expiry_date: Option<Date>,
    /// Sex.
    pub sex: Option<Sex>,
    /// Nationality, three letters.
    pub nationality: Option<String>,
    /// Address.
    pub address: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        let scene = Scene::default();
        Self {
            kind: Kind::Passport,
            side: None,
            seed: 1,
            count: 1,
            defects: Vec::new(),
            size: (scene.width, scene.height),
            fill: scene.fill,
            tilt: scene.tilt,
            rotation: scene.rotation,
            background: None,
            flat: false,
            format: PictureFormat::Jpeg(90),
            out: PathBuf::from("."),
            fonts: None,
            details: Details::default(),
        }
    }
}

impl Details {
    /// The holder with the chosen details in place. A Chinese-language number follows a chosen birth date or sex.
    pub fn apply(&self, mut holder: Holder, kind: Kind) -> Holder {
        let set = |to: &mut String, from: &Option<String>| {
            if let Some(value) = from {
                to.clone_from(value);
            }
        };
        set(&mut holder.surname, &self.surname);
        set(&mut holder.given_names, &self.given_names);
        set(&mut holder.nationality, &self.nationality);
        set(&mut holder.address, &self.address);
        holder.birth_date = self.birth_date.unwrap_or(holder.birth_date);
        holder.issue_date = self.issue_date.unwrap_or(holder.issue_date);
        holder.sex = self.sex.unwrap_or(holder.sex);
        match self.expiry_date {
            Some(Date::NO_END) => holder.expiry_date = None,
            Some(date) => holder.expiry_date = Some(date),
            None => {}
        }
        if kind == Kind::IdCn {
            holder.renumber();
        }
        set(&mut holder.document_number, &self.document_number);
        set(&mut holder.personal_number, &self.personal_number);
        if kind == Kind::IdCn && self.personal_number.is_none() {
            set(&mut holder.personal_number, &self.document_number);
        }
        holder
    }
}

/// Reads `WIDTHxHEIGHT`.
pub fn parse_size(text: &str) -> Result<(u32, u32), Error> {
    text.split_once('x')
        .and_then(|(width, height)| Some((width.trim().parse().ok()?, height.trim().parse().ok()?)))
        .ok_or_else(|| Error::BadOption {
            what: "size",
            value: text.to_owned(),
            hint: "write it as 1920x1440",
        })
}

/// Makes the pictures and writes `<name>.jpg` (or `.png`) and `<name>.json` for each; answers the paths of the pictures.
pub fn run(options: &Options) -> Result<Vec<PathBuf>, Error> {
    let fonts = Fonts::find(options.fonts.as_deref())?;
    std::fs::create_dir_all(&options.out)
        .map_err(|source| Error::Write { path: options.out.clone(), source })?;
    let mut written = Vec::new();
    for index in 0..u64::from(options.count) {
        let seed = options.seed.wrapping_add(index);
        let sides = Kind::ALL_SIDES.iter().filter(|(kind, side)| {
            *kind == options.kind && options.side.is_none_or(|wanted| wanted == *side)
        });
        let mut any = false;
        for (_, side) in sides {
            any = true;
            let rendered = make(options, *side, seed, &fonts)?;
            written.push(write(options, &rendered, *side, seed)?);
        }
        if let (false, Some(side)) = (any, options.side) {
            return Err(Error::NoSuchSide { kind: options.kind, side });
        }
    }
    Ok(written)
}

fn make(options: &Options, side: Side, seed: u64, fonts: &Fonts) -> Result<Rendered, Error> {
    let holder = options.details.apply(Holder::from_seed(seed, options.kind.script()), options.kind);
    let scene = Scene {
        width: options.size.0,
        height: options.size.1,
        fill: options.fill,
        tilt: options.tilt,
        rotation: options.rotation,
        background: options.background,
        defects: options.defects.clone(),
        ..Scene::default()
    };
    let request = Request { kind: options.kind, side, holder, scene, seed };
    if options.flat { render_flat(&request, fonts, 12.0) } else { render(&request, fonts) }
}

/// The name says what is in it: `passport-front-7-glare`.
fn write(options: &Options, rendered: &Rendered, side: Side, seed: u64) -> Result<PathBuf, Error> {
    let mut name = format!("{}-{side}-{seed}", options.kind);
    for defect in &options.defects {
        name = format!("{name}-{}", defect.kind);
    }
    let (bytes, extension) = match options.format {
        PictureFormat::Jpeg(quality) => (rendered.to_jpeg(quality)?, "jpg"),
        PictureFormat::Png => (rendered.to_png()?, "png"),
    };
    let picture = options.out.join(format!("{name}.{extension}"));
    save(&picture, &bytes)?;
    let mut truth = serde_json::to_vec_pretty(&rendered.truth)?;
    truth.push(b'\n');
    save(&options.out.join(format!("{name}.json")), &truth)?;
    Ok(picture)
}

fn save(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    std::fs::write(path, bytes).map_err(|source| Error::Write { path: path.to_owned(), source })
}
