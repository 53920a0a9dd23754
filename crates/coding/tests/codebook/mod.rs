//! The codebook with a second stage set down by hand, so that no fitted weights decide the tests of what a reading does.

use std::sync::LazyLock;

use coding::Codebook;

/// Two tellings are of one event if a link says so, or words that point back; a draft is an event if
/// the reader sees an act in it; how much its sentence looks like one says how surely.
const SECOND_STAGE: &str = r#"
[join]
"always" = -2.0
"link" = 2.0
"pointing" = 3.0

[event]
"always" = 2.0
"no act read" = -9.0
"sentence" = 0.3
"#;

static BOOK: LazyLock<Codebook> = LazyLock::new(|| {
    let mut files = coding::embedded_files();
    files.insert("learned/second_stage.toml".to_owned(), SECOND_STAGE.to_owned());
    Codebook::from_files(&files).expect("the codebook is whole")
});

/// That codebook.
pub fn book() -> &'static Codebook {
    &BOOK
}
