//! The status page: the home of a running case.

use super::{
    LimitCx,
    finding::{FindingCx, Words},
};
use crate::pages::Page;
use proofdesk_domain::Timestamp;
use serde::Serialize;

/// `/status`
#[derive(Clone, Debug, Serialize)]
pub struct StatusPage {
    /// Which face: a state's word, or `delayed` while our own fault holds the checks up.
    pub face: &'static str,
    /// What people quote.
    pub reference: String,
    /// The level that it leads to.
    pub level: String,
    /// What that level allows.
    pub limits: Vec<LimitCx>,
    /// The level that the person has now.
    pub now_level: String,
    /// What that allows.
    pub now_limits: Vec<LimitCx>,
    /// What is left of it.
    pub usage: Option<super::usage::UsageCx>,
    /// While checking, what is done of it; before sending, what is there.
    pub steps: Vec<StepCx>,
    /// What is to be mended, in order.
    pub todo: Vec<FindingCx>,
    /// How many of them are still open.
    pub open: usize,
    /// Worth knowing.
    pub advice: Vec<FindingCx>,
    /// What is in order: words of checks.
    pub passed: Vec<&'static str>,
    /// What we read, beside what was typed.
    pub read: Vec<ReadCx>,
    /// Failed attempts after which a person takes over.
    pub attempts_left: u32,
    /// While a person is to look.
    pub queue: Option<QueueCx>,
    /// While a person has stopped everything.
    pub frozen: Option<FrozenCx>,
    /// What the person has ends soon, or has ended.
    pub renewal: Option<RenewalCx>,
    /// Who verified elsewhere.
    pub imported: Option<ImportedCx>,
    /// What was typed may be corrected although it was sent.
    pub correctable: bool,
    /// The last decision.
    pub decision: Option<DecisionCx>,
    /// What went against them before, while a newer case is current.
    pub earlier: Option<EarlierCx>,
    /// The last appeal, once it was heard.
    pub appeal: Option<AppealCx>,
    /// The one next step.
    pub next: &'static str,
    /// Its button: `photo_front`, `photo_passport`, `photo_back`, `details`, `document`, `check`, `talk`.
    pub next_how: &'static str,
    /// Last sending.
    pub sent_at: Option<Timestamp>,
    /// Without scripts the page reloads itself so often.
    pub refresh_seconds: Option<u32>,
    /// How long others waited is there for everybody to see.
    pub figures: bool,
}

/// A step of the checks.
#[derive(Clone, Debug, Serialize)]
pub struct StepCx {
    /// Its word.
    pub key: &'static str,
    /// Done.
    pub done: bool,
    /// The first that is not.
    pub now: bool,
}

/// A field that we read.
#[derive(Clone, Debug, Serialize)]
pub struct ReadCx {
    /// Its word.
    pub field: &'static str,
    /// What was typed, where it was asked.
    pub typed: Option<String>,
    /// What we read.
    pub read: String,
    /// What another place on the document says, where it says something else.
    pub also: Option<String>,
    /// They differ.
    pub differs: bool,
    /// We are not sure of it.
    pub unsure: bool,
    /// Where to say "you misread this".
    pub dispute: Option<String>,
    /// `disputed`: a person looks; `settled`: a person looked.
    pub standing: Option<&'static str>,
}

/// A place in the queue.
#[derive(Clone, Debug, Serialize)]
pub struct QueueCx {
    /// From 1.
    pub position: u32,
    /// Promised.
    pub due_at: Timestamp,
    /// The promise is broken.
    pub late: bool,
    /// Why a person looks.
    pub cause: &'static str,
    /// Somebody has opened it.
    pub claimed: bool,
}

/// The last appeal, once it was heard.
#[derive(Clone, Debug, Serialize)]
pub struct AppealCx {
    /// As in `appeal-heard-<outcome>`: `upheld`, `overturned`, `reopened`.
    pub outcome: &'static str,
    /// Who heard it; none where our checks approved after all.
    pub heard_by: Option<String>,
    /// When.
    pub heard_at: Timestamp,
    /// The same person decided and heard.
    pub solo: bool,
}

