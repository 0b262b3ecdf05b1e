//! The labelled texts, to be edited in place.

use super::Page;
use crate::components::*;
use leptos::prelude::*;

pub fn texts(page: Page) -> AnyView {
    let text = page.see(|lesson| lesson.classifier.text.clone());
    let what = page.see(|lesson| {
        let classifier = &lesson.classifier;
        let whose = if classifier.is_sample() { "72 tickets of a shop that does not exist" } else { "your texts" };
        match &classifier.examples {
            Ok(examples) => format!(
                "{whose}: {} classes, {} to train on, {} held out",
                examples.classes.len(),
                examples.train.len(),
                examples.held_out.len()
            ),
            Err(_) => String::new(),
        }
    });
    let own = page.see(|lesson| !lesson.classifier.is_sample());
    let long = RwSignal::new(String::new());
    let remarks = page.see(|lesson| {
        let mut said = lesson.classifier.remarks();
        said.extend(lesson.classifier.problem.clone());
        said
    });
    let said = move || {
        let all = remarks.get().into_iter();
        all.map(|said| view! { <Notice kind=NoticeKind::Warning>{said}</Notice> }.into_any()).collect::<Vec<AnyView>>()
    };
    view! {
        {titled(fixed("Labelled texts"), what)}
        <label class="part-probe bert-labelled">
            <span>"One on each line: its label, a colon, the text. Of each class the last third is held out."</span>
            <textarea
                rows="8"
                spellcheck="false"
                autocomplete="off"
                dir="auto"
                prop:value=move || text.get().map(|text| text.to_string()).unwrap_or_default()
                on:paste=refuse_long_paste(long)
                on:input:target=move |event| {
                    let text = event.target().value();
                    page.change(|lesson| lesson.classifier.edit(&text));
                }
            ></textarea>
        </label>
        {note(long)}
        {when(own, move || {
            quiet(fixed("Back to the packaged tickets"), never(), move || page.change(|lesson| lesson.classifier.use_sample()))
        })}
        <div class="part-notices bert-remarks">{said}</div>
    }
    .into_any()
}
