//! What is good enough: the thresholds, and where they differ for some documents.

use super::listed;
use crate::{document::DocumentKind, verification::DocumentChoice};
use serde::{Deserialize, Serialize};

macro_rules! thresholds {
    ($($(#[doc = $doc:literal])+ $(#[default = $default:literal])? $name:ident: $kind:ty,)+) => {
        /// What is good enough. Units as at [`crate::inspection::Quality`].
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct Thresholds { $($(#[doc = $doc])+ $(#[serde(default = $default)])? pub $name: $kind,)+ }

        /// Thresholds that differ from the default; what is absent stays.
        #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct ThresholdChanges {
            $($(#[doc = $doc])+ #[serde(default, skip_serializing_if = "Option::is_none")] pub $name: Option<$kind>,)+
        }

        impl Thresholds {
            /// With those that differ put in.
            pub(super) fn apply(&mut self, changes: &ThresholdChanges) {
                $(if let Some(value) = changes.$name { self.$name = value; })+
            }
        }
    };
}

thresholds! {
    /// Largest file in bytes.
    bytes_max: u64,
    /// Fewest pixels on the picture's short side.
    short_side_px: u32,
    /// Least sharpness.
    sharpness: f32,
    /// Least sharpness where nothing could be read: no detail, and of all lines no more than `legible_share`. Never less
    /// than `sharpness`; 0 is 2.2 times that, which policies have meant that were written before they could say it.
    #[default = "default_sharpness_unread"]
    sharpness_unread: f32,
    /// Share of a page's lines up to which it counts as not read where no detail was.
    #[default = "default_legible_share"]
    legible_share: f32,
    /// Least mean saturation: below it the picture is black and white.
    colour: f32,
    /// Largest share under reflections.
    glare: f32,
    /// Largest share under reflections that cover no detail, on a page whose details were all read. Never less than `glare`,
    /// which is what policies have meant that do not say it.
    #[default = "default_glare_elsewhere"]
    glare_elsewhere: f32,
    /// Share under reflections worth telling.
    glare_advisory: f32,
    /// Least mean brightness.
    exposure_min: f32,
    /// Greatest mean brightness.
    exposure_max: f32,
    /// Largest dark share.
    dark: f32,
    /// Largest washed-out share.
    overexposed: f32,
    /// Largest share of the document that shows the pattern of a screen. 1 is never: a policy that does not say it was written
    /// before anybody measured it.
    #[default = "default_moire"]
    moire: f32,
    /// Least resolution on the document.
    dpi: f32,
    /// Steepest angle.
    tilt_degrees: f32,
    /// A reading below this is not held against anybody.
    reading_confidence: f32,
}

fn default_sharpness_unread() -> f32 {
    0.0
}

fn default_glare_elsewhere() -> f32 {
    0.0
}

fn default_legible_share() -> f32 {
    0.6
}

fn default_moire() -> f32 {
    1.0
}

/// Thresholds that differ for some documents. Of several that fit, later ones win.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ThresholdsFor {
    /// Kinds; none means every kind.
    #[serde(default)]
    pub documents: Vec<DocumentKind>,
    /// Issuers, ISO 3166-1 alpha-3; none means every issuer.
    #[serde(default)]
    pub countries: Vec<String>,
    /// What differs.
    pub set: ThresholdChanges,
}

impl ThresholdsFor {
    /// Whether it is about that document.
    pub fn fits(&self, choice: &DocumentChoice) -> bool {
        listed(&self.documents, &choice.kind) && listed(&self.countries, &choice.issuing_country)
    }
}

impl Thresholds {
    /// The sharpness that is asked for where nothing could be read.
    pub fn sharpness_where_unread(&self) -> f32 {
        if self.sharpness_unread <= 0.0 {
            (self.sharpness * 2.2).min(1.0)
        } else {
            self.sharpness_unread.max(self.sharpness)
        }
    }

    /// What makes no sense about them: the key and why.
    pub(super) fn complaints(&self) -> Vec<(&'static str, &'static str)> {
        let share = "is a share: use a number from 0 to 1";
        let mut found: Vec<_> = [
            ("sharpness", self.sharpness),
            ("sharpness_unread", self.sharpness_unread),
            ("legible_share", self.legible_share),
            ("colour", self.colour),
            ("glare", self.glare),
            ("glare_elsewhere", self.glare_elsewhere),
            ("glare_advisory", self.glare_advisory),
            ("exposure_min", self.exposure_min),
            ("exposure_max", self.exposure_max),
            ("dark", self.dark),
            ("overexposed", self.overexposed),
            ("moire", self.moire),
            ("reading_confidence", self.reading_confidence),
        ]
        .into_iter()
        .filter(|(_, value)| !(0.0..=1.0).contains(value))
        .map(|(key, _)| (key, share))
        .collect();
        if !(0.0..=1200.0).contains(&self.dpi) {
            found.push(("dpi", "is in dots per inch: use a number from 0 to 1200"));
        }
        if !(0.0..=90.0).contains(&self.tilt_degrees) {
            found.push(("tilt_degrees", "is an angle: use degrees from 0 to 90"));
        }
        if self.bytes_max == 0 {
            found.push(("bytes_max", "is 0: no file would ever be taken"));
        }
        if self.exposure_min >= self.exposure_max {
            found.push(("exposure_min", "is not below exposure_max"));
        }
        if self.glare_advisory > self.glare {
            found.push(("glare_advisory", "is above glare: what is told would already block"));
        }
        found
    }
}
