//! A book's own `facts/` count in every build of the program, also in one that can ask nobody.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use crate::machine;

use aws_doc_disk::store;
use aws_doc_facts::provenance::Origin;
use aws_doc_facts::regions::ListedRegion;
use aws_doc_facts::{Known, Regions};

/// A book that speaks of a Region that is not built in.
fn book() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("src")).unwrap();
    for (name, text) in [
        ("book.toml", "[preprocessor.aws]\nlive = \"never\"\n"),
        ("src/SUMMARY.md", "- [A](a.md)\n"),
        ("src/a.md", "```env\nAWS_REGION=us-newest-1\n```\n"),
    ] {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

#[test]
fn a_region_that_the_book_knows_is_known() {
    let folder = book();
    let check = || {
        let check = machine::program(env!("CARGO_BIN_EXE_mdbook-aws"))
            .arg("check")
            .arg(folder.path())
            .output()
            .unwrap();
        (
            check.status.code(),
            String::from_utf8(check.stdout).unwrap(),
        )
    };
    let (status, told) = check();
    assert_eq!(status, Some(1), "{told}");
    assert!(told.contains("us-newest-1"), "{told}");

    let origin = Origin {
        key: "a".to_owned(),
        retrieved: "2027-01-01".to_owned(),
        ..Origin::default()
    };
    let newest = ListedRegion {
        code: "us-newest-1".to_owned(),
        bedrock: true,
        ..ListedRegion::default()
    };
    let mut known = Known::bundled();
    known.regions = known.regions.merged(&Regions::of_source(origin, [newest]));
    let facts = folder.path().join(store::FOLDER);
    std::fs::create_dir(&facts).unwrap();
    for (name, text) in store::files(&known) {
        std::fs::write(facts.join(name), text).unwrap();
    }
    let (status, told) = check();
    assert_eq!(status, Some(0), "{told}");
}
