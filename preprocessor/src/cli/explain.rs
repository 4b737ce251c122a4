//! `mdbook-aws explain`

use std::process::ExitCode;

use super::{FAILED, write_out};
use crate::render::directives::checks;
use aws_doc_lint::check::{find, rules};
use aws_doc_lint::suggest::nearest;

use crate::say;

/// Prints the page of a check, or a line for each check.
pub(super) fn main(code: Option<&str>) -> ExitCode {
    let Some(code) = code else {
        let width = rules()
            .iter()
            .map(|rule| rule.code.len())
            .max()
            .unwrap_or(0);
        let all = rules().iter().map(|rule| {
            let severity = if rule.on_request {
                "off"
            } else {
                rule.severity.as_str()
            };
            format!("{:width$}  {severity:7}  {}\n", rule.code, rule.summary())
        });
        return shown(&all.collect::<String>());
    };
    if let Some(rule) = find(code) {
        return shown(&checks::text(rule));
    }
    let near = nearest(code, rules().iter().map(|rule| rule.code), 4);
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`mdbook-aws explain` lists all".to_owned(),
    };
    say::error(&format!("there is no check `{code}`; {help}"));
    ExitCode::from(FAILED)
}

fn shown(text: &str) -> ExitCode {
    match write_out(text) {
        true => ExitCode::SUCCESS,
        false => ExitCode::from(FAILED),
    }
}
