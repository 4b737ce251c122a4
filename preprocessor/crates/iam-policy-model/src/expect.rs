//! The language of assertions on policies:
//!
//! ```text
//! allows ACTION on ARN [as PRINCIPAL] [when KEY=VALUE [and KEY=VALUE]…]; denies …
//! ```
//!
//! Several values of one key are written with the key repeated. A value or principal with spaces
//! is written in double quotes. A principal is an ARN, an account, a service (`ec2.amazonaws.com`) or
//! `TYPE:NAME`. A role's trust policy has no resource, so `on ARN` is left out there.

use std::ops::Range;

/// One assertion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assertion<'t> {
    /// Whether the policy is to allow the request; otherwise it is to deny it.
    pub allows: bool,
    /// The action, possibly with wildcards.
    pub action: &'t str,
    /// The ARN, possibly with wildcards.
    pub resource: Option<&'t str>,
    /// Type and name of the caller.
    pub principal: Option<(&'t str, &'t str)>,
    /// The condition keys of the request and their values.
    pub context: Vec<(&'t str, Vec<&'t str>)>,
    /// The bytes of the assertion in the text.
    pub range: Range<usize>,
}

/// What is wrong with the text of an assertion.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{expected}")]
pub struct AssertionError {
    /// What should be there.
    pub expected: &'static str,
    /// Where: bytes of the text.
    pub range: Range<usize>,
}

/// Reads the assertions of one comment.
///
/// # Errors
/// The first place where the text is not in the language, with what is expected there.
pub fn parse(text: &str) -> Result<Vec<Assertion<'_>>, AssertionError> {
    // The colon after `aws-expect` is part of the text.
    let mut words = Words {
        text,
        at: usize::from(text.starts_with(':')),
    };
    let mut all = Vec::new();
    while let Some(first) = words.next() {
        if first.text == ";" {
            continue;
        }
        all.push(assertion(first, &mut words)?);
    }
    if all.is_empty() {
        let expected = "an assertion of what the policy allows or denies: `allows ACTION on ARN`";
        return Err(AssertionError {
            expected,
            range: 0..text.len(),
        });
    }
    Ok(all)
}

fn assertion<'t>(first: Word<'t>, words: &mut Words<'t>) -> Result<Assertion<'t>, AssertionError> {
    let allows = match first.text {
        "allows" => true,
        "denies" => false,
        _ => return Err(first.expected("`allows` or `denies`, with which an assertion begins")),
    };
    let end = text_end(words);
    let mut take = |expected| match words.next() {
        Some(word) if word.text != ";" => Ok(word),
        Some(word) => Err(word.expected(expected)),
        None => Err(AssertionError {
            expected,
            range: end.clone(),
        }),
    };
    let action = take("the action, such as `bedrock:InvokeModel`")?;
    let is_action = action.text == "*" || action.text.contains(':');
    if !is_action {
        return Err(action.expected("an action with its service's prefix, such as `s3:GetObject`"));
    }
    let mut one = Assertion {
        allows,
        action: action.text,
        resource: None,
        principal: None,
        context: Vec::new(),
        range: first.range.start..action.range.end,
    };
    let mut in_context = false;
    while let Some(word) = words.next() {
        let mut take = |expected| match words.next() {
            Some(word) if word.text != ";" => Ok(word),
            Some(word) => Err(word.expected(expected)),
            None => Err(AssertionError {
                expected,
                range: end.clone(),
            }),
        };
        let last = match word.text {
            ";" => break,
            "on" if one.resource.is_none() => {
                let resource = take("the ARN of the resource, or `*`")?;
                one.resource = Some(resource.text);
                resource
            }
            "as" if one.principal.is_none() => {
                let principal = take("the caller: an ARN, an account or a service")?;
                one.principal = Some(typed_principal(principal.text));
                principal
            }
            "when" | "and" if (word.text == "and") == in_context => {
                in_context = true;
                let pair = take("a condition key and its value: `key=value`")?;
                let Some((key, value)) = pair.text.split_once('=') else {
                    return Err(pair.expected("a condition key and its value: `key=value`"));
                };
                let value = value.trim_matches('"');
                match one
                    .context
                    .iter_mut()
                    .find(|(known, _)| known.eq_ignore_ascii_case(key))
                {
                    Some((_, values)) => values.push(value),
                    None => one.context.push((key, vec![value])),
                }
                pair
            }
            _ => {
                let expected = "`on ARN`, `as PRINCIPAL`, `when KEY=VALUE`, `and KEY=VALUE` or `;`";
                return Err(word.expected(expected));
            }
        };
        one.range.end = last.range.end;
    }
    Ok(one)
}

