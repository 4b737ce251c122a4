//! How a run is kept apart from the machine, and who decides that.

use std::path::Path;

use super::RunError;
use crate::doctest::book::Book;
use crate::doctest::execution::run;
use crate::doctest::execution::sandbox::{self, Isolation};

/// How the user wants a run to be kept apart.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum WantedIsolation {
    /// By namespaces where the kernel provides them, otherwise by the environment.
    #[default]
    Best,
    /// By namespaces, or nothing runs.
    Namespaces,
    /// By the environment alone.
    Environment,
}

/// How a run is kept apart from the machine.
#[derive(Debug, Clone)]
pub struct Separation {
    isolation: Isolation,
    /// Why the system does not provide namespaces, where they were asked for.
    refused: Option<String>,
    /// Whether AWS itself is called, over the network.
    real_aws: bool,
}

impl Separation {
    /// The best that this system can do. `program` is `mdbook-aws`, which is tried out.
    #[must_use]
    pub fn of_this_system(program: &Path) -> Self {
        let (isolation, refused) = run::isolation(program);
        Self {
            isolation,
            refused,
            real_aws: false,
        }
    }

    /// What the user wants. Only the user can ask for less isolation: a book that needs less does not
    /// run without it.
    pub(super) fn wanted(
        wanted: WantedIsolation,
        real_aws: bool,
        book: &Book<'_>,
        program: &Path,
    ) -> Result<Self, RunError> {
        if real_aws || wanted == WantedIsolation::Environment {
            return Ok(Self {
                isolation: Isolation::Environment,
                refused: None,
                real_aws,
            });
        }
        if let Some(endpoint) = book.endpoint() {
            return Err(RunError::EndpointOutside(endpoint.to_owned()));
        }
        let separation = Self::of_this_system(program);
        match &separation.refused {
            Some(why) if wanted == WantedIsolation::Namespaces => {
                Err(RunError::NoNamespaces(why.clone()))
            }
            _ => Ok(separation),
        }
    }

    /// How chapters are isolated.
    #[must_use]
    pub fn isolation(&self) -> Isolation {
        self.isolation
    }

    /// Whether the system, and not the user, is the reason for less isolation.
    #[must_use]
    pub fn is_weak(&self) -> bool {
        self.refused.is_some()
    }

    /// What protects the machine and what does not, in one line.
    #[must_use]
    pub fn describe(&self) -> String {
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
