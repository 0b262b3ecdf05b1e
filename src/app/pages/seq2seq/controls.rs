//! The left side of the lab: train, the task, and everything that can be set.

use super::Page;
use crate::components::*;
use crate::my_text::use_my_text;
use leptos::prelude::*;
use lessons::reader_text::check_text;
use lessons::seq2seq::{Knob as Setting, Lesson, OWN_LIMITS, Phase, TaskKind};
use protocol::seq2seq::Attention;

const FIRST: [Setting; 3] = [Setting::HiddenSize, Setting::NumLayers, Setting::LearningRate];
const MORE: [Setting; 4] = [Setting::TeacherForcing, Setting::EmbedSize, Setting::BatchSize, Setting::Seed];

pub fn controls(page: Page) -> Vec<AnyView> {
    let label = page.see(|lesson| lesson.train_label().to_string());
    let cannot_train = page.see(|lesson| !lesson.can_train());
    let cannot_reset = page.see(|lesson| matches!(lesson.phase, Phase::Waiting | Phase::Preparing));
    let can_load = page.see(|lesson| {
        let settled = !matches!(lesson.phase, Phase::Waiting | Phase::Preparing);
        settled && lesson.settings.task.has_file() && !lesson.is_as_shipped()
    });
    let pending = page.see(|lesson| lesson.pending_note().to_string());
    let facts = page.see(Lesson::facts);
    let train = view! {
        <button type="button" class="primary" disabled=cannot_train on:click=move |_| page.act(Lesson::toggle_training)>
            {label}
        </button>
    };
    let more: Vec<AnyView> = MORE.into_iter().map(|knob| turn(page, knob)).chain([beside(page)]).collect();
    let more = view! {
        <details class="part-more">
            <summary>"More settings"</summary>
            <div class="part-more-knobs">{more}</div>
        </details>
    };
    let mut parts = vec![
        train.into_any(),
        block("part-pair", vec![button(fixed("Reset"), cannot_reset, move || page.act(Lesson::reset))]),
        when(can_load, move || {
            quiet(fixed("Load the trained models"), never(), move || page.act(Lesson::load_example))
        }),
        view! { <p class="part-pending" role="status">{pending}</p> }.into_any(),
        task(page),
        note(facts),
        when(page.see(|lesson| lesson.settings.task == TaskKind::Own), move || own(page)),
        attention(page),
    ];
    parts.extend(FIRST.into_iter().map(|knob| turn(page, knob)));
    parts.push(more.into_any());
    parts
}

fn task(page: Page) -> AnyView {
    let stored = page.see(|lesson| lesson.settings.task as usize);
    let selected = two_way(stored, move |at| page.act(|lesson| lesson.set_task(TaskKind::ALL[at])));
    let labels = TaskKind::ALL.map(TaskKind::label).to_vec();
    view! { <Choice name="seq2seq-task" label="Task" labels selected /> }.into_any()
}

fn attention(page: Page) -> AnyView {
    let stored =
        page.see(|lesson| Attention::ALL.iter().position(|one| *one == lesson.settings.attention).unwrap_or(0));
    let selected = two_way(stored, move |at| page.change(|lesson| lesson.set_attention(Attention::ALL[at])));
    let labels = vec!["none", "additive", "dot", "general"];
    view! {
        <div title="Additive: Bahdanau's, a small network. Dot and general: Luong's, a product of states, plain or with a matrix between.">
            <Choice name="seq2seq-attention" label="Attention" labels selected />
        </div>
    }
    .into_any()
}

fn beside(page: Page) -> AnyView {
    let stored = page.see(|lesson| lesson.settings.beside);
    let on = two_way(stored, move |on| page.change(|lesson| lesson.settings.beside = on));
    view! { <Switch label="Train one without attention beside it" on /> }.into_any()
}

fn turn(page: Page, knob: Setting) -> AnyView {
    let stored = page.see(|lesson| lesson.settings.clone());
    let stored = Memo::new(move |_| stored.with(|settings| settings.get(knob)));
    let value = two_way(stored, move |value| page.act(|lesson| lesson.set_knob(knob, value)));
    let (least, most, _) = knob.range();
    let (label, help, spec) = match knob {
        Setting::HiddenSize => {
            ("Hidden size", "Numbers in a state, of encoder and decoder.", KnobSpec::whole(least, most, 8.0))
        }
        Setting::EmbedSize => ("Embed size", "Numbers that stand for a token.", KnobSpec::whole(least, most, 4.0)),
        Setting::NumLayers => ("Layers", "LSTM layers, of encoder and decoder.", KnobSpec::whole(least, most, 1.0)),
        Setting::BatchSize => ("Batch size", "Pairs in a training step.", KnobSpec::whole(least, most, 8.0)),
        Setting::LearningRate => {
            ("Learning rate", "Of Adam; applies from the next step.", KnobSpec::log(least, most, 5))
        }
        Setting::TeacherForcing => (
            "Teacher forcing",
            "How often the decoder is fed the right token in training, not its own; applies from the next step.",
            KnobSpec::real(least, most, 0.05, 2),
        ),
        Setting::Seed => ("Seed", "Pairs, weights and batches follow from it.", KnobSpec::whole(least, most, 1.0)),
    };
    view! { <div title=help><Knob label value spec /></div> }.into_any()
}

/// The reader's pairs.
fn own(page: Page) -> AnyView {
    let what = page.see(|lesson| {
        if lesson.own.is_empty() {
            "Paste lines of source, tab, target: at least 8, a few hundred to learn well.".to_string()
        } else {
            format!("{} lines of your own pairs", lesson.own.lines().count())
        }
    });
    let stored = page.see(|lesson| usize::from(lesson.settings.words));
    let selected = two_way(stored, move |at| page.change(|lesson| lesson.settings.words = at == 1));
    let kept = use_my_text().get().filter(|text| text.contains('\t'));
    let kept = kept.map(|text| {
        quiet(fixed("Use the pairs kept in this browser"), never(), move || {
            page.act(|lesson| lesson.use_own(text.clone()))
        })
    });
    let card = TextCard {
        what: what.into(),
        mine: page.see(|lesson| !lesson.own.is_empty()).into(),
        hint: "A pair in each line, a tab between source and target; up to 48 tokens of source and 40 of target. It stays in this browser.",
        check: |text| check_text(text, OWN_LIMITS),
        max: OWN_LIMITS.max,
        take: Callback::new(move |text| page.act(|lesson| lesson.use_own(text))),
        forget: Callback::new(move |()| page.act(|lesson| lesson.set_task(TaskKind::Dates))),
        tell: Callback::new(move |notice| page.change(|lesson| lesson.notify(notice))),
    };
    view! {
        {text_card(card)}
        {kept}
        <Choice name="seq2seq-unit" label="Cut into" labels=vec!["characters", "words"] selected />
    }
    .into_any()
}
