//! Compiles the tables of places, so that the program need not read them when it starts.
#![allow(
    clippy::disallowed_methods,
    reason = "what keeps coding from the disk holds for the program, not for its build"
)]

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

/// The tables that ship with the program: countries, first-level and second-level divisions, our supplement, GeoNames.
const TABLES: [&str; 5] = ["country", "admin1", "admin2", "supplement", "places"];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let out = env::var("OUT_DIR")?;
    println!("cargo::rerun-if-changed=src/codebook/fold.rs");
    println!("cargo::rerun-if-changed=src/codebook/gazetteer");
    println!("cargo::rerun-if-changed=../../codebook/name/spelling.toml");
    let (mut rows, mut tables) = (Vec::new(), String::new());
    for name in TABLES {
        let path = format!("../../codebook/place/{name}.tsv");
        println!("cargo::rerun-if-changed={path}");
        rows.extend(table::rows(&fs::read_to_string(&path)?).map_err(|reason| format!("{path}: {reason}"))?);
        tables.push_str(&format!("(\"place/{name}.tsv\", {}), ", rows.len()));
    }
    fs::write(Path::new(&out).join("tables"), format!("[{tables}]"))?;
    fs::write(Path::new(&out).join("places"), compile::compile(&rows)?)?;
    Ok(())
}
