//! Under the pictures: the curve, the vocabulary as it grows, and one word's merges.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use lessons::format::count;
use lessons::tokenization::{Cell, Lesson, cells};

/// Entries of the vocabulary on show.
const NEWEST: usize = 12;

pub fn growth(page: Page) -> AnyView {
    let curve = page.see(|lesson| lesson.curve());
    let words = page.see(|lesson| {
        let trained = lesson.trained.as_ref();
        trained
            .map(|trained| {
                format!("{} words, {} different", count(trained.words as usize), count(trained.distinct_words as usize))
            })
            .unwrap_or_default()
    });
    view! {
        <div class="under bpe-under">
            <div>
                {titled(fixed("The more symbols, the fewer tokens"), words)}
                <Chart name="tokens-over-vocabulary" data=curve height=11.0 />
            </div>
            <div>{vocabulary(page)}</div>
            <div>{word(page)}</div>
        </div>
    }
    .into_any()
}

fn vocabulary(page: Page) -> AnyView {
    let size = page.see(|lesson| format!("{} symbols at this step", count(lesson.vocabulary_at(lesson.step()))));
    let newest = page.see(|lesson| lesson.newest(NEWEST));
    let list = move || {
        let newest = newest.get();
        if newest.is_empty() {
            return empty("Nothing is learned yet at this step: the vocabulary is the alphabet.");
        }
        let items = newest.into_iter().map(|(number, symbol, id, times)| {
            view! {
                <tr>
                    <td class="num">{count(number)}</td>
                    <td><i class="token-key">{symbol}</i></td>
                    <td class="num">{count(id as usize)}</td>
                    <td class="num">{count(times as usize)}</td>
                </tr>
            }
            .into_any()
        });
        view! {
            <table class="bpe-newest">
                <thead>
                    <tr>
                        <th scope="col" class="num" title="Which merge made it, counted from 1">"merge"</th>
                        <th scope="col">"token"</th>
                        <th scope="col" class="num" title="Its place in the vocabulary: the alphabet first, then the merges in their order">"id"</th>
                        <th scope="col" class="num" title="How often the pair stood in the text when it was merged">"times"</th>
                    </tr>
                </thead>
                <tbody>{items.collect::<Vec<AnyView>>()}</tbody>
            </table>
        }
        .into_any()
    };
    let all = Callback::new(move |()| page.see(|lesson| lesson.vocabulary_table()).get());
    view! {
        <div title="Symbols = alphabet + merges so far, each spelling counted once">{titled(fixed("Vocabulary, newest first"), size)}</div>
        <div class="bpe-scroll" tabindex="0" role="group" aria-label="The newest symbols">{list}</div>
        <DataTable name="vocabulary" table=all />
    }
    .into_any()
}

fn word(page: Page) -> AnyView {
    let title = page.see(|lesson| match &lesson.word {
        Some(word) => format!("How “{}” was put together", viz::token_strip::shown(word)),
        None => "How a word is put together".into(),
    });
    let found = page.see(|lesson| lesson.grown.as_ref().map(|grown| cells(grown)).unwrap_or_default());
    let draw = move || {
        let cells = found.get();
        if cells.is_empty() {
            return empty("Click a token in the text: its word's merges are drawn here.");
        }
        let height = cells.iter().map(|cell| cell.level).max().unwrap_or(0);
        let boxes: Vec<AnyView> = cells.iter().map(|cell| node(page, *cell, height)).collect();
        view! { <div class="bpe-tree" role="list">{boxes}</div> }.into_any()
    };
    let tools = page.picture_tools("word", ".bpe-tree", Lesson::tree_table);
    view! {
        {titled(title, fixed("the tokens of this step are framed"))}
        <div class="bpe-scroll" tabindex="0" role="group" aria-label="The word's merges">{draw}</div>
        {tools}
    }
    .into_any()
}

/// The root stands at the top, the letters at the bottom.
fn node(page: Page, cell: Cell, height: usize) -> AnyView {
    let label = page.peek(|lesson| lesson.symbol(cell.symbol));
    let merge = cell.merge.map(|number| view! { <small>{format!("merge {}", count(number))}</small> });
    view! {
        <span
            role="listitem"
            class:token=cell.is_token
            class:leaf=cell.level == 0
            style=("grid-column", format!("{} / span {}", cell.column + 1, cell.span))
            style=("grid-row", (height - cell.level + 1).to_string())
        >
            <b>{label}</b>
            {merge}
        </span>
    }
    .into_any()
}
