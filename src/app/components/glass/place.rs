//! The place that is looked at, in words.

use super::{OnGlass, act, percent, token_name};
use crate::components::{Page, block, button, fixed, paragraph, titled};
use leptos::prelude::*;
use viz::number::fixed as digits;

pub fn glass_place<L: OnGlass>(page: Page<L>) -> AnyView {
    let title = page.see(|lesson| format!("Place {}", lesson.glass().place + 1));
    let token = page.see(|lesson| {
        let glass = lesson.glass();
        glass.tree.at(glass.place).map_or("still open".to_string(), |node| format!("“{}”", token_name(&node.piece)))
    });
    let words = page.see(|lesson| {
        let glass = lesson.glass();
        let Some(node) = glass.tree.at(glass.place) else {
            return "Nothing stands here yet. What could, and how likely each is, stands beside.".to_string();
        };
        match &node.written {
            None if glass.place < glass.tree.prompt_len() => "From the prompt: nobody chose it. What the model expected stands beside.".into(),
            None => "You put it here.".into(),
            Some(written) if glass.place < glass.tree.prompt_len() => format!(
                "From the prompt: nobody chose it. The model expected it with {}, as number {} of its list ({} bits of choice).",
                percent(written.probability),
                written.rank + 1,
                digits(f64::from(written.entropy_bits), 2),
            ),
            Some(written) => format!(
                "Rank {} with {} in the softmax of the logits ({} bits of choice). Tokens left after all stages: {}. It was drawn with {}; the number drawn was {}. The step took {} ms.",
                written.rank + 1,
                percent(written.probability),
                digits(f64::from(written.entropy_bits), 2),
                written.kept,
                percent(written.drawn_with),
                digits(f64::from(written.draw), 3),
                digits(f64::from(written.milliseconds), 1),
            ),
        }
    });
    let draws = page.see(|lesson| match &lesson.glass().looked {
        Some(looked) => format!(
            "With the settings as they are now, the draw {} falls on “{}”.",
            digits(f64::from(looked.draw), 3),
            token_name(&looked.falls_on)
        ),
        None => String::new(),
    });
    let off = page.see(|lesson| {
        let glass = lesson.glass();
        !lesson.can_write() || glass.is_writing() || glass.recorded || glass.place < glass.tree.prompt_len()
    });
    view! {
        {titled(title, token)}
        {paragraph(words)}
        {paragraph(draws)}
        {block("part-pair", vec![button(fixed("Write on from here"), off, move || act(page, |glass| glass.again()))])}
    }
    .into_any()
}
