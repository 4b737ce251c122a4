//! Condition operators: `StringEquals`, `ForAnyValue:ArnLikeIfExists` and the rest.

/// What an operator compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// Text.
    String,
    /// Numbers.
    Numeric,
    /// Points in time.
    Date,
    /// `true` and `false`.
    Bool,
    /// Base64 text.
    Binary,
    /// Addresses and CIDR ranges.
    Ip,
    /// ARNs, field by field.
    Arn,
    /// The presence of the key.
    Null,
}

/// How an operator compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// Equal; for addresses, within the range.
    Equals,
    /// Equal without regard to case.
    EqualsIgnoreCase,
    /// Matched by a pattern.
    Like,
    /// Less than the policy's value.
    LessThan,
    /// At most the policy's value.
    LessThanEquals,
    /// Greater than the policy's value.
    GreaterThan,
    /// At least the policy's value.
    GreaterThanEquals,
}

/// How an operator treats a key with several values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Qualifier {
    /// Every value of the request must pass; no value passes.
    ForAllValues,
    /// One value of the request must pass; no value fails.
    ForAnyValue,
}

/// An operator as written, taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operator {
    /// The set operator before it.
    pub qualifier: Option<Qualifier>,
    /// What it compares.
    pub family: Family,
    /// How it compares.
    pub comparison: Comparison,
    /// Whether it asks that no value compares so.
    pub negated: bool,
    /// Whether it passes when the key is absent, by the suffix `IfExists`.
    pub if_exists: bool,
}

use Comparison::{
    Equals, EqualsIgnoreCase, GreaterThan, GreaterThanEquals, LessThan, LessThanEquals, Like,
};

/// Every operator without set operator and suffix: name, family, comparison, negated.
pub const OPERATORS: [(&str, Family, Comparison, bool); 27] = [
    ("StringEquals", Family::String, Equals, false),
    ("StringNotEquals", Family::String, Equals, true),
    (
        "StringEqualsIgnoreCase",
        Family::String,
        EqualsIgnoreCase,
        false,
    ),
    (
        "StringNotEqualsIgnoreCase",
        Family::String,
        EqualsIgnoreCase,
        true,
    ),
    ("StringLike", Family::String, Like, false),
    ("StringNotLike", Family::String, Like, true),
    ("NumericEquals", Family::Numeric, Equals, false),
    ("NumericNotEquals", Family::Numeric, Equals, true),
    ("NumericLessThan", Family::Numeric, LessThan, false),
    (
        "NumericLessThanEquals",
        Family::Numeric,
        LessThanEquals,
        false,
    ),
    ("NumericGreaterThan", Family::Numeric, GreaterThan, false),
    (
        "NumericGreaterThanEquals",
        Family::Numeric,
        GreaterThanEquals,
        false,
    ),
    ("DateEquals", Family::Date, Equals, false),
    ("DateNotEquals", Family::Date, Equals, true),
    ("DateLessThan", Family::Date, LessThan, false),
    ("DateLessThanEquals", Family::Date, LessThanEquals, false),
    ("DateGreaterThan", Family::Date, GreaterThan, false),
    (
        "DateGreaterThanEquals",
        Family::Date,
        GreaterThanEquals,
        false,
    ),
    ("Bool", Family::Bool, Equals, false),
    ("BinaryEquals", Family::Binary, Equals, false),
    ("IpAddress", Family::Ip, Equals, false),
    ("NotIpAddress", Family::Ip, Equals, true),
    ("ArnEquals", Family::Arn, Like, false),
    ("ArnLike", Family::Arn, Like, false),
    ("ArnNotEquals", Family::Arn, Like, true),
    ("ArnNotLike", Family::Arn, Like, true),
    ("Null", Family::Null, Equals, false),
];

impl Operator {
    /// Takes an operator apart; `None` when there is none of this name. Names are compared
    /// without regard to ASCII case.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (qualifier, base) = split_qualifier(text);
        let (base, if_exists) = match strip_suffix_ignoring_case(base, "IfExists") {
            Some(base) => (base, true),
            None => (base, false),
        };
        let known = OPERATORS
            .iter()
            .find(|(name, ..)| name.eq_ignore_ascii_case(base))?;
        let &(_, family, comparison, negated) = known;
        Some(Self {
            qualifier,
            family,
            comparison,
            negated,
            if_exists,
        })
    }
}

/// The set operator of an operator's name, and what follows it.
#[must_use]
pub fn split_qualifier(text: &str) -> (Option<Qualifier>, &str) {
    match text.split_once(':') {
        Some((head, base)) if head.eq_ignore_ascii_case("ForAllValues") => {
            (Some(Qualifier::ForAllValues), base)
        }
        Some((head, base)) if head.eq_ignore_ascii_case("ForAnyValue") => {
            (Some(Qualifier::ForAnyValue), base)
        }
        _ => (None, text),
    }
}

fn strip_suffix_ignoring_case<'t>(text: &'t str, suffix: &str) -> Option<&'t str> {
    let (head, tail) = text.split_at_checked(text.len().checked_sub(suffix.len())?)?;
    tail.eq_ignore_ascii_case(suffix).then_some(head)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_are_taken_apart() {
        let one = Operator::parse("ForAnyValue:StringNotLikeIfExists").unwrap();
        assert_eq!(one.qualifier, Some(Qualifier::ForAnyValue));
        assert_eq!(
            (one.family, one.comparison),
            (Family::String, Comparison::Like)
        );
        assert!(one.negated && one.if_exists);
        assert!(Operator::parse("StringEqual").is_none());
        assert!(Operator::parse("ForSomeValues:StringEquals").is_none());
        assert!(Operator::parse("IfExists").is_none());
        assert_eq!(Operator::parse("Null").unwrap().family, Family::Null);
    }
}
