use proptest::prelude::*;

use super::encode::encode;
use super::reference::Reference;
use super::{AccessLevel, Iam, IamData, KeyType, matches};

fn action(name: &str) -> super::Action<'static> {
    let (prefix, name) = name.split_once(':').unwrap();
    Iam::snapshot()
        .service(prefix)
        .unwrap()
        .action(name)
        .unwrap()
}

#[test]
fn the_snapshot_is_readable_and_whole() {
    let iam = Iam::snapshot();
    assert!(IamData::new(super::SNAPSHOT).is_ok());
    let services = iam.services().count();
    let actions: usize = iam
        .services()
        .map(|service| service.actions().count())
        .sum();
    assert!(
        services >= 456 && actions >= 22_091,
        "{services} services, {actions} actions"
    );
    assert!(super::SNAPSHOT.len() < 1_000_000);
    for service in iam.services() {
        assert_eq!(iam.service(service.prefix()).unwrap().index, service.index);
        for action in service.actions() {
            assert_eq!(service.action(action.name()).unwrap().id(), action.id());
        }
        for resource in service.resources() {
            assert!(
                resource.arn_formats().all(|arn| arn.starts_with("arn:")),
                "{resource:?}"
            );
        }
    }
    for key in iam.keys() {
        assert_eq!(iam.key(key.name()).unwrap().name(), key.name());
    }
}

#[test]
fn names_are_found_in_any_case_and_given_as_aws_spells_them() {
    assert_eq!(action("BEDROCK:invokemodel").name(), "InvokeModel");
    let key = Iam::snapshot().key("AWS:principalorgid").unwrap();
    assert_eq!(key.name(), "aws:PrincipalOrgID");
    assert!(key.is_global());
    assert!(Iam::snapshot().service("bedrok").is_none());
    assert!(
        Iam::snapshot()
            .service("bedrock")
            .unwrap()
            .action("Converse")
            .is_none()
    );
}

#[test]
fn actions_have_levels_resources_and_keys() {
    let invoke = action("bedrock:InvokeModel");
    assert_eq!(invoke.access_level(), Some(AccessLevel::Read));
    let model = invoke
        .resources()
        .find(|one| one.name() == "foundation-model")
        .unwrap();
    let formats: Vec<_> = model.arn_formats().collect();
    assert_eq!(
        formats,
        ["arn:${Partition}:bedrock:${Region}::foundation-model/${ResourceId}"]
    );
    assert!(invoke.knows_key(Iam::snapshot().key("bedrock:InferenceProfileArn").unwrap()));
    assert!(!invoke.knows_key(Iam::snapshot().key("s3:prefix").unwrap()));
    assert!(action("bedrock:ListFoundationModels").is_wildcard_only());
    assert_eq!(
        action("iam:PassRole").access_level(),
        Some(AccessLevel::Write)
    );
    assert_eq!(
        action("s3:PutBucketPolicy").access_level(),
        Some(AccessLevel::PermissionsManagement)
    );
    assert_eq!(
        action("s3:PutObjectTagging").access_level(),
        Some(AccessLevel::Tagging)
    );
    assert_eq!(
        action("s3:ListBucket").access_level(),
        Some(AccessLevel::List)
    );
}

#[test]
fn an_action_that_only_a_managed_policy_names_is_marked() {
    let retired = action("cloudhsm:CreateLunaClient");
    assert!(retired.is_unlisted() && !retired.is_wildcard_only());
    assert_eq!(retired.access_level(), None);
    assert!(Iam::snapshot().service("deeplens").unwrap().is_unlisted());
    assert!(!action("s3:GetObject").is_unlisted());
}

#[test]
fn keys_with_a_variable_are_found_by_what_fills_it() {
    let iam = Iam::snapshot();
    let tag = iam.key("aws:ResourceTag/Department").unwrap();
    assert_eq!(tag.name(), "aws:ResourceTag/${TagKey}");
    assert_eq!(iam.key("AWS:resourcetag/a:b/c").unwrap().name(), tag.name());
    assert!(iam.key("aws:ResourceTag/").is_none());
    assert!(iam.key("aws:ResourceTag").is_none());
    let context = iam.key("kms:EncryptionContext:Project").unwrap();
    assert_eq!(
        context.name(),
        "kms:EncryptionContext:${EncryptionContextKey}"
    );
    assert!(iam.key("s3:ExistingObjectTag/team").is_some());
}

#[test]
fn types_tell_single_from_multiple_values() {
    let types = |name| Iam::snapshot().key(name).unwrap().types();
    assert!(
        types("aws:TagKeys").is_multivalued() && types("aws:TagKeys").contains(KeyType::String)
    );
    assert!(!types("aws:SourceIp").is_multivalued());
    assert_eq!(
        types("aws:SourceIp").iter().collect::<Vec<_>>(),
        [KeyType::IpAddress]
    );
    assert_eq!(KeyType::IpAddress.name(), "IPAddress");
}

