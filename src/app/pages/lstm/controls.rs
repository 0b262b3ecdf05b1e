//! The left side of the lab: train, and everything that can be set.

use super::Page;
use super::text_input::text_input;
use crate::components::*;
use leptos::prelude::*;
use lessons::lstm::{Knob as Setting, Phase, Range, TaskKind};
use protocol::lstm::{Optimizer, SeriesKind};

const FIRST: [Setting; 4] = [Setting::HiddenSize, Setting::Layers, Setting::LearningRate, Setting::SequenceLength];
const MORE: [Setting; 5] =
    [Setting::BatchSize, Setting::ClipNorm, Setting::Dropout, Setting::Temperature, Setting::Seed];

pub fn controls(page: Page, task: TaskKind) -> AnyView {
    let label = page.see(|lesson| lesson.train_label().to_string());
    let cannot_train = page.see(|lesson| !lesson.can_train());
    let not_idle = page.see(|lesson| lesson.phase != Phase::Idle);
    let cannot_reset = page.see(|lesson| !matches!(lesson.phase, Phase::Idle | Phase::Training | Phase::Failed(_)));
    let pending = page.see(|lesson| lesson.pending_note().unwrap_or_default().to_string());
    let example = page.see(|lesson| {
        let untrained = lesson.bench().step == 0 && lesson.phase == Phase::Idle;
        lesson.task == TaskKind::Text && lesson.pretrained.is_some() && untrained
    });
    let own = match task {
        TaskKind::Text => text_input(page),
        TaskKind::Series => signal_choice(page),
    };
    let features: &[Setting] = match task {
        TaskKind::Text => &[],
        TaskKind::Series => &[Setting::SeriesFeatures, Setting::SeriesNoise],
    };
    let first: Vec<AnyView> = FIRST.iter().chain(features).map(|knob| turn(page, *knob)).collect();
    let mut more: Vec<AnyView> =
        MORE.into_iter().filter(|knob| knob.is_for(task)).map(|knob| turn(page, knob)).collect();
    more.push(optimizer(page));
    if task == TaskKind::Text {
        more.push(with_rnn(page));
    }
    view! {
        <div class="knobs">
            <button type="button" class="primary" disabled=cannot_train on:click=move |_| page.act(|lesson| lesson.toggle_training())>
                {label}
            </button>
            <div class="part-pair">
                {button(fixed("One step"), not_idle, move || page.act(|lesson| lesson.step_once()))}
                {button(fixed("Reset"), cannot_reset, move || page.act(|lesson| lesson.reset()))}
            </div>
            {when(example, move || {
                quiet(fixed("Load the trained example"), never(), move || page.act(|lesson| lesson.load_example()))
            })}
            <p class="part-pending" role="status">{pending}</p>
            {own}
            {first}
            <details class="part-more">
                <summary>"More settings"</summary>
                <div class="part-more-knobs">{more}</div>
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
    let value = two_way(stored, move |value| page.act(|lesson| lesson.set_knob(knob, value)));
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

fn optimizer(page: Page) -> AnyView {
    let stored = page.see(|lesson| usize::from(lesson.bench().settings.optimizer == Optimizer::Sgd));
    let selected = two_way(stored, move |at| {
        page.act(|lesson| lesson.set_optimizer(if at == 1 { Optimizer::Sgd } else { Optimizer::Adam }))
    });
    view! { <Choice name="lstm-optimizer" label="Optimizer" labels=vec!["Adam", "SGD"] selected /> }.into_any()
}

fn with_rnn(page: Page) -> AnyView {
    let stored = page.see(|lesson| lesson.bench().settings.with_rnn);
    let on = two_way(stored, move |on| page.change(|lesson| lesson.set_with_rnn(on)));
    view! { <Switch label="Train a plain RNN beside it" on /> }.into_any()
}

fn signal_choice(page: Page) -> AnyView {
    let stored = page.see(|lesson| usize::from(lesson.series.settings.series_kind == SeriesKind::Spike));
    let selected = two_way(stored, move |at| {
        page.change(|lesson| lesson.set_series_kind(if at == 1 { SeriesKind::Spike } else { SeriesKind::Sines }))
    });
    let words = Signal::derive(move || {
        let words = if selected.get() == 1 {
            "Noise with one spike in it: the model must say at the end how high the spike was, however long ago."
        } else {
            "The sum of three sines: the model must say the next value."
        };
        words.to_string()
    });
    view! {
        <Choice name="lstm-signal" label="Signal" labels=vec!["Sines", "Spike"] selected />
        {note(words)}
    }
    .into_any()
}
