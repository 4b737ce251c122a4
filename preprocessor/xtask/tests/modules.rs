//! No crate has a circle among its top-level modules.

use std::path::Path;

use aws_doc_xtask::modules::{Graph, draw_crates, read_crate, read_workspace};
use aws_doc_xtask::workspace_root;

#[test]
fn no_crate_has_a_circle() {
    let graphs = read_workspace(&workspace_root()).unwrap();
    assert!(graphs.len() >= 9, "{} crates", graphs.len());
    let mut circles = String::new();
    for graph in &graphs {
        for circle in graph.circles() {
            circles.push_str(&format!("{}:\n{circle}", graph.name));
        }
    }
    assert_eq!(circles, "");
    // It sees what is there: the linter's rules use its diagnostics.
    let lint = graphs
        .iter()
        .find(|graph| graph.name == "aws-doc-lint")
        .unwrap();
    assert!(lint.uses["check"].contains_key("rule"), "{}", lint.draw());
}

#[test]
fn the_drawing_of_the_crates_is_current() {
    let root = workspace_root();
    let text = std::fs::read_to_string(root.join("ARCHITECTURE.md")).unwrap();
    let drawing = draw_crates(&root).unwrap();
    assert!(
        text.contains(&format!("```mermaid\n{drawing}```\n")),
        "ARCHITECTURE.md does not show this drawing, from `cargo xtask graph --crates`:\n{drawing}"
    );
}

fn read(files: &[(&str, &str)]) -> Graph {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    read_crate(folder.path(), "small", folder.path()).unwrap()
}

fn circle(one: &str, other: &str) -> String {
    let root = "mod one; mod other; pub use one::Item; pub struct Own;";
    read(&[("lib.rs", root), ("one.rs", one), ("other/mod.rs", other)])
        .circles()
        .join("\n")
}

#[test]
fn a_circle_is_found_however_the_path_is_written() {
    let one = "pub struct Item; use crate::other::Thing;";
    for other in [
        "use crate::one::Item;",
        "use crate::{one::Item as Renamed};",
        "use super::one;",
        "use super::*; use super::one::*;",
        "pub use crate::Item;",
        "fn f(item: crate::one::Item) {}",
        "fn f() -> Vec<super::one::Item> { Vec::new() }",
        "fn f() { crate::one::f(); }",
        "fn f() { println!(\"{}\", crate::one::NUMBER); }",
        "fn f() { vec![vec![(1, super::one::f())]]; }",
        "mod inner { use super::super::one::Item; }",
        "mod inner { fn f() { crate::Item; } }",
        "use self::super::one::Item;",
        "impl crate::one::Trait for () {}",
        "macro_rules! m { () => { $crate::one::f() }; }",
    ] {
        let found = circle(one, other);
        assert!(
            found.contains("one uses other (one.rs:1)"),
            "{other}: {found}"
        );
        assert!(
            found.contains("other uses one (other/mod.rs:1)"),
            "{other}: {found}"
        );
    }
}

#[test]
fn what_is_no_use_makes_no_circle() {
    let one = "pub struct Item; use crate::other::Thing;";
    for other in [
        "// use crate::one::Item;",
        "/// [`crate::one::Item`]\nfn f() {}",
        "#[cfg(test)] mod tests { use crate::one::Item; }",
        "#[cfg(test)] use crate::one::Item;",
        "pub(crate) fn f() {} pub(super) fn g() {} pub(in crate::other) fn h() {}",
        "use crate::Own;",
        "mod one { pub struct Item; } use self::one::Item; fn f() { one::Item; }",
        "use other_crate::one::Item;",
        "fn f() { \"crate::one::Item\"; }",
    ] {
        assert_eq!(circle(one, other), "", "{other}");
    }
}

#[test]
fn a_missing_file_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("lib.rs"), "mod gone;").unwrap();
    let error = read_crate(Path::new(""), "small", folder.path()).unwrap_err();
    assert!(error.to_string().contains("declares `gone`"), "{error}");
}
