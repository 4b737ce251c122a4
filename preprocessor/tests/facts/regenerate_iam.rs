//! The committed IAM data is what its generator makes of its pinned sources.

use crate::machine;

use std::ffi::OsStr;
use std::path::Path;

use iam_policy_model::iam::encode::encode;
use iam_policy_model::iam::reference::Reference;
use sha2::{Digest as _, Sha256};

#[test]
fn the_iam_data_is_what_its_sources_give() {
    let facts = Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/aws-doc-facts/data");
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/iam-policy-model/data");
    let committed = std::fs::read(data.join("iam.bin")).unwrap();

    let provenance = std::fs::read_to_string(data.join("iam.provenance.json")).unwrap();
    let provenance: serde_json::Value = serde_json::from_str(&provenance).unwrap();
    let digest: String = Sha256::digest(&committed)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    assert_eq!(
        provenance["sha256"],
        digest.as_str(),
        "iam.bin was changed by hand"
    );
    let pins = std::fs::read_to_string(facts.join("build/iam.sources.json")).unwrap();
    let pins: serde_json::Value = serde_json::from_str(&pins).unwrap();
    assert_eq!(
        provenance["sources"], pins,
        "the pins were changed: run facts/build/iam.py"
    );

    let folder = tempfile::tempdir().unwrap();
    let union = folder.path().join("union.json");
    let arguments: [&dyn AsRef<OsStr>; 2] = [&"--json", &union];
    let Some(output) = machine::generate(machine::FACTS, "iam.py", &arguments) else {
        return;
    };
    machine::succeeded(&output);
    let reference: Reference = serde_json::from_slice(&std::fs::read(union).unwrap()).unwrap();
    assert!(
        encode(&reference).unwrap() == committed,
        "run facts/build/iam.py"
    );
}
