//! `config/source-cycle`

use crate::config::ConfigSample;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;

rule! {
    /// Profiles take their credentials from each other in a circle.
    ///
    /// `source_profile` leads to a profile with credentials, directly or over further roles. In a circle
    /// it leads to none: botocore stops with `InfiniteLoopConfigError`. A profile may name itself if it has
    /// an access key too. Without `role_arn`, `source_profile` is not read.
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

pub(crate) fn check(sample: &ConfigSample<'_>, _: &Facts, sink: &mut Sink<'_>) {
    // Without a role, the SDKs do not read the source.
    let has_role = |profile: &str| sample.profile_entry(profile, "role_arn").is_some();
    for section in &sample.sections {
        let (Some(name), Some(source)) = (section.profile(), section.entry("source_profile"))
        else {
            continue;
        };
        if !has_role(name) {
            continue;
        }
        let has_key = sample.profile_entry(name, "aws_access_key_id").is_some();
        if source.value == name && has_key {
            continue;
        }
        let mut way = vec![name];
        let mut next = source.value;
        loop {
            if next == name {
                way.push(name);
                sink.push(
                    Finding::new(
                        source.value_range.clone(),
                        "this profile leads back to itself",
                    )
                    .note(format!("the way is {}", way.join(" → "))),
                );
                break;
            }
            // A circle further on is reported there.
            if way.contains(&next) {
                break;
            }
            if !has_role(next) {
                break;
            }
            way.push(next);
            match sample.profile_entry(next, "source_profile") {
                Some(entry) => next = entry.value,
                None => break,
            }
        }
    }
}
