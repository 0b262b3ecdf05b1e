//! What the colours of a heatmap mean.

use leptos::prelude::*;
use viz::number::short;
use viz::scale::Scale;

/// A colour bar with the values of its ends and, if given, what they mean.
///
/// Usage: `<Legend scale low="forgets" high="keeps" />`.
#[component]
pub fn Legend(
    #[prop(into)] scale: Signal<Scale>,
    #[prop(into, optional)] low: String,
    #[prop(into, optional)] high: String,
    /// More words at the right: how to use the picture.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let end =
        |words: String, value: f64| if words.is_empty() { short(value) } else { format!("{} {words}", short(value)) };
    view! {
        <div class="legend">
            <span>{move || end(low.clone(), scale.get().ends().0)}</span>
            <span class="legend-bar" style:background=move || scale.get().css_gradient()></span>
            <span>{move || end(high.clone(), scale.get().ends().1)}</span>
            {children.map(|children| view! { <span class="legend-more">{children()}</span> })}
        </div>
    }
    .into_any()
}
