//! What the bot says, in words: the same values for the applicant, in their language, and for staff, in
//! theirs. Plain text of it goes into the message itself; pages show more.

use crate::{
    format,
    i18n::{Arg, Texts},
    portal::{
        cx::finding::{mending, words, words_of_code},
        step_path,
    },
};
use proofdesk_domain::{
    bot::{
        Cause, QuickReplies, Say, Told,
        opening::{Opening, Todo, Waits},
        say::{Cited, Given, Quote, Stands, Summary, Why},
    },
    finding::Finding,
    mend::Step,
    reason::Class,
    verification::State,
};
use serde::Serialize;

/// A message of the bot.
#[derive(Clone, Debug, Default, Serialize)]
pub struct BotCx {
    /// What it says, a paragraph each.
    pub lines: Vec<String>,
    /// What is to be mended, in order.
    pub todo: Vec<TodoCx>,
    /// What it quotes.
    pub quote: Option<QuoteCx>,
    /// The one next step.
    pub action: Option<ActionCx>,
    /// Which answers are offered below: `opening`, `follow-up`, `hand-over`.
    pub replies: &'static str,
    /// Questions to tap.
    pub questions: Vec<String>,
}

/// Something to mend.
#[derive(Clone, Debug, Serialize)]
pub struct TodoCx {
    /// Headline.
    pub title: String,
    /// What we saw, how often, and what to do.
    pub lines: Vec<String>,
}

/// A passage of an article, or what a language model made of it.
#[derive(Clone, Debug, Serialize)]
pub struct QuoteCx {
    /// Its title.
    pub title: String,
    /// Its address.
    pub href: String,
    /// Its language.
    pub lang: &'static str,
    /// The heading over the passage.
    pub heading: String,
    /// A paragraph each.
    pub lines: Vec<String>,
    /// They are a language model's words.
    pub phrased: bool,
    /// Others: title and address.
    pub others: Vec<(String, String)>,
}

/// A step to take.
#[derive(Clone, Debug, Serialize)]
pub struct ActionCx {
    /// What it says.
    pub label: String,
    /// Where it leads.
    pub href: &'static str,
}

impl BotCx {
    /// What is said.
    pub fn new(texts: &Texts, say: &Say) -> Self {
        let one = |id: &str| Self { lines: vec![texts.get(id, &[])], ..Self::default() };
        let cx = match say {
            Say::Opening { opening } => Self::opening(texts, opening),
            Say::Article(quote) => Self { quote: Some(QuoteCx::new(quote)), ..Self::default() },
            Say::Nothing { why: Why::Language } => {
                // In both languages: whoever wrote in a third one may read either.
                let lines = vec![
                    texts.get("bot-nothing-language", &[]),
                    texts.get("bot-nothing-language-other", &[]),
                ];
                Self { lines, ..Self::default() }
            }
            Say::Nothing { why } => one(&format!("bot-nothing-{}", why.as_str())),
            Say::AskAgain => Self { questions: questions(texts), ..one("bot-ask-again") },
            Say::Resolved => one("bot-resolved"),
        };
        let replies = match say {
            // After a farewell nothing is asked.
            Say::Resolved => "",
            _ => match say.replies() {
                QuickReplies::Opening => "opening",
                QuickReplies::FollowUp => "follow-up",
                QuickReplies::HandOver => "hand-over",
            },
        };
        Self { replies, ..cx }
    }

    fn opening(texts: &Texts, opening: &Opening) -> Self {
        let face = opening.face();
        let mut lines = Vec::new();
        let line = |id: &str| texts.get(id, &[]);
        let mut todo = Vec::new();
        match opening {
            Opening::Mend { todo: list, .. } => {
                lines.push(texts.get("bot-open-mend", &[("n", Arg::Number(list.len() as f64))]));
                todo = list.iter().map(|one| TodoCx::new(texts, one)).collect();
            }
            Opening::Waits { waits: Some(waits) } | Opening::Appealed { waits: Some(waits) } => {
                lines.push(line(&format!("bot-open-{face}")));
                lines.push(waiting(texts, waits));
            }
            Opening::Refused { reasons, appealable, .. } => {
                lines.push(line(&format!("bot-open-{face}")));
                for code in reasons {
                    let words = words_of_code(texts, *code);
                    lines.push(format!("{} {}", with_stop(&words.title, texts), words.saw));
                }
                lines.push(line(if *appealable { "bot-open-appealable" } else { "bot-open-not-appealable" }));
            }
            _ => lines.push(line(&format!("bot-open-{face}"))),
        }
        let questions = match opening {
            Opening::Mend { .. } | Opening::SendAgain => Vec::new(),
            _ => questions(texts),
        };
        Self { lines, todo, action: action(texts, opening), questions, ..Self::default() }
    }

