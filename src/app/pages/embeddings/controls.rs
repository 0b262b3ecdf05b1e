//! The left side of the lab: train, and everything that can be set, under gensim's names.

use super::{Page, assets};
use crate::components::*;
use leptos::prelude::*;
use lessons::embeddings::{Corpus, Knob as Setting, LIMITS, Lesson, Origin, check};

const FIRST: [Setting; 4] = [Setting::VectorSize, Setting::Window, Setting::Negative, Setting::Epochs];
const MORE: [Setting; 5] = [Setting::MinCount, Setting::Sample, Setting::Alpha, Setting::MinAlpha, Setting::Seed];

pub fn controls(page: Page) -> AnyView {
    let label = page.see(|lesson| lesson.train_label().to_string());
    let cannot_train = page.see(|lesson| !lesson.can_train());
    let cannot_reset = page.see(|lesson| !(lesson.is_idle() || lesson.is_failed()));
    let can_load = page.see(|lesson| lesson.can_load_example() && (!lesson.finished || lesson.examples > 0));
    let pending = page.see(|lesson| lesson.pending_note().to_string());
    let turn_all = |knobs: &[Setting]| knobs.iter().map(|knob| turn(page, *knob)).collect::<Vec<_>>();
    view! {
        <div class="knobs">
            <button type="button" class="primary" disabled=cannot_train on:click=move |_| page.act(Lesson::toggle_training)>
                {label}
            </button>
            <div class="part-pair">
                {button(fixed("Reset"), cannot_reset, move || page.act(Lesson::reset))}
            </div>
            {when(can_load, move || {
                quiet(fixed("Load the trained vectors"), never(), move || page.act(Lesson::load_example))
            })}
            <p class="part-pending" role="status">{pending}</p>
            {text(page)}
            {architecture(page)}
            {turn_all(&FIRST)}
            <details class="part-more">
                <summary>"More settings"</summary>
                <div class="part-more-knobs">
                    {turn_all(&MORE)}
                    {objective(page)}
                    {shuffled(page)}
                </div>
            </details>
        </div>
    }
    .into_any()
}

fn turn(page: Page, knob: Setting) -> AnyView {
    let stored = page.see(|lesson| lesson.settings.clone());
    let stored = Memo::new(move |_| stored.with(|settings| knob.get(settings)));
    let value = two_way(stored, move |value| page.change(|lesson| lesson.set_knob(knob, value)));
    let (least, most, step) = knob.range();
    let spec = if step == 1.0 {
        KnobSpec::whole(least, most, 1.0)
    } else {
        KnobSpec::real(least, most, step, if step < 0.001 { 4 } else { 3 })
    };
    view! {
        <div title=knob.hint()>
            <Knob label=knob.name() value spec />
        </div>
    }
    .into_any()
}

fn architecture(page: Page) -> AnyView {
    let stored = page.see(|lesson| usize::from(!lesson.settings.skip_gram));
    let selected = two_way(stored, move |at| page.change(|lesson| lesson.settings.skip_gram = at == 0));
    view! { <Choice name="embeddings-sg" label="sg" labels=vec!["skip-gram", "CBOW"] selected /> }.into_any()
}

fn objective(page: Page) -> AnyView {
    let stored = page.see(|lesson| usize::from(lesson.settings.softmax));
    let selected = two_way(stored, move |at| page.change(|lesson| lesson.settings.softmax = at == 1));
    let labels = vec!["negative sampling", "full softmax"];
    view! { <Choice name="embeddings-objective" label="Objective" labels selected /> }.into_any()
}

fn shuffled(page: Page) -> AnyView {
    let stored = page.see(|lesson| lesson.settings.shuffled);
    let on = two_way(stored, move |on| page.change(|lesson| lesson.settings.shuffled = on));
    view! { <Switch label="Shuffle the words of the text" on /> }.into_any()
}

fn text(page: Page) -> AnyView {
    let what = page.see(|lesson| corpus_name(lesson.corpus.as_ref()));
    let mine = page.see(|lesson| lesson.corpus.as_ref().is_some_and(Corpus::is_mine));
    text_card(TextCard {
        what: what.into(),
        mine: mine.into(),
        hint: "Paste a text of up to 50 MB, a sentence or paragraph a line; from 100 kB on neighbours begin to make sense. It stays in this browser.",
        check,
        max: LIMITS.max,
        take: Callback::new(move |text| page.act(|lesson| lesson.use_text(Corpus { text, origin: Origin::Mine }))),
        forget: Callback::new(move |()| assets::use_sample(page)),
        tell: Callback::new(move |notice| page.change(|lesson| lesson.notify(notice))),
    })
}
