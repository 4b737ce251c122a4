//! Checks a README. Run it with `cargo run --example readme`.

use aws_doc_facts::Facts;
use aws_doc_lint::Linter;

fn main() {
    let facts = Facts::bundled();
    let readme = "# Setup\n\n```env\nAWS_REGION=us-esat-1\n```\n";
    for found in Linter::new(&facts)
        .check(&[("README.md", readme)])
        .diagnostics
    {
        let line = found.location.map_or(0, |location| location.start.line);
        println!("README.md:{line}: {}: {}", found.code, found.message);
    }
}
