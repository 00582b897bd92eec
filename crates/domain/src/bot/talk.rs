//! What the bot does next in a conversation: a pure function of what was said so far.

use super::wishes::{Cause, hand_over, is_greeting};
use serde::{Deserialize, Serialize};

/// Answers that did not help after which a person comes.
pub const UNHELPFUL: usize = 2;
/// Answers after which a person comes whatever they were.
pub const TURNS: usize = 6;

/// One answer of the bot, as it is remembered: no words, only what kind it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// What it told.
    pub told: Told,
    /// The article, if it quoted one.
    pub article: Option<String>,
    /// What the person said of it.
    pub helped: Option<bool>,
}

/// What kind of answer it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    /// What the case itself found.
    Case,
    /// An article.
    Article,
    /// That it has no answer.
    Nothing,
    /// Nothing yet: it asked for other words.
    Asked,
}

impl Told {
    /// The stable word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Case => "case",
            Self::Article => "article",
            Self::Nothing => "nothing",
            Self::Asked => "asked",
        }
    }
}

/// A tapped answer, recognised by its words before this is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tapped {
    /// "That helped."
    Helped,
    /// "That did not help."
    NotHelped,
    /// "Talk to a person."
    Person,
    /// "Something else": goes on asking.
    SomethingElse,
}

/// Which answers are offered below a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuickReplies {
    /// At the beginning.
    Opening,
    /// After an answer.
    FollowUp,
    /// When it offers a person.
    HandOver,
}

/// What comes next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Move {
    /// Gives it to a person.
    HandOver(Cause),
    /// Looks for an answer in the articles, leaving out those already given.
    LookUp {
        /// Given already: never twice.
        given: Vec<String>,
    },
    /// Thanks, and leaves the conversation.
    Resolved,
    /// Asks for other words.
    AskAgain,
}

/// What the bot does about a message.
pub fn next(turns: &[Turn], tapped: Option<Tapped>, text: &str) -> Move {
    let unhelpful =
        turns.iter().filter(|turn| turn.helped == Some(false) || turn.told == Told::Nothing).count();
    match tapped {
        Some(Tapped::Person) => return Move::HandOver(Cause::Asked),
        Some(Tapped::Helped) => return Move::Resolved,
        Some(Tapped::SomethingElse) => return Move::AskAgain,
        // The verdict on the last answer is in `turns` already.
        Some(Tapped::NotHelped) if unhelpful >= UNHELPFUL => return Move::HandOver(Cause::Unhelpful),
        Some(Tapped::NotHelped) => return Move::AskAgain,
        None => {}
    }
    if let Some(cause) = hand_over(text) {
        return Move::HandOver(cause);
    }
    if unhelpful >= UNHELPFUL {
        return Move::HandOver(Cause::Unhelpful);
    }
    if turns.iter().filter(|turn| turn.told != Told::Case).count() >= TURNS {
        return Move::HandOver(Cause::TurnsUsed);
    }
    if is_greeting(text) {
        return Move::AskAgain;
    }
    Move::LookUp { given: turns.iter().filter_map(|turn| turn.article.clone()).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turn(told: Told, helped: Option<bool>) -> Turn {
        Turn { told, article: (told == Told::Article).then(|| "glare".to_owned()), helped }
    }

    #[test]
    fn a_wish_for_a_person_needs_no_permission() {
        assert_eq!(next(&[], None, "人工"), Move::HandOver(Cause::Asked));
        assert_eq!(next(&[], None, "agent"), Move::HandOver(Cause::Asked));
        assert_eq!(next(&[], Some(Tapped::Person), "whatever the button says"), Move::HandOver(Cause::Asked));
    }

    #[test]
    fn two_answers_that_did_not_help_bring_a_person() {
        let one = [turn(Told::Article, Some(false))];
        assert_eq!(next(&one, Some(Tapped::NotHelped), ""), Move::AskAgain);
        let two = [turn(Told::Article, Some(false)), turn(Told::Nothing, None)];
        assert_eq!(next(&two, None, "my photo"), Move::HandOver(Cause::Unhelpful));
        assert_eq!(next(&two, Some(Tapped::NotHelped), ""), Move::HandOver(Cause::Unhelpful));
    }

    #[test]
    fn a_greeting_is_no_question() {
        for text in ["hi", "Hello!", "good morning", "你好", "您好，", "thanks", "谢谢你"] {
            assert_eq!(next(&[], None, text), Move::AskAgain, "{text}");
        }
        for text in ["hi my photo is blurred", "你好照片模糊"] {
            assert!(matches!(next(&[], None, text), Move::LookUp { .. }), "{text}");
        }
    }

    #[test]
    fn it_never_goes_on_for_ever_nor_says_the_same_twice() {
        for told in [Told::Article, Told::Asked] {
            let many = vec![turn(told, None); TURNS];
            assert_eq!(next(&many, None, "my photo"), Move::HandOver(Cause::TurnsUsed));
            assert_eq!(next(&many, None, "hello"), Move::HandOver(Cause::TurnsUsed));
        }
        let many = vec![turn(Told::Article, None); TURNS];
        assert_eq!(next(&many[..1], None, "my photo"), Move::LookUp { given: vec!["glare".to_owned()] });
    }
}
