//! Places where only a Region can be, by the name before them: `AWS_REGION: us-east1`,
//! `aws s3 ls --region us-east-1a`. A value there needs no likeness to a Region.

use super::{RegionIssue, RegionName, has_form};
use crate::suggest::nearest;
use aws_doc_facts::Regions;
use spanned_text::{Cut as _, Part as _};

/// Names that only an AWS Region follows.
const NAMES: [&str; 5] = [
    "AWS_REGION",
    "AWS_DEFAULT_REGION",
    "aws-region",
    "aws_region",
    "awsRegion",
];

/// Longer words name nothing that is looked for.
const LONGEST_NAME: usize = 24;

/// More of a line before an option is not searched for the command.
const LINE_REACH: usize = 2048;

/// Every value in such a place that misspells a Region and does not have the form of one: names that
/// have it are found anywhere. Assignments at the beginning of a line are left to the checks of
/// env samples.
pub(super) fn find<'t>(text: &'t str, regions: &'t Regions) -> Vec<RegionName<'t>> {
    let bytes = text.as_bytes();
    let named = memchr::memmem::find_iter(bytes, b"egion")
        .chain(memchr::memmem::find_iter(bytes, b"EGION"));
    named
        .filter_map(|at| value_start(text, at.checked_sub(1)?, at + "egion".len()))
        .filter_map(|start| {
            let rest = text.get(start..)?;
            let length = rest
                .bytes()
                .position(|byte| !byte.is_ascii_alphanumeric() && byte != b'-' && byte != b'_')
                .unwrap_or(rest.len());
            let name = rest.get(..length)?;
            let next = rest.get(length..)?.chars().next();
            // What follows a placeholder, or is a part of something longer, is not judged.
            if next.is_some_and(|c| matches!(c, '<' | '$' | '{' | '.' | '*' | '…' | ':' | '@')) {
                return None;
            }
            let code = zone(name, regions).or_else(|| slip(name, regions))?;
            Some(RegionName {
                range: start..start + length,
                name,
                issue: RegionIssue::Mistyped(code),
                policy_field: None,
            })
        })
        .collect()
}

/// Where the value begins, if the word that holds `at..end` names a Region and a value follows.
fn value_start(text: &str, at: usize, end: usize) -> Option<usize> {
    let reach = text.floor_char_boundary(at.saturating_sub(LINE_REACH));
    let is_of_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    let letters = text.as_bytes().get(reach..at)?.iter().rev();
    let length = letters
        .take(LONGEST_NAME)
        .take_while(|byte| is_of_name(**byte))
        .count();
    let start = at - length;
    let name = text.get(start..end)?;
    let line = text.get(reach..start)?;
    let line_start = line.rfind('\n').map_or(reach, |end| reach + end + 1);
    let line = text.get(line_start..start)?;
    let rest = text.get(end..)?;
    if name == "--region" {
        let value = rest.strip_prefix([' ', '='])?;
        return is_of_aws_command(text, line_start, start)
            .then(|| value_of(text, text.len() - value.len()))?;
    }
    if !NAMES.contains(&name) {
        return None;
    }
    let rest = rest.trim_start_matches(['"', '\'']);
    // `- name: AWS_REGION` with the value in the next line, as Kubernetes has it.
    if let Some(next) = rest
        .strip_prefix('\n')
        .or_else(|| rest.strip_prefix("\r\n"))
    {
        let is_name = line
            .trim_end_matches(['"', '\''])
            .trim_end()
            .ends_with("name:");
        let value = next.trim_start_matches(' ').strip_prefix("value:")?;
        return is_name.then(|| value_of(text, text.len() - value.len()))?;
    }
    let sign = rest.trim_start_matches(' ');
    let (sign, value) = sign.split_at_checked(1)?;
    // Only what a shell or an env file does not set.
    let before = line.trim_end_matches([' ', '"', '\'']);
    let is_given = ["-e", "--env", "ENV", "Environment=", "-"]
        .iter()
        .any(|way| {
            let rest = before.strip_suffix(way);
            rest.is_some_and(|rest| rest.is_empty() || rest.ends_with(char::is_whitespace))
        });
    match sign {
        ":" => value_of(text, text.len() - value.len()),
        "=" if is_given => value_of(text, text.len() - value.len()),
        _ => None,
    }
}

