//! A finding in the reader's words: headline, what we saw, the measures, the place, what to do.

use crate::{
    format,
    i18n::{Arg, Texts},
};
use proofdesk_domain::{
    ReasonCode,
    clock::parse_iso_date,
    document::FieldName,
    evidence::Slot,
    finding::{Bound, Finding},
    mend::Step,
    picture::Quad,
};
use serde::Serialize;

/// A reason's three texts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Words {
    /// Headline.
    pub title: String,
    /// What we saw.
    pub saw: String,
    /// What to do.
    pub act: String,
}

/// A finding as the applicant reads it.
#[derive(Clone, Debug, Serialize)]
pub struct FindingCx {
    /// Headline.
    pub title: String,
    /// What we saw.
    pub saw: String,
    /// What to do.
    pub act: String,
    /// The measured value with its unit.
    pub measured: Option<String>,
    /// What would have been enough.
    pub threshold: Option<String>,
    /// `least` or `most`: which side of the threshold is good.
    pub direction: &'static str,
    /// What was typed.
    pub typed: Option<String>,
    /// What we read.
    pub read: Option<String>,
    /// How sure we are of it.
    pub sure: Option<String>,
    /// The photo with the place.
    pub picture: Option<PictureCx>,
    /// What the person who asked for it wrote.
    pub by_person: Option<String>,
    /// Where to mend it.
    pub mend: Option<&'static str>,
    /// `photo`, `details`, `document`.
    pub mend_how: &'static str,
    /// Where to say "you misread this".
    pub dispute: Option<String>,
    /// The article that explains it.
    pub help: String,
    /// Said already; a person looks.
    pub disputed: bool,
    /// Mended since the last sending.
    pub done: bool,
}

/// A photo with the place of a finding.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PictureCx {
    /// The picture's id.
    pub evidence: String,
    /// Upright width in the pixels that the place is measured in.
    pub width: u32,
    /// Upright height.
    pub height: u32,
    /// The place as an SVG point list; nothing when the whole picture is meant.
    pub points: Option<String>,
    /// An SVG view box around a small place.
    pub close: Option<String>,
    /// For people who do not see the picture.
    pub alt: String,
    /// The same for the close-up.
    pub close_alt: String,
    /// Under the picture.
    pub caption: String,
}

/// The three texts of a finding.
pub fn words(texts: &Texts, finding: &Finding) -> Words {
    words_of(texts, finding.code, &arguments(texts, Some(finding)))
}

/// The three texts of a code alone, for a decision's reasons.
pub fn words_of_code(texts: &Texts, code: ReasonCode) -> Words {
    words_of(texts, code, &arguments(texts, None))
}

fn words_of(texts: &Texts, code: ReasonCode, args: &[(&str, Arg)]) -> Words {
    let own = format!("reason-{}", code.as_str().replace('.', "-"));
    let class = format!("reason-class-{}", code.reason().class.letter());
    let text = |part: &str| {
        let id = format!("{own}-{part}");
        let id = if texts.has(&id) { id } else { format!("{class}-{part}") };
        texts.get(&id, args)
    };
    Words { title: text("title"), saw: text("saw"), act: text("do") }
}

/// Everything that a reason's text may ask for; what a finding lacks is empty and says so.
fn arguments(texts: &Texts, finding: Option<&Finding>) -> Vec<(&'static str, Arg)> {
    let field = finding.and_then(|f| f.field).map(|f| field_name(texts, f));
    let page = finding.and_then(|f| f.page).map(|slot| page_name(texts, slot));
    let measured = finding.and_then(|f| f.measured).map(|q| format::quantity(texts, q));
    let threshold = finding.and_then(|f| f.threshold).map(|q| format::quantity(texts, q));
    let typed = finding.and_then(|f| shown(texts, f.field, f.typed.as_deref()));
    let read = finding.and_then(|f| shown(texts, f.field, f.read.as_deref()));
    let date = finding
        .and_then(|f| f.read.as_deref())
        .filter(|value| parse_iso_date(value).is_some())
        .map(|value| format::date_or_text(texts, value));
    let has = |there: bool| Arg::from(if there { "yes" } else { "no" });
    let both = typed.is_some() && read.is_some();
    let measures = measured.is_some() && threshold.is_some();
    vec![
        ("has_field", has(field.is_some())),
        ("has_page", has(page.is_some())),
        ("has_measure", has(measures)),
        ("has_read", has(both)),
        ("has_date", has(date.is_some())),
        ("field", field.unwrap_or_default().into()),
        ("page", page.unwrap_or_default().into()),
        ("measured", measured.unwrap_or_default().into()),
        ("threshold", threshold.unwrap_or_default().into()),
        ("typed", typed.unwrap_or_default().into()),
        ("read", read.unwrap_or_default().into()),
        ("date", date.unwrap_or_default().into()),
    ]
}

/// A value as people write it: dates in words, countries by name.
pub fn shown(texts: &Texts, field: Option<FieldName>, value: Option<&str>) -> Option<String> {
    let value = value.filter(|value| !value.is_empty())?;
    Some(match field {
        Some(FieldName::Nationality | FieldName::IssuingCountry) => texts.country(value),
        _ => format::date_or_text(texts, value),
    })
}

