//! The middle of the lab: the text as tokens, and the pairs that could be merged.

use super::{Page, pairs};
use crate::components::*;
use leptos::prelude::*;
use lessons::format::count;
use viz::number::short;

pub fn stage(page: Page) -> AnyView {
    let chips = page.see(|lesson| lesson.lab_chips());
    let mark = page.see(|lesson| lesson.hover);
    let title = page.see(|lesson| match lesson.step() {
        0 => "Before the first merge".to_string(),
        step => format!("After {} of {} merges", count(step), count(lesson.merges())),
    });
    let words = page.see(|lesson| {
        let step = lesson.step();
        let ratio =
            lesson.bytes_per_token(step).map(|ratio| format!(", {} bytes a token", short(ratio))).unwrap_or_default();
        format!("{} tokens{ratio}", count(lesson.tokens_at(step) as usize))
    });
    let missing = page.see(|lesson| lesson.seen.is_none());
    let on_hover = Callback::new(move |at| page.change(|lesson| lesson.hover = at));
    let on_pick = Callback::new(move |at| page.act(|lesson| lesson.pick_token(at)));
    view! {
        <div class="stage">
            <div title="Tokens of the whole text; bytes a token = bytes of the text / tokens">{titled(title, words)}</div>
            {when(missing, || empty("The tokens appear as soon as the text is counted."))}
            <div class="bpe-text">
                <TokenFlow label="The text as tokens" chips mark on_hover on_pick />
            </div>
            <div class="part-legends bpe-legend">
                <span><i class="token-key next">"a"</i><i class="token-key next">"b"</i>" the next merge takes"</span>
                <span><i class="token-key fresh">"ab"</i>" the last merge made"</span>
                <span class="part-note">"Equal tokens have equal colours. Point at one for its id; click it for its word's merges."</span>
            </div>
            {turn(page)}
            {pairs::pairs(page)}
        </div>
    }
    .into_any()
}

/// Which part of a long text is on show.
fn turn(page: Page) -> AnyView {
    let long = page.see(|lesson| {
        lesson.seen.as_ref().is_some_and(|seen| seen.start > 0 || (seen.end as usize) < lesson.text.len())
    });
    let words = page.see(|lesson| match &lesson.seen {
        Some(seen) => {
            let (start, end) = (count(seen.start as usize + 1), count(seen.end as usize));
            format!("bytes {start} to {end} of {}", count(lesson.text.len()))
        }
        None => String::new(),
    });
    let at_start = page.see(|lesson| lesson.start == 0);
    let at_end = page.see(|lesson| lesson.seen.as_ref().is_none_or(|seen| seen.end as usize >= lesson.text.len()));
    when(long, move || {
        view! {
            <div class="part-tools">
                {button(fixed("Earlier"), at_start, move || page.act(|lesson| lesson.turn_page(false)))}
                {button(fixed("Later"), at_end, move || page.act(|lesson| lesson.turn_page(true)))}
                <span class="part-note">{words}</span>
            </div>
        }
        .into_any()
    })
}
