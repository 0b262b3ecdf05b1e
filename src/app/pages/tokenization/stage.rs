//! The middle of the lab: the pieces that a pattern cuts, the text as tokens, and the pairs that could be merged.

use super::{Page, pairs};
use crate::components::*;
use leptos::prelude::*;
use lessons::format::count;
use lessons::tokenization::{Lesson, PATTERN, PatternPart};
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
    let cut = page.see(|lesson| lesson.seen.as_ref().is_some_and(|seen| !seen.pieces.is_empty()));
    let tools = page.picture_tools("tokens", ".bpe-tokens .token-flow", Lesson::seen_table);
    view! {
        <div class="stage">
            {when(cut, move || pieces(page))}
            <div class="bpe-now" title="Tokens of the whole text; bytes a token = bytes of the text / tokens">{titled(title, words)}</div>
            {when(missing, || empty("The tokens appear as soon as the text is counted."))}
            <div class="bpe-text bpe-tokens">
                <TokenFlow label="The text as tokens" chips mark on_hover on_pick />
            </div>
            <div class="part-legends bpe-legend">
                <span><i class="token-key next">"a"</i><i class="token-key next">"b"</i>" the next merge takes"</span>
                <span><i class="token-key fresh">"ab"</i>" the last merge made"</span>
                <span class="part-note">"Equal tokens have equal colours. Point at one for its id; click it for its word's merges."</span>
            </div>
            {turn(page)}
            {tools}
            {pairs::pairs(page)}
        </div>
    }
    .into_any()
}

/// Before anything is merged: GPT-2's pattern, its parts in the colours of the pieces they cut.
fn pieces(page: Page) -> AnyView {
    let chips = page.see(|lesson| lesson.piece_chips());
    let words = page.see(|lesson| format!("{} pieces, and no merge crosses a cut", count(lesson.piece_chips().len())));
    let counts = page.see(|lesson| lesson.piece_counts());
    let part = |(at, part): (usize, &'static PatternPart)| {
        let times = move || count(counts.get()[at]);
        view! { <li><i class=format!("t{}", part.hue)>{part.pattern}</i><span>{part.takes}</span><b>{times}</b></li> }
            .into_any()
    };
    let legend: Vec<AnyView> = PATTERN.iter().enumerate().map(part).collect();
    let tools = page.picture_tools("pieces", ".bpe-cut .token-flow", Lesson::pieces_table);
    view! {
        <div class="bpe-cut">
            {titled(fixed("First, a pattern cuts the text"), words)}
            <div class="bpe-text" tabindex="0" role="group" aria-label="Pieces"><TokenFlow label="The text as pieces" chips /></div>
            <ul class="token-flow bpe-pattern" aria-label="The parts of the pattern, the first that fits cuts">{legend}</ul>
            {tools}
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
