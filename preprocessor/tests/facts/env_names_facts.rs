//! The list of variables: well formed, and what its build command writes.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on should stop"
)]

use crate::machine;

use aws_doc_facts::env_names::{EnvNames, ValueKind};
use std::ffi::OsStr;
use std::path::Path;

#[test]
fn the_list_is_complete_and_sorted() {
    let names = EnvNames::bundled();
    assert!(names.variables().len() > 60);
    assert!(names.settings().len() > 40);
    assert!(
        names
            .variables()
            .is_sorted_by_key(|variable| &variable.name)
    );
    assert!(names.settings().is_sorted_by_key(|setting| &setting.name));
    assert!(names.endpoint_services().is_sorted());
    let region = names.variable("AWS_REGION").unwrap();
    assert_eq!(region.kind, ValueKind::Region);
    assert!(region.read_by.contains(&"aws-config".to_owned()));
    assert!(names.variable("AWS_REGON").is_none());
    assert_eq!(names.setting("role_arn").unwrap().kind, ValueKind::RoleArn);
    assert!(
        names
            .endpoint_services()
            .contains(&"BEDROCK_RUNTIME".to_owned())
    );
}

/// Downloads the sources anew and compares.
#[test]
fn the_list_is_what_its_command_writes() {
    let facts = Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/aws-doc-facts/data");
    let folder = tempfile::tempdir().unwrap();
    let arguments: [&dyn AsRef<OsStr>; 2] = [&"--output", &folder.path()];
    let Some(output) = machine::generate(machine::FACTS, "env_names/build.py", &arguments) else {
        return;
    };
    machine::succeeded(&output);
    for name in ["env-names.json", "env-names.provenance.json"] {
        let written = std::fs::read_to_string(folder.path().join(name)).unwrap();
        let committed = std::fs::read_to_string(facts.join(name)).unwrap();
        assert_eq!(written, committed, "{name} is not what build.py writes");
    }
}
