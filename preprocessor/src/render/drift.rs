//! Changes at AWS since the last refresh, for a terminal and for a pull request.

use super::escape_cell;
use aws_doc_facts::drift::Drift;

/// For a terminal.
pub(crate) fn human(drift: &Drift) -> String {
    if drift.is_empty() {
        return "nothing changed\n".to_owned();
    }
    let mut out = String::new();
    for (kind, changes) in &drift.changes {
        out.push_str(&format!("{} ({}):\n", kind.title(), changes.len()));
        for change in changes {
            // Text from outside must not control the terminal.
            let plain: String = change.chars().filter(|c| !c.is_control()).collect();
            out.push_str(&format!("  {plain}\n"));
        }
    }
    out
}

/// For a pull request, in Markdown.
pub(crate) fn markdown(drift: &Drift) -> String {
    if drift.is_empty() {
        return "Nothing changed.\n".to_owned();
    }
    let mut out = String::new();
    for (kind, changes) in &drift.changes {
        out.push_str(&format!("### {} ({})\n\n", kind.title(), changes.len()));
        for change in changes {
            out.push_str(&format!("- {}\n", escape_cell(change)));
        }
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_doc_facts::drift::Kind;

    #[test]
    fn names_from_outside_control_neither_terminal_nor_page() {
        let mut drift = Drift::default();
        let evil = "a.new\u{1b}[31m<b>".to_owned();
        drift.changes.insert(Kind::ModelsAdded, vec![evil]);
        assert_eq!(human(&drift), "Models added (1):\n  a.new[31m<b>\n");
        assert_eq!(
            markdown(&drift),
            "### Models added (1)\n\n- a.new\\[31m&lt;b&gt;\n\n"
        );
    }
}
