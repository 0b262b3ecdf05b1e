//! A file can unpack to more than a machine has. The memory of the worker that unpacks it ends here; the page then starts another one.

/// Bytes: a dozen of the largest file.
const MOST_MEMORY: usize = 768 << 20;

fn main() {
    if std::env::var("CARGO_CFG_TARGET_FAMILY").is_ok_and(|family| family == "wasm") {
        println!("cargo:rustc-link-arg-bins=--max-memory={MOST_MEMORY}");
    }
    println!("cargo:rerun-if-changed=build.rs");
}
