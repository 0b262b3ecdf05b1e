//! The left side of the lab: the text, the size of the vocabulary, and the rule for ties.

use super::{Page, use_stories};
use crate::components::*;
use leptos::prelude::*;
use lessons::format::count;
use lessons::tokenization::{LIMITS, Origin, VOCAB, check};
use protocol::tokenization::Ties;

const TIES: [Ties; 2] = [Ties::FirstMet, Ties::LowestIds];

pub fn controls(page: Page) -> AnyView {
    let vocab = page.see(|lesson| f64::from(lesson.settings().vocab_size));
    let value = two_way(vocab, move |size| page.act(|lesson| lesson.set_vocab(size)));
    let hint = page.see(|lesson| match &lesson.trained {
        Some(trained) => {
            format!("{} in the alphabet, {} merges", count(trained.alphabet as usize), count(trained.merges.len()))
        }
        None => String::new(),
    });
    let stored = page.see(|lesson| usize::from(lesson.settings().ties != Ties::FirstMet));
    let ties = two_way(stored, move |at| page.act(|lesson| lesson.set_ties(TIES[at.min(1)])));
    view! {
        <div class="knobs">
            {text(page)}
            <div title="Alphabet and merges together. The guide calls it vocab_size.">
                <Knob label="Vocabulary size" value spec=KnobSpec::log(f64::from(VOCAB.0), f64::from(VOCAB.1), 0) hint />
            </div>
            <Choice name="bpe-ties" label="Of equal counts" labels=vec!["first met", "lowest ids"] selected=ties />
            {note(Signal::derive(move || {
                let words = if ties.get() == 0 {
                    "The pair met first in the text goes first: what the guide's Counter and minbpe do."
                } else {
                    "The pair with the lowest ids goes first: what Hugging Face's trainer does."
                };
                words.to_string()
            }))}
        </div>
    }
    .into_any()
}

fn text(page: Page) -> AnyView {
    let what = page.see(|lesson| lesson.text_note());
    let mine = page.see(|lesson| lesson.origin == Origin::Mine);
    let is_stories = page.see(|lesson| lesson.origin == Origin::Novel);
    let is_sample = page.see(|lesson| lesson.origin == Origin::Sample);
    let card = text_card(TextCard {
        what: what.into(),
        mine: mine.into(),
        hint: "Paste a text of up to 2 MB. It stays in this browser.",
        check,
        max: LIMITS.max,
        take: Callback::new(move |text| page.act(|lesson| lesson.use_text(text, Origin::Mine))),
        forget: Callback::new(move |()| page.act(|lesson| lesson.use_sample())),
        tell: Callback::new(move |notice| page.change(|lesson| lesson.notices.add(notice))),
    });
    view! {
        {card}
        <div class="part-pair">
            {button(fixed("The short sample"), is_sample, move || page.act(|lesson| lesson.use_sample()))}
            {button(fixed("Sherlock Holmes, 374 kB"), is_stories, move || use_stories(page))}
        </div>
    }
    .into_any()
}
