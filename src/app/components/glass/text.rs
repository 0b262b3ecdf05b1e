//! What stands there, token by token, coloured by how open each choice was.

use super::{OnGlass, act};
use crate::components::{Legend, Page, TokenStrip, block, button, empty, fixed, never, note, quiet, text_line, when};
use leptos::prelude::*;
use lessons::writing::spell;
use viz::scale::Scale;

/// Bits at which a choice is as open as it is ever drawn: 32 equal ones.
const OPEN: f64 = 5.0;

/// The line to type a prompt into, and the buttons that write.
pub fn glass_prompt<L: OnGlass>(page: Page<L>) -> Vec<AnyView> {
    let prompt = page.see(|lesson| lesson.glass().prompt.clone());
    let busy = page.see(|lesson| lesson.glass().is_writing());
    let cannot_go_on =
        page.see(|lesson| !lesson.can_write() || lesson.glass().is_writing() || lesson.glass().tree.is_empty());
    let label = page.see(|lesson| if lesson.glass().is_writing() { "Stop" } else { "Write" }.to_string());
    let off = page.see(|lesson| !lesson.can_write());
    let press = move |_| {
        if busy.get_untracked() {
            act(page, |glass| glass.stop());
        } else {
            page.act(|lesson| {
                let count = lesson.glass().count;
                lesson.write_prompt(count)
            });
        }
    };
    vec![
        text_line(fixed("Prompt"), prompt, move |text| {
            act(page, |glass| {
                glass.prompt.clone_from(&text);
                Vec::new()
            });
        }),
        view! { <button type="button" class="primary" disabled=off on:click=press>{label}</button> }.into_any(),
        block(
            "part-pair",
            vec![
                button(fixed("One token"), cannot_go_on, move || act(page, |glass| glass.go_on(1))),
                button(fixed("Write on"), cannot_go_on, move || act(page, |glass| glass.go_on(glass.count))),
            ],
        ),
    ]
}

/// The strip. A click looks at the place where a token was chosen.
pub fn glass_text<L: OnGlass>(page: Page<L>) -> AnyView {
    let tokens = page.see(|lesson| {
        let pieces = lesson.glass().tree.pieces();
        pieces.map(|piece| spell(&piece.bytes).text).collect::<Vec<String>>()
    });
    let entropies = page.see(|lesson| {
        let tree = &lesson.glass().tree;
        let bits = |id: &usize| tree.node(*id).written.as_ref().map_or(f32::NAN, |written| written.entropy_bits);
        Bits(tree.path().iter().map(bits).collect())
    });
    let now = page.see(|lesson| Some(lesson.glass().place));
    let none = page.see(|lesson| lesson.glass().tree.is_empty());
    let meter = page.see(|lesson| {
        let (length, context) = (lesson.glass().tree.len(), lesson.context());
        format!("{length} of {context} tokens of the context · {} from the prompt", lesson.glass().tree.prompt_len())
    });
    let scale = Scale::Sequential { min: 0.0, max: OPEN };
    let cost = page.see(|lesson| lesson.glass().cost_of_measuring().filter(|_| lesson.can_write()));
    let prompt = page.see(|lesson| lesson.glass().tree.unmeasured() > 0);
    let words =
        move || if prompt.get() { "entropy of the choice; the prompt has none" } else { "entropy of the choice" };
    let measure = move || {
        let label = Signal::derive(move || {
            format!("Colour the prompt too: read it again, one by one ({})", cost.get().unwrap_or_default())
        });
        quiet(label, never(), move || act(page, |glass| glass.measure()))
    };
    let strip = move || {
        if none.get() {
            return empty("Nothing stands here yet. Type a prompt and press Write.");
        }
        view! {
            <TokenStrip
                label="What stands there"
                tokens
                values=Signal::derive(move || entropies.get().0)
                scale=Signal::stored(scale)
                now
                on_pick=Callback::new(move |at: usize| act(page, |glass| glass.look_at(at)))
                flow=true
            />
            <Legend scale=Signal::stored(scale) low="bits: sure" high="bits: open">
                {words}
            </Legend>
        }
        .into_any()
    };
    view! {
        <div class="glass-text">{strip}</div>
        {note(meter)}
        {when(Signal::derive(move || cost.with(Option::is_some)), measure)}
    }
    .into_any()
}

/// Holes are equal to holes.
#[derive(Clone)]
struct Bits(Vec<f32>);

impl PartialEq for Bits {
    fn eq(&self, other: &Self) -> bool {
        self.0.len() == other.0.len() && self.0.iter().zip(&other.0).all(|(a, b)| a.to_bits() == b.to_bits())
    }
}
