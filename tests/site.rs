//! The guide as it is published.

/// Where the guide is published is written down twice, as mdBook alone cannot read Cargo's.
#[test]
fn the_guide_and_the_workspace_agree_where_it_is() {
    let toml = include_str!("../book/book.toml");
    let url = format!("\nurl = \"{}\"\n", env!("CARGO_PKG_HOMEPAGE"));
    assert!(toml.contains(&url), "book.toml lacks{url}");
}
