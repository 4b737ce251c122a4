//! How a run is kept apart from the machine, and who decides that.

use std::path::Path;

use super::Wanted;
use super::book::Book;
use crate::doctest::execution::run;
use crate::doctest::execution::sandbox::{self, Isolation};

/// How a run is kept apart.
#[derive(Debug, Clone)]
pub(super) struct Apart {
    pub(super) isolation: Isolation,
    /// Why the system gives no namespaces, where they were asked for.
    pub(super) refused: Option<String>,
    /// Whether AWS itself is called, over the network.
    real_aws: bool,
}

impl Apart {
    /// As well as this system can. `program` is this program.
    pub(super) fn of_this_system(program: &Path) -> Self {
        let (isolation, refused) = run::isolation(program);
        Self {
            isolation,
            refused,
            real_aws: false,
        }
    }

    /// As the user wants it. Only the user can ask for less isolation: a book that would need it
    /// does not run without.
    pub(super) fn wanted(
        wanted: Wanted,
        real_aws: bool,
        book: &Book<'_>,
        program: &Path,
    ) -> anyhow::Result<Self> {
        if real_aws || wanted == Wanted::Environment {
            return Ok(Self {
                isolation: Isolation::Environment,
                refused: None,
                real_aws,
            });
        }
        if let Some(endpoint) = &book.target.settings.test.endpoint {
            anyhow::bail!(
                "book.toml sets `endpoint` to {endpoint}, which cannot be reached from the \
                 namespaces that a chapter runs in. If you trust the book with your files and your \
                 network, run it with --isolation environment; else remove `endpoint`"
            );
        }
        let apart = Self::of_this_system(program);
        match &apart.refused {
            Some(why) if wanted == Wanted::Namespaces => {
                anyhow::bail!("the kernel gives no namespaces: {why}")
            }
            _ => Ok(apart),
        }
    }

    /// Whether the system, and not the user, is the reason for less isolation.
    pub(super) fn is_weak(&self) -> bool {
        self.refused.is_some()
    }

    /// What holds and what does not, in one line.
    pub(super) fn describe(&self) -> String {
        let mut text = match self.real_aws {
            true => "by environment alone, and AWS itself is called".to_owned(),
            false => self.isolation.describe(&sandbox::missing()),
        };
        if let Some(why) = &self.refused {
            text.push_str(&format!(" (no namespaces: {why})"));
        }
        text
    }
}
