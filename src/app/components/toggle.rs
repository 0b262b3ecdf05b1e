//! One of a few choices, all in view.

use leptos::prelude::*;

/// A segmented choice: a radio group with the browser's own keyboard (arrows choose, Tab leaves).
///
/// Usage: `<Choice name="optimizer" label="Optimizer" labels=vec!["Adam", "SGD"] selected />`.
#[component]
pub fn Choice(
    /// Unique on the page: radios of one name belong together.
    name: &'static str,
    #[prop(into)] label: String,
    labels: Vec<&'static str>,
    selected: RwSignal<usize>,
    #[prop(into, optional)] disabled: Signal<bool>,
) -> impl IntoView {
    let option = move |(at, text): (usize, &'static str)| {
        view! {
            <label>
                <input
                    type="radio"
                    name=name
                    prop:checked=move || selected.get() == at
                    disabled=disabled
                    on:change=move |_| selected.set(at)
                />
                <span>{text}</span>
            </label>
        }
    };
    view! {
        <fieldset class="choice">
            <legend>{label}</legend>
            <div class="choice-options">{labels.into_iter().enumerate().map(option).collect_view()}</div>
        </fieldset>
    }
    .into_any()
}

/// On or off, in effect at once.
///
/// Usage: `<Switch label="Log scale" on />`.
#[component]
pub fn Switch(
    #[prop(into)] label: String,
    on: RwSignal<bool>,
    #[prop(into, optional)] disabled: Signal<bool>,
) -> impl IntoView {
    view! {
        <label class="switch">
            <input
                type="checkbox"
                role="switch"
                prop:checked=on
                disabled=disabled
                on:change:target=move |event| on.set(event.target().checked())
            />
            <span>{label}</span>
        </label>
    }
    .into_any()
}
