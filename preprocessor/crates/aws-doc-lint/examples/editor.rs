//! What a language server does when a buffer changes: it checks the unsaved text over the files on disk,
//! and publishes ranges in UTF-16. Run it with `cargo run --example editor`.

use aws_doc_facts::Facts;
use aws_doc_lint::diagnostic::{Applicability, Severity};
use aws_doc_lint::document::Input;
use aws_doc_lint::sources::{Memory, Overlay};
use aws_doc_lint::{Linter, LocatedDiagnostic, Location, Utf16Position};
use serde_json::{Value, json};

/// A `Diagnostic` of the Language Server Protocol. Its `data` is a quick fix.
fn convert(found: &LocatedDiagnostic) -> Option<Value> {
    let quick_fix = found.fixes.first().map(|fix| {
        let edits = fix
            .edits
            .iter()
            .map(|edit| json!({ "range": range(&edit.location), "newText": edit.text }));
        json!({
            "title": fix.title,
            "isPreferred": fix.applicability == Applicability::Safe,
            "edits": edits.collect::<Vec<_>>(),
        })
    });
    Some(json!({
        "range": range(found.location.as_ref()?),
        "severity": match found.severity {
            Severity::Error => 1,
            Severity::Warning => 2,
            Severity::Hint => 4,
        },
        "code": found.code,
        "codeDescription": { "href": found.url },
        "message": found.message,
        "data": quick_fix,
    }))
}

fn range(location: &Location) -> Value {
    let position = |at: Utf16Position| json!({ "line": at.line, "character": at.character });
    json!({ "start": position(location.utf16.start), "end": position(location.utf16.end) })
}

fn main() {
    let facts = Facts::bundled();
    let linter = Linter::new(&facts);
    // A server reads the disk here, through a `Sources` of its own.
    let disk = Memory::new([
        ("guide.md", "```json\n{{#include policy.json}}\n```\n"),
        ("policy.json", "{}"),
    ]);
    // The editor has sent `didChange` for the policy, so the chapter that includes it is checked again.
    let unsaved = "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [{\n    \"Sid\": \"ReadAll\",\n    \
                   \"Effect\": \"allow\",\n    \"Action\": \"s3:GetObject\",\n    \"Resource\": \"*\"\n  }]\n}";
    let buffers = Memory::new([("policy.json", unsaved)]);
    // Any thread may check; several can share the linter.
    let report = std::thread::scope(|scope| {
        let check = || {
            let sources = Overlay::new(&disk, &buffers);
            linter.check_sources(&sources, &[Input::file("guide.md")])
        };
        scope.spawn(check).join()
    });
    for found in report.into_iter().flat_map(|report| report.diagnostics) {
        if let Some(diagnostic) = convert(&found) {
            println!("{diagnostic:#}");
        }
    }
}
