//! Why the blocks of a book could not be run.

use std::io;
use std::path::PathBuf;

use crate::doctest::book::BookError;
use crate::doctest::record::RecordError;
use crate::doctest::tools::install::ToolError;

/// Why the blocks of a book could not be run, with what to do about it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RunError {
    /// The book cannot be read, or its pages cannot be written.
    #[error(transparent)]
    Book(#[from] BookError),
    /// The book's settings name an endpoint that a sandbox cannot reach.
    #[error(
        "book.toml sets `endpoint` to {0}, which cannot be reached from the namespaces that a \
         chapter runs in. If you trust the book with your files and your network, run it with \
         --isolation environment; otherwise, remove `endpoint`"
    )]
    EndpointOutside(String),
    /// Namespaces were asked for, and the kernel does not provide them.
    #[error("the kernel does not provide namespaces: {0}")]
    NoNamespaces(String),
    /// AWS itself is to be called, and the environment has no credentials for it.
    #[error(
        "calling AWS itself needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or \
         AWS_BEARER_TOKEN_BEDROCK, in the environment; profiles are not read"
    )]
    NoCredentials,
    /// A tool that the blocks call cannot be installed or found.
    #[error(transparent)]
    Tools(#[from] ToolError),
    /// A chapter could not be run to its end.
    #[error("cannot run {chapter}: {fault}")]
    Chapter {
        /// The chapter's path below the book's sources.
        chapter: String,
        /// What its process says.
        fault: String,
    },
    /// The record of what has run cannot be read.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// A file or folder cannot be written.
    #[error("cannot write {}: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The system refuses something that a run needs.
    #[error("cannot {what}: {source}")]
    System {
        /// What it was for.
        what: &'static str,
        /// What the system says.
        source: io::Error,
    },
}

impl RunError {
    /// The error of a request to the system.
    pub(super) fn system(what: &'static str) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::System { what, source }
    }
}
