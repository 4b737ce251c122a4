//! `mdbook-aws explain`

use std::process::ExitCode;

use super::{FAILED, write_out};
use crate::render::checks;
use aws_doc_lint::check::{find, rules};
use aws_doc_lint::nearest::nearest;

/// Prints the page of a check, or a line for each check.
pub(super) fn main(code: Option<&str>) -> ExitCode {
    let Some(code) = code else {
        let width = rules()
            .iter()
            .map(|rule| rule.code.len())
            .max()
            .unwrap_or(0);
        for rule in rules() {
            let weight = rule.severity.as_str();
            write_out(&format!(
                "{:width$}  {weight:7}  {}\n",
                rule.code,
                rule.summary()
            ));
        }
        return ExitCode::SUCCESS;
    };
    if let Some(rule) = find(code) {
        write_out(&checks::text(rule));
        return ExitCode::SUCCESS;
    }
    let near = nearest(code, rules().iter().map(|rule| rule.code), 4);
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`mdbook-aws explain` lists all".to_owned(),
    };
    eprintln!("error: there is no check `{code}`; {help}");
    ExitCode::from(FAILED)
}