#[test]
fn wildcards_find_actions() {
    let service = Iam::snapshot().service("bedrock").unwrap();
    let names: Vec<_> = service
        .actions_matching("invokemodel*")
        .map(|one| one.name())
        .collect();
    assert!(names.contains(&"InvokeModel") && names.contains(&"InvokeModelWithResponseStream"));
    assert_eq!(
        service.actions_matching("*").count(),
        service.actions().count()
    );
    assert_eq!(service.actions_matching("Inv?keModel").count(), 1);
    assert_eq!(service.actions_matching("Nothing*").count(), 0);
}

#[test]
fn service_reference_documents_encode_in_any_order() {
    let one = r#"{"Services":[
        {"Name":"b","Actions":[{"Name":"Get","Annotations":{"Properties":{"IsList":true}}},
            {"Name":"Act","Resources":[{"Name":"thing"}],"ActionConditionKeys":["b:Key"]}],
         "ConditionKeys":[{"Name":"b:Key","Types":["ArrayOfARN"]}],
         "Resources":[{"Name":"thing","ARNFormats":["arn:${Partition}:b:::${Thing}"]}],"Version":"v1.4"},
        {"Name":"a"}]}"#;
    let reference: Reference = serde_json::from_str(one).unwrap();
    let bytes = encode(&reference).unwrap();
    let mut turned: Reference = serde_json::from_str(one).unwrap();
    turned.services.reverse();
    turned.services[1].actions.reverse();
    assert_eq!(encode(&turned).unwrap(), bytes);
    let data = IamData::new(&bytes).unwrap();
    let iam = data.iam();
    let act = iam.service("B").unwrap().action("act").unwrap();
    assert_eq!(
        act.resources().next().unwrap().arn_formats().next(),
        Some("arn:${Partition}:b:::${Thing}")
    );
    assert!(act.keys().next().unwrap().types().is_multivalued());
    assert_eq!(
        iam.service("b")
            .unwrap()
            .action("get")
            .unwrap()
            .access_level(),
        Some(AccessLevel::List)
    );
}

#[test]
fn an_unknown_key_type_is_an_error_that_names_the_key() {
    let text = r#"{"Services":[{"Name":"a","ConditionKeys":[{"Name":"a:K","Types":["Tensor"]}]}]}"#;
    let reference: Reference = serde_json::from_str(text).unwrap();
    let error = encode(&reference).unwrap_err().to_string();
    assert_eq!(error, r#"condition key a:K: unknown type "Tensor""#);
}

#[test]
fn other_bytes_are_refused() {
    assert!(IamData::new(b"").is_err());
    assert!(IamData::new(b"awsiam\x001").is_err());
    assert!(IamData::new(&super::SNAPSHOT[..super::SNAPSHOT.len() - 1]).is_err());
}

#[test]
fn data_that_refers_to_what_is_not_there_is_refused() {
    let (first, count) = Iam::snapshot().0.section(super::layout::Section::Services);
    assert!(count > 1);
    // Of the first service: its name, title, first action, number of actions, first resource type,
    // number of them, and list of keys.
    for field in [0, 4, 8, 12, 14, 16, 18] {
        let mut bytes = super::SNAPSHOT.to_vec();
        bytes[first + field..first + field + 2].fill(0xff);
        if field < 12 {
            bytes[first + field + 2] = 0xff;
        }
        assert!(IamData::open(&bytes).is_ok());
        assert!(IamData::new(&bytes).is_err(), "{field}");
    }
}

/// The obvious way to match a pattern.
fn matches_slowly(pattern: &[char], text: &[char]) -> bool {
    match (pattern.split_first(), text.split_first()) {
        (None, None) => true,
        (Some(('*', rest)), _) => (0..=text.len()).any(|skip| matches_slowly(rest, &text[skip..])),
        (Some((one, rest)), Some((other, text))) => {
            (*one == '?' || one.eq_ignore_ascii_case(other)) && matches_slowly(rest, text)
        }
        _ => false,
    }
}

proptest! {
    #[test]
    fn matching_agrees_with_the_obvious_way(pattern in "[aAb*?]{0,8}", text in "[aAb]{0,8}") {
        let slow = matches_slowly(
            &pattern.chars().collect::<Vec<_>>(),
            &text.chars().collect::<Vec<_>>(),
        );
        prop_assert_eq!(matches(&pattern, &text), slow);
    }

    #[test]
    fn damaged_data_never_panics(at in 0usize..4096, byte: u8) {
        let mut bytes = super::SNAPSHOT.to_vec();
        bytes[at] = byte;
        if let Ok(data) = IamData::open(&bytes) {
            let iam = data.iam();
            for name in ["s3", "bedrock", "zocalo"] {
                if let Some(service) = iam.service(name) {
                    for action in service.actions().take(50) {
                        let _ = (action.resources().count(), action.keys().count());
                    }
                }
            }
        }
    }
}
