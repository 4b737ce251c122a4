//! Systems other than Linux have no control groups.

use std::convert::Infallible;
use std::io;
use std::process::Stdio;

use serde::{Deserialize, Serialize};

use crate::doctest::execution::limits::Limits;

/// The group of a run; there is none.
#[derive(Debug)]
pub struct Groups(Infallible);

/// The groups of a chapter; there are none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChapterGroups;

/// A group that a process has opened; there is none.
#[derive(Debug)]
pub(crate) struct Group {
    /// Bytes that it may use.
    pub(crate) memory: u64,
}

impl Groups {
    /// None.
    #[must_use]
    pub fn new() -> Option<Self> {
        None
    }

    /// Cannot be called.
    ///
    /// # Errors
    /// Never.
    pub fn chapter(&self, _: usize, _: &Limits) -> io::Result<ChapterGroups> {
        match self.0 {}
    }
}

impl ChapterGroups {
    /// Fails.
    ///
    /// # Errors
    /// Always.
    pub(crate) fn open(&self) -> io::Result<(Group, Group)> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

impl Group {
    pub(crate) fn add(&self, _: u32) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub(crate) fn joining(&self) -> io::Result<Stdio> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub(crate) fn ends(&self) -> u64 {
        0
    }

    pub(crate) fn kill(&self) {}
}
