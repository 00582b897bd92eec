//! Finding and loading the free fonts that documents are printed in.

use std::path::{Path, PathBuf};

use ab_glyph::FontVec;

use crate::Error;

/// The environment variable that names the folder with the fonts.
pub const FONTS_DIR_VARIABLE: &str = "PROOFDESK_FONTS_DIR";

const REGULAR: &str = "NotoSans-Regular.ttf";
const BOLD: &str = "NotoSans-SemiBold.ttf";
const CHINESE: &str = "NotoSansSC-Regular.ttf";
const ZONE: &str = "OCRB.ttf";

/// The fonts, loaded once (about 12 MB) and shared by every rendering.
#[derive(Debug)]
pub struct Fonts {
    pub(crate) regular: FontVec,
    pub(crate) bold: FontVec,
    pub(crate) chinese: FontVec,
    pub(crate) zone: FontVec,
}

impl Fonts {
    /// Loads from the first folder that has them: `explicit` if given (and then nowhere else), `PROOFDESK_FONTS_DIR`,
    /// `fonts` beside the executable, `vendor/fonts` in the working directory or a folder above it.
    pub fn find(explicit: Option<&Path>) -> Result<Self, Error> {
        if let Some(folder) = explicit {
            return Self::from_dir(folder);
        }
        if let Some(folder) = std::env::var_os(FONTS_DIR_VARIABLE).filter(|value| !value.is_empty()) {
            return Self::from_dir(Path::new(&folder));
        }
        let beside = std::env::current_exe().ok().and_then(|exe| Some(exe.parent()?.join("fonts")));
        let above = std::env::current_dir()
            .map(|here| here.ancestors().map(|folder| folder.join("vendor/fonts")).collect::<Vec<_>>())
            .unwrap_or_default();
        let candidates: Vec<PathBuf> = beside.into_iter().chain(above).collect();
        match candidates.iter().find(|folder| folder.join(ZONE).is_file()) {
            Some(folder) => Self::from_dir(folder),
            None => Err(Error::FontMissing { path: PathBuf::from("vendor/fonts").join(ZONE), source: None }),
        }
    }

    /// Loads the four font files that `scripts/fetch-fonts.sh` puts into one folder.
    pub fn from_dir(folder: &Path) -> Result<Self, Error> {
        Ok(Self {
            regular: load(&folder.join(REGULAR))?,
            bold: load(&folder.join(BOLD))?,
            chinese: load(&folder.join(CHINESE))?,
            zone: load(&folder.join(ZONE))?,
        })
    }
}

fn load(path: &Path) -> Result<FontVec, Error> {
    let bytes = std::fs::read(path)
        .map_err(|source| Error::FontMissing { path: path.to_owned(), source: Some(source) })?;
    FontVec::try_from_vec(bytes).map_err(|_| Error::FontUnreadable { path: path.to_owned() })
}
