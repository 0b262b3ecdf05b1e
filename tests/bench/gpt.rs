//! How fast the small GPT trains in the tab, beside PyTorch on one thread with the same model, batch and text.

use std::{thread, time::Duration};

use crate::{
    machine, pytorch,
    report::{Report, median},
};
use serde_json::Value;
use tests::harness::{Browser, Site, Tab, in_browser};

/// The two take turns, so that a busy neighbour hits both.
const ROUNDS: usize = 3;
const SECONDS: u64 = 15;
const PEER_STEPS: usize = 40;

/// What the lesson opens with.
const D_MODEL: usize = 64;
const LAYERS: usize = 4;
const HEADS: usize = 4;
const CONTEXT: usize = 128;
const BATCH: usize = 16;

/// The step that the lab says it trains at, and when it said so.
const STEP: &str = "(said => said && [+said[1].replaceAll(',', ''), performance.now()])(document.querySelector('main').innerText.match(/Step ([\\d,]+) ·/))";

pub fn run() -> Report {
    let machine = machine::describe();
    let site = Site::at_root();
    let (mut ours, mut peers) = (Vec::new(), Vec::new());
    let mut peer = Value::Null;
    for _ in 0..ROUNDS {
        in_browser(&site, Browser::default(), |tab| ours.push(train(tab)));
        peer = train_peer();
        peers.extend(peer["tokens_per_second"].as_f64());
    }
    let all = |values: &[f64]| values.iter().map(|value| format!("{value:.0}")).collect::<Vec<_>>().join(", ");
    let (list, peer_list) = (all(&ours), all(&peers));
    let (ours, peers) = (median(ours), median(peers));
    let (torch, blas) = (peer["torch"].as_str().unwrap_or("unknown"), peer["blas"].as_str().unwrap_or("unknown"));
    Report {
        title: "GPT training",
        what: "GPT training, tokens/s, CPU backend in Chromium beside PyTorch on one thread".into(),
        ours,
        peer: peers,
        text: format!(
            "The small GPT of the lesson at `/gpt` on its CPU backend beside `tests/reference/gpt_speed.py` (PyTorch {torch}, BLAS: {blas}, one thread): \
             characters of the sample text, {LAYERS} blocks of {D_MODEL} with {HEADS} heads, the norm after each part, ReLU, a batch of {BATCH} windows of \
             {CONTEXT}, AdamW, clipping. {ROUNDS} rounds of {SECONDS} s in turn; losses are drawn, the held-out loss is measured and samples are written \
             while it trains.\n\n\
             | | Tokens a second | Rounds |\n| --- | ---: | --- |\n\
             | Glassbox in the tab | {ours:.0} | {list} |\n| PyTorch | {peers:.0} | {peer_list} |\n\
             | Ratio | {:.2} | |\n\n{machine}",
            ours / peers
        ),
    }
}

/// Tokens a second in the tab.
fn train(tab: &Tab) -> f64 {
    tab.goto(&format!(
        "gpt/?v=1&backend=cpu&d={D_MODEL}&layers={LAYERS}&heads={HEADS}&context={CONTEXT}&batch={BATCH}&seed=7"
    ));
    tab.wait_for("the live model", 60.0, "document.querySelector('.badge')?.dataset.state === 'ready'");
    tab.click(".lab .knobs button", "Train");
    tab.wait_for("training", 30.0, STEP);
    // The first steps find out how much to do at a time.
    thread::sleep(Duration::from_secs(2));
    let mark = || {
        let said = tab.wait_for("the training step", 10.0, STEP);
        (said[0].as_f64().unwrap_or(f64::NAN), said[1].as_f64().unwrap_or(f64::NAN))
    };
    let (first, start) = mark();
    thread::sleep(Duration::from_secs(SECONDS));
    let (last, end) = mark();
    (last - first) * (BATCH * CONTEXT) as f64 / ((end - start) / 1000.0)
}

fn train_peer() -> Value {
    let number = |value: usize| value.to_string();
    let shape = ["--d-model", &number(D_MODEL), "--layers", &number(LAYERS), "--heads", &number(HEADS)];
    let amount = ["--context", &number(CONTEXT), "--batch", &number(BATCH), "--steps", &number(PEER_STEPS)];
    pytorch::train("gpt_speed.py", &[shape, amount].concat())
}
