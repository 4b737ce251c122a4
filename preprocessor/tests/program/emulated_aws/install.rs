//! Installing: once, whole or not at all, and with words when it cannot be.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use mdbook_aws::doctest::Need;
use mdbook_aws::doctest::tools::install::{ToolError, Tools};

use super::account::tools;

fn left(cache: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(cache.join("tools")) else {
        return Vec::new();
    };
    entries
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect()
}

#[test]
fn what_is_there_is_not_installed_again() {
    if tools().is_none() {
        return;
    }
    let cache = crate::machine::cache();
    let mut steps = Vec::new();
    let installed = Tools::new(&cache)
        .install(&BTreeSet::from(Need::ALL), &mut |step| {
            steps.push(step.to_owned())
        })
        .unwrap();
    assert!(steps.is_empty(), "{steps:?}");
    let versions = installed.versions();
    assert!(versions[&Need::Aws].starts_with("aws-cli/"), "{versions:?}");
    assert_eq!(versions[&Need::Emulator], "ministack 1.5.33");
}

/// Runs itself with a `PATH` on which the tools are.
#[cfg(target_os = "linux")]
#[test]
fn tools_can_be_taken_from_the_path() {
    let needs = BTreeSet::from([Need::Aws, Need::Python]);
    if std::env::var_os("EMULATED_AWS_ON_PATH").is_some() {
        let cache = tempfile::tempdir().unwrap();
        let tools = Tools::new(cache.path()).from_path();
        let installed = tools
            .install(&needs, &mut |step| panic!("it installs: {step}"))
            .unwrap();
        assert!(installed.versions()[&Need::Aws].starts_with("aws-cli/"));
        let environment = installed
            .environment(&cache.path().join("chapter"))
            .unwrap();
        assert_eq!(environment.path.len(), 2, "{environment:?}");
        assert!(
            environment
                .path
                .iter()
                .any(|folder| folder.join("aws").is_file())
        );
        assert_eq!(left(cache.path()), [""; 0]);
        return;
    }
    let Some(installed) = tools() else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let mut path = installed.environment(folder.path()).unwrap().path;
    path.push("/usr/bin".into());
    let status = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "emulated_aws::install::tools_can_be_taken_from_the_path",
        ])
        .env("EMULATED_AWS_ON_PATH", "1")
        .env("PATH", std::env::join_paths(path).unwrap())
        .status()
        .unwrap();
    assert!(status.success());
}

/// Runs itself with settings of pip by which no package can be found, as without a network.
#[test]
fn without_a_network_nothing_is_left_behind() {
    if let Ok(cache) = std::env::var("EMULATED_AWS_OFFLINE") {
        let cache = Path::new(&cache);
        let error = Tools::new(cache)
            .install(&BTreeSet::from([Need::Emulator]), &mut |_| {})
            .unwrap_err();
        assert!(matches!(error, ToolError::Install { .. }), "{error}");
        let text = error.to_string();
        assert!(
            text.contains("ministack 1.5.33 could not be installed"),
            "{text}"
        );
        assert!(text.contains("needs the network"), "{text}");
        assert!(text.contains("No matching distribution"), "{text}");
        assert_eq!(left(cache), [""; 0]);
        return;
    }
    if tools().is_none() {
        return;
    }
    let cache = tempfile::tempdir().unwrap();
    let status = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "emulated_aws::install::without_a_network_nothing_is_left_behind",
        ])
        .env("EMULATED_AWS_OFFLINE", cache.path())
        .env("PIP_NO_INDEX", "1")
        .env("PIP_FIND_LINKS", cache.path())
        .status()
        .unwrap();
    assert!(status.success());
}

#[test]
fn without_python_it_says_what_is_needed() {
    if std::env::var_os("EMULATED_AWS_NO_PYTHON").is_some() {
        let cache = tempfile::tempdir().unwrap();
        let error = Tools::new(cache.path())
            .install(&BTreeSet::from([Need::Python]), &mut |_| {})
            .unwrap_err();
        assert!(
            error.to_string().contains("Python 3.10 or newer"),
            "{error}"
        );
        assert_eq!(left(cache.path()), [""; 0]);
        return;
    }
    let status = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "emulated_aws::install::without_python_it_says_what_is_needed",
        ])
        .env("EMULATED_AWS_NO_PYTHON", "1")
        .env("PATH", "/nowhere")
        .status()
        .unwrap();
    assert!(status.success());
}
