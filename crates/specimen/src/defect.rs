//! What can be wrong with a picture, and the short way to write it: `glare=0.7@expiry_date`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::kind::{FieldName, UnknownWord, words};

/// A kind of defect. The strength runs from 0 (hardly) to 1 (hopeless).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DefectKind {
    /// Out of focus: a Gaussian of 0.06 to 0.76 mm on the document.
    Blur,
    /// A straight shake of 0.15 to 2.35 mm; the target is its direction in degrees.
    Motion,
    /// A bright reflection over a field, the zone (`mrz`) or the portrait; without target, anywhere on the document.
    Glare,
    /// Too little light: down to an eighth.
    Dark,
    /// Too much light: up to three times.
    Overexposed,
    /// 4 to 40 % of the document outside the picture, at the edge that is the target.
    CutOff,
    /// The document covers few pixels: down to 15 % of its usual width.
    Small,
    /// Photographed at a slant of up to 55 degrees; the target is the direction of the slant in degrees.
    Perspective,
    /// Turned: by the target in degrees, clockwise; without one by 90, 180 or 270; and up to 8 degrees askew by strength.
    Rotated,
    /// A second document beside it.
    TwoDocuments,
    /// Without colour.
    Grayscale,
    /// A photograph of a screen that shows the picture: its dots are 1.5 to 4.5 of the picture's pixels apart; the target is the
    /// angle between both in degrees, up to 8 without one.
    Screen,
    /// No document, only the desk.
    None,
}

/// An edge of the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the four edges")]
pub enum Edge {
    Top,
    Right,
    Bottom,
    Left,
}

/// What a defect is aimed at.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Target {
    /// A printed detail.
    Field(FieldName),
    /// The machine-readable zone, written `mrz`.
    Zone,
    /// The portrait.
    Portrait,
    /// An edge of the picture.
    Edge(Edge),
    /// A direction or an angle.
    Degrees(f32),
}

/// A defect of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Defect {
    /// Its kind.
    pub kind: DefectKind,
    /// `0.0..=1.0`.
    pub strength: f32,
    /// Where, if the kind has a where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<Target>,
}

/// A text that is not a defect.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum InvalidDefect {
    /// The kind, or a word of the target.
    #[error(transparent)]
    Word(#[from] UnknownWord),
    /// The strength.
    #[error("{0:?} is not a strength; give a number from 0 to 1, as in blur=0.5")]
    Strength(String),
    /// A target that this kind cannot have.
    #[error("{kind} cannot be aimed at {target}")]
    Target {
        /// The kind.
        kind: DefectKind,
        /// The target.
        target: Target,
    },
}

words!(DefectKind, "defect",
    "blur" => DefectKind::Blur, "motion" => DefectKind::Motion, "glare" => DefectKind::Glare,
    "dark" => DefectKind::Dark, "overexposed" => DefectKind::Overexposed, "cut_off" => DefectKind::CutOff,
    "small" => DefectKind::Small, "perspective" => DefectKind::Perspective, "rotated" => DefectKind::Rotated,
    "two_documents" => DefectKind::TwoDocuments, "grayscale" => DefectKind::Grayscale, "screen" => DefectKind::Screen, "none" => DefectKind::None);
words!(Edge, "edge",
    "top" => Edge::Top, "right" => Edge::Right, "bottom" => Edge::Bottom, "left" => Edge::Left);

impl DefectKind {
    /// Every kind.
    pub const ALL: [Self; 13] = [
        Self::Blur,
        Self::Motion,
        Self::Glare,
        Self::Dark,
        Self::Overexposed,
        Self::CutOff,
        Self::Small,
        Self::Perspective,
        Self::Rotated,
        Self::TwoDocuments,
        Self::Grayscale,
        Self::Screen,
        Self::None,
    ];
}

impl Defect {
    /// A defect without a target; the strength is held to `0..=1`.
    pub fn new(kind: DefectKind, strength: f32) -> Self {
        Self { kind, strength: if strength.is_nan() { 0.0 } else { strength.clamp(0.0, 1.0) }, target: None }
    }