/// A field's name, lower case.
pub fn field_name(texts: &Texts, field: FieldName) -> String {
    texts.get(&format!("field-{}", field.as_str()), &[])
}

/// A passport has no front to most people: where the pictures are known to be a passport's, its page
/// goes by what it shows.
#[must_use]
pub fn of_passport(mut finding: FindingCx, texts: &Texts) -> FindingCx {
    if let Some(picture) = &mut finding.picture {
        let page = || [("page", Arg::from(texts.get("page-passport", &[])))];
        let kind = if picture.points.is_some() { "place" } else { "photo" };
        picture.alt = texts.get(&format!("finding-{kind}-alt"), &page());
        picture.caption = texts.get(&format!("finding-{kind}-caption"), &page());
    }
    finding
}

/// A page's name with its article.
pub fn page_name(texts: &Texts, slot: Slot) -> String {
    texts.get(&format!("page-{}", slot.as_str()), &[])
}

impl FindingCx {
    /// What a finding says, without where to mend it.
    pub fn new(texts: &Texts, finding: &Finding) -> Self {
        let Words { title, saw, act } = words(texts, finding);
        let compared = finding.typed.is_some();
        let direction = finding.bound().unwrap_or(Bound::Least).as_str();
        let (mend, mend_how) = mending(Step::mending(finding));
        Self {
            title,
            saw,
            act,
            measured: finding.measured.map(|q| format::quantity(texts, q)),
            threshold: finding.threshold.map(|q| format::quantity(texts, q)),
            direction,
            typed: shown(texts, finding.field, finding.typed.as_deref()),
            read: shown(texts, finding.field, finding.read.as_deref()),
            sure: finding
                .confidence
                .filter(|_| compared)
                // Nothing that was read is beyond doubt.
                .map(|share| format::percent(f64::from(share).min(0.99))),
            picture: None,
            by_person: None,
            mend,
            mend_how,
            dispute: None,
            help: format!("/help/for/{}", finding.code),
            disputed: false,
            done: false,
        }
    }

    /// With the photo that it is about, and the place on it.
    #[must_use]
    pub fn on_picture(
        self,
        texts: &Texts,
        evidence: String,
        (width, height): (u32, u32),
        slot: Slot,
        region: Option<&Quad>,
    ) -> Self {
        let page = || [("page", Arg::from(page_name(texts, slot)))];
        let kind = if region.is_some() { "place" } else { "photo" };
        let picture = PictureCx {
            evidence,
            width,
            height,
            points: region.map(points),
            close: region.and_then(|quad| close_up(quad, width, height)),
            alt: texts.get(&format!("finding-{kind}-alt"), &page()),
            close_alt: texts.get("finding-close-alt", &[]),
            caption: texts.get(&format!("finding-{kind}-caption"), &page()),
        };
        Self { picture: Some(picture), ..self }
    }

    /// A sample for the render tests.
    ///
    /// # Panics
    /// Never: the built-in texts parse.
    pub fn sample() -> Self {
        use proofdesk_domain::{finding::Unit, reason::codes};
        let texts = Texts::load(crate::i18n::Locale::En, None).expect("the built-in texts parse");
        let place = Quad::rect(100.0, 100.0, 300.0, 80.0);
        let finding = Finding::blocking(codes::IMAGE_GLARE)
            .on_page(Slot::Front)
            .on_field(FieldName::ExpiryDate)
            .measured(0.031, 0.012, Unit::Share)
            .at(Some(place));
        Self {
            by_person: Some("Bring it nearer".into()),
            dispute: Some("/dispute/1".into()),
            ..Self::new(&texts, &finding).on_picture(
                &texts,
                "1".into(),
                (1600, 1200),
                Slot::Front,
                Some(&place),
            )
        }
    }

    /// A sample for the render tests: something typed that differs.
    ///
    /// # Panics
    /// Never: the built-in texts parse.
    pub fn sample_mismatch() -> Self {
        use proofdesk_domain::reason::codes;
        let texts = Texts::load(crate::i18n::Locale::En, None).expect("the built-in texts parse");
        let finding = Finding::blocking(codes::DATA_DOB_MISMATCH)
            .on_page(Slot::Front)
            .on_field(FieldName::BirthDate)
            .compared("1974-08-12", "1974-08-21", 0.97);
        Self::new(&texts, &finding).on_picture(&texts, "1".into(), (1600, 1200), Slot::Front, None)
    }
}

/// Where a step of mending is, from the list of what to mend; and `photo`, `details`, `document`, `call`.
pub const fn mending(step: Option<Step>) -> (Option<&'static str>, &'static str) {
    match step {
        Some(Step::PhotoBack) => (Some("/verify/photo/back?from=status"), "photo"),
        Some(Step::PhotoFront) => (Some("/verify/photo/front?from=status"), "photo"),
        Some(Step::Details) => (Some("/verify/details?from=status"), "details"),
        Some(Step::Document) => (Some("/verify/document?from=status"), "document"),
        Some(Step::Call) => (Some("/call"), "call"),
        Some(Step::Check) => (Some("/verify/check"), "check"),
        None => (None, ""),
    }
}

