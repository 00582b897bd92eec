//! Looking for an answer: what is asked, in whichever of our languages, and the passage that says it.

use crate::{
    App,
    error::Error,
    help::{Hit, load},
};
use proofdesk_domain::{
    ArticleId,
    bot::{
        Say,
        answer::{self, Answer},
        language::{self, Spoken},
        model::{Source, mask_known},
        say::{Cited, Quote, Why},
    },
    help::{Language, markdown},
};
use proofdesk_store::Tx;

/// Most of an article that a language model is given, in characters.
const PASSAGE: usize = 1_500;

/// What was found.
pub(crate) struct Looked {
    /// To be said.
    pub say: Say,
    /// The article that it quotes.
    pub article: Option<(ArticleId, Language)>,
    /// What a language model may word it from; empty where there is no answer.
    pub sources: Vec<Source>,
}

impl App {
    /// The answer of the articles to a question, leaving out those already given. What names somebody
    /// (`names`, addresses, numbers) is nothing that an article could say.
    pub(crate) async fn look_up(
        &self,
        tx: &mut Tx,
        text: &str,
        names: &[String],
        given: &[ArticleId],
    ) -> Result<Looked, Error> {
        let language = match language::of(text) {
            Spoken::Known(language) => language,
            Spoken::Other => return Ok(nothing(Why::Language)),
            Spoken::Unclear => return Ok(nothing(Why::TooLittle)),
        };
        let text = &mask_known(text, names);
        for language in [language, language.other()] {
            let mut retrieved = self.retrieve(tx, language, text).await?;
            retrieved.ranked.retain(|ranked| !given.contains(&ranked.id));
            let Answer::Articles { best, others } = answer::choose(&retrieved.question, &retrieved.ranked)
            else {
                continue;
            };
            let picked: Vec<_> = std::iter::once(best).chain(others).collect();
            let hits = load(tx, language, &picked).await?;
            let Some((first, others)) = hits.split_first() else { continue };
            let passage = markdown::best_passage(&first.text.body, &retrieved.question);
            // What it says in short, then the passage that says most of what was asked.
            let (heading, text) = passage.map(|passage| (passage.heading, passage.text)).unwrap_or_default();
            let text = format!("{}\n{text}", first.text.summary);
            let quote = Quote {
                article: cited(first),
                language,
                heading,
                text,
                phrased: false,
                others: others.iter().map(cited).collect(),
            };
            return Ok(Looked {
                say: Say::Article(quote),
                article: Some((first.id, language)),
                sources: hits.iter().map(source).collect(),
            });
        }
        Ok(nothing(Why::Unknown))
    }
}

fn nothing(why: Why) -> Looked {
    Looked { say: Say::Nothing { why }, article: None, sources: Vec::new() }
}

fn cited(hit: &Hit) -> Cited {
    Cited { slug: hit.slug.clone(), title: hit.text.title.clone() }
}

fn source(hit: &Hit) -> Source {
    let text = format!("{}\n{}\n{}", hit.text.title, hit.text.summary, markdown::plain(&hit.text.body));
    Source { slug: hit.slug.clone(), text: text.chars().take(PASSAGE).collect() }
}
