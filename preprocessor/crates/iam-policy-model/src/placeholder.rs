//! Placeholders: what stands for a value that the reader is to fill in.
//!
//! Documentation writes `<account>`, `${Region}`, `{{role}}`, `your-bucket`, `REGION`, `…`. Such a
//! text is a value of unknown content: never a mistake, and never the reason to overlook one.

/// The length in bytes of a placeholder with brackets, or an ellipsis, at the start of the text.
#[must_use]
pub fn leading(text: &str) -> Option<usize> {
    let (open, close) = match text.as_bytes() {
        [b'$', b'{', ..] | [b'#', b'{', ..] | [b'%', b'{', ..] => ("${", "}"),
        // What programs format: `%s`, `%[1]s`, `%(name)s`.
        [b'%', b's' | b'd' | b'v' | b'q', ..] => return Some(2),
        [b'%', b'(', ..] => ("%(", ")"),
        [b'%', b'[', ..] => ("%[", "]"),
        [b'{', b'{', ..] => ("{{", "}}"),
        [b'$', b'(', ..] => ("$(", ")"),
        [b'$', letter, ..] if letter.is_ascii_alphabetic() || *letter == b'_' => {
            let name = text.bytes().skip(1);
            let length = name
                .take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
                .count();
            return Some(1 + length);
        }
        [b'<', ..] => ("<", ">"),
        [b'{', ..] => ("{", "}"),
        [b'[', ..] => ("[", "]"),
        [b'.', b'.', b'.', ..] => return Some(3),
        [b'%' | b'@', ..] => return delimited(text),
        [b'&', b'l', b't', b';', ..] => ("&lt;", "&gt;"),
        _ if text.starts_with('…') => return Some('…'.len_utf8()),
        _ if text.starts_with('«') => ("«", "»"),
        _ if text.starts_with('‹') => ("‹", "›"),
        _ => return None,
    };
    let inner = text.get(open.len()..)?;
    let mut end = inner.find(close)?;
    // `${Nested${Name}}`
    if open == "${" {
        let mut depth = 1_usize;
        end = inner.char_indices().find_map(|(at, one)| {
            match one {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            (depth == 0).then_some(at)
        })?;
    }
    (end > 0).then_some(open.len() + end + close.len())
}

/// The length of `%NAME%`, `@name@` or `@@NAME@@` at the start of the text.
fn delimited(text: &str) -> Option<usize> {
    let sign = if text.starts_with("@@") {
        "@@"
    } else {
        text.get(..1)?
    };
    let inner = text.get(sign.len()..)?;
    let end = inner.find(sign)?;
    let name = inner.get(..end)?;
    let is_name = name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
    is_name.then_some(sign.len() * 2 + end)
}

/// Whether the text holds a placeholder with brackets, or an ellipsis.
#[must_use]
pub fn is_within(text: &str) -> bool {
    // Most texts have none of the bytes that one starts with; `…` starts with 0xE2, `«` with 0xC2.
    text.bytes().enumerate().any(|(at, byte)| {
        matches!(
            byte,
            b'$' | b'<' | b'{' | b'[' | b'#' | b'.' | b'%' | b'@' | b'&' | 0xC2 | 0xE2
        ) && text.get(at..).and_then(leading).is_some()
    })
}

/// Whether the text as a whole reads as something to fill in: `your-bucket`, `ACCOUNT_ID`,
/// `my_role`, `xxxx`, or one with brackets.
#[must_use]
pub fn is_text(text: &str) -> bool {
    is_within(text) || has_word(text) || is_shouted(text)
}

/// Whether the text holds, in any case, a word that asks the reader to write something else.
fn has_word(text: &str) -> bool {
    let mut rest = text.as_bytes();
    while let [first, behind @ ..] = rest {
        let word: &[u8] = match first | 0x20 {
            b'y' => b"your",
            b'e' => b"example",
            b'p' => b"placeholder",
            b'r' => b"replace",
            b'x' => b"xxx",
            b'i' => b"insert",
            _ => b"",
        };
        let begins = rest.get(..word.len());
        if !word.is_empty() && begins.is_some_and(|begins| begins.eq_ignore_ascii_case(word)) {
            return true;
        }
        rest = behind;
    }
    false
}

/// Whether the text describes what is to be written there: `Bucket ARN`, `SNS-topic-ARN`, `A list of
/// the buckets`.
#[must_use]
pub fn is_prose(text: &str) -> bool {
    let words = |separator: fn(char) -> bool| {
        text.split(separator)
            .any(|word| ["ARN", "ARNs", "arn"].contains(&word))
    };
    let inner_space = text.trim().contains(' ') && !text.contains(':');
    inner_space || (!text.contains(':') && words(|one| !one.is_ascii_alphanumeric()))
}

/// Whether the text is between asterisks, as Markdown marks what is to be filled in, though it
/// does so in no code.
#[must_use]
pub fn is_emphasized(text: &str) -> bool {
    let inner = text
        .strip_prefix('*')
        .and_then(|text| text.strip_suffix('*'));
    inner.is_some_and(|inner| inner.len() > 3 && !inner.contains('*'))
}

/// Whether the text is a name in camel case for an ARN or an id to fill in: `SecretARN`, `registryArn`,
/// `SecretId`, `AlarmARN2`.
#[must_use]
pub fn is_name_of_arn(text: &str) -> bool {
    let text = text.trim_end_matches(|one: char| one.is_ascii_digit());
    text.bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && ["ARN", "Arn", "_arn", "Id", "_id"]
            .iter()
            .any(|end| text.ends_with(end))
}

/// Whether the prefix of a service stands for one to fill in: `service`, `service-prefix`.
#[must_use]
pub fn is_service(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    is_text(text)
        || ["service", "prefix", "vendor", "product"]
            .iter()
            .any(|word| lower.contains(word))
}

/// A word in capitals, `REGION` or `ACCOUNT-ID-WITHOUT-HYPHENS`.
fn is_shouted(text: &str) -> bool {
    let is_shouting =
        |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || b"-_ ".contains(&byte);
    text.bytes().all(is_shouting) && text.bytes().filter(u8::is_ascii_alphabetic).count() >= 2
}

/// Whether the account field of an ARN stands for an account to fill in: any word.
#[must_use]
pub fn is_account(text: &str) -> bool {
    // A slip of the finger in a number leaves most of its digits.
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    is_within(text)
        || is_shouted(text)
        || (digits < 6 && text.bytes().any(|byte| byte.is_ascii_alphabetic()))
}

/// Whether the Region field of an ARN stands for a Region to fill in: any word that has not the
/// form of a Region's code.
#[must_use]
pub fn is_region(text: &str) -> bool {
    is_within(text) || is_shouted(text) || !has_region_form(text)
}

/// Whether a text has the form of a Region's code: `us-esat-1`, `eu-wst-2`, `us-east1`.
#[must_use]
pub(crate) fn has_region_form(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let words = lower.split('-').count();
    let ends_in_digit = lower
        .bytes()
        .next_back()
        .is_some_and(|byte| byte.is_ascii_digit());
    (2..=4).contains(&words)
        && ends_in_digit
        && !lower.contains("region")
        && !lower.contains("xx")
        && lower
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_of_documentation_are_known() {
        for text in [
            "<bucket>",
            "${AWS::Region}",
            "{{role}}",
            "your-bucket",
            "REGION",
            "…",
            "a...",
            "$ACCOUNT",
            "amzn-s3-demo-${x}",
            "{account}",
            "[id]",
            "xxxxxxxx",
            "ACCOUNT_ID",
            "%s",
            "bucket-%[1]s",
            "%(account)s",
            "%{Destination.Arn}",
            "%account%",
            "@@account@@",
            "@account@",
            "&lt;account&gt;",
            "«account»",
            "‹account›",
        ] {
            assert!(is_text(text), "{text}");
        }
        for text in [
            "bucket",
            "us-east-1",
            "111122223333",
            "*",
            "a-b_c.d/e:0",
            "100%",
            "a@b.c",
            "a&b",
            "<",
            "${",
            "%",
            "a%2Fb",
        ] {
            assert!(!is_text(text), "{text}");
        }
    }

    #[test]
    fn prose_is_known() {
        for text in [
            "Bucket ARN",
            "SNS-topic-ARN",
            "A list of the buckets",
            "AWS KMS key IDs(in ARN format)",
        ] {
            assert!(is_prose(text), "{text}");
        }
        for text in [
            "bucket/*",
            " *",
            "arn:aws:s3:::x y",
            "s3.amazonaws.com",
            "barn",
        ] {
            assert!(!is_prose(text), "{text}");
        }
    }

    #[test]
    fn names_of_what_is_to_be_filled_in_are_known() {
        for text in ["SecretARN", "registryArn", "SecretId", "kms_key_arn"] {
            assert!(is_name_of_arn(text), "{text}");
        }
        for text in ["barn", "my-bucket", "arn:aws:s3:::ARN", ""] {
            assert!(!is_name_of_arn(text), "{text}");
        }
        assert!(is_emphasized("*Account-Id*") && !is_emphasized("*") && !is_emphasized("***"));
    }

    #[test]
    fn a_word_for_an_account_is_no_wrong_account() {
        for text in [
            "account-id",
            "AccountId",
            "ACCOUNT",
            "<111122223333>",
            "your-account-id",
            "aws",
        ] {
            assert!(is_account(text), "{text}");
        }
        for text in [
            "11112222333",
            "1111222233334",
            "1111-2222-3333",
            "11112222333O",
            "*",
            "",
        ] {
            assert!(!is_account(text), "{text}");
        }
    }

    #[test]
    fn a_word_for_a_region_is_no_wrong_region() {
        for text in [
            "region",
            "REGION",
            "aws-region",
            "your-region-1",
            "us-xxxx-1",
            "${AWS::Region}",
            "<region>",
        ] {
            assert!(is_region(text), "{text}");
        }
        for text in [
            "us-esat-1",
            "eu-wst-1",
            "us-east1",
            "useast-1",
            "us-gov-wset-1",
        ] {
            assert!(!is_region(text), "{text}");
        }
    }

    proptest::proptest! {
        /// Checks look for placeholders only in texts that are marked so.
        #[test]
        fn what_begins_a_placeholder_is_marked(text in "[a-z$<{\\[#.%@&;…«‹}>\\])(]{0,12}") {
            let is_marked = spanned_text::tree::CharClasses::of(&text).has_opening();
            proptest::prop_assert!(is_marked || !is_within(&text));
        }
    }
}
