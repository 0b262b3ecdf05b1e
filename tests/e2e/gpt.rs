//! The GPT lesson: it opens on a text, writes on, branches, trains, and answers bad input in words.

mod training;
mod writing;

use tests::harness::Tab;

/// Long enough for a machine that builds something else meanwhile.
const LIVE: f32 = 120.0;

const STATUS: &str = "(document.querySelector('.gpt-lab .part-status')?.innerText ?? '')";

/// Opens the lesson and waits until its own model has written.
#[track_caller]
fn open(tab: &Tab, query: &str) {
    tab.goto(&format!("gpt/?backend=cpu&{query}"));
    tab.wait_for_element(".gpt-lab", 20.0);
    wait_for_status(tab, "tokens stand there|context is full|Ready");
}

/// Until the lab's line says so.
#[track_caller]
fn wait_for_status(tab: &Tab, pattern: &str) {
    tab.wait_for(pattern, LIVE, &format!("/{pattern}/.test({STATUS})"));
}

/// The prompt, replaced.
#[track_caller]
fn prompt(tab: &Tab, text: &str) {
    tab.fill(".gpt-lab .part-probe input", "Prompt", text);
}

/// Tokens that stand there.
fn tokens(tab: &Tab) -> usize {
    tab.count(".glass-text .tokens i")
}
