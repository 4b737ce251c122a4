//! `model/end-of-life`

use crate::model_id::ModelId;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;
use aws_doc_facts::provenance::days_between;

/// A model that ends in more days than this is left alone: readers have time enough.
const NOTICE: i64 = 200;

rule! {
    /// A sample uses a model that Amazon Bedrock has retired, or will retire soon.
    ///
    /// On the day of a model's end of life, calls of it begin to fail, in every Region and through
    /// every inference profile. A sample that names it then fails for all readers, and a sample that
    /// names a model in its last months gives them work for a few weeks. Before that day a model is
    /// *legacy* for months: accounts that have not used it lately cannot begin to.
    ///
    /// The check looks for the exact IDs of models and of AWS's inference profiles in policies, commands,
    /// env samples, YAML and programs. It reports those that end within 200 days of the build, have ended,
    /// or that Bedrock itself lists as legacy. It is silent where a policy denies a model, about output
    /// and other JSON, and about models whose end it does not know. `SOURCE_DATE_EPOCH` overrides
    /// today. Where a sample is about the past, say so: `<!-- aws-ignore model/end-of-life: WHY -->`.
    ///
    /// ## Fails
    ///
    /// ```env
    /// ANTHROPIC_MODEL=us.anthropic.claude-sonnet-4-20250514-v1:0
    /// ```
    ///
    /// ## Passes
    ///
    /// ```env
    /// ANTHROPIC_MODEL=us.anthropic.claude-sonnet-4-6
    /// ```
    ///
    /// ## References
    ///
    /// - [Model lifecycle](https://docs.aws.amazon.com/bedrock/latest/userguide/model-lifecycle.html)
    /// - [Model cards](https://docs.aws.amazon.com/bedrock/latest/userguide/model-cards.html)
    "model/end-of-life", Warning
}

pub(crate) fn check(id: &ModelId<'_>, facts: &Facts, sink: &mut Sink<'_>) {
    let model = id.model;
    let what = if id.text == model.id {
        format!("the model `{}`", model.id)
    } else {
        format!("the model of `{}`", id.text)
    };
    let end = model.end_of_life.as_deref();
    let left = end
        .zip(facts.today())
        .and_then(|(end, today)| days_between(today, end));
    let message = match (end, left) {
        (Some(end), Some(..=0)) => format!("Amazon Bedrock retired {what} on {end}"),
        (Some(end), Some(1)) => format!("Amazon Bedrock retires {what} on {end}, tomorrow"),
        (Some(end), Some(days @ ..=NOTICE)) => {
            format!("Amazon Bedrock retires {what} on {end}, in {days} days")
        }
        _ if model.status.as_deref() == Some("LEGACY") => {
            format!("Amazon Bedrock lists {what} as legacy: it is going to be retired")
        }
        _ => return,
    };
    let models = facts.models();
    let source = match models.origin() {
        _ if models.is_first_hand() => format!("Bedrock's own list, {}", models.retrieved()),
        Some(origin) => format!("{} {}, {}", origin.source, origin.version, origin.retrieved),
        None => String::new(),
    };
    let finding = Finding::new(id.range.clone(), message).help(
        "use an active model; the model cards in the Amazon Bedrock User Guide say how long each is \
         offered",
    );
    sink.push(if source.is_empty() {
        finding
    } else {
        finding.note(format!("according to: {source}"))
    });
}
