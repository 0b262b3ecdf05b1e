//! Every branch that was taken, as a tree of runs; a click shows one.

use super::{OnGlass, act};
use crate::components::{Page, empty, fixed, titled};
use leptos::prelude::*;
use lessons::writing::running_text;
use viz::token_strip::shown;

/// Characters of a run that are shown.
const SHOWN: usize = 44;

#[derive(Clone, PartialEq)]
struct Run {
    /// The node that it begins with.
    first: usize,
    depth: usize,
    text: String,
    tokens: usize,
    on_path: bool,
}

pub fn glass_tree<L: OnGlass>(page: Page<L>) -> AnyView {
    let runs = page.see(|lesson| {
        let tree = &lesson.glass().tree;
        let segments = tree.segments();
        let run = |segment: lessons::writing::Segment| {
            let bytes = segment.nodes.iter().map(|id| tree.node(*id).piece.bytes.as_slice());
            let text = running_text(bytes).text;
            let cut: String = text.chars().take(SHOWN).collect();
            Run {
                first: segment.nodes[0],
                depth: segment.depth,
                text: if cut.len() < text.len() { format!("{}…", shown(&cut)) } else { shown(&text) },
                tokens: segment.nodes.len(),
                on_path: segment.on_path,
            }
        };
        segments.into_iter().map(run).collect::<Vec<_>>()
    });
    let leaves = page.see(|lesson| format!("{} of them", lesson.glass().tree.leaves()));
    let off = page.see(|lesson| lesson.glass().is_writing());
    let list = move || {
        let runs = runs.get();
        if runs.len() < 2 {
            return empty("One text so far. Put another token at a place, or write on from there, and both are kept.");
        }
        let item = |run: Run| {
            let first = run.first;
            view! {
                <li style=("--depth", run.depth.min(12).to_string())>
                    <button
                        type="button"
                        aria-current=run.on_path.then_some("true")
                        disabled=off
                        on:click=move |_| act(page, |glass| glass.show(first))
                    >
                        {run.text}
                    </button>
                    <span class="tokens-count">{run.tokens}</span>
                </li>
            }
            .into_any()
        };
        view! { <ol class="glass-tree">{runs.into_iter().map(item).collect::<Vec<_>>()}</ol> }.into_any()
    };
    view! {
        {titled(fixed("Branches"), leaves)}
        {list}
    }
    .into_any()
}
