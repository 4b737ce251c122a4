//! Names of Regions, in prose and in code.

mod link;
mod slot;

use std::ops::Range;

use crate::suggest::nearest;
use aws_doc_facts::Regions;
use spanned_text::{Cut as _, Part as _};

pub(crate) use slot::slip;

/// Something that reads as the name of a Region and is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RegionName<'t> {
    /// Its place.
    pub(crate) range: Range<usize>,
    /// The name.
    pub(crate) name: &'t str,
    /// What it most likely is.
    pub(crate) issue: RegionIssue<'t>,
    /// The part of a policy that it is, if it is one.
    pub(crate) policy_field: Option<PolicyField>,
}

/// A part of a policy that names a Region.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PolicyField {
    /// The Region of an ARN.
    Arn,
    /// A whole value, as of `aws:RequestedRegion`.
    Value,
}

impl PolicyField {
    /// The id that AWS's own policy validation has for a wrong Region there.
    #[must_use]
    pub(crate) fn aws_finding(self) -> &'static str {
        match self {
            Self::Arn => "INVALID_ARN_REGION",
            Self::Value => "INVALID_REGION",
        }
    }
}

/// What a name that AWS does not have most likely is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum RegionIssue<'t> {
    /// This Region, misspelt.
    Mistyped(&'t str),
    /// None that we know: the Regions that differ only in their number, if any.
    Unknown(Vec<&'t str>),
}

/// The directions that Region names hold.
const DIRECTIONS: &[&str] = &[
    "north",
    "south",
    "east",
    "west",
    "central",
    "northeast",
    "northwest",
    "southeast",
    "southwest",
];

/// Every name in `text` that has the form of a Region's and is none.
pub(crate) fn find<'t>(text: &'t str, regions: &'t Regions) -> Vec<RegionName<'t>> {
    let mut found: Vec<_> = words(text)
        .filter_map(|range| {
            let name = text.get(range.clone())?;
            // AWS's documentation writes `aa-example-1`.
            if !has_form(name) || name.contains("-example-") || regions.get(name).is_some() {
                return None;
            }
            let issue = judge(name, is_demanded(text, &range), regions)?;
            Some(RegionName {
                range,
                name,
                issue,
                policy_field: None,
            })
        })
        .collect();
    found.extend(link::find(text, regions));
    found.extend(slot::find(text, regions));
    found
}

/// The words of lower-case letters, digits and dashes that hold two dashes or more and end in a
/// digit; anything else next to them, such as a capital letter, makes another word.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let bytes = text.as_bytes();
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let dash = at + memchr::memchr(b'-', bytes.get(at..)?)?;
            let start = bytes
                .get(at..dash)?
                .iter()
                .rposition(|byte| !is_word(*byte))
                .map_or(at, |before| at + before + 1);
            let end = bytes
                .get(dash..)?
                .iter()
                .position(|byte| !is_word(*byte))
                .map_or(bytes.len(), |len| dash + len);
            at = end;
            let word = bytes.get(start..end)?;
            let dashes = memchr::memchr_iter(b'-', word).count();
            if (2..=3).contains(&dashes)
                && word.last().is_some_and(u8::is_ascii_digit)
                && word.len() <= 24
            {
                return Some(start..end);
            }
        }
    })
}

/// Whether a word is letters, dashes, and one or two digits after the last dash.
fn has_form(name: &str) -> bool {
    let Some((place, number)) = name.rsplit_once('-') else {
        return false;
    };
    (1..=2).contains(&number.len())
        && number.bytes().all(|byte| byte.is_ascii_digit())
        && place
            .split('-')
            .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase()))
}

