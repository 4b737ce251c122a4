//! Claims: what a chapter says about AWS, and the evidence that its author ties to it.
//!
//! Evidence is given in footnotes. A *quotation* is a link with the words that its page must contain; a
//! *probe* is a block of the page that fails as soon as the sentence is no longer true. The third kind,
//! *data*, needs no footnote: it is a directive `{{#aws …}}` in the sentence.

mod date;
pub mod footnote;
mod instruction;
mod names;
pub mod passage;
pub mod quotation;
pub mod source_text;

pub use date::Dated;
pub use footnote::{Footnote, Footnotes, Probe, Quotation};
pub use passage::{Claim, Evidence, claims};

/// How old evidence may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MaxAge {
    /// The setting, in days.
    pub days: u32,
    /// Evidence from before this day, `YYYY-MM-DD`, is too old.
    pub since: String,
    /// Today, `YYYY-MM-DD`.
    pub today: String,
}

/// What the checks of claims look at: one chapter.
#[derive(Debug)]
pub(crate) struct ClaimPage<'c> {
    /// Its footnotes.
    pub(crate) footnotes: &'c Footnotes,
    /// Its blocks.
    pub(crate) document: &'c crate::document::Document,
    /// How old evidence may be, if the book has a limit.
    pub(crate) max_age: Option<&'c MaxAge>,
}
