//! The classifier on top of the encoder: labelled texts, the head's training, and what it gets right beside the nearest texts.

mod answer;
mod figures;
mod texts;

use super::Page;
use crate::components::{lab as lab_of, *};
use leptos::prelude::*;
use lessons::bert::classifier::Knob as Setting;
use protocol::bert_classifier::Features;

pub fn classifier(page: Page) -> AnyView {
    let busy = page.see(|lesson| lesson.classifier.is_busy());
    lab_of(LabParts {
        name: "A classifier on top",
        recorded: page.see(|lesson| lesson.classifier.recorded).into(),
        head: vec![status(page.see(|lesson| lesson.classifier.status(lesson.is_loaded())), busy)],
        knobs: knobs(page),
        stage: vec![texts::texts(page), figures::curves(page)],
        inspect: figures::judges(page),
        under: vec![figures::confusions(page), answer::answer(page), figures::runs(page)],
        foot: Vec::new(),
    })
}

fn knobs(page: Page) -> Vec<AnyView> {
    let unready =
        page.see(|lesson| !lesson.is_loaded() || (lesson.classifier.examples.is_err() && !lesson.classifier.is_busy()));
    let label = page.see(|lesson| if lesson.classifier.is_busy() { "Stop" } else { "Train the head" });
    let features =
        two_way(page.see(|lesson| usize::from(lesson.classifier.settings.features == Features::Mean)), move |at| {
            page.change(|lesson| {
                lesson.classifier.settings.features = if at == 1 { Features::Mean } else { Features::Pooler };
            });
        });
    let missing =
        page.see(|lesson| if lesson.is_loaded() { String::new() } else { "Load the model above first.".into() });
    let train = view! {
        <button
            type="button"
            class="primary"
            disabled=unready
            on:click=move |_| page.act(|lesson| lesson.toggle_training())
        >
            {label}
        </button>
    };
    let choice = view! {
        <Choice name="bert-features" label="The head reads" labels=vec!["pooler of [CLS]", "mean of all tokens"] selected=features />
    };
    let mut all = vec![train.into_any(), note(missing), choice.into_any()];
    all.extend(Setting::ALL.map(|knob| turn(page, knob)));
    all
}

fn turn(page: Page, knob: Setting) -> AnyView {
    let stored = page.see_of(move |lesson| knob.get(&lesson.classifier.settings));
    let value = two_way(stored, move |value| page.change(|lesson| knob.set(&mut lesson.classifier.settings, value)));
    let (least, most, step) = knob.range();
    let spec = match knob {
        Setting::LearningRate => KnobSpec::log(least, most, 4),
        Setting::Dropout => KnobSpec::real(least, most, step, 2),
        _ => KnobSpec::whole(least, most, step),
    };
    view! { <div title=knob.hint()><Knob label=knob.name() value spec /></div> }.into_any()
}
