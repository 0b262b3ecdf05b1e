//! A lesson below its title: how long it takes and what it downloads, then its parts.

use crate::build_info;
use crate::worker_client::Program;
use guide::Section;
use leptos::prelude::*;

/// The facts in a line, then the parts. A concept that is pointed at is the frame's `data-concept`, for the style sheet to light it up.
pub fn frame(
    section: Section,
    program: Program,
    facts: Vec<AnyView>,
    concept: RwSignal<Option<&'static str>>,
    parts: Vec<AnyView>,
) -> AnyView {
    let size = build_info::lesson_size(section.slug(), program);
    view! {
        <div class="lesson" data-concept=move || concept.get().unwrap_or_default()>
            <div class="meta">
                <span><b>{format!("{} min", section.minutes())}</b></span>
                {facts}
                {size.map(|size| view! { <span>"downloads "<b>{amount(size)}</b></span> }.into_any())}
            </div>
            {parts}
        </div>
    }
    .into_any()
}

fn amount(bytes: u64) -> String {
    if bytes < 1_000_000 { format!("{} kB", bytes.div_ceil(1000)) } else { format!("{:.1} MB", bytes as f64 / 1e6) }
}
