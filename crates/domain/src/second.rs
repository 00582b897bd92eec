//! Four eyes: when a decision that two people must say takes effect, and who may speak next. Pure.
//!
//! The rule: such a decision takes effect when two different people have said the same. The second
//! decides from the evidence, without knowing what the first one said. Where they differ, compliance
//! sees both and decides: agreeing with one of them makes two. Nobody is their own second pair.

use crate::{access::Role, ids::StaffId, verification::State};

/// What somebody said about a case: the state that their decision leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said {
    /// Who.
    pub by: StaffId,
    /// What.
    pub outcome: State,
}

/// What becomes of a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// It takes effect, said by one person.
    Alone,
    /// It takes effect: this person said the same before.
    With(StaffId),
    /// It waits for a second person.
    WaitsForSecond,
    /// People differ: it waits for compliance.
    WaitsForCompliance,
}

/// What becomes of a decision, after what `others` said. `needs_two` is whether the policy asks for a
/// second person ([`Policy::needs_second_person`](crate::policy::Policy::needs_second_person)).
pub fn weigh(said: Said, needs_two: bool, others: &[Said]) -> Weight {
    let same = others.iter().find(|other| other.outcome == said.outcome && other.by != said.by);
    match (same, others.len()) {
        (Some(other), _) => Weight::With(other.by),
        (None, 0) if needs_two => Weight::WaitsForSecond,
        (None, 0) => Weight::Alone,
        (None, 1) => Weight::WaitsForCompliance,
        (None, _) if needs_two => Weight::WaitsForCompliance,
        (None, _) => Weight::Alone,
    }
}

/// Whether somebody may still speak: not twice, and only compliance once two have differed.
pub fn may_speak(who: StaffId, role: Role, others: &[Said]) -> bool {
    others.iter().all(|other| other.by != who) && (others.len() < 2 || role == Role::Compliance)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn staff(n: u128) -> StaffId {
        StaffId::from_uuid(uuid::Uuid::from_u128(n))
    }

    fn said(n: u128, outcome: State) -> Said {
        Said { by: staff(n), outcome }
    }

    #[test]
    fn two_people_who_say_the_same_decide() {
        use State::{Approved, Declined, NeedsInput};
        let no = said(1, Declined);
        assert_eq!(weigh(no, false, &[]), Weight::Alone);
        assert_eq!(weigh(no, true, &[]), Weight::WaitsForSecond);
        assert_eq!(weigh(said(2, Declined), true, &[no]), Weight::With(staff(1)));
        let yes = said(2, Approved);
        assert_eq!(weigh(yes, false, &[no]), Weight::WaitsForCompliance, "they differ");
        assert_eq!(weigh(said(3, Approved), false, &[no, yes]), Weight::With(staff(2)));
        assert_eq!(weigh(said(3, Declined), true, &[no, yes]), Weight::With(staff(1)));
        assert_eq!(weigh(said(3, NeedsInput), false, &[no, yes]), Weight::Alone);
        let other = said(4, State::Revoked);
        assert_eq!(weigh(other, true, &[no, yes]), Weight::WaitsForCompliance);
    }

    #[test]
    fn nobody_speaks_twice_and_a_difference_is_for_compliance() {
        let no = said(1, State::Declined);
        let yes = said(2, State::Approved);
        assert!(!may_speak(staff(1), Role::Compliance, &[no]));
        assert!(may_speak(staff(2), Role::Reviewer, &[no]));
        assert!(!may_speak(staff(3), Role::Reviewer, &[no, yes]));
        assert!(may_speak(staff(3), Role::Compliance, &[no, yes]));
        assert!(!may_speak(staff(2), Role::Compliance, &[no, yes]));
    }

    proptest! {
        #[test]
        fn what_needs_two_never_takes_effect_by_one(who in 0..5_u128, others in prop::collection::vec((0..5_u128, 0..3_usize), 0..4), what in 0..3_usize) {
            let words = [State::Approved, State::Declined, State::NeedsInput];
            let others: Vec<Said> = others.into_iter().map(|(n, w)| said(n, words[w])).collect();
            match weigh(said(who, words[what]), true, &others) {
                Weight::Alone => prop_assert_eq!(who, 99, "one person decided alone"),
                Weight::With(other) => {
                    prop_assert_ne!(other, staff(who));
                    let same = Said { by: other, outcome: words[what] };
                    prop_assert!(others.contains(&same));
                }
                Weight::WaitsForSecond => prop_assert!(others.is_empty()),
                Weight::WaitsForCompliance => prop_assert!(!others.is_empty()),
            }
        }
    }
}
