//! "Take it with you" keeps its promise: PyTorch, run by the script the page hands out, on the weights the page exports, computes what
//! the lesson shows. Needs a Python with torch, named by `GLASSBOX_PYTHON`; `cargo xtask test` looks for one.

#[path = "torch/seq2seq.rs"]
mod seq2seq;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command as Process;
use std::time::Instant;

use engine::Session;
use pollster::block_on;
use port::Desk;
use protocol::lstm::{Event as Answer, Optimizer, Request, Series, SeriesKind, Setup, Task, Trace, TraceInput, Tuning};
use protocol::{BackendChoice, Command, Event};
use serde_json::Value;

const TOLERANCE: f64 = 1e-4;
const STEPS: u32 = 20;

#[test]
fn pytorch_predicts_the_same_characters() {
    let Some(python) = python() else { return };
    let text = "\u{201c}Wait,\u{201d} said the na\u{ef}ve fox \u{2014} \"it's 5 \\ 10 \u{1f98a}!\"\n".repeat(20);
    let mut tab = Tab::open(setup(Task::Text { text }));
    tab.train();
    // The last character is not in the alphabet: both sides must make the same of it.
    let read = "\u{201c}Wait, fox\u{201d}\n5 \u{1f98a} \u{b5}";
    let shown = tab.trace(TraceInput::Text(read.to_owned()));
    let weights = tab.export("text");

    let answer = run(&python, &weights, &["--text", read]);
    let alphabet: Vec<char> = strings(&answer["alphabet"]).iter().filter_map(|name| name.chars().next()).collect();
    let rows = answer["log_probabilities"].as_array().expect("a row for each character");
    assert_eq!(rows.len(), shown.steps);
    for (step, (row, likeliest)) in rows.iter().zip(&shown.predictions).enumerate() {
        assert!(!likeliest.is_empty(), "the trace predicts nothing at step {step}");
        for (character, probability) in likeliest {
            let id = alphabet.iter().position(|known| known == character).expect("both have the same alphabet");
            close(&format!("step {step}, {character:?}"), number(&row[id]), f64::from(*probability).ln());
        }
    }
    let next = shown.text.chars().skip(1).map(|next| alphabet.iter().position(|known| *known == next));
    for (step, (id, loss)) in next.zip(&shown.losses).enumerate() {
        close(&format!("loss at step {step}"), -number(&rows[step][id.expect("known")]), f64::from(*loss));
    }
}

#[test]
fn pytorch_predicts_the_same_value() {
    let Some(python) = python() else { return };
    let mut tab = Tab::open(setup(Task::Series(Series { kind: SeriesKind::Sines, input_size: 3, noise: 0.1 })));
    tab.train();
    let window = tab.trace(TraceInput::Window(1)).window.expect("a series has a window");
    let weights = tab.export("series");

    let features = |step: &[f32]| step.iter().map(f32::to_string).collect::<Vec<_>>().join(",");
    let steps: Vec<String> = window.input.chunks(window.input_size).map(features).collect();
    let answer = run(&python, &weights, &[&format!("--series={}", steps.join(";"))]);
    close("the next value", number(&answer["prediction"][0]), f64::from(window.prediction));
}

fn setup(task: Task) -> Setup {
    let tuning =
        Tuning { optimizer: Optimizer::Adam, learning_rate: 0.01, clip_norm: 1.0, dropout: 0.0, temperature: 1.0 };
    Setup {
        task,
        hidden_size: 12,
        num_layers: 2,
        tuning,
        sequence_length: 16,
        batch_size: 4,
        seed: 5,
        // Its weights are exported too, and must not get in the way.
        with_rnn: true,
    }
}

/// The engine as a page has it: trained a little, so that the weights are not what any initialisation gives.
struct Tab {
    session: Session,
}

impl Tab {
    fn open(setup: Setup) -> Self {
        let mut tab = Tab { session: Session::new(milliseconds, || 0) };
        tab.send(protocol::Request::Start { choice: BackendChoice::Cpu });
        tab.ask(Request::Init(setup));
        tab
    }

    fn send(&mut self, request: protocol::Request) -> Vec<Event> {
        let replies = block_on(self.session.handle(Command { job: 1, request }));
        replies.into_iter().map(|reply| reply.event).collect()
    }

    fn ask(&mut self, request: Request) -> Answer {
        match self.send(protocol::Request::Lstm(request)).pop() {
            Some(Event::Lstm(answer)) => answer,
            other => panic!("the engine answers {other:?}"),
        }
    }

    fn train(&mut self) {
        self.send(protocol::Request::Lstm(Request::Train { steps: Some(STEPS) }));
        while self.session.is_busy() {
            block_on(self.session.tick());
        }
    }

    fn trace(&mut self, input: TraceInput) -> Trace {
        match self.ask(Request::Trace { input, clamps: Vec::new() }) {
            Answer::Trace(trace) => trace,
            other => panic!("a trace was asked for, not {other:?}"),
        }
    }

    /// Writes what the page would let the reader save.
    fn export(&mut self, name: &str) -> PathBuf {
        let Answer::Exported { safetensors } = self.ask(Request::Export) else { panic!("an export was asked for") };
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("lstm-{name}.safetensors"));
        fs::write(&path, safetensors).expect("the target folder can be written");
        path
    }
}

fn milliseconds() -> f64 {
    static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    START.get_or_init(Instant::now).elapsed().as_secs_f64() * 1000.0
}

#[expect(clippy::print_stderr, reason = "a test that was left out says so")]
fn python() -> Option<PathBuf> {
    let python = std::env::var_os("GLASSBOX_PYTHON").map(PathBuf::from);
    if python.is_none() {
        eprintln!("left out: GLASSBOX_PYTHON does not name a Python with torch");
    }
    python
}

/// What the LSTM's handed-out script says.
fn run(python: &Path, weights: &Path, arguments: &[&str]) -> Value {
    run_script("lstm.py", python, weights, arguments)
}

/// What a handed-out script says, with `--json`.
fn run_script(name: &str, python: &Path, weights: &Path, arguments: &[&str]) -> Value {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/export").join(name);
    let output = Process::new(python)
        .arg(script)
        .arg("--weights")
        .arg(weights)
        .arg("--json")
        .args(arguments)
        .output()
        .expect("GLASSBOX_PYTHON can be run");
    assert!(output.status.success(), "the script fails:\n{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("the script prints JSON")
}

fn strings(value: &Value) -> Vec<&str> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

fn close(what: &str, theirs: f64, ours: f64) {
    assert!((theirs - ours).abs() <= TOLERANCE, "{what}: PyTorch says {theirs}, the lesson {ours}");
}
