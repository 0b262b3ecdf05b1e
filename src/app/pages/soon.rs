//! A section whose lesson does not exist yet: it says so, says what is planned, and names one that works.

use crate::links::{home_href, section_href};
use guide::Section;
use leptos::prelude::*;

#[component]
pub fn Soon(section: Section) -> impl IntoView {
    view! {
        <p class="eyebrow">{section.part().title()}</p>
        <h1>{section.heading()}</h1>
        <p class="notbuilt">
            <b>"This lesson is not built yet."</b>
            " There is nothing to run on this page: a lesson appears here when its real model runs in your browser, not before."
        </p>
        <div class="prose col">
            <h2>"What it will do"</h2>
            <p>{section.promise()}</p>
            <h2>"What works today"</h2>
            <ul class="live-list">{live_lessons()}</ul>
            <p>
                <a href=home_href()>"Back to the map of the guide"</a>
            </p>
        </div>
    }
}

fn live_lessons() -> impl IntoView {
    let lesson = |section: Section| {
        view! {
            <li>
                <a href=section_href(section)>{section.heading()}</a>
                " "
                {section.promise()}
            </li>
        }
    };
    Section::ALL.iter().copied().filter(|section| section.is_live()).map(lesson).collect_view()
}
