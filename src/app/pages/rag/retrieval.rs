//! The search: how it is done, what it brought up, and why in this order.

use super::{Page, approximate, hits};
use crate::components::*;
use leptos::prelude::*;
use lessons::rag::Lesson;
use protocol::rag::Search;

const SEARCHES: [Search; 3] = [Search::Hybrid, Search::Dense, Search::Bm25];

const COLUMNS: [(&str, &str); 8] = [
    ("#", "place in the order that counts"),
    ("Chunk", "its document, and its number among all chunks"),
    ("Cosine", "inner product of its vector and the question's, both of length 1"),
    ("BM25", "sum over the question's words of idf times their weight in the chunk"),
    ("By word", "what each word of the question adds to BM25"),
    ("Ranks", "by cosine / by BM25"),
    ("Score", "what it is ordered by: cosine, BM25, or the sum of 1 / (60 + rank) over both rankings"),
    ("Fate", "whether it goes into the prompt"),
];

pub fn retrieval(page: Page) -> AnyView {
    let columns = COLUMNS.map(|(name, how)| (name.to_string(), how)).to_vec();
    let rows = move || sheet("What was found", Signal::stored(columns.clone()), page.see(|lesson| lesson.hit_rows()));
    view! {
        {knobs(page)}
        {filter(page)}
        {note(page.see(said))}
        {note(page.see(times))}
        {hits::hits(page)}
        <details class="part-more">
            <summary>"All numbers in one table"</summary>
            {rows()}
        </details>
        {approximate::approximate(page)}
    }
    .into_any()
}

fn knobs(page: Page) -> AnyView {
    let search = two_way(
        page.see(|lesson| SEARCHES.iter().position(|it| *it == lesson.setup.retrieval.search).unwrap_or_default()),
        move |at: usize| page.act(|lesson| lesson.set_search(SEARCHES[at.min(SEARCHES.len() - 1)])),
    );
    let k = two_way(page.see(|lesson| f64::from(lesson.setup.retrieval.k)), move |k| {
        page.act(|lesson| lesson.set_k(k as u32));
    });
    let threshold = two_way(page.see(|lesson| f64::from(lesson.setup.retrieval.threshold)), move |threshold| {
        page.act(|lesson| lesson.set_threshold(threshold as f32));
    });
    let diverse = two_way(page.see(|lesson| lesson.setup.retrieval.mmr.is_some()), move |on| {
        page.act(|lesson| lesson.set_mmr(on.then_some(0.5)));
    });
    let lambda =
        two_way(page.see(|lesson| f64::from(lesson.setup.retrieval.mmr.unwrap_or(0.5))), move |lambda: f64| {
            if page.peek(|lesson| lesson.setup.retrieval.mmr.is_some()) {
                page.act(|lesson| lesson.set_mmr(Some(lambda as f32)));
            }
        });
    let k1 = two_way(page.see(|lesson| f64::from(lesson.setup.retrieval.k1)), move |k1| {
        page.act(|lesson| lesson.set_k1(k1 as f32));
    });
    let b = two_way(page.see(|lesson| f64::from(lesson.setup.retrieval.b)), move |b| {
        page.act(|lesson| lesson.set_b(b as f32));
    });
    let uniform = Signal::derive(move || !diverse.get());
    let no_words = page.see(|lesson| lesson.setup.retrieval.search == Search::Dense);
    view! {
        <div class="rag-knobs">
            <Choice name="rag-search" label="Search" labels=vec!["both", "by meaning", "by words"] selected=search />
            <Knob label="Chunks for the prompt (k)" value=k spec=KnobSpec::whole(1.0, 20.0, 1.0) />
            <Knob
                label="Least cosine"
                value=threshold
                spec=KnobSpec::real(-1.0, 1.0, 0.05, 2)
                help="Chunks further from the question stay out of the prompt."
            />
        </div>
        <details class="part-more">
            <summary>"More: variety, and how words are weighed"</summary>
            <div class="rag-knobs">
                <Switch label="Prefer chunks unlike those before (MMR)" on=diverse />
                <Knob
                    label="λ: 1 is only near, 0 only different"
                    value=lambda
                    spec=KnobSpec::real(0.0, 1.0, 0.05, 2)
                    disabled=uniform
                />
                <Knob
                    label="k1: how long more of a word counts more"
                    value=k1
                    spec=KnobSpec::real(0.0, 10.0, 0.1, 1)
                    disabled=no_words
                />
                <Knob
                    label="b: how much a long chunk is held against its words"
                    value=b
                    spec=KnobSpec::real(0.0, 1.0, 0.05, 2)
                    disabled=no_words
                />
            </div>
        </details>
    }
    .into_any()
}

/// Which documents are searched; nothing to choose with one.
fn filter(page: Page) -> AnyView {
    let listed = page.see(|lesson| {
        lesson.documents.all().iter().map(|it| (it.id, it.name.clone(), lesson.is_searched(it.id))).collect::<Vec<_>>()
    });
    let several = Signal::derive(move || listed.with(|listed| listed.len() > 1));
    let summary = Signal::derive(move || {
        listed.with(|listed| match listed.iter().filter(|it| it.2).count() {
            on if on == listed.len() => "Search in: all documents".to_owned(),
            on => format!("Search in: {on} of {} documents", listed.len()),
        })
    });
    let filtered = page.see(|lesson| lesson.setup.retrieval.documents.is_none());
    let entry = move |(id, name, on): (u32, String, bool)| {
        view! {
            <label class="rag-filter">
                <input
                    type="checkbox"
                    prop:checked=on
                    on:change:target=move |event| {
                        let on = event.target().checked();
                        page.act(|lesson| lesson.set_searched(id, on));
                    }
                />
                <span dir="auto">{name}</span>
            </label>
        }
        .into_any()
    };
    let entries = move || {
        view! {
            <details class="part-more">
                <summary>{summary}</summary>
                <div class="rag-filters">{move || listed.get().into_iter().map(entry).collect::<Vec<AnyView>>()}</div>
                {quiet(fixed("Search all"), filtered, move || page.act(Lesson::search_all))}
            </details>
        }
        .into_any()
    };
    when(several, entries)
}

/// What has to be known about the search as a whole.
fn said(lesson: &Lesson) -> String {
    let Some(found) = &lesson.found else { return String::new() };
    if found.searched == 0 {
        return "No document is searched. Tick one under “Search in”.".into();
    }
    if found.hits.is_empty() {
        return "No chunk shares a word with the question.".into();
    }
    let missing: Vec<&str> = found.terms.iter().filter(|term| term.1.is_none()).map(|term| term.0.as_str()).collect();
    let missing = if missing.is_empty() { String::new() } else { format!("In no chunk: {}.", missing.join(", ")) };
    match found.without_vectors {
        true => {
            format!("There are no vectors yet: only words were compared. Load the model under Embeddings. {missing}")
        }
        false => missing,
    }
}

/// Where the time went.
fn times(lesson: &Lesson) -> String {
    let Some(found) = &lesson.found else { return String::new() };
    let ms = |value: f64| viz::number::fixed(value, 1);
    let times = found.times;
    format!(
        "{} chunks searched. Question embedded in {} ms, compared with every vector in {} ms, with every word in {} ms, ordered in {} ms.",
        lessons::format::count(found.searched as usize),
        ms(times.embed),
        ms(times.dense),
        ms(times.bm25),
        ms(times.order)
    )
}
