//! Serves the guide on this machine, and builds it again on every change.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};
use std::time::{Duration, SystemTime};

use anyhow::{Context as _, Result};
use axum::Router;
use axum::body::Body;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse as _, Response};
use axum::routing::get;
use notify_debouncer_mini::notify::RecursiveMode;
use notify_debouncer_mini::{DebounceEventResult, new_debouncer};
use tempfile::TempDir;
use tokio::sync::broadcast;
use tower::ServiceExt as _;
use tower_http::services::{ServeDir, ServeFile};

use crate::site::{self, Changes};

/// Where pages wait for news of the next build; mdBook puts the script into them.
const LIVE_RELOAD: &str = "__livereload";

/// Editors write a file in several steps; this long after the last, a build begins.
const QUIET: Duration = Duration::from_millis(150);

/// What is served until a build succeeds.
const WAITING: &str = "<!DOCTYPE html><html lang=\"en\"><title>The guide does not build</title>\
    <p>The guide does not build yet. The terminal says why; this page follows when it does.</p>\
    <script>new WebSocket(`ws://${location.host}/__livereload`).onmessage = \
    () => location.reload();</script></html>";

/// The pages of the last build that succeeded.
#[derive(Clone)]
struct Pages {
    /// Kept here, so that the folder lives as long as it is served.
    current: Arc<RwLock<Option<Built>>>,
    news: broadcast::Sender<()>,
}

struct Built {
    html: PathBuf,
    _folder: TempDir,
}

/// Serves the book at `root` on loopback until it is interrupted.
///
/// # Errors
/// When the port is taken or the folder cannot be watched. A book that does not build is no
/// error: what is wrong is told, and the last good pages stay.
pub(crate) fn run(root: &Path, port: u16, open: bool) -> Result<()> {
    let pages = Pages {
        current: Arc::default(),
        news: broadcast::Sender::new(1),
    };
    pages.build(root);
    let _watch = watch(root, &pages)?;
    tokio::runtime::Runtime::new()?.block_on(listen(pages, port, open))
}

async fn listen(pages: Pages, port: u16, open: bool) -> Result<()> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let listener = tokio::net::TcpListener::bind(address)
        .await
        .with_context(|| format!("cannot listen on {address}; --port takes another port"))?;
    let url = format!("http://{}/", listener.local_addr()?);
    println!("The guide is at {url} (Ctrl+C ends)");
    if open && let Err(error) = opener::open(&url) {
        eprintln!("warning: no browser could be opened: {error}");
    }
    let router = Router::new()
        .route(&format!("/{LIVE_RELOAD}"), get(wait_for_news))
        .fallback(page)
        .with_state(pages);
    axum::serve(listener, router)
        .with_graceful_shutdown(async {
            // Without a signal to wait for, only killing ends it.
            if tokio::signal::ctrl_c().await.is_err() {
                std::future::pending::<()>().await;
            }
            std::process::exit(0);
        })
        .await?;
    Ok(())
}

impl Pages {
    /// Builds into a fresh folder, which replaces the last one only if the build succeeds.
    fn build(&self, root: &Path) {
        match build(root) {
            Ok(built) => {
                if let Ok(mut current) = self.current.write() {
                    *current = Some(built);
                }
                // Nobody may be waiting.
                let _ = self.news.send(());
            }
            Err(error) => {
                eprintln!("error: {error:#}");
                let kept = self.current.read().is_ok_and(|current| current.is_some());
                if kept {
                    eprintln!("The last good pages are still served.");
                }
            }
        }
    }

    fn html(&self) -> Option<PathBuf> {
        Some(self.current.read().ok()?.as_ref()?.html.clone())
    }
}

fn build(root: &Path) -> Result<Built> {
    let folder = tempfile::Builder::new()
        .prefix("bedrock-guide-")
        .tempdir()?;
    let changes = Changes {
        build_dir: Some(folder.path().to_owned()),
        live_reload: Some(LIVE_RELOAD),
    };
    let html = site::build(root, &changes)?;
    Ok(Built {
        html,
        _folder: folder,
    })
}

/// Builds again whenever a source of the book changes, for as long as the result lives.
fn watch(root: &Path, pages: &Pages) -> Result<impl Sized + use<>> {
    let book = root.to_owned();
    let pages = pages.clone();
    let mut known = sources(&book);
    let mut debouncer = new_debouncer(QUIET, move |_: DebounceEventResult| {
        // A build reads every source, and some systems report that as well.
        let now = sources(&book);
        if now != known {
            known = now;
            println!("Building again …");
            pages.build(&book);
        }
    })?;
    debouncer
        .watcher()
        .watch(root, RecursiveMode::Recursive)
        .with_context(|| format!("cannot watch {}", root.display()))?;
    Ok(debouncer)
}

/// The files below the book's folder but for its pages, each with its time and length.
fn sources(root: &Path) -> BTreeMap<PathBuf, (Option<SystemTime>, u64)> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        // What cannot be read now is seen when it can.
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let Ok(metadata) = entry.metadata() else {
                continue;
            };
            if !metadata.is_dir() {
                found.insert(path, (metadata.modified().ok(), metadata.len()));
            } else if path != root.join("book") {
                folders.push(path);
            }
        }
    }
    found
}

async fn page(State(pages): State<Pages>, request: Request) -> Response {
    let Some(html) = pages.html() else {
        return (StatusCode::SERVICE_UNAVAILABLE, Html(WAITING)).into_response();
    };
    let missing = ServeFile::new(html.join("404.html"));
    match ServeDir::new(html)
        .not_found_service(missing)
        .oneshot(request)
        .await
    {
        Ok(response) => response.map(Body::new),
        Err(never) => match never {},
    }
}

async fn wait_for_news(State(pages): State<Pages>, upgrade: WebSocketUpgrade) -> Response {
    let mut news = pages.news.subscribe();
    upgrade.on_upgrade(move |mut socket: WebSocket| async move {
        // Missed news is news all the same.
        while !matches!(news.recv().await, Err(broadcast::error::RecvError::Closed)) {
            if socket.send(Message::text("reload")).await.is_err() {
                return;
            }
        }
    })
}
