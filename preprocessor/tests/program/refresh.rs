//! `mdbook-aws refresh` and live builds, as a user meets them: the program, its environment, and
//! an AWS on the loopback interface, asked by the real SDK.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop"
)]

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Condvar, Mutex};
use std::time::{Duration, Instant};

use crate::book::{Book, PROGRAM, signed, stderr, stdout, whole};
use crate::server::{Reply, Server};
use crate::{aws, machine, skip};
use serde_json::{Value, json};

const FACTS: &str = "{{#aws count regions}} Regions\n\n{{#aws regions}}\n\n{{#aws models}}\n\n\
                     {{#aws profiles}}\n\n{{#aws actions bedrock}}\n\n{{#aws provenance}}\n";

#[test]
fn refresh_writes_what_aws_says_and_nothing_of_the_account() {
    let server = Server::start(whole);
    let book = Book::new("", FACTS);
    let checked = book.refresh(&server.url(""), &["--check"]);
    assert_eq!(checked.status.code(), Some(1), "{}", stderr(&checked));
    assert!(
        !book.root().join("facts").exists(),
        "--check changes nothing"
    );
    assert!(stdout(&checked).contains("Models added (1):\n  a.profile-only\n"));

    let output = book.refresh(&server.url(""), &[]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(stderr(&output), "");
    let facts = |name: &str| std::fs::read_to_string(book.root().join("facts").join(name)).unwrap();
    let models = facts("models.json");
    assert!(
        models.contains(
            r#"{"id":"a.profile-only","name":"<b>P</b>","provider":"A","status":"LEGACY","end_of_life":"2027-04-08""#
        )
    );
    assert!(models.contains(r#""us.a.profile-only""#));
    for name in [
        "models.json",
        "models.provenance.json",
        "regions.json",
        "actions.json",
    ] {
        let text = facts(name);
        assert!(
            !text.contains("111122223333"),
            "{name} holds an account number"
        );
        assert!(
            !text.contains("\"own\""),
            "{name} holds a profile of the account"
        );
        assert!(!text.contains("AKIA"));
    }
    assert!(
        facts("regions.json")
            .contains(r#""bedrock":["botocore","price-list","regional-table","ssm"]"#)
    );

    // Nothing has changed since; the files stay as they are.
    let again = book.refresh(&server.url(""), &["--check"]);
    assert_eq!(
        (again.status.code(), stdout(&again).as_str()),
        (Some(0), "nothing changed\n")
    );
    let before = facts("models.json");
    assert_eq!(book.refresh(&server.url(""), &[]).status.code(), Some(0));
    assert_eq!(facts("models.json"), before);

    // And a build that asks nobody shows them.
    let mut command = book.program("http://127.0.0.1:9");
    command.env("MDBOOK_AWS_LIVE", "never");
    let (page, told) = book.build(command).unwrap();
    assert!(page.starts_with("36 Regions\n"), "{page}");
    assert!(page.contains("| `amazon.nova-lite-v1:0` | Nova Lite | ACTIVE | – | `af-south-1`, "));
    assert!(page.contains("| `us.a.profile-only` | `a.profile-only` | `af-south-1`, "));
    assert!(
        page.contains("| `us-east-1`, `us-west-2` |"),
        "where a profile may send calls"
    );
    assert!(page.contains("| `bedrock:InvokeModel` | read |"));
    assert!(!page.contains("<b>"), "{page}");
    assert!(!told.contains("facts:"), "{told}");
}

#[test]
fn drift_is_told_in_three_forms() {
    let server = Server::start(whole);
    let book = Book::new("", "");
    assert_eq!(book.refresh(&server.url(""), &[]).status.code(), Some(0));
    drop(server);
    let server = Server::start(|request| {
        let mut regions = aws::regions();
        regions.push("eu-new-1".to_owned());
        match request.path.as_str() {
            "/reference/bedrock/bedrock.json" => Reply::json(&aws::service("bedrock", &["New"])),
            _ => aws::answer(request, &regions),
        }
    });
    let url = server.url("");
    let human = book.refresh(&url, &["--check"]);
    assert_eq!(human.status.code(), Some(1));
    let human = stdout(&human);
    assert!(
        human.contains("Regions added (1):\n  eu-new-1\n"),
        "{human}"
    );
    assert!(
        human.contains("Actions added (1):\n  bedrock:New\n"),
        "{human}"
    );
    // Bedrock itself was asked there at once.
    assert!(
        human.contains("amazon.nova-lite-v1:0: +eu-new-1"),
        "{human}"
    );
    let json = stdout(&book.refresh(&url, &["--check", "--format", "json"]));
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["changes"]["regions-added"], json!(["eu-new-1"]));
    assert_eq!(json["sources"].as_array().unwrap().len(), 6);
    assert_eq!(json["written"], json!([]));
    let markdown = stdout(&book.refresh(&url, &["--check", "--format", "markdown"]));
    assert!(
        markdown.contains("### Regions added (1)\n\n- eu-new-1\n"),
        "{markdown}"
    );
}

#[test]
fn the_record_of_changes_begins_with_a_refresh_and_is_shown() {
    let server = Server::start(whole);
    let book = Book::new("", "{{#aws changes}}\n");
    let page = || {
        let mut command = book.program("http://127.0.0.1:9");
        command.env("MDBOOK_AWS_LIVE", "never");
        book.build(command).unwrap().0
    };
    assert!(page().contains("the first `mdbook-aws refresh` begins it"));
    assert_eq!(book.refresh(&server.url(""), &[]).status.code(), Some(0));
    let path = book.root().join("facts/changes.json");
    let record = || -> Value { serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap() };
    // That AWS's own list of models replaces another one does not mean that AWS changed.
    assert_eq!(record()["entries"], json!([]));
    let since = record()["since"].as_str().unwrap().to_owned();
    let begun = format!("Nothing has changed since the record was begun on {since}.\n");
    assert!(page().starts_with(&begun), "{}", page());
    drop(server);
    let server = Server::start(|request| {
        let mut regions = aws::regions();
        regions.push("eu-new-1".to_owned());
        aws::answer(request, &regions)
    });
    assert_eq!(
        book.refresh(&server.url(""), &["--check"]).status.code(),
        Some(1)
    );
    assert_eq!(record()["entries"], json!([]), "--check writes nothing");
    assert_eq!(book.refresh(&server.url(""), &[]).status.code(), Some(0));
    let entries = record()["entries"].as_array().unwrap().clone();
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0]["changes"]["regions-added"], json!(["eu-new-1"]));
    assert!(
        page().contains(" | Regions added | `eu-new-1` |\n"),
        "{}",
        page()
    );
    assert_eq!(book.refresh(&server.url(""), &[]).status.code(), Some(0));
    assert_eq!(record()["entries"].as_array().unwrap().len(), 1);

    std::fs::write(&path, "{}").unwrap();
    let broken = book.refresh(&server.url(""), &[]);
    assert_eq!(broken.status.code(), Some(2));
    assert!(
        stderr(&broken).contains("facts/changes.json: "),
        "{}",
        stderr(&broken)
    );
    assert_eq!(
        std::fs::read_to_string(&path).unwrap(),
        "{}",
        "nothing is lost"
    );
}

#[test]
fn half_of_the_regions_failing_keeps_what_was_known_of_them() {
    let server = Server::start(whole);
    let book = Book::new("", "");
    assert_eq!(book.refresh(&server.url(""), &[]).status.code(), Some(0));
    drop(server);
    let server = Server::start(|request| {
        let bedrock = ["/foundation-models", "/inference-profiles"];
        let lame = bedrock.iter().any(|path| request.path.starts_with(path));
        match lame && request.region() > "eu" {
            true => Reply::with(
                403,
                "x-amzn-errortype: AccessDeniedException\r\n",
                r#"{"message":"no"}"#,
            ),
            false => whole(request),
        }
    });
    let output = book.refresh(&server.url(""), &[]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(stdout(&output).lines().next(), Some("nothing changed"));
    let told = stderr(&output);
    assert!(
        told.contains(
            "in us-west-2: these credentials do not allow it; allow this read-only action"
        ),
        "{told}"
    );
    assert!(!told.contains("in ap-south-1"), "{told}");
}

/// Bedrock in a few Regions misbehaves in all ways; the others are taken up.
#[test]
fn what_is_wrong_with_bedrock_in_a_region_is_told_of_that_region() {
    let refused = |code: &str| Reply::with(403, &format!("x-amzn-errortype: {code}\r\n"), "{}");
    let faults: Vec<(&str, Reply, &str)> = vec![
        (
            "us-west-2",
            Reply::json("{\"modelSummaries\":[{}"),
            "the answer cannot be read",
        ),
        (
            "us-east-2",
            Reply::json("{\"modelSummaries\":3}"),
            "the answer cannot be read",
        ),
        (
            "eu-west-1",
            Reply::json("<html>Sign in</html>"),
            "the answer cannot be read",
        ),
        ("eu-west-2", Reply::Truncate(vec![b'{'; 1000]), ""),
        ("eu-west-3", Reply::Flood, ""),
        (
            "ca-central-1",
            Reply::json("{\"modelSummaries\":[]}"),
            "it lists no model",
        ),
        ("sa-east-1", Reply::status(500, "{}"), ""),
        // An opt-in Region does not know good credentials until the account has opted in.
        (
            "af-south-1",
            refused("UnrecognizedClientException"),
            "the account has not opted in to this Region; nothing, unless you want the Region",
        ),
        (
            "eu-north-1",
            refused("UnrecognizedClientException"),
            "AWS does not recognize these credentials",
        ),
        ("eu-south-1", Reply::Silence, "no complete answer in time"),
    ];
    let replies = faults.clone();
    let server = Server::start(move |request| {
        let lame = replies
            .iter()
            .find(|(region, ..)| *region == request.region());
        match lame {
            Some((_, reply, _)) if request.path.starts_with("/foundation-models") => reply.clone(),
            _ => whole(request),
        }
    });
    let book = Book::new("", "");
    let output = book.refresh(&server.url(""), &["--timeout", "12"]);
    let told = stderr(&output);
    assert_eq!(output.status.code(), Some(0), "{told}");
    for (region, reply, expected) in &faults {
        let line = told
            .lines()
            .find(|line| line.contains(&format!("bedrock:ListFoundationModels in {region}: ")));
        let line = line.unwrap_or_else(|| panic!("{region} is not told after {reply:?}: {told}"));
        assert!(line.contains(expected), "{line}");
    }
    assert_eq!(told.lines().count(), faults.len(), "{told}");
    let models = std::fs::read_to_string(book.root().join("facts/models.json")).unwrap();
    let asked = models.split("\"asked\"").nth(1).unwrap();
    for region in aws::regions() {
        let answered = !faults.iter().any(|(lame, ..)| *lame == region);
        assert_eq!(
            asked.contains(&format!("\"{region}\"")),
            answered,
            "{region}"
        );
    }
}

#[test]
fn errors_of_aws_are_told_in_words() {
    for (status, code, message, expected) in [
        (
            400,
            "ExpiredTokenException",
            "",
            "the credentials have expired; sign in again",
        ),
        (
            403,
            "UnrecognizedClientException",
            "",
            "AWS does not recognize these credentials; check that",
        ),
        (
            403,
            "AccessDeniedException",
            "",
            "these credentials do not allow it; allow",
        ),
        (
            403,
            "InvalidSignatureException",
            "Signature expired: x",
            "the clock here differs",
        ),
        (400, "ThrottlingException", "", "too many requests; wait"),
        (
            400,
            "SomethingNew",
            "",
            "AWS answered SomethingNew; try again later",
        ),
    ] {
        let server = Server::start(move |request| match request.path.as_str() {
            "/table" | "/prices" => whole(request),
            _ => Reply::with(
                status,
                &format!("x-amzn-errortype: {code}\r\n"),
                &json!({"__type": code, "message": message}).to_string(),
            ),
        });
        let book = Book::new("", "");
        let output = book.refresh(&server.url(""), &[]);
        let told = stderr(&output);
        assert_eq!(output.status.code(), Some(0), "{told}");
        for action in ["ssm:GetParametersByPath in ", "account:ListRegions in "] {
            let line = told.lines().find(|line| line.contains(action)).unwrap();
            assert!(line.contains(expected), "{line}");
        }
        let bedrock = "bedrock:ListFoundationModels in us-east-1";
        let line = told
            .lines()
            .find(|line| line.contains("bedrock:") && line.contains(" in "));
        assert!(line.unwrap().contains(expected), "{bedrock}: {told}");
        assert!(
            !told.contains("AKIA") && !told.contains("not-a-secret"),
            "{told}"
        );
    }
}

#[test]
fn without_credentials_the_others_still_answer() {
    let server = Server::start(whole);
    let book = Book::new("", "");
    let mut command = book.program(&server.url(""));
    let output = command.arg("refresh").output().unwrap();
    let told = stderr(&output);
    assert_eq!(output.status.code(), Some(0), "{told}");
    let told: Vec<_> = told
        .lines()
        .filter(|line| line.contains("there are no credentials"))
        .collect();
    assert_eq!(told.len(), 3, "{told:?}");
    let open = ["/table", "/prices", "/reference/"];
    assert!(server.seen().iter().all(|request| {
        let mut open = open.iter();
        open.any(|path| request.path.starts_with(path))
    }));
    assert!(
        server
            .seen()
            .iter()
            .all(|request| request.header("authorization").is_none())
    );
}

#[test]
fn who_may_not_list_regions_of_the_account_may_describe_those_of_ec2() {
    let server = Server::start(|request| match request.path.as_str() {
        "/listRegions" => Reply::with(
            403,
            "x-amzn-errortype: AccessDeniedException\r\n",
            r#"{"message":"no"}"#,
        ),
        _ => whole(request),
    });
    let book = Book::new("", "");
    let output = book.refresh(&server.url(""), &[]);
    assert_eq!(stderr(&output), "", "the other source has answered");
    let facts = |name: &str| std::fs::read_to_string(book.root().join("facts").join(name)).unwrap();
    assert!(facts("regions.provenance.json").contains("Amazon EC2's list of Regions"));
    assert!(!facts("regions.provenance.json").contains("Account Management"));
    let asked = server.seen();
    let asked = asked.iter().find(|it| it.body.starts_with("Action="));
    assert!(
        asked
            .unwrap()
            .header("authorization")
            .unwrap()
            .contains("/us-east-1/ec2/aws4_request")
    );

    // A user who may do neither gets the error about the first.
    let server = Server::start(|request| match request.path.as_str() {
        "/listRegions" => Reply::with(403, "x-amzn-errortype: AccessDeniedException\r\n", "{}"),
        "/" if request.body.starts_with("Action=") => Reply::status(
            403,
            "<Response><Errors><Error><Code>UnauthorizedOperation</Code></Error></Errors></Response>",
        ),
        _ => whole(request),
    });
    let output = Book::new("", "").refresh(&server.url(""), &[]);
    assert_eq!(
        stderr(&output),
        "warning: account:ListRegions in us-east-1: these credentials do not allow it; allow this \
         read-only action for the identity\n"
    );
}

#[test]
fn availability_is_asked_on_request_and_never_written() {
    let server = Server::start(whole);
    let book = Book::new("", "");
    assert_eq!(book.refresh(&server.url(""), &[]).status.code(), Some(0));
    let asks = || {
        let seen = server.seen();
        let asks = seen
            .iter()
            .filter(|it| it.path.starts_with("/foundation-model-availability/"));
        asks.count()
    };
    assert_eq!(asks(), 0);
    let output = book.refresh(&server.url(""), &["--availability=us-east-1,eu-west-1"]);
    assert_eq!(
        (stdout(&output).as_str(), stderr(&output).as_str()),
        (
            "nothing changed\nasked about 4 models in their Regions; not for this account:\n  \
             a.profile-only: agreement PENDING in eu-west-1, us-east-1\n",
            ""
        )
    );
    assert_eq!(asks(), 4);
    let output = book.refresh(&server.url(""), &["--availability", "--format", "json"]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let found = report["availability"].as_array().unwrap();
    assert_eq!(found.len(), 2 * aws::regions().len());
    assert_eq!(
        found[0],
        json!({"model": "a.profile-only", "region": "af-south-1", "agreement": "PENDING",
            "authorization": "AUTHORIZED", "entitlement": "AVAILABLE", "in_region": "AVAILABLE"})
    );
    for file in std::fs::read_dir(book.root().join("facts")).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        assert!(!text.contains("PENDING") && !text.contains("AUTHORIZED"));
    }
    let wrong = book.refresh(&server.url(""), &["--availability=us-esat-1"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(
        stderr(&wrong).contains("did you mean `us-east-1`?"),
        "{}",
        stderr(&wrong)
    );
    let public = book.refresh(&server.url(""), &["--availability", "--format", "markdown"]);
    assert_eq!(public.status.code(), Some(2));
}

#[test]
fn a_book_names_mirrors_of_the_open_sources_and_the_environment_comes_first() {
    let server = Server::start(whole);
    let book = Book::new(
        &format!(
            "live-mirrors.regional-table = \"{0}/mirror/table\"\n\
             live-mirrors.price-list = \"{0}/mirror/prices\"\n",
            server.url("")
        ),
        "",
    );
    let mut command = book.program(&server.url(""));
    command.env_remove("MDBOOK_AWS_REGIONAL_TABLE_URL");
    let _ = command
        .args(["refresh", "--no-credentials"])
        .output()
        .unwrap();
    let seen = server.seen();
    let asked: Vec<&str> = seen.iter().map(|request| request.path.as_str()).collect();
    assert!(asked.contains(&"/mirror/table"), "{asked:?}");
    assert!(asked.contains(&"/prices"), "{asked:?}");
    assert!(!asked.contains(&"/mirror/prices"), "{asked:?}");
    assert!(
        seen.iter()
            .all(|request| request.header("authorization").is_none())
    );
}

#[test]
fn a_bearer_token_is_enough_for_bedrock() {
    let server = Server::start(whole);
    let book = Book::new("", "");
    let mut command = book.program(&server.url(""));
    command
        .env("AWS_BEARER_TOKEN_BEDROCK", "made-up")
        .env("AWS_REGION", "us-east-1");
    let output = command
        .args(["refresh", "--format", "json"])
        .output()
        .unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let answered = |key: &str| {
        let sources = report["sources"].as_array().unwrap();
        sources.iter().find(|it| it["source"] == key).unwrap()["answered"]
            .as_bool()
            .unwrap()
    };
    assert!(answered("bedrock") && !answered("ssm"), "{report:#}");
    let asked = server.seen();
    let mut asked = asked
        .iter()
        .filter(|request| request.path == "/foundation-models");
    assert!(asked.all(|request| request.header("authorization") == Some("Bearer made-up")));
    assert!(!stderr(&output).contains("made-up"));
}

/// No Region is answered before all 36 have been asked.
#[test]
fn all_regions_are_asked_at_once() {
    const PATIENCE: Duration = Duration::from_secs(60);
    let mut regions = aws::regions();
    regions.extend(["sa-new-1", "sa-new-2", "sa-new-3"].map(str::to_owned));
    assert_eq!(regions.len(), 36);
    let (asked, all) = (Mutex::new(BTreeSet::new()), Condvar::new());
    let server = Server::start(move |request| {
        if request.path.starts_with("/foundation-models") {
            let mut asked = asked.lock().unwrap();
            asked.insert(request.region().to_owned());
            all.notify_all();
            drop(all.wait_timeout_while(asked, PATIENCE, |asked| asked.len() < 36));
        }
        aws::answer(request, &regions)
    });
    let book = Book::new("", "");
    let output = book.refresh(&server.url(""), &["--format", "json"]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut sources = report["sources"].as_array().unwrap().iter();
    let bedrock = sources.find(|it| it["source"] == "bedrock").unwrap();
    assert_eq!(bedrock["faults"], json!([]));
}

#[test]
fn nobody_answers() {
    let nowhere = "http://127.0.0.1:9";
    let book = Book::new("", FACTS);
    let refresh = book.refresh(nowhere, &[]);
    assert_eq!(refresh.status.code(), Some(2));
    assert!(stderr(&refresh).ends_with("error: no source answered, so nothing was changed\n"));
    assert!(!book.root().join("facts").exists());

    let (page, told) = book.build(book.program(nowhere)).unwrap();
    assert!(page.starts_with("36 Regions\n"));
    assert_eq!(told.matches("facts:").count(), 1, "{told}");
    assert!(
        told.contains("facts: AWS did not answer, so the facts at hand are used ("),
        "{told}"
    );
    // Left alone for a while, and silent about it.
    let (again, told) = book.build(book.program(nowhere)).unwrap();
    assert_eq!(again, page);
    assert!(!told.contains("facts:"), "{told}");

    let mut always = book.program(nowhere);
    always.env("MDBOOK_AWS_LIVE", "always");
    let told = book.build(always).unwrap_err();
    assert!(told.contains("no source of facts answered"), "{told}");
    let mut wrong = book.program(nowhere);
    wrong.env("MDBOOK_AWS_LIVE", "perhaps");
    let told = book.build(wrong).unwrap_err();
    assert!(
        told.contains("MDBOOK_AWS_LIVE takes \"auto\", \"always\" or \"never\", not \"perhaps\"")
    );
}

#[test]
fn a_silent_network_holds_a_build_up_no_longer_than_allowed() {
    let server = Server::start(|_| Reply::Silence);
    let book = Book::new("live-timeout = 1\n", FACTS);
    // Without a deadline of its own the build would wait for ever.
    let (page, told) = book.build(book.program(&server.url(""))).unwrap();
    assert!(page.starts_with("36 Regions\n"));
    assert!(told.contains("no complete answer in time"), "{told}");
}

#[test]
fn a_build_asks_once_and_sends_no_credentials_unless_told() {
    let server = Server::start(whole);
    let book = Book::new("", FACTS);
    let run = || {
        let mut command = book.program(&server.url(""));
        signed(&mut command);
        book.build(command).unwrap()
    };
    let (page, told) = run();
    assert!(
        page.contains("AWS's price list for Amazon Bedrock"),
        "{page}"
    );
    assert!(!told.contains("facts:"), "{told}");
    let asked = server.seen();
    let once = 2 + aws::reference_requests();
    assert_eq!(asked.len(), once, "{asked:?}");
    assert!(
        asked
            .iter()
            .all(|request| request.header("authorization").is_none())
    );
    let (again, _) = run();
    assert_eq!(again, page);
    assert_eq!(
        server.seen().len(),
        once,
        "for the next renderer the answers are at hand"
    );

    let book = Book::new("live-credentials = true\n", FACTS);
    let mut command = book.program(&server.url(""));
    signed(&mut command);
    command.env("MDBOOK_AWS_LIVE_CREDENTIALS", "allow");
    let (page, told) = book.build(command).unwrap();
    assert!(page.contains("by Amazon Bedrock itself"), "{page}");
    assert!(!told.contains("live-credentials"), "{told}");
}

/// What a book says is not what its reader says.
#[cfg(unix)]
#[test]
fn a_book_alone_does_not_run_what_gets_credentials() {
    let server = Server::start(whole);
    let run = |settings: &str, allowed: Option<&str>| {
        let book = Book::new(settings, FACTS);
        let (ran, config) = (book.root().join("RAN"), book.root().join("aws-config"));
        let get = "{\"Version\":1,\"AccessKeyId\":\"made-up\",\"SecretAccessKey\":\"made-up\"}";
        let program = book.root().join("get");
        let text = format!("#!/bin/sh\ntouch {}\necho '{get}'\n", ran.display());
        std::fs::write(&program, text).unwrap();
        let profile = format!("[default]\ncredential_process = sh {}\n", program.display());
        std::fs::write(&config, profile).unwrap();
        let mut command = book.program(&server.url(""));
        command
            .env("AWS_CONFIG_FILE", &config)
            .env("AWS_REGION", "us-east-1")
            .env("PATH", std::env::var_os("PATH").unwrap_or_default());
        if let Some(allowed) = allowed {
            command.env("MDBOOK_AWS_LIVE_CREDENTIALS", allowed);
        }
        let told = book.build(command).map(|(_, told)| told);
        (ran.exists(), told)
    };
    let (ran, told) = run("live-credentials = true\n", None);
    assert!(!ran);
    let told = told.unwrap();
    assert!(told.contains("takes effect only with"), "{told}");
    let (ran, told) = run("live-credentials = true\n", Some("allow"));
    assert!(ran, "{told:?}");
    let (ran, told) = run("", Some("allow"));
    assert!(!ran);
    assert!(!told.unwrap().contains("live-credentials"));
    let (ran, told) = run("live-credentials = true\n", Some("yes"));
    assert!(!ran);
    assert!(told.unwrap_err().contains("takes \"allow\", not \"yes\""));
}

#[test]
fn never_opens_no_socket_and_is_reproducible() {
    let server = Server::start(whole);
    let book = Book::new("live = \"never\"\n", FACTS);
    let mut command = book.program(&server.url(""));
    signed(&mut command);
    let (page, _) = book.build(command).unwrap();
    let mut command = book.program(&server.url(""));
    signed(&mut command);
    assert_eq!(book.build(command).unwrap().0, page);
    assert_eq!(server.seen().len(), 0);
    assert!(
        !book.root().join("home").exists(),
        "the cache is left alone"
    );
    let mut refresh = book.program(&server.url(""));
    let refresh = refresh.env("MDBOOK_AWS_LIVE", "never").arg("refresh");
    assert_eq!(refresh.output().unwrap().status.code(), Some(2));
    assert_eq!(server.seen().len(), 0);
}

/// That no connection arrived proves little: a trace shows every socket.
#[test]
fn never_opens_no_socket_by_the_trace_of_the_kernel() {
    let skip = |why: &str, remedy: &str| skip::skip("that no socket is opened", why, remedy);
    if machine::which("strace").is_none() {
        let remedy = "install strace (Debian: apt-get install strace)";
        return skip("strace is not installed", remedy);
    }
    let traces = machine::program("strace")
        .args(["-o", "/dev/null", PROGRAM, "--version"])
        .output()
        .unwrap();
    if !traces.status.success() {
        let told = String::from_utf8_lossy(&traces.stderr);
        let why = format!("strace may not trace here\n{told}");
        return skip(&why, "allow processes to be traced (ptrace)");
    }
    let server = Server::start(whole);
    let book = Book::new("live = \"never\"\n", FACTS);
    let trace = book.root().join("trace");
    for (live, sockets) in [("never", false), ("auto", true)] {
        let plain = book.program(&server.url(""));
        let mut traced = Command::new("strace");
        traced
            .args(["-f", "-e", "trace=socket", "-o"])
            .arg(&trace)
            .arg(PROGRAM);
        traced
            .env_clear()
            .current_dir(book.root())
            .env("MDBOOK_AWS_LIVE", live);
        traced.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        for (name, value) in plain.get_envs() {
            traced.env(name, value.unwrap());
        }
        book.build(traced).unwrap();
        let calls = std::fs::read_to_string(&trace).unwrap();
        assert_eq!(calls.contains("socket("), sockets, "{live}: {calls}");
    }
}

#[test]
fn old_facts_say_that_they_are_old() {
    let book = Book::new("live = \"never\"\nfacts-max-age = 30\n", FACTS);
    let page = |today: u64| {
        let mut command = book.program("http://127.0.0.1:9");
        command.env("SOURCE_DATE_EPOCH", today.to_string());
        book.build(command).unwrap().0
    };
    // The built-in facts are of 2026-11-22 or later.
    assert!(!page(1_795_392_000).contains("These facts are old"));
    let year = 365 * 86_400;
    let old = page(1_795_392_000 + 20 * year);
    // Once for each set: models and profiles are one.
    assert_eq!(old.matches("These facts are old").count(), 3, "{old}");
    assert!(old.contains("retrieved since 2046-10-"), "{old}");
}

#[test]
fn broken_facts_of_the_book_are_an_error_that_says_where() {
    let server = Server::start(whole);
    let book = Book::new("", "");
    assert_eq!(book.refresh(&server.url(""), &[]).status.code(), Some(0));
    std::fs::write(book.root().join("facts/regions.json"), "[\n<<<<<<< HEAD\n").unwrap();
    let told = book.build(book.program(&server.url(""))).unwrap_err();
    assert!(told.contains("facts/regions.json: "), "{told}");
    assert!(told.contains("line 2 column 1"), "{told}");
    let check = book.program("x").arg("check").arg(".").output().unwrap();
    assert_eq!(check.status.code(), Some(2));
    assert!(stderr(&check).contains("facts/regions.json: "));
}

/// moto's server holds AWS's real parameters of SSM.
#[test]
fn moto_answers_with_the_real_parameters() {
    let requirements = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/program/refresh/moto.txt");
    let python = match machine::venv("moto", &requirements) {
        Ok(python) => python,
        Err((why, remedy)) => return skip::skip("a refresh from moto's server", &why, remedy),
    };
    let port = {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        free.local_addr().unwrap().port()
    };
    let mut moto = machine::program(python)
        .args([
            "-m",
            "moto.server",
            "-H",
            "127.0.0.1",
            "-p",
            &port.to_string(),
        ])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let started = Instant::now();
    while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(
            started.elapsed() < Duration::from_secs(60),
            "moto does not start"
        );
        std::thread::sleep(Duration::from_millis(100));
    }
    let book = Book::new("", "");
    // moto has no `account:ListRegions`; its EC2 answers instead.
    let output = book.refresh(&format!("http://127.0.0.1:{port}"), &["--format", "json"]);
    let _ = moto.kill();
    let _ = moto.wait();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let ssm = report["sources"]
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["source"] == "ssm");
    assert_eq!(ssm.unwrap()["answered"], true, "{report:#}");
    let account = report["sources"]
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["source"] == "account");
    assert_eq!(account.unwrap()["answered"], true, "{report:#}");
    let provenance = book.root().join("facts/regions.provenance.json");
    let provenance = std::fs::read_to_string(provenance).unwrap();
    assert!(provenance.contains("Amazon EC2's list of Regions"));
    let facts = std::fs::read_to_string(book.root().join("facts/regions.json")).unwrap();
    assert!(
        facts
            .lines()
            .filter(|line| line.contains("\"ssm\""))
            .count()
            >= 36,
        "{facts}"
    );
}
