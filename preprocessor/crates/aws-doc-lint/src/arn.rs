//! Amazon Resource Names in any text: prose, tables, links, samples. Those in policies belong to the
//! policy model.

use std::ops::Range;

/// An ARN in a text: the parts that say where a resource is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arn<'t> {
    /// Partition, service, Region and account.
    parts: [(Range<usize>, &'t str); 4],
}

impl<'t> Arn<'t> {
    /// The partition, as `aws`, and where it stands.
    #[must_use]
    pub fn partition(&self) -> (Range<usize>, &'t str) {
        self.part(0)
    }

    /// The service, as `iam`, and where it stands.
    #[must_use]
    pub fn service(&self) -> (Range<usize>, &'t str) {
        self.part(1)
    }

    /// The Region, perhaps empty, and where it stands.
    #[must_use]
    pub fn region(&self) -> (Range<usize>, &'t str) {
        self.part(2)
    }

    /// The account, perhaps empty, and where it stands.
    #[must_use]
    pub fn account(&self) -> (Range<usize>, &'t str) {
        self.part(3)
    }

    fn part(&self, index: usize) -> (Range<usize>, &'t str) {
        self.parts.get(index).cloned().unwrap_or((0..0, ""))
    }
}

/// Longer parts belong to no ARN.
const PART_MAX_LEN: usize = 64;

/// Every ARN in `text` whose first four parts are written out, be it as placeholders.
pub fn find(text: &str) -> Vec<Arn<'_>> {
    memchr::memmem::find_iter(text.as_bytes(), b"arn:")
        .filter_map(|at| parse(text, at))
        .collect()
}

fn parse(text: &str, at: usize) -> Option<Arn<'_>> {
    let before = text.as_bytes().get(..at)?.last();
    if before.is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
    {
        return None;
    }
    let mut from = at + "arn:".len();
    let mut parts = Vec::with_capacity(4);
    while parts.len() < 4 {
        let rest = text.get(from..)?;
        let len = rest
            .bytes()
            .take(PART_MAX_LEN)
            .position(|byte| !is_part(byte))?;
        if rest.as_bytes().get(len) != Some(&b':') {
            return None;
        }
        parts.push((from..from + len, rest.get(..len)?));
        from += len + 1;
    }
    // Something must follow: the resource.
    let resource = text.as_bytes().get(from).copied().unwrap_or(b' ');
    if resource.is_ascii_whitespace() || resource == b'`' {
        return None;
    }
    Some(Arn {
        parts: parts.try_into().ok()?,
    })
}

/// Letters of a part, or of what stands for it: `<account>`, `${AWS::AccountId}` and its like
/// hold colons, and so end the search.
fn is_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-_*?${}<>[].%".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arns_and_near_misses() {
        let text = "see arn:aws:iam::111122223333:role/x, `arn:aws:s3:::bucket/*` and \
                    arn:aws:bedrock:<region>:<account>:y";
        let found: Vec<(&str, &str, &str, &str)> = find(text)
            .iter()
            .map(|arn| {
                assert_eq!(text.get(arn.account().0), Some(arn.account().1));
                (
                    arn.partition().1,
                    arn.service().1,
                    arn.region().1,
                    arn.account().1,
                )
            })
            .collect();
        assert_eq!(
            found,
            [
                ("aws", "iam", "", "111122223333"),
                ("aws", "s3", "", ""),
                ("aws", "bedrock", "<region>", "<account>"),
            ]
        );
        for text in [
            "arn:aws:iam::",
            "learn:a:b:c:d:e",
            "arn: see",
            "arn:aws:iam",
            "warn:1:2:3:4:5",
        ] {
            assert_eq!(find(text), [], "{text}");
        }
    }
}
