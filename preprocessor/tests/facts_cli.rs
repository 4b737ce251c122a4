//! The committed command model of the AWS CLI is what its generator writes.

use std::{path::Path, process::Command};

/// The generator's exit status when a source cannot be had.
const UNAVAILABLE: i32 = 3;

#[test]
fn regenerating_gives_the_committed_bytes() {
    let generator =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/aws-doc-facts/data/build/cli/build.py");
    let skip = |reason: &str| {
        assert!(
            std::env::var("CI").as_deref() != Ok("true"),
            "the AWS CLI's command model must be regenerated in CI, but {reason}"
        );
        eprintln!("skipped: the AWS CLI's command model was not regenerated: {reason}");
    };
    let run = match Command::new("python3")
        .arg(&generator)
        .arg("--check")
        .output()
    {
        Ok(run) => run,
        Err(error) => return skip(&format!("python3 does not start: {error}")),
    };
    let said = format!(
        "{}{}",
        String::from_utf8_lossy(&run.stdout),
        String::from_utf8_lossy(&run.stderr)
    );
    if run.status.code() == Some(UNAVAILABLE) {
        return skip(&said);
    }
    assert!(run.status.success(), "{said}\nrun {}", generator.display());
}
