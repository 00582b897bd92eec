//! The models' files: where they are looked for, that they are the right ones, loading at first use.

use crate::{
    letters_net::LettersNet,
    model::Model,
    recognise::{Alphabet, Recogniser},
    zone_net::ZoneNet,
};
use proofdesk_net::{LoadError, Network, Precision};
use sha2::{Digest, Sha256};
use std::{
    io::Read as _,
    path::{Path, PathBuf},
    sync::OnceLock,
};

/// A model file, pinned.
struct Pinned {
    name: &'static str,
    sha256: &'static str,
}

const DETECTOR: Pinned = Pinned {
    name: "PP-OCRv6_det_small.onnx",
    sha256: "090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f",
};
const RECOGNISER: Pinned = Pinned {
    name: "PP-OCRv6_rec_small.onnx",
    sha256: "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884",
};
/// Our own recogniser of zone lines (training/zone) travels inside the program.
const ZONE: &[u8] = include_bytes!("../models/zone.onnx");
const ZONE_NAME: &str = "zone.onnx";
/// And that of letters with marks (training/letters).
const LETTERS: &[u8] = include_bytes!("../models/letters.onnx");
const LETTERS_NAME: &str = "letters.onnx";

/// Names the models by how their SHA-256 begins, for [`proofdesk_domain::inspection::Inspection::reader_version`]: a picture that
/// other networks read is read again. A change of the code alone names itself by the version.
pub const VERSION: &str = concat!(
    "proofdesk-reader ",
    env!("CARGO_PKG_VERSION"),
    ", PP-OCRv6 small 090f04ab/6f327246, zone e9f4702c, letters 39958023"
);

/// Why the models cannot be used. Each message says what mends it.
#[derive(Debug, thiserror::Error)]
pub enum ModelsError {
    /// In none of the places.
    #[error("the model {name} was not found in {}; run `make setup` to fetch it", places(.looked))]
    Missing {
        /// The file.
        name: &'static str,
        /// Where it was looked for.
        looked: Vec<PathBuf>,
    },
    /// Other bytes than the pinned ones.
    #[error("the model {} is altered or broken; delete it and run `make setup` to fetch it again", .0.display())]
    Altered(PathBuf),
    /// There, but unreadable.
    #[error("the model {} cannot be read", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The engine refused it.
    #[error("the model {name} cannot be loaded")]
    Load {
        /// The file.
        name: &'static str,
        /// What the engine said.
        source: LoadError,
    },
    /// The recogniser's file does not carry its characters.
    #[error("the model {0} carries no list of characters; run `make setup` to fetch it again")]
    Alphabet(&'static str),
}

/// SHA-256 of a file in hexadecimal digits, read piece by piece.
fn sum_of(path: &Path) -> std::io::Result<String> {
    let mut file = std::fs::File::open(path)?;
    let mut sum = Sha256::new();
    let mut piece = vec![0; 1 << 16];
    loop {
        match file.read(&mut piece)? {
            0 => return Ok(data_encoding::HEXLOWER.encode(&sum.finalize())),
            read => sum.update(&piece[..read]),
        }
    }
}

fn places(dirs: &[PathBuf]) -> String {
    dirs.iter().map(|dir| dir.display().to_string()).collect::<Vec<_>>().join(", ")
}

/// The models, found when made and loaded at first use.
pub struct Models {
    folder: PathBuf,
    detector: OnceLock<Box<dyn Model>>,
    recogniser: OnceLock<Recogniser>,
    zone: OnceLock<ZoneNet>,
    letters: OnceLock<LettersNet>,
}

impl Models {
    /// Looks for the files, without reading them: in `explicit` alone if given; else in the folder
    /// that `PROOFDESK_MODELS_DIR` names, in `models` beside the executable, in `models` in the data
    /// folder, in `vendor/models` in the working directory.
    pub fn locate(explicit: Option<&Path>, data_folder: Option<&Path>) -> Result<Self, ModelsError> {
        let looked = match explicit {
            Some(folder) => vec![folder.to_owned()],
            None => [
                std::env::var_os("PROOFDESK_MODELS_DIR").map(PathBuf::from),
                std::env::current_exe().ok().and_then(|exe| Some(exe.parent()?.join("models"))),
                data_folder.map(|folder| folder.join("models")),
                Some(PathBuf::from("vendor/models")),
            ]
            .into_iter()
            .flatten()
            .collect(),
        };
        let holds = |folder: &PathBuf, file: &Pinned| folder.join(file.name).is_file();
        if let Some(folder) =
            looked.iter().find(|folder| holds(folder, &DETECTOR) && holds(folder, &RECOGNISER))
        {
            return Ok(Self {
                folder: folder.clone(),
                detector: OnceLock::new(),
                recogniser: OnceLock::new(),
                zone: OnceLock::new(),
                letters: OnceLock::new(),
            });
        }
        let name = if looked.iter().any(|folder| holds(folder, &DETECTOR)) {
            RECOGNISER.name
        } else {
            DETECTOR.name
        };
        Err(ModelsError::Missing { name, looked })
    }

