//! What happened to a case, from its audit entries, with what stands elsewhere joined to it.

use super::views::{HistoryActor, HistoryRow};
use crate::staff::Names;
use proofdesk_domain::{StaffId, Timestamp};
use proofdesk_store::{audit::AuditRow, reviews::Decision};

/// Every action that is written about a case. The pages have a text for each.
pub const ACTIONS: [&str; 61] = [
    "appeal.overturned",
    "appeal.reopened",
    "appeal.upheld",
    "appeal.withdrawn",
    "call.in_writing",
    "call.times_named",
    "case.assigned",
    "case.escalated",
    "case.handed_back",
    "case.migrated",
    "case.opened",
    "case.released",
    "case.tagged",
    "case.taken_over",
    "case.untagged",
    "decision.confirmed",
    "decision.differs",
    "decision.made",
    "decision.solo",
    "decision.undone",
    "decision.dropped",
    "decision.waits",
    "details.corrected",
    "dispute.overruled",
    "dispute.upheld",
    "details.corrected_in_review",
    "document.chosen_for",
    "evidence.kept",
    "evidence.uploaded_for",
    "link.created",
    "link.opened",
    "rereview.chosen",
    "rereview.confirmed",
    "rereview.opened",
    "rereview.overturned",
    "step.recorded",
    "verification.appealed",
    "verification.approved",
    "verification.begun",
    "verification.cancelled",
    "verification.checks_unable",
    "verification.created_for",
    "verification.declined",
    "verification.details_saved",
    "verification.disputed",
    "verification.document_chosen",
    "verification.ending_told",
    "verification.expired",
    "verification.help_asked",
    "verification.imported",
    "verification.lapsed",
    "verification.needs_input",
    "verification.person_brought",
    "verification.picture_refused",
    "verification.picture_uploaded",
    "verification.rechecked",
    "verification.renewal_asked",
    "verification.renewal_begun",
    "verification.retake_asked",
    "verification.revoked",
    "verification.sent",
];

/// What joins an audit entry's line: the words or codes that the chain must not hold.
pub(crate) struct Joined<'a> {
    /// The case's decisions, with or without effect.
    pub decisions: &'a [Decision],
    /// Internal notes by their moment: why something was done on the applicant's behalf.
    pub notes: &'a [(Timestamp, String)],
}

/// One line for each entry, oldest first.
pub(crate) fn history(entries: &[AuditRow], names: &Names, joined: &Joined<'_>) -> Vec<HistoryRow> {
    entries
        .iter()
        .map(|entry| HistoryRow {
            at: entry.at,
            actor: actor(entry, names),
            action: entry.action.clone(),
            args: args(entry, joined),
        })
        .collect()
}

fn actor(entry: &AuditRow, names: &Names) -> HistoryActor {
    match (entry.actor_kind.as_str(), entry.actor_id) {
        ("applicant", _) => HistoryActor::Applicant,
        ("staff", Some(id)) => HistoryActor::Person(names.of(StaffId::from_uuid(id))),
        ("key", _) => HistoryActor::Platform,
        _ => HistoryActor::System,
    }
}

fn args(entry: &AuditRow, joined: &Joined<'_>) -> Vec<(&'static str, String)> {
    let mut args = Vec::new();
    let decision = match entry.action.as_str() {
        "verification.approved"
        | "verification.retake_asked"
        | "verification.declined"
        | "verification.revoked" => {
            joined.decisions.iter().find(|d| d.decided_at == entry.at && d.undo_until.is_none())
        }
        _ => None,
    };
    if let Some(decision) = decision
        && !decision.reason_codes.is_empty()
    {
        let codes: Vec<&str> = decision.reason_codes.iter().map(|code| code.as_str()).collect();
        args.push(("reasons", codes.join(" ")));
    }
    let done_for_them = matches!(
        entry.action.as_str(),
        "details.corrected"
            | "document.chosen_for"
            | "evidence.uploaded_for"
            | "case.taken_over"
            | "case.escalated"
            | "case.handed_back"
            | "case.migrated"
    );
    if done_for_them && let Some((_, why)) = joined.notes.iter().find(|(at, _)| *at == entry.at) {
        args.push(("why", why.clone()));
    }
    args
}

#[cfg(test)]
mod tests {
    use super::*;
    use proofdesk_domain::{ApplicantId, DecisionId, VerificationId, reason::codes};
    use uuid::Uuid;

    fn entry(seq: i64, kind: &str, id: Option<Uuid>, action: &str) -> AuditRow {
        AuditRow {
            seq,
            at: Timestamp::from_micros(seq * 10),
            mode: None,
            actor_kind: kind.to_owned(),
            actor_id: id,
            action: action.to_owned(),
            subject_kind: "verification".to_owned(),
            subject_id: None,
            applicant_id: None,
            detail_hash: None,
            prev_hash: [0; 32],
            hash: [0; 32],
        }
    }

    #[test]
    fn lines_name_people_and_carry_reasons_and_why() {
        let staff = Uuid::from_u128(5);
        let names = Names::from_pairs([(StaffId::from_uuid(staff), "Lin Wei".to_owned())]);
        let decision = Decision {
            id: DecisionId::from_uuid(Uuid::nil()),
            verification_id: VerificationId::from_uuid(Uuid::nil()),
            applicant_id: ApplicantId::from_uuid(Uuid::nil()),
            outcome: "declined".to_owned(),
            reason_codes: vec![codes::DATA_UNDERAGE],
            decider: Some(StaffId::from_uuid(staff)),
            policy_version: 1,
            sealed_note: None,
            decided_at: Timestamp::from_micros(30),
            undo_until: None,
            undone_at: None,
        };
        let notes = [(Timestamp::from_micros(20), "read to me on the phone".to_owned())];
        let entries = [
            entry(1, "applicant", None, "verification.sent"),
            entry(2, "staff", Some(staff), "details.corrected"),
            entry(3, "staff", Some(staff), "verification.declined"),
            entry(4, "staff", Some(Uuid::from_u128(6)), "case.opened"),
        ];
        let lines = history(&entries, &names, &Joined { decisions: &[decision], notes: &notes });
        assert_eq!(lines[0].actor, HistoryActor::Applicant);
        assert_eq!(lines[1].actor, HistoryActor::Person("Lin Wei".to_owned()));
        assert_eq!(lines[1].args, [("why", "read to me on the phone".to_owned())]);
        assert_eq!(lines[2].args, [("reasons", "data.underage".to_owned())]);
        assert!(lines[3].args.is_empty());
    }
}
