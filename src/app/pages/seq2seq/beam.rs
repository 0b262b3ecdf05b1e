//! The beam as a tree: a column for each token, every branch a button to go on from.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use lessons::seq2seq::{Cell, Column, Lesson, Link, Phase};
use protocol::seq2seq::{Fate, MAX_WIDTH};
use viz::number::fixed as digits;
use viz::token_strip::shown;

pub fn beam(page: Page) -> AnyView {
    let width = two_way(page.see(|lesson| f64::from(lesson.beam.width)), move |width| {
        page.act(|lesson| lesson.set_width(width as u32));
    });
    let penalty = two_way(page.see(|lesson| lesson.beam.length_penalty), move |penalty| {
        page.act(|lesson| lesson.set_length_penalty(penalty));
    });
    let knobs = view! {
        <Knob label="Beam width" value=width spec=KnobSpec::whole(1.0, f64::from(MAX_WIDTH), 1.0) help="1 is greedy decoding." />
        <Knob label="Length penalty" value=penalty spec=KnobSpec::real(0.0, 2.0, 0.1, 1) help="0 ranks by the sum of logs." />
    };
    let words = page.see(Lesson::branch_words);
    let stale = page.see(|lesson| {
        let training = lesson.phase == Phase::Training;
        if training {
            "The tree is drawn anew when training pauses.".into()
        } else if lesson.beam.tree.is_some() && !lesson.tree_is_current() {
            "This tree is of the weights before the last training.".to_string()
        } else {
            String::new()
        }
    });
    let columns: Vec<Column4> = vec![
        ("end".into(), "The tokens up to here"),
        ("tokens".into(), "The end token counts"),
        ("sum of logs".into(), "Sum of ln p of its tokens"),
        ("score".into(), "Sum of logs divided by ((5 + tokens) / 6) to the power of the length penalty"),
    ];
    block(
        "part-panel seq2seq-beam",
        vec![
            block("seq2seq-beam-knobs", vec![knobs.into_any()]),
            prefix(page),
            tree(page),
            note(words),
            note(stale),
            sheet("Ends of the search", Signal::stored(columns), page.see(Lesson::ends)),
            page.picture_tools("beam", ".seq2seq-tree", Lesson::tree_table),
        ],
    )
}

type Column4 = crate::components::Column;

/// What the search was made to begin with.
fn prefix(page: Page) -> AnyView {
    let text = page.see(Lesson::prefix_text);
    let begun = Memo::new(move |_| text.with(|text| !text.is_empty()));
    when(begun, move || {
        let words = Signal::derive(move || format!("Goes on from “{}”.", text.get()));
        let back = quiet(fixed("Search from the start"), never(), move || page.act(|lesson| lesson.go_on_from(0)));
        block("seq2seq-prefix", vec![span(words), back])
    })
}

fn tree(page: Page) -> AnyView {
    let drawn = page.see(Lesson::tree_columns);
    let body = move || {
        let (columns, links) = drawn.get();
        if columns.is_empty() {
            return empty("The tree appears as soon as the models are there.");
        }
        let rows = columns.iter().map(|column| column.cells.len()).max().unwrap_or(1);
        let count = columns.len();
        let lines = lines(&links, count, rows);
        let column = |(at, column): (usize, Column)| {
            let cells: Vec<AnyView> = column.cells.into_iter().map(|cell| branch(page, cell)).collect();
            view! { <div class="seq2seq-column" role="group" aria-label=format!("Token {}", at + 1)>{cells}</div> }
                .into_any()
        };
        let columns: Vec<AnyView> = columns.into_iter().enumerate().map(column).collect();
        view! {
            <div class="seq2seq-tree-scroll" tabindex="0" role="region" aria-label="Beam search, a column for each token">
                <div class="seq2seq-tree" style=("--columns", count.to_string()) style=("--rows", rows.to_string())>
                    <div class="seq2seq-links" aria-hidden="true" inner_html=lines></div>
                    {columns}
                </div>
            </div>
        }
        .into_any()
    };
    body.into_any()
}

/// Lines between the branches, in units of a column's width and a row's height.
fn lines(links: &[Link], columns: usize, rows: usize) -> String {
    let line = |link: &Link| {
        let class = match (link.best, link.pruned) {
            (true, _) => "best",
            (_, true) => "pruned",
            _ => "kept",
        };
        // The root stands half-way up its beam, left of the first column.
        let (from, to) = (link.from as f64 + 0.5, link.to as f64 + 0.5);
        let (x1, x2) = (link.column as f64 - 0.28, link.column as f64 + 0.28);
        let x1 = x1.max(0.0);
        format!(
            "<line class=\"{class}\" x1=\"{x1}\" y1=\"{from}\" x2=\"{x2}\" y2=\"{to}\" vector-effect=\"non-scaling-stroke\"/>"
        )
    };
    let lines: String = links.iter().map(line).collect();
    format!("<svg viewBox=\"0 0 {columns} {rows}\" preserveAspectRatio=\"none\">{lines}</svg>")
}

fn branch(page: Page, cell: Cell) -> AnyView {
    let Cell { node, name, probability, fate, forced, best } = cell;
    let kind = match fate {
        Fate::Expanded => "kept",
        Fate::Pruned => "pruned",
        Fate::Finished => "finished",
        Fate::Cut => "cut",
    };
    let class = format!("{kind}{}{}", if best { " best" } else { "" }, if forced { " forced" } else { "" });
    let spoken = format!("{} {kind}, p {}", shown(&name), digits(f64::from(probability), 3));
    view! {
        <button
            type="button"
            class=class
            aria-label=spoken
            on:click=move |_| page.act(|lesson| lesson.go_on_from(node))
            on:pointerenter=move |_| page.change(|lesson| lesson.point_at(Some(node)))
            on:focus=move |_| page.change(|lesson| lesson.point_at(Some(node)))
        >
            <b>{if name == "<eos>" { "end".to_string() } else { shown(&name).to_string() }}</b>
            <small>{digits(f64::from(probability), 2)}</small>
        </button>
    }
    .into_any()
}
