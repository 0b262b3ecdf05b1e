//! The lab: controls, the text and its pairs, the inspector, what grows under them, and the transport bar over all merges.

use super::{Page, controls, growth, inspector, stage};
use crate::components::*;
use crate::worker_client::use_workers;
use crate::worker_state::WorkerStatus;
use leptos::prelude::*;
use lessons::tokenization::{Mode, Phase};

pub fn lab(page: Page) -> AnyView {
    let stored = page.see(|lesson| usize::from(lesson.mode == Mode::Bytes));
    let selected = two_way(stored, move |at| page.act(|lesson| lesson.set_mode(Mode::ALL[at.min(1)])));
    let busy = page.see(|lesson| matches!(lesson.phase, Phase::Waiting | Phase::Training { .. }));
    let length = page.see(|lesson| if lesson.trained.is_some() { lesson.merges() + 1 } else { 0 });
    // A long training plays in half a minute, a short one at a pace that the eye can follow.
    let rate = page.see(|lesson| (lesson.merges() as f64 / 30.0).clamp(3.0, 60.0));
    let note_of_training = page.see(|lesson| lesson.training_note());
    let playing = RwSignal::new(false);
    let position = shown_position(page);
    view! {
        <section class="lab bpe-lab" aria-label="The lab">
            <header>
                <Tabs id="bpe-mode" label="What words are made of" labels=vec!["Characters and </w>", "Bytes, as GPT-2"] selected />
                <span class="part-status" role="status" class:busy=busy>{status(page)}</span>
                {share_button(page)}
            </header>
            {page.notices()}
            <TabPanel id="bpe-mode" selected>
                <div class="labgrid">
                    {controls::controls(page)}
                    {stage::stage(page)}
                    {inspector::inspector(page)}
                </div>
                {growth::growth(page)}
                <div class="bpe-note">{note(note_of_training)}</div>
            </TabPanel>
            <TransportBar position length playing label=fixed("state") rate />
        </section>
    }
    .into_any()
}

/// The transport bar's position, which the lesson may also move: a new training can have fewer merges.
fn shown_position(page: Page) -> RwSignal<usize> {
    let stored = page.see(|lesson| lesson.position);
    Effect::new(move || {
        let stored = stored.get();
        if page.position.get_untracked() != stored {
            page.position.set(stored);
        }
    });
    page.position
}

/// The one line that says what the lab is doing. Without a worker it does nothing, and the shell's notice says what to do.
fn status(page: Page) -> Memo<String> {
    let lesson = page.see(|lesson| lesson.status());
    let scribe = use_workers().scribe.status;
    Memo::new(move |_| {
        let failed = scribe.with(|scribe| matches!(scribe, WorkerStatus::Failed { .. }));
        if failed { "The text worker is not running. What you see here stays as it is.".into() } else { lesson.get() }
    })
}
