//! The IAM data as AWS's Service Reference serves it, in JSON.

use serde::Deserialize;

/// All services, with the condition keys that every service knows.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Reference {
    /// The services, each as the Service Reference serves it.
    pub services: Vec<ServiceReference>,
    /// `aws:` keys and the few others that any request can carry.
    #[serde(default)]
    pub global_condition_keys: Vec<ConditionKeyReference>,
}

/// One service as AWS's Service Reference describes it, plus what other sources add.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ServiceReference {
    /// The prefix in actions, `bedrock`.
    pub name: String,
    /// The service's name for people; the Service Reference has none.
    #[serde(default)]
    pub title: String,
    /// Whether resource control policies cover the service.
    #[serde(default)]
    pub supports_rcp: bool,
    /// In none of AWS's lists, but in its managed policies.
    #[serde(default)]
    pub unlisted: bool,
    /// The actions.
    #[serde(default)]
    pub actions: Vec<ActionReference>,
    /// The condition keys of the service.
    #[serde(default)]
    pub condition_keys: Vec<ConditionKeyReference>,
    /// The resource types of the service.
    #[serde(default)]
    pub resources: Vec<ResourceReference>,
}

/// One action.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ActionReference {
    /// The name as AWS spells it.
    pub name: String,
    /// Keys that a request for this action can carry.
    #[serde(default)]
    pub action_condition_keys: Vec<String>,
    /// The access level.
    #[serde(default)]
    pub annotations: Annotations,
    /// Resource types that the action accepts; none means that it accepts `*` only.
    #[serde(default)]
    pub resources: Vec<ResourceName>,
    /// Known by its name in lower case only.
    #[serde(default)]
    pub name_only: bool,
    /// In none of AWS's lists, but in its managed policies.
    #[serde(default)]
    pub unlisted: bool,
}

/// What an action does.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Annotations {
    /// The access level as four flags.
    #[serde(default)]
    pub properties: Properties,
}

/// The access level: none of the flags means `Read`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "the shape of the Service Reference"
)]
pub struct Properties {
    /// Lists resources.
    pub is_list: bool,
    /// Changes resources.
    pub is_write: bool,
    /// Changes who may do what.
    pub is_permission_management: bool,
    /// Changes tags only.
    pub is_tagging_only: bool,
}

/// A resource type by name.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ResourceName {
    /// Its name within the service.
    pub name: String,
}

/// A condition key.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ConditionKeyReference {
    /// The name, possibly with a variable: `aws:ResourceTag/${TagKey}`.
    pub name: String,
    /// The types of its values: `String`, `ArrayOfString`, `ARN`, …
    #[serde(default)]
    pub types: Vec<String>,
}

/// A resource type.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ResourceReference {
    /// Its name within the service.
    pub name: String,
    /// Its ARN with variables, such as `arn:${Partition}:s3:::${BucketName}`.
    #[serde(default, rename = "ARNFormats")]
    pub arn_formats: Vec<String>,
    /// Keys that depend on a resource of this type.
    #[serde(default)]
    pub condition_keys: Vec<String>,
}
