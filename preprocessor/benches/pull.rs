//! The pull of live facts from 36 Regions that answer after 50 to 400 ms, each in its own time,
//! against the slowest of them: no more than 1.3 times as long is the aim.
//!
//! `cargo bench -p mdbook-aws --bench pull`
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a benchmark that cannot go on should stop; it uses a part of what the tests have"
)]

#[path = "../tests/support/aws.rs"]
mod aws;
#[path = "../tests/support/book.rs"]
mod book;
#[path = "../tests/support/server.rs"]
mod server;

use std::time::Duration;

use book::Book;
use serde_json::Value;
use server::{Reply, Server};

/// After how many milliseconds the slowest Region answers.
const SLOWEST: u64 = 400;

fn main() {
    let mut regions = aws::regions();
    regions.extend(["sa-new-1", "sa-new-2", "sa-new-3"].map(str::to_owned));
    let last = u64::try_from(regions.len() - 1).unwrap();
    let server = Server::start(move |request| {
        let reply = aws::answer(request, &regions);
        let at = regions.iter().position(|code| code == request.region());
        match request.path.split('?').next() {
            Some("/foundation-models" | "/inference-profiles") => {
                let at = u64::try_from(at.unwrap()).unwrap();
                let delay = 50 + (SLOWEST - 50) * at / last;
                Reply::After(Duration::from_millis(delay), Box::new(reply))
            }
            _ => reply,
        }
    });
    let book = Book::new("", "");
    let mut times: Vec<u64> = (0..10)
        .map(|_| {
            let output = book.refresh(&server.url(""), &["--format", "json"]);
            let report: Value = serde_json::from_slice(&output.stdout).unwrap();
            let mut sources = report["sources"].as_array().unwrap().iter();
            let bedrock = sources.find(|it| it["source"] == "bedrock").unwrap();
            bedrock["milliseconds"].as_u64().unwrap()
        })
        .collect();
    times.sort_unstable();
    for (name, time) in [("fastest", times[0]), ("median", times[5])] {
        let ratio = f64::from(u32::try_from(time).unwrap()) / f64::from(SLOWEST as u32);
        println!("{name}: {time} ms, {ratio:.2} times the slowest answer ({SLOWEST} ms)");
    }
}