/// The place of the value behind spaces and a quote on the same line.
fn value_of(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    let value = rest.trim_start_matches([' ', '"', '\'']);
    value
        .starts_with(|c: char| c.is_ascii_lowercase())
        .then(|| text.len() - value.len())
}

/// Whether an option belongs to a call of the AWS CLI: `aws` precedes it in its line, or in a line that
/// goes on with a backslash.
fn is_of_aws_command(text: &str, line_start: usize, at: usize) -> bool {
    let reach = text.floor_char_boundary(at.saturating_sub(LINE_REACH));
    let mut start = line_start.max(reach);
    loop {
        let line = text.part(start..at);
        let first = line.first_line();
        let first = first.trim_start_matches([' ', '$', '#', '%', '>', '`', '-']);
        if first.starts_with("aws ") || first.contains(" aws ") || first.contains("(aws ") {
            return true;
        }
        let before = text.part(reach..start);
        let Some(previous) = before.trim_end_matches(['\n', '\r']).strip_suffix('\\') else {
            return false;
        };
        start = reach + previous.rfind('\n').map_or(0, |end| end + 1);
    }
}

/// The Region of an availability zone, as `us-east-1a`.
fn zone<'r>(name: &str, regions: &'r Regions) -> Option<&'r str> {
    let zone = name.strip_suffix(|c: char| c.is_ascii_lowercase())?;
    regions.get(zone).map(|region| region.code.as_str())
}

/// The Region that a text without the form of one misspells: `us-east1`, `us-eas-t1`, `us-east-l`.
/// Texts of that form are looked for everywhere.
pub(crate) fn slip<'r>(value: &str, regions: &'r Regions) -> Option<&'r str> {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if !(7..=16).contains(&value.len())
        || !value.bytes().all(is_plain)
        || (has_form(value) && value.matches('-').count() > 1)
        || regions.get(value).is_some()
    {
        return None;
    }
    let bare = |text: &str| text.replace('-', "");
    let codes = || regions.iter().map(|region| region.code.as_str());
    let wanted = bare(value);
    codes()
        .find(|code| bare(code) == wanted)
        .or_else(|| nearest(value, codes(), 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_found_where_only_a_region_can_be() {
        let regions = Regions::bundled();
        let found = |text: &str| -> Vec<String> {
            find(text, &regions)
                .into_iter()
                .map(|region| {
                    assert_eq!(text.get(region.range), Some(region.name));
                    region.name.to_owned()
                })
                .collect()
        };
        for (text, name) in [
            ("aws s3 ls --region us-east-1a", "us-east-1a"),
            (
                "$ aws s3 ls \\\n  --output json \\\n  --region=us-east1\n",
                "us-east1",
            ),
            ("aws-region: us-eas-t1", "us-eas-t1"),
            ("  AWS_REGION: \"uswest2\"", "uswest2"),
            ("- name: AWS_REGION\n  value: us-east-1a\n", "us-east-1a"),
            ("docker run -e AWS_REGION=us-east1 app", "us-east1"),
            ("ENV AWS_DEFAULT_REGION=us-east-l\n", "us-east-l"),
            ("environment:\n  - AWS_REGION=us-east1\n", "us-east1"),
        ] {
            assert_eq!(found(text), [name], "{text}");
        }
        for text in [
            "aws s3 ls --region us-east-1",
            "gcloud run deploy --region us-east1",
            "gcloud x --region us-east1\naws s3 ls\n",
            "aws-region: ${{ env.REGION }}",
            "aws-region: us-esat-1",
            "region: us-east1",
            "AWS_REGION: auto",
            "AWS_REGION: europe-west1",
            "AWS_REGION: us-east-1-fips",
            "AWS_REGION=us-east1",
            "- name: REGION\n  value: us-east-1a\n",
            "the aws-region: us-east-1a.example",
        ] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }
}
