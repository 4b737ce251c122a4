//! Policy variables: `${aws:username}`, `${aws:PrincipalTag/team, 'none'}`, `${*}`.

use crate::glob::Glob;

/// A pattern with its variables replaced by the request's values, which count as plain text;
/// `None` when a value is missing and there is no default: then nothing matches. Policies of the
/// older version have no variables: there `${…}` is text.
pub(super) fn expand(
    pattern: &str,
    has_variables: bool,
    context: &[(&str, Vec<&str>)],
) -> Option<Glob> {
    if !has_variables || !pattern.contains("${") {
        return Some(Glob::new(pattern));
    }
    let mut glob = Glob::default();
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once("${") {
        glob.push_pattern(before);
        let Some((variable, after)) = after.split_once('}') else {
            glob.push_pattern("${");
            rest = after;
            continue;
        };
        rest = after;
        if let "*" | "?" | "$" = variable {
            glob.push_literal(variable);
            continue;
        }
        let (key, default) = match variable.split_once(',') {
            Some((key, default)) => (key, Some(default.trim().trim_matches('\''))),
            None => (variable, None),
        };
        let known = context
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(key.trim()));
        match (known.map(|(_, values)| values.as_slice()), default) {
            (Some([value]), _) => glob.push_literal(value),
            (_, Some(default)) => glob.push_literal(default),
            // Several values cannot replace one variable.
            (_, None) => return None,
        }
    }
    glob.push_pattern(rest);
    Some(glob)
}
