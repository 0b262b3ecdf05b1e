//! The second lab: one sentence, its other order, and one attention layer under every scheme.

use super::controls;
use super::{Page, SCHEMES, map, order, scores, standings};
use crate::components::*;
use crate::my_text::use_my_text;
use leptos::prelude::*;
use lessons::positional_encoding::{Number, Phase, attention_math, first_sentence};
use protocol::positional_encoding::{Stretch, Wiring};

const KNOBS: [Number; 3] = [Number::Shift, Number::Heads, Number::Seed];

pub fn attention(page: Page) -> AnyView {
    let busy = page.see(|lesson| lesson.phase != Phase::Idle);
    let recorded = page.see(|lesson| lesson.recorded);
    let mut knobs = controls::knobs(page, &KNOBS);
    knobs.extend([causal(page), wiring(page), stretch(page)]);
    lab(LabParts {
        name: "The attention layer",
        recorded: recorded.into(),
        head: vec![status(while_engine_runs(page.see(|lesson| lesson.status())), busy)],
        knobs,
        stage: vec![sentence(page), order::order(page), standings::cards(page), map::maps(page)],
        inspect: explained(page),
        under: vec![standings::table(page), scores::scores(page), speeds(page)],
        foot: Vec::new(),
    })
}

fn causal(page: Page) -> AnyView {
    let stored = page.see(|lesson| lesson.causal);
    let on = two_way(stored, move |on| page.act(|lesson| lesson.set_causal(on)));
    view! { <Switch label="Causal mask: look back only" on /> }.into_any()
}

fn wiring(page: Page) -> AnyView {
    let stored = page.see(|lesson| usize::from(lesson.wiring == Wiring::Random));
    let selected = two_way(stored, move |at| {
        page.act(|lesson| lesson.set_wiring(if at == 1 { Wiring::Random } else { Wiring::Identity }));
    });
    let words = Signal::derive(move || {
        let words = if selected.get() == 1 {
            "Query, key, value and output projections are random, as before training."
        } else {
            "Query, key and value are the vector itself: scores are plain dot products."
        };
        words.to_string()
    });
    view! {
        <Choice name="position-wiring" label="Projections" labels=vec!["Identity", "Random"] selected />
        {note(words)}
    }
    .into_any()
}

fn stretch(page: Page) -> AnyView {
    const WAYS: [Stretch; 3] = [Stretch::Positions, Stretch::Base, Stretch::Parts];
    let stored = page.see(|lesson| WAYS.iter().position(|way| *way == lesson.stretch).unwrap_or(0));
    let selected = two_way(stored, move |at| page.act(|lesson| lesson.set_stretch(WAYS[at.min(2)])));
    let scale = page.see(|lesson| lesson.get(Number::Scale));
    let words = Signal::derive(move || {
        match (scale.get() < 1.0, selected.get()) {
        (false, _) => "Nothing to stretch: scale positions by less than 1, in the first lab.".to_string(),
        (_, 0) => "Every pair turns more slowly by the same factor.".into(),
        (_, 1) => "A larger base: the fastest pair keeps its speed.".into(),
        _ => "Pairs that turn 32 times within max_len keep their speed, those without a whole turn lose all of the factor.".into(),
    }
    });
    view! {
        <Choice name="position-stretch" label="RoPE on longer texts" labels=vec!["linear", "NTK", "YaRN"] selected />
        {note(words)}
    }
    .into_any()
}

/// The speeds of the rotary pairs, of use only to who has stretched something.
fn speeds(page: Page) -> AnyView {
    let chart = page.see(|lesson| lesson.stretches());
    let any = page.see(|lesson| lesson.get(Number::Scale) < 1.0 && lesson.d_model() / lesson.heads() >= 4);
    let words = page
        .see(|lesson| format!("for texts of {} times max_len", viz::number::short(1.0 / lesson.get(Number::Scale))));
    when(any, move || {
        let chart = view! { <Chart name="stretched" data=chart height=9.0 /> };
        block("position-speeds", vec![titled(fixed("How RoPE's pairs are slowed"), words), chart.into_any()])
    })
}

fn sentence(page: Page) -> AnyView {
    let text = page.see(|lesson| lesson.sentence.clone());
    let long = RwSignal::new(String::new());
    let my_text = use_my_text();
    let take = move || {
        if let Some(text) = my_text.get() {
            page.act(|lesson| lesson.set_sentence(first_sentence(&text).to_string()));
        }
    };
    let mine = move || {
        let first = button(fixed("First sentence of my text"), never(), take);
        block("part-pair", vec![first, quiet(fixed("Forget my text"), never(), move || my_text.forget())])
    };
    let said = page.see(|lesson| lesson.sentence_note());
    view! {
        <label class="part-probe">
            <span>"Sentence"</span>
            <input
                type="text"
                spellcheck="false"
                autocomplete="off"
                dir="auto"
                prop:value=text
                on:paste=refuse_long_paste(long)
                on:input:target=move |event| {
                    let text = event.target().value();
                    page.act(|lesson| lesson.set_sentence(text));
                }
            />
        </label>
        {note(long)}
        {note(said)}
        {when(my_text.is_kept(), mine)}
    }
    .into_any()
}

/// The cell of the maps that is pointed at.
fn explained(page: Page) -> Vec<AnyView> {
    let formula = page.see(attention_math);
    let words = page.see(|lesson| {
        let Some(attended) = &lesson.attended else { return String::new() };
        let word = |place: usize| {
            let place = place.min(attended.setup.words.len() - 1);
            format!("“{}” at {place}", attended.setup.words[place])
        };
        format!("{} looks at {}, head {}", word(lesson.cell.0), word(lesson.cell.1), lesson.head() + 1)
    });
    let scheme = page.see(|lesson| lesson.scheme);
    let name = Signal::derive(move || format!("One weight, {}", SCHEMES[scheme.get() as usize].name));
    let enters = Signal::derive(move || {
        let info = &SCHEMES[scheme.get() as usize];
        format!("Position enters: {}. Beyond its length: {}.", info.enters, info.beyond)
    });
    vec![
        caption(name),
        paragraph(words),
        drawn("equation position-math", "Score and weight of the cell", formula),
        note(enters),
    ]
}
