//! `mdbook-aws` from its packages, in a small book of a stranger.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on should stop"
)]

use crate::skip;

use std::path::Path;
use std::process::Command;

use mdbook_driver::MDBook;

fn succeed(command: &mut Command) {
    let output = command.output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {told}");
}

/// What is published, each after what it depends on.
const PACKAGES: [&str; 9] = [
    "spanned-text",
    "shell-forms",
    "iam-policy-model",
    "aws-doc-facts",
    "aws-doc-lint",
    "aws-doc-shell",
    "aws-doc-disk",
    "aws-doc-live",
    "mdbook-aws",
];

/// Takes minutes, since the package is built anew, so it runs only where `CI` is set.
#[test]
fn the_packages_hold_all_that_they_need() {
    if !skip::forbidden() {
        let why = "it builds the packages anew, which takes minutes";
        let remedy = "CI=true cargo test --test guide package";
        return skip::skip("mdbook-aws as built from its packages", why, remedy);
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let cargo = || {
        let mut command = Command::new(env!("CARGO"));
        command
            .current_dir(root)
            .env("CARGO_TARGET_DIR", target)
            // As in the workspace, so that the dependencies are not built a second time.
            .env("CARGO_PROFILE_DEV_DEBUG", "line-tables-only");
        command
    };
    let mut package = cargo();
    package.args(["package", "--allow-dirty", "--no-verify"]);
    for name in PACKAGES {
        package.args(["-p", name]);
    }
    succeed(&mut package);
    let version = env!("CARGO_PKG_VERSION");
    let work = tempfile::tempdir().unwrap();
    let mut workspace = "[workspace]\nmembers = [\"*-[0-9]*\"]\n[patch.crates-io]\n".to_owned();
    for name in PACKAGES {
        let archive = target.join(format!("package/{name}-{version}.crate"));
        succeed(
            Command::new("tar")
                .arg("-xf")
                .arg(archive)
                .current_dir(work.path()),
        );
        workspace.push_str(&format!("{name} = {{ path = \"{name}-{version}\" }}\n"));
    }
    std::fs::write(work.path().join("Cargo.toml"), workspace).unwrap();
    // The versions of the workspace, as `--locked` would take, less what the packages do not need.
    std::fs::copy(root.join("Cargo.lock"), work.path().join("Cargo.lock")).unwrap();
    // Other tests run the program that Cargo has built of the workspace, at the same place.
    let built = target.join("debug/mdbook-aws");
    let aside = work.path().join("of-the-workspace");
    let before = std::fs::copy(&built, &aside);
    succeed(
        cargo()
            .current_dir(work.path())
            .args(["build", "--offline", "-p", "mdbook-aws"]),
    );
    let program = work.path().join("mdbook-aws");
    std::fs::copy(&built, &program).unwrap();
    // A link to the file that Cargo keeps: what it keeps must not be written to.
    std::fs::remove_file(&built).unwrap();
    if before.is_ok() {
        std::fs::copy(&aside, &built).unwrap();
    }

    let book = work.path().join("book");
    let write = |path: &str, text: &str| {
        let path = book.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write(
        "book.toml",
        &format!(
            "[book]\ntitle = \"A stranger's\"\n[preprocessor.aws]\nlive = \"never\"\nbefore = [\"links\"]\ncommand = '{}'\n",
            program.display()
        ),
    );
    write("src/SUMMARY.md", "- [A](a.md)\n");
    write(
        "src/a.md",
        "# A\n\n{{#aws regions columns=code,name}}\n\n```env\nAWS_REGION=us-east-1\n```\n",
    );
    MDBook::load(&book).unwrap().build().unwrap();
    let page = std::fs::read_to_string(book.join("book/a.html")).unwrap();
    assert!(
        page.contains("<td><code>us-gov-west-1</code></td>"),
        "{page}"
    );

    write("src/a.md", "# A\n\n```env\nAWS_REGION=us-esat-1\n```\n");
    assert!(MDBook::load(&book).unwrap().build().is_err());
    let checked = Command::new(&program)
        .arg("check")
        .arg(&book)
        .output()
        .unwrap();
    assert_eq!(checked.status.code(), Some(1));
}
