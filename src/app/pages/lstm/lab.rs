//! The lab: controls, pictures and inspector of the chosen task, what lies under them, and the transport bar.

use super::page::Page;
use super::parts::{note, two_way};
use super::picture::{Picture, step_name};
use super::{controls, inspector, stage, take, training};
use crate::components::*;
use crate::engine_client::EngineHandle;
use crate::engine_state::EngineStatus;
use leptos::prelude::*;
use lessons::lstm::{Phase, Severity, TaskKind};

pub fn lab(page: Page) -> AnyView {
    let task = page.see(|lesson| lesson.task);
    let stored = page.see(|lesson| usize::from(lesson.task == TaskKind::Series));
    let selected = two_way(stored, move |at| {
        page.act(|lesson| lesson.set_task(if at == 1 { TaskKind::Series } else { TaskKind::Text }));
    });
    let status = status(page);
    let busy = page.see(|lesson| matches!(lesson.phase, Phase::Waiting | Phase::Preparing));
    let recorded = page.see(|lesson| lesson.bench().recorded);
    let seed = page.see(|lesson| format!("seed {}", lesson.bench().settings.seed));
    let link_note = page.see(|lesson| lesson.link_note().unwrap_or_default().to_string());
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
                <span class="lstm-status" role="status" class:busy=busy>{status}</span>
                <span class="lstm-seed">{seed}</span>
                <ShareButton url=Callback::new(move |()| take::link(page)) />
                {note(link_note)}
            </header>
            {notices(page)}
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

/// The one line that says what the lab is doing. Without an engine it does nothing, and the shell's notice says what to do.
fn status(page: Page) -> Memo<String> {
    let lesson = page.see(|lesson| lesson.status());
    let engine = expect_context::<EngineHandle>().status;
    Memo::new(move |_| {
        let failed = engine.with(|engine| matches!(engine, EngineStatus::Failed { .. }));
        if failed { "The engine is not running. What you see here stays as it is.".into() } else { lesson.get() }
    })
}

fn notices(page: Page) -> AnyView {
    let notices = page.see(|lesson| lesson.notices.clone());
    let list = move || {
        let shown = notices.get().into_iter().map(|notice| {
            let kind = match notice.severity {
                Severity::Info => NoticeKind::Info,
                Severity::Warning => NoticeKind::Warning,
            };
            let text = notice.text.clone();
            let dismiss = Callback::new(move |()| page.change(|lesson| lesson.dismiss(&notice)));
            view! { <Notice kind action=("Dismiss", dismiss)>{text}</Notice> }
        });
        shown.collect_view()
    };
    view! { <div class="lstm-notices">{list}</div> }.into_any()
}
