//! Programs that train with PyTorch on one thread, for the tab to be held beside.

use std::{env, path::Path, process::Command};

use serde_json::Value;

/// What a script of `tests/reference` says of training on the sample text.
pub fn train(script: &str, arguments: &[&str]) -> Value {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."));
    let python = env::var("GLASSBOX_PYTHON").unwrap_or_else(|_| "python3".into());
    let output = Command::new(&python)
        .arg(root.join("tests/reference").join(script))
        .arg(root.join("assets/text/sherlock-holmes.txt"))
        .args(arguments)
        .args(["--threads", "1"])
        .output()
        .unwrap_or_else(|error| panic!("cannot start {python}: {error}"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "the peer needs Python with PyTorch (Debian: python3-torch): {said}");
    serde_json::from_slice(&output.stdout).expect("the peer prints one line of JSON")
}
