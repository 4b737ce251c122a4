//! The tools that snippets call, each pinned by a lock with the hashes of all that it needs.
//!
//! What is here is pure: a build knows which tools a badge was given for without running one.
//! [`install`] brings them onto the machine.

#[cfg(feature = "doctest")]
mod error;
#[cfg(feature = "doctest")]
pub mod install;
#[cfg(feature = "doctest")]
mod making;
#[cfg(feature = "doctest")]
mod manifest;
#[cfg(feature = "doctest")]
mod python;
#[cfg(feature = "doctest")]
mod shelf;

use super::emulator;
use super::pin::{Need, PinnedTool, Pins};
use aws_doc_facts::provenance::{Provenance, sha256};

/// The tool that this program brings for a need. Equal on all systems.
///
/// The version is that of the package; the AWS CLI version 2 has another one than its package; see
/// [`install::Installed::versions`].
#[must_use]
pub fn pinned(need: Need) -> PinnedTool {
    let lock = lock(need);
    let mut all = lock_digest(need);
    if need == Need::Emulator {
        all.push_str(emulator::LAUNCHER);
        all.push_str(emulator::MANAGED_POLICIES);
        all.push_str(&crate::emulation::to_json());
    }
    PinnedTool {
        name: lock.package.to_owned(),
        version: lock.version().to_owned(),
        digest: sha256(all.as_bytes()),
    }
}

/// The lock after whose package a tool is named.
fn lock(need: Need) -> &'static Lock {
    match need {
        Need::Aws => &AWS_CLI_2,
        Need::Emulator => &EMULATOR,
        Need::Python => &PYTHON,
    }
}

/// The SHA-256, in hexadecimal digits, of all that decides what is installed for a need.
fn lock_digest(need: Need) -> String {
    let more: &[&str] = match need {
        Need::Aws => &[AWS_CLI_1.text, UNPACK_AWS_CLI],
        Need::Emulator => &[],
        Need::Python => &[BUILD.text, PYTHON_OTHER.text],
    };
    let all = std::iter::once(lock(need).text).chain(more.iter().copied());
    sha256(all.collect::<String>().as_bytes())
}

/// All tools that this program brings.
#[must_use]
pub fn pins() -> Pins {
    Need::ALL
        .into_iter()
        .fold(Pins::none(), |pins, need| pins.with(need, pinned(need)))
}

/// A lock: what pip installs, and nothing else.
#[derive(Debug)]
pub(crate) struct Lock {
    /// The package that it is for.
    pub(crate) package: &'static str,
    /// Requirements with versions and hashes, as pip reads them.
    pub(crate) text: &'static str,
}

impl Lock {
    /// The version of the package that the lock is for; empty if it is not in it.
    pub(crate) fn version(&self) -> &'static str {
        let version = self.text.lines().find_map(|line| {
            let version = line.strip_prefix(self.package)?.strip_prefix("==")?;
            version.split(' ').next()
        });
        version.unwrap_or_default()
    }
}

pub(crate) static AWS_CLI_1: Lock = Lock {
    package: "awscli",
    text: include_str!("aws_cli_1.txt"),
};
pub(crate) static AWS_CLI_2: Lock = Lock {
    package: "aws-cdk-asset-awscli-v2",
    text: include_str!("aws_cli_2.txt"),
};
pub(crate) static BUILD: Lock = Lock {
    package: "setuptools",
    text: include_str!("build.txt"),
};
pub(crate) static EMULATOR: Lock = Lock {
    package: "ministack",
    text: include_str!("emulator.txt"),
};
pub(crate) static PYTHON: Lock = Lock {
    package: "llm-dialog-manager",
    text: include_str!("python.txt"),
};

/// Packages that a snippet may install in the place of those of [`PYTHON`].
pub(crate) static PYTHON_OTHER: Lock = Lock {
    package: "anthropic",
    text: include_str!("python_other.txt"),
};

/// The Python program that takes the AWS CLI version 2 out of its package.
pub(crate) const UNPACK_AWS_CLI: &str = include_str!("unpack_aws_cli.py");

/// Where the locks come from.
#[must_use]
pub fn provenance() -> Provenance {
    serde_json::from_str(include_str!("tools.provenance.json")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_lock_has_its_package_and_hashes() {
        for lock in [
            &AWS_CLI_1,
            &AWS_CLI_2,
            &BUILD,
            &EMULATOR,
            &PYTHON,
            &PYTHON_OTHER,
        ] {
            assert!(!lock.version().is_empty(), "{}", lock.package);
            let starts = |line: &&str| !line.starts_with([' ', '#']);
            let packages = lock.text.lines().filter(starts);
            assert!(
                packages
                    .clone()
                    .all(|line| line.contains("==") && line.ends_with('\\'))
            );
            // Every package is followed by its first hash.
            let mut lines = lock.text.lines().peekable();
            while let Some(line) = lines.next() {
                let next = lines.peek().is_some_and(|it| it.contains("--hash=sha256:"));
                assert!(!starts(&line) || next, "{line}");
            }
        }
    }

    #[test]
    fn the_provenance_is_that_of_the_locks() {
        let provenance = provenance();
        let locks = [
            ("aws_cli_1", &AWS_CLI_1),
            ("aws_cli_2", &AWS_CLI_2),
            ("build", &BUILD),
            ("emulator", &EMULATOR),
            ("python", &PYTHON),
            ("python_other", &PYTHON_OTHER),
        ];
        assert_eq!(provenance.sources.len(), locks.len());
        let all: String = locks.iter().map(|(_, lock)| lock.text).collect();
        assert_eq!(provenance.sha256, sha256(all.as_bytes()));
        for (key, lock) in locks {
            let origin = provenance.origin(key).unwrap();
            assert_eq!(origin.sha256, sha256(lock.text.as_bytes()), "{key}");
            assert_eq!(origin.version, lock.version(), "{key}");
        }
    }

    #[test]
    fn each_tool_has_its_own_digest() {
        let mut digests: Vec<_> = Need::ALL.map(|need| pinned(need).digest).into();
        digests.sort();
        digests.dedup();
        assert_eq!(digests.len(), Need::ALL.len());
    }
}