/// What ends, and what to do about it.
#[derive(Clone, Debug, Serialize)]
pub struct RenewalCx {
    /// The level's stable name.
    pub key: String,
    /// In words.
    pub level: String,
    /// When it ends, or ended.
    pub at: Timestamp,
    /// As in `renewal-why-<why>`: `document`, `interval`, `asked`.
    pub why: &'static str,
    /// `soon`, `over`, or `waits` (it stands until a person has looked).
    pub face: &'static str,
    /// The level that stays, in words.
    pub stays: Option<String>,
    /// Why a person asked.
    pub reason: Option<Words>,
    /// What they wrote.
    pub words: Option<String>,
    /// `begin`, `go_on`, or nothing while it is our turn.
    pub action: Option<&'static str>,
}

/// A verification that was made elsewhere.
#[derive(Clone, Debug, Serialize)]
pub struct ImportedCx {
    /// By whom.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// When it was taken over.
    pub taken_at: Timestamp,
}

/// A freeze.
#[derive(Clone, Debug, Serialize)]
pub struct FrozenCx {
    /// Since when.
    pub at: Timestamp,
    /// Why, where it may be told.
    pub reason: Option<Words>,
    /// What a person wrote.
    pub words: Option<String>,
}

/// A decision.
#[derive(Clone, Debug, Serialize)]
pub struct DecisionCx {
    /// The person's name; none for the checks.
    pub decider: Option<String>,
    /// What they wrote.
    pub message: Option<String>,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reasons: Vec<Words>,
    /// It can be appealed now.
    pub appealable: bool,
}

/// A case that went against its applicant, beside the one that the page is about.
#[derive(Clone, Debug, Serialize)]
pub struct EarlierCx {
    /// `declined`, `revoked` or `appealed`.
    pub face: &'static str,
    /// What people quote.
    pub reference: String,
    /// The level's name.
    pub level: String,
    /// What was decided.
    pub decision: DecisionCx,
}

impl Page for StatusPage {
    const TEMPLATE: &'static str = "portal/status.html";

