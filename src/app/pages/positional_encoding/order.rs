//! The other sentence: its words can be dragged onto each other, or moved by keys.

use super::Page;
use crate::components::*;
use leptos::html::Ol;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

pub fn order(page: Page) -> AnyView {
    let words = page
        .see(|lesson| lesson.order.iter().map(|word| lesson.words[*word as usize].clone()).collect::<Vec<String>>());
    let places = Memo::new(move |_| words.with(Vec::len));
    let list = NodeRef::<Ol>::new();
    let held = RwSignal::new(None::<usize>);
    let said = RwSignal::new(String::new());
    let chips =
        move || (0..places.get()).map(|place| chip(page, words, list, held, said, place)).collect::<Vec<AnyView>>();
    let none = page.see(|lesson| lesson.words.len() < 2);
    view! {
        <div class="position-order">
            <div class="row">
                <h3 id="position-order">"The same words in another order"</h3>
                <span>"drag a word onto another, or pick it up with Enter and move it with the arrow keys"</span>
            </div>
            <ol node_ref=list aria-labelledby="position-order" data-keys="" dir="auto">{chips}</ol>
            <div class="part-pair">
                {button(fixed("Turn it round"), none, move || page.act(|lesson| lesson.reverse_words()))}
                {button(fixed("As typed"), none, move || page.act(|lesson| lesson.restore_words()))}
            </div>
            <p class="unseen" role="status">{said}</p>
        </div>
    }
    .into_any()
}

fn chip(
    page: Page,
    words: Memo<Vec<String>>,
    list: NodeRef<Ol>,
    held: RwSignal<Option<usize>>,
    said: RwSignal<String>,
    place: usize,
) -> AnyView {
    let word = move || words.with(|words| words.get(place).cloned().unwrap_or_default());
    let home = page.see(|lesson| lesson.order.iter().map(|word| *word as usize).collect::<Vec<usize>>());
    let moved = move || home.with(|order| order.get(place).is_some_and(|from| *from != place));
    let focus = move |to: usize| {
        let item = list.get_untracked().and_then(|list| list.children().item(to as u32));
        let button =
            item.and_then(|item| item.first_element_child()).and_then(|button| button.dyn_into::<HtmlElement>().ok());
        if let Some(button) = button {
            let _ = button.focus();
        }
    };
    let swap = move |from: usize, to: usize| {
        page.act(|lesson| lesson.swap_words(from, to));
        held.set(None);
        said.set(words.with_untracked(|words| format!("Now: {}", words.join(" "))));
    };
    // A click picks a word up or sets it down on another.
    let press = move || match held.get_untracked() {
        Some(from) if from != place => swap(from, place),
        Some(_) => held.set(None),
        None => held.set(Some(place)),
    };
    let step = move |to: usize| {
        if held.get_untracked() == Some(place) {
            page.act(|lesson| lesson.move_word(place, to));
            held.set(Some(to));
            said.set(words.with_untracked(|words| format!("Now: {}", words.join(" "))));
        }
        focus(to);
    };
    view! {
        <li>
            <button
                type="button"
                data-place=place.to_string()
                class:held=move || held.get() == Some(place)
                class:moved=moved
                aria-pressed=move || (held.get() == Some(place)).to_string()
                on:click=move |_| press()
                on:pointerup=move |event| {
                    // A drag ends over another word; a finger's events all go to the word it began on.
                    let under = document().element_from_point(event.client_x() as f32, event.client_y() as f32);
                    if let Some(to) = under.and_then(|under| place_of(&under)).filter(|to| *to != place) {
                        swap(place, to);
                    }
                }
                on:keydown=move |event| {
                    let last = words.with_untracked(Vec::len).saturating_sub(1);
                    match event.key().as_str() {
                        "ArrowRight" if place < last => step(place + 1),
                        "ArrowLeft" if place > 0 => step(place - 1),
                        "Escape" => held.set(None),
                        _ => return,
                    }
                    event.prevent_default();
                }
            >
                {word}
            </button>
        </li>
    }
    .into_any()
}

fn place_of(element: &Element) -> Option<usize> {
    element.closest("[data-place]").ok()??.get_attribute("data-place")?.parse().ok()
}
