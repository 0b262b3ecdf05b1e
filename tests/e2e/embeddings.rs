//! The word embeddings lesson: it opens on a map, trains and steps, answers honestly, and leaves with its vectors.

mod asking;
mod training;

use tests::harness::Tab;

/// Long enough for a machine that builds something else meanwhile.
const LIVE: f32 = 90.0;

/// Opens the lesson and waits until its own vectors have answered.
#[track_caller]
fn open(tab: &Tab, query: &str) {
    tab.goto(&format!("embeddings/?backend=cpu&{query}"));
    tab.wait_for_element(".embeddings-lab", 20.0);
    wait_idle(tab);
}

#[track_caller]
fn wait_idle(tab: &Tab) {
    tab.wait_for(
        "vectors that stand still",
        LIVE,
        "/^(Vectors trained|Untrained|Trained|Paused)/.test(document.querySelector('.part-status')?.innerText ?? '')",
    );
}

/// The chosen word's neighbours.
#[track_caller]
fn neighbours(tab: &Tab) -> Vec<String> {
    tab.wait_for_element(".inspect .near li", 20.0);
    tab.texts(".inspect .near li button")
}
