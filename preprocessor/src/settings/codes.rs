//! The codes of checks, as settings and arguments name them.

use std::collections::BTreeMap;

use aws_doc_lint::check::rules;
use aws_doc_lint::diagnostic::Severity;
use aws_doc_lint::suggest::nearest;

/// What settings say of codes: a severity, or `None` for `off`.
pub(crate) type Severities = BTreeMap<String, Option<Severity>>;

/// The codes that `pattern` names: one check, or all checks of a family by `family` or `family/*`.
///
/// # Errors
/// Why there is no such check.
pub(crate) fn matching(pattern: &str) -> Result<Vec<&'static str>, String> {
    let codes = || rules().iter().map(|rule| rule.code);
    if let Some(code) = codes().find(|code| *code == pattern) {
        return Ok(vec![code]);
    }
    let family = pattern.strip_suffix("/*").unwrap_or(pattern);
    let of_family = rules().iter().filter(|rule| rule.family() == family);
    let found: Vec<&str> = of_family.map(|rule| rule.code).collect();
    if !found.is_empty() {
        return Ok(found);
    }
    Err(if pattern.contains('/') && !pattern.ends_with("/*") {
        match nearest(pattern, codes(), 4) {
            Some(near) => format!("there is no check `{pattern}`; did you mean `{near}`?"),
            None => format!("there is no check `{pattern}`; `mdbook-aws explain` lists all"),
        }
    } else {
        let families = rules().iter().map(|rule| rule.family());
        match nearest(family, families, 3) {
            Some(near) => {
                format!("there is no family of checks `{family}`; did you mean `{near}`?")
            }
            None => format!(
                "there is no family of checks `{family}`; `mdbook-aws explain` lists all checks"
            ),
        }
    })
}

/// The severity with this word, or `None` for `off`.
///
/// # Errors
/// When there is none.
pub(crate) fn severity(word: &str) -> Result<Option<Severity>, ()> {
    match word {
        "error" => Ok(Some(Severity::Error)),
        "warning" | "warn" => Ok(Some(Severity::Warning)),
        // The earlier name of hints, and what other tools call them.
        "hint" | "advice" | "info" => Ok(Some(Severity::Hint)),
        "off" => Ok(None),
        _ => Err(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_family_stands_for_its_checks() {
        assert_eq!(
            matching("env/inline-comment"),
            Ok(vec!["env/inline-comment"])
        );
        let family = matching("policy/*").unwrap();
        assert!(family.len() > 30 && family.iter().all(|code| code.starts_with("policy/")));
        assert_eq!(matching("policy"), Ok(family));
        for (pattern, message) in [
            (
                "env/inline-coment",
                "there is no check `env/inline-coment`; did you mean `env/inline-comment`?",
            ),
            (
                "polciy/*",
                "there is no family of checks `polciy`; did you mean `policy`?",
            ),
        ] {
            assert_eq!(matching(pattern), Err(message.to_owned()));
        }
    }
}
