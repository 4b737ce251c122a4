//! What happens while the blocks of a book run.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::Separation;
use crate::doctest::execution::protocol::Event;

/// Something that happens while a book runs.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum RunEvent<'e> {
    /// A tool is being installed.
    Installing(&'e str),
    /// Chapters begin to run, kept apart in this way.
    Separated(&'e Separation),
    /// A block begins.
    BlockBegan {
        /// Its place as `file:line`.
        place: &'e str,
        /// How many chapters have been run.
        done: usize,
        /// How many chapters there are to run.
        chapters: usize,
    },
    /// A chapter has been run.
    ChapterRan {
        /// Its path below the book's sources.
        chapter: &'e str,
        /// How many chapters have been run, with this one.
        done: usize,
        /// How many chapters there are to run.
        chapters: usize,
    },
    /// A page was edited while its blocks ran, so nothing was written to it.
    PageEdited(&'e str),
    /// Expectations were written into pages.
    Updated {
        /// How many.
        expectations: usize,
        /// In how many files.
        files: usize,
    },
    /// The record was written to this file.
    Recorded(&'e Path),
    /// The record was to be written and was not, as not all blocks did what the book says.
    NotRecorded,
}

/// A caller's function that follows a run. It is called from several threads.
pub type Observer<'o> = dyn Fn(&RunEvent<'_>) + Sync + 'o;

/// Turns what happens in chapters into events for the caller.
pub(super) struct Progress<'p> {
    /// The path of each chapter that runs.
    chapters: Vec<&'p str>,
    /// The places of its blocks.
    places: Vec<Vec<String>>,
    done: AtomicUsize,
    observer: &'p Observer<'p>,
}

impl<'p> Progress<'p> {
    /// For chapters with these paths, and the places of the blocks of each.
    pub(super) fn new(
        chapters: Vec<&'p str>,
        places: Vec<Vec<String>>,
        observer: &'p Observer<'p>,
    ) -> Self {
        Self {
            chapters,
            places,
            done: AtomicUsize::new(0),
            observer,
        }
    }

    /// Passes on what happens in the chapter with this number.
    pub(super) fn follow(&self, number: usize, event: &Event) {
        let chapters = self.chapters.len();
        match event {
            Event::Began { step } => {
                let places = self.places.get(number);
                let place = places.and_then(|places| places.get(*step));
                if let Some(place) = place {
                    let done = self.done.load(Ordering::Relaxed);
                    (self.observer)(&RunEvent::BlockBegan {
                        place,
                        done,
                        chapters,
                    });
                }
            }
            Event::Finished => {
                let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
                if let Some(chapter) = self.chapters.get(number) {
                    (self.observer)(&RunEvent::ChapterRan {
                        chapter,
                        done,
                        chapters,
                    });
                }
            }
            _ => {}
        }
    }
}
