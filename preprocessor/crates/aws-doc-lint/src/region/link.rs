//! Regions in links to the console: `console.aws.amazon.com/…?region=NAME`.

use super::{RegionIssue, RegionName, has_form};
use crate::suggest::nearest;
use aws_doc_facts::Regions;

/// The hosts of the console, by partition.
const HOSTS: [&str; 3] = [
    "console.aws.amazon.com",
    "console.amazonaws.cn",
    "console.amazonaws-us-gov.com",
];

/// How far back the beginning of a link is looked for, in bytes.
const URL_REACH: usize = 512;

/// Every Region in a link to the console that is none, and does not even have the form of one:
/// names that have it are found anywhere.
pub(crate) fn find<'t>(text: &'t str, regions: &'t Regions) -> Vec<RegionName<'t>> {
    memchr::memmem::find_iter(text.as_bytes(), b"region=")
        .filter_map(|at| {
            let start = at + "region=".len();
            let mut reach = at.saturating_sub(URL_REACH);
            while !text.is_char_boundary(reach) {
                reach += 1;
            }
            let before = text.get(reach..at)?;
            let url_start = before
                .rfind(|c: char| c.is_whitespace() || matches!(c, '(' | '"' | '<' | '`'))
                .map_or(0, |blank| blank + 1);
            let url = before.get(url_start..)?;
            if !url.starts_with("http") || !HOSTS.iter().any(|host| url.contains(host)) {
                return None;
            }
            let rest = text.get(start..)?;
            let len = rest
                .bytes()
                .position(|byte| !byte.is_ascii_alphanumeric() && byte != b'-')
                .unwrap_or(rest.len());
            let name = rest.get(..len)?;
            // What follows a placeholder, or is one, is not judged.
            let next = rest.get(len..)?.chars().next();
            if name.is_empty()
                || (has_form(name) && name.matches('-').count() > 1)
                || regions.get(name).is_some()
                || next.is_some_and(|c| matches!(c, '<' | '$' | '{' | '_' | '.'))
            {
                return None;
            }
            let codes = regions.iter().map(|region| region.code.as_str());
            Some(RegionName {
                range: start..start + len,
                name,
                issue: RegionIssue::Mistyped(nearest(name, codes, 2)?),
                policy_field: None,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_to_the_console() {
        let regions = Regions::bundled();
        let found = |text: &str| -> Vec<String> {
            find(text, &regions)
                .into_iter()
                .map(|region| region.name.to_owned())
                .collect()
        };
        let link = |region: &str| {
            format!("[x](https://console.aws.amazon.com/bedrock/home?region={region}#/models)")
        };
        assert_eq!(found(&link("useast-1")), ["useast-1"]);
        assert_eq!(found(&link("us-east1")), ["us-east1"]);
        for region in ["us-east-1", "<region>", "your-region", "us-east-9", "${R}"] {
            assert_eq!(found(&link(region)), [""; 0], "{region}");
        }
        assert_eq!(found("https://example.com/?region=useast-1"), [""; 0]);
    }
}
