//! Tokens as cells: over the columns of a heatmap, or as flowing text.

use leptos::html::Div;
use leptos::prelude::*;
use viz::scale::Scale;
use viz::token_strip::{shown, spoken};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// Shows tokens; invisible ones get a visible form. The current one is marked, later ones are dimmed.
///
/// Aligned (the default) it is one row of equal columns and belongs into `Lanes`; with `flow` it wraps like text. With `values`
/// each token is coloured by its value. Keyboard when focused: ← → move over the tokens, Enter picks. A click leaves the keys to the transport bar.
///
/// Usage: `<TokenStrip label="Text" tokens now on_hover=… />`.
#[component]
pub fn TokenStrip(
    /// What these tokens are: "Text read so far".
    #[prop(into)]
    label: String,
    #[prop(into)] tokens: Signal<Vec<String>>,
    /// One value a token, coloured by `scale`.
    #[prop(into, optional)]
    values: Signal<Vec<f32>>,
    #[prop(into, default = Signal::stored(Scale::Sequential { min: 0.0, max: 1.0 }))] scale: Signal<Scale>,
    /// The current token.
    #[prop(into, optional)]
    now: Signal<Option<usize>>,
    /// A token to outline, usually the one hovered in another picture.
    #[prop(into, optional)]
    mark: Signal<Option<usize>>,
    #[prop(into, optional)] on_hover: Option<Callback<Option<usize>>>,
    #[prop(into, optional)] on_pick: Option<Callback<usize>>,
    #[prop(optional)] flow: bool,
) -> impl IntoView {
    let strip = NodeRef::<Div>::new();
    // Thousands of tokens: the cells are made in one go and their classes set by hand, not by a reactive closure each.
    Effect::new(move || {
        if let Some(strip) = strip.get() {
            tokens.with(|tokens| fill(&strip, tokens, flow));
            values.with_untracked(|values| tint(&strip, values, scale.get_untracked()));
            put_class(&strip, "now", now.get_untracked());
            put_class(&strip, "mark", mark.get_untracked());
        }
    });
    Effect::new(move || {
        if let Some(strip) = strip.get() {
            values.with(|values| tint(&strip, values, scale.get()));
        }
    });
    Effect::new(move || {
        if let Some(strip) = strip.get() {
            put_class(&strip, "now", now.get());
        }
    });
    Effect::new(move || {
        if let Some(strip) = strip.get() {
            put_class(&strip, "mark", mark.get());
        }
    });

    let cursor = StoredValue::new(0_usize);
    let hover = move |at: Option<usize>| {
        if let Some(callback) = on_hover {
            callback.run(at);
        }
    };
    let pick = move |at: usize| {
        if let Some(callback) = on_pick {
            callback.run(at);
        }
    };
    let spoken_now = RwSignal::new(String::new());
    let move_to = move |to: usize| {
        let Some(last) = tokens.with_untracked(|tokens| tokens.len().checked_sub(1)) else { return };
        let to = to.min(last);
        cursor.set_value(to);
        spoken_now.set(tokens.with_untracked(|tokens| format!("{} {}", to + 1, spoken(&tokens[to]))));
        if let Some(strip) = strip.get_untracked() {
            put_class(&strip, "cursor", Some(to));
        }
        hover(Some(to));
    };
    let interactive = on_hover.is_some() || on_pick.is_some();
    let cells = view! {
        <div
            class="tokens"
            class:flow=flow
            class:live=interactive
            node_ref=strip
            role="group"
            data-keys=""
            tabindex=interactive.then_some("0")
            aria-label=label
            on:pointerover=move |event| hover(index_of(event.target()))
            on:pointerleave=move |_| hover(None)
            on:click=move |event| if let Some(at) = index_of(event.target()) { pick(at) }
            on:mousedown=move |event| if !flow { event.prevent_default() }
            on:focus=move |_| if let Some(strip) = strip.get_untracked() {
                put_class(&strip, "cursor", Some(cursor.get_value()));
            }
            on:blur=move |_| {
                if let Some(strip) = strip.get_untracked() {
                    put_class(&strip, "cursor", None);
                }
                hover(None);
            }
            on:keydown=move |event| {
                match event.key().as_str() {
                    "ArrowRight" => move_to(cursor.get_value() + 1),
                    "ArrowLeft" => move_to(cursor.get_value().saturating_sub(1)),
                    "Home" => move_to(0),
                    "End" => move_to(usize::MAX),
                    "Enter" if on_pick.is_some() => pick(cursor.get_value()),
                    _ => return,
                }
                event.prevent_default();
            }
        ></div>
        <span class="unseen" aria-live="polite">{spoken_now}</span>
    };
    if flow {
        cells.into_any()
    } else {
        view! { <div class="lane"><span class="lane-label"></span><div>{cells}</div></div> }.into_any()
    }
}

fn fill(strip: &Element, tokens: &[String], flow: bool) {
    strip.set_text_content(None);
    for (at, token) in tokens.iter().enumerate() {
        let Ok(cell) = document().create_element("i") else { continue };
        let _ = cell.set_attribute("data-at", &at.to_string());
        // In flowing text a line break is shown and made.
        let breaks = flow && token.contains('\n');
        let text = if flow && token == " " { " ".to_string() } else { shown(token) };
        cell.set_text_content(Some(if breaks { "⏎\n" } else { &text }));
        if matches!(token.as_str(), " " | "\n" | "\t") {
            let _ = cell.class_list().add_1("blank");
        }
        let _ = strip.append_child(&cell);
    }
}

fn tint(strip: &Element, values: &[f32], scale: Scale) {
    let cells = strip.children();
    for at in 0..cells.length() {
        let Some(cell) = cells.item(at).and_then(|cell| cell.dyn_into::<HtmlElement>().ok()) else { continue };
        let color = values.get(at as usize).and_then(|value| scale.color(f64::from(*value)));
        let style = cell.style();
        match color {
            Some(color) => {
                let _ = style.set_property("background", &color.css());
                let _ = cell.class_list().add_1(if color.wants_white_ink() { "on-dark" } else { "on-light" });
                let _ = cell.class_list().remove_1(if color.wants_white_ink() { "on-light" } else { "on-dark" });
            }
            None => {
                let _ = style.remove_property("background");
                let _ = cell.class_list().remove_2("on-dark", "on-light");
            }
        }
    }
}

/// Moves a class to the token at a place, taking it from where it was.
fn put_class(strip: &Element, class: &str, at: Option<usize>) {
    let cells = strip.children();
    let old = strip.get_elements_by_class_name(class);
    while let Some(cell) = old.item(0) {
        let _ = cell.class_list().remove_1(class);
    }
    if let Some(cell) = at.and_then(|at| cells.item(at as u32)) {
        let _ = cell.class_list().add_1(class);
    }
}

fn index_of(target: Option<web_sys::EventTarget>) -> Option<usize> {
    target?.dyn_into::<Element>().ok()?.get_attribute("data-at")?.parse().ok()
}
