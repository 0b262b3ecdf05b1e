//! How fast word2vec trains in the tab, beside gensim on one thread with the same text and settings; whether the loss falls, and whether
//! both find the same neighbours.

use crate::{
    machine,
    report::{Report, median},
};
use serde_json::Value;
use std::{env, fs, path::Path, process::Command, time::Instant};
use tests::harness::{Browser, Site, Tab, in_browser};

const ROUNDS: usize = 3;
const PROBES: [&str; 10] = ["three", "black", "said", "morning", "father", "hand", "door", "street", "he", "yes"];

/// What a training in the tab came to.
struct Run {
    words_per_second: f64,
    pairs_per_second: f64,
    seconds: f64,
    losses: (f64, f64),
    vectors: Vec<u8>,
}

pub fn run() -> Report {
    let machine = machine::describe();
    let site = Site::at_root();
    let (mut ours, mut peers, mut runs, mut said) = (Vec::new(), Vec::new(), Vec::new(), Value::Null);
    let mut overlaps = Vec::new();
    for _ in 0..ROUNDS {
        in_browser(&site, Browser::default(), |tab| runs.push(train(tab)));
        let Some(run) = runs.last() else { continue };
        ours.push(run.words_per_second);
        said = peer(&run.vectors);
        peers.extend(said["words_per_second"].as_f64());
        overlaps.extend(said["overlap"].as_f64());
    }
    let list = |values: &[f64]| values.iter().map(|value| format!("{value:.0}")).collect::<Vec<_>>().join(", ");
    let (our_list, peer_list) = (list(&ours), list(&peers));
    let pairs = median(runs.iter().map(|run| run.pairs_per_second).collect());
    let seconds = median(runs.iter().map(|run| run.seconds).collect());
    let (first, last) = runs.last().map_or((f64::NAN, f64::NAN), |run| run.losses);
    let (ours, peers) = (median(ours), median(peers));
    let number = |name: &str| said[name].as_f64().unwrap_or(f64::NAN);
    Report {
        title: "Word embeddings",
        what: "word2vec training, words/s, CPU backend in Chromium beside gensim on one thread".into(),
        ours,
        peer: peers,
        text: format!(
            "The lesson at `/embeddings` on its CPU backend beside `tests/reference/embeddings_speed.py` (gensim {}, one worker thread): the sample \
             text ({} words, {} of {} in the vocabulary), skip-gram, vector_size 50, window 5, negative 5, sample 0.001, 30 epochs. {ROUNDS} rounds in turn; \
             the map is drawn and the loss is measured while it trains, for gensim too (`compute_loss`).\n\n\
             | | Words a second | Rounds |\n| --- | ---: | --- |\n\
             | Glassbox in the tab | {ours:.0} | {our_list} |\n| gensim | {peers:.0} | {peer_list} |\n| Ratio | {:.2} | |\n\n\
             In the tab that is {pairs:.0} pairs a second, and {seconds:.1} s for all epochs (gensim {:.1} s). The loss falls from {first:.3} to {last:.3} nats a pair.\n\n\
             Ten nearest words of the ten probes ({}) that both name: **{:.0} %** (median of the rounds). Two seeds of gensim share {:.0} %, \
             chance would be {:.1} %. gensim has loaded the vectors from the file the lesson exports.\n\n{machine}",
            said["gensim"].as_str().unwrap_or("unknown"),
            number("words"),
            number("vocabulary"),
            number("our_vocabulary"),
            ours / peers,
            number("seconds"),
            PROBES.join(", "),
            100.0 * median(overlaps),
            100.0 * number("overlap_other_seed"),
            100.0 * number("chance"),
        ),
    }
}

/// Trains with the settings the page opens with, from random vectors.
fn train(tab: &Tab) -> Run {
    const DONE: &str = "document.querySelector('.part-status')?.innerText.startsWith('Trained')";
    tab.goto("embeddings/?v=1&backend=cpu&seed=2");
    tab.wait_for("the fresh model", 60.0, "document.querySelector('.part-status')?.innerText.startsWith('Untrained')");
    tab.click(".knobs button", "Train");
    let start = Instant::now();
    tab.wait_for("the end of the training", 300.0, DONE);
    let seconds = start.elapsed().as_secs_f64();
    // The rates as the lab says them at the end: over the whole training.
    let rates = tab.eval(
        "document.querySelector('.under').innerText.match(/([\\d.,]+ ?[kM]?) pairs\\/s · ([\\d.,]+ ?[kM]?) words\\/s/).slice(1)",
    );
    let rate = |at: usize| {
        let text = rates[at].as_str().unwrap_or_default().replace([',', ' '], "");
        let factor = if text.ends_with('k') {
            1e3
        } else if text.ends_with('M') {
            1e6
        } else {
            1.0
        };
        text.trim_end_matches(['k', 'M']).parse::<f64>().unwrap_or(f64::NAN) * factor
    };
    tab.click(".under button", "Show as table");
    tab.wait_for_element(".under .chart td", 10.0);
    let losses: Vec<f64> = tab.texts(".under .chart td").iter().filter_map(|cell| cell.parse().ok()).collect();
    let ends = (losses.first().copied().unwrap_or(f64::NAN), losses.last().copied().unwrap_or(f64::NAN));
    tab.click(".part-take button", "word2vec text format");
    let vectors = tab.downloaded("vectors.txt", 30.0);
    Run { words_per_second: rate(1), pairs_per_second: rate(0), seconds, losses: ends, vectors }
}

fn peer(vectors: &[u8]) -> Value {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."));
    let python = env::var("GLASSBOX_REFERENCES").unwrap_or_else(|_| "python3".into());
    let file = env::temp_dir().join(format!("glassbox-vectors-{}.txt", std::process::id()));
    fs::write(&file, vectors).expect("the temporary folder can be written");
    let output = Command::new(&python)
        .arg(root.join("tests/reference/embeddings_speed.py"))
        .arg(root.join("assets/text/sherlock-holmes.txt"))
        .arg("--vectors")
        .arg(&file)
        .arg("--probe")
        .args(PROBES)
        .output()
        .unwrap_or_else(|error| panic!("cannot start {python}: {error}"));
    let _ = fs::remove_file(&file);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "the peer needs a Python with gensim, named by GLASSBOX_REFERENCES: {said}");
    serde_json::from_slice(&output.stdout).expect("the peer prints one line of JSON")
}