    /// The same, aimed at `target`, if this kind can be.
    pub fn at(self, target: Target) -> Result<Self, InvalidDefect> {
        let fits = matches!(
            (self.kind, target),
            (DefectKind::Glare, Target::Field(_) | Target::Zone | Target::Portrait)
                | (DefectKind::CutOff, Target::Edge(_))
                | (
                    DefectKind::Motion | DefectKind::Perspective | DefectKind::Rotated | DefectKind::Screen,
                    Target::Degrees(_)
                )
        );
        if fits {
            Ok(Self { target: Some(target), ..self })
        } else {
            Err(InvalidDefect::Target { kind: self.kind, target })
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(name) => name.fmt(f),
            Self::Zone => f.write_str("mrz"),
            Self::Portrait => f.write_str("portrait"),
            Self::Edge(edge) => edge.fmt(f),
            Self::Degrees(degrees) => degrees.fmt(f),
        }
    }
}

impl FromStr for Target {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        match text {
            "mrz" => return Ok(Self::Zone),
            "portrait" => return Ok(Self::Portrait),
            _ => {}
        }
        if let Some(degrees) = text.parse::<f32>().ok().filter(|value| value.is_finite()) {
            return Ok(Self::Degrees(degrees));
        }
        if let Ok(edge) = text.parse() {
            return Ok(Self::Edge(edge));
        }
        text.parse().map(Self::Field)
    }
}

impl From<Target> for String {
    fn from(target: Target) -> Self {
        target.to_string()
    }
}

impl TryFrom<String> for Target {
    type Error = UnknownWord;

    fn try_from(text: String) -> Result<Self, UnknownWord> {
        text.parse()
    }
}

impl fmt::Display for Defect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.kind, self.strength)?;
        self.target.map_or(Ok(()), |target| write!(f, "@{target}"))
    }
}

impl FromStr for Defect {
    type Err = InvalidDefect;

    /// `kind`, `kind=strength`, `kind@target` or `kind=strength@target`; the strength is 0.5 where it is not given.
    fn from_str(text: &str) -> Result<Self, InvalidDefect> {
        let (rest, target) = match text.split_once('@') {
            Some((rest, target)) => (rest, Some(target.trim())),
            None => (text, None),
        };
        let (kind, strength) = match rest.split_once('=') {
            Some((kind, strength)) => (kind, Some(strength.trim())),
            None => (rest, None),
        };
        let kind: DefectKind = kind.trim().replace('-', "_").parse()?;
        let strength = match strength {
            None => 0.5,
            Some(number) => number
                .parse::<f32>()
                .ok()
                .filter(|value| (0.0..=1.0).contains(value))
                .ok_or_else(|| InvalidDefect::Strength(number.to_owned()))?,
        };
        let defect = Self::new(kind, strength);
        match target {
            Some(target) => defect.at(target.parse()?),
            None => Ok(defect),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        for text in ["glare=0.7@expiry_date", "motion=0.25@30", "cut_off=0.5@left", "blur=1", "glare=0.5@mrz"]
        {
            let defect: Defect = text.parse().unwrap();
            assert_eq!(defect.to_string(), text);
        }
        assert_eq!("cut-off".parse::<Defect>().unwrap(), Defect::new(DefectKind::CutOff, 0.5));
    }

    #[test]
    fn nonsense_is_refused_with_the_choices() {
        let message = "shiny=0.7".parse::<Defect>().unwrap_err().to_string();
        assert!(message.contains("shiny") && message.contains("glare"), "{message}");
        assert!(matches!("blur=2".parse::<Defect>(), Err(InvalidDefect::Strength(_))));
        assert!(matches!("blur=NaN".parse::<Defect>(), Err(InvalidDefect::Strength(_))));
        assert!(matches!("blur=0.5@left".parse::<Defect>(), Err(InvalidDefect::Target { .. })));
        assert!(matches!("glare@nose".parse::<Defect>(), Err(InvalidDefect::Word(_))));
    }
}
