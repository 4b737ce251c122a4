//! The reader's choices: what an author lets a reader choose, and the values that each choice may
//! have.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

mod pattern;

pub use pattern::Pattern;

/// A value that a reader may choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// What a snippet shows.
    pub text: String,
    /// What the page calls it, where that is more than the value itself.
    pub label: Option<String>,
}

impl Value {
    /// A value without another name.
    #[must_use]
    pub fn plain(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            label: None,
        }
    }
}

/// Facts that give the values of a choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Listed {
    /// The Regions with Bedrock, of one partition or of all public ones.
    Regions {
        /// As `aws`.
        partition: Option<String>,
    },
    /// The IDs of foundation models.
    Models {
        /// Only those of this provider, by the word before the dot.
        provider: Option<String>,
    },
    /// The IDs of inference profiles.
    Profiles {
        /// Only those whose model is of this provider.
        provider: Option<String>,
    },
}

/// The values that a choice may have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Allowed {
    /// One of these.
    Values(Vec<Value>),
    /// One of those that facts list.
    Listed(Listed),
    /// One of those that go with the value of another choice.
    Depending {
        /// The other choice.
        on: String,
        /// Its value, or a form of it with a `*`, and what goes with that. The first that fits
        /// counts.
        cases: Vec<(String, Vec<Value>)>,
    },
    /// Any that has this form.
    Pattern(Pattern),
}

/// A choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The name by which slots call it.
    pub name: String,
    /// The words for it on the page.
    pub label: String,
    /// What the page shows until the reader has chosen. Of a choice that depends on another,
    /// only where it goes with the other's value; else the first that does.
    pub default: String,
    /// What it may be.
    pub allowed: Allowed,
    /// Whether it is the shell for which blocks in bash are translated.
    pub translates: bool,
    /// The page that says more of its values, as `regions.md#table` from the book's sources.
    pub see: Option<String>,
    /// Where `book.toml` names it, in bytes.
    pub name_range: Option<Range<usize>>,
    /// Where `book.toml` says its default, in bytes.
    pub default_range: Option<Range<usize>>,
}

impl Choice {
    /// The choice that it depends on.
    #[must_use]
    pub fn depends_on(&self) -> Option<&str> {
        match &self.allowed {
            Allowed::Depending { on, .. } => Some(on),
            _ => None,
        }
    }

    /// Which of its cases counts for `other`, the value of the choice that it depends on.
    fn case_of(&self, other: &str) -> Option<usize> {
        match &self.allowed {
            Allowed::Depending { cases, .. } => {
                cases.iter().position(|(form, _)| fits(form, other))
            }
            _ => None,
        }
    }

    /// The values that go with `other`, the value of the choice that it depends on.
    pub fn going_with(&self, other: &str) -> &[Value] {
        match &self.allowed {
            Allowed::Depending { cases, .. } => self
                .case_of(other)
                .and_then(|at| cases.get(at))
                .map_or(&[], |(_, values)| values),
            Allowed::Values(values) => values,
            Allowed::Listed(_) | Allowed::Pattern(_) => &[],
        }
    }

    /// Whether something goes with `other`, a value of the choice that it depends on.
    #[must_use]
    pub fn covers(&self, other: &str) -> bool {
        self.depends_on().is_none() || !self.going_with(other).is_empty()
    }

    /// Its default, where the choice that it depends on has the value `other`.
    #[must_use]
    pub fn default_with(&self, other: &str) -> &str {
        if self.depends_on().is_none() {
            return &self.default;
        }
        let values = self.going_with(other);
        if values.iter().any(|value| value.text == self.default) {
            return &self.default;
        }
        values
            .first()
            .map_or(self.default.as_str(), |value| &value.text)
    }

    /// Every value that is tried: all, or the default and the edges of a pattern.
    #[must_use]
    pub fn tried(&self) -> Vec<Cow<'_, str>> {
        match &self.allowed {
            Allowed::Values(values) => values.iter().map(|it| it.text.as_str().into()).collect(),
            Allowed::Pattern(pattern) => std::iter::once(self.default.as_str().into())
                .chain(pattern.edges().into_iter().map(Cow::Owned))
                .collect(),
            Allowed::Depending { cases, .. } => cases
                .iter()
                .flat_map(|(_, values)| values)
                .map(|it| it.text.as_str().into())
                .collect(),
            Allowed::Listed(_) => Vec::new(),
        }
    }

    /// Whether it may have this value.
    #[must_use]
    pub fn allows(&self, value: &str) -> bool {
        match &self.allowed {
            Allowed::Pattern(pattern) => pattern.allows(value),
            _ => self.tried().iter().any(|tried| tried == value),
        }
    }
}

