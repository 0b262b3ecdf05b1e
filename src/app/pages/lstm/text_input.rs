//! The text to learn from.

use super::{Page, assets};
use crate::components::*;
use leptos::prelude::*;
use lessons::lstm::{Corpus, LIMITS, Origin, check};

pub fn text_input(page: Page) -> AnyView {
    let what = page.see(|lesson| corpus_name(lesson.corpus.as_ref()));
    let mine = page.see(|lesson| lesson.corpus.as_ref().is_some_and(Corpus::is_mine));
    text_card(TextCard {
        what: what.into(),
        mine: mine.into(),
        hint: "Paste a text of 200 bytes to 1 MB. It stays in this browser.",
        check,
        max: LIMITS.max,
        take: Callback::new(move |text| page.act(|lesson| assets::take(lesson, text, Origin::Mine))),
        forget: Callback::new(move |()| assets::use_sample(page)),
        tell: Callback::new(move |notice| page.change(|lesson| lesson.notify(notice))),
    })
}