    /// Models given from outside: what tests put in place of files.
    pub fn given(detector: Box<dyn Model>, recogniser: Box<dyn Model>, characters: &str) -> Self {
        let recogniser = Recogniser::new(recogniser, Alphabet::new(characters));
        Self {
            folder: PathBuf::new(),
            detector: OnceLock::from(detector),
            recogniser: OnceLock::from(recogniser),
            zone: OnceLock::new(),
            letters: OnceLock::new(),
        }
    }

    /// With another recogniser of zone lines: what tests put in its place.
    #[must_use]
    pub fn with_zone(mut self, zone: Box<dyn Model>) -> Self {
        self.zone = OnceLock::from(ZoneNet::new(zone));
        self
    }

    /// Checks the files' hashes without loading them, for a clear error at start. Little memory is used.
    pub fn verify(&self) -> Result<(), ModelsError> {
        for file in [&DETECTOR, &RECOGNISER] {
            let path = self.folder.join(file.name);
            let sum = sum_of(&path).map_err(|source| ModelsError::Io { path: path.clone(), source })?;
            if sum != file.sha256 {
                return Err(ModelsError::Altered(path));
            }
        }
        Ok(())
    }

    /// The text detector.
    pub(crate) fn detector(&self) -> Result<&dyn Model, ModelsError> {
        if self.detector.get().is_none() {
            let model = self.load(&DETECTOR)?;
            // When two load at once one of them is dropped: both are the same.
            let _ = self.detector.set(Box::new(model));
        }
        Ok(self.detector.get().expect("was set above").as_ref())
    }

    /// The line recogniser.
    pub(crate) fn recogniser(&self) -> Result<&Recogniser, ModelsError> {
        if self.recogniser.get().is_none() {
            let model = self.load(&RECOGNISER)?;
            let characters = model.text("character").ok_or(ModelsError::Alphabet(RECOGNISER.name))?;
            let alphabet = Alphabet::new(characters);
            let _ = self.recogniser.set(Recogniser::new(Box::new(model), alphabet));
        }
        Ok(self.recogniser.get().expect("was set above"))
    }

    /// The recogniser of zone lines.
    pub(crate) fn zone(&self) -> Result<&ZoneNet, ModelsError> {
        if self.zone.get().is_none() {
            let model = Network::load(ZONE, Precision::Single)
                .map_err(|source| ModelsError::Load { name: ZONE_NAME, source })?;
            let _ = self.zone.set(ZoneNet::new(Box::new(model)));
        }
        Ok(self.zone.get().expect("was set above"))
    }

    /// The recogniser of letters.
    pub(crate) fn letters(&self) -> Result<&LettersNet, ModelsError> {
        if self.letters.get().is_none() {
            let model = Network::load(LETTERS, Precision::Half)
                .map_err(|source| ModelsError::Load { name: LETTERS_NAME, source })?;
            let characters = model.text("character").ok_or(ModelsError::Alphabet(LETTERS_NAME))?.to_owned();
            let _ = self.letters.set(LettersNet::new(Box::new(model), &characters));
        }
        Ok(self.letters.get().expect("was set above"))
    }

    fn load(&self, file: &Pinned) -> Result<Network, ModelsError> {
        let bytes = self.bytes(file)?;
        Network::load(&bytes, Precision::Half).map_err(|source| ModelsError::Load { name: file.name, source })
    }

    fn bytes(&self, file: &Pinned) -> Result<Vec<u8>, ModelsError> {
        let path = self.folder.join(file.name);
        let bytes = std::fs::read(&path).map_err(|source| ModelsError::Io { path: path.clone(), source })?;
        if data_encoding::HEXLOWER.encode(&Sha256::digest(&bytes)) == file.sha256 {
            Ok(bytes)
        } else {
            Err(ModelsError::Altered(path))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_model_names_the_command_that_mends_it() {
        let folder = tempfile::tempdir().unwrap();
        let error = Models::locate(Some(folder.path()), None).err().unwrap().to_string();
        assert!(error.contains("make setup") && error.contains(DETECTOR.name), "{error}");
    }

    #[test]
    fn the_version_names_every_network_that_reads() {
        let sums = [ZONE, LETTERS].map(|bytes| data_encoding::HEXLOWER.encode(&Sha256::digest(bytes)));
        let all = [DETECTOR.sha256, RECOGNISER.sha256, &sums[0], &sums[1]];
        assert!(all.iter().all(|sum| VERSION.contains(&sum[..8])), "{VERSION} does not name {all:?}");
    }

    #[test]
    fn an_altered_model_is_refused_before_it_is_parsed() {
        let folder = tempfile::tempdir().unwrap();
        for file in [&DETECTOR, &RECOGNISER] {
            std::fs::write(folder.path().join(file.name), b"not a model").unwrap();
        }
        let models = Models::locate(Some(folder.path()), None).unwrap();
        assert!(matches!(models.verify(), Err(ModelsError::Altered(_))));
        let error = models.detector().err().unwrap().to_string();
        assert!(error.contains("make setup"), "{error}");
    }
}
