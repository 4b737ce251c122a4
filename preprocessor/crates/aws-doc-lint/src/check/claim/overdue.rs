//! `claim/overdue`

use crate::claim::{ClaimPage, Dated, MaxAge};
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;

rule! {
    /// Quoted evidence was verified too long ago, at no known time, or in the future.
    ///
    /// The setting `claims-max-age` says how many days evidence lasts; without it nothing is reported.
    /// The day is that of the footnote, as `Verified 2026-11-28`, or else that of the paragraph on the
    /// page that begins with such a day. `SOURCE_DATE_EPOCH` overrides today. A probe needs no day:
    /// `mdbook-aws test` runs it again.
    ///
    /// ## Fails
    ///
    /// ````toml
    /// [preprocessor.aws]
    /// claims-max-age = 365
    /// ````
    ///
    /// ````markdown
    /// A budget stops nothing.[^1]
    ///
    /// [^1]: [AWS Budgets](https://docs.aws.amazon.com/x.html): "does not stop". Verified 2011-11-28.
    /// ````
    ///
    /// ## Passes
    ///
    /// ````toml
    /// [preprocessor.aws]
    /// claims-max-age = 36500
    /// ````
    ///
    /// ````markdown
    /// A budget stops nothing.[^1]
    ///
    /// [^1]: [AWS Budgets](https://docs.aws.amazon.com/x.html): "does not stop". Verified 2026-11-28.
    /// ````
    ///
    /// ## References
    ///
    /// - [Reproducible builds: SOURCE_DATE_EPOCH](https://reproducible-builds.org/docs/source-date-epoch/)
    "claim/overdue", Warning
}

pub(crate) fn check(page: &ClaimPage<'_>, _: &Facts, sink: &mut Sink<'_>) {
    let Some(max_age) = page.max_age else {
        return;
    };
    let notes = page.footnotes.all.iter();
    let mut of_page = page.footnotes.verified.as_ref();
    let mut is_dated = of_page.is_some();
    for note in notes.filter(|note| !note.quotations.is_empty()) {
        // The day of the page is reported once.
        let Some(day) = note.verified.as_ref().or_else(|| of_page.take()) else {
            if !is_dated && let Some(quotation) = note.quotations.first() {
                let message = "no day says when this was verified";
                let help = "add `Verified YYYY-MM-DD`, to the footnote or at the beginning of a paragraph \
                            for all footnotes of the page";
                sink.push(Finding::new(quotation.range.clone(), message).help(help));
                is_dated = true;
            }
            continue;
        };
        if let Some(message) = fault(day, max_age) {
            let finding = Finding::new(day.range.clone(), message);
            sink.push(finding.help("look at the source again, then change the day"));
        }
    }
}

fn fault(dated: &Dated, max_age: &MaxAge) -> Option<String> {
    let day = &dated.day;
    if *day > max_age.today {
        return Some(format!("{day} is in the future"));
    }
    let days = max_age.days;
    (*day < max_age.since).then(|| format!("this was verified more than {days} days ago, on {day}"))
}
