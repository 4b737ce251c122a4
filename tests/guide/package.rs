//! `mdbook-aws` from its package, in a small book of a stranger.
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

/// Takes minutes, since the package is built anew, so it runs only where `CI` is set.
#[test]
fn the_package_holds_all_that_it_needs() {
    if !skip::forbidden() {
        let why = "it builds the package anew, which takes minutes";
        let remedy = "CI=true cargo test --test guide package";
        return skip::skip("mdbook-aws as installed from its package", why, remedy);
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
    succeed(cargo().args([
        "package",
        "-p",
        "mdbook-aws",
        "--allow-dirty",
        "--no-verify",
    ]));
    let version = env!("CARGO_PKG_VERSION");
    let work = tempfile::tempdir().unwrap();
    let archive = target.join(format!("package/mdbook-aws-{version}.crate"));
    succeed(
        Command::new("tar")
            .arg("-xf")
            .arg(archive)
            .current_dir(work.path()),
    );
    let package = work.path().join(format!("mdbook-aws-{version}"));
    let installed = work.path().join("installed");
    succeed(
        cargo()
            .args(["install", "--debug", "--locked", "--path"])
            .arg(&package)
            .arg("--root")
            .arg(&installed),
    );

    let book = work.path().join("book");
    let write = |path: &str, text: &str| {
        let path = book.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    let program = installed.join("bin/mdbook-aws");
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
