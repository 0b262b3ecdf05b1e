//! Coloured tokens as flowing text.

use leptos::html::Div;
use leptos::prelude::*;
use viz::token_flow::{Chip, Joint};
use wasm_bindgen::JsCast;
use web_sys::Element;

/// Shows chips one after the other, wrapping like text.
///
/// Keyboard when focused: ← → move over the tokens, Home and End jump, Enter picks.
///
/// Usage: `<TokenFlow label="Tokens of the text" chips mark on_hover=… on_pick=… />`.
#[component]
pub fn TokenFlow(
    /// What these tokens are.
    #[prop(into)]
    label: String,
    #[prop(into)] chips: Signal<Vec<Chip>>,
    /// A token to outline.
    #[prop(into, optional)]
    mark: Signal<Option<usize>>,
    #[prop(into, optional)] on_hover: Option<Callback<Option<usize>>>,
    #[prop(into, optional)] on_pick: Option<Callback<usize>>,
) -> impl IntoView {
    let flow = NodeRef::<Div>::new();
    Effect::new(move || {
        if let Some(flow) = flow.get() {
            chips.with(|chips| fill(&flow, chips));
        }
    });
    Effect::new(move || {
        let at = mark.get();
        if let Some(flow) = flow.get() {
            put_class(&flow, "mark", at);
        }
    });
    let cursor = StoredValue::new(0_usize);
    let spoken = RwSignal::new(String::new());
    let hover = move |at: Option<usize>| {
        if let Some(callback) = on_hover {
            callback.run(at);
        }
    };
    let pick = move |at: Option<usize>| {
        if let (Some(callback), Some(at)) = (on_pick, at) {
            callback.run(at);
        }
    };
    let move_to = move |to: usize| {
        let Some(last) = chips.with_untracked(|chips| chips.len().checked_sub(1)) else { return };
        let to = to.min(last);
        cursor.set_value(to);
        spoken.set(chips.with_untracked(|chips| format!("{} {}", to + 1, chips[to].label)));
        if let Some(flow) = flow.get_untracked() {
            put_class(&flow, "cursor", Some(to));
        }
        hover(Some(to));
    };
    let interactive = on_hover.is_some() || on_pick.is_some();
    view! {
        <div
            class="token-flow"
            class:live=interactive
            node_ref=flow
            role="group"
            data-keys=""
            dir="auto"
            tabindex=interactive.then_some("0")
            aria-label=label
            on:pointerover=move |event| hover(index_of(event.target()))
            on:pointerleave=move |_| hover(None)
            on:click=move |event| pick(index_of(event.target()))
            on:blur=move |_| {
                if let Some(flow) = flow.get_untracked() {
                    put_class(&flow, "cursor", None);
                }
                hover(None);
            }
            on:keydown=move |event| {
                match event.key().as_str() {
                    "ArrowRight" => move_to(cursor.get_value() + 1),
                    "ArrowLeft" => move_to(cursor.get_value().saturating_sub(1)),
                    "Home" => move_to(0),
                    "End" => move_to(usize::MAX),
                    "Enter" => pick(Some(cursor.get_value())),
                    _ => return,
                }
                event.prevent_default();
            }
        ></div>
        <span class="unseen" aria-live="polite">{spoken}</span>
    }
    .into_any()
}

/// Thousands of tokens, up to sixty times a second: cells that are there are changed where they differ, not made anew.
fn fill(flow: &Element, chips: &[Chip]) {
    let cells = flow.children();
    for (at, chip) in chips.iter().enumerate() {
        let cell = match cells.item(at as u32) {
            Some(cell) => cell,
            None => {
                let Ok(cell) = document().create_element("i") else { return };
                let _ = cell.set_attribute("data-at", &at.to_string());
                let _ = flow.append_child(&cell);
                cell
            }
        };
        let hue = chip.hue.map_or(String::new(), |hue| format!(" t{hue}"));
        let end = if chip.line_end { " line-end" } else { "" };
        let class = format!("t{hue}{}{end}", chip.state.class());
        part(flow, &cell, if at == 0 { Joint::Tight } else { chip.joint });
        if cell.class_name() != class {
            cell.set_class_name(&class);
        }
        // A word joiner keeps the parts of a word on one line.
        let label = if chip.joint == Joint::Tight { format!("\u{2060}{}", chip.label) } else { chip.label.clone() };
        if cell.text_content().as_deref() != Some(&label) {
            cell.set_text_content(Some(&label));
        }
    }
    while let Some(extra) = cells.item(chips.len() as u32) {
        part(flow, &extra, Joint::Tight);
        extra.remove();
    }
}

/// What stands before a cell: a space, a place where the line may break, or nothing.
fn part(flow: &Element, cell: &Element, joint: Joint) {
    let wanted = match joint {
        Joint::Apart => Some(" "),
        Joint::Loose => Some("\u{200b}"),
        Joint::Tight => None,
    };
    // Everything between two cells is text of ours.
    let standing = cell.previous_sibling().filter(|node| node.node_type() == web_sys::Node::TEXT_NODE);
    match (standing, wanted) {
        (Some(node), Some(text)) if node.text_content().as_deref() != Some(text) => node.set_text_content(Some(text)),
        (Some(node), None) => drop(flow.remove_child(&node)),
        (None, Some(text)) => drop(flow.insert_before(&document().create_text_node(text), Some(cell))),
        _ => {}
    }
}

/// Moves a class to the token at a place, taking it from where it was.
fn put_class(flow: &Element, class: &str, at: Option<usize>) {
    let old = flow.get_elements_by_class_name(class);
    while let Some(cell) = old.item(0) {
        let _ = cell.class_list().remove_1(class);
    }
    if let Some(cell) = at.and_then(|at| flow.children().item(at as u32)) {
        let _ = cell.class_list().add_1(class);
    }
}

fn index_of(target: Option<web_sys::EventTarget>) -> Option<usize> {
    target?.dyn_into::<Element>().ok()?.get_attribute("data-at")?.parse().ok()
}
