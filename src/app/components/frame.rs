//! What stands at the top of every lesson, and its parts below.

use crate::build_info;
use crate::worker_client::Program;
use guide::Section;
use leptos::prelude::*;

/// The lesson's article: title, promise, how long it takes and what it downloads, then the parts.
pub fn frame(
    section: Section,
    program: Program,
    facts: Vec<AnyView>,
    concept: RwSignal<Option<&'static str>>,
    parts: Vec<AnyView>,
) -> AnyView {
    let size = build_info::lesson_size(section.slug(), program);
    view! {
        <article class=section.slug() data-concept=move || concept.get().unwrap_or_default()>
            <p class="eyebrow">{section.part().title()}</p>
            <h1>{section.heading()}</h1>
            <p class="promise">{section.promise()}</p>
            <div class="meta">
                <span><b>{format!("{} min", section.minutes())}</b></span>
                {facts}
                {size.map(|size| view! { <span>"downloads "<b>{amount(size)}</b></span> }.into_any())}
            </div>
            {parts}
        </article>
    }
    .into_any()
}

fn amount(bytes: u64) -> String {
    if bytes < 1_000_000 { format!("{} kB", bytes.div_ceil(1000)) } else { format!("{:.1} MB", bytes as f64 / 1e6) }
}
