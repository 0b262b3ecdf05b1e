//! The right side of the lab: one cell of the pictures with its equation, what the model expects next, and where a neuron fires.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use lessons::Shared;
use lessons::format::measured;
use lessons::lstm::{self as lesson, Cell, Lesson, SignalInfo, TaskKind, equation};
use protocol::lstm::{Spot, Spots};
use viz::token_strip::shown;

pub fn inspector(page: Page, task: TaskKind) -> AnyView {
    let worked_out = page.see(worked_out);
    view! {
        <aside class="inspect" aria-label="Inspector">
            {move || worked_out.get().map_or_else(nothing, |(cell, token, equation)| cell_view(cell, token, equation))}
            {(task == TaskKind::Text).then(|| next_character(page))}
            {(task == TaskKind::Text).then(|| spots(page))}
        </aside>
    }
    .into_any()
}

/// The cell under the pointer; else the followed neuron, else the first row, at the current step.
fn worked_out(lesson: &Lesson) -> Option<(Cell, String, lesson::Equation)> {
    let trace = lesson.trace()?;
    let rows = lesson.rows().0;
    let default = || {
        let neuron = lesson.view.neuron.filter(|&neuron| neuron < trace.hidden_size).or(rows.first().copied())?;
        Some(Cell { signal: lesson.view.signal, neuron, step: lesson.now() })
    };
    let cell = lesson.view.hover.filter(|cell| cell.step < trace.steps).or_else(default)?;
    let equation = equation(trace, lesson.layer(), cell.signal, cell.neuron, cell.step)?;
    let token = trace.text.chars().nth(cell.step).map_or_else(
        || format!("step {}", cell.step + 1),
        |character| format!("“{}”, character {}", shown(&character.to_string()), cell.step + 1),
    );
    Some((cell, token, equation))
}

fn nothing() -> AnyView {
    view! {
        <h2>"One cell"</h2>
        <p>"The numbers of a gate appear here as soon as the model has read a text."</p>
    }
    .into_any()
}

fn cell_view(cell: Cell, token: String, equation: lesson::Equation) -> AnyView {
    let class = |signal| SignalInfo::of(signal).class;
    let lines = equation
        .lines
        .into_iter()
        .map(|terms| {
            let terms = terms.into_iter().map(|part| match (part.signal, part.result) {
                (Some(signal), true) => value(class(signal), part.text).into_any(),
                (Some(signal), false) => term(class(signal), part.text).into_any(),
                (None, _) => part.text.into_any(),
            });
            view! { <div>{terms.collect_view()}</div> }
        })
        .collect_view();
    view! {
        <h2>
            {format!("Neuron {}, ", cell.neuron)} <span class=equation.info.class>{equation.info.name}</span> {format!(" at {token}")}
        </h2>
        <p>{equation.in_words}</p>
        <Equation label=format!("Equation of {}", equation.info.name)>{lines}</Equation>
    }
    .into_any()
}

/// The likeliest next characters after the current one.
fn next_character(page: Page) -> AnyView {
    let guesses = page.see(|lesson| {
        let trace = lesson.trace()?;
        let now = lesson.now();
        let guesses = trace.predictions.get(now)?.iter().take(4).copied().collect::<Vec<_>>();
        Some((guesses, trace.text.chars().nth(now + 1)))
    });
    let rows = move || {
        let (guesses, truth) = guesses.get().unwrap_or_default();
        let rows = guesses.into_iter().map(|(character, probability)| {
            let mark = if Some(character) == truth { "followed" } else { "" };
            view! {
                <li>
                    <code>{shown(&character.to_string())}</code>
                    <span class="part-share"><i style:width=format!("{:.1}%", probability * 100.0)></i></span>
                    <span>{format!("{:.0} %", probability * 100.0)}</span>
                    <small>{mark}</small>
                </li>
            }
        });
        rows.collect_view()
    };
    when(Signal::derive(move || guesses.get().is_some_and(|(guesses, _)| !guesses.is_empty())), move || {
        view! {
            <h3>"It expects next"</h3>
            <ul class="lstm-guesses">{rows}</ul>
        }
        .into_any()
    })
}

/// Where in the training text the followed neuron is highest and lowest.
fn spots(page: Page) -> AnyView {
    let spots = page.see(|lesson| lesson.text.spots.clone());
    let followed = page.see(|lesson| lesson.view.neuron);
    let score = page.see(|lesson| tracking(lesson).unwrap_or_default());
    let list = |title: &'static str, spots: &[Spot]| {
        let items = spots.iter().take(4).map(|spot| {
            view! {
                <li>
                    <span>{before(&spot.before)}</span>
                    <mark>{shown(&spot.character.to_string())}</mark>
                    <span>{after(&spot.after)}</span>
                    <small>{measured(spot.value)}</small>
                </li>
            }
        });
        view! {
            <h3>{title}</h3>
            <ol class="lstm-spots">{items.collect_view()}</ol>
        }
    };
    let body = move || match (followed.get(), spots.get()) {
        (None, _) => {
            view! { <p class="part-note">"Click a row to see where in the text this neuron fires."</p> }.into_any()
        }
        (Some(_), None) => ().into_any(),
        (Some(_), Some(found)) => {
            let found: Shared<Spots> = found;
            view! {
                {list("Highest in the training text at", &found.highest)}
                {list("Lowest at", &found.lowest)}
            }
            .into_any()
        }
    };
    view! {
        {note(score)}
        {body}
    }
    .into_any()
}

/// How well the followed neuron tracks what the finder looks for.
fn tracking(lesson: &Lesson) -> Option<String> {
    let ranking = lesson.text.ranking.as_ref()?;
    let (neuron, layer) = (lesson.view.neuron?, lesson.layer());
    let of_it = ranking.scores.iter().filter(|score| score.neuron == neuron && score.layer == layer);
    let best = of_it.max_by(|a, b| a.correlation.abs().total_cmp(&b.correlation.abs()))?;
    let signal = SignalInfo::of(best.signal).name;
    Some(format!("Tracks what you look for with r = {} ({signal}).", measured(best.correlation)))
}

/// Characters shown on either side of a spot: what fits into the column.
const BESIDE: usize = 9;

/// The nearest surroundings, on one line.
fn before(text: &str) -> String {
    let skipped = text.chars().count().saturating_sub(BESIDE);
    one_line(text.chars().skip(skipped))
}

fn after(text: &str) -> String {
    one_line(text.chars().take(BESIDE))
}

fn one_line(characters: impl Iterator<Item = char>) -> String {
    characters.map(|c| if c == '\n' { '⏎' } else { c }).collect()
}
