//! Names of Regions, in prose and in code.

mod link;
mod slot;

use std::ops::Range;

use crate::about::{Subject, Surroundings};
use crate::suggest::nearest;
use aws_doc_facts::{Facts, OtherRegions, Regions};
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
pub(crate) fn find<'t>(text: &'t str, facts: &'t Facts) -> Vec<RegionName<'t>> {
    find_on(text, None, facts)
}

/// The same for a text that is shown on `page`, whose words say what the text does not.
pub(crate) fn find_on<'t>(
    text: &'t str,
    page: Option<&Surroundings<'_>>,
    facts: &'t Facts,
) -> Vec<RegionName<'t>> {
    let regions = facts.regions();
    let judge = Judge {
        text,
        around: Surroundings::new(text),
        page,
        regions,
        others: facts.other_regions(),
    };
    let mut found: Vec<_> = words(text)
        .filter_map(|range| {
            let name = text.get(range.clone())?;
            if !has_form(name) || is_made_up(name) || regions.get(name).is_some() {
                return None;
            }
            Some(RegionName {
                issue: judge.issue(name, &range)?,
                range,
                name,
                policy_field: None,
            })
        })
        .collect();
    found.extend(link::find(text, regions));
    found.extend(slot::find(text, regions));
    found
}

/// Whether a word of the name says that it stands for any Region: AWS's documentation writes
/// `aa-example-1`, others `region-name-1`.
fn is_made_up(name: &str) -> bool {
    name.split('-').any(|word| {
        matches!(
            word,
            "example" | "region" | "name" | "your" | "my" | "some" | "zone" | "foo" | "bar"
        )
    })
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

/// How sure it is that a Region is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Demand {
    /// An AWS Region: in an ARN, or in the name of AWS's host.
    OfAws,
    /// The region of some provider: after a name for it.
    Named,
    /// None.
    None,
}

/// What can be at `range`.
fn demand(text: &str, range: &Range<usize>) -> Demand {
    let mut start = range.start.saturating_sub(48);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    let before = text.part(start..range.start);
    let after = text.part(range.end..);
    // Without a service before it, the word is the service: `resource-explorer-2.amazonaws.com`.
    if before.ends_with('.') && (after.starts_with(".amazonaws.") || after.starts_with(".api.aws"))
    {
        return Demand::OfAws;
    }
    let line = before.after_last('\n');
    let name = line.trim_end_matches([' ', '\t', '"', '\'', '=', ':', '`']);
    if name.len() < line.len() {
        let name = name.to_ascii_lowercase();
        if name.ends_with("region") || name.ends_with("region_name") {
            return Demand::Named;
        }
    }
    let is_in_arn = line.rfind("arn:aws").is_some_and(|arn| {
        line.get(arn..).is_some_and(|arn| {
            arn.ends_with(':') && memchr::memchr_iter(b':', arn.as_bytes()).count() == 3
        })
    });
    if is_in_arn {
        Demand::OfAws
    } else {
        Demand::None
    }
}

/// What a judgement of names depends on.
struct Judge<'t, 'p> {
    text: &'t str,
    around: Surroundings<'t>,
    page: Option<&'p Surroundings<'p>>,
    regions: &'t Regions,
    others: &'t OtherRegions,
}

