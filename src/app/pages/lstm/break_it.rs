//! Surgery on the running model: what to hold, what the reader expects, and what came of it.

use super::page::Page;
use super::wreck;
use crate::components::*;
use leptos::prelude::*;
use lessons::lstm::{Effect as Outcome, SIGNALS, SignalInfo};
use protocol::lstm::{Gate, Signal as Shown};

/// In the order of the pictures.
const GATES: [Gate; 4] = [Gate::Forget, Gate::Input, Gate::Candidate, Gate::Output];

pub fn break_it(page: Page) -> AnyView {
    let obstacle = page.see(|lesson| lesson.obstacle());
    let under_way = page.see(|lesson| lesson.surgery.operation.is_some());
    view! {
        <section class="lstm-panel" aria-label="Break it">
            <div class="lstm-surgery">
                {gate(page)}
                {layer(page)}
                {neuron(page)}
                {held_at(page)}
                {from_step(page)}
            </div>
            {guess(page)}
            <div class="lstm-pair">
                <button type="button" class="second" disabled=move || obstacle.get().is_some() on:click=move |_| page.act(|lesson| lesson.operate())>
                    "Break it"
                </button>
                <button type="button" class="second" disabled=move || !under_way.get() on:click=move |_| page.change(|lesson| lesson.undo())>
                    "Undo"
                </button>
            </div>
            <p class="lstm-note" role="status">{obstacle}</p>
            {wreck::wreck(page)}
        </section>
    }
    .into_any()
}

fn gate(page: Page) -> AnyView {
    let stored = page.see(|lesson| GATES.iter().position(|gate| *gate == lesson.surgery.draft.gate).unwrap_or(0));
    let selected = RwSignal::new(stored.get_untracked());
    super::controls::two_way(selected, stored, move |at| {
        page.change(|lesson| lesson.draft(|draft| draft.gate = GATES[at]));
    });
    let labels = GATES.map(|gate| SignalInfo::of(Shown::Gate(gate)).name).to_vec();
    let class = move || SIGNALS[selected.get()].class;
    view! { <div class=class><Choice name="lstm-break-gate" label="Hold the gate" labels selected /></div> }.into_any()
}

fn layer(page: Page) -> AnyView {
    let layers = page.see(|lesson| lesson.trace().map_or(1, |trace| trace.layers.len()));
    let stored = page.see(|lesson| lesson.surgery.draft.layer.map_or(0, |layer| layer + 1));
    let selected = RwSignal::new(stored.get_untracked());
    super::controls::two_way(selected, stored, move |at| {
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
    let followed = page.see(|lesson| lesson.view.neuron);
    view! {
        <label class="lstm-field">
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
            <Show when=move || followed.get().is_some() && followed.get() != chosen.get()>
                <button type="button" class="quiet" on:click=move |_| page.change(|lesson| {
                    let (neuron, layer) = (lesson.view.neuron, lesson.layer());
                    lesson.draft(|draft| (draft.neuron, draft.layer) = (neuron, Some(layer)));
                })>
                    {move || format!("the followed one, {}", followed.get().unwrap_or(0))}
                </button>
            </Show>
        </label>
    }
    .into_any()
}

fn held_at(page: Page) -> AnyView {
    let stored = page.see(|lesson| usize::from(lesson.surgery.draft.value > 0.5));
    let selected = RwSignal::new(stored.get_untracked());
    super::controls::two_way(selected, stored, move |at| {
        page.change(|lesson| lesson.draft(|draft| draft.value = at as f32));
    });
    view! { <Choice name="lstm-break-value" label="at" labels=vec!["0", "1"] selected /> }.into_any()
}

fn from_step(page: Page) -> AnyView {
    let from = page.see(|lesson| lesson.surgery.draft.from_step);
    let steps = page.see(|lesson| lesson.trace().map_or(1, |trace| trace.steps.max(1)));
    let now = page.see(|lesson| lesson.now());
    let set = move |step: usize| page.change(|lesson| lesson.draft(|draft| draft.from_step = step));
    view! {
        <label class="lstm-field">
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
            <Show when=move || now.get() != from.get()>
                <button type="button" class="quiet" on:click=move |_| set(now.get_untracked())>
                    {move || format!("the current one, {}", now.get() + 1)}
                </button>
            </Show>
        </label>
    }
    .into_any()
}

fn guess(page: Page) -> AnyView {
    let chosen = page.see(|lesson| lesson.surgery.draft.guess);
    let options = Outcome::ALL.map(|outcome| {
        view! {
            <label>
                <input
                    type="radio"
                    name="lstm-guess"
                    prop:checked=move || chosen.get() == Some(outcome)
                    on:change=move |_| page.change(|lesson| lesson.draft(|draft| draft.guess = Some(outcome)))
                />
                <span>{outcome.label()}</span>
            </label>
        }
    });
    view! {
        <fieldset class="lstm-guess">
            <legend>"What will happen to its loss on text it has not seen?"</legend>
            {options.collect_view()}
        </fieldset>
    }
    .into_any()
}
