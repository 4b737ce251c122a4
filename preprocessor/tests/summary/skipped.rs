//! Prints which tests were skipped, why, and what makes them run. Cargo runs this last.

#[path = "../support/skip.rs"]
mod skip;

fn main() {
    // Programs that collect tests ask every test program for a list first. There are none here.
    if std::env::args().any(|argument| argument == "--list") {
        return;
    }
    println!("\n{}", skip::table(&skip::noted(&skip::file())));
    skip::forget();
}
