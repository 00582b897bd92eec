//! `proofdesk serve`: portal, console, API, worker, until told to stop.

use crate::{cli::ServeArgs, config::Config, demo, metrics::Metrics, telemetry, wiring};
use proofdesk_app::WorkerConfig;
use proofdesk_domain::verification::Mode;
use proofdesk_web::{WebConfig, WebState, pace::Pace, server};
use std::{process::ExitCode, sync::Arc, time::Duration};
use tokio::sync::watch;

/// Running checks are given this long to end or be given back when the server stops.
const WORKER_GRACE: Duration = Duration::from_secs(10);

/// Serves until SIGTERM or Ctrl-C.
pub fn run(mut config: Config, args: &ServeArgs) -> anyhow::Result<ExitCode> {
    telemetry::start(args.log);
    if args.demo {
        config.portal_mode = Mode::Test;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(serve(config, args.demo))?;
    // Blocking work that is still running (a picture being read) must not hold the end up: its job
    // was given back or its lease runs out.
    runtime.shutdown_timeout(Duration::from_secs(2));
    Ok(ExitCode::SUCCESS)
}

async fn serve(mut config: Config, demo: bool) -> anyhow::Result<()> {
    // Port 0 means any: it must be known before links are made.
    if config.listen.port() == 0 {
        let any = tokio::net::TcpListener::bind(config.listen).await?.local_addr()?;
        config.public_url = config.public_url.replacen(&config.listen.to_string(), &any.to_string(), 1);
        config.listen = any;
    }
    let texts = proofdesk_web::mail::Wording::load(config.overrides_dir.as_deref())?;
    let app = wiring::open(&config, Arc::new(texts)).await?;
    let (stop, stopped) = watch::channel(false);
    tokio::spawn(async move {
        stop_signal().await;
        tracing::info!("stopping: requests under way finish, checks are given back");
        // Nobody listening any more means that everything has ended already.
        let _ = stop.send(true);
    });

    let worker_config = WorkerConfig { at_once: config.workers, ..WorkerConfig::default() };
    let worker = tokio::spawn({
        let (app, stopped) = (app.clone(), stopped.clone());
        async move { app.run_worker(worker_config, stopped).await }
    });

    tokio::spawn({
        let (app, stopped) = (app.clone(), stopped.clone());
        async move { app.look_for_events(stopped).await }
    });

    let metrics = Metrics::new(app.clone());
    let web = WebState::new(
        WebConfig {
            public_url: config.public_url.clone(),
            trusted_proxy: config.trusted_proxy,
            test_mode: config.portal_mode == Mode::Test,
            overrides: config.overrides_dir.clone(),
            mail_folder: config.smtp_url.is_none().then(|| wiring::mail_folder(&config)),
            ..WebConfig::default()
        },
        app.clone(),
    )?;
    let probes = metrics.probes();
    // Event streams never end by themselves; open ones would hold the graceful end up.
    let (streams, mut stopping) = (web.streams.clone(), stopped.clone());
    tokio::spawn(async move {
        // An error means that the sender is gone, which is an end too.
        let _ = stopping.wait_for(|stopped| *stopped).await;
        streams.end();
    });
    let router = proofdesk_web::router(web)
        .merge(proofdesk_api::router(app.clone()))
        .merge(server::probes(probes.clone()));
    let public_url = config.public_url.clone();
    let (seeding, folder) = (app.clone(), config.data_dir.clone());
    let pace = Pace { patience: config.client_patience };
    let listen = server::Listen { address: config.listen, tls: config.tls.clone(), pace };
    server::serve(listen, router, probes, stopped, move |_| {
        tokio::spawn(async move {
            if demo && let Err(error) = demo::seed(&seeding, &folder, &public_url).await {
                tracing::error!(error = format!("{error:#}"), "the demo could not be made");
            }
            println!("Proofdesk is ready at {public_url}");
        });
    })
    .await?;
    if tokio::time::timeout(WORKER_GRACE, worker).await.is_err() {
        tracing::warn!("a check did not end in time; its lease runs out and another worker takes it");
    }
    Ok(())
}

async fn stop_signal() {
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
        .expect("the runtime handles signals");
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}
