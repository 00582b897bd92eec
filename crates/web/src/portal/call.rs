//! `/call`: a person would like to talk to the applicant, who says when, or that it is to go on in writing.

use super::{
    InCase,
    cx::{
        Problem,
        call::{CallPage, DayCx, TimeCx},
    },
};
use crate::{
    error::WebError,
    form::Posted,
    format,
    i18n::{Locale, Texts},
    state::WebState,
    throttle::Deed,
};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use proofdesk_app::{
    Error,
    journey::CallReply,
    views::{CaseView, FindingView},
};
use proofdesk_domain::{
    Timestamp,
    conversation::call::{MAX_PICKED, Window},
    reason::codes,
    verification::State as CaseState,
};

/// Longest words beside an answer, in characters.
const MAX_WORDS_CHARS: usize = 1_000;
/// How many digits a telephone number has, and how many characters at most.
const DIGITS: std::ops::RangeInclusive<usize> = 5..=15;
const MAX_NUMBER_CHARS: usize = 30;

/// The request for a call, while it waits for an answer.
fn asked(case: &CaseView) -> Option<&FindingView> {
    let waits = case.state == CaseState::NeedsInput;
    case.findings.iter().find(|view| waits && view.finding.code == codes::SESSION_CALL)
}

pub(super) async fn form(
    State(state): State<WebState>,
    InCase { visit, case, .. }: InCase,
) -> Result<Response, WebError> {
    let Some(asked) = asked(&case) else { return Ok(Redirect::to("/status").into_response()) };
    let page = page(&state, state.pages.texts(visit.locale), asked, &[]);
    state.page(&visit, &page)
}

fn page(state: &WebState, texts: &Texts, asked: &FindingView, picked: &[Timestamp]) -> CallPage {
    let offer = state.app.call_offer();
    let mut days: Vec<DayCx> = Vec::new();
    for window in offer.windows {
        let day = day(texts, &window);
        let time = TimeCx {
            value: window.from.as_micros(),
            text: time(&window),
            picked: picked.contains(&window.from),
        };
        match days.last_mut().filter(|last| last.day == day) {
            Some(last) => last.times.push(time),
            None => days.push(DayCx { day, times: vec![time] }),
        }
    }
    CallPage {
        by_person: asked.by_person.clone().filter(|note| !note.trim().is_empty()),
        zone: offer.zone,
        most: MAX_PICKED,
        days,
        ..CallPage::default()
    }
}

/// `Monday, 23 November 2026`.
fn day(texts: &Texts, window: &Window) -> String {
    let weekday = texts.get(&format!("weekday-{}", window.day.weekday().number_from_monday()), &[]);
    let date = format::date(texts.locale(), window.day);
    texts.get("call-day", &[("weekday", weekday.into()), ("date", date.into())])
}

/// `09:00–11:00`.
fn time(window: &Window) -> String {
    let clock = |minutes: i64| format!("{:02}:{:02}", minutes / 60, minutes % 60);
    format!("{}–{}", clock(window.starts), clock(window.ends))
}

/// What was posted, as far as it makes sense.
struct Answer {
    reply: CallReply,
    picked: Vec<Timestamp>,
    /// Those of the picked that can still be kept.
    windows: Vec<Window>,
    number: String,
    words: String,
}

impl Answer {
    fn read(state: &WebState, posted: &Posted) -> Self {
        let in_writing = posted.text("reply") == "writing";
        let times = posted.all("time").filter_map(|micros| micros.parse().ok());
        // No more than a few are looked at, whatever is posted.
        let picked: Vec<Timestamp> = times.map(Timestamp::from_micros).take(MAX_PICKED + 1).collect();
        Self {
            reply: if in_writing { CallReply::InWriting } else { CallReply::Times },
            windows: picked.iter().filter_map(|from| state.app.find_call_window(*from)).collect(),
            picked,
            number: number(posted.text("number")),
            words: posted.text(if in_writing { "instead" } else { "words" }).trim().to_owned(),
        }
    }

