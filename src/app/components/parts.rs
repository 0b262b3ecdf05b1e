//! Small pieces this page uses often. None is generic over what it does: one copy of each in the download, not one a use.

use leptos::prelude::*;

/// Shows `body` while the condition holds.
pub fn when(condition: impl Into<Signal<bool>>, body: impl Fn() -> AnyView + Send + 'static) -> AnyView {
    show(condition.into(), Box::new(body))
}

fn show(condition: Signal<bool>, body: Box<dyn Fn() -> AnyView + Send>) -> AnyView {
    let held = Memo::new(move |_| condition.get());
    (move || if held.get() { body() } else { ().into_any() }).into_any()
}

/// A button that is neither the main one of the lab nor a mere remark.
pub fn button(label: impl Into<Signal<String>>, off: impl Into<Signal<bool>>, press: impl Fn() + 'static) -> AnyView {
    pressed("plain", label.into(), off.into(), Box::new(press))
}

/// A button that looks like a remark.
pub fn quiet(label: impl Into<Signal<String>>, off: impl Into<Signal<bool>>, press: impl Fn() + 'static) -> AnyView {
    pressed("quiet", label.into(), off.into(), Box::new(press))
}

fn pressed(class: &'static str, label: Signal<String>, off: Signal<bool>, press: Box<dyn Fn()>) -> AnyView {
    view! {
        <button type="button" class=class disabled=off on:click=move |_| press()>
            {label}
        </button>
    }
    .into_any()
}

/// Fixed words where a signal is wanted.
pub fn fixed(text: &str) -> Signal<String> {
    Signal::stored(text.to_string())
}

/// A condition that never holds.
pub fn never() -> Signal<bool> {
    Signal::stored(false)
}

/// A line of small print that follows a signal; nothing while that is empty.
pub fn note(words: impl Into<Signal<String>>) -> AnyView {
    let words: Signal<String> = words.into();
    view! { <p class="part-note" role="status">{words}</p> }.into_any()
}

/// Where a picture will be, and what is missing for it.
pub fn empty(words: &'static str) -> AnyView {
    view! { <p class="part-empty">{words}</p> }.into_any()
}

/// A title and, beside it, what is being shown.
pub fn titled(title: impl Into<Signal<String>>, beside: impl Into<Signal<String>>) -> AnyView {
    let (title, beside): (Signal<String>, Signal<String>) = (title.into(), beside.into());
    view! {
        <div class="row">
            <h2>{title}</h2>
            <span>{beside}</span>
        </div>
    }
    .into_any()
}

/// Keeps a control's signal and the lesson equal: the reader's change is sent on, the lesson's is shown.
pub fn two_way<T: PartialEq + Copy + Send + Sync + 'static>(
    stored: Memo<T>,
    send: impl Fn(T) + 'static,
) -> RwSignal<T> {
    both_ways(stored, Box::new(send))
}

fn both_ways<T: PartialEq + Copy + Send + Sync + 'static>(stored: Memo<T>, send: Box<dyn Fn(T)>) -> RwSignal<T> {
    let shown = RwSignal::new(stored.get_untracked());
    Effect::new(move || {
        let value = stored.get();
        if shown.get_untracked() != value {
            shown.set(value);
        }
    });
    Effect::new(move || {
        let value = shown.get();
        if stored.get_untracked() != value {
            send(value);
        }
    });
    shown
}
