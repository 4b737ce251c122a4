//! `{{#aws version AmazonBedrockFullAccess}}`: a version in the middle of a sentence.

use super::options::{self, Words};
use super::{Context, Directive, Table, error};
use aws_doc_facts::managed_policy_versions;
use aws_doc_lint::document::directive::DirectiveError;
use aws_doc_lint::suggest::nearest;

pub(super) const DIRECTIVE: Directive = Directive {
    name: "version",
    usage: "version AmazonBedrockFullAccess",
    doc: "the version of a managed policy of AWS's alone, for prose; also of `aws-cli` and `aws-cli-1`, \
          by whose commands snippets are checked",
    parse,
};

/// The two releases of the AWS CLI.
const CLIS: [&str; 2] = ["aws-cli", "aws-cli-1"];

enum Version {
    Policy(u32),
    Cli,
    Cli1,
}

fn parse(mut words: Words<'_>) -> Result<Box<dyn Table>, DirectiveError> {
    let policies = managed_policy_versions();
    let names = || policies.keys().map(String::as_str).chain(CLIS);
    let all = || format!("it takes one of {}", names().collect::<Vec<_>>().join(", "));
    let Some((range, name)) = words.next() else {
        return Err(error(words.name(), "`version` does not say of what", all()));
    };
    options::none("version", words)?;
    let version = match (name, policies.get(name)) {
        (_, Some(policy)) => Version::Policy(policy.version),
        ("aws-cli", _) => Version::Cli,
        ("aws-cli-1", _) => Version::Cli1,
        (name, None) => {
            let help = nearest(name, names(), 3)
                .map_or_else(all, |near| format!("did you mean `{near}`?"));
            let message = format!("the facts have no version of `{name}`");
            return Err(error(range, message, help));
        }
    };
    Ok(Box::new(version))
}

impl Table for Version {
    fn body(&self, context: &Context<'_>) -> String {
        let (first, second) = context.facts.cli().versions();
        match self {
            Self::Policy(version) => version.to_string(),
            Self::Cli => second,
            Self::Cli1 => first,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{parse, rendered};

    #[test]
    fn versions_come_from_the_facts() {
        let body = |name: &str| rendered(&format!("version {name}")).body;
        assert!(body("AmazonBedrockFullAccess").parse::<u32>().unwrap() >= 11);
        assert!(body("aws-cli").starts_with("2."));
        assert!(body("aws-cli-1").starts_with("1."));
        let wrong = |argument: &str| parse(argument).map(|_| ()).unwrap_err();
        assert_eq!(
            wrong("version AmazonBedrockFulAccess").help,
            "did you mean `AmazonBedrockFullAccess`?"
        );
        assert!(wrong("version").help.contains("aws-cli"));
        assert!(wrong("version aws-cli 2").message.contains('2'));
    }
}
