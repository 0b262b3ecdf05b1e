//! How a token came to be: a row for each merge, or for each look-up.

use super::Lab;
use leptos::prelude::*;
use lessons::format::count;
use lessons::vocabularies::{Change, Explained, Row, facts_of, hex, rows};
use protocol::vocabularies::{LookUp, Replay, Spelling, Word};

/// Where it was asked for: at the strips, or in the search.
pub fn explain(lab: Lab, in_search: bool) -> AnyView {
    let explained = lab.see(move |state| state.explained.clone().filter(|_| state.explained_in_search == in_search));
    view! {
        <div class="vocab-explained" aria-live="polite">
            {move || match explained.get() {
                None => ().into_any(),
                Some(Explained::Replay(it)) => replay(&it),
                Some(Explained::LookUp(it)) => look_up(&it),
            }}
        </div>
    }
    .into_any()
}

fn replay(it: &Replay) -> AnyView {
    let spelling = Spelling { id: it.id, bytes: it.bytes.clone(), kind: it.kind };
    let head = format!(
        "Token {}: {} ({})",
        count(it.id as usize),
        lessons::vocabularies::spelled(&it.bytes),
        facts_of(&spelling)
    );
    let words = match it.steps.len() {
        0 => "No merge made it.".to_string(),
        1 => "One merge made it, of the two bytes below.".to_string(),
        steps => format!("{steps} merges made it from its bytes, the earliest learned first."),
    };
    let rows: Vec<AnyView> = rows(it).into_iter().map(row).collect();
    view! {
        <h3>{head}</h3>
        <p class="part-note">"Bytes " <code>{hex(&it.bytes)}</code> ". " {words}</p>
        <ol class="vocab-rows">{rows}</ol>
    }
    .into_any()
}

fn row(row: Row) -> AnyView {
    let made = row.made;
    let symbols: Vec<AnyView> = row
        .symbols
        .into_iter()
        .enumerate()
        .map(|(at, text)| view! { <i class:fresh=made == Some(at)>{text}</i> }.into_any())
        .collect();
    view! { <li><span class="token-flow">{symbols}</span> <span>{row.words}</span></li> }.into_any()
}

fn look_up(it: &LookUp) -> AnyView {
    let changes: Vec<AnyView> = Change::of(it)
        .into_iter()
        .map(|change| {
            let after = if change.after.is_empty() { "nothing".into() } else { change.after };
            let before = viz::token_strip::shown(&change.before);
            view! { <li><code>{before}</code> " → " <code>{after}</code> " " <span>{change.words}</span></li> }
                .into_any()
        })
        .collect();
    let words: Vec<AnyView> = it.words.iter().map(word).collect();
    view! {
        <h3>"How MiniLM reads " <span dir="auto">{it.text.clone()}</span></h3>
        <ul class="vocab-rows">{changes}</ul>
        {words}
    }
    .into_any()
}

/// The look-ups of a word. A long one has hundreds: the first are enough to see how it goes on.
fn word(word: &Word) -> AnyView {
    const SHOWN: usize = 40;
    let rows: Vec<AnyView> = word
        .attempts
        .iter()
        .take(SHOWN)
        .map(|(token, found)| {
            let words = found.map_or("not in the vocabulary".to_string(), |id| format!("id {id}"));
            view! { <li><span class="token-flow"><i class:fresh=found.is_some()>{token.clone()}</i></span> <span>{words}</span></li> }.into_any()
        })
        .collect();
    let rest = word.attempts.len().saturating_sub(SHOWN);
    let end = match (word.too_long, word.attempts.last()) {
        (true, _) => "More than 100 characters: unknown without a look-up.".to_string(),
        (false, Some((_, None))) => "Nothing is left to try, so the whole word is unknown.".to_string(),
        _ if rest > 0 => format!("… and {} more look-ups.", count(rest)),
        _ => String::new(),
    };
    view! {
        <h4>"The word " <span dir="auto">{word.text.clone()}</span> ", longest piece first"</h4>
        <ol class="vocab-rows">{rows}</ol>
        <p class="part-note">{end}</p>
    }
    .into_any()
}