    fn samples() -> Vec<Self> {
        use proofdesk_domain::verification::{ReviewCause, State};
        let at = Timestamp::from_micros(1_795_000_000_000_000);
        let plain = |face| Self {
            face,
            reference: "PD-7K4M-2Q9X".into(),
            level: "Standard".into(),
            limits: vec![LimitCx { operation: "withdraw", period: "day", amount: "€5,000".into() }],
            now_level: "Basic".into(),
            now_limits: vec![LimitCx { operation: "deposit", period: "month", amount: "€150".into() }],
            usage: (face == "approved").then(super::usage::UsageCx::sample),
            steps: vec![],
            todo: vec![],
            open: 0,
            advice: vec![],
            passed: vec![],
            read: vec![],
            attempts_left: 2,
            queue: None,
            frozen: (face == "approved").then(|| FrozenCx {
                at,
                reason: Some(Words {
                    title: "Expired".into(),
                    saw: "It ended.".into(),
                    act: "Renew.".into(),
                }),
                words: Some("<i>Words</i>".into()),
            }),
            renewal: None,
            imported: None,
            correctable: face == "in_review",
            decision: None,
            earlier: None,
            appeal: None,
            next: "/verify/check",
            next_how: "check",
            sent_at: Some(at),
            refresh_seconds: None,
            figures: true,
        };
        let decision = |name: Option<&str>, appealable| {
            let words = Words { title: "Expired".into(), saw: "It ended.".into(), act: "Appeal.".into() };
            DecisionCx {
                decider: name.map(Into::into),
                message: Some("Thank you.\nAll good.".into()),
                at,
                reasons: vec![words],
                appealable,
            }
        };
        let steps: Vec<_> = ["received", "pictures", "reading", "comparing", "decision"]
            .into_iter()
            .enumerate()
            .map(|(i, key)| StepCx { key, done: i < 2, now: i == 2 })
            .collect();
        let draft: Vec<_> = ["details", "document", "photos", "send"]
            .into_iter()
            .enumerate()
            .map(|(i, key)| StepCx { key, done: i < 2, now: i == 2 })
            .collect();
        let passed: Vec<_> =
            ["file", "quality", "document", "zone", "name", "birth_date", "number", "expiry", "age"].into();
        let mut samples: Vec<Self> = State::ALL.iter().map(|state| plain(state.as_str())).collect();
        samples.push(Self { steps: draft, ..plain("draft") });
        samples.push(Self { steps: steps.clone(), refresh_seconds: Some(5), ..plain("checking") });
        samples.push(Self { steps, refresh_seconds: Some(5), ..plain("delayed") });
        let mended = FindingCx { done: true, ..FindingCx::sample() };
        let disputed = FindingCx { disputed: true, ..FindingCx::sample_mismatch() };
        let read = |standing: Option<&'static str>, differs: bool, unsure| ReadCx {
            field: "birth_date",
            typed: differs.then(|| "12 August 1974".into()),
            read: "<b>21 August 1974".into(),
            also: differs.then(|| "22 August 1974".into()),
            differs,
            unsure,
            dispute: standing.map_or(Some("/dispute/field/birth_date".into()), |_| None),
            standing,
        };
        let read = vec![
            read(None, true, false),
            read(Some("disputed"), false, true),
            read(Some("settled"), false, false),
        ];
        let next_hows =
            ["photo_front", "photo_passport", "photo_back", "details", "document", "call", "check", "talk"];
        samples.extend(next_hows.map(|next_how| Self {
            todo: vec![FindingCx::sample(), FindingCx::sample_mismatch(), mended.clone(), disputed.clone()],
            advice: vec![FindingCx::sample()],
            passed: passed.clone(),
            read: read.clone(),
            open: 2,
            attempts_left: 0,
            decision: Some(decision(Some("Lin Wei"), false)),
            next_how,
            ..plain("needs_input")
        }));
        let causes = ReviewCause::ALL.map(ReviewCause::as_str).into_iter().chain(["appeal"]);
        samples.extend(causes.enumerate().map(|(i, cause)| Self {
            queue: Some(QueueCx { position: 1 + i as u32, due_at: at, late: i == 4, cause, claimed: i == 3 }),
            passed: passed.clone(),
            read: read.clone(),
            ..plain(if cause == "appeal" { "appealed" } else { "in_review" })
        }));
        samples.push(Self { decision: Some(decision(None, false)), read: read.clone(), ..plain("approved") });
        let heard = |face, outcome, by: Option<&str>| Self {
            appeal: Some(AppealCx {
                outcome,
                heard_by: by.map(Into::into),
                heard_at: at,
                solo: face == "revoked",
            }),
            decision: Some(decision(Some("Lin Wei"), face == "revoked")),
            ..plain(face)
        };
        let renewal = |why, renewing, action| RenewalCx {
            key: "standard".into(),
            level: "Standard".into(),
            at,
            why,
            face: renewing,
            stays: (why != "asked").then(|| "Basic".into()),
            reason: (why == "asked").then(|| Words {
                title: "Expired".into(),
                saw: "It ended.".into(),
                act: "Renew.".into(),
            }),
            words: (why == "asked").then(|| "<i>Words".into()),
            action,
        };
        for (face, why, renewing, action) in [
            ("approved", "document", "soon", Some("begin")),
            ("approved", "interval", "soon", Some("go_on")),
            ("approved", "asked", "soon", Some("begin")),
            ("in_review", "asked", "waits", None),
            ("expired", "document", "over", Some("begin")),
            ("expired", "interval", "over", Some("go_on")),
            ("expired", "asked", "over", None),
        ] {
            samples.push(Self { renewal: Some(renewal(why, renewing, action)), frozen: None, ..plain(face) });
        }
        let imported = ImportedCx { by: "<b>Old desk".into(), at, taken_at: at };
        samples.push(Self { imported: Some(imported), frozen: None, ..plain("approved") });
        samples.push(heard("approved", "overturned", Some("Tove Berg")));
        samples.push(heard("approved", "overturned", None));
        samples.push(heard("declined", "upheld", Some("Tove Berg")));
        samples.push(heard("revoked", "upheld", Some("Lin Wei")));
        samples.push(heard("needs_input", "reopened", Some("Tove Berg")));
        samples.push(Self { decision: Some(decision(Some("Lin Wei"), false)), ..plain("approved") });
        samples.push(Self { decision: Some(decision(Some("Lin Wei"), true)), ..plain("declined") });
        samples.push(Self { decision: Some(decision(Some("Lin Wei"), false)), ..plain("declined") });
        for face in ["declined", "revoked", "appealed"] {
            let decision = decision(Some("Lin Wei"), face != "appealed");
            let earlier =
                EarlierCx { face, reference: "PD-2B3C-4D5E".into(), level: "Standard".into(), decision };
            samples.push(Self { earlier: Some(earlier), ..plain("draft") });
        }
        samples
    }
}
