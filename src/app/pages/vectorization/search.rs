//! A query, and the documents by their cosine with it.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use lessons::format::count;
use lessons::vectorization::ranking_table;
use protocol::vectorization::{Hit, Ranking};
use viz::number::fixed as digits;

/// Hits on show until more are asked for.
const FIRST: usize = 5;

pub fn search(page: Page) -> AnyView {
    let query = page.see(|lesson| lesson.query.clone());
    let ranking = page.see(|lesson| lesson.ranking.clone());
    let stored = page.see(|lesson| lesson.view.by_rank);
    let by_rank = two_way(stored, move |on| page.act(|lesson| lesson.sort_documents(on)));
    let all = RwSignal::new(false);
    let found = Memo::new(move |_| {
        ranking.with(|ranking| {
            ranking.as_ref().map_or(String::new(), |ranking| format!("{} found", count(ranking.matching)))
        })
    });
    let said =
        Memo::new(move |_| ranking.with(|ranking| ranking.as_ref().map(|ranking| words(ranking)).unwrap_or_default()));
    let hits = move || {
        ranking.with(|ranking| {
            let ranking = ranking.as_ref()?;
            let shown = if all.get() { ranking.hits.len() } else { FIRST };
            let rows = ranking.hits.iter().take(shown).enumerate().map(|(place, one)| hit(page, place, one));
            Some(rows.collect::<Vec<AnyView>>())
        })
    };
    let more = Memo::new(move |_| ranking.with(|ranking| ranking.as_ref().map_or(0, |ranking| ranking.hits.len())));
    let label =
        Signal::derive(move || if all.get() { "Show fewer".into() } else { format!("Show all {}", more.get()) });
    view! {
        {titled(fixed("Search by cosine"), found)}
        <label class="part-probe">
            <span>"Query"</span>
            <input
                type="search"
                class="vec-query"
                maxlength="1000"
                spellcheck="false"
                autocomplete="off"
                dir="auto"
                prop:value=query
                on:input:target=move |event| {
                    let query = event.target().value();
                    page.act(|lesson| lesson.search(&query));
                }
            />
        </label>
        {note(said)}
        <ol class="vec-hits">{hits}</ol>
        <div class="part-tools">
            {when(Signal::derive(move || more.get() > FIRST), move || quiet(label, never(), move || all.update(|on| *on = !*on)))}
            <Switch label="Sort the matrix by rank" on=by_rank />
        </div>
        {page.picture_tools("ranking", ".vec-hits", |lesson| lesson.ranking.as_ref().map(|ranking| ranking_table(ranking)).unwrap_or_default())}
    }
    .into_any()
}

/// What became of the query's words.
fn words(ranking: &Ranking) -> String {
    let unknown = ranking.unknown.join("”, “");
    if ranking.query.trim().is_empty() {
        "Type a few words: each document gets the cosine of its row with them.".into()
    } else if ranking.terms.is_empty() {
        "No word of the query is a term of these documents, so it is no vector at all and nothing is near it.".into()
    } else if ranking.unknown.is_empty() {
        String::new()
    } else {
        format!("No document knows “{unknown}”: no axis, no effect.")
    }
}

fn hit(page: Page, place: usize, hit: &Hit) -> AnyView {
    let document = hit.document;
    let segments =
        hit.shares.iter().map(|share| view! { <i style:width=format!("{:.2}%", share.share * 100.0)></i> }.into_any());
    let rest = (hit.rest > 0.0).then(|| view! { <i style:width=format!("{:.2}%", hit.rest * 100.0)></i> });
    let mut carried: Vec<String> =
        hit.shares.iter().map(|share| format!("{} {}", share.term, digits(share.share, 3))).collect();
    if hit.rest > 0.0 {
        carried.push(format!("others {}", digits(hit.rest, 3)));
    }
    view! {
        <li>
            <span class="vec-place">{place + 1}</span>
            <button type="button" class="quiet vec-hit" title="Follow this document" on:click=move |_| page.act(|lesson| lesson.follow(document))>
                <span class="vec-number">{document + 1}</span>
                <bdi>{hit.text.clone()}</bdi>
            </button>
            <b title="Σ over shared terms of q × d, for the weights q of the query and d of the document, both divided by their lengths">{digits(hit.cosine, 3)}</b>
            <span class="vec-bar" aria-hidden="true">{segments.collect::<Vec<AnyView>>()}{rest}</span>
            <small><bdi>{carried.join(" + ")}</bdi></small>
        </li>
    }
    .into_any()
}
