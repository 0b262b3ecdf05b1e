//! Inline icons of one stroke width. They are decoration: the button around them carries the name.

use leptos::prelude::*;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    Reset,
    StepBack,
    Play,
    Pause,
    Step,
    Link,
    Download,
    Check,
    Info,
    Warning,
    Error,
    Close,
    Down,
    Table,
}

impl Icon {
    /// Stroked outline and filled part, on a sheet of 24 by 24.
    fn paths(self) -> (&'static str, &'static str) {
        match self {
            Icon::Reset => ("M4 5v5h5M4.5 10a8 8 0 1 1-.3 5", ""),
            Icon::StepBack => ("M17 6l-8 6 8 6zM6 6v12", ""),
            Icon::Play => ("", "M8 5l11 7-11 7z"),
            Icon::Pause => ("", "M7 5h3.5v14H7zM13.5 5H17v14h-3.5z"),
            Icon::Step => ("M7 6l8 6-8 6zM18 6v12", ""),
            Icon::Link => {
                ("M10 14a5 5 0 0 0 7 0l3-3a5 5 0 0 0-7-7l-1 1M14 10a5 5 0 0 0-7 0l-3 3a5 5 0 0 0 7 7l1-1", "")
            }
            Icon::Download => ("M12 4v11m0 0-4-4m4 4 4-4M5 20h14", ""),
            Icon::Check => ("M5 12.5l4.5 4.5L19 7.5", ""),
            Icon::Info => ("M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 11v5.5M12 7.6v.1", ""),
            Icon::Warning => ("M12 4 2.8 19.5h18.4zM12 10v4.5M12 17v.1", ""),
            Icon::Error => ("M8.2 3.5h7.6l4.7 4.7v7.6l-4.7 4.7H8.2l-4.7-4.7V8.2zM12 7.5v5.5M12 16v.1", ""),
            Icon::Close => ("M6 6l12 12M18 6 6 18", ""),
            Icon::Down => ("M6 9.5l6 6 6-6", ""),
            Icon::Table => ("M4 5h16v14H4zM4 10h16M10 10v9", ""),
        }
    }
}

/// Draws an icon. Usage: `<button aria-label="Play">{icon(Icon::Play)}</button>`.
pub fn icon(icon: Icon) -> impl IntoView {
    let (outline, solid) = icon.paths();
    view! {
        <svg class="icon-line" viewBox="0 0 24 24" aria-hidden="true">
            <path d=outline />
            <path class="solid" d=solid />
        </svg>
    }
}
