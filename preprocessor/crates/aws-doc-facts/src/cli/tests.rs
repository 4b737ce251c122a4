use sha2::{Digest, Sha256};

use super::*;

fn snapshot() -> Cli<'static> {
    Cli::snapshot()
}

fn command(path: &str) -> Command<'static> {
    path.split(' ').fold(snapshot().root(), |command, name| {
        command
            .child(name)
            .unwrap_or_else(|| panic!("no `{name}` in `{path}`"))
    })
}

fn option(path: &str, name: &str) -> Argument<'static> {
    command(path)
        .option(name)
        .unwrap_or_else(|| panic!("no `--{name}` in `{path}`"))
}

#[test]
fn session_token_durations_have_the_documented_range() {
    let duration = option("sts get-session-token", "duration-seconds");
    assert_eq!(duration.arity(), Arity::One);
    assert!(!duration.is_required());
    assert_eq!(duration.shape().kind(), Kind::Integer);
    assert_eq!(duration.shape().minimum(), Some(Bound::Whole(900)));
    assert_eq!(duration.shape().maximum(), Some(Bound::Whole(129_600)));
}

#[test]
fn nested_commands_and_positional_arguments_are_there() {
    assert!(command("ec2 wait instance-running").arguments().count() > 3);
    let set = command("configure set");
    let names: Vec<_> = set
        .arguments()
        .filter(|argument| argument.is_positional())
        .map(Argument::name)
        .collect();
    assert_eq!(names, ["varname", "value"]);
    let copy = command("s3 cp");
    let paths = copy.arguments().next().expect("s3 cp takes paths");
    assert!(paths.is_positional());
    assert_eq!(
        (paths.name().as_str(), paths.arity()),
        ("paths", Arity::Two)
    );
}

#[test]
fn versions_tell_commands_apart() {
    let v2_only = Versions {
        v1: false,
        v2: true,
    };
    let v1_only = Versions {
        v1: true,
        v2: false,
    };
    for path in [
        "login",
        "sso login",
        "logs tail",
        "ddb put",
        "configure sso",
        "configure export-credentials",
    ] {
        assert_eq!(command(path).versions(), v2_only, "{path}");
    }
    assert_eq!(command("ecr get-login").versions(), v1_only);
    let root = snapshot().root();
    assert_eq!(
        root.option("cli-binary-format").map(Argument::versions),
        Some(v2_only)
    );
    assert!(root.option("region").is_some_and(|o| o.versions().v1));
}

#[test]
fn what_the_cli_leaves_out_is_left_out() {
    assert!(command("bedrock-runtime").child("converse").is_some());
    assert!(
        command("bedrock-runtime")
            .child("converse-stream")
            .is_none()
    );
    assert!(snapshot().root().child("no-such-service").is_none());
    assert!(snapshot().root().child("").is_none());
    assert!(snapshot().root().child("\u{10ffff}").is_none());
}

#[test]
fn switches_come_in_pairs_and_take_nothing() {
    for name in ["dry-run", "no-dry-run"] {
        assert_eq!(
            option("ec2 run-instances", name).arity(),
            Arity::None,
            "{name}"
        );
    }
}

#[test]
fn shapes_reach_down_to_members_and_values() {
    let filters = option("ec2 describe-instances", "filters");
    assert_eq!(filters.arity(), Arity::Any);
    let filter = filters.shape().element().expect("a list");
    let names: Vec<_> = filter.members().map(|member| member.name()).collect();
    assert_eq!(names, ["Name", "Values"]);
    let key_type = option("dynamodb create-table", "key-schema")
        .shape()
        .element()
        .and_then(|key| key.member("KeyType"))
        .expect("a key has a type");
    assert!(key_type.is_required);
    assert!(key_type.shape.allows_value("HASH"));
    assert!(!key_type.shape.allows_value("hash"));
    assert!(!key_type.shape.is_closed());
    let output = snapshot().root().option("output").expect("global");
    assert!(output.shape().is_closed());
    let variables = option("lambda create-function", "environment")
        .shape()
        .member("Variables")
        .and_then(|member| member.shape.key_and_value())
        .expect("a map");
    assert_eq!(variables.1.kind(), Kind::String);
}

#[test]
fn every_name_leads_back_to_its_command() {
    let mut commands = vec![snapshot().root()];
    let (mut seen, mut arguments) = (0, 0);
    while let Some(command) = commands.pop() {
        seen += 1;
        for argument in command.arguments() {
            arguments += 1;
            assert!(!argument.name().is_empty());
            let _ = argument.shape().kind();
        }
        for child in command.children() {
            let found = command.child(&child.name()).expect("found by its name");
            assert_eq!(found.index, child.index);
            commands.push(child);
        }
    }
    assert!(seen > 20_000, "{seen} commands");
    assert!(arguments > 140_000, "{arguments} arguments");
}

#[test]
fn every_shape_is_readable() {
    let sections = snapshot().sections;
    let mut number = 0;
    while sections
        .cursor(Section::ShapeStarts, number as usize * 3 + 3)
        .u24()
        .is_some()
    {
        let shape = Shape::new(sections, number);
        match shape.kind() {
            Kind::Structure => {
                for member in shape.members() {
                    assert!(!member.name().is_empty(), "shape {number}");
                }
            }
            Kind::List => assert!(shape.element().is_some(), "shape {number}"),
            Kind::Map => assert!(shape.key_and_value().is_some(), "shape {number}"),
            Kind::String => {
                for value in shape.values() {
                    assert!(shape.allows_value(&value), "shape {number}: {value}");
                }
                assert_ne!(shape.pattern().as_deref(), Some(""), "shape {number}");
            }
            _ => {}
        }
        number += 1;
    }
    assert!(number > 25_000, "{number} shapes");
}

#[test]
fn the_provenance_is_that_of_the_data() {
    let provenance = provenance();
    let (v1, v2) = snapshot().versions();
    let versions: Vec<_> = provenance
        .sources
        .iter()
        .map(|source| source.version.as_str())
        .collect();
    assert_eq!(versions, [v1, v2]);
    let digest = Sha256::digest(SNAPSHOT);
    let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(provenance.sha256, digest);
}

proptest::proptest! {
    /// Data damaged anywhere give wrong answers, but answers.
    #[test]
    fn damaged_data_never_panic(place in 0_usize..1_000_000, byte: u8, length in 0_usize..2_000_000) {
        let mut bytes = SNAPSHOT.to_vec();
        bytes.truncate(length.max(64));
        if let Some(target) = bytes.get_mut(place) {
            *target = byte;
        }
        // The header too, in some cases.
        if let Some(target) = bytes.get_mut(place % 48) {
            *target ^= byte;
        }
        if let Some(cli) = Cli::new(&bytes) {
            let _ = cli.versions();
            for child in cli.root().children().take(50) {
                for argument in child.child("wait").into_iter().chain([child]).flat_map(Command::arguments).take(50) {
                    let _ = (argument.name(), argument.shape().members().take(50).count());
                }
            }
        }
    }
}
