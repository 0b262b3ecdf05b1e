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
        let second = tab.text(".win");
        tab.click(".transport button", "Step back");
        tab.wait_for("the first window", 10.0, &format!("document.querySelector('.win').innerText !== {second:?}"));
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
