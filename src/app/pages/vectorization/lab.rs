//! The lab: the representation, the options, the matrix and its cell, the search, one document's way, and the transport bar.

use super::Page;
use super::{controls, inspector, matrix, pipeline, search};
use crate::components::*;
use crate::worker_client::use_workers;
use crate::worker_state::WorkerStatus;
use leptos::prelude::*;
use lessons::vectorization::{Phase, stages};
use protocol::vectorization::Representation;

const AS: [Representation; 3] = [Representation::OneHot, Representation::Counts, Representation::TfIdf];

pub fn lab(page: Page) -> AnyView {
    let stored = page.see(|lesson| AS.iter().position(|known| *known == lesson.setup.representation).unwrap_or(2));
    let selected = two_way(stored, move |at| page.act(|lesson| lesson.set_representation(AS[at])));
    let status = status(page);
    let busy = page.see(|lesson| matches!(lesson.phase, Phase::Waiting | Phase::Counting { .. }));
    let unfit = page.see(|lesson| match &lesson.phase {
        Phase::Unfit(message) => message.clone(),
        _ => String::new(),
    });
    let problem = move || {
        let message = unfit.get();
        (!message.is_empty()).then(|| view! { <Notice kind=NoticeKind::Warning>{message}</Notice> })
    };
    let steps = page.see(|lesson| stages(lesson.setup.representation).len());
    let playing = RwSignal::new(false);
    // Another representation has other steps.
    let position = page.see(|lesson| lesson.position);
    Effect::new(move || {
        let position = position.get();
        if page.position.get_untracked() != position {
            page.position.set(position);
        }
    });
    view! {
        <section class="lab vec-lab" aria-label="The lab">
            <header>
                <Tabs id="vec-as" label="Representation" labels=vec!["One-hot", "Counts", "TF-IDF"] selected />
                <span class="part-status" role="status" class:busy=busy>{status}</span>
                {share_button(page)}
            </header>
            {page.notices()}
            <div class="part-notices">{problem}</div>
            <TabPanel id="vec-as" selected>
                <div class="labgrid">
                    {controls::controls(page)}
                    {matrix::matrix(page)}
                    {inspector::inspector(page)}
                </div>
                <div class="under">
                    <div>{search::search(page)}</div>
                    <div>{pipeline::pipeline(page)}</div>
                </div>
            </TabPanel>
            <TransportBar position=page.position length=steps playing label=fixed("step") rate=Signal::stored(0.8) />
        </section>
    }
    .into_any()
}

/// The one line that says what the lab is doing. Without its worker it does nothing, and the shell's notice says what to do.
fn status(page: Page) -> Memo<String> {
    let lesson = page.see(|lesson| lesson.status());
    let scribe = use_workers().scribe.status;
    Memo::new(move |_| {
        let failed = scribe.with(|scribe| matches!(scribe, WorkerStatus::Failed { .. }));
        if failed { "The text worker is not running. What you see here stays as it is.".into() } else { lesson.get() }
    })
}
