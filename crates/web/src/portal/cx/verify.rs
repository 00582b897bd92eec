//! The four steps: details, document, photos, check your answers.

use super::{Problem, finding::FindingCx};
use crate::{i18n::Country, pages::Page};
use proofdesk_domain::details::TypedDetails;
use serde::Serialize;

/// `/verify/details`
#[derive(Debug, Serialize)]
pub struct DetailsPage {
    /// What to mend.
    pub problems: Vec<Problem>,
    /// As typed.
    pub typed: TypedDetails,
    /// Day, month and year in the reader's order.
    pub birth: Vec<DatePart>,
    /// To choose from.
    pub countries: Vec<Country>,
    /// Where the back link leads.
    pub back: &'static str,
    /// Where to go on: `check`, `status`, or nothing for the next step.
    pub from: &'static str,
}

/// One of the three fields of a date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DatePart {
    /// `day`, `month`, `year`.
    pub part: &'static str,
    /// As typed.
    pub value: String,
}

/// `/verify/document`
#[derive(Debug, Serialize)]
pub struct DocumentPage {
    /// What to mend.
    pub problems: Vec<Problem>,
    /// To choose from.
    pub kinds: Vec<KindCx>,
    /// The chosen one's word, or nothing yet.
    pub kind: String,
    /// ISO 3166-1 alpha-3, or nothing yet.
    pub issuing_country: String,
    /// To choose from.
    pub countries: Vec<Country>,
    /// Where the back link leads.
    pub back: &'static str,
    /// As at [`DetailsPage::from`].
    pub from: &'static str,
}

/// A kind of document to choose.
#[derive(Clone, Debug, Serialize)]
pub struct KindCx {
    /// Its word.
    pub value: &'static str,
    /// Its name.
    pub label: String,
    /// How many photos.
    pub hint: String,
}

/// `/verify/photo/front`, `/verify/photo/back`
#[derive(Debug, Serialize)]
pub struct PhotoPage {
    /// `passport`, `front`, `back`.
    pub what: &'static str,
    /// The picture that we have already.
    pub kept: Option<String>,
    /// Why the last one cannot be used.
    pub refused: Vec<FindingCx>,
    /// It is the very picture that was found wanting before, for the reasons in `refused`.
    pub same: bool,
    /// Nothing was chosen.
    pub missing: bool,
    /// Largest file in bytes.
    pub most_bytes: u64,
    /// The place that it goes to: `front`, `back`.
    pub slot: &'static str,
    /// The other side, where two photos may be chosen at once; else nothing.
    pub other: &'static str,
    /// Whose browser's memory it is, so that nobody sends what another person left in it.
    pub owner: String,
    /// What photos are judged by, as JSON: the browser advises by the same.
    pub thresholds: String,
    /// What can be said of a photo before it is sent.
    pub advice: Vec<AdviceCx>,
    /// Offers to go on with the phone; not on the phone that was come to.
    pub phone: bool,
    /// Where the back link leads.
    pub back: &'static str,
    /// Where to go on with the photo that we have.
    pub next: &'static str,
    /// As at [`DetailsPage::from`].
    pub from: &'static str,
}

/// Something that can be said of a photo before it is sent.
#[derive(Clone, Debug, Serialize)]
pub struct AdviceCx {
    /// The reason's code.
    pub code: &'static str,
    /// Headline.
    pub title: String,
    /// What to do.
    pub act: String,
}

/// `/verify/phone/front`, `/verify/phone/back`
#[derive(Debug, Serialize)]
pub struct PhonePage {
    /// `front`, `back`.
    pub side: &'static str,
    /// `waiting`, `opened`, `arrived`, `expired`.
    pub standing: &'static str,
    /// The link, on the page that was just made for it.
    pub link: Option<PhoneLinkCx>,
    /// The photo, once it is there.
    pub evidence: Option<String>,
    /// Where to go on with it.
    pub next: &'static str,
    /// The page without a phone.
    pub back: String,
}

/// A link for one's own phone.
#[derive(Debug, Serialize)]
pub struct PhoneLinkCx {
    /// The QR code as SVG.
    pub qr: String,
    /// For those who type it.
    pub short: String,
    /// Until when it opens, in microseconds.
    pub until: i64,
}

/// `/verify/check`
#[derive(Debug, Serialize)]
pub struct CheckPage {
    /// What keeps it from being sent.
    pub missing: Vec<MissingCx>,
    /// What was typed and chosen.
    pub rows: Vec<AnswerCx>,
    /// The photos.
    pub photos: Vec<PhotoCx>,
    /// Where the back link leads.
    pub back: &'static str,
}

/// Something that is missing, with the page where it is given.
#[derive(Debug, Serialize)]
pub struct MissingCx {
    /// That page.
    pub href: &'static str,
    /// What to do.
    pub text: String,
}

