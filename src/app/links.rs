//! The one place where addresses are made.
//!
//! The router neither prefixes its base to a link nor understands a bare `#fragment` (with `<base href>` that would lead home), so every
//! link is a full path, and navigation from code uses the same full path. It ends with a slash: a static host keeps each page in a folder
//! and would answer the address without it by a redirect.

use crate::base_path;
use crate::route::Route;
use guide::Section;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// For `<a href>`: the page of a section.
pub fn section_href(section: Section) -> String {
    path(base_path::current(), Route::Section(section))
}

/// For `<a href>`: the map of the guide.
pub fn home_href() -> String {
    path(base_path::current(), Route::Home)
}

/// For `<a href>`: the element with this `id` on the page of a section.
pub fn fragment_href(section: Section, id: &str) -> String {
    format!("{}#{id}", section_href(section))
}

/// The same as a click on the link to a section. To be called once, while a component is built; the result may be called at any time.
pub fn use_go_to() -> impl Fn(Section) + Clone {
    let navigate = use_navigate();
    // The path already holds the base.
    move |section| navigate(&section_href(section), NavigateOptions { resolve: false, ..Default::default() })
}

fn path(base: &str, route: Route) -> String {
    match route {
        Route::Section(section) => format!("{base}/{}/", section.slug()),
        Route::Home | Route::NotFound => format!("{base}/"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_hold_the_base_and_lead_back_to_their_page() {
        assert_eq!(path("", Route::Home), "/");
        assert_eq!(path("/repo", Route::Home), "/repo/");
        assert_eq!(path("", Route::Section(Section::Lstm)), "/lstm/");
        assert_eq!(path("/repo", Route::Section(Section::Lstm)), "/repo/lstm/");
        for base in ["", "/repo"] {
            for &section in Section::ALL {
                let route = Route::Section(section);
                assert_eq!(Route::from_path(base, &path(base, route)), route);
            }
        }
    }
}
