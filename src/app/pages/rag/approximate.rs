//! Exact search and an approximate index, side by side.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use lessons::rag::Lesson;

const COLUMNS: [(&str, &str); 5] = [
    ("ef", "candidates kept during a search"),
    ("Recall@10", "share of the ten nearest vectors that it found"),
    ("Compared", "vectors whose inner product with the question was computed, in the mean"),
    ("ms", "of one search, in the mean"),
    ("Faster", "times, beside the exact search"),
];

pub fn approximate(page: Page) -> AnyView {
    view! {
        <details class="part-more">
            <summary>"Exact search beside an approximate index (HNSW)"</summary>
            <div class="rag-panel">
                {paragraph(fixed(
                    "The search above compares the question with every vector. A graph that links each vector to its neighbours finds nearly the same by walking towards the question, past a small part of them. It takes time to build, and what it misses it misses without a word. A few hundred chunks need no such index; millions do.",
                ))}
                {knobs(page)}
                {running(page)}
                {result(page)}
            </div>
        </details>
    }
    .into_any()
}

fn knobs(page: Page) -> AnyView {
    let whole = |stored: Memo<f64>, set: fn(&mut Lesson, u32)| {
        two_way(stored, move |value: f64| page.change(|lesson| set(lesson, value as u32)))
    };
    let over = two_way(page.see(|lesson| lesson.comparison.over), move |at: usize| {
        page.change(|lesson| lesson.comparison.over = at);
    });
    let m = whole(page.see(|lesson| f64::from(lesson.comparison.m)), |lesson, m| lesson.comparison.m = m);
    let construction = whole(page.see(|lesson| f64::from(lesson.comparison.ef_construction)), |lesson, ef| {
        lesson.comparison.ef_construction = ef;
    });
    let search = whole(page.see(|lesson| f64::from(lesson.comparison.ef_search)), |lesson, ef| {
        lesson.comparison.ef_search = ef;
    });
    view! {
        <div class="rag-knobs">
            <Choice
                name="rag-over"
                label="Over"
                labels=vec!["your chunks", "2,000 made up", "10,000 made up", "50,000 made up"]
                selected=over
            />
            <Knob label="m: links of a vector" value=m spec=KnobSpec::whole(2.0, 64.0, 1.0) />
            <Knob label="ef_construction: candidates while building" value=construction spec=KnobSpec::whole(8.0, 400.0, 1.0) />
            <Knob label="ef_search: candidates while searching" value=search spec=KnobSpec::whole(1.0, 500.0, 1.0) />
        </div>
    }
    .into_any()
}

fn running(page: Page) -> AnyView {
    let busy = page.see(|lesson| lesson.comparison.progress.is_some());
    let hindrance = page.see(|lesson| lesson.no_index().unwrap_or_default().to_owned());
    let off = Signal::derive(move || busy.get() || !hindrance.with(String::is_empty));
    let idle = Signal::derive(move || !busy.get());
    view! {
        <div class="part-pair">
            {button(fixed("Build it and compare"), off, move || page.act(Lesson::compare_indexes))}
            {button(fixed("Stop"), idle, move || page.act(Lesson::stop_comparing))}
        </div>
        {note(hindrance)}
        {note(page.see(|lesson| lesson.comparison.doing()))}
    }
    .into_any()
}

fn result(page: Page) -> AnyView {
    let there = page.see(|lesson| lesson.comparison.told.is_some());
    let columns = COLUMNS.map(|(name, how)| (name.to_string(), how)).to_vec();
    let chart = page.see(|lesson| lesson.comparison.chart());
    let shown = move || {
        view! {
            {note(page.see(|lesson| lesson.comparison.said()))}
            <Chart name="recall-by-cost" data=chart />
            {sheet("Exact and approximate", Signal::stored(columns.clone()), page.see(|lesson| lesson.comparison.rows()))}
            {note(fixed(
                "Made-up vectors lie around 100 centres and differ from them in 24 ways, and so do the questions; your chunks are each asked for their nearest others. Times are taken in this tab.",
            ))}
        }
        .into_any()
    };
    when(there, shown)
}
