//! How fast a draft is replayed over stored cases: sealed inspections and details of as many people, on
//! SQLite in a folder of its own. One JSON line. `replay_speed [CASES]`; the aim is 100,000 in 60 s.

use proofdesk_app::{policy::ReplayRun, testing::app_in};
use proofdesk_domain::{policy::Policy, verification::Mode};
use std::time::Instant;

#[tokio::main]
async fn main() {
    let count = std::env::args().nth(1).map_or(100_000, |n| n.parse().expect("a number of cases"));
    let folder = tempfile::tempdir().expect("a folder");
    let (app, _) = app_in(folder.path(), None, Mode::Test).await;
    let began = Instant::now();
    app.fill_past_cases(Mode::Test, count).await.expect("cases are made");
    eprintln!("{count} cases made in {:.0} s", began.elapsed().as_secs_f64());
    let mut draft = Policy::default_policy();
    draft.thresholds.glare = 0.05;
    let mut run = ReplayRun::new(Policy::default_policy(), draft, Mode::Test);
    let began = Instant::now();
    while app.replay_page(&mut run).await.expect("a page is replayed") {}
    let seconds = began.elapsed().as_secs_f64();
    let report = &run.report;
    assert_eq!(report.cases, count as u64, "every case was judged");
    assert!(report.flipped() > 0, "the draft flips some");
    let per_hundred_thousand = seconds * 100_000.0 / count as f64;
    println!(
        "{{\"bench\":\"policy.replay\",\"cases\":{},\"flipped\":{},\"seconds\":{seconds:.1},\"cases_per_second\":{:.0},\"seconds_for_100000\":{per_hundred_thousand:.1},\"limit_s\":60}}",
        report.cases,
        report.flipped(),
        count as f64 / seconds,
    );
}
