//! Compiles the small program beside the engine: kernels that use relaxed SIMD (`models/kernels/quantized/program.rs`).
//!
//! A program with an instruction that a browser does not know is refused whole, so these are not compiled into the engine; nor with Cargo, for which
//! other instructions are another set of flags and so another build of Burn. The engine carries the program as bytes: they work in the same memory on
//! the same structures, and so always come from the same build.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

const KERNELS: &str = "../models/kernels/quantized";

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed={KERNELS}");
    if env::var("CARGO_CFG_TARGET_FAMILY").is_ok_and(|family| family == "wasm") {
        // Functions of the other program are put into the engine's table; without this it has no room.
        println!("cargo:rustc-link-arg-bins=--growable-table");
        let out = PathBuf::from(env::var_os("OUT_DIR").expect("Cargo names a folder")).join("relaxed.wasm");
        compile(&Path::new(KERNELS).join("program.rs"), &out);
    }
}

fn compile(source: &Path, out: &Path) {
    let mut rustc = Command::new(env::var_os("RUSTC").expect("Cargo names the compiler"));
    rustc.args(["--edition", "2024", "--crate-name", "relaxed", "--crate-type", "cdylib"]);
    rustc.args(["--target", "wasm32-unknown-unknown", "-Ctarget-feature=+simd128,+relaxed-simd"]);
    rustc.args(["-Copt-level=3", "-Ccodegen-units=1", "-Cpanic=abort", "-Cstrip=symbols"]);
    rustc.arg("-Clink-arg=--import-memory");
    if let Some(linker) = env::var_os("RUSTC_LINKER") {
        let mut linked = std::ffi::OsString::from("-Clinker=");
        linked.push(linker);
        rustc.arg(linked);
    }
    let status = rustc.arg("-o").arg(out).arg(source).status().expect("the compiler starts");
    assert!(status.success(), "{} is not compiled", source.display());
    assert!(fs::metadata(out).is_ok_and(|file| file.len() > 0), "{} is not there", out.display());
}