    /// Samples for the render tests: every branch of how a message is shown.
    pub fn samples() -> Vec<Self> {
        let todo = |title: &str| TodoCx {
            title: title.into(),
            lines: vec!["<i>Seen</i>".into(), "Tilt it.".into()],
        };
        let quote = |phrased, lang| QuoteCx {
            title: "Light <covers> it".into(),
            href: "/help/glare?lang=en".into(),
            lang,
            heading: if phrased { String::new() } else { "Why".into() },
            lines: vec!["One.".into(), "• Two.".into()],
            phrased,
            others: vec![("Too dark".into(), "/help/too-dark?lang=en".into())],
        };
        let said = |replies| Self { lines: vec!["Said.".into()], replies, ..Self::default() };
        let action = Some(ActionCx { label: "Take it again".into(), href: "/verify/photo/front" });
        vec![
            Self { todo: vec![todo("Light"), todo("Name")], action, ..said("opening") },
            Self { questions: vec!["How long?".into()], ..said("opening") },
            Self { quote: Some(quote(false, "en")), replies: "follow-up", ..Self::default() },
            Self { quote: Some(quote(true, "zh-CN")), replies: "follow-up", ..Self::default() },
            said("hand-over"),
            said(""),
        ]
    }

    /// As plain text.
    pub fn plain(&self) -> String {
        let mut lines = self.lines.clone();
        for (at, todo) in self.todo.iter().enumerate() {
            lines.push(format!("{}. {}", at + 1, todo.title));
            lines.extend(todo.lines.iter().cloned());
        }
        if let Some(quote) = &self.quote {
            lines.push(quote.title.clone());
            lines.extend(Some(&quote.heading).filter(|heading| !heading.is_empty()).cloned());
            lines.extend(quote.lines.iter().cloned());
        }
        lines.join("\n")
    }
}

impl TodoCx {
    fn new(texts: &Texts, todo: &Todo) -> Self {
        let words = words(texts, &todo.finding);
        let mut lines = vec![words.saw];
        if todo.times > 1 {
            let what = if todo.finding.code.reason().class == Class::Retake { "photos" } else { "tries" };
            let n = [("n", Arg::Number(f64::from(todo.times)))];
            lines.push(texts.get(&format!("bot-times-{what}"), &n));
        }
        if let Some(words) = &todo.words {
            lines.push(texts.get("bot-words", &[("words", words.as_str().into())]));
        }
        lines.push(words.act);
        Self { title: words.title, lines }
    }
}

impl QuoteCx {
    fn new(quote: &Quote) -> Self {
        let href = |cited: &Cited| format!("/help/{}?lang={}", cited.slug, quote.language.as_str());
        Self {
            title: quote.article.title.clone(),
            href: href(&quote.article),
            lang: quote.language.as_str(),
            heading: quote.heading.clone(),
            lines: quote.text.lines().map(str::to_owned).collect(),
            phrased: quote.phrased,
            others: quote.others.iter().map(|cited| (cited.title.clone(), href(cited))).collect(),
        }
    }
}

/// A headline as a sentence.
fn with_stop(title: &str, texts: &Texts) -> String {
    texts.get("bot-headline", &[("title", title.trim_end_matches(['.', '。']).into())])
}

fn waiting(texts: &Texts, waits: &Waits) -> String {
    if waits.late {
        return texts.get("queue-late", &[]);
    }
    let args = [
        ("n", Arg::Number(f64::from(waits.position))),
        ("by", format::moment(texts.locale(), waits.due_at).into()),
    ];
    texts.get("bot-waits", &args)
}

/// Questions that most people have, to tap.
fn questions(texts: &Texts) -> Vec<String> {
    ["bot-question-1", "bot-question-2", "bot-question-3"].map(|id| texts.get(id, &[])).into()
}

