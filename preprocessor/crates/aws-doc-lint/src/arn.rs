//! Amazon Resource Names in any text: prose, tables, links, samples. Those in policies belong to the
//! policy model.

use std::ops::Range;

use iam_policy_model::arn::{Arn, Field};

/// An ARN in a text, and where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ArnInText<'t> {
    /// Its resource is not to be relied on: where an ARN ends in prose is not known, and of a long
    /// one only the beginning is here.
    arn: Arn<'t>,
    /// Where it starts in the text.
    start: usize,
}

impl<'t> ArnInText<'t> {
    /// The partition, as `aws`, and where it is in the text.
    #[must_use]
    pub(crate) fn partition(&self) -> (Range<usize>, &'t str) {
        self.place(self.arn.partition())
    }

    /// The service, as `iam`, and where it is in the text.
    #[must_use]
    pub(crate) fn service(&self) -> (Range<usize>, &'t str) {
        self.place(self.arn.service())
    }

    /// The Region, perhaps empty, and where it is in the text.
    #[must_use]
    pub(crate) fn region(&self) -> (Range<usize>, &'t str) {
        self.place(self.arn.region())
    }

    /// The account, perhaps empty, and where it is in the text.
    #[must_use]
    pub(crate) fn account(&self) -> (Range<usize>, &'t str) {
        self.place(self.arn.account())
    }

    fn place(&self, field: Field<'t>) -> (Range<usize>, &'t str) {
        let range = field.range();
        (self.start + range.start..self.start + range.end, field.text)
    }
}

/// Longer fields belong to no ARN.
const FIELD_MAX_LEN: usize = 64;

/// Every ARN in `text` whose first four fields are written out, be it as placeholders.
pub(crate) fn find(text: &str) -> Vec<ArnInText<'_>> {
    memchr::memmem::find_iter(text.as_bytes(), b"arn:")
        .filter_map(|at| parse(text, at))
        .collect()
}

fn parse(text: &str, start: usize) -> Option<ArnInText<'_>> {
    let before = text.as_bytes().get(..start)?.last();
    if before.is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
    {
        return None;
    }
    let rest = text.get(start..)?;
    // No more than the four fields can take, and the first byte of the resource.
    let limit = rest.floor_char_boundary("arn:".len() + 4 * (FIELD_MAX_LEN + 1) + 4);
    let end = rest
        .get(..limit)?
        .find(|c: char| c.is_ascii_whitespace() || c == '`');
    let arn = Arn::parse(rest.get(..end.unwrap_or(limit))?).ok()?;
    let [fields @ .., resource] = arn.fields();
    let is_written = fields
        .iter()
        .all(|field| field.text.len() < FIELD_MAX_LEN && field.text.bytes().all(is_of_field));
    (is_written && !resource.text.is_empty()).then_some(ArnInText { arn, start })
}

/// Characters of a field, or of its placeholder: `<account>`, `${AWS::AccountId}`.
fn is_of_field(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-_*?${}<>[].%:".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arns_and_near_misses() {
        let text = "see arn:aws:iam::111122223333:role/x, `arn:aws:s3:::bucket/*` and \
                    arn:aws:bedrock:<region>:<account>:y or arn:${AWS::Partition}:sqs:${AWS::Region}:*:q";
        let found: Vec<(&str, &str, &str, &str)> = find(text)
            .iter()
            .map(|arn| {
                let fields = [arn.partition(), arn.service(), arn.region(), arn.account()];
                let [partition, service, region, account] = fields.map(|(range, field)| {
                    assert_eq!(text.get(range), Some(field));
                    field
                });
                (partition, service, region, account)
            })
            .collect();
        assert_eq!(
            found,
            [
                ("aws", "iam", "", "111122223333"),
                ("aws", "s3", "", ""),
                ("aws", "bedrock", "<region>", "<account>"),
                ("${AWS::Partition}", "sqs", "${AWS::Region}", "*"),
            ]
        );
        for text in [
            "arn:aws:iam::",
            "arn:aws:iam::1:",
            "arn:aws:iam::1:`",
            "arn:aws:iam::1: x",
            "learn:a:b:c:d:e",
            "arn: see",
            "arn:aws:iam",
            "warn:1:2:3:4:5",
            "arn:aws/iam:::x",
        ] {
            assert_eq!(find(text), [], "{text}");
        }
    }
}
