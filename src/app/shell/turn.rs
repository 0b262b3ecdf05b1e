//! Previous and next section, at the end of every page.

use super::use_shell;
use crate::links::section_href;
use crate::route::Route;
use guide::Section;
use leptos::prelude::*;

#[component]
pub fn Turn() -> impl IntoView {
    let route = use_shell().route;
    let link = |word: &'static str, section: Section| {
        view! {
            <a class=format!("turn-{}", word.to_ascii_lowercase()) href=section_href(section)>
                <small>{word} {(!section.is_live()).then_some(", not built yet")}</small>
                {section.title()}
            </a>
        }
    };
    move || {
        let Route::Section(section) = route.get() else {
            return None;
        };
        Some(view! {
            <nav class="turn" aria-label="Previous and next section">
                {section.previous().map(|section| link("Previous", section))}
                {section.next().map(|section| link("Next", section))}
            </nav>
        })
    }
}
