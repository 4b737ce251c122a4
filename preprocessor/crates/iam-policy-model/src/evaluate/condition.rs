//! Whether a condition holds for a request.

use super::Condition;
use super::variable::expand;
use crate::date::seconds;
use crate::glob::Glob;
use crate::ip_range::IpRange;
use crate::operator::{Comparison, Family, Operator, Qualifier};

type Context<'c> = [(&'c str, Vec<&'c str>)];

/// Whether the condition holds.
pub(super) fn holds(condition: &Condition<'_>, has_variables: bool, context: &Context<'_>) -> bool {
    let operator = condition.operator;
    let known = context
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(condition.key));
    let values = known
        .map(|(_, values)| values.as_slice())
        .unwrap_or_default();
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
            let mut value_fields = value.splitn(6, ':');
            let mut fields = 0;
            let all = split_arn(wanted).all(|field| {
                fields += 1;
                let pattern = expand(field, has_variables, context);
                let value = value_fields.next();
                pattern
                    .zip(value)
                    .is_some_and(|(pattern, value)| pattern.matches(value))
            });
            all && fields == 6
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

/// The six fields of an ARN pattern; colons within `${…}` do not count.
fn split_arn(arn: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(arn);
    let mut left = 6;
    std::iter::from_fn(move || {
        let text = rest?;
        left -= 1;
        let mut in_variable = false;
        let mut previous = ' ';
        let end = text.char_indices().find(|&(_, one)| {
            in_variable = (in_variable || (previous == '$' && one == '{')) && one != '}';
            previous = one;
            one == ':' && !in_variable && left > 0
        });
        match end.and_then(|(at, _)| text.split_at_checked(at)) {
            Some((field, tail)) => {
                rest = tail.get(1..);
                Some(field)
            }
            None => {
                rest = None;
                Some(text)
            }
        }
    })
}
