//! Serves the guide on this machine, and builds it again on every change.

mod bounded;
mod guard;
mod scratch;

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
use axum::middleware;
use axum::response::{Html, IntoResponse as _, Response};
use axum::routing::get;
use mdbook_aws::say;
use notify_debouncer_mini::notify::RecursiveMode;
use notify_debouncer_mini::{DebounceEventResult, new_debouncer};
use tempfile::TempDir;
use tokio::sync::{Semaphore, broadcast};
use tower::ServiceExt as _;
use tower_http::services::{ServeDir, ServeFile};

use crate::site::{self, Changes};
use bounded::Bounded;
use scratch::Scratch;

/// Where pages wait for news of the next build; mdBook puts the script into them.
const LIVE_RELOAD: &str = "__livereload";

/// So many connections are served at a time; others wait for one of them to end. Some systems
/// allow a process 256 files, and a build needs its own.
const MOST_CONNECTIONS: usize = 64;

/// So many pages may wait for news at a time; others have to be loaded again by hand. The rest of
/// the connections is for those that are loaded.
const MOST_WAITING: usize = 40;

/// The longest message of a page, in bytes.
const MOST_SENT: usize = 1024;

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
    waiting: Arc<Semaphore>,
    scratch: Arc<Scratch>,
}

struct Built {
    html: PathBuf,
    _folder: TempDir,
}

/// Serves the book at `root` on loopback until it is interrupted.
///
/// # Errors
/// When the port is taken or the folder cannot be watched. A book that does not build is not
/// an error: its faults are reported, and the last good pages stay.
pub(crate) fn run(root: &Path, port: u16, open: bool) -> Result<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    let scratch = Arc::new(Scratch::new()?);
    // From the first build on, so that no signal leaves anything behind.
    let interrupted = {
        let _context = runtime.enter();
        interrupted()?
    };
    let cleaning = Arc::clone(&scratch);
    runtime.spawn(async move {
        interrupted.await;
        cleaning.remove();
        std::process::exit(0);
    });
    let pages = Pages {
        current: Arc::default(),
        news: broadcast::Sender::new(1),
        waiting: Arc::new(Semaphore::new(MOST_WAITING)),
        scratch: Arc::clone(&scratch),
    };
    pages.build(root);
    let _watch = watch(root, &pages)?;
    let served = runtime.block_on(listen(pages, port, open));
    scratch.remove();
    served
}

/// Ends when the program is to end: the user says so, the terminal is closed, or the system stops.
#[cfg(unix)]
fn interrupted() -> Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hangup = signal(SignalKind::hangup())?;
    let mut quit = signal(SignalKind::quit())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
            _ = hangup.recv() => {}
            _ = quit.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn interrupted() -> Result<impl Future<Output = ()>> {
    Ok(async {
        // Without a signal to wait for, only killing ends it.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}

async fn listen(pages: Pages, port: u16, open: bool) -> Result<()> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let listener = tokio::net::TcpListener::bind(address)
        .await
        .with_context(|| format!("cannot listen on {address}; --port takes another port"))?;
    let url = format!("http://{}/", listener.local_addr()?);
    say::out(&format!("The guide is at {url} (Ctrl+C ends)\n"))
        .context("standard output cannot be written")?;
    if open && let Err(error) = opener::open(&url) {
        say::warning(&format!("no browser could be opened: {error}"));
    }
    let router = Router::new()
        .route(&format!("/{LIVE_RELOAD}"), get(wait_for_news))
        .fallback(page)
        .layer(middleware::from_fn(guard::check))
        .with_state(pages);
    axum::serve(Bounded::new(listener, MOST_CONNECTIONS), router).await?;
    Ok(())
}

impl Pages {
    /// Builds into a fresh folder, which replaces the last one only if the build succeeds.
    fn build(&self, root: &Path) {
        match build(root, &self.scratch) {
            Ok(built) => {
                if let Ok(mut current) = self.current.write() {
                    *current = Some(built);
                }
                // Nobody may be waiting.
                let _ = self.news.send(());
            }
            Err(error) => {
                say::error(&format!("{error:#}"));
                let kept = self.current.read().is_ok_and(|current| current.is_some());
                if kept {
                    say::line("The last good pages are still served.");
                }
            }
        }
    }

    fn html(&self) -> Option<PathBuf> {
        Some(self.current.read().ok()?.as_ref()?.html.clone())
    }
}

fn build(root: &Path, scratch: &Scratch) -> Result<Built> {
    let folder = scratch.folder()?;
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
            // Building goes on even if standard error cannot be written.
            let _ = say::out("Building again …\n");
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
    let found = ServeDir::new(html).not_found_service(missing);
    match found.oneshot(request).await {
        Ok(response) => response.map(Body::new),
        Err(never) => match never {},
    }
}

async fn wait_for_news(State(pages): State<Pages>, upgrade: WebSocketUpgrade) -> Response {
    let Ok(place) = Arc::clone(&pages.waiting).try_acquire_owned() else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let mut news = pages.news.subscribe();
    // Nothing that a page sends is of interest, except that it goes away.
    let upgrade = upgrade.max_message_size(MOST_SENT);
    upgrade.on_upgrade(move |mut socket: WebSocket| async move {
        let _place = place;
        loop {
            tokio::select! {
                // Missed news is news all the same.
                event = news.recv() => {
                    let over = matches!(event, Err(broadcast::error::RecvError::Closed));
                    if over || socket.send(Message::text("reload")).await.is_err() {
                        return;
                    }
                }
                sent = socket.recv() => match sent {
                    None | Some(Err(_) | Ok(Message::Close(_))) => return,
                    Some(Ok(_)) => {}
                },
            }
        }
    })
}
