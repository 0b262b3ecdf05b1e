//! A number the reader can turn or type.

use super::knob_spec::{KnobSpec, Typed};
use leptos::prelude::*;

/// A labelled slider with exact entry.
///
/// The field keeps what is typed until it makes sense: out of range takes the nearest allowed value and says so, nonsense keeps
/// the old value and says so. Keyboard: the slider's own keys; in the field Enter tidies the text, Escape takes the typing back.
///
/// Usage: `<Knob label="Learning rate" value spec=KnobSpec::log(1e-4, 0.1, 5) hint="applies now" />`.
#[component]
pub fn Knob(
    #[prop(into)] label: String,
    value: RwSignal<f64>,
    spec: KnobSpec,
    /// One sentence on what turning it does.
    #[prop(into, optional)]
    help: String,
    /// When a change takes effect: "applies now", "needs a reset".
    #[prop(into, optional)]
    hint: Signal<String>,
    #[prop(into, optional)] disabled: Signal<bool>,
    /// A concept's colour class for the label: "c-forget".
    #[prop(optional)]
    class: &'static str,
) -> impl IntoView {
    let draft = RwSignal::new(None::<String>);
    let problem = RwSignal::new(String::new());
    let settle = move || {
        draft.set(None);
        problem.set(String::new());
    };
    let typed = move |text: String| {
        let (new, why) = match spec.read(&text) {
            Typed::Good(new) => (Some(new), String::new()),
            Typed::Moved(new, why) => (Some(new), why),
            Typed::Unclear(why) => (None, format!("{why} Still using {}.", spec.write(value.get_untracked()))),
        };
        draft.set(Some(text));
        problem.set(why);
        if let Some(new) = new.filter(|new| *new != value.get_untracked()) {
            value.set(new);
        }
    };
    let tidy = move || {
        if problem.with_untracked(String::is_empty) {
            settle();
        }
    };
    let shown = move || draft.get().unwrap_or_else(|| spec.write(value.get()));
    let wrong = move || !problem.with(String::is_empty);
    let unit = (!spec.unit.is_empty()).then(|| view! { <span class="knob-unit">{spec.unit}</span> });
    let help = (!help.is_empty()).then(|| view! { <p class="knob-help">{help}</p> });
    view! {
        <div class="knob" class:off=disabled role="group" aria-label=label.clone()>
            <span class=format!("knob-label {class}") aria-hidden="true">{label.clone()}</span>
            <span class="knob-entry">
                <input
                    type="text"
                    inputmode="decimal"
                    autocomplete="off"
                    spellcheck="false"
                    aria-label=format!("{label}, exact value")
                    aria-invalid=move || wrong().to_string()
                    disabled=disabled
                    prop:value=shown
                    style=("--chars", move || shown().chars().count().clamp(3, 9).to_string())
                    on:input:target=move |event| typed(event.target().value())
                    on:blur=move |_| tidy()
                    on:keydown=move |event| match event.key().as_str() {
                        "Enter" => tidy(),
                        "Escape" => settle(),
                        _ => {}
                    }
                />
                {unit}
            </span>
            <input
                type="range"
                min="0"
                max=spec.stops().to_string()
                prop:value=move || spec.stop_of(value.get()).to_string()
                style=("--at", move || format!("{}%", 100.0 * f64::from(spec.stop_of(value.get())) / f64::from(spec.stops())))
                aria-label=label.clone()
                aria-valuetext=move || spec.spoken(value.get())
                disabled=disabled
                on:input:target=move |event| {
                    if let Ok(stop) = event.target().value().parse() {
                        settle();
                        value.set(spec.value_at(stop));
                    }
                }
            />
            <p class="knob-problem" role="status">{problem}</p>
            {help}
            <Show when=move || hint.with(|hint| !hint.is_empty())>
                <p class="knob-hint">{hint}</p>
            </Show>
        </div>
    }
    .into_any()
}