/// The one next step of what a case shows.
fn action(texts: &Texts, opening: &Opening) -> Option<ActionCx> {
    let label = |id: &str| texts.get(id, &[]);
    let (label, href) = match (opening, opening.step()) {
        (Opening::Mend { passport, .. }, Some(step)) => {
            let how = if *passport && step == Step::PhotoFront { "photo_passport" } else { step.as_str() };
            (label(&format!("next-{how}")), mending(Some(step)).0.unwrap_or("/status"))
        }
        (Opening::Draft { .. }, Some(step)) => (label("status-go-on"), step_path(step)),
        (Opening::SendAgain, _) => (label("next-check"), step_path(Step::Check)),
        (Opening::Refused { appealable: true, .. }, _) => (label("appeal-title"), "/appeal"),
        (Opening::NoCase | Opening::Cancelled | Opening::Expired, _) => {
            (label("status-begin-again"), "/levels")
        }
        (Opening::Mend { .. }, None) => return None,
        _ => (label("bot-do-status"), "/status"),
    };
    let label = if *opening == Opening::NoCase { texts.get("bot-do-levels", &[]) } else { label };
    Some(ActionCx { label, href })
}

/// What a person who takes over sees first, and the applicant too.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SummaryCx {
    /// Why, in a sentence.
    pub cause: String,
    /// The case in a line.
    pub case: Option<String>,
    /// What stands against it.
    pub against: Vec<String>,
    /// What was asked.
    pub asked: Vec<String>,
    /// What the bot told.
    pub told: Vec<String>,
}

impl SummaryCx {
    /// In the reader's words: `applicant` is told of themselves, staff of the applicant.
    pub fn new(texts: &Texts, cause: Cause, summary: &Summary, reader: Reader) -> Self {
        let whom = match reader {
            Reader::Applicant => "you",
            Reader::Staff => "they",
        };
        Self {
            cause: texts.get(&format!("bot-cause-{}-{whom}", cause.as_str()), &[]),
            case: summary.case.as_ref().map(|case| {
                let args = [
                    ("reference", case.reference.as_str().into()),
                    ("state", state(texts, case.state, reader).into()),
                    ("n", Arg::Number(f64::from(case.attempts))),
                ];
                texts.get("bot-summary-case", &args)
            }),
            against: summary.against.iter().map(|one| stands(texts, one)).collect(),
            asked: summary.asked.clone(),
            told: summary.told.iter().map(|one| given(texts, one)).collect(),
        }
    }
}

impl SummaryCx {
    /// A sample for the render tests.
    pub fn sample() -> Self {
        Self {
            cause: "Asked.".into(),
            case: Some("Case PD-7K4M-2Q9X".into()),
            against: vec!["Light <covers> it".into()],
            asked: vec!["<b>Why?".into()],
            told: vec!["“Glare”".into()],
        }
    }
}

/// Who reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// The person themselves.
    Applicant,
    /// Somebody at the desk.
    Staff,
}

/// Where a case stands: what its applicant's page says, or what the desk calls it.
fn state(texts: &Texts, state: State, reader: Reader) -> String {
    let of = match reader {
        Reader::Applicant => "status-title",
        Reader::Staff => "console-state",
    };
    texts.get(&format!("{of}-{}", state.as_str()), &[])
}

fn stands(texts: &Texts, one: &Stands) -> String {
    let mut finding = Finding::blocking(one.code);
    (finding.field, finding.page) = (one.field, one.page);
    let title = words(texts, &finding).title;
    if one.times < 2 {
        return title;
    }
    texts.get("bot-summary-times", &[("title", title.into()), ("n", Arg::Number(f64::from(one.times)))])
}

