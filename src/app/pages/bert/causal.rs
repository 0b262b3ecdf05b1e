//! The same sentence in the same head, both ways and looking back only.

use super::{Page, picture};
use crate::components::*;
use leptos::prelude::*;
use viz::number::fixed as digits;

pub fn causal(page: Page) -> AnyView {
    let words = page.see(|lesson| match lesson.ahead() {
        None => String::new(),
        Some(ahead) => {
            let share = digits(100.0 * f64::from(ahead), 0);
            let taken = if share == "0" {
                "A causal mask changes nothing for it; choose one that looks at the token after"
            } else {
                "A causal mask takes that away, and each row is shared out among what is left"
            };
            let (layer, head) = (lesson.layer + 1, lesson.head + 1);
            format!("Layer {layer}, head {head}: {share} % of its attention goes to later tokens. {taken}.")
        }
    });
    let both = picture::map(page, "BERT: every token sees every token", page.see(|lesson| lesson.grid()));
    let back = picture::map(
        page,
        "with a causal mask, as in GPT: itself and what is before it",
        page.see(|lesson| lesson.causal_grid()),
    );
    block("part-panel", vec![paragraph(words), block("bert-pair", vec![both, back])])
}
