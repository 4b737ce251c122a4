//! `env/one-region-name`

use crate::env::EnvSample;
use crate::env::readers::Reader;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;

rule! {
    /// Only one of the two names for the Region is set, and a reader of the file reads the other.
    ///
    /// botocore, boto3 and version 1 of the AWS CLI read `AWS_DEFAULT_REGION` and ignore `AWS_REGION`.
    /// The SDKs for JavaScript and Go read `AWS_REGION`. A sample that sets both serves all.
    ///
    /// The check speaks only where the author has named the readers of the file: a reader for Python
    /// is taken to mean boto3, one for Node.js or Go the SDK of that language.
    ///
    /// ## Fails
    ///
    /// ```env,readers=python-dotenv
    /// AWS_REGION=us-west-2
    /// ```
    ///
    /// ## Passes
    ///
    /// ```env,readers=python-dotenv
    /// AWS_REGION=us-west-2
    /// AWS_DEFAULT_REGION=us-west-2
    /// ```
    ///
    /// ```env
    /// AWS_REGION=us-west-2
    /// ```
    ///
    /// ## References
    ///
    /// - [Boto3: configuration](https://boto3.amazonaws.com/v1/documentation/api/latest/guide/configuration.html)
    /// - [Settings reference of the AWS SDKs and Tools](https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html)
    "env/one-region-name", Hint
}

const NEW: &str = "AWS_REGION";
const OLD: &str = "AWS_DEFAULT_REGION";

pub(crate) fn check(sample: &EnvSample<'_>, _: &Facts, sink: &mut Sink<'_>) {
    if !sample.readers.chosen {
        return;
    }
    let reads = |readers: &[Reader]| {
        readers
            .iter()
            .any(|reader| sample.readers.list.contains(reader))
    };
    let (found, missing, who) = match (sample.setting(NEW), sample.setting(OLD)) {
        (Some(found), None) if reads(&[Reader::PythonDotenv]) => (found, OLD, "boto3"),
        (None, Some(found)) if reads(&[Reader::Dotenv, Reader::Node]) => {
            (found, NEW, "the SDK for JavaScript")
        }
        (None, Some(found)) if reads(&[Reader::Godotenv]) => (found, NEW, "the SDK for Go"),
        _ => return,
    };
    sink.push(
        Finding::new(
            found.assignment.name.clone(),
            format!("{who} reads `{missing}`, which is not set"),
        )
        .help(format!("set `{missing}` too")),
    );
}
