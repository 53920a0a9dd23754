//! Notes whether the islands (map, charts) were built: without them every page still reads, but shows no map.

use std::path::Path;

fn main() {
    let built = Path::new("../../web/dist");
    println!("cargo:rerun-if-changed={}", built.display());
    println!("cargo:rerun-if-changed=../../web/templates");
    println!("cargo:rerun-if-changed=../../web/static");
    if !built.join("desk.js").exists() {
        println!(
            "cargo:warning=web/dist is not built: the pages of `dateline serve` will have no map and no charts. \
             With Node.js: npm ci --prefix web && npm run build --prefix web"
        );
    }
}
