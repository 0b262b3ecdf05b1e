//! How good the model is, as measured when it was trained.

use crate::components::*;
use leptos::prelude::*;
use lessons::bert::masked::facts;

pub fn recorded() -> AnyView {
    let facts = facts();
    let scores = ["Masked in", "Places", "First", "Among five", "Neighbours: first", "Among five"];
    let everyday = ["Sentence", "First five", "Place of a word that would do"];
    let columns = |names: &[&str]| Signal::stored(names.iter().map(|name| (name.to_string(), "")).collect::<Vec<_>>());
    let (words, answers) = (facts.words(), facts.everyday_words());
    view! {
        <details class="masked-recorded">
            <summary>{words}</summary>
            {sheet("Recorded accuracy", columns(&scores), Signal::stored(facts.score_rows()))}
            <p>{answers}</p>
            {sheet("Recorded answers", columns(&everyday), Signal::stored(facts.everyday_rows()))}
        </details>
    }
    .into_any()
}
