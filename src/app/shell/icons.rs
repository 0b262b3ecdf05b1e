//! Line icons on a 24 by 24 grid, one stroke width. They never carry meaning alone: the button names itself.

use leptos::prelude::*;

pub const MENU: &str = "M4 7h16M4 12h16M4 17h16";
pub const SEARCH: &str = "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5L20 20";
pub const SUN: &str = "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.4 1.4M17.6 17.6L19 19M5 19l1.4-1.4M17.6 6.4L19 5";
pub const MOON: &str = "M20 14.5A8 8 0 1 1 9.5 4a6.5 6.5 0 0 0 10.5 10.5z";
pub const HALF: &str = "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 4v16M13.6 5v14M15.4 5.5v13M17.2 6.9v10.2M19 9v6";
pub const CLOSE: &str = "M6 6l12 12M18 6L6 18";

pub fn icon(path: &'static str) -> impl IntoView {
    view! {
        <svg class="icon-line" viewBox="0 0 24 24" aria-hidden="true">
            <path d=path />
        </svg>
    }
}
