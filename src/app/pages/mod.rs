//! One file a page. A live section is one arm here.

mod home;
mod lstm;
mod not_found;
mod soon;

use crate::route::Route;
use guide::Section;
use leptos::prelude::*;

pub fn page(route: Route) -> AnyView {
    match route {
        Route::Home => view! { <home::Home /> }.into_any(),
        Route::NotFound => view! { <not_found::NotFound /> }.into_any(),
        Route::Section(Section::Lstm) => lstm::lstm(),
        Route::Section(section) => view! { <soon::Soon section /> }.into_any(),
    }
}
