//! The LSTM lesson.

use guide::Section;
use leptos::prelude::*;

#[component]
pub fn Lstm() -> impl IntoView {
    let section = Section::Lstm;
    view! {
        <p class="eyebrow">{section.part().title()}</p>
        <h1>{section.heading()}</h1>
        <p class="promise">{section.promise()}</p>
    }
}
