//! The left side of the lab: train, and everything that can be set.

use super::page::Page;
use super::text_input::TextInput;
use crate::components::*;
use leptos::prelude::*;
use lessons::lstm::{Knob as Setting, Phase, Range, TaskKind};
use protocol::lstm::{Optimizer, SeriesKind};

const FIRST: [Setting; 4] = [Setting::HiddenSize, Setting::Layers, Setting::LearningRate, Setting::SequenceLength];
const MORE: [Setting; 5] =
    [Setting::BatchSize, Setting::ClipNorm, Setting::Dropout, Setting::Temperature, Setting::Seed];

pub fn controls(page: Page, task: TaskKind) -> AnyView {
    let label = page.see(|lesson| lesson.train_label());
    let can_train = page.see(|lesson| lesson.can_train());
    let idle = page.see(|lesson| lesson.phase == Phase::Idle);
    let can_reset = page.see(|lesson| matches!(lesson.phase, Phase::Idle | Phase::Training | Phase::Failed(_)));
    let pending = page.see(|lesson| lesson.pending_note());
    let example =
        page.see(|lesson| lesson.pretrained.is_some() && lesson.bench().step == 0 && lesson.phase == Phase::Idle);
    let own = match task {
        TaskKind::Text => view! { <TextInput page /> }.into_any(),
        TaskKind::Series => signal_choice(page),
    };
    let features: &[Setting] = match task {
        TaskKind::Text => &[],
        TaskKind::Series => &[Setting::SeriesFeatures, Setting::SeriesNoise],
    };
    view! {
        <div class="knobs">
            <button type="button" class="primary" disabled=move || !can_train.get() on:click=move |_| page.act(|lesson| lesson.toggle_training())>
                {label}
            </button>
            <div class="lstm-pair">
                <button type="button" class="second" disabled=move || !idle.get() on:click=move |_| page.act(|lesson| lesson.step_once())>
                    "One step"
                </button>
                <button type="button" class="second" disabled=move || !can_reset.get() title="New random weights from the seed"
                    on:click=move |_| page.act(|lesson| lesson.reset())>
                    "Reset"
                </button>
            </div>
            <Show when=move || task == TaskKind::Text && example.get()>
                <button type="button" class="quiet" on:click=move |_| page.act(|lesson| lesson.load_example())>
                    "Load the trained example"
                </button>
            </Show>
            <p class="lstm-pending" role="status">{pending}</p>
            {own}
            {FIRST.into_iter().chain(features.iter().copied()).map(|knob| turn(page, knob)).collect_view()}
            <details class="lstm-more">
                <summary>"More settings"</summary>
                <div class="lstm-more-knobs">
                    {MORE.into_iter().filter(|knob| knob.is_for(task)).map(|knob| turn(page, knob)).collect_view()}
                    {optimizer(page)}
                    {(task == TaskKind::Text).then(|| with_rnn(page))}
                </div>
            </details>
        </div>
    }
    .into_any()
}

/// A knob of the lesson: turned by the reader, and turned back by whatever else changes the setting.
fn turn(page: Page, knob: Setting) -> AnyView {
    let stored = Memo::new({
        let settings = page.see(|lesson| lesson.bench().settings.clone());
        move |_| settings.with(|settings| knob.get(settings))
    });
    let value = RwSignal::new(stored.get_untracked());
    two_way(value, stored, move |value| page.act(|lesson| lesson.set_knob(knob, value)));
    let training = page.see(|lesson| lesson.phase == Phase::Training);
    let hint = Signal::derive(move || {
        let waits = training.get() && !knob.is_live();
        if waits { "waits until training stops".to_string() } else { String::new() }
    });
    view! {
        <div title=knob.hint()>
            <Knob label=knob.label() value spec=spec(knob.range()) hint />
        </div>
    }
    .into_any()
}

fn spec(range: Range) -> KnobSpec {
    let Range { min, max, step, logarithmic } = range;
    if logarithmic {
        KnobSpec::log(min, max, 5)
    } else if step == 1.0 {
        KnobSpec::whole(min, max, 1.0)
    } else {
        KnobSpec::real(min, max, step, if step < 0.1 { 2 } else { 1 })
    }
}

/// Keeps a control's signal and the lesson equal: the reader's change is sent on, the lesson's is shown.
pub fn two_way<T: PartialEq + Copy + Send + Sync + 'static>(
    shown: RwSignal<T>,
    stored: Memo<T>,
    send: impl Fn(T) + 'static,
) {
    Effect::new(move || {
        let value = stored.get();
        if shown.get_untracked() != value {
            shown.set(value);
        }
    });
    Effect::new(move || {
        let value = shown.get();
        if stored.get_untracked() != value {
            send(value);
        }
    });
}

fn optimizer(page: Page) -> AnyView {
    let stored = page.see(|lesson| usize::from(lesson.bench().settings.optimizer == Optimizer::Sgd));
    let selected = RwSignal::new(stored.get_untracked());
    two_way(selected, stored, move |at| {
        page.act(|lesson| lesson.set_optimizer(if at == 1 { Optimizer::Sgd } else { Optimizer::Adam }))
    });
    view! { <Choice name="lstm-optimizer" label="Optimizer" labels=vec!["Adam", "SGD"] selected /> }.into_any()
}

fn with_rnn(page: Page) -> AnyView {
    let stored = page.see(|lesson| lesson.bench().settings.with_rnn);
    let on = RwSignal::new(stored.get_untracked());
    two_way(on, stored, move |on| page.change(|lesson| lesson.set_with_rnn(on)));
    view! { <Switch label="Train a plain RNN beside it" on /> }.into_any()
}

fn signal_choice(page: Page) -> AnyView {
    let stored = page.see(|lesson| usize::from(lesson.series.settings.series_kind == SeriesKind::Spike));
    let selected = RwSignal::new(stored.get_untracked());
    two_way(selected, stored, move |at| {
        page.change(|lesson| lesson.set_series_kind(if at == 1 { SeriesKind::Spike } else { SeriesKind::Sines }))
    });
    view! {
        <Choice name="lstm-signal" label="Signal" labels=vec!["Sines", "Spike"] selected />
        <p class="lstm-note">
            {move || {
                if selected.get() == 1 {
                    "Noise with one spike in it: the model must say at the end how high the spike was, however long ago."
                } else {
                    "The sum of three sines: the model must say the next value."
                }
            }}
        </p>
    }
    .into_any()
}
