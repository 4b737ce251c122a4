//! What a run shows on standard error while it goes on.

use std::io::{IsTerminal as _, Write as _};

use crate::doctest::run::RunEvent;
use crate::words::counted;
use aws_doc_lint::visible::visible;

/// Shows the events of a run.
pub(super) struct Progress {
    terminal: bool,
}

impl Progress {
    pub(super) fn new() -> Self {
        Self {
            terminal: std::io::stderr().is_terminal(),
        }
    }

    /// Writes a line for an event. On a terminal, one line shows which block is running.
    pub(super) fn show(&self, event: &RunEvent<'_>) {
        let line = match event {
            RunEvent::Installing(tool) => (*tool).to_owned(),
            RunEvent::Separated(separation) => format!("kept apart: {}", separation.describe()),
            RunEvent::BlockBegan {
                place,
                done,
                chapters,
            } => {
                if self.terminal {
                    let place = visible(place);
                    let clear = self.clear();
                    eprint!("{clear}running {place} ({done} of {chapters} chapters done)");
                    // Progress is not essential.
                    let _ = std::io::stderr().flush();
                }
                return;
            }
            RunEvent::ChapterRan {
                chapter,
                done,
                chapters,
            } => {
                let chapter = visible(chapter);
                eprintln!("{}ran {chapter} ({done} of {chapters})", self.clear());
                return;
            }
            RunEvent::PageEdited(file) => format!(
                "{file} was edited while its blocks ran: nothing was written to it; run --update again"
            ),
            RunEvent::Updated {
                expectations,
                files,
            } => format!(
                "{} written in {}",
                counted(*expectations, "expectation"),
                counted(*files, "file")
            ),
            RunEvent::Recorded(path) => format!("wrote {}", path.display()),
            RunEvent::NotRecorded => {
                "nothing was recorded: not all blocks did what the book says".to_owned()
            }
        };
        eprintln!("{}", visible(&line));
    }

    /// What removes the line that shows the running block.
    fn clear(&self) -> &'static str {
        match self.terminal {
            true => "\r\x1b[K",
            false => "",
        }
    }
}
