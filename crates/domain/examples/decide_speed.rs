//! How long `decide` takes for a case with a hundred findings, under the default policy and under one
//! with a rule for every code. One JSON line; the limit is 50 microseconds.

use proofdesk_domain::{
    Timestamp,
    decide::{Case, ReadingOutcome, decide},
    document::DocumentKind,
    evidence::Slot,
    finding::Finding,
    policy::{Effect, Policy, Rule},
    reason::{Class, ReasonCode},
    verification::DocumentChoice,
};
use std::{hint::black_box, time::Instant};

const ROUNDS: usize = 200;
const BATCH: u32 = 100;

fn main() {
    let codes: Vec<ReasonCode> = ReasonCode::all().filter(|c| c.reason().class != Class::System).collect();
    let pages = [Some(Slot::Front), Some(Slot::Back), None];
    let findings: Vec<Finding> = (0..100)
        .map(|n| Finding { page: pages[n % 3], ..Finding::blocking(codes[n * 7 % codes.len()]) })
        .collect();
    let earlier: Vec<_> = findings.iter().take(50).map(|f| (f.code, f.page)).collect();
    let plain = Policy::default_policy();
    let mut ruled = plain.clone();
    ruled.rules = codes
        .iter()
        .map(|code| Rule { code: *code, effect: Effect::Person, documents: vec![], countries: vec![] })
        .collect();
    let (default, rules) = (measure(&plain, &findings, &earlier), measure(&ruled, &findings, &earlier));
    println!(
        "{{\"bench\":\"policy.decide\",\"findings\":{},\"median_us\":{:.2},\"worst_us\":{:.2},\"median_us_with_a_rule_for_each_code\":{:.2},\"limit_us\":50}}",
        findings.len(),
        default.0,
        default.1,
        rules.0
    );
    if default.0 > 50.0 || rules.0 > 50.0 {
        std::process::exit(1);
    }
}

/// Median and worst of batches, in microseconds a call.
fn measure(policy: &Policy, findings: &[Finding], earlier: &[(ReasonCode, Option<Slot>)]) -> (f64, f64) {
    let choice = DocumentChoice { kind: DocumentKind::Passport, issuing_country: "UTO".into() };
    let now = Timestamp::from_micros(1_795_000_000_000_000);
    let case = Case {
        level: policy.level("standard").expect("the default policy has it"),
        document: Some(&choice),
        steps: &[],
        findings,
        earlier,
        attempts: 1,
        trying_since: Some(now),
        reading: ReadingOutcome::Complete,
    };
    let mut times: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let began = Instant::now();
            for _ in 0..BATCH {
                black_box(decide(black_box(policy), black_box(&case), now));
            }
            began.elapsed().as_secs_f64() * 1e6 / f64::from(BATCH)
        })
        .collect();
    times.sort_by(f64::total_cmp);
    (times[times.len() / 2], times[times.len() - 1])
}
