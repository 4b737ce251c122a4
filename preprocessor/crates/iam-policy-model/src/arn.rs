//! ARNs taken apart: `arn:partition:service:region:account:resource`, each field with its place.
//!
//! The resource may hold colons, as model IDs do, so a text is split at five colons at most; colons
//! within `${…}`, `<…>` and `{…}` belong to a variable or placeholder and do not split.

use std::ops::Range;

use spanned_text::Part as _;

use super::glob::Glob;
use super::placeholder;
use crate::iam::{ArnField, ArnFormat};

/// A stretch of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field<'t> {
    /// The text of the field.
    pub text: &'t str,
    /// The byte at which it starts within the ARN.
    pub start: usize,
}

impl Field<'_> {
    /// The bytes of the field within the ARN.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }
}

/// The six fields of an ARN as written, wildcards, variables and placeholders included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arn<'t> {
    text: &'t str,
    /// Where the five colons between the fields are.
    colons: [u32; 5],
}

impl<'t> Arn<'t> {
    /// `aws`
    #[must_use]
    pub fn partition(&self) -> Field<'t> {
        let [from, to, ..] = self.colons;
        self.field(from, to as usize)
    }

    /// `bedrock`
    #[must_use]
    pub fn service(&self) -> Field<'t> {
        let [_, from, to, ..] = self.colons;
        self.field(from, to as usize)
    }

    /// `us-east-1`; empty for global resources
    #[must_use]
    pub fn region(&self) -> Field<'t> {
        let [_, _, from, to, _] = self.colons;
        self.field(from, to as usize)
    }

    /// `111122223333`; empty where the resource type has none
    #[must_use]
    pub fn account(&self) -> Field<'t> {
        let [.., from, to] = self.colons;
        self.field(from, to as usize)
    }

    /// All that follows, colons included.
    #[must_use]
    pub fn resource(&self) -> Field<'t> {
        let [.., from] = self.colons;
        self.field(from, self.text.len())
    }

    /// All of it.
    #[must_use]
    pub fn as_str(&self) -> &'t str {
        self.text
    }

    /// Partition, service, Region, account and resource.
    #[must_use]
    pub fn fields(&self) -> [Field<'t>; 5] {
        [
            self.partition(),
            self.service(),
            self.region(),
            self.account(),
            self.resource(),
        ]
    }

    /// The field after a colon, up to `to`.
    fn field(&self, colon: u32, to: usize) -> Field<'t> {
        let start = colon as usize + 1;
        Field {
            text: self.text.part(start..to),
            start,
        }
    }
}

/// Why a text is not an ARN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotArn {
    /// It does not start with `arn:`.
    #[error("an ARN starts with `arn:`")]
    Prefix,
    /// It has fewer than six fields: this many.
    #[error("an ARN has six fields, not {0}")]
    Fields(usize),
}

impl<'t> Arn<'t> {
    /// Takes an ARN apart.
    ///
    /// # Errors
    /// When it does not start with `arn:` or has fewer than six fields.
    pub fn parse(text: &'t str) -> Result<Self, NotArn> {
        if !text.starts_with("arn:") {
            return Err(NotArn::Prefix);
        }
        let mut colons = [0; 5];
        let mut at = 0;
        for (count, place) in (1..).zip(&mut colons) {
            let rest = text.part(at..);
            let colon = at + first_colon(rest).ok_or(NotArn::Fields(count))?;
            *place = u32::try_from(colon).map_err(|_| NotArn::Fields(count))?;
            at = colon + 1;
        }
        Ok(Self { text, colons })
    }
}

/// The first colon between fields.
fn first_colon(text: &str) -> Option<usize> {
    let mut closing = None;
    for (at, byte) in text.bytes().enumerate() {
        match (byte, closing) {
            (b':', None) => return Some(at),
            (b'{', None) => closing = Some(b'}'),
            (b'<', None) => closing = Some(b'>'),
            (byte, Some(awaited)) if byte == awaited => closing = None,
            _ => {}
        }
    }
    // A bracket that never closes does not begin a placeholder.
    closing.and_then(|_| text.find(':'))
}

/// How well an ARN fits a format such as `arn:${Partition}:s3:::${BucketName}`: the worse first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// Service or resource differ.
    Nothing,
    /// The format has a Region and the ARN none.
    RegionMissing,
    /// The format has an account and the ARN none.
    AccountMissing,
    /// The format has no Region and the ARN one.
    RegionTooMuch,
    /// The format has no account and the ARN one.
    AccountTooMuch,
    /// It fits.
    Whole,
}

impl Fit {
    /// Compares an ARN with a format of its service. Wildcards, variables and placeholders of the
    /// ARN may be anything. The partition does not count.
    #[must_use]
    pub fn of(format: ArnFormat<'_>, arn: &Arn<'_>) -> Self {
        if !format.is_filled_by(arn.resource().text)
            && !resource_fits(format.resource(), arn.resource().text)
        {
            return Self::Nothing;
        }
        let (region, account) = (format.region(), format.account());
        let given = |text: &str| !text.is_empty() && !text.starts_with('*');
        if region == ArnField::Empty && given(arn.region().text) {
            Self::RegionTooMuch
        } else if account == ArnField::Empty && given(arn.account().text) {
            Self::AccountTooMuch
        } else if region == ArnField::Variable && arn.region().text.is_empty() {
            Self::RegionMissing
        } else if account == ArnField::Variable && arn.account().text.is_empty() {
            Self::AccountMissing
        } else {
            Self::Whole
        }
    }
}