/// Whether only a Region can be at `range`: after a name for it, in an ARN, or in an endpoint.
fn is_demanded(text: &str, range: &Range<usize>) -> bool {
    let mut start = range.start.saturating_sub(48);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    let before = text.part(start..range.start);
    let after = text.part(range.end..);
    // Without a service before it, the word is the service: `resource-explorer-2.amazonaws.com`.
    if before.ends_with('.') && (after.starts_with(".amazonaws.") || after.starts_with(".api.aws"))
    {
        return true;
    }
    let line = before.after_last('\n');
    let name = line.trim_end_matches([' ', '\t', '"', '\'', '=', ':', '`']);
    if name.len() < line.len() {
        let name = name.to_ascii_lowercase();
        if name.ends_with("region") || name.ends_with("region_name") {
            return true;
        }
    }
    line.rfind("arn:aws").is_some_and(|arn| {
        line.get(arn..).is_some_and(|arn| {
            arn.ends_with(':') && memchr::memchr_iter(b':', arn.as_bytes()).count() == 3
        })
    })
}

fn judge<'t>(name: &'t str, demanded: bool, regions: &'t Regions) -> Option<RegionIssue<'t>> {
    let (place, _) = name.rsplit_once('-')?;
    let siblings: Vec<&str> = regions
        .iter()
        .map(|region| region.code.as_str())
        .filter(|code| {
            code.rsplit_once('-')
                .is_some_and(|(other, _)| other == place)
        })
        .collect();
    if !siblings.is_empty() {
        return Some(RegionIssue::Unknown(siblings));
    }
    let (area, direction) = place.rsplit_once('-')?;
    let area_known = regions.iter().any(|region| {
        region
            .code
            .rsplit_once('-')
            .and_then(|(place, _)| place.rsplit_once('-'))
            .is_some_and(|(other, _)| other == area)
    });
    let direction_known = DIRECTIONS.contains(&direction);
    let codes = || regions.iter().map(|region| region.code.as_str());
    if demanded {
        return Some(match nearest(name, codes(), 2) {
            Some(code) => RegionIssue::Mistyped(code),
            None => RegionIssue::Unknown(Vec::new()),
        });
    }
    if area_known && direction_known {
        return Some(RegionIssue::Unknown(Vec::new()));
    }
    // Elsewhere a word may only look like a Region: `us-test-1` is a good name for a stack.
    if !(area_known || direction_known) || matches!(direction, "test" | "host" | "best" | "rest") {
        return None;
    }
    nearest(name, codes(), 1).map(RegionIssue::Mistyped)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(String, String)> {
        let regions = Regions::bundled();
        find(text, &regions)
            .into_iter()
            .map(|name| {
                let issue = match name.issue {
                    RegionIssue::Mistyped(code) => format!("mistyped {code}"),
                    RegionIssue::Unknown(siblings) => format!("unknown {}", siblings.join(" ")),
                };
                (name.name.to_owned(), issue)
            })
            .collect()
    }

    #[test]
    fn names_that_are_none() {
        for (text, name, issue) in [
            ("AWS_REGION=us-esat-1", "us-esat-1", "mistyped us-east-1"),
            ("in us-wset-2.", "us-wset-2", "mistyped us-west-2"),
            (
                "--region ap-southest-2 ",
                "ap-southest-2",
                "mistyped ap-southeast-2",
            ),
            (
                "arn:aws:bedrock:us-eaast-1::x",
                "us-eaast-1",
                "mistyped us-east-1",
            ),
            (
                "https://sts.eu-wast-1.amazonaws.com",
                "eu-wast-1",
                "mistyped eu-west-1",
            ),
            ("`us-east-9`", "us-east-9", "unknown us-east-1 us-east-2"),
            ("region_name=\"mars-north-1\"", "mars-north-1", "unknown "),
            ("eu-northeast-1", "eu-northeast-1", "unknown "),
        ] {
            assert_eq!(found(text), [(name.to_owned(), issue.to_owned())], "{text}");
        }
    }

    #[test]
    fn names_that_are_not_meant_as_regions() {
        for text in [
            "us-east-1",
            "us-gov-west-1",
            "eusc-de-east-1",
            "mars-north-1",
            "us-east-1a",
            "my-us-esat-1-bucket",
            "resource-explorer-2.amazonaws.com",
            "claude-opus-4",
            "us-test-1",
            "utf-8",
            "part-two-2",
            "use1-az1",
            "US-ESAT-1",
            "a-us-east-9",
            "us-ashburn-1",
            "2024-01-01",
            "gpt-oss-20",
            "AWS_REGION=us-gov-east-1",
            "--region <your-region-1>x-y-1z",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
