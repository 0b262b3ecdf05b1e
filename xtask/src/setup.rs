//! `cargo xtask setup`: everything the other commands would install on their way.

use anyhow::Result;

use crate::browser::Browser;
use crate::progress::step;
use crate::toolchain::Toolchain;
use crate::workspace::Workspace;
use crate::{python, tools};

pub fn everything(workspace: &Workspace) -> Result<()> {
    step("compiler for wasm", || Toolchain::ensure(workspace))?;
    step("trunk and wasm-bindgen", || tools::wasm_bindgen(workspace).and_then(|_| tools::trunk(workspace)))?;
    step("browser", || Browser::ensure(workspace))?;
    step("PyTorch, for comparison", || python::with_torch(workspace))?;
    step("scikit-learn and gensim, for comparison", || Ok(python::with_references(workspace)))?;
    step("sentence-transformers and faiss, for comparison", || Ok(python::with_sentences(workspace)))?;
    Ok(())
}
