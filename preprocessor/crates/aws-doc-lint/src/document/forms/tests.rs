use super::super::choice::Value;
use super::super::markdown::{MarkdownOptions, parse};
use super::*;

fn forms(text: &str) -> Vec<String> {
    let values = ["bash", "fish", "powershell", "cmd"]
        .map(Value::plain)
        .to_vec();
    let options = MarkdownOptions {
        choices: Choices::new(vec![Choice {
            name: "shell".to_owned(),
            label: "Shell".to_owned(),
            default: "bash".to_owned(),
            allowed: Allowed::Values(values),
            translates: true,
            see: None,
            name_range: None,
            default_range: None,
        }]),
        ..MarkdownOptions::default()
    };
    let mut mapped = MappedText::new();
    mapped.push_unmapped(text);
    let document = parse(&mapped, &options);
    let ids = |shells: &[Shell]| {
        shells
            .iter()
            .map(|one| one.id())
            .collect::<Vec<_>>()
            .join("+")
    };
    of(&document, text, &options.choices)
        .iter()
        .map(|one| {
            let written = one.written.iter();
            let written: Vec<String> = written
                .map(|(shells, text)| format!("{}: {}", ids(shells), text.trim_end()))
                .collect();
            let refused: Vec<&str> = one.refused.iter().map(|(shell, _)| shell.id()).collect();
            format!(
                "{} same={} {} refused={}",
                one.snippet,
                ids(&one.same),
                written.join("; "),
                refused.join("+")
            )
        })
        .collect()
}

#[test]
fn what_is_the_same_everywhere_stays_one_block() {
    assert_eq!(forms("```sh\naws sts get-caller-identity\n```\n"), [""; 0]);
    assert_eq!(
        forms("```sh\nexport A=b\n```\n"),
        ["0 same=bash fish: set -gx A b; powershell: $env:A = 'b'; cmd: set A=b refused="]
    );
    assert_eq!(
        forms("```sh\npython3 a.py\n```\n"),
        ["0 same=bash+fish powershell+cmd: python a.py refused="]
    );
}

#[test]
fn forms_by_hand_are_kept() {
    let text = "<!-- aws-for shell=bash -->\n```sh\nexport A=b\n```\n\n\
                <!-- aws-for shell=powershell -->\n```powershell\n$env:A = \"b\"\n```\n";
    assert_eq!(
        forms(text),
        ["0 same=bash fish: set -gx A b; cmd: set A=b refused="]
    );
    let printed = text.replace("\n\n<!--", "\n\n```output\nx\n```\n\n<!--");
    assert_eq!(forms(&printed), forms(text));
    let apart = text.replace("<!-- aws-for shell=p", "And then:\n\n<!-- aws-for shell=p");
    assert!(
        forms(&apart)
            .first()
            .is_some_and(|one| one.contains("powershell: "))
    );
    let section = "<!-- aws-for shell=bash -->\n## bash\n\n```sh\nexport A=b\n```\n\n## Both\n\n\
                   ```sh\nexport A=b\n```\n";
    assert_eq!(forms(section).len(), 1);
}

#[test]
fn what_has_no_form_is_shown_as_it_is() {
    assert_eq!(
        forms("```sh\nsudo timedatectl\n```\n"),
        ["0 same=bash+fish+powershell+cmd  refused=powershell+cmd"]
    );
}
