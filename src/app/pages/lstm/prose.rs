//! What is read: static pages of this lesson, with the concepts in their colours.

use super::page::Page;
use crate::links;
use guide::Section;
use leptos::prelude::*;
use lessons::lstm::SIGNALS;
use wasm_bindgen::JsCast;
use web_sys::Element;

pub const IDEA: &str = include_str!("idea.html");
pub const WHY: &str = include_str!("why.html");
pub const BREAK: &str = include_str!("break.html");
pub const CODE: &str = include_str!("code.html");
pub const TAKE: &str = include_str!("take.html");
pub const LIMITS: &str = include_str!("limits.html");

/// A column of text from one of the pages above. A concept that is pointed at lights up all over the page.
pub fn column(page: Page, html: &'static str) -> AnyView {
    let over = move |event: web_sys::PointerEvent| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let near = target.and_then(|target| target.closest("[class^=c-]").ok().flatten());
        let class = near.map(|element| element.class_name());
        page.concept.set(class.and_then(|class| SIGNALS.iter().map(|info| info.class).find(|known| *known == class)));
    };
    view! { <div class="prose col" inner_html=html on:pointerover=over on:pointerleave=move |_| page.concept.set(None)></div> }
        .into_any()
}

/// A heading that can be linked to.
pub fn heading(id: &'static str, text: &'static str) -> AnyView {
    view! {
        <h2 class="lstm-h2" id=id>
            <a href=links::fragment_href(Section::Lstm, id)>{text}</a>
        </h2>
    }
    .into_any()
}
