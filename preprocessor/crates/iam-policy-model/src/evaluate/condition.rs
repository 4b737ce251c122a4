//! Whether a condition holds for a request.

use super::variable::expand;
use crate::arn::Arn;
use crate::date::seconds;
use crate::glob::Glob;
use crate::ip_range::IpRange;
use crate::model::ConditionLine;
use crate::operator::{Comparison, Family, Operator, Qualifier};
use spanned_text::tree::{Node, Value};

type Context<'c> = [(&'c str, Vec<&'c str>)];

/// A line of a condition block, its values as text.
pub(super) struct Condition<'p> {
    pub(super) operator: Operator,
    pub(super) key: &'p str,
    pub(super) values: Vec<&'p str>,
}

impl<'p> Condition<'p> {
    /// The condition of a line; `None` where there is no operator of its name.
    pub(super) fn of(line: &ConditionLine<'p>) -> Option<Self> {
        let text = |node: &'p Node<'p>| match &node.value {
            Value::String(text) => Some(text.as_str()),
            Value::Bool(true) => Some("true"),
            Value::Bool(false) => Some("false"),
            Value::Number(text) => Some(*text),
            _ => None,
        };
        Some(Self {
            operator: line.operator?,
            key: line.key.as_str(),
            values: line.values().filter_map(text).collect(),
        })
    }

    /// Whether it holds for a request with this context.
    pub(super) fn holds(&self, has_variables: bool, context: &Context<'_>) -> bool {
        holds(self, has_variables, context)
    }
}

fn holds(condition: &Condition<'_>, has_variables: bool, context: &Context<'_>) -> bool {
    let operator = condition.operator;
    let known = context
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(condition.key));
    let values = known.map_or(&[][..], |(_, values)| values.as_slice());
    if operator.family == Family::Null {
        let wanted = condition.values.iter();
        return wanted
            .map(|value| value.eq_ignore_ascii_case("true"))
            .any(|absent| absent == values.is_empty());
    }
    if values.is_empty() {
        return operator.if_exists
            || match operator.qualifier {
                Some(Qualifier::ForAllValues) => true,
                Some(Qualifier::ForAnyValue) => false,
                None => operator.negated,
            };
    }
    let passes = |value: &&str| {
        let mut wanted = condition.values.iter();
        let one_matches =
            wanted.any(|wanted| compares(operator, wanted, value, has_variables, context));
        one_matches != operator.negated
    };
    match operator.qualifier {
        Some(Qualifier::ForAllValues) => values.iter().all(passes),
        Some(Qualifier::ForAnyValue) => values.iter().any(passes),
        // A key of one value, as it ought to be without a set operator; with several, one equal
        // value is enough, and one is too many where none may be equal.
        None if operator.negated => values.iter().all(passes),
        None => values.iter().any(passes),
    }
}

/// Whether one value of the request compares with one value of the policy as the operator says,
/// before negation.
fn compares(
    operator: Operator,
    wanted: &str,
    value: &str,
    has_variables: bool,
    context: &Context<'_>,
) -> bool {
    let ordered = |ordering: Option<std::cmp::Ordering>| {
        ordering.is_some_and(|ordering| match operator.comparison {
            Comparison::LessThan => ordering.is_lt(),
            Comparison::LessThanEquals => ordering.is_le(),
            Comparison::GreaterThan => ordering.is_gt(),
            Comparison::GreaterThanEquals => ordering.is_ge(),
            Comparison::Equals | Comparison::EqualsIgnoreCase | Comparison::Like => {
                ordering.is_eq()
            }
        })
    };
    match operator.family {
        Family::String => {
            let Some(pattern) = expand_value(operator, wanted, has_variables, context) else {
                return false;
            };
            if operator.comparison == Comparison::EqualsIgnoreCase {
                pattern.to_lowercase().matches(&value.to_ascii_lowercase())
            } else {
                pattern.matches(value)
            }
        }
        Family::Arn => {
            let arns = Arn::parse(wanted).ok().zip(Arn::parse(value).ok());
            arns.is_some_and(|(wanted, value)| {
                let mut fields = wanted.fields().into_iter().zip(value.fields());
                fields.all(|(field, value)| {
                    let pattern = expand(field.text, has_variables, context);
                    pattern.is_some_and(|pattern| pattern.matches(value.text))
                })
            })
        }
        Family::Numeric => {
            let number = |text: &str| text.trim().parse::<f64>().ok();
            ordered(
                number(value)
                    .zip(number(wanted))
                    .and_then(|(one, other)| one.partial_cmp(&other)),
            )
        }
        Family::Date => ordered(
            seconds(value)
                .zip(seconds(wanted))
                .and_then(|(one, other)| one.partial_cmp(&other)),
        ),
        Family::Bool => value.eq_ignore_ascii_case(wanted),
        Family::Binary => value.trim_end_matches('=') == wanted.trim_end_matches('='),
        Family::Ip => IpRange::parse(wanted)
            .zip(IpRange::parse(value))
            .is_some_and(|(range, one)| range.contains(&one)),
        Family::Null => false,
    }
}

/// In `Equals` operators `*` and `?` are themselves; variables count in all string operators.
fn expand_value(
    operator: Operator,
    wanted: &str,
    has_variables: bool,
    context: &Context<'_>,
) -> Option<Glob> {
    if operator.comparison == Comparison::Like {
        return expand(wanted, has_variables, context);
    }
    if !wanted.contains(['*', '?']) {
        return expand(wanted, has_variables, context);
    }
    // Only the text outside of variables may be taken literally.
    let mut glob = Glob::default();
    let mut rest = wanted;
    while let Some((before, after)) = rest.split_once("${").filter(|_| has_variables) {
        glob.push_literal(before);
        let Some((variable, after)) = after.split_once('}') else {
            break;
        };
        glob.append(&expand(&format!("${{{variable}}}"), true, context)?);
        rest = after;
    }
    glob.push_literal(rest);
    Some(glob)
}
