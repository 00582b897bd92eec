//! Who gets a conversation: people who are there, may answer, know the language and the team, and have room.

use super::talk::words;
use crate::{clock::Timestamp, help::Language, ids::StaffId};

words! {
    /// How conversations find their people.
    Method {
        /// Whoever has the fewest, for what they can carry.
        LeastLoad = "least_load",
        /// Each in turn: whoever got one longest ago.
        RoundRobin = "round_robin",
        /// Nobody by itself: people take them.
        ByHand = "by_hand",
    }
    /// Whether somebody is at the desk.
    Presence {
        /// There: gets new conversations.
        Here = "here",
        /// Not there: gets none, and keeps what they have.
        Away = "away",
    }
}

/// Somebody who could get it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Who.
    pub staff: StaffId,
    /// Whether they are there.
    pub presence: Presence,
    /// Whether their role answers people at all, and they may sign in.
    pub may_answer: bool,
    /// Languages that they write; an empty list is every one.
    pub languages: Vec<Language>,
    /// Teams that they are in.
    pub teams: Vec<String>,
    /// How many conversations they can carry at once.
    pub capacity: u32,
    /// How many wait for them now.
    pub load: u32,
    /// When they last got one.
    pub last_assigned_at: Option<Timestamp>,
}

/// What a conversation needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted<'a> {
    /// The applicant's language.
    pub language: Language,
    /// The team that it was given to.
    pub team: Option<&'a str>,
    /// Not this one: they had it, and it is to go on to somebody else.
    pub except: Option<StaffId>,
}

impl Candidate {
    /// Whether they can take it now.
    pub fn can_take(&self, wanted: &Wanted<'_>) -> bool {
        self.may_answer
            && self.presence == Presence::Here
            && self.load < self.capacity
            && wanted.except != Some(self.staff)
            && (self.languages.is_empty() || self.languages.contains(&wanted.language))
            && wanted.team.is_none_or(|team| self.teams.iter().any(|t| t == team))
    }
}

/// Who gets it; none where nobody can take it: then it waits where everybody sees it.
pub fn choose(method: Method, wanted: &Wanted<'_>, candidates: &[Candidate]) -> Option<StaffId> {
    let fit = candidates.iter().filter(|candidate| candidate.can_take(wanted));
    let chosen = match method {
        Method::ByHand => None,
        Method::RoundRobin => fit.min_by_key(|c| (c.last_assigned_at, c.staff)),
        // Load for what somebody can carry, as a fraction without dividing: a/b < c/d.
        Method::LeastLoad => fit.min_by(|a, b| {
            let (left, right) =
                (u64::from(a.load) * u64::from(b.capacity), u64::from(b.load) * u64::from(a.capacity));
            left.cmp(&right).then_with(|| (a.last_assigned_at, a.staff).cmp(&(b.last_assigned_at, b.staff)))
        }),
    };
    chosen.map(|candidate| candidate.staff)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn id(n: u128) -> StaffId {
        StaffId::from_uuid(Uuid::from_u128(n))
    }

    fn at(n: i64) -> Timestamp {
        Timestamp::from_micros(n)
    }

    fn person(n: u128) -> Candidate {
        Candidate {
            staff: id(n),
            presence: Presence::Here,
            may_answer: true,
            languages: Vec::new(),
            teams: vec!["support".into()],
            capacity: 10,
            load: 0,
            last_assigned_at: None,
        }
    }

    const ANY: Wanted<'static> = Wanted { language: Language::En, team: None, except: None };

    #[test]
    fn only_who_is_there_may_answer_and_has_room_gets_any() {
        let away = Candidate { presence: Presence::Away, ..person(1) };
        let admin = Candidate { may_answer: false, ..person(2) };
        let full = Candidate { load: 10, ..person(3) };
        let chinese = Candidate { languages: vec![Language::ZhCn], ..person(4) };
        let all = [away, admin, full, chinese];
        for method in [Method::LeastLoad, Method::RoundRobin] {
            assert_eq!(choose(method, &ANY, &all), None);
            assert_eq!(choose(method, &Wanted { language: Language::ZhCn, ..ANY }, &all), Some(id(4)));
        }
        assert_eq!(choose(Method::ByHand, &ANY, &[person(9)]), None);
        let elsewhere = Wanted { team: Some("reviews"), ..ANY };
        assert_eq!(choose(Method::LeastLoad, &elsewhere, &[person(1)]), None);
        let handed_on = Wanted { except: Some(id(1)), ..ANY };
        assert_eq!(choose(Method::LeastLoad, &handed_on, &[person(1), person(2)]), Some(id(2)));
    }

    #[test]
    fn load_is_measured_against_what_somebody_can_carry() {
        let half_time = Candidate { capacity: 2, load: 1, ..person(1) };
        let full_time = Candidate { capacity: 10, load: 4, ..person(2) };
        assert_eq!(choose(Method::LeastLoad, &ANY, &[half_time.clone(), full_time.clone()]), Some(id(2)));
        let waited = Candidate { load: 5, last_assigned_at: Some(at(1)), ..full_time };
        let fresh = Candidate { last_assigned_at: Some(at(9)), ..half_time };
        assert_eq!(choose(Method::LeastLoad, &ANY, &[fresh, waited]), Some(id(2)), "who waited longer");
    }

    proptest! {
        /// Over time each gets as many as the others, and nobody more than they can carry.
        #[test]
        fn turns_are_fair(people in 1u128..8, rounds in 1usize..60, capacity in 1u32..20) {
            let mut all: Vec<Candidate> = (1..=people).map(|n| Candidate { capacity, ..person(n) }).collect();
            for method in [Method::RoundRobin, Method::LeastLoad] {
                for one in &mut all {
                    one.load = 0;
                    one.last_assigned_at = None;
                }
                for round in 0..rounds {
                    let Some(chosen) = choose(method, &ANY, &all) else { break };
                    let one = all.iter_mut().find(|c| c.staff == chosen).unwrap();
                    one.load += 1;
                    one.last_assigned_at = Some(at(round as i64));
                }
                let (least, most) = (all.iter().map(|c| c.load).min().unwrap(), all.iter().map(|c| c.load).max().unwrap());
                prop_assert!(most - least <= 1 && most <= capacity);
            }
        }
    }
}
