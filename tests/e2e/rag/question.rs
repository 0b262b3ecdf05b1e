//! The page's question and its three answers, as tests use them.

use tests::harness::Tab;

/// Seconds that a model and an answer may take on a busy machine.
pub const PATIENCE: f32 = 240.0;

#[track_caller]
pub fn type_question(tab: &Tab, question: &str) {
    tab.fill(".rag-question input", "Your question", question);
}

#[track_caller]
pub fn ask(tab: &Tab, question: &str) {
    type_question(tab, question);
    tab.click(".rag-question button", "Ask");
}

/// Of the three answers: quoted, written from the passages, written without them.
#[track_caller]
pub fn card(tab: &Tab, at: usize) -> String {
    tab.texts(".rag-card").into_iter().nth(at).unwrap_or_default()
}

#[track_caller]
pub fn wait_for_card(tab: &Tab, what: &str, at: usize, words: &str) {
    let holds = format!("(document.querySelectorAll('.rag-card')[{at}]?.textContent ?? '').includes({words:?})");
    tab.wait_for(what, PATIENCE, &holds);
}

/// Loads the model that embeds, from beside the question, and waits for its vectors.
#[track_caller]
pub fn load_encoder(tab: &Tab, vectors: &str) {
    wait_for_card(tab, "the quoted sentence", 0, "Deep learning");
    tab.click_css(".rag-hint button");
    let there = format!("document.querySelector('.rag-strip')?.textContent.includes({vectors:?})");
    tab.wait_for("the vectors", PATIENCE, &there);
}

/// Loads the model that writes.
#[track_caller]
pub fn load_writer(tab: &Tab) {
    tab.click_css(".rag-card button.plain");
    wait_for_card(tab, "the model", 1, "Not written yet");
}
