//! Small equations with numbers in them, in the colours of their concepts.

use leptos::prelude::*;

/// A box for an equation worked out with the current numbers; long ones scroll when focused.
///
/// Usage: `<Equation label="Forget gate"> {term("c-forget", "f")} " = σ(2.75) = " {value("c-forget", "0.940")} </Equation>`.
#[component]
pub fn Equation(
    /// The name of the equation, for those who do not see it.
    #[prop(into)]
    label: String,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="equation" role="group" aria-label=label tabindex="0">
            {children()}
        </div>
    }
    .into_any()
}

/// A symbol in its concept's colour.
pub fn term(class: &'static str, text: impl Into<String>) -> impl IntoView {
    let text: String = text.into();
    view! { <var class=class>{text}</var> }
}

/// A result in its concept's colour.
pub fn value(class: &'static str, text: impl Into<String>) -> impl IntoView {
    let text: String = text.into();
    view! { <b class=class>{text}</b> }
}
