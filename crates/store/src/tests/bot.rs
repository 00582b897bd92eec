//! What is remembered of the bot, and what it came to: the same on both engines.

use super::{made, made::at, on_both_engines};
use crate::{
    Tx,
    bot::{self, BotTurn, Count, Talk, TalkOutcome},
};
use proofdesk_domain::{
    bot::{Cause, Told},
    conversation::Conversation,
    help::Language,
    verification::{Mode, State},
};
use uuid::Uuid;

fn talk(of: &Conversation, seconds: i64) -> Talk {
    Talk {
        id: Uuid::new_v4(),
        conversation_id: of.id,
        applicant_id: of.applicant,
        mode: of.mode,
        locale: Language::ZhCn,
        verification_id: of.verification,
        state: Some(State::NeedsInput),
        began_at: at(seconds),
        last_at: at(seconds),
        waiting_since: None,
        outcome: None,
        cause: None,
        ended_at: None,
        reopened_at: None,
        version: 1,
    }
}

fn turn(of: &Talk, seq: i64) -> BotTurn {
    BotTurn {
        id: Uuid::new_v4(),
        talk_id: of.id,
        applicant_id: of.applicant_id,
        seq,
        told: Told::Nothing,
        article_id: None,
        phrased: false,
        helped: None,
        told_at: at(seq),
    }
}

/// A row in each table, of the person whose conversation it is.
pub(crate) async fn insert(tx: &mut Tx, conversation: &Conversation) {
    let talk = talk(conversation, 1);
    bot::insert_talk(tx, &talk).await.unwrap();
    bot::insert_turn(tx, &turn(&talk, 1)).await.unwrap();
}

on_both_engines! {
    async fn stretches_and_answers_round_trip(store: &Store) {
        let person = made::person(store, Mode::Live).await;
        let other = made::person(store, Mode::Live).await;
        let (mine, id) = (person.applicant.id, person.conversation.id);
        let mut tx = store.begin().await.unwrap();
        let mut newest = talk(&person.conversation, 20);
        bot::insert_talk(&mut tx, &newest).await.unwrap();
        assert_eq!(bot::find_newest_talk(&mut tx, mine, id).await.unwrap(), Some(newest.clone()));
        assert_eq!(bot::find_newest_talk(&mut tx, other.applicant.id, id).await.unwrap(), None);
        let mut stale = newest.clone();
        newest.waiting_since = Some(at(30));
        bot::update_talk(&mut tx, &mut newest).await.unwrap();
        assert!(bot::update_talk(&mut tx, &mut stale).await.is_err());
        assert_eq!(bot::list_waiting(&mut tx, at(30), 9).await.unwrap(), []);
        assert_eq!(bot::list_waiting(&mut tx, at(31), 9).await.unwrap(), [newest.clone()]);

        let turns = [turn(&newest, 2), turn(&newest, 1)];
        for turn in &turns {
            bot::insert_turn(&mut tx, turn).await.unwrap();
        }
        assert!(bot::update_helped(&mut tx, mine, turns[0].id, false).await.unwrap());
        assert!(!bot::update_helped(&mut tx, mine, turns[0].id, true).await.unwrap(), "the first word counts");
        assert!(!bot::update_helped(&mut tx, other.applicant.id, turns[1].id, true).await.unwrap());
        let kept = bot::list_turns(&mut tx, mine, newest.id).await.unwrap();
        assert_eq!(kept.iter().map(|t| (t.seq, t.helped)).collect::<Vec<_>>(), [(1, None), (2, Some(false))]);
        bot::sweep(&mut tx, at(10)).await.unwrap();
        assert_eq!(bot::list_turns(&mut tx, mine, newest.id).await.unwrap().len(), 2);
        bot::sweep(&mut tx, at(21)).await.unwrap();
        assert_eq!(bot::find_newest_talk(&mut tx, mine, id).await.unwrap(), None);
        tx.commit().await.unwrap();
    }

    async fn what_came_of_it_is_counted_by_language_and_world(store: &Store) {
        let person = made::person(store, Mode::Live).await;
        let mut tx = store.begin().await.unwrap();
        bot::sweep(&mut tx, at(9)).await.unwrap();
        let ends = [
            (Some(TalkOutcome::Helped), None, None),
            (Some(TalkOutcome::Helped), None, Some(at(40))),
            (Some(TalkOutcome::HandedOver), Some(Cause::Money), None),
            (None, None, None),
            (None, None, None),
        ];
        for (n, (outcome, cause, reopened_at)) in ends.into_iter().enumerate() {
            let one = Talk { outcome, cause, reopened_at, ..talk(&person.conversation, 20 + n as i64) };
            bot::insert_talk(&mut tx, &one).await.unwrap();
        }
        let english = Talk { locale: Language::En, ..talk(&person.conversation, 30) };
        bot::insert_talk(&mut tx, &english).await.unwrap();
        let counts = bot::count_talks(&mut tx, Mode::Live, at(10)).await.unwrap();
        let of = |language| counts.iter().filter(|c: &&Count| c.locale == language).map(|c| c.talks).sum::<i64>();
        assert_eq!((of(Language::ZhCn), of(Language::En)), (5, 1));
        assert!(counts.iter().all(|c| !c.went_through));
        assert_eq!(counts.iter().filter(|c| c.reopened).map(|c| c.talks).sum::<i64>(), 1);
        assert_eq!(counts.iter().find(|c| c.cause == Some(Cause::Money)).map(|c| c.talks), Some(1));
        assert!(bot::count_talks(&mut tx, Mode::Test, at(10)).await.unwrap().is_empty());
        assert!(bot::count_talks(&mut tx, Mode::Live, at(31)).await.unwrap().is_empty());

        let mut approved = person.verification.clone();
        approved.state = State::Approved;
        crate::verifications::update(&mut tx, &mut approved).await.unwrap();
        let counts = bot::count_talks(&mut tx, Mode::Live, at(10)).await.unwrap();
        assert!(counts.iter().all(|c| c.went_through));
        tx.commit().await.unwrap();
    }
}
