//! The texts, and their words as buttons: one that is down is masked.

use super::super::Page;
use super::see;
use crate::components::*;
use leptos::prelude::*;
use lessons::bert::masked::{Masked, Word};

/// Words that get a button; a text of more can be masked by typing [MASK].
const MOST: usize = 150;

pub fn sentence(page: Page) -> AnyView {
    let pair = two_way(see(page, |masked| masked.pair), move |on| page.act(|lesson| lesson.masked.set_pair(on)));
    let first = text_line(fixed("Sentence"), see(page, |masked| masked.first.clone()), move |text| {
        page.act(|lesson| lesson.masked.set_first(text));
    });
    let second = move || {
        text_line(fixed("Second sentence"), see(page, |masked| masked.second.clone()), move |text| {
            page.act(|lesson| lesson.masked.set_second(text));
        })
    };
    let problem = see(page, |masked| masked.problem.clone());
    let problem = move || problem.get().map(|words| view! { <Notice kind=NoticeKind::Warning>{words}</Notice> });
    view! {
        <div class="masked-texts">
            {first}
            <Switch label="A second sentence" on=pair />
            {when(pair, second)}
        </div>
        {problem}
        {strip(page)}
        <div class="part-tools">
            {quiet(fixed("Mask all"), never(), move || page.act(|lesson| lesson.masked.mask_all()))}
            {quiet(fixed("Mask nothing"), never(), move || page.act(|lesson| lesson.masked.mask_none()))}
        </div>
    }
    .into_any()
}

fn strip(page: Page) -> AnyView {
    let words = see(page, |masked| masked.words().into_iter().map(|word| (word.text, word.form)).collect::<Vec<_>>());
    // Apart from the words, so that a click redraws no button and the keyboard's place is kept.
    let hidden = see(page, |masked| {
        let hidden = |(place, word): (usize, &Word)| masked.is_masked(place, word);
        masked.words().iter().enumerate().map(hidden).collect::<Vec<bool>>()
    });
    let buttons = move || {
        let all = words.get();
        let button = |(place, (text, form)): (usize, (usize, String))| {
            let begins = text == 1 && place > 0 && words.with_untracked(|all| all[place - 1].0 == 0);
            let apart = begins.then(|| view! { <span class="masked-sep">"[SEP]"</span> }.into_any());
            [apart, Some(word(page, hidden, place, form))]
        };
        all.into_iter().take(MOST).enumerate().flat_map(button).flatten().collect::<Vec<AnyView>>()
    };
    let more = Signal::derive(move || match words.with(Vec::len) {
        count if count > MOST => {
            format!("The first {MOST} of {count} words are shown. Any other is masked by typing [MASK] in its place.")
        }
        0 => String::new(),
        _ => "Click a word to hide it from the model; click it again to show it.".into(),
    });
    view! {
        <div class="masked-words" role="group" aria-label="Words to mask">{buttons}</div>
        {note(more)}
    }
    .into_any()
}

fn word(page: Page, hidden: Memo<Vec<bool>>, place: usize, form: String) -> AnyView {
    let down = Signal::derive(move || hidden.with(|all| all.get(place).copied().unwrap_or_default()));
    let (name, shown) = (form.clone(), form.clone());
    let name = Signal::derive(move || if down.get() { format!("{name}, masked") } else { name.clone() });
    let top = Signal::derive(move || if down.get() { Masked::placeholder().to_string() } else { shown.clone() });
    // What is hidden stays readable for who hid it.
    let under =
        Signal::derive(move || if down.get() && form != Masked::placeholder() { form.clone() } else { String::new() });
    let parts = vec![span(top), view! { <small>{under}</small> }.into_any()];
    pick(name, down, parts, move || page.act(|lesson| lesson.masked.toggle(place)))
}
