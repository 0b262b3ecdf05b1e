//! The same sentence with one word exchanged, and which predictions rise and fall.

use super::super::Page;
use super::see;
use crate::components::*;
use leptos::prelude::*;
use lessons::bert::masked::{Masked, Pair, chance_words};

pub fn compare(page: Page) -> AnyView {
    let on = see(page, |masked| masked.comparing);
    let on = two_way(on, move |on| page.act(|lesson| lesson.masked.set_comparing(on)));
    let body = move || block("masked-compare", vec![controls(page), answer(page)]);
    block(
        "masked-two",
        vec![view! { <Switch label="Exchange one word and compare" on=on /> }.into_any(), when(on, body)],
    )
}

fn controls(page: Page) -> AnyView {
    let words = see(page, |masked| {
        let name = |(place, word): (usize, lessons::bert::masked::Word)| {
            let masked = if masked.is_masked(place, &word) { ", masked" } else { "" };
            format!("{}: “{}”{masked}", place + 1, word.form)
        };
        masked.words().into_iter().enumerate().map(name).collect::<Vec<String>>()
    });
    let place = see(page, |masked| masked.swap);
    let options = move || {
        let option = move |(index, name): (usize, String)| {
            view! { <option prop:selected=move || place.get() == index>{name}</option> }.into_any()
        };
        words.get().into_iter().enumerate().map(option).collect::<Vec<AnyView>>()
    };
    let into = see(page, |masked| masked.swapped.clone());
    view! {
        <div class="masked-swap">
            <label class="part-field">
                <span>"In the place of"</span>
                <select
                    on:change:target=move |event| {
                        let place = usize::try_from(event.target().selected_index()).unwrap_or_default();
                        page.act(|lesson| lesson.masked.set_swap(place));
                    }
                >
                    {options}
                </select>
            </label>
            {text_line(fixed("put"), into, move |word| page.act(|lesson| lesson.masked.set_swapped(word)))}
        </div>
    }
    .into_any()
}

fn answer(page: Page) -> AnyView {
    let why = see(page, Masked::compare_words);
    let pairs = see(page, Masked::pairs);
    let some = Memo::new(move |_| pairs.with(|pairs| !pairs.is_empty()));
    let legend = see(page, |masked| masked.exchanged().unwrap_or_default());
    let list = move || pairs.get().into_iter().map(line).collect::<Vec<AnyView>>();
    let table = move || {
        view! {
            <p class="masked-legend">
                <span class="one">{move || format!("with “{}”", legend.get().0)}</span>
                <span class="other">{move || format!("with “{}”", legend.get().1)}</span>
                <span>"change in points of a hundred"</span>
            </p>
            <ol class="masked-pairs" aria-label="Predictions of both sentences">{list}</ol>
            {note(see(page, Masked::apart))}
            {page.picture_tools("masked-comparison", ".masked-pairs", |lesson| lesson.masked.pair_table())}
        }
        .into_any()
    };
    let why = Signal::derive(move || why.get().to_string());
    block("masked-pairing", vec![note(why), when(some, table)])
}

fn line(pair: Pair) -> AnyView {
    let bar = |share: Option<f32>| format!("{:.2}%", 100.0 * share.unwrap_or_default());
    let change = pair.change_words();
    view! {
        <li>
            <span class="masked-token">{pair.text.clone()}</span>
            <span class="masked-bars" aria-hidden="true">
                <span class="masked-bar one"><span style:width=bar(pair.one)></span></span>
                <span class="masked-bar other"><span style:width=bar(pair.other)></span></span>
            </span>
            <span class="masked-share">{chance_words(pair.one)}</span>
            <span class="masked-share">{chance_words(pair.other)}</span>
            <span class="masked-change">{change}</span>
        </li>
    }
    .into_any()
}
