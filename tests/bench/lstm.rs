//! How fast the lesson trains in the tab, beside PyTorch on one thread with the same model, batch and text; and how smoothly meanwhile.

use crate::{
    machine, pytorch,
    report::{Report, median},
};
use serde_json::Value;
use std::{thread, time::Duration};
use tests::harness::{Activity, Browser, Site, Tab, in_browser};

/// The two take turns, so that a busy neighbour hits both.
const ROUNDS: usize = 3;
const SECONDS: f64 = 15.0;
const PEER_STEPS: usize = 40;

/// What the lesson opens with.
const HIDDEN: usize = 96;
const LAYERS: usize = 2;
const BATCH: usize = 32;
const SEQUENCE: usize = 64;

/// The step that the lab says it trains at, and when it said so.
const STEP: &str = "(said => said && [+said[1].replaceAll(',', ''), performance.now()])(document.querySelector('main').innerText.match(/Training, step ([\\d,]+)/))";

pub fn run() -> Report {
    let machine = machine::describe();
    let site = Site::at_root();
    let (mut ours, mut peers, mut tasks, mut pictures) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut peer = Value::Null;
    for _ in 0..ROUNDS {
        in_browser(&site, Browser::default(), |tab| {
            let (speed, activity) = train(tab);
            ours.push(speed);
            tasks.push(activity.longest_task);
            pictures.push(activity.pictures_per_second);
        });
        peer = train_peer();
        peers.extend(peer["tokens_per_second"].as_f64());
    }
    let all = |values: &[f64]| values.iter().map(|value| format!("{value:.0}")).collect::<Vec<_>>().join(", ");
    let (list, peer_list, tasks_list, pictures_list) = (all(&ours), all(&peers), all(&tasks), all(&pictures));
    let (ours, peers) = (median(ours), median(peers));
    let (torch, blas) = (peer["torch"].as_str().unwrap_or("unknown"), peer["blas"].as_str().unwrap_or("unknown"));
    Report {
        title: "LSTM training",
        what: "LSTM training, characters/s, CPU backend in Chromium beside PyTorch on one thread".into(),
        ours,
        peer: peers,
        text: format!(
            "The lesson at `/lstm` on its CPU backend beside `tests/reference/lstm_speed.py` (PyTorch {torch}, BLAS: {blas}, one thread): \
             the sample text, {LAYERS} layers of {HIDDEN}, batch {BATCH}, sequences of {SEQUENCE} characters, Adam, clipping, no plain RNN beside it. \
             {ROUNDS} rounds of {SECONDS:.0} s in turn; pictures are drawn and the loss is validated while it trains.\n\n\
             | | Characters a second | Rounds |\n| --- | ---: | --- |\n\
             | Glassbox in the tab | {ours:.0} | {list} |\n| PyTorch | {peers:.0} | {peer_list} |\n\
             | Ratio | {:.2} | |\n\n\
             While training: longest main-thread task {tasks_list} ms (0: none over 50 ms), pictures drawn {pictures_list} times a second.\n\n{machine}",
            ours / peers
        ),
    }
}

/// Characters a second in the tab.
fn train(tab: &Tab) -> (f64, Activity) {
    Activity::record(tab);
    tab.goto(&format!(
        "lstm/?v=1&backend=cpu&hidden={HIDDEN}&layers={LAYERS}&batch={BATCH}&sequence={SEQUENCE}&seed=7&rnn=0"
    ));
    tab.wait_for("the live model", 60.0, "document.querySelector('.badge')?.dataset.state === 'ready'");
    tab.click("button", "Train");
    tab.wait_for("training", 30.0, STEP);
    // The first steps find out how much to do at a time.
    thread::sleep(Duration::from_secs(2));
    let mark = || {
        let said = tab.wait_for("the training step", 10.0, STEP);
        (said[0].as_f64().unwrap_or(f64::NAN), said[1].as_f64().unwrap_or(f64::NAN))
    };
    let (first, start) = mark();
    let activity = Activity::watch(tab, SECONDS);
    let (last, end) = mark();
    let speed = (last - first) * (BATCH * SEQUENCE) as f64 / ((end - start) / 1000.0);
    (speed, activity)
}

fn train_peer() -> Value {
    let number = |value: usize| value.to_string();
    let shape = ["--hidden", &number(HIDDEN), "--layers", &number(LAYERS), "--batch", &number(BATCH)];
    pytorch::train(
        "lstm_speed.py",
        &[&shape[..], &["--seq", &number(SEQUENCE), "--steps", &number(PEER_STEPS)]].concat(),
    )
}
