use super::*;
use crate::sources::Memory;

const BOOK: &str = "```json
{\"Version\": \"2012-10-17\", \"Statement\": []}
```

```sh
aws s3 ls
aws sts get-caller-identity
```

```env
AWS_REGION=us-east-1
OTHER=1
```

```text
nothing
```
";

#[test]
fn what_the_checks_read_of_a_snippet_is_recorded() {
    let memory = Memory::new([("a.md", BOOK), ("b.md", "```sh\naws s3 ls\n```\n")]);
    let mut files = Files::new(&memory);
    let facts = Facts::bundled();
    let options = Options::default();
    let mut whole = Findings::default();
    for path in ["a.md", "b.md"] {
        let findings = check(&mut files, &[Input::file(path)], &facts, &options);
        whole.merge(findings, &files);
    }
    let inspection = |chapter, snippet| whole.inspection(chapter, snippet).copied().unwrap();
    assert_eq!(inspection(0, 0).policies, 1);
    assert_eq!(inspection(0, 1).commands, 2);
    let env = inspection(0, 2);
    assert_eq!(
        (env.env_samples, env.aws_variables, env.versions),
        (1, 1, 1)
    );
    assert!(!inspection(0, 3).is_checked());
    assert_eq!(inspection(1, 0).commands, 1);
    assert_eq!(whole.inspection(1, 1), None);
}

#[test]
fn reading_alone_finds_secrets_and_nothing_else() {
    let key = ["AKIA", "QZ7T", "R2NW", "K5XJ", "4PVM"].concat();
    let memory = Memory::new([("a.md", format!("{key} in us-esat-1\n{BOOK}"))]);
    let mut files = Files::new(&memory);
    let facts = Facts::bundled();
    let inputs = [Input::file("a.md"), Input::file("gone.md")];
    let read = read(&mut files, &inputs, &facts, &Options::default());
    let findings = Findings::unchecked(read, &files);
    assert_eq!(findings.chapters.len(), 1);
    assert_eq!(findings.chapters[0].document.snippets.len(), 4);
    assert_eq!(findings.diagnostics, []);
    assert_eq!(findings.secrets.len(), 1);
    assert_eq!(findings.inspection(0, 0), None);
    let unreadable = findings.complete().unwrap_err();
    assert_eq!(unreadable.len(), 1);
}

#[test]
fn checks_of_reading_report_includes_and_attributes_alone() {
    let text = "{{#include gone.md}}\n\n<!-- aws-ignore policy/syntax: not of reading -->\n\n\
                ```env,raeders=docker\nAWS_REGOIN=us-east-1\n```\n";
    let memory = Memory::new([("a.md", text)]);
    let mut files = Files::new(&memory);
    let inputs = [Input::file("a.md")];
    let findings = check_reading(&mut files, &inputs, &Facts::bundled(), &Options::default());
    let codes: Vec<_> = findings
        .diagnostics
        .iter()
        .map(|found| found.code)
        .collect();
    assert_eq!(codes, ["include/missing", "attribute/unknown"]);
    assert_eq!(findings.inspection(0, 0), None);
}
