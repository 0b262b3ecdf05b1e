//! Training, stepping, arranging, breaking.

use super::{neighbours, open, wait_idle};
use tests::harness::{Browser, Site, in_browser};

/// Small and short: three epochs of ten numbers.
const TINY: &str = "vector_size=10&epochs=3";

#[test]
fn it_trains_from_scratch_and_the_loss_falls() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        open(tab, TINY);
        assert!(tab.text(".part-status").starts_with("Untrained"));
        tab.click(".knobs button", "Train");
        tab.wait_for("the end", 90.0, "document.querySelector('.part-status').innerText.startsWith('Trained')");
        tab.click(".under button", "Show as table");
        tab.wait_for_element(".under td", 10.0);
        let losses: Vec<f64> = tab.texts(".under .chart td").iter().filter_map(|cell| cell.parse().ok()).collect();
        assert!(losses.len() > 10, "{losses:?}");
        assert!(losses[losses.len() - 1] < losses[0], "{losses:?}");
        assert_eq!(neighbours(tab).len(), 10);
    });
}

#[test]
fn a_step_shows_its_pairs_and_can_be_taken_back() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        open(tab, TINY);
        for _ in 0..2 {
            tab.click(".transport button", "Step");
            tab.wait_for_element(".win-pairs tbody tr", 10.0);
            wait_idle(tab);
        }
        tab.wait_for("two steps", 10.0, "document.querySelector('.transport-words').innerText.includes('3 /')");
        let second = tab.text(".win-center");
        tab.click(".transport button", "Step back");
        tab.wait_for(
            "the first window",
            10.0,
            &format!("document.querySelector('.win-center').innerText !== {second:?}"),
        );
        assert!(tab.count(".win-positive") >= 1 && tab.count(".win-negative") >= 1);
        assert_eq!(tab.count(".win-center"), 1);
    });
}

#[test]
fn t_sne_runs_on_demand_and_stops_when_told() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        open(tab, "");
        tab.click(".word-map-tsne button", "Run t-SNE");
        tab.wait_for(
            "some iterations",
            60.0,
            "/iteration [1-9]/.test(document.querySelector('.word-map-tsne').innerText)",
        );
        tab.click(".word-map-tsne button", "Stop t-SNE");
        wait_idle(tab);
        tab.click(".word-map-tsne button", "Back to PCA");
        tab.wait_for("the plane", 10.0, "document.querySelector('.stage .row').innerText.includes('PCA')");
    });
}

#[test]
fn settings_that_leave_no_word_are_refused_in_words() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        tab.goto("embeddings/?backend=cpu&word=the");
        tab.wait_for_element(".embeddings-lab", 20.0);
        wait_idle(tab);
        tab.click("button", "Use your own text");
        tab.fill("textarea", "", "only words that occur once");
        tab.click("button", "Use this text");
        tab.wait_for(
            "what to do",
            20.0,
            "document.querySelector('.part-notices').innerText.includes('lower min_count')",
        );
        assert!(tab.text(".part-status").contains("no vectors"));
    });
}

#[test]
fn webgpu_trains_too() {
    let site = Site::at_root();
    in_browser(&site, Browser { webgpu: true, ..Browser::default() }, |tab| {
        // Tiny: a software adapter needs a hundred times as long for a batch.
        tab.goto("embeddings/?backend=webgpu&vector_size=8&epochs=2&negative=2&min_count=1&sample=0&alpha=0.1");
        tab.wait_for_element(".embeddings-lab", 20.0);
        wait_idle(tab);
        assert_eq!(tab.text(".badge"), "WebGPU");
        tab.click("button", "Use your own text");
        tab.fill("textarea", "", &"the cat drank the milk\nthe ship left the harbour\n".repeat(10));
        tab.click("button", "Use this text");
        tab.wait_for("the other text", 20.0, "document.querySelector('.lesson').innerText.includes('7 words')");
        wait_idle(tab);
        tab.click(".knobs button", "Train");
        tab.wait_for("the end", 90.0, "document.querySelector('.part-status').innerText.startsWith('Trained')");
        tab.click(".under button", "Show as table");
        tab.wait_for_element(".under td", 10.0);
        let losses: Vec<f64> = tab.texts(".under .chart td").iter().filter_map(|cell| cell.parse().ok()).collect();
        // Untrained vectors give a pair and its two negatives ln 2 nats each.
        let untrained = 3.0 * std::f64::consts::LN_2;
        assert!(losses.len() > 1 && losses.iter().all(|loss| *loss < untrained - 0.15), "{losses:?}");
    });
}

#[test]
fn a_long_file_is_used_without_being_shown() {
    let site = Site::at_root();
    let file = std::env::temp_dir().join(format!("glassbox-long-{}.txt", std::process::id()));
    std::fs::write(&file, "a long book of very few words\n".repeat(100_000))
        .expect("the temporary folder can be written");
    in_browser(&site, Browser::default(), |tab| {
        open(tab, "epochs=1");
        tab.click("button", "Use your own text");
        tab.choose_file("input[type=file]", &file);
        tab.wait_for("its size", 20.0, "document.querySelector('.part-editor').innerText.includes('3,000,000 bytes')");
        assert_eq!(tab.eval("document.querySelector('textarea').value"), "");
        tab.click("button", "Use this text");
        tab.wait_for("its words", 30.0, "document.querySelector('.lesson').innerText.includes('7 words')");
        wait_idle(tab);
    });
    let _ = std::fs::remove_file(&file);
}
