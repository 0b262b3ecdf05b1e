//! What is read: static fragments of HTML in `assets/prose/`, fetched when a page opens so that no page carries another's words.

use crate::{fetch, links};
use guide::Section;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::Element;

/// A column of text: `prose("lstm/idea")` shows `assets/prose/lstm/idea.html`.
pub fn prose(path: &'static str) -> AnyView {
    column(path, None)
}

/// The same for a page with concepts: pointing at an element of one of these classes lights the concept up all over the page.
pub fn prose_with_concepts(
    path: &'static str,
    classes: &'static [&'static str],
    concept: RwSignal<Option<&'static str>>,
) -> AnyView {
    column(path, Some((classes, concept)))
}

type Concepts = (&'static [&'static str], RwSignal<Option<&'static str>>);

fn column(path: &'static str, concepts: Option<Concepts>) -> AnyView {
    let html = RwSignal::new(String::new());
    spawn_local(async move {
        let words = fetch::text(&format!("assets/prose/{path}.html")).await;
        html.try_set(words.unwrap_or_else(|| MISSING.into()));
    });
    let over = move |event: web_sys::PointerEvent| {
        let Some((classes, concept)) = concepts else { return };
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let near = target.and_then(|target| target.closest("[class^=c-]").ok().flatten());
        let class = near.map(|element| element.class_name());
        concept.set(class.and_then(|class| classes.iter().copied().find(|known| *known == class)));
    };
    let out = move |_| {
        if let Some((_, concept)) = concepts {
            concept.set(None);
        }
    };
    view! { <div class="prose col" inner_html=html on:pointerover=over on:pointerleave=out></div> }.into_any()
}

const MISSING: &str = "<p>This text could not be loaded. Check the connection and reload the page.</p>";

/// A heading that can be linked to.
pub fn heading(section: Section, id: &'static str, text: &'static str) -> AnyView {
    view! {
        <h2 class="part-h2" id=id>
            <a href=links::fragment_href(section, id)>{text}</a>
        </h2>
    }
    .into_any()
}
