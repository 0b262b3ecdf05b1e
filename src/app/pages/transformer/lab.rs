//! The lab: the step on show between what it reads and what it makes.

use super::{Page, controls, heads, inspector, large, matrix, shown};
use crate::components::{lab as lab_of, *};
use leptos::prelude::*;
use lessons::transformer::{Phase, Quantity};

pub fn lab(page: Page) -> AnyView {
    let length = page.see(|lesson| lesson.steps().len());
    let playing = RwSignal::new(false);
    let busy = page.see(|lesson| lesson.phase != Phase::Idle);
    let recorded = page.see(|lesson| lesson.recorded);
    let bar = view! {
        <TransportBar position=page.position length playing label=fixed("step") rate=Signal::stored(0.7) />
    };
    lab_of(LabParts {
        name: "One run, step by step",
        recorded: recorded.into(),
        head: vec![
            status(while_engine_runs(page.see(|lesson| lesson.status())), busy),
            share_button(page),
            page.notices(),
        ],
        knobs: controls::controls(page),
        stage: vec![controls::text(page), stage(page)],
        inspect: inspector::inspector(page),
        under: vec![heads::heads(page), large::large(page)],
        foot: vec![bar.into_any()],
    })
}

fn stage(page: Page) -> AnyView {
    let view = shown(page, |lesson| lesson.view());
    let layout = shown(page, |lesson| lesson.layout());
    let marks = page.see(|lesson| lesson.marks());
    let title = Memo::new(move |_| view.with(|view| view.as_ref().map(|view| view.title.clone()).unwrap_or_default()));
    let operation =
        Memo::new(move |_| view.with(|view| view.as_ref().map(|view| view.operation.clone()).unwrap_or_default()));
    let place = page.see(|lesson| {
        let order = lesson.order();
        let place = if order.pre_norm { "norm first" } else { "norm after" };
        format!("layer {}, head {}, {place}", lesson.layer() + 1, lesson.head() + 1)
    });
    let scales = Memo::new(move |_| view.with(|view| view.as_ref().map(|view| view.scales)));
    let weights = Memo::new(move |_| layout.with(|(inputs, _)| inputs.iter().any(|quantity| quantity.is_weight())));
    let panes = move |all: Vec<Quantity>, made: bool| {
        let pane = |quantity: &Quantity| matrix::matrix(page, view, marks, *quantity, made);
        // A bias stands under its matrix.
        let groups = all.chunk_by(|_, next| matches!(next, Quantity::Bias(_) | Quantity::NormBias(_)));
        groups.map(|group| block("tensor-group", group.iter().map(pane).collect())).collect::<Vec<AnyView>>()
    };
    let body = move || {
        let (inputs, outputs) = layout.get();
        if outputs.is_empty() {
            return empty("The pictures appear as soon as the model has run.");
        }
        let many = inputs.len() > 4;
        view! {
            <div class="tensors" class:many=many>{panes(inputs, false)}</div>
            <p class="tensor-operation">{operation}</p>
            <div class="tensors">{panes(outputs, true)}</div>
        }
        .into_any()
    };
    let legend = move || {
        let [computed, of_weights] = scales.get()?;
        let low = if weights.get() { "computed" } else { "" };
        let one =
            |scale, words: &str| view! { <Legend scale=Signal::stored(scale) high=words.to_string() /> }.into_any();
        let second = weights.get().then(|| one(of_weights, "weights"));
        Some(view! { <div class="transformer-legends">{one(computed, low)}{second}</div> }.into_any())
    };
    let changed = shown(page, |lesson| lesson.change_note());
    block("", vec![titled(title, place), body.into_any(), legend.into_any(), note(changed)])
}
