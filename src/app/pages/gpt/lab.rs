//! The lab: a prompt and the settings of the draw, what was written, and one place of it.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use lessons::gpt::{Lesson, Phase};

pub fn lab(page: Page) -> AnyView {
    let busy = page.see(|lesson| matches!(lesson.phase, Phase::Waiting | Phase::Preparing));
    let recorded = page.see(|lesson| lesson.glass.recorded);
    let seed = page.see(|lesson| format!("seed {}", lesson.glass.settings.seed));
    let places = page.see(|lesson| lesson.glass.places().saturating_sub(1));
    let strangers = page.see(|lesson| match lesson.strangers() {
        strange if strange.is_empty() => String::new(),
        strange => format!("The model has no token for “{strange}” and reads another sign there."),
    });
    let mut knobs = glass_prompt(page);
    knobs.push(note(strangers));
    knobs.push(length(page));
    knobs.extend(glass_knobs(page));
    let playing = RwSignal::new(false);
    let bar = view! {
        <TransportBar position=page.position length=places playing label=fixed("place") rate=Signal::stored(6.0) />
    };
    let parts = LabParts {
        name: "The lab",
        recorded: recorded.into(),
        head: vec![
            status(while_engine_runs(page.see(Lesson::status)), busy),
            view! { <span class="part-seed">{seed}</span> }.into_any(),
            share_button(page),
        ],
        knobs,
        stage: vec![page.notices(), glass_text(page), glass_stages(page)],
        inspect: vec![glass_place(page), glass_tree(page)],
        under: vec![
            view! { <div>{glass_lens(page)}</div> }.into_any(),
            view! { <div>{glass_attention(page)}</div> }.into_any(),
        ],
        foot: vec![bar.into_any()],
    };
    keep_place(page);
    view! { <div class="gpt-lab">{crate::components::lab(parts)}</div> }.into_any()
}

/// The transport bar stands where the glass does.
fn keep_place(page: Page) {
    let place = page.see(|lesson| lesson.glass.place.saturating_sub(1));
    Effect::new(move || {
        let place = place.get();
        if page.position.get_untracked() != place {
            page.position.set(place);
        }
    });
}

fn length(page: Page) -> AnyView {
    let stored = page.see(|lesson| f64::from(lesson.glass.count));
    let value = two_way(stored, move |count| page.change(|lesson| lesson.glass.count = count as u32));
    view! { <Knob label="Tokens to write" value spec=KnobSpec::whole(1.0, 512.0, 1.0) /> }.into_any()
}
