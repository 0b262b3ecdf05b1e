//! The prompt: a template, the chunks that fit, and what the budget cut.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use lessons::rag::{Cutting, Spent, Stretch, Template};

pub fn prompt(page: Page) -> AnyView {
    let template = page.see(|lesson| lesson.prompt.template.clone());
    let budget = two_way(page.see(|lesson| f64::from(lesson.prompt.budget)), move |budget| {
        page.change(|lesson| lesson.prompt.budget = budget as u32);
    });
    let hindrance = page.see(|lesson| lesson.prompt.hindrance().unwrap_or_default().to_owned());
    let text = page.see(|lesson| lesson.prompt_text());
    let take = move |template: Template| page.act(|lesson| lesson.set_template(template.text()));
    let columns = ["Chunk", "Tokens", "Fate"].map(|name| (name.to_string(), "")).to_vec();
    let rows = page.see(|lesson| {
        let row = |used: lessons::rag::Used| {
            let fate = match used.cutting {
                Cutting::Kept => "in the prompt",
                Cutting::Over => "cut: the budget is spent",
            };
            vec![format!("{}", used.chunk + 1), used.tokens.to_string(), fate.into()]
        };
        lesson.used().into_iter().map(row).collect::<Vec<_>>()
    });
    let counted = page.see(|lesson| match lesson.is_measured() {
        true => format!(
            "Template, question and what the chat template puts around them take {} of SmolLM2's tokens.",
            lesson.frame_tokens()
        ),
        false => format!(
            "Template and question take about {} tokens, an estimate: four tokens for three words.",
            lesson.frame_tokens()
        ),
    });
    view! {
        <div class="rag-adding">
            <label>
                <span>"Template"</span>
                <textarea
                    rows="5"
                    dir="auto"
                    spellcheck="false"
                    prop:value=template
                    on:input:target=move |event| page.act(|lesson| lesson.set_template(&event.target().value()))
                ></textarea>
            </label>
            <div class="part-pair">
                {button(fixed("The guide's"), never(), move || take(Template::Guide))}
                {button(fixed("With an instruction"), never(), move || take(Template::Chat))}
            </div>
            {note(hindrance)}
            <Knob label="Tokens at most" value=budget spec=KnobSpec::whole(64.0, 2048.0, 64.0) />
        </div>
        {drawn_budget(page)}
        {note(counted)}
        {sheet("What fits", Signal::stored(columns), rows)}
        {caption(fixed("What the model would be sent"))}
        <pre class="rag-text" tabindex="0" dir="auto">{text}</pre>
    }
    .into_any()
}

/// Each stretch as wide as its tokens; what was cut stands behind the budget's end.
fn drawn_budget(page: Page) -> AnyView {
    let stretches = page.see(|lesson| lesson.stretches());
    let words = page.see(|lesson| lesson.budget_words());
    let stretch = |Stretch { spent, name, tokens }: Stretch| {
        let class = match spent {
            Spent::Frame => "frame",
            Spent::Passage => "kept",
            Spent::Free => "free",
            Spent::Over => "over",
        };
        let title = format!("{name}: {tokens} tokens");
        view! { <span class=class title=title style:flex-grow=tokens.to_string()>{name}</span> }.into_any()
    };
    view! {
        <div class="rag-budget" role="img" aria-label=words>
            {move || stretches.get().into_iter().map(stretch).collect::<Vec<AnyView>>()}
        </div>
        {note(words)}
    }
    .into_any()
}
