//! A folder for one test, and the program run in it.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;

pub struct Folder(tempfile::TempDir);

/// How a run ended and what it said.
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Folder {
    pub fn new() -> Folder {
        Folder(tempfile::tempdir().unwrap())
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> &Folder {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
        self
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    pub fn has(&self, name: &str) -> bool {
        self.path(name).exists()
    }

    pub fn run(&self, args: &str) -> Ran {
        self.run_with(args, "")
    }

    /// Runs the program with words of `args` and `input` at its standard input.
    pub fn run_with(&self, args: &str, input: &str) -> Ran {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
        command.current_dir(self.0.path()).args(args.split_whitespace()).write_stdin(input.to_string());
        let output = command.output().unwrap();
        Ran {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Ran {
    pub fn records(&self) -> Vec<serde_json::Value> {
        self.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

/// The repository's root.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Reports that differ in more than a number, one JSON line each.
pub fn lines(count: usize) -> String {
    let places = ["Gao", "Kidal", "Mocimboa da Praia", "Goma", "Jolo", "Taiz", "Zinder", "Baidoa", "Kunduz"];
    let doers = ["Gunmen", "Soldiers", "Rebels", "Police officers", "Militants", "Two bombers", "Raiders"];
    let line = |i: usize| {
        let (place, doer) = (places[i % places.len()], doers[i % doers.len()]);
        let text = format!("{doer} killed {} people near {place} on Monday, the mayor of district {i} said.", i + 2);
        let id = format!("r{i}");
        serde_json::json!({ "id": id, "text": text, "published": "2021-05-05", "language": "en" }).to_string() + "\n"
    };
    (0..count).map(line).collect()
}
