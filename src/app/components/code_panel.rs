//! Two sources side by side: the one that runs, and its twin in another language.

use leptos::html::Section;
use leptos::prelude::*;
use viz::highlight::{Kind, Language, lines};
use wasm_bindgen::JsCast;
use web_sys::Element;

/// A source text with its heading.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    pub title: String,
    /// A few words at the right of the heading: "Burn".
    pub note: String,
    pub language: Language,
    pub text: String,
}

/// A name in the code that stands for a concept, and that concept's class: `("f", "c-forget")`.
pub type ConceptName = (&'static str, &'static str);

/// Shows two sources with the lines in use lit. Names of concepts carry their concept's colour; hovering one reports the concept.
///
/// Keyboard: each side scrolls when focused.
///
/// Usage: `<CodePanel left right live_left live_right concepts=CONCEPTS />`; line numbers count from 0.
#[component]
pub fn CodePanel(
    left: Source,
    right: Source,
    #[prop(into, optional)] live_left: Signal<Vec<usize>>,
    #[prop(into, optional)] live_right: Signal<Vec<usize>>,
    #[prop(optional)] concepts: &'static [ConceptName],
    /// The class of the concept under the pointer.
    #[prop(into, optional)]
    on_concept: Option<Callback<Option<&'static str>>>,
) -> impl IntoView {
    let over = move |event: web_sys::PointerEvent| {
        let Some(callback) = on_concept else { return };
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let class = target.map(|target| target.class_name()).unwrap_or_default();
        callback.run(concepts.iter().map(|(_, class)| *class).find(|known| class.split(' ').any(|one| one == *known)));
    };
    let out = move |_| {
        if let Some(callback) = on_concept {
            callback.run(None);
        }
    };
    view! {
        <div class="sources" on:pointerover=over on:pointerleave=out>
            {side(left, live_left, concepts)}
            {side(right, live_right, concepts)}
        </div>
    }
    .into_any()
}

fn side(source: Source, live: Signal<Vec<usize>>, concepts: &'static [ConceptName]) -> AnyView {
    let section = NodeRef::<Section>::new();
    let rows: Vec<AnyView> = lines(&source.text, source.language)
        .into_iter()
        .enumerate()
        .map(|(at, spans)| {
            let spans = spans.into_iter().map(|span| {
                let class = class_of(span.kind, span.text, concepts);
                let text = span.text.to_string();
                if class.is_empty() { text.into_any() } else { view! { <span class=class>{text}</span> }.into_any() }
            });
            let spans: Vec<AnyView> = spans.collect();
            view! { <li class:live=move || live.with(|live| live.contains(&at))>{spans}</li> }.into_any()
        })
        .collect();
    // A long source scrolls inside its own box, never the page.
    Effect::new(move || {
        let (Some(first), Some(section)) = (live.with(|live| live.first().copied()), section.get()) else { return };
        let Some(row) = section.query_selector_all("li").ok().and_then(|rows| rows.item(first as u32)) else { return };
        let Ok(row) = row.dyn_into::<web_sys::HtmlElement>() else { return };
        let (top, seen) = (row.offset_top() - section.offset_top(), section.client_height());
        if top < section.scroll_top() || top + row.offset_height() > section.scroll_top() + seen {
            section.set_scroll_top((top - seen / 3).max(0));
        }
    });
    let label = format!("Source: {}", source.title);
    view! {
        <div class="source">
            <div class="source-head">
                <span>{source.title}</span>
                <span>{source.note}</span>
            </div>
            <section class="source-body" node_ref=section tabindex="0" aria-label=label>
                <ol>{rows}</ol>
            </section>
        </div>
    }
    .into_any()
}

fn class_of(kind: Kind, text: &str, concepts: &[ConceptName]) -> &'static str {
    match kind {
        Kind::Comment => "k-comment",
        Kind::Text => "k-text",
        Kind::Keyword => "k-keyword",
        Kind::Number => "k-number",
        Kind::Name => concepts.iter().find(|(name, _)| *name == text).map_or("", |(_, class)| class),
        Kind::Plain => "",
    }
}
