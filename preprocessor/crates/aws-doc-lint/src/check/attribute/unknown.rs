//! `attribute/unknown`

use crate::check::rules;
use crate::document::attributes::{OTHERS, OURS};
use crate::document::{Kind, Snippet};
use crate::rule::{Finding, Sink, rule};
use crate::suggest::nearest;
use aws_doc_facts::Facts;

rule! {
    /// An attribute after the language of a fence is a misspelt attribute of mdbook-aws, or has a value
    /// that it cannot have.
    ///
    /// An attribute that nobody knows does nothing: `json,fials=policy/syntax` would expect no
    /// failure at all. Attributes that resemble none of mdbook-aws's belong to other tools and are left
    /// alone.
    ///
    /// ## Fails
    ///
    /// ````markdown
    /// ```env,raeders=docker
    /// AWS_REGION=us-east-1
    /// ```
    /// ````
    ///
    /// ## Passes
    ///
    /// ````markdown
    /// ```env,readers=docker
    /// AWS_REGION=us-east-1
    /// ```
    /// ````
    "attribute/unknown", Error
}

pub(crate) fn check(snippet: &Snippet, _: &Facts, sink: &mut Sink<'_>) {
    // Other tools than mdBook have attributes of their own, after a space.
    let has_comma = snippet.info_text.as_str().contains(',');
    for attribute in &snippet.info.attributes {
        let name = attribute.name.as_str();
        let range = attribute.range.clone();
        if OURS.iter().any(|(ours, _)| *ours == name) {
            let Some((value, help)) = attribute.value.as_deref().zip(wrong_value(attribute)) else {
                continue;
            };
            // Other tools than mdBook include a file so.
            if name == "file" && !has_comma {
                continue;
            }
            sink.push(Finding::new(range, format!("`{name}` cannot be `{value}`")).help(help));
            continue;
        }
        if OTHERS.contains(&name) || !has_comma {
            continue;
        }
        let names = OURS
            .iter()
            .map(|(ours, _)| *ours)
            .filter(|ours| ours.len() > 3);
        if let Some(ours) = nearest(name, names, 2)
            // `run` and `file` are near to too many words.
            && (ours.len() > 4 || attribute.value.is_some())
        {
            let end = range.start + name.len();
            sink.push(
                Finding::new(range.start..end, format!("there is no attribute `{name}`"))
                    .suggest(range.start..end, ours),
            );
        }
    }
}

/// What the attribute takes instead, when its value is none of that.
fn wrong_value(attribute: &crate::document::attributes::Attribute) -> Option<String> {
    let value = attribute.value.as_deref()?;
    match attribute.name.as_str() {
        "kind" if Kind::from_name(value).is_none() => {
            let kinds: Vec<_> = Kind::ALL.iter().map(|kind| kind.as_str()).collect();
            Some(format!("it takes one of {}", kinds.join(", ")))
        }
        "fails" => {
            let wrong = value
                .split('+')
                .find(|code| !rules().iter().any(|rule| rule.code == *code))?;
            Some(
                match nearest(wrong, rules().iter().map(|rule| rule.code), 4) {
                    Some(code) => format!("there is no code `{wrong}`; did you mean `{code}`?"),
                    None => format!("there is no code `{wrong}`; `mdbook-aws explain` lists all"),
                },
            )
        }
        name => crate::document::run_options::wrong_value(name, value),
    }
}
