//! Where the emulated AWS is known to differ from AWS.
//!
//! The only list. The launcher of the emulator translates what can be translated, and notes each
//! translation, so that a badge names exactly those that a snippet met. The others are documented here:
//! the emulator cannot run a snippet that depends on them.

/// A difference between the emulator and AWS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Difference {
    /// Its name, such as `converse-action`, in the record and in the launcher.
    pub id: &'static str,
    /// How AWS behaves, and what the page says.
    pub aws: &'static str,
    /// What the emulator does, or is made to do.
    pub emulator: &'static str,
    /// Words for the badge, after "emulator differs:". `None` where a snippet that meets the difference
    /// fails, or the page makes no claim about it.
    pub badge: Option<&'static str>,
}

/// All known differences.
pub const DIFFERENCES: &[Difference] = &[
    Difference {
        id: "converse-action",
        aws: "`bedrock:InvokeModel` authorizes Converse, and \
              `bedrock:InvokeModelWithResponseStream` authorizes ConverseStream.",
        emulator: "It wants actions named after the calls, which AWS does not have. The launcher \
                   has it ask for AWS's.",
        badge: Some("asked for AWS's action in place of its own"),
    },
    Difference {
        id: "profile-resources",
        aws: "A call through an inference profile must be allowed for the profile and, with the \
              key `bedrock:InferenceProfileArn`, for the model in each destination Region; for a \
              global profile also for the model without a Region.",
        emulator: "It takes the profile for a model of the calling Region. The launcher has it ask \
                   for what AWS asks for.",
        badge: Some("asked for AWS's resources in place of its own"),
    },
    Difference {
        id: "profile-destinations",
        aws: "Bedrock knows to which Regions a profile may send a call.",
        emulator: "It does not, and for this profile the facts of this program do not either: the \
                   calling Region stands for all of them.",
        badge: Some("the profile leads to the calling Region alone"),
    },
    Difference {
        id: "denied-resource",
        aws: "The message of a denied call to Bedrock names the resource.",
        emulator: "Its message leaves the resource out. The launcher adds it.",
        badge: None,
    },
    Difference {
        id: "trusted-user",
        aws: "A user whom the trust policy of a role in the same account names may assume the \
              role without a policy of its own.",
        emulator: "It wants such a policy. The launcher lets the trust policy decide.",
        badge: Some("asked the trust policy alone, as AWS does"),
    },
    Difference {
        id: "managed-policies",
        aws: "There are some 1,600 managed policies of AWS, and what does not exist cannot be \
              attached.",
        emulator: "It has some common ones, and lets any name be attached, which then allows and \
                   denies nothing. The launcher adds those on Amazon Bedrock and refuses what is \
                   not there.",
        badge: None,
    },
    Difference {
        id: "catalogue",
        aws: "Bedrock lists the models and inference profiles that the account can see.",
        emulator: "It has an old list of its own. The launcher adds the models and profiles of \
                   this program's facts.",
        badge: Some("lists of models are those of this program's facts"),
    },
    Difference {
        id: "public-parameters",
        aws: "Systems Manager holds public parameters that list AWS's Regions and services.",
        emulator: "It holds none. The launcher adds the Regions of Amazon Bedrock as this \
                   program's facts have them from there.",
        badge: Some("the list is that of this program's facts"),
    },
    Difference {
        id: "region-list",
        aws: "An account lists its Regions and whether each is switched on.",
        emulator: "It has a list of its own, in which every Region is switched on. The launcher \
                   takes the Regions of this program's facts.",
        badge: Some("the list is that of this program's facts"),
    },
    Difference {
        id: "reply",
        aws: "A model replies, if the account may use it and the Region has it.",
        emulator: "It writes a reply of its own in the form of the model, for any model ID.",
        badge: Some("no model replied"),
    },
    Difference {
        id: "misspelt-action",
        aws: "A policy with an action that does not exist is accepted too, and allows nothing.",
        emulator: "It accepts it as well, and would let it allow a call that it names so itself.",
        badge: None,
    },
    Difference {
        id: "any-region",
        aws: "A Region has an address of its own, and one that does not exist has none.",
        emulator: "All Regions have the one address of the emulator, and it answers for any name.",
        badge: None,
    },
    Difference {
        id: "third-key",
        aws: "A user has two access keys at most.",
        emulator: "It makes a third.",
        badge: None,
    },
    Difference {
        id: "api-keys",
        aws: "Bedrock accepts API keys, and IAM makes long-term ones as service-specific \
              credentials.",
        emulator: "It knows neither: a call with a bearer token is refused, and so are the \
                   operations for service-specific credentials.",
        badge: None,
    },
    Difference {
        id: "mfa",
        aws: "The code of an MFA device is compared. Who shows it has the key \
              `aws:MultiFactorAuthPresent`, for AssumeRole and in sessions of GetSessionToken.",
        emulator: "It ignores codes. The launcher sets the key for any code of a device that is \
                   enabled for the user.",
        badge: Some("any MFA code is accepted"),
    },
    Difference {
        id: "session-rights",
        aws: "Credentials of GetSessionToken cannot call IAM without MFA, nor STS but for \
              AssumeRole and GetCallerIdentity; and the call takes 900 to 129600 seconds.",
        emulator: "They can do whatever the user can, and any number of seconds is taken.",
        badge: Some("the session may do more than at AWS"),
    },
    Difference {
        id: "use-case-form",
        aws: "Before the form of Anthropic is sent, GetUseCaseForModelAccess fails with \
              ResourceNotFoundException.",
        emulator: "It answers with an empty form.",
        badge: Some("an empty form in place of an error"),
    },
    Difference {
        id: "event-history",
        aws: "CloudTrail records a call within minutes.",
        emulator: "It records it at once. The launcher gives sources, calls and users AWS's names.",
        badge: Some("events are there at once"),
    },
    Difference {
        id: "last-used",
        aws: "IAM tells when a key was used last, and where.",
        emulator: "It always says that the key was not used.",
        badge: Some("a key never counts as used"),
    },
];

/// The difference with this name.
#[must_use]
pub fn find(id: &str) -> Option<&'static Difference> {
    DIFFERENCES.iter().find(|difference| difference.id == id)
}

/// All differences as JSON, for the launcher and the digest of the emulator.
#[must_use]
pub fn to_json() -> String {
    let text = |text: &str| serde_json::Value::from(text).to_string();
    let objects = DIFFERENCES.iter().map(|difference| {
        let badge = difference.badge.map_or_else(|| "null".to_owned(), text);
        format!(
            r#"{{"id":{},"aws":{},"emulator":{},"badge":{badge}}}"#,
            text(difference.id),
            text(difference.aws),
            text(difference.emulator)
        )
    });
    format!("[{}]", objects.collect::<Vec<_>>().join(","))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_json_holds_all_of_them() {
        assert_eq!(to_json(), serde_json::to_string(DIFFERENCES).unwrap());
    }

    #[test]
    fn each_has_its_own_name() {
        let ids: BTreeSet<_> = DIFFERENCES.iter().map(|difference| difference.id).collect();
        assert_eq!(ids.len(), DIFFERENCES.len());
        assert!(ids.iter().all(|id| find(id).is_some()));
    }
}
