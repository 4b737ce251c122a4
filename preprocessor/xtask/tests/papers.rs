//! What the papers of the workspace name exists.

use aws_doc_xtask::workspace_root;

/// Paths between backticks, and the targets of links.
fn paths(text: &str) -> Vec<String> {
    let spans = text.split('`').skip(1).step_by(2);
    let links = text
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next());
    let roots = [
        "preprocessor/",
        "book/",
        "src/",
        "tests/",
        ".ci/",
        ".github/",
        ".cargo/",
    ];
    spans
        .chain(links)
        .filter(|path| roots.iter().any(|root| path.starts_with(root)))
        .filter(|path| {
            !path.contains(['*', ' ', '{', '<'])
                && *path == path.replace("FAMILY", "").replace("NAME", "")
        })
        .map(|path| path.split('#').next().unwrap_or(path).to_owned())
        .collect()
}

#[test]
fn paths_exist() {
    let root = workspace_root();
    let mut missing = Vec::new();
    let mut count = 0;
    for paper in ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"] {
        let text = std::fs::read_to_string(root.join(paper)).unwrap();
        for path in paths(&text) {
            count += 1;
            if !root.join(&path).exists() {
                missing.push(format!("{paper}: {path}"));
            }
        }
    }
    assert!(count > 20, "only {count} paths were found");
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}
