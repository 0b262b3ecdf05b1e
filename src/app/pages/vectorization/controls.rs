//! The left side of the lab: the documents and every option, under scikit-learn's names.

use super::Page;
use super::documents::documents;
use crate::components::*;
use leptos::prelude::*;
use lessons::vectorization::{read_limit, read_most, read_words, write_limit};
use protocol::vectorization::{Norm, Options};

const RANGES: [(usize, usize); 4] = [(1, 1), (1, 2), (2, 2), (1, 3)];
const NORMS: [Option<Norm>; 3] = [Some(Norm::L2), Some(Norm::L1), None];

/// An option that is on or off: its words, and where it stands.
type Flag = (&'static str, fn(&mut Options) -> &mut bool);
const COUNTING: [Flag; 3] = [
    ("Lower-case", |options| &mut options.lowercase),
    ("Leave out English stop words", |options| &mut options.stop_words),
    ("Count a term once (binary)", |options| &mut options.binary),
];
const WEIGHING: [Flag; 3] = [
    ("Weigh by idf", |options| &mut options.use_idf),
    ("Smooth the idf", |options| &mut options.smooth_idf),
    ("1 + ln tf (sublinear)", |options| &mut options.sublinear_tf),
];

pub fn controls(page: Page) -> AnyView {
    let weighing_note = page.see(|lesson| lesson.weighing_note().to_string());
    view! {
        <div class="knobs">
            {documents(page)}
            {ngrams(page)}
            {COUNTING.map(|flag| switch(page, flag)).collect_view()}
            {WEIGHING[..1].iter().map(|flag| switch(page, *flag)).collect_view()}
            {norm(page)}
            {note(weighing_note)}
            <details class="part-more">
                <summary>"More options"</summary>
                <div class="part-more-knobs">
                    {WEIGHING[1..].iter().map(|flag| switch(page, *flag)).collect_view()}
                    {field(page, "stop_words", "Your own, left out as well: the film movie", |options| options.own_stop_words.join(" "), |options, text| {
                        read_words(text).map(|words| options.own_stop_words = words)
                    })}
                    {field(page, "min_df", "In at least so many documents: 2, or a share like 0.1", |options| write_limit(options.min_df), |options, text| {
                        read_limit(text).map(|limit| options.min_df = limit)
                    })}
                    {field(page, "max_df", "In at most so many documents: 5, or a share like 0.5", |options| write_limit(options.max_df), |options, text| {
                        read_limit(text).map(|limit| options.max_df = limit)
                    })}
                    {field(page, "max_features", "Keep only so many terms, the most frequent", |options| {
                        options.max_features.map_or("none".into(), |most| most.to_string())
                    }, |options, text| read_most(text).map(|most| options.max_features = most))}
                </div>
            </details>
        </div>
    }
    .into_any()
}

fn options(page: Page) -> Memo<Options> {
    page.see(|lesson| lesson.setup.options.clone())
}

fn switch(page: Page, (label, flag): Flag) -> AnyView {
    let options = options(page);
    let stored = Memo::new(move |_| *flag(&mut options.get()));
    let on = two_way(stored, move |on| page.act(|lesson| lesson.set(|options| *flag(options) = on)));
    view! { <Switch label on /> }.into_any()
}

fn ngrams(page: Page) -> AnyView {
    let options = options(page);
    let stored = Memo::new(move |_| {
        let range = options.with(|options| options.ngram_range);
        RANGES.iter().position(|known| *known == range).unwrap_or(usize::MAX)
    });
    let selected = two_way(stored, move |at| {
        if let Some(range) = RANGES.get(at) {
            page.act(|lesson| lesson.set(|options| options.ngram_range = *range));
        }
    });
    view! { <Choice name="vec-ngrams" label="Words to a term" labels=vec!["1", "1–2", "2", "1–3"] selected /> }
        .into_any()
}

fn norm(page: Page) -> AnyView {
    let options = options(page);
    let stored = Memo::new(move |_| {
        let norm = options.with(|options| options.norm);
        NORMS.iter().position(|known| *known == norm).unwrap_or(0)
    });
    let selected = two_way(stored, move |at| page.act(|lesson| lesson.set_norm(NORMS[at])));
    view! { <Choice name="vec-norm" label="Norm" labels=vec!["l2", "l1", "none"] selected /> }.into_any()
}

/// A number that is typed: nonsense stays in the field, is named, and changes nothing.
fn field(
    page: Page,
    name: &'static str,
    hint: &'static str,
    write: fn(&Options) -> String,
    read: fn(&mut Options, &str) -> Result<(), String>,
) -> AnyView {
    let options = options(page);
    let stored = Memo::new(move |_| options.with(write));
    let draft = RwSignal::new(None::<String>);
    let problem = RwSignal::new(String::new());
    let typed = move |text: String| {
        let mut tried = options.get_untracked();
        match read(&mut tried, &text) {
            Ok(()) => {
                problem.set(String::new());
                page.act(|lesson| lesson.set(|options| *options = tried));
            }
            Err(why) => problem.set(why),
        }
        draft.set(Some(text));
    };
    let shown = move || draft.get().unwrap_or_else(|| stored.get());
    view! {
        <label class="vec-field">
            <code>{name}</code>
            <input
                type="text"
                autocomplete="off"
                spellcheck="false"
                prop:value=shown
                aria-invalid=move || (!problem.with(String::is_empty)).to_string()
                on:input:target=move |event| typed(event.target().value())
                on:blur=move |_| if problem.with_untracked(String::is_empty) { draft.set(None) }
            />
            <small>{move || { let problem = problem.get(); if problem.is_empty() { hint.to_string() } else { problem } }}</small>
        </label>
    }
    .into_any()
}
