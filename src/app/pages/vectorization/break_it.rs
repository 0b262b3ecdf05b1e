//! Surgery on the matrix: what to break, what the reader expects, and both rankings side by side.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use lessons::vectorization::{Guess, Operation, SURGERIES, surgery_name};
use protocol::vectorization::Ranking;
use viz::number::fixed as digits;

/// Hits of each ranking on show.
const SHOWN: usize = 5;

pub fn break_it(page: Page) -> AnyView {
    let obstacle = page.see(|lesson| lesson.obstacle().to_string());
    let cannot = page.see(|lesson| !lesson.obstacle().is_empty());
    let whole = page.see(|lesson| lesson.break_it.operation.is_none());
    let about = page.see(|lesson| {
        let best = lesson.ranking.as_ref().and_then(|ranking| ranking.hits.first().cloned());
        best.map_or(String::new(), |hit| {
            format!(
                "Query “{}”. Best now: document {}, “{}”, cosine {}.",
                lesson.query,
                hit.document + 1,
                hit.text,
                digits(hit.cosine, 3)
            )
        })
    });
    let operation = page.see(|lesson| lesson.break_it.operation.clone());
    let outcome = move || operation.with(|operation| operation.as_ref().map(outcome));
    view! {
        <section class="part-panel" aria-label="Break it">
            <p class="part-note"><bdi>{about}</bdi></p>
            {surgeries(page)}
            {guesses(page)}
            <div class="part-pair">
                {button(fixed("Break it"), cannot, move || page.act(|lesson| lesson.operate()))}
                {button(fixed("Undo"), whole, move || page.change(|lesson| lesson.undo()))}
            </div>
            {note(obstacle)}
            <div role="region" aria-label="Outcome" aria-live="polite">{outcome}</div>
        </section>
    }
    .into_any()
}

fn surgeries(page: Page) -> AnyView {
    let chosen = place_of(page.see(|lesson| Some(lesson.break_it.surgery)), SURGERIES);
    let choose = move |place: usize| page.change(|lesson| lesson.choose_surgery(SURGERIES[place]));
    guess("vec-surgery", "What to break", &SURGERIES.map(surgery_name), chosen, choose)
}

fn guesses(page: Page) -> AnyView {
    let question = "What will happen to the best document's cosine with the query?";
    let chosen = place_of(page.see(|lesson| lesson.break_it.guess), Guess::ALL);
    let choose = move |place: usize| page.change(|lesson| lesson.guess(Guess::ALL[place]));
    guess("vec-guess", question, &Guess::ALL.map(Guess::label), chosen, choose)
}

fn outcome(operation: &Operation) -> AnyView {
    let (before, after) = operation.cosines().unwrap_or_default();
    let place = operation.rank_after().map_or("out of the ranking".to_string(), |place| format!("at rank {place}"));
    let (kind, said) = if operation.was_expected() {
        (NoticeKind::Info, "You had expected that.")
    } else {
        (NoticeKind::Warning, "Not what you expected.")
    };
    view! {
        <Notice kind>
            {format!("Cosine {} unbroken, {} broken, now {place}. {said} {}", digits(before, 4), digits(after, 4), operation.why())}
        </Notice>
        <div class="part-two">
            {ranking("Unbroken", &operation.before)}
            {ranking("Broken", &operation.after)}
        </div>
    }
    .into_any()
}

fn ranking(title: &'static str, ranking: &Ranking) -> AnyView {
    let rows = ranking.hits.iter().take(SHOWN).map(|hit| {
        let text: String = hit.text.chars().take(48).collect();
        view! {
            <tr>
                <th scope="row"><bdi>{text}</bdi></th>
                <td>{digits(hit.cosine, 4)}</td>
                <td>{digits(hit.dot, 4)}</td>
            </tr>
        }
        .into_any()
    });
    view! {
        <div class="vec-scroll" tabindex="0" role="region" aria-label=format!("Ranking, {title}")>
            <h3>{title}</h3>
            <table class="vec-terms">
                <thead><tr><th scope="col">"document"</th><th scope="col">"cosine"</th><th scope="col">"row · query"</th></tr></thead>
                <tbody>{rows.collect::<Vec<AnyView>>()}</tbody>
            </table>
        </div>
    }
    .into_any()
}
