//! Looking tokens up by text or by id.

use super::Lab;
use super::explain::explain;
use crate::components::*;
use leptos::prelude::*;
use lessons::format::count;
use lessons::vocabularies::{MODELS, facts_of, hex, spelled};
use protocol::vocabularies::{Model, Spelling};

pub fn search(lab: Lab) -> AnyView {
    let query = lab.see(|state| state.query.clone());
    let stored = lab.see(|state| MODELS.iter().position(|model| *model == state.searched).unwrap_or(0));
    let selected = two_way(stored, move |at| {
        lab.act(|state| {
            state.searched = MODELS[at.min(1)];
            state.search()
        });
    });
    let said = lab.see(|state| match (&state.found, state.is_loaded(state.searched), state.query.is_empty()) {
        (_, false, _) => "Load the vocabularies above first.".into(),
        (_, _, true) => "A space before a word is part of the token: “ the” and “the” are two.".into(),
        (Some((_, hits, total)), ..) if hits.len() < *total => {
            format!("{} tokens, the first {} shown", count(*total), hits.len())
        }
        (Some((_, _, total)), ..) => format!("{} tokens", count(*total)),
        _ => String::new(),
    });
    let hits = lab.see(|state| (state.searched, state.found.as_ref().map(|found| found.1.clone()).unwrap_or_default()));
    view! {
        <section class="part-panel vocab" aria-label="Search a vocabulary">
            <div class="part-tools">
                <Choice name="vocab-searched" label="Vocabulary" labels=vec!["SmolLM2", "MiniLM"] selected />
                <label class="part-field">
                    <span>"Text or id"</span>
                    <input
                        id="vocab-query"
                        type="search"
                        autocomplete="off"
                        spellcheck="false"
                        prop:value=query
                        on:input:target=move |event| {
                            let query = event.target().value();
                            lab.act(|state| {
                                state.query = query;
                                state.search()
                            });
                        }
                    />
                </label>
            </div>
            {note(said)}
            {move || {
                let (model, hits) = hits.get();
                (!hits.is_empty()).then(|| table(lab, model, hits))
            }}
            {explain(lab, true)}
        </section>
    }
    .into_any()
}

fn table(lab: Lab, model: Model, hits: Vec<Spelling>) -> AnyView {
    let rows: Vec<AnyView> = hits
        .into_iter()
        .map(|hit| {
            let cells = [hit.id.to_string(), hex(&hit.bytes), facts_of(&hit)].map(|cell| view! { <td>{cell}</td> }.into_any());
            let [id, bytes, made] = cells;
            let label = spelled(&hit.bytes);
            let show = move || lab.act(|state| state.explain_found(model, &hit));
            view! { <tr>{id}<th scope="row" dir="auto"><code>{label.clone()}</code></th>{bytes}{made}<td>{quiet(fixed("How?"), never(), show)}</td></tr> }
                .into_any()
        })
        .collect();
    view! {
        <div class="vocab-table" tabindex="0" role="region" aria-label="Tokens found">
            <table>
                <thead>
                    <tr><th scope="col">"Id"</th><th scope="col">"Token"</th><th scope="col">"Bytes"</th><th scope="col">"Made by"</th><th scope="col"><span class="unseen">"Explain"</span></th></tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
