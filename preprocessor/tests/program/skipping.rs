//! Tests that are skipped are noted, reported in a table, and fail with `CI=true`.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on should stop"
)]

use crate::skip::{Skipped, note, noted, table};
use crate::{machine, skip};

fn skipped(what: &str, why: &str, test: &str) -> Skipped {
    Skipped {
        what: what.to_owned(),
        why: why.to_owned(),
        remedy: "install Python 3.11 or newer (Debian: apt-get install python3)".to_owned(),
        test: test.to_owned(),
    }
}

#[test]
fn the_table_has_a_row_for_each_thing_that_is_missing() {
    let (none, old) = (
        "python3 is not installed",
        "python3 is Python 3.8, which is too old",
    );
    let told = [
        skipped("the real tools with an emulated AWS", none, "account::one"),
        skipped("a refresh from moto's server", none, "moto"),
        skipped("the real tools with an emulated AWS", none, "account::two"),
        // A test that asks twice is one test.
        skipped("the real tools with an emulated AWS", none, "account::two"),
        skipped("the list of Regions", old, "regions"),
    ];
    let expected = "\
4 tests were skipped. With CI=true each must run.

Not tested                                    Because                           To run it
--------------------------------------------  --------------------------------  --------------------------------------------
the list of Regions                           python3 is Python 3.8, which is   install Python 3.11 or newer (Debian:
                                                too old                           apt-get install python3)
--------------------------------------------  --------------------------------  --------------------------------------------
a refresh from moto's server                  python3 is not installed          install Python 3.11 or newer (Debian:
the real tools with an emulated AWS                                               apt-get install python3)
  (2\u{a0}tests)
";
    assert_eq!(table(&told), expected);
    assert_eq!(table(&[]), "No test was skipped.\n");
}

#[test]
fn notes_are_read_as_they_were_written() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("below/notes");
    assert_eq!(noted(&file), []);
    let told = [skipped("a", "b", "c"), skipped("é", "", "d")];
    for each in &told {
        note(&file, each);
    }
    assert_eq!(noted(&file), told);
}

/// Runs itself: what a skipped test says, and that it fails with `CI=true`.
#[test]
fn a_skipped_test_says_so_and_fails_where_none_may_be_skipped() {
    if std::env::var_os("SKIPS").is_some() {
        return skip::skip("this", "no reason\nat all", "no remedy");
    }
    let run = |ci: &str| {
        let mut again = machine::program(std::env::current_exe().unwrap());
        let output = again
            .arg("a_skipped_test_says_so_and_fails_where_none_may_be_skipped")
            .env("SKIPS", "1")
            .env("CI", ci)
            .output()
            .unwrap();
        let told = String::from_utf8(output.stdout).unwrap();
        (
            output.status.success(),
            told,
            String::from_utf8(output.stderr).unwrap(),
        )
    };
    let (passed, _, errors) = run("");
    assert!(passed);
    assert_eq!(errors, "skipped: this: no reason; to run it: no remedy\n");
    let (passed, told, _) = run("true");
    assert!(!passed);
    assert!(
        told.contains("CI=true, but this cannot be tested: no reason\nat all"),
        "{told}"
    );
}
