use super::*;
use sha2::{Digest, Sha256};

fn source(key: &str, day: &str, codes: &[&str]) -> Regions {
    let origin = Origin {
        key: key.to_owned(),
        retrieved: day.to_owned(),
        ..Origin::default()
    };
    let listed = codes.iter().map(|code| ListedRegion {
        code: (*code).to_owned(),
        bedrock: true,
        ..ListedRegion::default()
    });
    Regions::of_source(origin, listed)
}

#[test]
fn a_later_answer_of_a_source_replaces_its_earlier_one() {
    let before = source("a", "2026-01-01", &["us-east-1", "us-east-2"]).merged(&source(
        "b",
        "2026-01-01",
        &["us-east-1"],
    ));
    let after = before.merged(&source("a", "2026-02-01", &["us-east-1", "eu-west-1"]));
    let codes: Vec<_> = after.iter().map(|region| region.code.as_str()).collect();
    assert_eq!(codes, ["eu-west-1", "us-east-1"]);
    assert_eq!(after.get("us-east-1").unwrap().bedrock, ["a", "b"]);
    assert_eq!(after.get("eu-west-1").unwrap().bedrock, ["a"]);
    // An older answer changes nothing.
    let older = after.merged(&source("a", "2025-12-01", &["us-east-2"]));
    assert_eq!(older, after);
}

#[test]
fn disagreement_stays_visible() {
    let both = Regions::bundled().merged(&source("x", "2027-01-01", &["us-east-1", "eu-new-1"]));
    assert_eq!(both.get("eu-west-1").unwrap().bedrock, ["botocore", "ssm"]);
    assert_eq!(
        both.get("us-east-1").unwrap().bedrock,
        ["botocore", "ssm", "x"]
    );
    let new = both.get("eu-new-1").unwrap();
    assert_eq!(new.bedrock, ["x"]);
    assert_eq!(new.partition.as_deref(), Some("aws"));
}

#[test]
fn garbage_is_no_region() {
    for code in [
        "us-east-1",
        "us-gov-west-1",
        "eusc-de-east-1",
        "mx-central-1",
        "us-isob-east-1",
        "ap-southeast-12",
    ] {
        assert!(is_region_code(code), "{code}");
    }
    for word in [
        "",
        "-",
        "us",
        "us-1",
        "us-east",
        "us-east-",
        "US-EAST-1",
        "us-east-1a",
        "bedrock-us-east-1",
        "fips-us-east-1",
        "aws-global",
        "us-west-2-lax-1",
        "us-east-100",
        "us--1",
        "us-<b>-1",
        "us-east-1 ",
        "us-éast-1",
        "us-gov-west-1-fips",
    ] {
        assert!(!is_region_code(word), "{word}");
    }
    let regions = source(
        "a",
        "2026-01-01",
        &["us-east-1", "us-east-1", "<script>", "x"],
    );
    assert_eq!(regions.iter().count(), 1);
}

#[test]
fn a_file_reads_back() {
    let regions = Regions::bundled().merged(&source("x", "2027-01-01", &["us-east-1"]));
    let back = Regions::parse(&regions.to_json(), &regions.provenance().to_json()).unwrap();
    assert_eq!(back, regions);
}

#[test]
fn the_bundled_list_is_whole() {
    let regions = Regions::bundled();
    let offering: Vec<_> = regions
        .iter()
        .filter(|region| region.has_bedrock())
        .collect();
    let (isolated, public): (Vec<_>, Vec<_>) = offering
        .into_iter()
        .partition(|region| region.is_isolated());
    assert_eq!((public.len(), isolated.len()), (36, 4));
    assert!(
        regions
            .get("ap-east-1")
            .is_some_and(|region| !region.has_bedrock())
    );
    assert!(
        regions
            .get("us-east-1")
            .is_some_and(|region| region.opt_in == Some(false))
    );
    assert!(
        regions
            .iter()
            .all(|region| !region.code.contains("bedrock"))
    );
}

#[test]
fn the_digest_is_that_of_the_file() {
    let digest = Sha256::digest(include_bytes!("../../data/regions.json"));
    let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(Regions::bundled().provenance().sha256, digest);
}
