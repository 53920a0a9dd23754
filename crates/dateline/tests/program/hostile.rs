//! Inputs that mean harm, beside good ones: each is named, and the rest goes on.

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};

use crate::folder::{Folder, lines};

const GOOD: &str = "The council met in the town hall to speak about the new bridge and the price of bread.\n";

#[test]
fn broken_inputs_are_named_and_the_rest_goes_on() {
    let folder = Folder::new();
    folder
        .write("in/a.txt", GOOD)
        .write("in/binary.txt", b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0>\0")
        .write("in/cut.json", "{\"id\": \"x\", \"text\": \"half")
        .write("in/deep.json", "[".repeat(10_000))
        .write("in/empty.txt", "")
        .write("in/short.zip", b"PK\x03\x04cut")
        .write("in/z.txt", format!("Another day, another text. {GOOD}"));
    let ran = folder.run("code in in/missing.txt");
    assert_eq!(ran.code, 2);
    let names: Vec<_> = ran.records().iter().map(|record| record["report"].clone()).collect();
    assert_eq!(names, ["a", "z"]);
    for name in ["binary.txt", "cut.json", "deep.json", "empty.txt", "short.zip", "missing.txt"] {
        assert!(ran.err.contains(name), "{name} is not named:\n{}", ran.err);
    }
    assert!(ran.err.contains("6 failed"), "{}", ran.err);
}

#[test]
fn entries_that_break_do_not_stop_their_file() {
    let folder = Folder::new();
    let good = lines(2);
    let mut rows: Vec<&str> = good.lines().collect();
    rows.insert(1, "{\"id\": \"broken\", ");
    let ran = folder.write("a.jsonl", rows.join("\n")).run("code a.jsonl");
    assert_eq!((ran.code, ran.records().len()), (2, 2), "{}", ran.err);
    assert!(ran.err.contains("a.jsonl, entry 2"), "{}", ran.err);
}

#[test]
fn errors_are_told_even_when_quiet() {
    let ran = Folder::new().run("code missing.txt --quiet");
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("missing.txt"));
}

#[test]
fn escape_sequences_reach_no_terminal() {
    let folder = Folder::new();
    let text = format!("\u{1b}]0;owned\u{7}\u{1b}[2J{GOOD}");
    let ran = folder.write("a.jsonl", serde_json::json!({ "id": "\u{1b}[31m", "text": text }).to_string() + "\n");
    for args in ["code a.jsonl --format table", "explain a.jsonl"] {
        assert!(!ran.run(args).out.contains('\u{1b}'), "{args}");
    }
}

#[test]
fn reader_that_leaves_early_ends_the_run_quietly() {
    let folder = Folder::new();
    folder.write("a.jsonl", lines(3000));
    let mut child = Command::new(env!("CARGO_BIN_EXE_dateline"))
        .args(["code", "a.jsonl", "--text"])
        .current_dir(folder.path("."))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    assert!(first.starts_with("{\"report\":\"r0\""), "{first}");
    let mut err = String::new();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    assert_eq!((child.wait().unwrap().code(), err.as_str()), (Some(0), ""));
}