fn points(quad: &Quad) -> String {
    quad.0.map(|p| format!("{:.0},{:.0}", p.x, p.y)).join(" ")
}

/// A view box around a place that takes less than a fifth of the picture, with some of its
/// surroundings, in a shape near the picture's own.
fn close_up(quad: &Quad, width: u32, height: u32) -> Option<String> {
    let (w, h) = (width as f32, height as f32);
    let (left, top, right, bottom) = quad.bounds();
    if (right - left) * (bottom - top) > w * h * 0.2 {
        return None;
    }
    let wide = ((right - left) * 1.6).max((bottom - top) * 1.6 * 1.6).clamp(w * 0.2, w);
    let high = (wide / 1.6).clamp((bottom - top) * 1.2, h.max((bottom - top) * 1.2));
    let x = ((left + right - wide) / 2.0).clamp(0.0, (w - wide).max(0.0));
    let y = ((top + bottom - high) / 2.0).clamp(0.0, (h - high).max(0.0));
    Some(format!("{x:.0} {y:.0} {wide:.0} {high:.0}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Locale;
    use proofdesk_domain::{finding::Unit, reason::codes};

    /// Every code has its three texts in every locale, and none asks for what is never given.
    #[test]
    fn every_reason_has_its_three_texts() {
        for locale in Locale::ALL {
            let texts = Texts::load(locale, None).expect("loads");
            let full = Finding::blocking(codes::IMAGE_GLARE)
                .on_page(Slot::Back)
                .on_field(FieldName::BirthDate)
                .measured(0.5, 0.2, Unit::Share)
                .compared("1974-08-12", "1974-08-21", 0.9);
            for code in ReasonCode::all() {
                let stem = format!("reason-{}", code.as_str().replace('.', "-"));
                for args in [arguments(&texts, None), arguments(&texts, Some(&full))] {
                    for part in ["title", "saw", "do"] {
                        let text = texts.try_get(&format!("{stem}-{part}"), &args);
                        let text = text.unwrap_or_else(|gap| panic!("{gap}"));
                        assert!(!text.trim().is_empty(), "{stem}-{part} is empty in {}", locale.tag());
                    }
                }
            }
            for class in ["R", "E", "D", "H", "S", "F"] {
                for part in ["title", "saw", "do"] {
                    let id = format!("reason-class-{class}-{part}");
                    texts.try_get(&id, &arguments(&texts, None)).expect("classes have texts");
                }
            }
            for field in FieldName::ALL {
                assert!(texts.has(&format!("field-{}", field.as_str())));
            }
        }
    }

    #[test]
    fn measures_say_which_side_is_good() {
        let texts = Texts::load(Locale::En, None).expect("loads");
        let blurred = Finding::blocking(codes::IMAGE_BLURRED).measured(0.12, 0.35, Unit::Share);
        let cx = FindingCx::new(&texts, &blurred);
        assert_eq!((cx.measured.as_deref(), cx.threshold.as_deref()), (Some("12%"), Some("35%")));
        assert_eq!(cx.direction, "least");
        let glare = Finding::blocking(codes::IMAGE_GLARE).measured(0.031, 0.012, Unit::Share);
        assert_eq!(FindingCx::new(&texts, &glare).direction, "most");
    }

    #[test]
    fn what_was_typed_and_read_is_shown_as_people_write_it() {
        let texts = Texts::load(Locale::ZhCn, None).expect("loads");
        let dob = Finding::blocking(codes::DATA_DOB_MISMATCH).on_field(FieldName::BirthDate).compared(
            "1974-08-12",
            "1974-08-21",
            0.97,
        );
        let cx = FindingCx::new(&texts, &dob);
        assert_eq!(cx.typed.as_deref(), Some("1974年8月12日"));
        assert_eq!(cx.sure.as_deref(), Some("97%"));
        assert_eq!(cx.mend, Some("/verify/details?from=status"));
        let country = Finding::blocking(codes::DATA_NATIONALITY_MISMATCH)
            .on_field(FieldName::Nationality)
            .compared("DEU", "SWE", 0.97);
        assert_eq!(FindingCx::new(&texts, &country).read.as_deref(), Some("瑞典"));
    }

    #[test]
    fn small_places_are_shown_close_up_and_stay_inside_the_picture() {
        let corner = Quad::rect(1500.0, 1150.0, 90.0, 40.0);
        let view = close_up(&corner, 1600, 1200).expect("small enough");
        let numbers: Vec<f32> = view.split(' ').map(|n| n.parse().expect("a number")).collect();
        assert!(numbers[0] + numbers[2] <= 1600.0 && numbers[1] + numbers[3] <= 1200.0, "{view}");
        assert!(numbers[0] <= 1500.0 && numbers[0] + numbers[2] >= 1590.0, "{view}");
        assert_eq!(close_up(&Quad::rect(0.0, 0.0, 1600.0, 1200.0), 1600, 1200), None);
    }
}
