//! One sentence in ten languages, and what each costs.

use super::Lab;
use crate::components::*;
use leptos::prelude::*;
use lessons::vocabularies::{LANGUAGES, TAX_HOW, tax_table};

/// Which column of the table is the sentence.
const SENTENCE: usize = 1;

pub fn tax(lab: Lab) -> AnyView {
    let table = lab.see(|state| tax_table(state.counts()));
    let body = move || {
        table.with(|table| {
            let rows = table.rows.iter().zip(&LANGUAGES).map(|(row, language)| {
                let cells: Vec<AnyView> = row
                    .iter()
                    .cloned()
                    .enumerate()
                    .map(|(at, cell)| match at {
                        0 => view! { <th scope="row">{cell}</th> }.into_any(),
                        SENTENCE => {
                            let put = move |_| lab.act(|state| state.set_text(language.sentence.into()));
                            view! { <td lang=language.code dir="auto"><button type="button" class="quiet" title="Cut this sentence above" on:click=put>{cell}</button></td> }.into_any()
                        }
                        _ => view! { <td class="number">{cell}</td> }.into_any(),
                    })
                    .collect();
                view! { <tr>{cells}</tr> }.into_any()
            });
            rows.collect::<Vec<_>>()
        })
    };
    let head = tax_table(&[])
        .columns
        .into_iter()
        .enumerate()
        .map(|(at, cell)| {
            let class = (at > SENTENCE).then_some("number");
            view! { <th scope="col" class=class title=TAX_HOW[at]>{cell}</th> }.into_any()
        })
        .collect::<Vec<_>>();
    let waiting = Signal::derive(move || table.with(|table| table.rows.is_empty()));
    let csv = move || {
        download("token-tax.csv", "text/csv;charset=utf-8", table.with_untracked(viz::table::Table::csv).as_bytes());
    };
    view! {
        <section class="part-panel vocab" id="token-tax" aria-label="The same sentence in ten languages">
            {when(waiting, || empty("Load the vocabularies above to count."))}
            <div class="vocab-table" tabindex="0" role="region" aria-label="Tokens by language" hidden=waiting>
                <table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>
            </div>
            <div class="part-tools">{button(fixed("Table as CSV"), waiting, csv)}</div>
        </section>
    }
    .into_any()
}