fn given(texts: &Texts, one: &Given) -> String {
    let verdict = match one.helped {
        Some(true) => "yes",
        Some(false) => "no",
        None => "none",
    };
    let title = one.article.as_ref().map(|cited| cited.title.as_str()).unwrap_or_default();
    let id = match one.told {
        Told::Case => "bot-told-case",
        Told::Article => "bot-told-article",
        Told::Nothing | Told::Asked => "bot-told-nothing",
    };
    texts.get(id, &[("title", title.into()), ("verdict", verdict.into())])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Locale;
    use proofdesk_domain::{
        ReasonCode, Timestamp, document::FieldName, evidence::Slot, finding::Unit, help::Language,
    };

    fn everything() -> Vec<Say> {
        let waits =
            |late| Some(Waits { position: 2, due_at: Timestamp::from_micros(1_795_000_000_000_000), late });
        let mut openings = vec![
            Opening::NoCase,
            Opening::SendAgain,
            Opening::Checking,
            Opening::Delayed,
            Opening::Approved,
            Opening::Cancelled,
            Opening::Expired,
            Opening::Frozen,
            Opening::Waits { waits: None },
            Opening::Waits { waits: waits(false) },
            Opening::Appealed { waits: waits(true) },
        ];
        openings.extend(Step::ALL.map(|step| Opening::Draft { step }));
        for revoked in [false, true] {
            let reasons: Vec<ReasonCode> = ReasonCode::find("doc.expired").into_iter().collect();
            openings.push(Opening::Refused { revoked, reasons, appealable: !revoked });
        }
        // Every reason, bare and with everything that a text may ask for.
        for code in ReasonCode::all() {
            let full = Finding::blocking(code)
                .on_page(Slot::Back)
                .on_field(FieldName::ExpiryDate)
                .measured(0.5, 0.2, Unit::Share)
                .compared("1974-08-12", "1974-08-21", 0.9);
            let todo = [Finding::blocking(code), full].map(|finding| Todo {
                finding,
                times: 2,
                words: Some("Bring it nearer".into()),
            });
            openings.push(Opening::Mend { todo: todo.into(), passport: true });
        }
        let mut all: Vec<Say> = openings.into_iter().map(|opening| Say::Opening { opening }).collect();
        all.extend(Why::ALL.map(|why| Say::Nothing { why }));
        let cited = |slug: &str| Cited { slug: slug.into(), title: "Light <covers> it".into() };
        let quote = |phrased| Quote {
            article: cited("glare"),
            language: Language::ZhCn,
            heading: "Why".into(),
            text: "One.\nTwo.".into(),
            phrased,
            others: vec![cited("too-dark")],
        };
        all.extend([Say::Article(quote(false)), Say::Article(quote(true)), Say::AskAgain, Say::Resolved]);
        all
    }

    /// For every reason, state and answer: words in both languages, none missing, none empty.
    #[test]
    fn everything_that_it_says_has_words_in_every_language() {
        for locale in Locale::ALL {
            let texts = Texts::load(locale, None).expect("loads");
            for say in everything() {
                let cx = BotCx::new(&texts, &say);
                let mut all = cx.plain();
                all.push_str(&cx.questions.join("\n"));
                all.push_str(cx.action.as_ref().map(|action| action.label.as_str()).unwrap_or_default());
                assert!(all.trim().chars().count() > 5, "{say:?}");
                for gap in ["bot-", "next-", "status-", "queue-", "reason-", "appeal-"] {
                    assert!(!all.contains(gap), "{}: {all}", locale.tag());
                }
            }
            for cause in Cause::ALL {
                for reader in [Reader::Applicant, Reader::Staff] {
                    let cx = SummaryCx::new(&texts, cause, &summary(), reader);
                    let all = format!("{cx:?}");
                    assert!(
                        !all.contains("bot-") && !all.contains("status-") && !all.contains("console-"),
                        "{all}"
                    );
                }
            }
            for tap in ["helped", "not-helped", "person", "else"] {
                assert!(texts.has(&format!("bot-reply-{tap}")), "{tap}");
            }
        }
    }

    fn summary() -> Summary {
        use proofdesk_domain::bot::say::CaseLine;
        let cited = || Some(Cited { slug: "glare".into(), title: "Light covers it".into() });
        let given = |told, article, helped| Given { told, article, helped };
        Summary {
            case: Some(CaseLine {
                reference: "PD-1".into(),
                level: "standard".into(),
                state: State::NeedsInput,
                attempts: 2,
            }),
            against: [1, 2]
                .map(|times| Stands {
                    code: proofdesk_domain::reason::codes::IMAGE_GLARE,
                    field: Some(FieldName::ExpiryDate),
                    page: None,
                    times,
                })
                .into(),
            asked: vec!["Why?".into()],
            told: vec![
                given(Told::Case, None, None),
                given(Told::Article, cited(), Some(false)),
                given(Told::Article, cited(), Some(true)),
                given(Told::Nothing, None, None),
            ],
        }
    }

    /// The issue's own sentence: what covered what, how often, what to do, and the very step.
    #[test]
    fn light_on_a_date_is_named_with_its_step() {
        let texts = Texts::load(Locale::En, None).expect("loads");
        let finding = Finding::blocking(proofdesk_domain::reason::codes::IMAGE_GLARE)
            .on_page(Slot::Back)
            .on_field(FieldName::ExpiryDate);
        let opening = Opening::Mend { todo: vec![Todo { finding, times: 2, words: None }], passport: false };
        let cx = BotCx::new(&texts, &Say::Opening { opening });
        let all = cx.plain();
        for part in ["Light covers the expiry date", "last two photos", "Tilt the document"] {
            assert!(all.contains(part), "{all}");
        }
        assert_eq!(cx.action.map(|action| action.href), Some("/verify/photo/back?from=status"));
    }
}
