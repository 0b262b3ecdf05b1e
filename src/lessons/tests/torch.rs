//! What the pages export is what their scripts make in PyTorch. Needs a Python with torch, named by `GLASSBOX_PYTHON`; `cargo xtask test`
//! looks for one.

use std::path::{Path, PathBuf};
use std::process::Command;

use lessons::positional_encoding::{Lesson, Number, matrix_npy};

const TOLERANCE: f64 = 1e-6;

#[test]
fn pytorch_makes_the_exported_matrix_again() {
    let Some(python) = python() else { return };
    // The last one has an odd width, another base, squeezed positions, and more rows than any other.
    for (d_model, base, max_len, scale) in
        [(32.0, 10_000.0, 128.0, 1.0), (1.0, 10_000.0, 3.0, 1.0), (7.0, 37.5, 5000.0, 0.25)]
    {
        let mut lesson = Lesson::default();
        let numbers =
            [(Number::DModel, d_model), (Number::Base, base), (Number::MaxLen, max_len), (Number::Scale, scale)];
        for (number, value) in numbers {
            lesson.set_number(number, value);
        }
        let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("pe-{d_model}.npy"));
        std::fs::write(&file, matrix_npy(&lesson).expect("small enough")).expect("the target folder can be written");
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/export/positional_encoding.py");
        let mut command = Command::new(&python);
        command.arg(script).arg("--matrix").arg(&file);
        for (name, value) in [("--d-model", d_model), ("--base", base), ("--max-len", max_len), ("--scale", scale)] {
            command.arg(name).arg(value.to_string());
        }
        let output = command.output().expect("GLASSBOX_PYTHON can be run");
        assert!(output.status.success(), "the script fails:\n{}", String::from_utf8_lossy(&output.stderr));
        let said = String::from_utf8_lossy(&output.stdout);
        let line = said.lines().find_map(|line| line.strip_prefix("largest_difference: ")).expect("it compares");
        let difference: f64 = line.parse().expect("a number");
        assert!(difference <= TOLERANCE, "{difference} at d_model {d_model}");
    }
}

#[test]
fn pytorch_runs_the_exported_transformer_again() {
    let Some(python) = python() else { return };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let recorded = std::fs::read(root.join("assets/models/transformer/trace.bin")).expect("it is committed");
    let mut lesson = lessons::transformer::Lesson::default();
    lesson.show_recorded(protocol::decode(&recorded).expect("it is readable"));
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let (weights, run) = (folder.join("transformer.safetensors"), folder.join("transformer.json"));
    std::fs::write(&weights, lessons::transformer::weights_file(&lesson)).expect("the target folder can be written");
    std::fs::write(&run, lessons::transformer::inputs_json(&lesson)).expect("the target folder can be written");
    let mut command = Command::new(python);
    let output = command.arg(root.join("assets/export/transformer.py")).args([weights, run]).output();
    let output = output.expect("GLASSBOX_PYTHON can be run");
    assert!(output.status.success(), "the script fails:\n{}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8_lossy(&output.stdout);
    for name in ["attention: ", "hidden: "] {
        let line = said.lines().find_map(|line| line.strip_prefix(name)).expect("it compares");
        let difference: f64 = line.parse().expect("a number");
        assert!(difference <= 1e-5, "{name}{difference}");
    }
}

#[expect(clippy::print_stderr, reason = "a test that was left out says so")]
fn python() -> Option<PathBuf> {
    let python = std::env::var_os("GLASSBOX_PYTHON").map(PathBuf::from);
    if python.is_none() {
        eprintln!("left out: GLASSBOX_PYTHON does not name a Python with torch");
    }
    python
}
