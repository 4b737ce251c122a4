//! `claim/no-such-probe`

use std::collections::BTreeMap;

use crate::claim::ClaimPage;
use crate::document::run_options::RunOptions;
use crate::rule::{Finding, Sink, rule};
use crate::suggest::nearest;
use aws_doc_facts::Facts;

rule! {
    /// A footnote names a block of its page as evidence, and there is no such block, or it does not run.
    ///
    /// The code `probe:NAME` in a footnote names the block with the attribute `probe=NAME`.
    /// `mdbook-aws test` runs it; it should fail as soon as the sentence is no longer true. It may be
    /// hidden. A claim without its block would look tested, and is not.
    ///
    /// ## Fails
    ///
    /// ````markdown
    /// The call is signed.[^1]
    ///
    /// [^1]: `probe:call-is-signd`
    ///
    /// ```sh,probe=call-is-signed
    /// test -n "$SIGNED"
    /// ```
    /// ````
    ///
    /// ## Passes
    ///
    /// ````markdown
    /// The call is signed.[^1]
    ///
    /// [^1]: `probe:call-is-signed`
    ///
    /// ```sh,probe=call-is-signed
    /// test -n "$SIGNED"
    /// ```
    /// ````
    "claim/no-such-probe", Error
}

pub(crate) fn check(page: &ClaimPage<'_>, _: &Facts, sink: &mut Sink<'_>) {
    let probes = page.footnotes.all.iter().flat_map(|note| &note.probes);
    let mut probes = probes.peekable();
    if probes.peek().is_none() {
        return;
    }
    let mut blocks: BTreeMap<&str, Vec<bool>> = BTreeMap::new();
    for snippet in &page.document.snippets {
        if let Some(name) = snippet.info.value("probe") {
            let runs = !RunOptions::of(&snippet.info).no_run;
            blocks.entry(name).or_default().push(runs);
        }
    }
    for probe in probes {
        let name = &probe.name;
        let new = |message: String| Finding::new(probe.range.clone(), message);
        let finding = match blocks.get(name.as_str()).map(Vec::as_slice) {
            None => {
                let finding = new(format!("there is no block `probe={name}` on this page"));
                match nearest(name, blocks.keys().copied(), 3) {
                    Some(near) => finding.did_you_mean(&format!("probe:{near}")),
                    None => finding.help(format!(
                        "add `probe={name}` after the language of the block that shows it"
                    )),
                }
            }
            Some([true]) => continue,
            Some([_]) => new(format!("the block `probe={name}` does not run"))
                .help("remove `no_run` from it, or the probe from the footnote"),
            Some(_) => new(format!(
                "there are several blocks `probe={name}` on this page"
            ))
            .help("give each block a name of its own"),
        };
        sink.push(finding);
    }
}
