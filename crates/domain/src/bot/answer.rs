//! Which articles the bot answers with, or that it has none.

use crate::help::{rank::Ranked, terms::Question};

/// Below this much of the question covered by the best article there is no answer.
const COVERED: f32 = 0.42;
/// Below this many points there is none either.
const POINTS: f32 = 5.0;
/// Further articles offered beside the best one have at least this share of its points.
const NEAR: f32 = 0.6;
/// How many further ones.
const MORE: usize = 2;

/// What retrieval came to.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// Nothing near enough: say so and offer a person.
    Nothing,
    /// These.
    Articles {
        /// The one that is quoted.
        best: Ranked,
        /// Others that may be meant.
        others: Vec<Ranked>,
    },
}

/// Chooses from candidates in their order.
pub fn choose(question: &Question, ranked: &[Ranked]) -> Answer {
    let Some(best) = ranked.first().filter(|best| near_enough(question, best)) else {
        return Answer::Nothing;
    };
    let others = ranked
        .iter()
        .skip(1)
        .take(MORE)
        .filter(|other| other.score.points >= best.score.points * NEAR)
        .copied()
        .collect();
    Answer::Articles { best: *best, others }
}

/// Whether an article is near enough to be quoted.
pub fn near_enough(question: &Question, ranked: &Ranked) -> bool {
    !question.is_empty() && ranked.score.covered >= COVERED && ranked.score.points >= POINTS
}
