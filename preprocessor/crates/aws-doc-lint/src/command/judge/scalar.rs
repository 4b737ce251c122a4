//! Judging texts and numbers.

use std::borrow::Cow;
use std::ops::Range;

use super::super::fault::{FaultKind, expected, limits, number_of};
use super::super::given::Given;
use super::super::pattern::has_form;
use super::super::placeholder::{is_name_in_capitals, names_its_kind};
use super::{Judge, is_file};
use aws_doc_facts::cli::{Kind, Shape};

impl Judge {
    /// A value that is given as it is, without a notation.
    pub(crate) fn scalar(&mut self, given: Given<'_>, shape: Shape<'static>, of: &str) {
        let Some(text) = given.literal().filter(|text| !is_file(text)) else {
            return;
        };
        match shape.kind() {
            Kind::Integer | Kind::Long | Kind::Float | Kind::Double => {
                self.number(text, given.range(), shape, of);
            }
            Kind::String => self.text(text, given.range(), shape, of),
            _ => {}
        }
    }

    pub(crate) fn number(
        &mut self,
        text: &str,
        range: Range<usize>,
        shape: Shape<'static>,
        of: &str,
    ) {
        let kind = shape.kind();
        let is_whole = matches!(kind, Kind::Integer | Kind::Long);
        // As Python reads a number.
        let plain = text.trim().replace('_', "");
        let value = if is_whole {
            plain.parse::<i64>().ok().map(|value| value as f64)
        } else {
            plain.parse::<f64>().ok()
        };
        let Some(value) = value else {
            let is_huge =
                is_whole && plain.bytes().all(|byte| byte.is_ascii_digit()) && !plain.is_empty();
            if !is_huge && !names_its_kind(text, of) {
                self.push(
                    range,
                    of,
                    FaultKind::Type {
                        found: "text",
                        expected: expected(kind),
                    },
                );
            }
            return;
        };
        let below = shape
            .minimum()
            .is_some_and(|bound| value < number_of(bound));
        let above = shape
            .maximum()
            .is_some_and(|bound| value > number_of(bound));
        if below || above {
            self.push(
                range,
                of,
                FaultKind::Range {
                    value: text.to_owned(),
                    limits: limits(shape),
                },
            );
        }
    }

    pub(crate) fn text(
        &mut self,
        text: &str,
        range: Range<usize>,
        shape: Shape<'static>,
        of: &str,
    ) {
        if shape.kind() != Kind::String {
            return;
        }
        if shape.has_values() {
            if !shape.allows_value(text) && !names_a_listed_value(text, of, shape) {
                self.push(
                    range,
                    of,
                    FaultKind::Value {
                        value: text.to_owned(),
                        shape,
                    },
                );
            }
            return;
        }
        // `{}` is where `xargs` and `find` put a word.
        if text == "{}" || names_its_kind(text, of) || is_name_in_capitals(text) {
            return;
        }
        let faults = self.faults.len();
        self.length(text.chars().count(), "character", shape, range.clone(), of);
        if faults == self.faults.len()
            && let Some(pattern) = shape.pattern()
            && !has_form(&with_plain_parts(text), shape.id(), &pattern)
            // A quote that is closed elsewhere swallowed the lines.
            && !text.contains('\n')
        {
            self.push(
                range,
                of,
                FaultKind::Pattern {
                    value: text.to_owned(),
                    pattern,
                },
            );
        }
    }

    pub(crate) fn length(
        &mut self,
        length: usize,
        unit: &str,
        shape: Shape<'static>,
        range: Range<usize>,
        of: &str,
    ) {
        let count = length as f64;
        let below = shape
            .minimum()
            .is_some_and(|bound| count < number_of(bound));
        let above = shape
            .maximum()
            .is_some_and(|bound| count > number_of(bound));
        if !(below || above) {
            return;
        }
        let plural = if unit == "entry" {
            "entries".to_owned()
        } else {
            format!("{unit}s")
        };
        let unit = if length == 1 { unit.to_owned() } else { plural };
        self.push(
            range,
            of,
            FaultKind::Length {
                length: format!("{length} {unit}"),
                limits: limits(shape),
            },
        );
    }
}

/// An ARN with a partition, Region and account that any pattern takes: placeholders may be used
/// for these, and the checks of ARNs report what is wrong with them.
fn with_plain_parts(text: &str) -> Cow<'_, str> {
    let mut parts = text.splitn(6, ':');
    let mut part = || parts.next();
    let (Some("arn"), Some(_), Some(service), Some(region), Some(account), Some(resource)) =
        (part(), part(), part(), part(), part(), part())
    else {
        return Cow::Borrowed(text);
    };
    let region = if region.is_empty() || service == "iam" {
        ""
    } else {
        "us-east-1"
    };
    let account = match account {
        "" | "aws" => account,
        _ => "111122223333",
    };
    Cow::Owned(format!("arn:aws:{service}:{region}:{account}:{resource}"))
}

/// Whether a value is a placeholder for one of a list: `log-level`, `ENABLED|DISABLED`, `JSON_or_YAML`.
fn names_a_listed_value(text: &str, of: &str, shape: Shape<'_>) -> bool {
    let mut parts = text
        .split(['|', '/', ','])
        .flat_map(|part| part.split("_or_"))
        .map(str::trim);
    let several = text.contains(['|', '/']) || text.contains("_or_");
    if several && parts.all(|part| shape.allows_value(part)) {
        return true;
    }
    let is_near = shape
        .values()
        .any(|value| strsim::osa_distance(&value, text) <= 2);
    !is_near && names_its_kind(text, of)
}
