//! The guide's contents: a sidebar on wide screens, the same list in a dialog on narrow ones.

use super::use_shell;
use crate::links::{home_href, section_href};
use crate::route::Route;
use guide::{Part, Section};
use leptos::prelude::*;

#[component]
pub fn Contents() -> impl IntoView {
    let route = use_shell().route;
    let current = move |here: Route| move || (route.get() == here).then_some("page");
    let entry = move |section: Section| {
        let here = Route::Section(section);
        view! {
            <li>
                <a href=section_href(section) class:soon=!section.is_live() aria-current=current(here)>
                    {section.title()} {(!section.is_live()).then(|| view! { <small>"soon"</small> })}
                </a>
            </li>
        }
    };
    let part = move |part: Part| {
        view! {
            <p class="toc-part" aria-hidden="true">
                {part.number()} " " {part.title()}
            </p>
            <ul aria-label=part.title()>{part.sections().map(entry).collect_view()}</ul>
        }
    };
    view! {
        <nav class="toc" aria-label="Contents">
            <a href=home_href() aria-current=current(Route::Home)>"Map of the guide"</a>
            {Part::ALL.iter().map(|&p| part(p)).collect_view()}
        </nav>
    }
}
