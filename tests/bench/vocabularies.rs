//! How fast the two pretrained vocabularies encode in the tab, beside Hugging Face's `tokenizers` on one thread, natively, on the same text.

use crate::{
    machine,
    reference::{self, Reference},
    report::{Report, median},
};
use std::time::Instant;
use tests::harness::{Browser, Site, Tab, in_browser};

/// The two take turns, so that a busy neighbour hits both.
const ROUNDS: usize = 3;

const NAMES: [&str; 2] = ["SmolLM2, byte-level BPE", "MiniLM, WordPiece"];

pub fn run() -> Report {
    let machine = machine::describe();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../assets/text/sherlock-holmes.txt");
    let text = std::fs::read_to_string(path).expect("the stories come with the site");
    let site = Site::at_root();
    // Megabytes a second: by vocabulary, one a round.
    let mut ours: [Vec<f64>; 2] = Default::default();
    let mut peers: [Vec<f64>; 2] = Default::default();
    for _ in 0..ROUNDS {
        in_browser(&site, Browser::default(), |tab| {
            let speeds = measure(tab, &text);
            ours.iter_mut().zip(speeds).for_each(|(all, speed)| all.push(speed));
        });
        let speeds = [reference::smollm2(), reference::minilm()].map(|peer| measure_peer(&peer, &text));
        peers.iter_mut().zip(speeds).for_each(|(all, speed)| all.push(speed));
    }
    let list = |values: &[f64]| values.iter().map(|value| format!("{value:.1}")).collect::<Vec<_>>().join(", ");
    let mut rows = String::new();
    for ((name, ours), peers) in NAMES.iter().zip(&ours).zip(&peers) {
        let (mine, theirs) = (median(ours.clone()), median(peers.clone()));
        let (all, all_theirs, ratio) = (list(ours), list(peers), mine / theirs);
        rows += &format!("| {name} | {mine:.1} | {all} | {theirs:.1} | {all_theirs} | {ratio:.2} |\n");
    }
    let [ours, _] = ours.map(median);
    let [peer, _] = peers.map(median);
    Report {
        title: "Pretrained vocabularies",
        what:
            "Encoding with SmolLM2's vocabulary, MB/s in Chromium beside Hugging Face tokenizers natively on one thread"
                .into(),
        ours,
        peer,
        text: format!(
            "The panel “Real vocabularies” of `/tokenization` in its worker beside Hugging Face's `tokenizers` (Rust, native, one thread), \
             the same vocabularies and settings: the site's stories, {} bytes, once, with nothing remembered from before. Ids are equal \
             (`cargo xtask test`). Ours also counts what it shows. {ROUNDS} rounds in turn.\n\n\
             | MB/s | Glassbox in the tab | Rounds | Hugging Face | Rounds | Ratio |\n| --- | ---: | --- | ---: | --- | ---: |\n{rows}\n{machine}",
            text.len(),
        ),
    }
}

/// By the worker's own clock, as the page says.
fn measure(tab: &Tab, text: &str) -> [f64; 2] {
    tab.goto("tokenization/");
    tab.click(".vocab-load button", "Load the vocabularies");
    tab.wait_for("both vocabularies", 60.0, "document.querySelectorAll('.vocab-cut .token-flow').length === 3");
    let json = serde_json::to_string(text).expect("a text is JSON");
    tab.eval(&format!(
        "((field, text) => {{
            Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set.call(field, text);
            field.dispatchEvent(new InputEvent('input', {{ bubbles: true }}));
        }})(document.querySelector('#vocab-text'), {json})"
    ));
    [2, 3].map(|column| {
        let said = format!(
            "(said => said && +said[1])(document.querySelector('.vocab-cut:nth-child({column})').innerText.match(/megabytes per second\\s+([\\d.]+)/))"
        );
        tab.wait_for("the speed", 60.0, &said).as_f64().unwrap_or(f64::NAN)
    })
}

fn measure_peer(peer: &Reference, text: &str) -> f64 {
    let begun = Instant::now();
    let ids = peer.ids(text);
    let seconds = begun.elapsed().as_secs_f64();
    assert!(!ids.is_empty());
    text.len() as f64 / 1e6 / seconds
}