/// An answer with its way back.
#[derive(Debug, Serialize)]
pub struct AnswerCx {
    /// What was asked.
    pub label: String,
    /// What was answered.
    pub value: String,
    /// Where to change it.
    pub href: Option<&'static str>,
}

/// A photo with its way back; one that passed is never asked for again.
#[derive(Debug, Serialize)]
pub struct PhotoCx {
    /// Which.
    pub label: String,
    /// The picture.
    pub evidence: Option<String>,
    /// It was checked and is in order.
    pub passed: bool,
    /// Where to change it.
    pub href: Option<&'static str>,
}

impl Page for DetailsPage {
    const TEMPLATE: &'static str = "portal/details.html";
    fn samples() -> Vec<Self> {
        let page = |problems, typed| Self {
            problems,
            typed,
            birth: ["day", "month", "year"].map(|part| DatePart { part, value: "1".into() }).into(),
            countries: vec![Country { code: "DEU".into(), name: "Germany".into() }],
            back: "/levels",
            from: "",
        };
        let typed = TypedDetails {
            surname: "<Eriksson>".into(),
            nationality: "DEU".into(),
            ..TypedDetails::default()
        };
        let all = ["surname", "given_names", "native_name", "birth_date", "nationality", "document_number"];
        vec![
            page(vec![], TypedDetails::default()),
            page(all.map(|field| Problem::new(field, "Mend".into())).into(), typed),
        ]
    }
}

impl Page for DocumentPage {
    const TEMPLATE: &'static str = "portal/document.html";
    fn samples() -> Vec<Self> {
        let page = |problems, kind: &str| Self {
            problems,
            kinds: ["passport", "id_card"]
                .map(|value| KindCx { value, label: value.into(), hint: "One photo".into() })
                .into(),
            kind: kind.into(),
            issuing_country: "DEU".into(),
            countries: vec![Country { code: "DEU".into(), name: "Germany".into() }],
            back: "/verify/details",
            from: "check",
        };
        let both =
            vec![Problem::new("kind", "Choose".into()), Problem::new("issuing_country", "Choose".into())];
        vec![page(vec![], "id_card"), page(both, "")]
    }
}

impl Page for PhotoPage {
    const TEMPLATE: &'static str = "portal/photo.html";
    fn samples() -> Vec<Self> {
        let page = |what, kept: Option<&str>, refused, missing| Self {
            what,
            kept: kept.map(Into::into),
            refused,
            same: false,
            missing,
            most_bytes: 26_214_400,
            slot: if what == "back" { "back" } else { "front" },
            other: if what == "front" { "back" } else { "" },
            owner: "0192".into(),
            thresholds: "{}".into(),
            advice: vec![AdviceCx { code: "image.glare", title: "Glare".into(), act: "Tilt it".into() }],
            phone: what != "back",
            back: "/verify/document",
            next: "/verify/check",
            from: "",
        };
        vec![
            page("passport", None, vec![], false),
            page("front", Some("0192"), vec![], true),
            page("back", Some("0192"), vec![FindingCx::sample()], false),
            Self { same: true, ..page("passport", Some("0192"), vec![FindingCx::sample()], false) },
        ]
    }
}

impl Page for PhonePage {
    const TEMPLATE: &'static str = "portal/phone.html";
    fn samples() -> Vec<Self> {
        let page = |standing, link| Self {
            side: "front",
            standing,
            link,
            evidence: (standing == "arrived").then(|| "0192".into()),
            next: "/verify/check",
            back: "/verify/photo/front".into(),
        };
        let link = PhoneLinkCx {
            qr: "<svg></svg>".into(),
            short: "id.example/l/A".into(),
            until: 1_795_435_200_000_000,
        };
        vec![page("waiting", Some(link)), page("opened", None), page("arrived", None), page("expired", None)]
    }
}

impl Page for CheckPage {
    const TEMPLATE: &'static str = "portal/check.html";
    fn samples() -> Vec<Self> {
        let rows = || {
            vec![
                AnswerCx {
                    label: "Name".into(),
                    value: "Anna".into(),
                    href: Some("/verify/details?from=check"),
                },
                AnswerCx { label: "Level".into(), value: String::new(), href: None },
            ]
        };
        let photo = |evidence: Option<&str>, passed| PhotoCx {
            label: "Front".into(),
            evidence: evidence.map(Into::into),
            passed,
            href: (!passed).then_some("/verify/photo/front?from=check"),
        };
        let missing = vec![MissingCx { href: "/verify/photo/back", text: "Add the back".into() }];
        vec![
            Self {
                missing: vec![],
                rows: rows(),
                photos: vec![photo(Some("1"), true), photo(Some("2"), false)],
                back: "/status",
            },
            Self { missing, rows: rows(), photos: vec![photo(None, false)], back: "/verify/document" },
        ]
    }
}
