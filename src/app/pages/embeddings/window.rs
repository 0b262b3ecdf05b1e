//! The window of the step on show: the sentence, the pairs, and what they scored.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use lessons::embeddings::pair_table;
use lessons::format::{measured, setting};
use protocol::embeddings::Step;
use viz::number::fixed as digits;

pub fn window(page: Page) -> AnyView {
    let step = page.see(|lesson| lesson.step().cloned());
    let beside = page.see(|lesson| match lesson.step() {
        Some(step) => format!(
            "alpha {}, loss {} nats a pair",
            setting(f64::from((step.alpha * 1e5).round() / 1e5)),
            measured(step.loss)
        ),
        None => String::new(),
    });
    let none = page.see(|lesson| lesson.finished && lesson.examples == 0);
    let body = move || match step.get() {
        Some(step) => shown(&step),
        None if none.get() => {
            empty("Press Step to train these vectors on one more window, or Reset and Step to watch from the first.")
        }
        None => empty("Press Step (→): the model learns from one window, and you see its pairs."),
    };
    view! {
        {titled(fixed("The window"), beside)}
        {body}
        <DataTable name="pairs of the window" table=move |()| page.see(pair_table).get() />
    }
    .into_any()
}

fn shown(step: &Step) -> AnyView {
    let words = step.sentence.iter().enumerate().map(|(place, word)| {
        let class = if place == step.place {
            "win-center"
        } else if step.context.contains(&place) {
            "win-context"
        } else if step.dropped.contains(&place) {
            "win-dropped"
        } else {
            "win-out"
        };
        view! { <span class=class>{word.clone()}</span> " " }.into_any()
    });
    let rows = step.pairs.iter().map(|pair| {
        let (kind, class) = if pair.positive { ("+ text", "win-positive") } else { ("− drawn", "win-negative") };
        // The gradient of the loss by the score: how hard the pair is pulled, and which way.
        let pull = if pair.positive { 1.0 - pair.probability } else { -pair.probability };
        view! {
            <tr class=class>
                <td>{kind}</td>
                <th scope="row">{pair.input.clone()}</th>
                <td>{pair.target.clone()}</td>
                <td title="u · v, before the update">{digits(f64::from(pair.score), 3)}</td>
                <td title="σ(u · v): the chance that the pair is real, says the model">{measured(pair.probability)}</td>
                <td title="label − σ(u · v): both vectors move by alpha times this times the other">
                    {digits(f64::from(pull), 3)}
                </td>
            </tr>
        }
        .into_any()
    });
    view! {
        <p class="win" dir="auto">{words.collect::<Vec<_>>()}</p>
        <p class="part-note">
            {format!("Boxed: the centre. Underlined: its context, this time {} on either side. Struck out: dropped by subsampling.", step.reach)}
        </p>
        <div class="win-pairs" tabindex="0" role="region" aria-label="Pairs of the window">
            <table>
                <thead>
                    <tr>
                        <th scope="col">"pair"</th>
                        <th scope="col">"word"</th>
                        <th scope="col">"with"</th>
                        <th scope="col">"score"</th>
                        <th scope="col">"says real"</th>
                        <th scope="col">"pull"</th>
                    </tr>
                </thead>
                <tbody>{rows.collect::<Vec<_>>()}</tbody>
            </table>
        </div>
    }
    .into_any()
}
