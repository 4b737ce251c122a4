//! What the workflows run is what somebody has looked at: each action is named by the digest of a
//! commit, which cannot come to mean something else, as a tag can.

use std::path::{Path, PathBuf};

use aws_doc_xtask::workspace_root;

/// The files below `.github` that can name actions.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path
            .extension()
            .is_some_and(|it| it == "yml" || it == "yaml")
        {
            found.push(path);
        }
    }
    found
}

/// The actions that a workflow uses, each with what is wrong about how it is named.
fn actions(text: &str) -> Vec<(String, Option<&'static str>)> {
    let mut found = Vec::new();
    for line in text.lines() {
        let line = line.trim().trim_start_matches("- ");
        let Some(action) = line.strip_prefix("uses:") else {
            continue;
        };
        let (name, version) = action.split_once(" # ").unwrap_or((action, ""));
        let name = name.trim().trim_matches(['"', '\'']);
        let digest = name.split_once('@').map(|(_, digest)| digest);
        let is_digest = digest.is_some_and(|digest| {
            digest.len() == 40 && digest.bytes().all(|it| it.is_ascii_hexdigit())
        });
        let fault = if name.starts_with("./") {
            None
        } else if !is_digest {
            Some("name the commit by its 40 digits behind `@`")
        } else if !version.trim().starts_with('v') {
            Some("say which version that is: ` # v1.2.3`")
        } else {
            None
        };
        found.push((name.to_owned(), fault));
    }
    found
}

#[test]
fn actions_are_pinned_by_digest() {
    let mut count = 0;
    let mut faults = Vec::new();
    for file in files(&workspace_root().join(".github")) {
        for (action, fault) in actions(&std::fs::read_to_string(&file).unwrap()) {
            count += 1;
            if let Some(fault) = fault {
                faults.push(format!("{}: {action}: {fault}", file.display()));
            }
        }
    }
    assert!(count >= 10, "only {count} actions were found");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn an_action_that_is_not_pinned_is_found() {
    let text = "\
steps:
  - uses: actions/checkout@v4
  - uses: \"actions/checkout@main\" # v4.0.0
  - name: x
    uses: a/b@3d3c42e5aac5ba805825da76410c181273ba90b1
  - uses: a/b@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
  - uses: ./.github/actions/own
";
    let wrong: Vec<bool> = actions(text).iter().map(|it| it.1.is_some()).collect();
    assert_eq!(wrong, [true, true, true, false, false]);
}

#[test]
fn workflows_have_no_more_rights_than_they_name() {
    for file in files(&workspace_root().join(".github/workflows")) {
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(
            text.lines().any(|line| line == "permissions:"),
            "{}: without `permissions` it has all that the repository gives",
            file.display()
        );
        // What runs a stranger's change must not read what is secret.
        assert!(!text.contains("pull_request_target"), "{}", file.display());
    }
}
