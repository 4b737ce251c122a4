//! The code quality report of GitLab: <https://docs.gitlab.com/ci/testing/code_quality/>.

use serde_json::json;

use super::{Report, entry};
use aws_doc_lint::diagnostic::Severity;

/// The report: an array of issues.
pub(super) fn print(report: &Report<'_>) -> String {
    let issues: Vec<_> = entry::entries(report)
        .into_iter()
        .map(|entry| {
            let line = entry.location.as_ref().map_or(1, |at| at.start.line);
            let end = entry.location.as_ref().map_or(1, |at| at.end.line);
            json!({
                "type": "issue",
                "check_name": entry.code,
                "description": entry.message,
                "content": { "body": entry.full_message() },
                "categories": ["Bug Risk"],
                "severity": match entry.severity {
                    Severity::Error => "major",
                    Severity::Warning => "minor",
                    Severity::Hint => "info",
                },
                "fingerprint": entry.fingerprint,
                // Each issue needs a path, also one about no file.
                "location": {
                    "path": entry.path().unwrap_or("."),
                    "lines": { "begin": line, "end": end },
                },
            })
        })
        .collect();
    format!("{}\n", serde_json::Value::from(issues))
}