    fn problems(&self, texts: &Texts, offered: bool) -> Vec<Problem> {
        let most = |most: usize| [("most", most.to_string().into())];
        let mut found = Vec::new();
        let mut say = |field, text| found.push(Problem::new(field, text));
        let field = if self.reply == CallReply::InWriting { "instead" } else { "words" };
        if self.words.chars().count() > MAX_WORDS_CHARS {
            say(field, texts.get("call-problem-words", &most(MAX_WORDS_CHARS)));
        }
        if self.reply == CallReply::InWriting {
            return found;
        }
        if self.picked.len() > MAX_PICKED {
            say("times", texts.get("call-problem-many", &most(MAX_PICKED)));
        } else if self.windows.len() < self.picked.len() {
            say("times", texts.get("call-problem-gone", &[]));
        } else if self.picked.is_empty() && offered {
            say("times", texts.get("call-problem-times", &[]));
        } else if self.picked.is_empty() && self.words.is_empty() {
            say("words", texts.get("call-problem-when", &[]));
        }
        if !is_number(&self.number) {
            say("number", texts.get("call-problem-number", &[]));
        }
        found
    }

    /// The answer as it stands in the conversation.
    fn message(&self, texts: &Texts, zone: &str) -> String {
        let windows = self.windows.iter().map(|w| format!("{}, {}", day(texts, w), time(w)));
        let first = match (self.reply, self.windows.is_empty()) {
            (CallReply::InWriting, _) => texts.get("call-message-writing", &[]),
            (CallReply::Times, true) => {
                texts.get("call-message-number", &[("number", self.number.clone().into())])
            }
            (CallReply::Times, false) => {
                let joint = if texts.locale() == Locale::ZhCn { "；" } else { "; " };
                let times = windows.collect::<Vec<_>>().join(joint);
                let args = [
                    ("number", self.number.clone().into()),
                    ("times", times.into()),
                    ("zone", zone.to_owned().into()),
                ];
                texts.get("call-message-times", &args)
            }
        };
        format!("{first}\n{}", self.words).trim().to_owned()
    }
}

/// A number as people write one, in plain digits.
fn number(typed: &str) -> String {
    let plain = |c: char| match c {
        '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32).unwrap_or(c),
        '＋' => '+',
        '\u{3000}' => ' ',
        other => other,
    };
    typed.trim().chars().take(MAX_NUMBER_CHARS + 1).map(plain).collect()
}

fn is_number(number: &str) -> bool {
    let digits = number.chars().filter(char::is_ascii_digit).count();
    let written = |c: char| c.is_ascii_digit() || " -/().".contains(c);
    DIGITS.contains(&digits)
        && number.chars().count() <= MAX_NUMBER_CHARS
        && number.strip_prefix('+').unwrap_or(number).chars().all(written)
}

pub(super) async fn answer(
    State(state): State<WebState>,
    InCase { visit, session, case }: InCase,
    posted: Posted,
) -> Result<Response, WebError> {
    // Pressed twice: it was answered already.
    let Some(asked) = asked(&case) else { return Ok(Redirect::to("/status").into_response()) };
    let texts = state.pages.texts(visit.locale);
    let answer = Answer::read(&state, &posted);
    let again = page(&state, texts, asked, &answer.picked);
    let problems = answer.problems(texts, !again.days.is_empty());
    if !problems.is_empty() {
        let kept = |name: &str| posted.text(name).to_owned();
        let page = CallPage {
            problems,
            number: kept("number"),
            words: kept("words"),
            instead: kept("instead"),
            ..again
        };
        return state.page_with(StatusCode::UNPROCESSABLE_ENTITY, &visit, &page);
    }
    state.throttle.count(Deed::Message, &visit.client, None)?;
    let message = answer.message(texts, &again.zone);
    match state.app.answer_call(&session, case.id, answer.reply, &message).await {
        Ok(()) | Err(Error::WrongState(_) | Error::NotFound) => Ok(Redirect::to("/status").into_response()),
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_taken_as_people_write_them() {
        for (typed, kept) in [
            ("+49 30 901820", "+49 30 901820"),
            (" (030) 90-18-20 ", "(030) 90-18-20"),
            ("＋８６　１０ ６６６６６", "+86 10 66666"),
        ] {
            assert_eq!(number(typed), kept);
            assert!(is_number(kept), "{kept}");
        }
        for wrong in ["", "1234", "+", "call me", "12345<b>", "49+30901820", "1234567890123456"] {
            assert!(!is_number(&number(wrong)), "{wrong}");
        }
        assert!(!is_number(&number(&"1 ".repeat(40))), "endless");
    }
}
