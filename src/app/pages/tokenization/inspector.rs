//! The right side of the lab: the next merge and why it is next, and the token under the pointer.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use lessons::format::count;
use lessons::tokenization::{Made, TokenFacts};

pub fn inspector(page: Page) -> AnyView {
    view! {
        <div class="inspect">
            {next(page)}
            {token(page)}
        </div>
    }
    .into_any()
}

fn next(page: Page) -> AnyView {
    let merge = page.see(|lesson| lesson.next_merge());
    let why = page.see(|lesson| lesson.why_next());
    let title = page.see(|lesson| match lesson.next_merge() {
        Some(_) => format!("Merge {} is next", count(lesson.step() + 1)),
        None if lesson.trained.is_some() => "All merges are done".into(),
        None => "No training yet".into(),
    });
    let formula = move || {
        merge.get().map(|[left, right, result]| {
            view! {
                <Equation label="The next merge">
                    <i class="token-key next">{left}</i>" + "<i class="token-key next">{right}</i>" → "<i class="token-key fresh">{result}</i>
                </Equation>
            }
        })
    };
    view! {
        <h3>{title}</h3>
        {formula}
        <p>{why}</p>
    }
    .into_any()
}

fn token(page: Page) -> AnyView {
    let facts = page.see(|lesson| {
        let seen = lesson.seen.as_ref()?;
        let token = seen.tokens.get(lesson.hover?)?;
        lesson.token_facts(&seen.text, *token)
    });
    view! {
        <h3>"The token under the pointer"</h3>
        {move || match facts.get() {
            Some(facts) => token_facts(facts),
            None => view! { <p>"Point at a token, or move over the text with the arrow keys."</p> }.into_any(),
        }}
    }
    .into_any()
}

/// Token, id, bytes and origin, as the lab and the encoder show them.
pub fn token_facts(facts: TokenFacts) -> AnyView {
    let made = match facts.made {
        None => String::new(),
        Some(Made::Alphabet) => "In the alphabet from the start.".into(),
        Some(Made::Merge { number, left, right, count: times }) => {
            format!("Merge {}: {left} + {right}, {} times in the text then.", count(number), count(times as usize))
        }
    };
    let id = facts.id.map_or_else(|| "none".into(), |id| count(id as usize));
    view! {
        <dl class="bpe-facts">
            <dt>"token"</dt>
            <dd><i class="token-key">{facts.symbol}</i></dd>
            <dt>"id"</dt>
            <dd>{id}</dd>
            <dt>"bytes"</dt>
            <dd>{facts.hex}</dd>
        </dl>
        <p>{made}" "{facts.part}</p>
    }
    .into_any()
}
