//! The committed command model of the AWS CLI is what its generator writes.

use crate::machine;

#[test]
fn regenerating_gives_the_committed_bytes() {
    if let Some(output) = machine::generate(machine::FACTS, "cli/build.py", &[&"--check"]) {
        machine::succeeded(&output);
    }
}
