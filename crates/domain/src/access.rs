//! Who may do what: a pure function of who asks, what they want, and whose it is.

use crate::{
    ids::{ApiKeyId, ApplicantId, StaffId},
    verification::Mode,
};
use serde::{Deserialize, Serialize};

/// What a staff member is there for. Later roles include nothing of earlier ones by themselves;
/// [`may`] is the whole truth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Answers people.
    Agent,
    /// Decides cases.
    Reviewer,
    /// Decides the grave ones, reads the audit log.
    Compliance,
    /// Runs the installation; does not see identity documents by that alone.
    Admin,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 4] = [Self::Agent, Self::Reviewer, Self::Compliance, Self::Admin];

    /// The stable word for storage and the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Reviewer => "reviewer",
            Self::Compliance => "compliance",
            Self::Admin => "admin",
        }
    }

    /// The role of that word.
    pub fn find(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }
}

/// What an API key may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Scope {
    /// Create applicants and verifications.
    #[serde(rename = "verifications:write")]
    VerificationsWrite,
    /// Read states and decisions.
    #[serde(rename = "verifications:read")]
    VerificationsRead,
    /// Count use of limits: reserve, commit, release, consume; and give rates.
    #[serde(rename = "limits:write")]
    LimitsWrite,
    /// Ask what limits allow.
    #[serde(rename = "limits:read")]
    LimitsRead,
    /// Take over customers who were verified elsewhere.
    #[serde(rename = "imports:write")]
    ImportsWrite,
}

impl Scope {
    /// Every scope.
    pub const ALL: [Self; 5] = [
        Self::VerificationsWrite,
        Self::VerificationsRead,
        Self::LimitsWrite,
        Self::LimitsRead,
        Self::ImportsWrite,
    ];

    /// The stable word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::VerificationsWrite => "verifications:write",
            Self::VerificationsRead => "verifications:read",
            Self::LimitsWrite => "limits:write",
            Self::LimitsRead => "limits:read",
            Self::ImportsWrite => "imports:write",
        }
    }

    /// The scope of that word.
    pub fn find(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == word)
    }
}

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A signed-in applicant.
    Applicant {
        /// Who.
        id: ApplicantId,
        /// In which world.
        mode: Mode,
    },
    /// A signed-in staff member.
    Staff {
        /// Who.
        id: StaffId,
        /// As what.
        role: Role,
    },
    /// The platform's own developers.
    Key {
        /// Which key.
        id: ApiKeyId,
        /// In which world.
        mode: Mode,
        /// To do what.
        scopes: Vec<Scope>,
    },
    /// Proofdesk's own jobs.
    System,
}

/// What somebody wants to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// See and fill in one's own case, write in one's own conversation.
    OwnCase,
    /// See the inbox with personal data masked.
    SeeInbox,
    /// Open a case and see all of it (logged).
    OpenCase,
    /// Answer in a conversation, write notes, upload or correct on the applicant's behalf.
    Assist,
    /// Ask an applicant for pictures, for other details or for a call: whoever talks with them does.
    Ask,
    /// Approve, settle disputes.
    Decide,
    /// Say the final no.
    Decline,
    /// See failed jobs, metrics, unsent mails.
    SeeOperations,
    /// Create staff and keys.
    Administer,
    /// Draft, replay, publish and roll back the policy.
    SetPolicy,
    /// Create applicants and verifications through the API.
    ApiWrite,
    /// Read states and decisions through the API.
    ApiRead,
    /// Count use of limits and give rates through the API.
    CountLimits,
    /// Ask through the API what limits allow.
    AskLimits,
    /// Take over customers who were verified elsewhere.
    Import,
    /// Freeze and unfreeze a person's account; ask them to verify anew.
    Freeze,
    /// Erase a person, and hand a whole case to an auditor.
    Dispose,
    /// Write help articles: drafts, and seeing what readers looked for.
    WriteHelp,
    /// Publish and withdraw help articles, and move them.
    PublishHelp,
    /// Hand cases out to colleagues.
    Assign,
    /// See figures by reviewer.
    SeeStaffFigures,
    /// Switch the public page of figures on and off.
    PublishFigures,
}

