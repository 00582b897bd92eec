//! `/verify/phone/{front,back}`: going on with the phone. The desk's page shows a QR code and a short link, and
//! follows by events.

use super::{
    Editing, From,
    cx::verify::{PhoneLinkCx, PhonePage},
    photo::slot_of,
};
use crate::{error::WebError, form::Posted, state::WebState, throttle::Deed};
use axum::{
    extract::{Path, State},
    response::Response,
};
use proofdesk_app::{ApplicantSession, Handoff, HandoffStanding, views::CaseView};
use proofdesk_domain::evidence::Slot;
use qrcodegen::{QrCode, QrCodeEcc};
use std::fmt::Write as _;

/// Makes the link and shows it; the one before no longer opens.
pub(super) async fn begin(
    State(state): State<WebState>,
    Editing { visit, session, case }: Editing,
    Path(side): Path<String>,
    _: Posted,
) -> Result<Response, WebError> {
    let slot = slot_of(&side, &case)?;
    // A phone that came by such a link has nothing to hand over to.
    if session.only_case.is_some() {
        return Err(WebError::Forbidden);
    }
    state.throttle.count(Deed::Code, &visit.client, None)?;
    let Handoff { url, short, expires_at } = state.app.begin_handoff(&session, case.id, slot).await?;
    let link = PhoneLinkCx { qr: qr_svg(&url)?, short, until: expires_at.as_micros() };
    let page = page(&state, &session, &case, slot).await?;
    state.page(&visit, &PhonePage { link: Some(link), standing: "waiting", evidence: None, ..page })
}

/// The page without its code, which only the page that it was made for shows: for whoever comes back to it.
pub(super) async fn show(
    State(state): State<WebState>,
    Editing { visit, session, case }: Editing,
    Path(side): Path<String>,
) -> Result<Response, WebError> {
    let slot = slot_of(&side, &case)?;
    let page = page(&state, &session, &case, slot).await?;
    state.page(&visit, &page)
}

/// The part that changes.
pub(super) async fn part(
    State(state): State<WebState>,
    Editing { visit, session, case }: Editing,
    Path(side): Path<String>,
) -> Result<Response, WebError> {
    let slot = slot_of(&side, &case)?;
    let page = page(&state, &session, &case, slot).await?;
    state.part(&visit, &page, "portal/phone_part.html")
}

async fn page(
    state: &WebState,
    session: &ApplicantSession,
    case: &CaseView,
    slot: Slot,
) -> Result<PhonePage, WebError> {
    let own = state.app.handoff_standing(session, case.id).await?;
    let kept = case.pages.iter().find(|page| page.slot == slot);
    let since = kept.and_then(|page| page.since);
    let (standing, evidence) = match own {
        HandoffStanding::Opened { made_at } if since.is_some_and(|since| since > made_at) => {
            ("arrived", kept.and_then(|page| page.evidence))
        }
        HandoffStanding::Opened { .. } => ("opened", None),
        HandoffStanding::Waiting => ("waiting", None),
        HandoffStanding::None | HandoffStanding::Expired => ("expired", None),
    };
    Ok(PhonePage {
        side: slot.as_str(),
        standing,
        link: None,
        evidence: evidence.map(|id| id.to_string()),
        next: From::Steps.next(state, case),
        back: format!("/verify/photo/{}", slot.as_str()),
    })
}

/// A QR code as SVG, dark on light whatever the page's colours are: cameras want it so.
fn qr_svg(text: &str) -> Result<String, WebError> {
    let code =
        QrCode::encode_text(text, QrCodeEcc::Medium).map_err(|long| WebError::Internal(Box::new(long)))?;
    let mut path = String::new();
    for y in 0..code.size() {
        for x in 0..code.size() {
            if code.get_module(x, y) {
                let _ = write!(path, "M{} {}h1v1h-1z", x + 4, y + 4);
            }
        }
    }
    let side = code.size() + 8;
    Ok(format!(
        r#"<svg class="qr-code" viewBox="0 0 {side} {side}" role="img" aria-label="QR" shape-rendering="crispEdges"><rect class="qr-light" width="{side}" height="{side}"/><path class="qr-dark" d="{path}"/></svg>"#
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pages_are_filled() {
        crate::pages::check_samples::<PhonePage>();
    }

    #[test]
    fn a_code_has_its_quiet_zone_and_three_finders() {
        let svg = qr_svg("https://id.example.org/l/ABCD-EFGH-IJKL").expect("short enough");
        assert!(svg.starts_with("<svg class=\"qr-code\" viewBox=\"0 0 37 37\""), "{}", &svg[..60]);
        for corner in ["M4 4h1", "M32 4h1", "M4 32h1"] {
            assert!(svg.contains(corner), "{corner}");
        }
        assert!(!svg.contains("M3 "));
    }
}
