//! What `/metrics` and `/readyz` say: figures of this process and of the cases, never of a person.

use proofdesk_app::App;
use proofdesk_web::server::Probes;
use std::{
    collections::BTreeMap,
    fmt::Write,
    sync::{Arc, Mutex, PoisonError},
};

/// Upper bounds of the answer-time histogram, seconds.
const BOUNDS: [f64; 9] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

/// Counts answers by route and status.
#[derive(Clone)]
pub struct Metrics {
    app: App,
    answers: Arc<Mutex<BTreeMap<(String, u16), Answers>>>,
}

#[derive(Clone, Copy, Default)]
struct Answers {
    count: u64,
    seconds: f64,
    within: [u64; BOUNDS.len()],
}

impl Metrics {
    /// Begins counting.
    pub fn new(app: App) -> Self {
        Self { app, answers: Arc::default() }
    }

    /// What the web layer asks for.
    pub fn probes(&self) -> Probes {
        let (ready, text, counter) = (self.clone(), self.clone(), self.clone());
        Probes {
            ready: Arc::new(move || {
                let app = ready.app.clone();
                Box::pin(async move {
                    let health = app.health().await;
                    match (health.database, health.vault) {
                        (true, true) => Ok(()),
                        (false, _) => Err("the database does not answer".to_owned()),
                        (_, false) => Err("the key and object folders cannot be written".to_owned()),
                    }
                })
            }),
            metrics: Arc::new(move || {
                let metrics = text.clone();
                Box::pin(async move { metrics.text().await })
            }),
            answered: Arc::new(move |route, status, seconds| counter.count(route, status, seconds)),
        }
    }

    fn count(&self, route: &str, status: u16, seconds: f64) {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        let answer = answers.entry((route.to_owned(), status)).or_default();
        answer.count += 1;
        answer.seconds += seconds;
        for (slot, bound) in answer.within.iter_mut().zip(BOUNDS) {
            *slot += u64::from(seconds <= bound);
        }
    }

    /// Prometheus exposition format 0.0.4.
    async fn text(&self) -> String {
        let mut text = String::from(
            "# HELP proofdesk_http_request_duration_seconds Time to answer, by route and status.\n\
             # TYPE proofdesk_http_request_duration_seconds histogram\n",
        );
        let answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner).clone();
        for ((route, status), answer) in &answers {
            let labels = format!("route=\"{}\",status=\"{status}\"", escape(route));
            let name = "proofdesk_http_request_duration_seconds";
            for (bound, count) in BOUNDS.iter().zip(answer.within) {
                line(&mut text, format_args!("{name}_bucket{{{labels},le=\"{bound}\"}} {count}"));
            }
            line(&mut text, format_args!("{name}_bucket{{{labels},le=\"+Inf\"}} {}", answer.count));
            line(&mut text, format_args!("{name}_sum{{{labels}}} {}", answer.seconds));
            line(&mut text, format_args!("{name}_count{{{labels}}} {}", answer.count));
        }
        match self.app.metrics_snapshot().await {
            Ok(figures) => {
                let mut last = "";
                for figure in &figures {
                    if figure.name != last {
                        line(&mut text, format_args!("# HELP {} {}", figure.name, figure.help));
                        line(&mut text, format_args!("# TYPE {} {}", figure.name, figure.kind.as_str()));
                        last = figure.name;
                    }
                    let labels: Vec<String> = figure
                        .labels
                        .iter()
                        .map(|(name, value)| format!("{name}=\"{}\"", escape(value)))
                        .collect();
                    if labels.is_empty() {
                        line(&mut text, format_args!("{} {}", figure.name, figure.value));
                    } else {
                        line(
                            &mut text,
                            format_args!("{}{{{}}} {}", figure.name, labels.join(","), figure.value),
                        );
                    }
                }
            }
            Err(error) => {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "figures are not to be had just now"
                );
            }
        }
        text
    }
}

fn line(text: &mut String, arguments: std::fmt::Arguments<'_>) {
    writeln!(text, "{arguments}").expect("writing to a string never fails");
}

fn escape(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}