/// Whether `actor` may do `action` in general. Whose case it is, is checked by the finders, which
/// take the applicant's id.
pub fn may(actor: &Actor, action: Action) -> bool {
    use Action::{
        Administer, ApiRead, ApiWrite, Ask, AskLimits, Assign, Assist, CountLimits, Decide, Decline, Dispose,
        Freeze, Import, OpenCase, OwnCase, PublishFigures, PublishHelp, SeeInbox, SeeOperations,
        SeeStaffFigures, SetPolicy, WriteHelp,
    };
    match actor {
        Actor::Applicant { .. } => action == OwnCase,
        Actor::Staff { role, .. } => match role {
            Role::Agent => matches!(action, SeeInbox | OpenCase | Assist | Ask | WriteHelp),
            Role::Reviewer => {
                matches!(
                    action,
                    SeeInbox | OpenCase | Assist | Ask | Decide | Decline | Freeze | WriteHelp | Assign
                )
            }
            Role::Compliance => {
                matches!(
                    action,
                    SeeInbox
                        | OpenCase
                        | Assist
                        | Ask
                        | Decide
                        | Decline
                        | SetPolicy
                        | Freeze
                        | Dispose
                        | WriteHelp
                        | PublishHelp
                        | Assign
                        | SeeStaffFigures
                        | PublishFigures
                )
            }
            Role::Admin => {
                matches!(
                    action,
                    SeeInbox
                        | SeeOperations
                        | Administer
                        | SetPolicy
                        | WriteHelp
                        | PublishHelp
                        | Assign
                        | SeeStaffFigures
                        | PublishFigures
                )
            }
        },
        Actor::Key { scopes, .. } => match action {
            ApiWrite => scopes.contains(&Scope::VerificationsWrite),
            ApiRead => scopes.contains(&Scope::VerificationsRead),
            CountLimits => scopes.contains(&Scope::LimitsWrite),
            AskLimits => scopes.contains(&Scope::LimitsRead),
            Import => scopes.contains(&Scope::ImportsWrite),
            _ => false,
        },
        Actor::System => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compliance_and_admins_set_the_policy() {
        let sets =
            |role| may(&Actor::Staff { id: StaffId::from_uuid(uuid::Uuid::nil()), role }, Action::SetPolicy);
        assert_eq!(Role::ALL.map(sets), [false, false, true, true]);
    }

    #[test]
    fn everybody_writes_help_and_compliance_and_admins_publish_it() {
        let may =
            |role, action| may(&Actor::Staff { id: StaffId::from_uuid(uuid::Uuid::nil()), role }, action);
        assert_eq!(Role::ALL.map(|role| may(role, Action::WriteHelp)), [true; 4]);
        assert_eq!(Role::ALL.map(|role| may(role, Action::PublishHelp)), [false, false, true, true]);
    }

    #[test]
    fn reviewers_freeze_and_only_compliance_erases_and_exports() {
        let may =
            |role, action| may(&Actor::Staff { id: StaffId::from_uuid(uuid::Uuid::nil()), role }, action);
        assert_eq!(Role::ALL.map(|role| may(role, Action::Freeze)), [false, true, true, false]);
        assert_eq!(Role::ALL.map(|role| may(role, Action::Dispose)), [false, false, true, false]);
    }

    #[test]
    fn who_hands_cases_out_and_who_sees_and_publishes_figures() {
        let may =
            |role, action| may(&Actor::Staff { id: StaffId::from_uuid(uuid::Uuid::nil()), role }, action);
        assert_eq!(Role::ALL.map(|role| may(role, Action::Assign)), [false, true, true, true]);
        for action in [Action::SeeStaffFigures, Action::PublishFigures] {
            assert_eq!(Role::ALL.map(|role| may(role, action)), [false, false, true, true]);
        }
    }

    #[test]
    fn the_whole_matrix_of_roles() {
        let staff = |role| Actor::Staff { id: StaffId::from_uuid(uuid::Uuid::nil()), role };
        let allowed = |actor: &Actor| {
            use Action::*;
            [
                OwnCase,
                SeeInbox,
                OpenCase,
                Assist,
                Ask,
                Decide,
                Decline,
                SeeOperations,
                Administer,
                ApiWrite,
                ApiRead,
                CountLimits,
                AskLimits,
            ]
            .map(|action| if may(actor, action) { 'y' } else { '.' })
            .iter()
            .collect::<String>()
        };
        assert_eq!(allowed(&staff(Role::Agent)), ".yyyy........");
        assert_eq!(allowed(&staff(Role::Reviewer)), ".yyyyyy......");
        assert_eq!(allowed(&staff(Role::Compliance)), ".yyyyyy......");
        assert_eq!(allowed(&staff(Role::Admin)), ".y.....yy....");
        let applicant = Actor::Applicant { id: ApplicantId::from_uuid(uuid::Uuid::nil()), mode: Mode::Live };
        assert_eq!(allowed(&applicant), "y............");
        let key = Actor::Key {
            id: ApiKeyId::from_uuid(uuid::Uuid::nil()),
            mode: Mode::Test,
            scopes: vec![Scope::VerificationsRead, Scope::LimitsWrite],
        };
        assert_eq!(allowed(&key), "..........yy.");
    }
}
