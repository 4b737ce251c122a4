//! `cargo xtask new-check` on a copy of the tree.

use std::path::Path;
use std::process::Command;

use aws_doc_xtask::new_check::write;
use aws_doc_xtask::workspace_root;
use tempfile::TempDir;

const LINT: &str = "preprocessor/crates/aws-doc-lint";

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// What a new check touches: the linter and the addresses.
fn tree() -> TempDir {
    let root = workspace_root();
    let folder = tempfile::tempdir().unwrap();
    copy(&root.join(LINT), &folder.path().join(LINT));
    std::fs::create_dir_all(folder.path().join("book")).unwrap();
    let addresses = "book/addresses.txt";
    std::fs::copy(root.join(addresses), folder.path().join(addresses)).unwrap();
    folder
}

fn read(root: &Path, path: &str) -> String {
    std::fs::read_to_string(root.join(path)).unwrap()
}

#[test]
fn a_new_check_is_registered_and_compiles() {
    let tree = tree();
    let root = tree.path();
    for family in [
        "policy", "env", "arn", "command", "config", "region", "secret",
    ] {
        write(root, family, "brand-new").unwrap();
        let list = read(root, &format!("{LINT}/src/check/{family}/mod.rs"));
        assert_eq!(
            list.matches("pub(crate) mod brand_new;\n").count(),
            1,
            "{list}"
        );
        let listed = list.split("checks! {").nth(1).unwrap();
        assert!(listed.contains(" brand_new"), "{listed}");
        let case = read(
            root,
            &format!("preprocessor/tests/cases/{family}/brand-new.md"),
        );
        assert_eq!(case.matches("\n``````markdown\n").count(), 2, "{case}");
        assert!(case.contains("\n## Near misses\n"), "{case}");
        let addresses = read(root, "book/addresses.txt");
        let line = format!("reference/{family}/brand-new.html");
        assert!(addresses.lines().any(|other| other == line));
        assert!(addresses.lines().is_sorted(), "{addresses}");
    }
    compile(root);
}

/// Compiles the linter of the copy with the crates that the workspace has built.
fn compile(copy: &Path) {
    let root = workspace_root();
    let mut manifest: toml::Table = read(&root, "Cargo.toml").parse().unwrap();
    manifest.retain(|key, _| ["workspace", "profile"].contains(&key));
    let workspace = manifest["workspace"].as_table_mut().unwrap();
    workspace.remove("default-members");
    workspace.insert("members".to_owned(), toml::Value::Array(vec![LINT.into()]));
    let dependencies = workspace["dependencies"].as_table_mut().unwrap();
    for (_, dependency) in dependencies.iter_mut() {
        if let Some(path) = dependency.get("path").and_then(toml::Value::as_str) {
            let path = root.join(path).to_str().unwrap().to_owned();
            dependency["path"] = path.into();
        }
    }
    std::fs::write(copy.join("Cargo.toml"), manifest.to_string()).unwrap();
    let path = copy.join(LINT).join("Cargo.toml");
    let mut manifest: toml::Table = std::fs::read_to_string(&path).unwrap().parse().unwrap();
    // They may depend on the linter itself, of which there would be two.
    manifest.remove("dev-dependencies");
    std::fs::write(path, manifest.to_string()).unwrap();
    std::fs::copy(root.join("Cargo.lock"), copy.join("Cargo.lock")).unwrap();
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let output = Command::new(env!("CARGO"))
        .args(["check", "-p", "aws-doc-lint", "--lib", "--offline"])
        .current_dir(copy)
        .env("CARGO_TARGET_DIR", target)
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    assert!(!told.contains("warning"), "{told}");
    let formatted = Command::new("rustfmt")
        .args(["--check", "--edition", "2024"])
        .arg(copy.join(LINT).join("src/check/policy/brand_new.rs"))
        .output();
    // Not every toolchain has it.
    if let Ok(output) = formatted {
        assert!(
            output.stdout.is_empty(),
            "{}",
            String::from_utf8_lossy(&output.stdout)
        );
    }
}

#[test]
fn what_cannot_be_started_is_an_error_and_writes_nothing() {
    let tree = tree();
    let root = tree.path();
    let before = read(root, "book/addresses.txt");
    for (family, name, expected) in [
        (
            "nonsense",
            "new",
            "there is no family `nonsense`; there are: arn, attribute,",
        ),
        (
            "policy",
            "Broad",
            "`Broad` must be lowercase words joined by hyphens",
        ),
        ("policy", "a--b", "`a--b` must be lowercase"),
        ("policy", "../../evil", "must be lowercase"),
        ("policy", "", "must be lowercase"),
        ("policy", "1st", "must be lowercase"),
        ("policy", "broad", "broad.rs exists already"),
        ("policy", "match", "`match` is a keyword"),
        ("link", "new", "cannot register a check in"),
    ] {
        let error = write(root, family, name).unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
    }
    assert_eq!(read(root, "book/addresses.txt"), before);
    assert!(!root.join("preprocessor/tests").exists());
}
