//! Compiles the tables of places, so that the program need not read them when it starts.
#![allow(clippy::disallowed_methods, reason = "what keeps coding from the disk holds for the program, not for its build")]

use std::path::Path;
use std::{env, fs};

#[path = "src/codebook"]
#[allow(dead_code, reason = "the build needs only what compiles tables")]
#[allow(unfulfilled_lint_expectations, reason = "nothing of a build script is public")]
mod codebook {
    pub mod fold;
    pub mod gazetteer {
        pub mod compile;
        pub mod key;
        pub mod kind;
        pub mod table;
    }
}

use codebook::gazetteer::{compile, table};

/// As `TABLES` in `src/codebook/gazetteer.rs`.
const TABLES: [&str; 5] = ["country", "admin1", "admin2", "supplement", "places"];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let out = env::var("OUT_DIR")?;
    println!("cargo::rerun-if-changed=src/codebook/fold.rs");
    println!("cargo::rerun-if-changed=src/codebook/gazetteer");
    println!("cargo::rerun-if-changed=../../codebook/name/spelling.toml");
    for name in TABLES {
        let path = format!("../../codebook/place/{name}.tsv");
        println!("cargo::rerun-if-changed={path}");
        let rows = table::rows(&fs::read_to_string(&path)?).map_err(|reason| format!("{path}: {reason}"))?;
        fs::write(Path::new(&out).join(name), compile::compile(&rows)?)?;
    }
    Ok(())
}
