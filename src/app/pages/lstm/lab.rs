//! The lab: controls, pictures and inspector of the chosen task, what lies under them, and the transport bar.

use super::Page;
use super::picture::{Picture, step_name};
use super::{controls, inspector, stage, training};
use crate::components::*;
use leptos::prelude::*;
use lessons::lstm::{Phase, TaskKind};

pub fn lab(page: Page) -> AnyView {
    let task = page.see(|lesson| lesson.task);
    let stored = page.see(|lesson| usize::from(lesson.task == TaskKind::Series));
    let selected = two_way(stored, move |at| {
        page.act(|lesson| lesson.set_task(if at == 1 { TaskKind::Series } else { TaskKind::Text }));
    });
    let status = while_engine_runs(page.see(|lesson| lesson.status()));
    let busy = page.see(|lesson| matches!(lesson.phase, Phase::Waiting | Phase::Preparing));
    let recorded = page.see(|lesson| lesson.bench().recorded);
    let seed = page.see(|lesson| format!("seed {}", lesson.bench().settings.seed));
    let picture = Picture::of_page(page);
    let steps = Signal::derive(move || picture.with(Picture::steps));
    let playing = RwSignal::new(false);
    let body = move || {
        let task = task.get();
        view! {
            <div class="labgrid">
                {controls::controls(page, task)}
                {stage::stage(page, task, picture)}
                {inspector::inspector(page, task)}
            </div>
            {training::training(page, task)}
        }
    };
    view! {
        <section class="lab lstm-lab" aria-label="The lab" class:recorded=recorded>
            <header>
                <Tabs id="lstm-task" label="Task" labels=vec!["Your text", "A signal"] selected />
                <span class="part-status" role="status" class:busy=busy>{status}</span>
                <span class="part-seed">{seed}</span>
                {share_button(page)}
            </header>
            {page.notices()}
            <TabPanel id="lstm-task" selected>{body}</TabPanel>
            <TransportBar
                position=page.position
                length=steps
                playing
                label=Signal::derive(move || step_name(task.get()).to_string())
                rate=Signal::stored(6.0)
            />
        </section>
    }
    .into_any()
}