impl<'t> Judge<'t, '_> {
    fn issue(&self, name: &str, range: &Range<usize>) -> Option<RegionIssue<'t>> {
        let demand = demand(self.text, range);
        let subject = match demand {
            Demand::OfAws => Subject::Aws,
            _ => self.subject(range.start),
        };
        let is_listed = demand != Demand::OfAws && !self.others.providers(name).is_empty();
        let names_others =
            || self.around.names_others() || self.page.is_some_and(Surroundings::names_others);
        if is_listed && (subject != Subject::Aws || demand == Demand::None || names_others()) {
            return None;
        }
        let (place, number) = name.rsplit_once('-')?;
        // No Region has a number of two digits.
        if demand == Demand::None && number.len() > 1 {
            return None;
        }
        let siblings: Vec<&str> = self
            .codes()
            .filter(|code| {
                code.rsplit_once('-')
                    .is_some_and(|(other, _)| other == place)
            })
            .collect();
        if !siblings.is_empty() {
            return (subject == Subject::Aws).then_some(RegionIssue::Unknown(siblings));
        }
        let (area, direction) = place.rsplit_once('-')?;
        let area_known = self.codes().any(|code| {
            code.rsplit_once('-')
                .and_then(|(place, _)| place.rsplit_once('-'))
                .is_some_and(|(other, _)| other == area)
        });
        let direction_known = DIRECTIONS.contains(&direction);
        match subject {
            Subject::Other => None,
            // Another direction is not a slip: `eu-east-1` is neither `ap-east-1` nor `eu-west-1`.
            Subject::Aws if area_known && direction_known => Some(RegionIssue::Unknown(Vec::new())),
            Subject::Aws if demand != Demand::None => match self.meant(name, area) {
                Some(code) => Some(RegionIssue::Mistyped(code)),
                // Prose makes names up; code that is to run does not.
                None if demand == Demand::OfAws || self.is_code(range.start) => {
                    Some(RegionIssue::Unknown(Vec::new()))
                }
                None => None,
            },
            // A word may only look like a Region, as `us-test-1` of a stack; and where nothing says
            // whose it is, a right direction may be another provider's.
            Subject::Unclear if direction_known || !area_known => None,
            _ if !(area_known || direction_known)
                || matches!(direction, "test" | "host" | "best" | "rest") =>
            {
                None
            }
            _ => nearest(name, self.codes(), 1).map(RegionIssue::Mistyped),
        }
    }

    /// The Region that a misspelt name most likely means: one a slip away, or two in the same area.
    fn meant(&self, name: &str, area: &str) -> Option<&'t str> {
        let of_area = || {
            let codes = self.codes();
            codes.filter(|code| {
                code.strip_prefix(area)
                    .is_some_and(|it| it.starts_with('-'))
            })
        };
        nearest(name, self.codes(), 1).or_else(|| nearest(name, of_area(), 2))
    }

    fn codes(&self) -> impl Iterator<Item = &'t str> {
        self.regions.iter().map(|region| region.code.as_str())
    }

    fn subject(&self, at: usize) -> Subject {
        let page = || self.page.map_or(Subject::Unclear, Surroundings::whole);
        match self.around.subject(at) {
            Subject::Unclear if !self.around.names_others() => page(),
            subject => subject,
        }
    }

    /// Whether the byte `at` is in a fence, or the text is that of a snippet.
    fn is_code(&self, at: usize) -> bool {
        self.page.is_some() || self.around.is_in_fence(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(String, String)> {
        let facts = Facts::bundled();
        find(text, &facts)
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
            (
                "AWS in `us-east-9`",
                "us-east-9",
                "unknown us-east-1 us-east-2",
            ),
            (
                "```\nboto3.client(\"s3\", region_name=\"mars-north-1\")\n```",
                "mars-north-1",
                "unknown ",
            ),
            ("AWS: eu-northeast-1", "eu-northeast-1", "unknown "),
            ("AWS_REGION=eu-east-1", "eu-east-1", "unknown "),
            (
                "AWS_REGION=eu-central-3",
                "eu-central-3",
                "unknown eu-central-1 eu-central-2",
            ),
            ("arn:aws:s3:us-ord-1:", "us-ord-1", "unknown "),
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
            "`us-east-9`",
            "region = us-east-9",
            "AWS and OCI: us-east-9",
            "prowler oraclecloud --region us-phoenix-1",
            "region = us-ashburn-1",
            "| `cn-north-4` | Huawei Cloud, Beijing |",
            "AWS\n\nendpoint: s3.eu-central-3.ionoscloud.com",
            "aws s3 ls --endpoint-url https://us-ord-1.linodeobjects.com --region us-ord-1",
            "aws s3 ls --endpoint-url https://storage.example.net --region us-den-1",
            "{\"region\": \"us-ashburn-1\", \"provider\": \"oci\"}",
            "https://abcd.mediaconvert.region-name-1.amazonaws.com",
            "An AWS region such as region africa-east-1",
            "aws: \"kid\": \"ap-northeast-11\"",
            "region=us-central-1",
            "2024-01-01",
            "gpt-oss-20",
            "AWS_REGION=us-gov-east-1",
            "--region <your-region-1>x-y-1z",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
