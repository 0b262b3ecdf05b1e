//! The hits as a list: each with its text, and its numbers taken apart when it is picked.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use lessons::format::count;
use lessons::rag::{FIRST_HITS, HitLine};
use protocol::rag::Fate;
use viz::number::fixed as digits;

pub fn hits(page: Page) -> AnyView {
    let lines = page.see(|lesson| lesson.hit_lines());
    let list = move || lines.get().into_iter().map(|hit| line(page, hit)).collect::<Vec<AnyView>>();
    let all = page.see(|lesson| lesson.found.as_ref().map_or(0, |found| found.hits.len()));
    let many = Signal::derive(move || all.get() > FIRST_HITS);
    let label = page.see(|lesson| {
        let all = lesson.found.as_ref().map_or(0, |found| found.hits.len());
        if lesson.all_hits { "List fewer".into() } else { format!("List all {} hits", count(all)) }
    });
    let more = move || quiet(label, never(), move || page.change(|lesson| lesson.all_hits = !lesson.all_hits));
    view! {
        <ol class="rag-hits" aria-label="Hits, the best first">{list}</ol>
        {when(many, more)}
    }
    .into_any()
}

fn line(page: Page, hit: HitLine) -> AnyView {
    let HitLine { place, chunk, name, path, text, cosine, bm25, bm25_share, fate } = hit;
    let chosen = page.see_of(move |lesson| lesson.chosen == Some(chunk));
    let lit = page.see_of(move |lesson| lesson.pointed == Some(chunk));
    let (word, class) = match fate {
        Fate::Taken => ("in the prompt", "taken"),
        Fate::Below => ("below the least cosine", ""),
        Fate::Beyond => ("after the first k", ""),
    };
    let pieces: Vec<AnyView> = text
        .into_iter()
        .map(|(text, asked)| if asked { view! { <mark>{text}</mark> }.into_any() } else { text.into_any() })
        .collect();
    let toggle = move |_| page.change(|lesson| lesson.chosen = (lesson.chosen != Some(chunk)).then_some(chunk));
    let point = move |chunk| page.change(|lesson| lesson.pointed = chunk);
    view! {
        <li class=class class:lit=lit on:pointerenter=move |_| point(Some(chunk)) on:pointerleave=move |_| point(None)>
            <div class="rag-hit-head">
                <b>{place}</b>
                <span dir="auto">{name}</span>
                <span class="rag-hit-fate">{word}</span>
                {bar("cosine", cosine.map(|it| (digits(f64::from(it), 3), it.max(0.0))))}
                {bar("BM25", bm25.map(|it| (digits(f64::from(it), 2), bm25_share)))}
                <button type="button" class="quiet" aria-expanded=move || chosen.get().to_string() on:click=toggle>
                    {move || if chosen.get() { "Hide why" } else { "Why here?" }}
                    <span class="unseen">{format!(" hit {place}")}</span>
                </button>
            </div>
            {(!path.is_empty()).then(|| view! { <p class="part-note" dir="auto">{path}</p> }.into_any())}
            <p class="rag-text" dir="auto">{pieces}</p>
            {when(chosen, move || why(page, chunk))}
        </li>
    }
    .into_any()
}

/// A number and its share of a whole as a bar.
fn bar(name: &'static str, value: Option<(String, f32)>) -> AnyView {
    let (words, share) = value.unwrap_or_else(|| ("–".into(), 0.0));
    let width = format!("{}%", digits(100.0 * f64::from(share.clamp(0.0, 1.0)), 1));
    view! {
        <span class="rag-bar">
            <span>{name}" "{words}</span>
            <span class="rag-bar-full" aria-hidden="true"><span style:width=width></span></span>
        </span>
    }
    .into_any()
}

/// The hit's numbers and how each is made.
fn why(page: Page, chunk: u32) -> AnyView {
    let parts = page.see_of(move |lesson| lesson.breakdown(chunk));
    let row = |part: lessons::rag::Part| {
        view! { <tr><th scope="row" dir="auto">{part.name}</th><td>{part.value}</td><td>{part.how}</td></tr> }
            .into_any()
    };
    let rows = move || parts.get().into_iter().map(row).collect::<Vec<AnyView>>();
    view! {
        <div class="sheet" tabindex="0" role="region" aria-label="How this hit's place came about">
            <table>
                <thead><tr><th scope="col">"Number"</th><th scope="col">"Value"</th><th scope="col">"Made of"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
