//! The listening server: TLS or plain, limits on slow clients, health, a graceful end.

use crate::pace::{self, Pace};
use axum::{
    Router,
    extract::{MatchedPath, Request, State},
    http::{StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::get,
};
use axum_server::{Handle, tls_rustls::RustlsConfig};
use std::{
    future::Future,
    io,
    net::SocketAddr,
    path::PathBuf,
    pin::Pin,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::sync::watch;

/// A client that has not sent its headers by then is let go.
const HEADER_TIME: Duration = Duration::from_secs(15);
/// Requests under way get this long to finish when the server stops.
const GRACE: Duration = Duration::from_secs(20);

/// How the server listens.
#[derive(Clone, Debug)]
pub struct Listen {
    /// Address and port.
    pub address: SocketAddr,
    /// Certificate chain and private key, PEM.
    pub tls: Option<(PathBuf, PathBuf)>,
    /// How slowly requests may come in.
    pub pace: Pace,
}

/// An answer that takes a moment.
pub type Pending<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// Told of every answered request: route, status, seconds.
pub type Answered = dyn Fn(&str, u16, f64) + Send + Sync;

/// What the operator's tools ask for. Given by the binary.
#[derive(Clone)]
pub struct Probes {
    /// Whether work can be taken: the database answers, the vault can be written. Says what is wrong.
    pub ready: Arc<dyn Fn() -> Pending<Result<(), String>> + Send + Sync>,
    /// Figures in the Prometheus text format.
    pub metrics: Arc<dyn Fn() -> Pending<String> + Send + Sync>,
    /// Called with route, status and seconds of every answered request.
    pub answered: Arc<Answered>,
}

/// Why the server did not start or stopped.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The certificate or the key cannot be read.
    #[error("cannot read the certificate {cert} and key {key}: {source}")]
    Tls {
        /// Certificate file.
        cert: PathBuf,
        /// Key file.
        key: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The address cannot be listened on.
    #[error(
        "cannot listen on {address}: {source}. Is another server running there? Set PROOFDESK_LISTEN to another address."
    )]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
}

/// The operator's routes: `/healthz`, `/readyz`, `/metrics`.
pub fn probes(probes: Probes) -> Router {
    Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .with_state(probes)
}

async fn ready(State(probes): State<Probes>) -> Response {
    match (probes.ready)().await {
        Ok(()) => "ready\n".into_response(),
        Err(why) => (StatusCode::SERVICE_UNAVAILABLE, format!("not ready: {why}\n")).into_response(),
    }
}

async fn metrics(State(probes): State<Probes>) -> Response {
    let text = (probes.metrics)().await;
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}

/// Serves until `stop` turns true, then lets what runs finish. `started` is told the address
/// really listened on.
pub async fn serve(
    listen: Listen,
    router: Router,
    watched: Probes,
    mut stop: watch::Receiver<bool>,
    started: impl FnOnce(SocketAddr) + Send + 'static,
) -> Result<(), ServeError> {
    let router = router
        .layer(middleware::from_fn_with_state(listen.pace, pace::keep))
        .layer(middleware::from_fn_with_state(watched, watch_requests));
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let handle = Handle::new();
    let stopper = handle.clone();
    tokio::spawn(async move {
        // An error means that the sender is gone, which is an end too.
        let _ = stop.wait_for(|stopped| *stopped).await;
        stopper.graceful_shutdown(Some(GRACE));
    });
    let teller = handle.clone();
    tokio::spawn(async move {
        if let Some(address) = teller.listening().await {
            started(address);
        }
    });
    let cannot_listen = |source| ServeError::Listen { address: listen.address, source };
    let result = if let Some((cert, key)) = &listen.tls {
        // Fails only when a provider is installed already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let config = RustlsConfig::from_pem_file(cert, key).await.map_err(|source| ServeError::Tls {
            cert: cert.clone(),
            key: key.clone(),
            source,
        })?;
        let mut server = axum_server::bind_rustls(listen.address, config).handle(handle);
        limit_slowness(server.http_builder(), listen.pace);
        server.serve(service).await
    } else {
        let mut server = axum_server::bind(listen.address).handle(handle);
        limit_slowness(server.http_builder(), listen.pace);
        server.serve(service).await
    };
    result.map_err(cannot_listen)
}

fn limit_slowness(
    builder: &mut hyper_util::server::conn::auto::Builder<hyper_util::rt::TokioExecutor>,
    pace: Pace,
) {
    builder
        .http1()
        .timer(hyper_util::rt::TokioTimer::new())
        .header_read_timeout(HEADER_TIME.min(pace.patience))
        .max_headers(100);
}

/// One log line and one measurement a request: method, route pattern, status, milliseconds. Never
/// the address asked for, which may hold a token.
async fn watch_requests(State(probes): State<Probes>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let method = request.method().clone();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "unmatched".to_owned(), |path| path.as_str().to_owned());
    let response = next.run(request).await;
    let (status, elapsed) = (response.status().as_u16(), began.elapsed());
    (probes.answered)(&route, status, elapsed.as_secs_f64());
    if status >= 500 {
        tracing::error!(http.method = %method, http.route = route, http.status = status, elapsed_ms = elapsed.as_millis() as u64, "request failed");
    } else if !route.starts_with("/static") {
        tracing::info!(http.method = %method, http.route = route, http.status = status, elapsed_ms = elapsed.as_millis() as u64, "request answered");
    }
    response
}
