//! What came of the bot, by language. Whoever went away without a word is counted as no result: silence is
//! not success.

use crate::{App, error::Error, staff::StaffSession, wiring::PhraserView};
use proofdesk_domain::{access::Action, bot::Cause, help::Language, verification::Mode};
use proofdesk_store::bot::{self, Count, TalkOutcome};
use time::Duration;

/// How far back figures reach, and how long what they are made of is kept.
pub(crate) const FIGURES: Duration = Duration::days(90);

/// What came of the bot in one world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BotFigures {
    /// Which world.
    pub mode: Mode,
    /// Over so many days.
    pub days: i64,
    /// In each language.
    pub languages: Vec<LanguageFigures>,
    /// The language model that may word answers, where the operator has named one.
    pub model: Option<PhraserView>,
}

/// What came of the bot in one language. Every stretch is counted once, but for `reopened`, which are
/// among the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LanguageFigures {
    /// The language.
    pub language: Language,
    /// Stretches of conversations in which it answered.
    pub talks: i64,
    /// The verification went through afterwards, without anybody taking over.
    pub went_through: i64,
    /// The person said that it helped, and did not come back.
    pub said: i64,
    /// A person took over.
    pub to_people: i64,
    /// The same by cause; causes without any are left out.
    pub handed_over: Vec<(Cause, i64)>,
    /// The person had said that it helped, and came back.
    pub reopened: i64,
    /// None of these: nobody knows.
    pub no_result: i64,
}

impl LanguageFigures {
    fn of(language: Language, counts: &[Count]) -> Self {
        let sum = |keep: &dyn Fn(&Count) -> bool| -> i64 {
            counts.iter().filter(|c| c.locale == language && keep(c)).map(|c| c.talks).sum()
        };
        let alone = |c: &Count| c.outcome != Some(TalkOutcome::HandedOver);
        let talks = sum(&|_| true);
        let went_through = sum(&|c| alone(c) && c.went_through);
        let said = sum(&|c| c.outcome == Some(TalkOutcome::Helped) && !c.went_through && !c.reopened);
        let to_people = sum(&|c| !alone(c));
        let handed_over: Vec<_> = Cause::ALL
            .into_iter()
            .map(|cause| (cause, sum(&|c| !alone(c) && c.cause == Some(cause))))
            .filter(|(_, n)| *n > 0)
            .collect();
        Self {
            language,
            talks,
            went_through,
            said,
            to_people,
            handed_over,
            reopened: sum(&|c| c.reopened),
            no_result: talks - went_through - said - to_people,
        }
    }

    /// Solved, as far as anybody knows.
    pub const fn confirmed(&self) -> i64 {
        self.went_through + self.said
    }
}

impl App {
    /// What came of the bot in a world over the last days.
    pub async fn bot_figures(&self, st: &StaffSession, mode: Mode) -> Result<BotFigures, Error> {
        st.permit(Action::SeeInbox)?;
        let mut tx = self.store().read().await?;
        let counts = bot::count_talks(&mut tx, mode, self.now().plus(-FIGURES)).await?;
        Ok(BotFigures {
            mode,
            days: FIGURES.whole_days(),
            languages: Language::ALL.into_iter().map(|l| LanguageFigures::of(l, &counts)).collect(),
            model: self.phraser(),
        })
    }

    /// The language model that may word answers, where the operator has named one: applicants are told.
    pub fn phraser(&self) -> Option<PhraserView> {
        self.wiring().phraser.as_ref().map(|phraser| phraser.about())
    }

    pub(crate) async fn sweep_bot(&self) -> Result<(), Error> {
        let mut work = self.house_work(proofdesk_domain::access::Actor::System).await?;
        bot::sweep(&mut work.tx, work.now.plus(-FIGURES)).await?;
        work.commit().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stretch_is_counted_once_and_silence_is_no_success() {
        let count = |outcome, cause, reopened, went_through, talks| Count {
            locale: Language::En,
            outcome,
            cause,
            reopened,
            went_through,
            talks,
        };
        let counts = [
            count(None, None, false, false, 10),
            count(None, None, false, true, 3),
            count(Some(TalkOutcome::Helped), None, false, false, 4),
            count(Some(TalkOutcome::Helped), None, false, true, 1),
            count(Some(TalkOutcome::Helped), None, true, false, 2),
            count(Some(TalkOutcome::HandedOver), Some(Cause::Money), false, true, 5),
            count(Some(TalkOutcome::HandedOver), Some(Cause::Asked), true, false, 6),
        ];
        let figures = LanguageFigures::of(Language::En, &counts);
        assert_eq!((figures.talks, figures.went_through, figures.said, figures.confirmed()), (31, 4, 4, 8));
        assert_eq!(figures.handed_over, [(Cause::Asked, 6), (Cause::Money, 5)]);
        assert_eq!((figures.reopened, figures.no_result), (8, 12));
        assert_eq!(LanguageFigures::of(Language::ZhCn, &counts).talks, 0);
    }
}