fn text_end(words: &Words<'_>) -> Range<usize> {
    words.text.len()..words.text.len()
}

/// The element that holds such a principal in a policy.
fn typed_principal(text: &str) -> (&str, &str) {
    let types = ["AWS", "Service", "Federated", "CanonicalUser"];
    if let Some((kind, name)) = text.split_once(':')
        && types.contains(&kind)
    {
        (kind, name.trim_matches('"'))
    } else if text.contains(":oidc-provider/") || text.contains(":saml-provider/") {
        ("Federated", text)
    } else if text.starts_with("arn:")
        || text.bytes().all(|byte| byte.is_ascii_digit())
        || text == "*"
    {
        ("AWS", text)
    } else if text.ends_with(".amazonaws.com") || text.ends_with(".amazonaws.com.cn") {
        ("Service", text)
    } else {
        ("Federated", text)
    }
}

/// A word of the text, quotes taken off.
struct Word<'t> {
    text: &'t str,
    range: Range<usize>,
}

impl Word<'_> {
    fn expected(&self, expected: &'static str) -> AssertionError {
        AssertionError {
            expected,
            range: self.range.clone(),
        }
    }
}

/// Words between white space; `;` is a word of its own; quoted text holds together.
struct Words<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Iterator for Words<'t> {
    type Item = Word<'t>;

    fn next(&mut self) -> Option<Word<'t>> {
        let rest = self.text.get(self.at..)?;
        let start = self.at + rest.find(|one: char| !one.is_whitespace())?;
        let rest = self.text.get(start..)?;
        let mut quoted = false;
        let mut inside = 0_usize;
        let end = rest.char_indices().find(|&(_, one)| {
            quoted ^= one == '"';
            match one {
                '{' | '<' => inside += 1,
                '}' | '>' => inside = inside.saturating_sub(1),
                _ => {}
            }
            !quoted && inside == 0 && (one.is_whitespace() || one == ';')
        });
        let length = match end {
            Some((0, semicolon)) => semicolon.len_utf8(),
            Some((at, _)) => at,
            None => rest.len(),
        };
        self.at = start + length;
        let text = rest.get(..length)?;
        let text = text
            .strip_prefix('"')
            .and_then(|text| text.strip_suffix('"'))
            .unwrap_or(text);
        Some(Word {
            text,
            range: start..start + length,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn assertions_are_read() {
        let text = "allows bedrock:InvokeModel on arn:aws:bedrock:us-east-1::foundation-model/m-v1:0 \
            when aws:RequestedRegion=us-east-1 and aws:TagKeys=a and aws:TagKeys=\"b c\"; \
            denies s3:GetObject on *;";
        let all = parse(text).unwrap();
        assert_eq!(all.len(), 2);
        assert!(all[0].allows && !all[1].allows);
        assert_eq!(all[0].action, "bedrock:InvokeModel");
        assert_eq!(all[0].context[1], ("aws:TagKeys", vec!["a", "b c"]));
        assert_eq!(
            text.get(all[1].range.clone()),
            Some("denies s3:GetObject on *")
        );
    }

    #[test]
    fn principals_have_types() {
        let principal = |text| parse(text).unwrap()[0].principal.unwrap();
        assert_eq!(
            principal("allows sts:AssumeRole as ec2.amazonaws.com"),
            ("Service", "ec2.amazonaws.com")
        );
        assert_eq!(
            principal("allows sts:AssumeRole as 111122223333"),
            ("AWS", "111122223333")
        );
        assert_eq!(
            principal("allows sts:AssumeRole as Federated:accounts.google.com").0,
            "Federated"
        );
        assert_eq!(
            principal("allows sts:A as arn:aws:iam::1:saml-provider/x").0,
            "Federated"
        );
    }

    #[test]
    fn what_is_wrong_is_pointed_at() {
        for (text, pointed) in [
            ("permits s3:GetObject on *", "permits"),
            ("allows GetObject on *", "GetObject"),
            ("allows s3:GetObject at *", "at"),
            ("allows s3:GetObject on *; denies", ""),
            ("allows s3:GetObject on ; denies s3:* on *", ";"),
            ("allows s3:GetObject on * and a=b", "and"),
            ("allows s3:GetObject on * when region", "region"),
        ] {
            let error = parse(text).unwrap_err();
            assert_eq!(text.get(error.range), Some(pointed), "{text}");
        }
        assert!(parse(" ").is_err());
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,60}", more in "[a-z:=; \"<{]{0,40}") {
            let _ = parse(&text);
            let _ = parse(&format!("allows {more}"));
        }
    }
}
