//! How fast the lesson counts and weighs documents in the tab, beside scikit-learn on the same ones; and how smoothly its matrix scrolls.

use crate::{
    machine,
    report::{Report, median},
};
use serde_json::{Value, json};
use std::{env, fs, path::Path, process::Command};
use tests::harness::{Activity, Browser, Site, Tab, in_browser};

/// The two take turns, so that a busy neighbour hits both.
const ROUNDS: usize = 3;
/// Fits of each round: the first is slower, while the browser still compiles.
const FITS: usize = 5;
const DOCUMENTS: usize = 2000;
const SECONDS: f64 = 6.0;

/// What the lab says of its last fit: documents, terms, milliseconds.
const FITTED: &str = "(said => said && said.slice(1).map(part => +part.replaceAll(',', '')))(document.querySelector('.part-status')?.innerText.match(/^([\\d,]+) documents × ([\\d,]+) terms.* in ([\\d.,]+) ms$/))";

pub fn run() -> Report {
    let machine = machine::describe();
    let site = Site::at_root();
    let text = documents();
    let file = env::temp_dir().join(format!("glassbox-{}-documents.txt", std::process::id()));
    fs::write(&file, &text).expect("the temporary folder can be written");
    let (mut ours, mut peers, mut tasks, mut pictures, mut peer) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Value::Null);
    let mut size = (0.0, 0.0);
    for _ in 0..ROUNDS {
        in_browser(&site, Browser::default(), |tab| {
            Activity::record(tab);
            let kept = json!(text).to_string();
            tab.before_load(&format!("try {{ localStorage.setItem('glassbox-my-text', {kept}) }} catch {{}}"));
            tab.goto("vectorization/?v=1");
            let mut times = Vec::new();
            for fit in 0..FITS {
                let said = tab.wait_for("the matrix", 60.0, FITTED);
                size = (said[0].as_f64().unwrap_or_default(), said[1].as_f64().unwrap_or_default());
                times.push(said[2].as_f64().unwrap_or(f64::NAN));
                // There and back: everything is counted and weighed again.
                if fit + 1 < FITS {
                    tab.click("[role=tab]", "Counts");
                    tab.wait_for(
                        "the counts",
                        60.0,
                        "document.querySelector('.knobs').innerText.includes('Counts are not weighed')",
                    );
                    tab.wait_for("the counts", 60.0, FITTED);
                    tab.click("[role=tab]", "TF-IDF");
                }
            }
            ours.push(median(times.split_off(1)));
            let activity = scroll(tab);
            tasks.push(activity.longest_task);
            pictures.push(activity.pictures_per_second);
        });
        peer = fit_peer(&file);
        peers.extend(peer["milliseconds"].as_f64());
    }
    let _ = fs::remove_file(&file);
    let all = |values: &[f64], digits: usize| {
        values.iter().map(|value| format!("{value:.digits$}")).collect::<Vec<_>>().join(", ")
    };
    let (list, peer_list) = (all(&ours, 1), all(&peers, 1));
    let (tasks_list, pictures_list) = (all(&tasks, 0), all(&pictures, 0));
    let (ours, peers) = (median(ours), median(peers));
    let version = peer["scikit_learn"].as_str().unwrap_or("unknown");
    let speed = |milliseconds: f64| DOCUMENTS as f64 / (milliseconds / 1000.0);
    Report {
        title: "Vectorization",
        what: "TF-IDF fit, documents/s, in Chromium beside scikit-learn on one thread".into(),
        ours: speed(ours),
        peer: speed(peers),
        text: format!(
            "The lesson at `/vectorization` beside `TfidfVectorizer().fit_transform` (scikit-learn {version}) on the same {} documents with {} terms, \
             the sample text cut into pieces of equal length. Milliseconds from the first document to the last norm, median of {} fits after a first one, {ROUNDS} rounds in turn.\n\n\
             | | Milliseconds a fit | Rounds |\n| --- | ---: | --- |\n\
             | Glassbox in the tab | {ours:.1} | {list} |\n| scikit-learn | {peers:.1} | {peer_list} |\n\
             | Times as fast | {:.2} | |\n\n\
             While its matrix is scrolled both ways: longest main-thread task {tasks_list} ms (0: none over 50 ms), pictures drawn {pictures_list} times a second.\n\n{machine}",
            size.0,
            size.1,
            FITS - 1,
            peers / ours
        ),
    }
}

/// The sample text as documents of about as many words each, one a line.
fn documents() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."));
    let text = fs::read_to_string(root.join("assets/text/sherlock-holmes.txt")).expect("the sample text is there");
    let words: Vec<&str> = text.split_whitespace().collect();
    let lines: Vec<String> = (0..DOCUMENTS)
        .map(|k| words[k * words.len() / DOCUMENTS..(k + 1) * words.len() / DOCUMENTS].join(" "))
        .collect();
    lines.join("\n")
}

/// Scrolls to the ends and back.
fn scroll(tab: &Tab) -> Activity {
    tab.eval(
        "(() => {
            const box = document.querySelector('.vec-matrix');
            let t = 0;
            window.rolling = setInterval(() => {
                t += 1;
                box.scrollTop = (1 - Math.cos(t / 60)) / 2 * box.scrollHeight;
                box.scrollLeft = (1 - Math.cos(t / 90)) / 2 * box.scrollWidth;
            }, 16);
            return true;
        })()",
    );
    let activity = Activity::watch(tab, SECONDS);
    tab.eval("(clearInterval(window.rolling), true)");
    activity
}

fn fit_peer(file: &Path) -> Value {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."));
    let python = env::var("GLASSBOX_REFERENCES").unwrap_or_else(|_| "python3".into());
    let mut command = Command::new(&python);
    // One thread on both sides.
    command.arg(root.join("tests/reference/vectorization_speed.py")).arg(file).env("OMP_NUM_THREADS", "1");
    let output = command.output().unwrap_or_else(|error| panic!("cannot start {python}: {error}"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "the peer needs Python with scikit-learn (Debian: python3-sklearn): {said}");
    serde_json::from_slice(&output.stdout).expect("the peer prints one line of JSON")
}
