//! The transport bar: the same object on every page.

use super::icons::{Icon, icon};
use leptos::ev;
use leptos::html::Div;
use leptos::prelude::*;
use std::time::Duration;
use viz::number::count;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

/// Steps through a recorded run: reset, step back, play, step, scrub, and where one is.
///
/// Keyboard, when the focus is in the same `.lab` or nowhere in particular: Space plays and pauses, ← and → step, Home and End
/// jump. Fields, lists and parts with arrow keys of their own (marked `data-keys`) keep theirs.
///
/// Usage: `<TransportBar position length playing label="character" rate=6.0 />` as the last child of a `.lab`.
#[component]
pub fn TransportBar(
    /// The step shown, from 0.
    position: RwSignal<usize>,
    /// How many steps there are.
    #[prop(into)]
    length: Signal<usize>,
    playing: RwSignal<bool>,
    /// What one step is called: "character".
    #[prop(into)]
    label: Signal<String>,
    /// Steps a second while playing.
    #[prop(into, default = Signal::stored(4.0))]
    rate: Signal<f64>,
) -> impl IntoView {
    let bar = NodeRef::<Div>::new();
    let last = move || length.get().saturating_sub(1);
    let here = move || position.get().min(last());
    let go = move |to: usize| {
        playing.set(false);
        position.set(to.min(length.get_untracked().saturating_sub(1)));
    };
    let at = move || position.get_untracked();
    let toggle = move || {
        let at_end = at() + 1 >= length.get_untracked();
        if !playing.get_untracked() && at_end {
            position.set(0);
        }
        playing.update(|on| *on = !*on);
    };

    Effect::new(move || {
        if !playing.get() {
            return;
        }
        // Each step is a change of the whole picture: who asked for less motion gets time to look at it.
        let calm = prefers_reduced_motion();
        let rate = rate.get().clamp(0.2, if calm { 1.5 } else { 60.0 });
        let advance = move || {
            let (Some(now), Some(length)) = (position.try_get_untracked(), length.try_get_untracked()) else { return };
            if now + 1 < length {
                position.set(now + 1);
            } else {
                playing.set(false);
            }
        };
        if let Ok(timer) = set_interval_with_handle(advance, Duration::from_secs_f64(1.0 / rate)) {
            on_cleanup(move || timer.clear());
        }
    });

    let keys = window_event_listener(ev::keydown, move |event| {
        let Some(Some(bar)) = bar.try_get_untracked() else { return };
        if !is_ours(&event, &bar) {
            return;
        }
        match event.key().as_str() {
            " " => toggle(),
            "ArrowLeft" => go(at().saturating_sub(1)),
            "ArrowRight" => go(at() + 1),
            "Home" => go(0),
            "End" => go(usize::MAX),
            _ => return,
        }
        event.prevent_default();
    });
    on_cleanup(move || keys.remove());

    let words = move || format!("{} {} / {}", label.get(), count(here() as f64 + 1.0), count(length.get() as f64));
    let empty = move || length.get() == 0;
    view! {
        <div class="transport" node_ref=bar role="group" aria-label="Playback">
            <div class="transport-buttons">
                <button type="button" aria-label="Reset" title="Reset" disabled=empty on:click=move |_| go(0)>
                    {icon(Icon::Reset)}
                </button>
                <button type="button" aria-label="Step back" title="Step back (←)" disabled=empty on:click=move |_| go(at().saturating_sub(1))>
                    {icon(Icon::StepBack)}
                </button>
                <button
                    type="button"
                    class="play"
                    title="Play or pause (Space)"
                    aria-label=move || if playing.get() { "Pause" } else { "Play" }
                    disabled=empty
                    on:click=move |_| toggle()
                >
                    {move || icon(if playing.get() { Icon::Pause } else { Icon::Play })}
                </button>
                <button type="button" aria-label="Step" title="Step (→)" disabled=empty on:click=move |_| go(at() + 1)>
                    {icon(Icon::Step)}
                </button>
            </div>
            <input
                type="range"
                min="0"
                max=move || last().to_string()
                prop:value=move || here().to_string()
                style=("--at", move || format!("{}%", 100.0 * here() as f64 / last().max(1) as f64))
                disabled=empty
                aria-label=move || format!("Position: {}", label.get())
                aria-valuetext=words
                on:input:target=move |event| {
                    if let Ok(to) = event.target().value().parse() {
                        go(to);
                    }
                }
            />
            <span class="transport-words">
                {move || if empty() { "nothing to step through yet".to_string() } else { words() }}
            </span>
            <span class="transport-keys" aria-hidden="true">
                <kbd>"Space"</kbd>
                <kbd>"←"</kbd>
                <kbd>"→"</kbd>
            </span>
        </div>
    }
    .into_any()
}

/// Whether the reader has asked the system for less motion.
pub fn prefers_reduced_motion() -> bool {
    let query = window().match_media("(prefers-reduced-motion: reduce)").ok().flatten();
    query.is_some_and(|query| query.matches())
}

fn is_ours(event: &KeyboardEvent, bar: &HtmlElement) -> bool {
    if event.default_prevented() || event.ctrl_key() || event.alt_key() || event.meta_key() || event.shift_key() {
        return false;
    }
    let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return true };
    let within = |selector: &str| target.closest(selector).ok().flatten().is_some();
    let lab = bar.closest(".lab").ok().flatten();
    // A click on nothing in particular puts the focus on the page's main part.
    let home =
        matches!(target.tag_name().as_str(), "BODY" | "MAIN") || lab.is_some_and(|lab| lab.contains(Some(&target)));
    if !home {
        return false;
    }
    if event.key() == " " {
        // A range has no use for Space; everything else that can be pressed or typed into has.
        let slider = within("input[type=range]");
        return slider || !within("input,textarea,select,button,a,summary,[contenteditable],[role=menu]");
    }
    !within("input,textarea,select,[contenteditable],[data-keys]")
}
