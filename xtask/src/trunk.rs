//! The four wasm programs, and trunk, which binds them and writes the site.

use std::fs::{self, File};
use std::path::Path;

use anyhow::{Context, Result};

use crate::progress::step;
use crate::toolchain::{Toolchain, WASM};
use crate::url_path::Base;
use crate::workspace::Workspace;
use crate::{process, tools};

/// One of the site's programs: `index.html` names the same package, binary and profile, so that trunk finds it built.
struct Program {
    package: &'static str,
    binary: &'static str,
    profile: &'static str,
}

const ENGINE: Program = Program { package: "engine", binary: "worker", profile: "release" };
const SCRIBE: Program = Program { package: "scribe", binary: "scribe", profile: "scribe" };
const READER: Program = Program { package: "reader", binary: "reader", profile: "app" };
const PAGE: Program = Program { package: "app", binary: "app", profile: "app" };

/// Writes the site as trunk makes it to `out`.
///
/// Trunk would compile all of them itself, at the same time and without a word about progress. Compiled here, one after the other,
/// cargo shows what it does, and trunk finds nothing left to compile.
pub fn build(workspace: &Workspace, base: &Base, out: &Path) -> Result<()> {
    let toolchain = Toolchain::ensure(workspace)?;
    tools::wasm_bindgen(workspace)?;
    let trunk = tools::trunk(workspace)?;
    for (what, program) in [
        ("compiling the engine", ENGINE),
        ("compiling the scribe", SCRIBE),
        ("compiling the reader", READER),
        ("compiling the page", PAGE),
    ] {
        step(what, || {
            let mut command = toolchain.cargo(workspace);
            command.args([
                "build",
                "--target",
                WASM,
                "--package",
                program.package,
                "--bin",
                program.binary,
                "--profile",
                program.profile,
            ]);
            process::run(&mut command)
        })?;
    }
    step("writing the site", || {
        let _alone = alone(workspace)?;
        // wasm-bindgen's folder only ever grows: glue of earlier builds would be published with this one.
        let leftovers = workspace.target().join("wasm-bindgen");
        if leftovers.exists() {
            fs::remove_dir_all(&leftovers).context("clearing wasm-bindgen's folder")?;
        }
        let mut command = toolchain.command(workspace, &trunk);
        command.args(["build", "--release", "--offline", "--public-url", base.as_str(), "--dist"]).arg(out);
        // Trunk reads NO_COLOR as a boolean and rejects the usual NO_COLOR=1.
        process::run(command.env_remove("NO_COLOR"))
    })
}

/// Trunk writes through folders of the target folder, which other clones share: one at a time.
fn alone(workspace: &Workspace) -> Result<File> {
    let lock = File::create(workspace.target().join("glassbox-trunk.lock"))?;
    lock.lock().context("waiting for another build")?;
    Ok(lock)
}