/// Whether `value` is `form`, in which one `*` matches anything.
fn fits(form: &str, value: &str) -> bool {
    match form.split_once('*') {
        None => form == value,
        Some((start, end)) => {
            value.len() >= start.len() + end.len()
                && value.starts_with(start)
                && value.ends_with(end)
        }
    }
}

/// A snippet is checked for every pair of values of two tied choices, up to this many.
pub(crate) const MOST_PAIRS: usize = 1_000;

/// What each choice is, by its name.
pub type Assignment = BTreeMap<String, String>;

/// All choices of a book, in the order in which it declares them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choices(Vec<Choice>);

impl Choices {
    /// These choices.
    #[must_use]
    pub fn new(choices: Vec<Choice>) -> Self {
        Self(choices)
    }

    /// The choices in order.
    pub fn iter(&self) -> impl Iterator<Item = &Choice> {
        self.0.iter()
    }

    /// Whether the book declares none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The choice with this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Choice> {
        self.0.iter().find(|choice| choice.name == name)
    }

    /// What every choice is until the reader has chosen.
    #[must_use]
    pub fn defaults(&self) -> Assignment {
        self.0
            .iter()
            .map(|choice| (choice.name.clone(), self.default_of(choice).to_owned()))
            .collect()
    }

    fn default_of<'c>(&'c self, choice: &'c Choice) -> &'c str {
        let other = choice.depends_on().and_then(|on| self.get(on));
        choice.default_with(other.map_or("", |other| &other.default))
    }

    /// The choices among `names` and those that they depend on.
    #[must_use]
    pub fn concerned<'c>(&'c self, names: &[&str]) -> Vec<&'c Choice> {
        let named = |choice: &Choice| names.contains(&choice.name.as_str());
        self.0
            .iter()
            .filter(|choice| {
                named(choice)
                    || self.0.iter().any(|other| {
                        named(other) && other.depends_on() == Some(choice.name.as_str())
                    })
            })
            .collect()
    }

    /// Every assignment for which a snippet with slots for `names` is checked, the defaults
    /// first.
    ///
    /// Choices vary one after the other while the others keep their defaults. A choice varies
    /// together with the one that it depends on, for every pair of their values. Where that is
    /// more than a fixed number (`MOST_PAIRS`), each value of either is tried once.
    #[must_use]
    pub fn assignments(&self, names: &[&str]) -> Vec<Assignment> {
        let groups: Vec<Group<'_>> = self
            .0
            .iter()
            .filter(|it| it.depends_on().is_none())
            .map(|root| Group::of(root, self, names))
            .filter(|group| group.varies)
            .collect();
        let pairs: usize = groups.iter().map(Group::pairs).sum();
        let defaults = self.defaults();
        let mut all = vec![defaults.clone()];
        for group in &groups {
            group.assign(&defaults, pairs <= MOST_PAIRS, &mut all);
        }
        let mut seen = std::collections::BTreeSet::new();
        all.retain(|assignment| {
            let shown: Vec<Option<String>> = names
                .iter()
                .map(|name| assignment.get(*name).cloned())
                .collect();
            seen.insert(shown)
        });
        all
    }
}

/// A choice that depends on none, with those that depend on it.
struct Group<'c> {
    root: &'c Choice,
    tied: Vec<&'c Choice>,
    /// Those of `tied` that the snippet has slots for.
    wanted: Vec<&'c Choice>,
    /// Whether the snippet has slots for any choice of the group.
    varies: bool,
}

impl<'c> Group<'c> {
    fn of(root: &'c Choice, choices: &'c Choices, names: &[&str]) -> Self {
        let depends = |it: &&Choice| it.depends_on() == Some(root.name.as_str());
        let tied: Vec<&Choice> = choices.iter().filter(depends).collect();
        let named = |it: &Choice| names.contains(&it.name.as_str());
        let wanted: Vec<&Choice> = tied.iter().copied().filter(|it| named(it)).collect();
        let varies = named(root) || !wanted.is_empty();
        Self {
            root,
            tied,
            wanted,
            varies,
        }
    }

    /// How many pairs of a value of the root and one that goes with it there are.
    fn pairs(&self) -> usize {
        let with = |value: &str| {
            let wanted = self.wanted.iter();
            wanted.map(|it| it.going_with(value).len()).sum::<usize>()
        };
        self.root.tried().iter().map(|value| with(value)).sum()
    }

