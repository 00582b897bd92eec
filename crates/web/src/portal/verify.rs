//! The steps that are typed: details, document, check your answers, send.

use super::{
    Editing, From, FromQuery, InCase,
    cx::{
        self, Problem as Mend, SpecimenCountry,
        verify::{AnswerCx, CheckPage, DatePart, DetailsPage, DocumentPage, KindCx, MissingCx, PhotoCx},
    },
    step_of,
};
use crate::{
    error::WebError,
    form::Posted,
    format,
    i18n::{Locale, Texts},
    state::WebState,
    visit::Visit,
};
use axum::{
    extract::{Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use proofdesk_app::{
    Missing, SendError,
    views::{CaseView, PageStanding},
};
use proofdesk_domain::{
    details::{DetailField, MAX_FIELD_CHARS, Problem, TypedDetails},
    document::DocumentKind,
    evidence::Slot,
    ledger::Device,
    verification::{DocumentChoice, Mode, Turn},
};

/// Day, month and year in the reader's order, from what was typed (`YYYY-MM-DD`, or parts of it).
fn date_parts(locale: Locale, typed: &str) -> Vec<DatePart> {
    let mut parts = typed.splitn(3, '-');
    let [year, month, day] = [(); 3].map(|()| parts.next().unwrap_or_default());
    // Leading zeros are ours, not theirs.
    let plain = |value: &str| value.trim_start_matches('0').to_owned();
    let part = |part, value: &str| DatePart { part, value: plain(value) };
    let (day, month, year) = (part("day", day), part("month", month), part("year", year));
    match locale {
        Locale::En => vec![day, month, year],
        Locale::ZhCn => vec![year, month, day],
    }
}

/// `YYYY-MM-DD` from three fields; whatever was typed is kept, also where it is no date.
fn typed_date(posted: &Posted) -> String {
    let field = |name: &str, width: usize| {
        let value: String = posted.text(name).trim().chars().filter(|c| *c != '-').map(plain_digit).collect();
        if value.is_empty() { value } else { format!("{value:0>width$}") }
    };
    let parts = [field("birth_year", 4), field("birth_month", 2), field("birth_day", 2)];
    if parts.iter().all(String::is_empty) { String::new() } else { parts.join("-") }
}

/// Digits as input methods of East Asia type them (U+FF10 to U+FF19).
fn plain_digit(c: char) -> char {
    match c {
        '０'..='９' => char::from(b'0' + (c as u32 - '０' as u32) as u8),
        other => other,
    }
}

fn specimens(mode: Mode) -> SpecimenCountry {
    match mode {
        Mode::Test => SpecimenCountry::Offered,
        Mode::Live => SpecimenCountry::Left,
    }
}

fn details_page(
    state: &WebState,
    visit: &Visit,
    mode: Mode,
    from: From,
    typed: TypedDetails,
    problems: Vec<Mend>,
) -> DetailsPage {
    let texts = state.pages.texts(visit.locale);
    DetailsPage {
        problems,
        birth: date_parts(visit.locale, &typed.birth_date),
        typed,
        countries: cx::countries(texts, specimens(mode)),
        back: from.back("/levels"),
        from: from.word(),
    }
}

pub(super) async fn details_form(
    State(state): State<WebState>,
    InCase { visit, session, case }: InCase,
    Query(query): Query<FromQuery>,
) -> Result<Response, WebError> {
    if !may_type(&case) {
        return Ok(Redirect::to("/status").into_response());
    }
    let from = if case.correctable { From::Status } else { From::find(&query.from) };
    state.page(&visit, &details_page(&state, &visit, session.mode, from, case.typed, Vec::new()))
}

pub(super) async fn details(
    State(state): State<WebState>,
    InCase { visit, session, mut case }: InCase,
    posted: Posted,
) -> Result<Response, WebError> {
    if !may_type(&case) {
        return Ok(Redirect::to("/status").into_response());
    }
    let from = if case.correctable { From::Status } else { From::find(posted.text("from")) };
    let typed = TypedDetails {
        surname: posted.text("surname").to_owned(),
        given_names: posted.text("given_names").to_owned(),
        native_name: posted.text("native_name").to_owned(),
        birth_date: typed_date(&posted),
        nationality: posted.text("nationality").to_owned(),
        document_number: posted.text("document_number").to_owned(),
    };
    match state.app.save_details(&session, case.id, typed.clone()).await? {
        Ok(()) => {
            case.typed = typed;
            Ok(Redirect::to(from.next(&state, &case)).into_response())
        }
        Err(problems) => {
            let texts = state.pages.texts(visit.locale);
            let problems = problems.into_iter().map(|(field, problem)| mend(texts, field, problem)).collect();
            let page = details_page(&state, &visit, session.mode, from, typed, problems);
            state.page_with(StatusCode::UNPROCESSABLE_ENTITY, &visit, &page)
        }
    }
}

/// It is the applicant's turn, or the policy lets them correct what they typed while a person looks.
fn may_type(case: &CaseView) -> bool {
    case.correctable || case.state.turn() == Turn::Applicant
}

/// What to do about a typed field.
fn mend(texts: &Texts, field: DetailField, problem: Problem) -> Mend {
    let label = texts.get(&format!("label-{}", field.as_str()), &[]);
    let args = [("field", label.into()), ("most", MAX_FIELD_CHARS.to_string().into())];
    let id = match problem {
        Problem::Missing => format!("problem-{}-missing", field.as_str()),
        Problem::TooLong => "problem-too_long".to_owned(),
        Problem::NotADate => "problem-not_a_date".to_owned(),
        Problem::ImpossibleDate => "problem-impossible_date".to_owned(),
        Problem::UnknownCountry => "problem-unknown_country".to_owned(),
        Problem::OddCharacters => "problem-odd_characters".to_owned(),
    };
    Mend::new(field.as_str(), texts.get(&id, &args))
}

fn document_page(
    state: &WebState,
    visit: &Visit,
    mode: Mode,
    from: From,
    kind: &str,
    country: &str,
    problems: Vec<Mend>,
) -> DocumentPage {
    let texts = state.pages.texts(visit.locale);
    let kinds = state.app.policy().documents.kinds.iter().map(|kind| KindCx {
        value: kind.as_str(),
        label: kind_name(texts, *kind),
        hint: match kind {
            DocumentKind::Passport => texts.get("document-hint-passport", &[]),
            _ => texts.get("document-hint-two-sides", &[]),
        },
    });
    let refused = &state.app.policy().documents.countries_not_accepted;
    let mut countries = cx::countries(texts, specimens(mode));
    countries.retain(|country| !refused.contains(&country.code));
    DocumentPage {
        problems,
        kinds: kinds.collect(),
        kind: kind.to_owned(),
        issuing_country: country.to_owned(),
        countries,
        back: from.back("/verify/details"),
        from: from.word(),
    }
}

fn kind_name(texts: &Texts, kind: DocumentKind) -> String {
    texts.get(&format!("document-kind-{}", kind.as_str()), &[])
}

pub(super) async fn document_form(
    State(state): State<WebState>,
    Editing { visit, session, case }: Editing,
    Query(query): Query<FromQuery>,
) -> Result<Response, WebError> {
    let from = From::find(&query.from);
    let (kind, country) = match &case.document {
        Some(choice) => (choice.kind.as_str(), choice.issuing_country.as_str()),
        None => ("", case.typed.nationality.as_str()),
    };
    state.page(&visit, &document_page(&state, &visit, session.mode, from, kind, country, Vec::new()))
}

pub(super) async fn document(
    State(state): State<WebState>,
    Editing { visit, session, case }: Editing,
    posted: Posted,
) -> Result<Response, WebError> {
    let from = From::find(posted.text("from"));
    let (kind, country) = (posted.text("kind"), posted.text("issuing_country"));
    let texts = state.pages.texts(visit.locale);
    let page = document_page(&state, &visit, session.mode, from, kind, country, Vec::new());
    let chosen = state.app.policy().documents.kinds.iter().find(|k| k.as_str() == kind);
    let mut problems = Vec::new();
    if chosen.is_none() {
        problems.push(Mend::new("kind", texts.get("document-problem-kind", &[])));
    }
    if !page.countries.iter().any(|c| c.code == country) {
        problems.push(Mend::new("issuing_country", texts.get("document-problem-country", &[])));
    }
    let Some(kind) = chosen.copied().filter(|_| problems.is_empty()) else {
        let page = DocumentPage { problems, ..page };
        return state.page_with(StatusCode::UNPROCESSABLE_ENTITY, &visit, &page);
    };
    let choice = DocumentChoice { kind, issuing_country: country.to_owned() };
    state.app.choose_document(&session, case.id, choice).await?;
    // Another document has other sides: what is missing now decides where to go on.
    let case = state.app.case(&session, case.id).await?;
    let next = match step_of(&state, &case) {
        photo @ ("/verify/photo/front" | "/verify/photo/back") => photo,
        _ => from.next(&state, &case),
    };
    Ok(Redirect::to(next).into_response())
}

pub(super) async fn check(
    State(state): State<WebState>,
    Editing { visit, case, .. }: Editing,
) -> Result<Response, WebError> {
    state.page(&visit, &check_page(&state, &visit, &case, Vec::new()))
}

fn check_page(state: &WebState, visit: &Visit, case: &CaseView, missing: Vec<MissingCx>) -> CheckPage {
    const DETAILS: &str = "/verify/details?from=check";
    const DOCUMENT: &str = "/verify/document?from=check";
    let texts = state.pages.texts(visit.locale);
    let typed = &case.typed;
    let row = |id: &str, value: String, href| AnswerCx { label: texts.get(id, &[]), value, href: Some(href) };
    let country = |code: &str| if code.is_empty() { String::new() } else { texts.country(code) };
    let mut rows = vec![row(
        "check-name",
        format::person(visit.locale, &typed.surname, &typed.given_names, None),
        DETAILS,
    )];
    if !typed.native_name.trim().is_empty() {
        rows.push(row("check-native", typed.native_name.clone(), DETAILS));
    }
    rows.extend([
        row("check-birth", format::date_or_text(texts, &typed.birth_date), DETAILS),
        row("check-nationality", country(&typed.nationality), DETAILS),
        row("check-number", typed.document_number.clone(), DETAILS),
        row(
            "check-document",
            case.document.as_ref().map(|d| kind_name(texts, d.kind)).unwrap_or_default(),
            DOCUMENT,
        ),
        row(
            "check-country",
            case.document.as_ref().map(|d| country(&d.issuing_country)).unwrap_or_default(),
            DOCUMENT,
        ),
    ]);
    let passport = case.document.as_ref().is_some_and(|d| d.kind == DocumentKind::Passport);
    let photos = case.pages.iter().map(|page| {
        let (label, href) = match page.slot {
            Slot::Back => ("check-photo-back", "/verify/photo/back?from=check"),
            _ if passport => ("check-photo-passport", "/verify/photo/front?from=check"),
            _ => ("check-photo-front", "/verify/photo/front?from=check"),
        };
        PhotoCx {
            label: texts.get(label, &[]),
            evidence: page.evidence.map(|id| id.to_string()),
            passed: page.standing == PageStanding::Passed,
            // What passed is never asked for twice.
            href: (page.standing != PageStanding::Passed).then_some(href),
        }
    });
    CheckPage { missing, rows, photos: photos.collect(), back: "/status" }
}

pub(super) async fn send(
    State(state): State<WebState>,
    Editing { visit, session, case }: Editing,
    headers: HeaderMap,
    _: Posted,
) -> Result<Response, WebError> {
    let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    match state.app.send_from(&session, case.id, Some(Device::of_user_agent(agent))).await {
        // A second press of the button: it has been sent.
        Ok(()) | Err(SendError::WrongState(_)) => Ok(Redirect::to("/status").into_response()),
        Err(SendError::Missing(missing)) => {
            let texts = state.pages.texts(visit.locale);
            let missing = missing
                .into_iter()
                .map(|item| {
                    let (id, href) = match item {
                        Missing::Details(_) => ("check-missing-details", "/verify/details?from=check"),
                        Missing::Document => ("check-missing-document", "/verify/document?from=check"),
                        Missing::Page(Slot::Back) => ("check-missing-back", "/verify/photo/back?from=check"),
                        Missing::Page(_) => ("check-missing-front", "/verify/photo/front?from=check"),
                        Missing::Retake(Slot::Back) => {
                            ("check-missing-retake-back", "/verify/photo/back?from=check")
                        }
                        Missing::Retake(_) => {
                            ("check-missing-retake-front", "/verify/photo/front?from=check")
                        }
                        Missing::Call => ("check-missing-call", "/call"),
                        Missing::NothingChanged => ("check-missing-changed", "/status"),
                    };
                    MissingCx { href, text: texts.get(id, &[]) }
                })
                .collect();
            let page = check_page(&state, &visit, &case, missing);
            state.page_with(StatusCode::UNPROCESSABLE_ENTITY, &visit, &page)
        }
        Err(SendError::Error(error)) => Err(error.into()),
    }
}

/// The applicant stops: nothing more happens with this verification, and another can begin.
pub(super) async fn stop(
    State(state): State<WebState>,
    Editing { session, case, .. }: Editing,
    _: Posted,
) -> Result<Response, WebError> {
    state.app.cancel(&session, case.id).await?;
    Ok(Redirect::to("/status").into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn posted(day: &str, month: &str, year: &str) -> Posted {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        Posted::from_pairs(vec![pair("birth_day", day), pair("birth_month", month), pair("birth_year", year)])
    }

    #[test]
    fn dates_are_put_together_and_taken_apart_again() {
        for ((day, month, year), stored) in [
            (("3", "4", "1985"), "1985-04-03"),
            (("０３", "４", "１９８５"), "1985-04-03"),
            ((" 3 ", "04", "85"), "0085-04-03"),
            (("", "", ""), ""),
            (("3", "", "1985"), "1985--03"),
            (("x", "4", "1985"), "1985-04-0x"),
        ] {
            assert_eq!(typed_date(&posted(day, month, year)), stored, "{day} {month} {year}");
        }
        let order = |locale| -> Vec<(&str, String)> {
            date_parts(locale, "1985-04-03").into_iter().map(|p| (p.part, p.value)).collect()
        };
        let [day, month, year] =
            [("day", "3"), ("month", "4"), ("year", "1985")].map(|(p, v)| (p, v.to_owned()));
        assert_eq!(order(Locale::En), [day.clone(), month.clone(), year.clone()]);
        assert_eq!(order(Locale::ZhCn), [year, month, day]);
        let kept: Vec<_> = date_parts(Locale::En, "1985--03").into_iter().map(|p| p.value).collect();
        assert_eq!(kept, ["3", "", "1985"]);
    }
}
