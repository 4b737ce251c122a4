//! `config/source-cycle`

use std::collections::{HashMap, HashSet};

use crate::config::ConfigSample;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;
use spanned_text::Part as _;

rule! {
    /// Profiles take their credentials from each other in a circle.
    ///
    /// `source_profile` leads to a profile with credentials, directly or over further roles. In a circle
    /// it leads to none: botocore stops with `InfiniteLoopConfigError`. A profile may name itself if it has
    /// an access key too.
    ///
    /// ## Fails
    ///
    /// ```ini
    /// [profile one]
    /// role_arn = arn:aws:iam::111122223333:role/one
    /// source_profile = two
    ///
    /// [profile two]
    /// role_arn = arn:aws:iam::111122223333:role/two
    /// source_profile = one
    /// ```
    ///
    /// ## Passes
    ///
    /// ```ini
    /// [profile one]
    /// role_arn = arn:aws:iam::111122223333:role/one
    /// source_profile = two
    ///
    /// [profile two]
    /// sso_session = work
    /// sso_account_id = 111122223333
    /// sso_role_name = guide
    /// ```
    ///
    /// ## References
    ///
    /// - [Use an IAM role in the AWS CLI](https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-role.html)
    "config/source-cycle", Error
}

/// How many profiles of a circle are named.
const NAMED: usize = 6;

pub(crate) fn check(sample: &ConfigSample<'_>, _: &Facts, sink: &mut Sink<'_>) {
    let circles = circles(sample);
    let mut reported = HashSet::new();
    for section in &sample.sections {
        let (Some(name), Some(source)) = (section.profile(), section.entry("source_profile"))
        else {
            continue;
        };
        // Of several sections of a profile, the first with a source counts.
        if !reported.insert(name) {
            continue;
        }
        let has_key = sample.profile_entry(name, "aws_access_key_id").is_some();
        if source.value == name && has_key {
            continue;
        }
        if let Some(length) = circles.get(name) {
            sink.push(
                Finding::new(
                    source.value_range.clone(),
                    "this profile leads back to itself",
                )
                .note(format!(
                    "the way is {}",
                    way(name, source.value, *length, sample)
                )),
            );
        }
    }
}

/// The profiles that lead back to themselves, each with the length of its circle.
fn circles<'t>(sample: &ConfigSample<'t>) -> HashMap<&'t str, usize> {
    let mut circles = HashMap::new();
    // The profiles that were looked at, with the number of the walk that came by first, and how far it
    // had come then.
    let mut seen: HashMap<&str, (usize, usize)> = HashMap::new();
    for (walk, start) in sample.profiles().enumerate() {
        let mut way = Vec::new();
        let mut next = Some(start);
        while let Some(name) = next {
            match seen.get(name) {
                Some((known, at)) => {
                    if *known == walk {
                        let circle = way.part(*at..);
                        circles.extend(circle.iter().map(|name| (*name, circle.len())));
                    }
                    break;
                }
                None => {
                    seen.insert(name, (walk, way.len()));
                    way.push(name);
                    let source = sample.profile_entry(name, "source_profile");
                    next = source.map(|entry| entry.value);
                }
            }
        }
    }
    circles
}

/// The way around a circle of this length, which begins with `name` and its source.
fn way(name: &str, source: &str, length: usize, sample: &ConfigSample<'_>) -> String {
    let mut names = vec![name.to_owned()];
    let mut next = source;
    for _ in 1..length.min(NAMED) {
        names.push(next.to_owned());
        match sample.profile_entry(next, "source_profile") {
            Some(entry) => next = entry.value,
            None => break,
        }
    }
    match length.saturating_sub(NAMED) {
        0 => {}
        more => names.push(format!("{more} more")),
    }
    names.push(name.to_owned());
    names.join(" → ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_profile_of_a_circle_is_found_and_none_that_only_leads_there() {
        let text = "[profile d]\nsource_profile = a\n[profile a]\nsource_profile = b\n\
                    [profile b]\nsource_profile = c\n[profile c]\nsource_profile = a\n\
                    [profile e]\nsource_profile = e\n[profile f]\nsource_profile = nobody\n";
        let sample = ConfigSample::parse(text, None);
        let expected = HashMap::from([("a", 3), ("b", 3), ("c", 3), ("e", 1)]);
        assert_eq!(circles(&sample), expected);
        assert_eq!(way("b", "c", 3, &sample), "b → c → a → b");
        assert_eq!(way("e", "e", 1, &sample), "e → e");
    }

    #[test]
    fn a_long_way_is_not_written_out() {
        let text: String = (0..50)
            .map(|n| format!("[profile p{n}]\nsource_profile = p{}\n", (n + 1) % 50))
            .collect();
        let sample = ConfigSample::parse(&text, None);
        assert_eq!(
            way("p0", "p1", 50, &sample),
            "p0 → p1 → p2 → p3 → p4 → p5 → 44 more → p0"
        );
    }
}