/// Whether a resource part, as a pattern, can name a resource of this format, such as
/// `foundation-model/${ResourceId}`.
///
/// Both may hold what stands for unknown text: a variable, a wildcard, a placeholder. They fit
/// when some text is named by both.
#[must_use]
pub(crate) fn resource_fits(format: &str, resource: &str) -> bool {
    // Most resources differ at their beginning.
    let same = format.bytes().zip(resource.bytes());
    let same = same
        .take_while(|(one, other)| one == other && !b"$<{[*?.#".contains(one))
        .count();
    let (Some(format), Some(resource)) = (format.get(same..), resource.get(same..)) else {
        return Glob::new(format).overlaps(&Glob::new(resource));
    };
    let is_open = |text: &str| text.starts_with('*') || placeholder::leading(text).is_some();
    match (format.as_bytes().first(), resource.as_bytes().first()) {
        (None, None) => true,
        (Some(one), Some(other))
            if one != other && !is_open(format) && !is_open(resource) && *other != b'?' =>
        {
            false
        }
        _ => {
            let only_a_variable = placeholder::leading(format) == Some(format.len());
            (only_a_variable && !resource.is_empty())
                || resource == "*"
                || unknown(format, false).overlaps(&unknown(resource, true))
        }
    }
}

/// The text as a pattern: a placeholder stands for at least one character.
fn unknown(text: &str, wildcards: bool) -> Glob {
    let mut glob = Glob::with_capacity(text.len() + 2);
    let mut literal = 0;
    let mut at = 0;
    let flush = |glob: &mut Glob, from: usize, to: usize| {
        let text = text.part(from..to);
        if wildcards {
            glob.push_pattern(text)
        } else {
            glob.push_literal(text)
        }
    };
    while let Some(first) = text.get(at..).and_then(|rest| rest.chars().next()) {
        match text.get(at..).and_then(placeholder::leading) {
            Some(length) => {
                flush(&mut glob, literal, at);
                glob.push_pattern("?*");
                at += length;
                literal = at;
            }
            None => at += first.len_utf8(),
        }
    }
    flush(&mut glob, literal, text.len());
    glob
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_resource_keeps_its_colons() {
        let arn = Arn::parse("arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-v1:0")
            .unwrap();
        assert_eq!(arn.service().text, "bedrock");
        assert_eq!(arn.region().range(), 16..25);
        assert_eq!(arn.account().range(), 26..26);
        assert_eq!(
            arn.resource().text,
            "foundation-model/anthropic.claude-v1:0"
        );
    }

    #[test]
    fn colons_of_variables_do_not_part_fields() {
        let arn = Arn::parse("arn:${AWS::Partition}:s3:::<your:bucket>/${aws:username}").unwrap();
        assert_eq!(arn.partition().text, "${AWS::Partition}");
        assert_eq!(arn.resource().text, "<your:bucket>/${aws:username}");
        let open = Arn::parse("arn:aws:s3:::${aws:x").unwrap();
        assert_eq!(open.resource().text, "${aws:x");
    }

    #[test]
    fn missing_fields_are_counted() {
        assert_eq!(Arn::parse("bucket/*"), Err(NotArn::Prefix));
        assert_eq!(Arn::parse("arn:aws:s3"), Err(NotArn::Fields(3)));
        assert_eq!(
            Arn::parse("arn:aws:s3:::"),
            Ok(Arn::parse("arn:aws:s3:::").unwrap())
        );
        assert_eq!(Arn::parse("arn:aws:s3::bucket"), Err(NotArn::Fields(5)));
    }

    #[test]
    fn formats_fit_what_they_can_name() {
        let model = "foundation-model/${ResourceId}";
        for fits in [
            "foundation-model/a.b-v1:0",
            "foundation-model/*",
            "*",
            "foundation*",
            "<model>",
            "f?undation-model/x",
        ] {
            assert!(resource_fits(model, fits), "{fits}");
        }
        for other in [
            "inference-profile/x",
            "foundation-model",
            "agent/*",
            "foundation-models/x",
        ] {
            assert!(!resource_fits(model, other), "{other}");
        }
        assert!(resource_fits("/restapis/${Id}", "/rest*/x") && !resource_fits("a", "a/${x}"));
        assert!(!resource_fits(
            "foundation-model/${ResourceId}",
            "foundation-model/"
        ));
        assert!(resource_fits("${BucketName}/${ObjectName}", "bucket/a/b"));
        assert!(!resource_fits("${BucketName}/${ObjectName}", "bucket"));
        assert!(resource_fits(
            "log-group:${Name}:log-stream:${Stream}",
            "log-group:*"
        ));
    }

    proptest! {
        #[test]
        fn fields_put_together_are_the_text(text in "arn(:[a-z*${}<>/]{0,6}){0,8}") {
            if let Ok(arn) = Arn::parse(&text) {
                let fields = arn.fields();
                let joined: Vec<_> = fields.iter().map(|field| field.text).collect();
                prop_assert_eq!(format!("arn:{}", joined.join(":")), text.clone());
                for field in fields {
                    prop_assert_eq!(text.get(field.range()), Some(field.text));
                }
            }
        }
    }
}
