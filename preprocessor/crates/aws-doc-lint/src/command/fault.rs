//! What can be wrong with a value, in one form for all checks that report it.

use std::ops::Range;

use aws_doc_facts::cli::{Bound, Kind, Shape};
use spanned_text::tree::Node;

/// Something wrong with the value of an option or positional argument.
#[derive(Debug)]
pub struct Fault {
    /// Where in the snippet.
    pub range: Range<usize>,
    /// What the value belongs to, as `--tags` or `` `Key` of `--tags` ``.
    pub of: String,
    /// What is wrong.
    pub kind: FaultKind,
}

/// What is wrong with a value.
#[derive(Debug)]
#[non_exhaustive]
pub enum FaultKind {
    /// It is of another type.
    Type {
        /// What it is, as `"a list"`.
        found: &'static str,
        /// What it has to be, as `"a whole number"`.
        expected: &'static str,
    },
    /// It is none of the values that are known.
    Value {
        /// The value.
        value: String,
        /// The known values.
        shape: Shape<'static>,
    },
    /// The number is too small or too great.
    Range {
        /// The number as written.
        value: String,
        /// The limits, as `"900 to 129600"`.
        limits: String,
    },
    /// The text or list is too short or too long.
    Length {
        /// The length, as `"3 characters"`.
        length: String,
        /// The limits, as `"8 to 64"`.
        limits: String,
    },
    /// The value does not match the pattern of the service model.
    Pattern {
        /// The value.
        value: String,
        /// The pattern.
        pattern: String,
    },
    /// A structure has no such member.
    UnknownMember {
        /// The name given.
        name: String,
        /// The names that it has.
        known: Vec<String>,
    },
    /// A structure lacks members that it must have.
    MissingMember {
        /// Their names.
        names: Vec<String>,
    },
    /// It is not valid JSON.
    Json {
        /// Why.
        message: &'static str,
    },
    /// It is not valid shorthand.
    Shorthand {
        /// Why.
        message: String,
    },
}

/// A value of JSON in the place of another kind.
pub(crate) fn wrong_type(node: &Node<'_>, kind: Kind) -> FaultKind {
    FaultKind::Type {
        found: node.type_name(),
        expected: expected(kind),
    }
}

/// A value in words of the notation that it may be given in.
pub(crate) fn expected(kind: Kind) -> &'static str {
    match kind {
        Kind::Any => "a value",
        Kind::String => "a string",
        Kind::Integer | Kind::Long => "a whole number",
        Kind::Boolean => "`true` or `false`",
        Kind::Float | Kind::Double => "a number",
        Kind::Timestamp => "a point in time",
        Kind::Blob => "base64 text",
        Kind::Structure => "a structure",
        Kind::List => "a list",
        Kind::Map => "a map",
    }
}

/// A bound as a number.
pub(crate) fn number_of(bound: Bound) -> f64 {
    match bound {
        Bound::Whole(number) => number as f64,
        Bound::Fraction(number) => number,
    }
}

/// The limits of a number or length in words.
pub(crate) fn limits(shape: Shape<'_>) -> String {
    let text = |bound: Bound| match bound {
        Bound::Whole(number) => number.to_string(),
        Bound::Fraction(number) => number.to_string(),
    };
    match (shape.minimum().map(text), shape.maximum().map(text)) {
        (Some(minimum), Some(maximum)) if minimum == maximum => format!("exactly {minimum}"),
        (Some(minimum), Some(maximum)) => format!("{minimum} to {maximum}"),
        (Some(minimum), None) => format!("at least {minimum}"),
        (None, Some(maximum)) => format!("at most {maximum}"),
        (None, None) => "anything".to_owned(),
    }
}
