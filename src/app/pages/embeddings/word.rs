//! The chosen word: a field to choose it, its neighbours, and the word in three spaces.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use lessons::embeddings::Lesson;
use lessons::format::{count, measured};
use protocol::embeddings::Space;

pub fn word(page: Page) -> AnyView {
    let word = page.see(|lesson| lesson.word.clone());
    let facts = page.see(|lesson| match (&lesson.prepared, lesson.id(&lesson.word)) {
        (Some(prepared), Some(id)) => {
            format!("{} times in the text, number {} by frequency", count(prepared.counts[id as usize] as usize), count(id as usize + 1))
        }
        (Some(_), None) => "Not in the vocabulary: too rare, or not in the text. It has no vector. (The guide's get_embedding returns zeros here, and similarity 0, which looks like an answer.)".into(),
        _ => String::new(),
    });
    let near = page.see(|lesson| lesson.neighbours.clone().and_then(|near| near.found));
    let list = move || match near.get() {
        Some(found) => ranked(page, found),
        None => ().into_any(),
    };
    view! {
        <div class="inspect">
            <label class="part-field word-field">
                <span>"Word"</span>
                <input
                    type="search"
                    list="embeddings-words"
                    autocomplete="off"
                    spellcheck="false"
                    prop:value=word
                    on:change:target=move |event| {
                        let typed = event.target().value();
                        page.act(|lesson| lesson.choose(&typed));
                    }
                />
            </label>
            {suggestions(page)}
            {note(facts)}
            <h3>"Nearest neighbours, by cosine"</h3>
            {list}
        </div>
    }
    .into_any()
}

/// The vocabulary for the fields to complete from.
fn suggestions(page: Page) -> AnyView {
    let words = page.see(|lesson| lesson.prepared.clone());
    let options = move || {
        let prepared = words.get()?;
        let some = prepared.words.iter().take(2000);
        Some(some.map(|word| view! { <option value=word.clone()></option> }.into_any()).collect::<Vec<_>>())
    };
    view! { <datalist id="embeddings-words">{options}</datalist> }.into_any()
}

/// Words with their cosines as bars; each can be chosen.
pub fn ranked(page: Page, found: Vec<(String, f32)>) -> AnyView {
    let rows = found.into_iter().map(|(word, cosine)| {
        let chosen = word.clone();
        view! {
            <li>
                <button type="button" class="quiet" on:click=move |_| page.act(|lesson: &mut Lesson| lesson.choose(&chosen))>
                    {word}
                </button>
                <span class="near-bar" aria-hidden="true">
                    <span style:width=format!("{:.0}%", f64::from(cosine.clamp(0.0, 1.0)) * 100.0)></span>
                </span>
                <span class="near-value" title="u · v / (|u| |v|)">{measured(cosine)}</span>
            </li>
        }
        .into_any()
    });
    view! { <ol class="near">{rows.collect::<Vec<_>>()}</ol> }.into_any()
}

/// One word as one-hot, TF-IDF and word2vec vector.
pub fn spaces(page: Page) -> AnyView {
    let spaces = page.see(|lesson| lesson.spaces.clone());
    let word = page.see(|lesson| format!("“{}” as a vector", lesson.word));
    let body = move || match spaces.get().and_then(|spaces| spaces.spaces.clone()) {
        Some(three) => {
            let names = ["one-hot", "TF-IDF", "word2vec"];
            let says = [
                "Every other word is at a right angle: cosine 0 with all of them. There are no neighbours.",
                "A number for each paragraph it occurs in. Near are words of the same paragraphs.",
                "Learnt numbers, none of which means anything by itself. Near are words that keep similar company.",
            ];
            let cards =
                three.into_iter().zip(names).zip(says).map(|((space, name), says)| card(page, name, says, space));
            view! { <div class="spaces">{cards.collect::<Vec<_>>()}</div> }.into_any()
        }
        None => empty("Choose a word of the vocabulary; while the model trains, pause it first."),
    };
    view! {
        <section class="part-panel" aria-label="One word, three spaces">
            <h3>{word}</h3>
            {body}
        </section>
    }
    .into_any()
}

fn card(page: Page, name: &'static str, says: &'static str, space: Space) -> AnyView {
    let numbers: Vec<String> =
        space.sample.iter().map(|(place, value)| format!("[{}] {}", count(*place), measured(*value))).collect();
    let more = if space.non_zero > space.sample.len() { " …" } else { "" };
    view! {
        <div class="space">
            <h4>{name}</h4>
            <p class="part-note">
                {format!("{} dimensions, {} not zero", count(space.dimensions), count(space.non_zero))}
            </p>
            <p class="space-numbers">{numbers.join("  ")}{more}</p>
            <p class="part-note">{says}</p>
            {ranked(page, space.neighbours)}
        </div>
    }
    .into_any()
}
