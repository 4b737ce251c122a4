//! Which Regions an account must opt in to, by Amazon EC2.

use aws_smithy_xml::decode::Document;

use super::{FetchContext, not_empty};
use crate::aws_xml::fields;
use crate::error::{FetchError, FetchErrorKind};
use crate::identity::SignedCall;
use aws_doc_facts::regions::ListedRegion;

/// The name of the source, for people.
pub(crate) const TITLE: &str = "Amazon EC2's list of Regions";

/// The version of the interface.
pub(crate) const VERSION: &str = "2016-11-15";

/// The Regions in an answer to `ec2:DescribeRegions`. Only whether a Region is opt-in at all is
/// kept.
///
/// # Errors
/// When the answer is not such a list.
pub(crate) fn parse(body: &[u8]) -> Result<Vec<ListedRegion>, FetchErrorKind> {
    let malformed = |why: &dyn std::fmt::Display| FetchErrorKind::Malformed(why.to_string());
    let text = std::str::from_utf8(body).map_err(|error| malformed(&error))?;
    let mut document = Document::new(text);
    let mut root = document.root_element().map_err(|error| malformed(&error))?;
    if !root.start_el().matches("DescribeRegionsResponse") {
        return Err(malformed(&"it is not a list of Regions"));
    }
    let mut listed = Vec::new();
    while let Some(mut part) = root.next_tag() {
        if !part.start_el().matches("regionInfo") {
            continue;
        }
        while let Some(mut item) = part.next_tag() {
            let mut fields = fields(&mut item)?;
            let code = fields
                .remove("regionName")
                .ok_or_else(|| malformed(&"a Region has no name"))?;
            let opt_in = match fields.get("optInStatus").map(AsRef::as_ref) {
                Some("opt-in-not-required") => Some(false),
                Some("opted-in" | "not-opted-in") => Some(true),
                _ => None,
            };
            listed.push(ListedRegion {
                code: code.into_owned(),
                name: None,
                opt_in,
                bedrock: false,
            });
        }
    }
    Ok(listed)
}

/// Fetches all Regions of the partition from EC2 in the configured Region.
pub(super) async fn regions(context: &FetchContext) -> Result<Vec<ListedRegion>, FetchError> {
    let region = context.identity.region();
    let call = SignedCall {
        service: "ec2",
        region,
        url: match &context.endpoints.ec2 {
            Some(url) => url.clone(),
            None => context.partitions.endpoint("ec2", region),
        },
        headers: &[("content-type", "application/x-www-form-urlencoded")],
        body: format!("Action=DescribeRegions&AllRegions=true&Version={VERSION}"),
        action: "ec2:DescribeRegions",
    };
    let operation = format!("ec2:DescribeRegions in {region}");
    let body = context.identity.call(&context.http, call).await?;
    let listed = parse(&body).and_then(|listed| not_empty(listed, "Region"));
    listed.map_err(|kind| FetchError::new(operation, kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_recorded_shape() {
        let body = br#"<?xml version="1.0" encoding="UTF-8"?>
            <DescribeRegionsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">
              <requestId>x</requestId>
              <regionInfo>
                <item><regionName>us-east-1</regionName><regionEndpoint>ec2.us-east-1.amazonaws.com</regionEndpoint>
                  <optInStatus>opt-in-not-required</optInStatus></item>
                <item><regionName>af-south-1</regionName><optInStatus>not-opted-in</optInStatus></item>
                <item><regionName>ap-east-2</regionName><optInStatus>opted-in</optInStatus><new/></item>
                <item><regionName>xx-new-1</regionName></item>
              </regionInfo>
            </DescribeRegionsResponse>"#;
        let listed = parse(body).unwrap();
        let states: Vec<_> = listed
            .iter()
            .map(|it| (it.code.as_str(), it.opt_in))
            .collect();
        let expected = [
            ("us-east-1", Some(false)),
            ("af-south-1", Some(true)),
            ("ap-east-2", Some(true)),
            ("xx-new-1", None),
        ];
        assert_eq!(states, expected);
    }

    #[test]
    fn what_is_no_list_is_refused() {
        for body in [
            "",
            "{}",
            "<html><body>Sign in</body></html>",
            "<DescribeRegionsResponse><regionInfo><item></item></regionInfo></DescribeRegionsResponse>",
            "<DescribeRegionsResponse><regionInfo><item><regionName><a/></regionName></item>",
        ] {
            assert!(parse(body.as_bytes()).is_err(), "{body}");
        }
        assert!(parse(&[0xff; 8]).is_err());
    }
}
