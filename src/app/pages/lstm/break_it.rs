//! Surgery on the running model: what to hold, what the reader expects, and what came of it.

use super::Page;
use super::wreck;
use crate::components::*;
use leptos::prelude::*;
use lessons::lstm::{Effect as Outcome, SignalInfo};
use protocol::lstm::{Gate, Signal as Shown};

/// In the order of the pictures.
const GATES: [Gate; 4] = [Gate::Forget, Gate::Input, Gate::Candidate, Gate::Output];

pub fn break_it(page: Page) -> AnyView {
    let obstacle = page.see(|lesson| lesson.obstacle().unwrap_or_default().to_string());
    let cannot = page.see(|lesson| lesson.obstacle().is_some());
    let whole = page.see(|lesson| lesson.surgery.operation.is_none());
    let guessed = place_of(page.see(|lesson| lesson.surgery.draft.guess), Outcome::ALL);
    let guess_at = move |place: usize| {
        page.change(|lesson| lesson.draft(|draft| draft.guess = Some(Outcome::ALL[place])));
    };
    view! {
        <section class="part-panel" aria-label="Break it">
            <div class="lstm-surgery">
                {gate(page)}
                {layer(page)}
                {neuron(page)}
                {held_at(page)}
                {from_step(page)}
            </div>
            {guess("part-guess", "What will happen to its loss on text it has not seen?", &Outcome::ALL.map(Outcome::label), guessed, guess_at)}
            <div class="part-pair">
                {button(fixed("Break it"), cannot, move || page.act(|lesson| lesson.operate()))}
                {button(fixed("Undo"), whole, move || page.change(|lesson| lesson.undo()))}
            </div>
            {note(obstacle)}
            {wreck::wreck(page)}
        </section>
    }
    .into_any()
}

fn gate(page: Page) -> AnyView {
    let stored = page.see(|lesson| GATES.iter().position(|gate| *gate == lesson.surgery.draft.gate).unwrap_or(0));
    let selected = two_way(stored, move |at| {
        page.change(|lesson| lesson.draft(|draft| draft.gate = GATES[at]));
    });
    let labels = GATES.map(|gate| SignalInfo::of(Shown::Gate(gate)).name).to_vec();
    view! { <Choice name="lstm-break-gate" label="Hold the gate" labels selected /> }.into_any()
}

fn layer(page: Page) -> AnyView {
    let layers = page.see(|lesson| lesson.trace().map_or(1, |trace| trace.layers.len()));
    let stored = page.see(|lesson| lesson.surgery.draft.layer.map_or(0, |layer| layer + 1));
    let selected = two_way(stored, move |at| {
        page.change(|lesson| lesson.draft(|draft| draft.layer = at.checked_sub(1)));
    });
    let choice = move || {
        let labels = ["all", "1", "2", "3"][..=layers.get().clamp(1, 3)].to_vec();
        view! { <Choice name="lstm-break-layer" label="of layer" labels selected /> }
    };
    view! { <div>{choice}</div> }.into_any()
}

fn neuron(page: Page) -> AnyView {
    let chosen = page.see(|lesson| lesson.surgery.draft.neuron);
    let width = page.see(|lesson| lesson.trace().map_or(1, |trace| trace.hidden_size));
    let followed = page.see(|lesson| format!("the followed one, {}", lesson.view.neuron.unwrap_or(0)));
    let elsewhere =
        page.see(|lesson| lesson.view.neuron.is_some() && lesson.view.neuron != lesson.surgery.draft.neuron);
    view! {
        <label class="part-field">
            <span>"neuron"</span>
            <input
                type="number"
                min="0"
                max=move || (width.get() - 1).to_string()
                placeholder="all"
                prop:value=move || chosen.get().map(|neuron| neuron.to_string()).unwrap_or_default()
                on:change:target=move |event| {
                    let neuron = event.target().value().trim().parse::<usize>().ok().map(|neuron| neuron.min(width.get_untracked() - 1));
                    page.change(|lesson| lesson.draft(|draft| draft.neuron = neuron));
                    event.target().set_value(&neuron.map(|neuron| neuron.to_string()).unwrap_or_default());
                }
            />
            {when(elsewhere, move || {
                quiet(followed, never(), move || {
                    page.change(|lesson| {
                        let (neuron, layer) = (lesson.view.neuron, lesson.layer());
                        lesson.draft(|draft| (draft.neuron, draft.layer) = (neuron, Some(layer)));
                    });
                })
            })}
        </label>
    }
    .into_any()
}

fn held_at(page: Page) -> AnyView {
    let stored = page.see(|lesson| usize::from(lesson.surgery.draft.value > 0.5));
    let selected = two_way(stored, move |at| {
        page.change(|lesson| lesson.draft(|draft| draft.value = at as f32));
    });
    view! { <Choice name="lstm-break-value" label="at" labels=vec!["0", "1"] selected /> }.into_any()
}

fn from_step(page: Page) -> AnyView {
    let from = page.see(|lesson| lesson.surgery.draft.from_step);
    let steps = page.see(|lesson| lesson.trace().map_or(1, |trace| trace.steps.max(1)));
    let current = page.see(|lesson| format!("the current one, {}", lesson.now() + 1));
    let elsewhere = page.see(|lesson| lesson.now() != lesson.surgery.draft.from_step);
    let set = move |step: usize| page.change(|lesson| lesson.draft(|draft| draft.from_step = step));
    view! {
        <label class="part-field">
            <span>"from character"</span>
            <input
                type="number"
                min="1"
                max=move || steps.get().to_string()
                prop:value=move || (from.get() + 1).to_string()
                on:change:target=move |event| {
                    let step = event.target().value().trim().parse::<usize>().unwrap_or(1).clamp(1, steps.get_untracked());
                    set(step - 1);
                    event.target().set_value(&step.to_string());
                }
            />
            {when(elsewhere, move || quiet(current, never(), move || set(page.peek(|lesson| lesson.now()))))}
        </label>
    }
    .into_any()
}