    /// Adds what the snippet is checked for: every pair, or every value.
    fn assign(&self, defaults: &Assignment, every_pair: bool, all: &mut Vec<Assignment>) {
        let mut seen = std::collections::BTreeSet::new();
        for value in self.root.tried() {
            // What goes with nothing cannot be chosen; a finding of its own says so.
            if !self.wanted.iter().all(|it| it.covers(&value)) {
                continue;
            }
            let mut base = defaults.clone();
            for choice in &self.tied {
                let default = choice.default_with(&value).to_owned();
                base.insert(choice.name.clone(), default);
            }
            base.insert(self.root.name.clone(), value.to_string());
            all.push(base.clone());
            for (index, choice) in self.wanted.iter().enumerate() {
                if !seen.insert((index, choice.case_of(&value))) && !every_pair {
                    continue;
                }
                all.extend(choice.going_with(&value).iter().map(|it| {
                    let mut one = base.clone();
                    one.insert(choice.name.clone(), it.text.clone());
                    one
                }));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choice(name: &str, default: &str, allowed: Allowed) -> Choice {
        Choice {
            name: name.to_owned(),
            label: name.to_owned(),
            default: default.to_owned(),
            allowed,
            translates: false,
            see: None,
            name_range: None,
            default_range: None,
        }
    }

    fn values(texts: &[&str]) -> Vec<Value> {
        texts.iter().map(|text| Value::plain(*text)).collect()
    }

    fn choices() -> Choices {
        Choices::new(vec![
            choice(
                "region",
                "us-west-2",
                Allowed::Values(values(&["eu-west-1", "us-east-1", "us-west-2"])),
            ),
            choice(
                "profile",
                "us.m",
                Allowed::Depending {
                    on: "region".to_owned(),
                    cases: vec![
                        ("us-*".to_owned(), values(&["us.m", "global.m"])),
                        ("*".to_owned(), values(&["eu.m"])),
                    ],
                },
            ),
            choice("user", "bob", Allowed::Pattern(Pattern::UserName)),
        ])
    }

    fn shown(names: &[&str]) -> Vec<String> {
        let of = |it: Assignment| names.iter().map(|n| it[*n].clone()).collect::<Vec<_>>();
        choices()
            .assignments(names)
            .into_iter()
            .map(|it| of(it).join(" "))
            .collect()
    }

    #[test]
    fn what_is_tied_varies_together() {
        assert_eq!(
            shown(&["region", "profile"]),
            [
                "us-west-2 us.m",
                "eu-west-1 eu.m",
                "us-east-1 us.m",
                "us-east-1 global.m",
                "us-west-2 global.m",
            ]
        );
        assert_eq!(shown(&["profile"]), ["us.m", "eu.m", "global.m"]);
    }

    #[test]
    fn what_is_not_tied_varies_one_after_the_other() {
        let shown = shown(&["region", "user"]);
        assert_eq!(shown.len(), 3 + 3);
        assert!(
            shown
                .iter()
                .all(|it| it.ends_with(" bob") || it.starts_with("us-west-2 "))
        );
    }

    /// A root with `roots` values, and `tied` choices that each have `values` for all of them.
    fn group(roots: usize, tied: usize, values: usize) -> (Choices, Vec<String>) {
        let texts = |word: &str, count: usize| -> Vec<Value> {
            (0..count)
                .map(|n| Value::plain(format!("{word}{n}")))
                .collect()
        };
        let mut all = vec![choice("root", "r0", Allowed::Values(texts("r", roots)))];
        for n in 0..tied {
            let cases = vec![("*".to_owned(), texts("v", values))];
            let on = "root".to_owned();
            let allowed = Allowed::Depending { on, cases };
            all.push(choice(&format!("tied{n}"), "v0", allowed));
        }
        let names = all.iter().map(|it| it.name.clone()).collect();
        (Choices::new(all), names)
    }

    #[test]
    fn what_depends_on_the_same_choice_does_not_multiply() {
        for tied in [1, 2, 8, 12] {
            let (choices, names) = group(6, tied, 6);
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let count = choices.assignments(&names).len();
            // For each value of the root: all defaults, and each other value of each choice.
            assert_eq!(count, 6 * (1 + tied * 5), "{tied}");
        }
    }

    #[test]
    fn too_many_pairs_leave_each_value_tried_once() {
        let (choices, _) = group(500, 1, 500);
        let tried = choices.assignments(&["root", "tied0"]);
        assert_eq!(tried.len(), 500 + 499);
        for (name, word) in [("root", "r"), ("tied0", "v")] {
            let mut seen: Vec<&str> = tried.iter().map(|it| it[name].as_str()).collect();
            seen.sort_unstable();
            seen.dedup();
            assert_eq!(seen.len(), 500, "{word}");
        }
    }

    #[test]
    fn edges_have_the_form_and_odd_values_do_not() {
        for pattern in Pattern::ALL {
            for edge in pattern.edges() {
                assert!(pattern.allows(&edge), "{edge}");
            }
            for odd in ["", "a b", "$(x)", "a;b", "-a", "\"", "a\n", "é"] {
                assert!(!pattern.allows(odd), "{odd:?}");
            }
        }
        assert!(!Pattern::UserName.allows(&"a".repeat(65)));
        assert!(!Pattern::AccountId.allows("11112222333"));
    }
}
