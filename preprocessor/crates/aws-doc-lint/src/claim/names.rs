//! Whether a sentence names something of AWS's.

use aws_doc_facts::Facts;

/// Names that stand for themselves in prose, as they are written.
const WORDS: &[&str] = &[
    "AWS",
    "Amazon",
    "ARN",
    "ARNs",
    "Bedrock",
    "boto3",
    "botocore",
    "CloudFormation",
    "CloudFront",
    "CloudShell",
    "CloudTrail",
    "CloudWatch",
    "Cognito",
    "Converse",
    "ConverseStream",
    "DynamoDB",
    "EC2",
    "ECS",
    "EKS",
    "EventBridge",
    "Fargate",
    "GovCloud",
    "GuardDuty",
    "IAM",
    "IMDS",
    "KMS",
    "Lambda",
    "OpenSearch",
    "PrivateLink",
    "RDS",
    "Redshift",
    "Route53",
    "S3",
    "SageMaker",
    "SCP",
    "SCPs",
    "SigV4",
    "SNS",
    "SQS",
    "STS",
];

/// Names of more than one word.
const PHRASES: &[&str] = &[
    "Identity Center",
    "Roles Anywhere",
    "inference profile",
    "service control policy",
];

/// Whether prose, without code, names something of AWS's.
pub(super) fn in_prose(text: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric())
        .any(|word| WORDS.contains(&word))
        || PHRASES.iter().any(|phrase| text.contains(phrase))
}

/// Whether code in a sentence is something of AWS's: a command, a variable, an action, an ARN, a Region,
/// an error or a host name.
pub(super) fn in_code(code: &str, facts: &Facts) -> bool {
    let first = code.split_whitespace().next().unwrap_or_default();
    let word = first.trim_matches(|c: char| !c.is_alphanumeric());
    first == "aws"
        || word.starts_with("AWS_")
        || code.contains("arn:aws")
        || code.contains(".amazonaws.com")
        || code.to_ascii_lowercase().contains("bedrock")
        || word.ends_with("Exception")
        || facts.regions().get(word).is_some()
        || is_action(first, facts)
        || facts.env_names().variable(word).is_some()
        || in_prose(code)
}

/// Whether a word is `service:Action`, `service:Key`, or the name of an operation of Bedrock's or STS's.
fn is_action(word: &str, facts: &Facts) -> bool {
    let iam = facts.iam();
    if let Some((service, name)) = word.split_once(':') {
        let named = name.starts_with(|c: char| c.is_ascii_uppercase() || c == '*');
        return named && (service == "aws" || iam.service(service).is_some());
    }
    let has = |service: &str| {
        let actions = iam.service(service).into_iter();
        actions
            .flat_map(|service| service.actions())
            .any(|action| action.name() == word)
    };
    word.len() > 5
        && word.starts_with(|c: char| c.is_ascii_uppercase())
        && ["bedrock", "bedrock-mantle", "sts", "iam"]
            .into_iter()
            .any(has)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_recognized() {
        for text in [
            "An AWS account",
            "in IAM.",
            "Claude on Bedrock",
            "an inference profile",
        ] {
            assert!(in_prose(text), "{text}");
        }
        for text in ["Save the file", "laws", "the amazon", "a lambda in Python"] {
            assert!(!in_prose(text), "{text}");
        }
        let facts = Facts::bundled();
        for code in [
            "aws sts get-caller-identity",
            "AWS_PROFILE",
            "bedrock:InvokeModel",
            "aws:RequestedRegion",
            "GetSessionToken",
            "arn:aws:iam::111122223333:user/x",
            "us-west-2",
            "ThrottlingException",
            "sts.us-east-1.amazonaws.com",
        ] {
            assert!(in_code(code, &facts), "{code}");
        }
        for code in [
            ".env",
            "python3 hello.py",
            "temperature",
            "KeyError",
            "git log -p",
        ] {
            assert!(!in_code(code, &facts), "{code}");
        }
    }
}
