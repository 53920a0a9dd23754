//! Interrupted runs: nothing is lost, and `--resume` ends with the bytes of a run that was left alone.

use std::fs;

use crate::folder::{Folder, lines};

#[test]
fn resumed_run_has_the_bytes_of_one_that_was_left_alone() {
    let folder = Folder::new();
    folder.write("in.jsonl", lines(600)).run("code in.jsonl -o whole.jsonl");
    let whole = folder.read("whole.jsonl");
    for cut in [0, 1, whole.len() / 2, whole.len() - 1, whole.len()] {
        folder.write("out.jsonl.part", &whole.as_bytes()[..cut]);
        let ran = folder.run("code in.jsonl -o out.jsonl --resume");
        assert!(ran.code < 2, "{}", ran.err);
        assert!(folder.read("out.jsonl") == whole, "cut at byte {cut}");
        assert!(!folder.has("out.jsonl.part"));
        fs::remove_file(folder.path("out.jsonl")).unwrap();
    }
}

#[test]
fn run_that_is_resumed_counts_what_was_done_earlier() {
    let folder = Folder::new();
    folder.write("in.jsonl", lines(10)).run("code in.jsonl -o out.jsonl");
    let done: String = folder.read("out.jsonl").lines().take(4).map(|line| format!("{line}\n")).collect();
    folder.write("out.jsonl.part", done);
    let ran = folder.run("code in.jsonl -o out.jsonl --resume");
    assert!(ran.err.contains("6 reports (4 done earlier), "), "{}", ran.err);
}

#[test]
fn part_file_of_an_interrupted_run_is_not_written_over() {
    let folder = Folder::new();
    folder.write("in.jsonl", lines(3)).write("out.jsonl.part", "{\"report\":\"r0\",\"path\":\"in.jsonl\"}\n");
    let ran = folder.run("code in.jsonl -o out.jsonl");
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("--resume"), "{}", ran.err);
    assert!(folder.has("out.jsonl.part") && !folder.has("out.jsonl"));
}

#[test]
fn only_jsonl_can_be_resumed() {
    let folder = Folder::new();
    folder.write("in.jsonl", lines(3));
    assert_eq!(folder.run("code in.jsonl -o out.csv --resume").code, 2);
    assert_eq!(folder.run("code in.jsonl --resume").code, 2);
}

#[cfg(unix)]
#[test]
fn interrupted_run_keeps_its_part_file() {
    use std::io::{BufRead, BufReader, Write};
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};

    let folder = Folder::new();
    // One full batch, then silence: the run has written it and waits for more when it is interrupted.
    let input = lines(10_001);
    let mut child = Command::new(env!("CARGO_BIN_EXE_dateline"))
        .args(["code", "-", "-o", "out.jsonl"])
        .current_dir(folder.path("."))
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(input.as_bytes()).unwrap();
    let started = Instant::now();
    let written = || {
        let part = fs::File::open(folder.path("out.jsonl.part"));
        part.map_or(0, |part| BufReader::new(part).lines().count())
    };
    while written() < 10_000 {
        assert!(started.elapsed() < Duration::from_secs(120), "the first batch is not written");
        std::thread::sleep(Duration::from_millis(100));
    }
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    // Standard input stays open: the run must not wait for it.
    let output = child.wait_with_output().unwrap();
    drop(stdin);
    assert_eq!(output.status.code(), Some(130));
    assert!(String::from_utf8_lossy(&output.stderr).contains("out.jsonl.part"));
    assert!(!folder.has("out.jsonl"));
    let ran = folder.run_with("code - -o out.jsonl --resume", &input);
    assert!(ran.code < 2, "{}", ran.err);
    assert_eq!(folder.read("out.jsonl").lines().count(), 10_001);
}
