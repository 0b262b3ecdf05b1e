//! A plain message that says what happened and what to do.

use super::icons::{Icon, icon};
use leptos::prelude::*;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeKind {
    Info,
    Warning,
    Error,
}

impl NoticeKind {
    fn look(self) -> (&'static str, Icon, &'static str) {
        match self {
            NoticeKind::Info => ("notice info", Icon::Info, "Note"),
            NoticeKind::Warning => ("notice warning", Icon::Warning, "Careful"),
            NoticeKind::Error => ("notice error", Icon::Error, "Something went wrong"),
        }
    }
}

/// A message with, if there is one, the next thing to do. Errors are announced at once, the rest when the reader pauses.
///
/// Usage: `<Notice kind=NoticeKind::Warning action=("Use the CPU", on_cpu)> "The graphics device was lost." </Notice>`.
#[component]
pub fn Notice(
    kind: NoticeKind,
    /// The words on the button, and what it does.
    #[prop(into, optional)]
    action: Option<(&'static str, Callback<()>)>,
    children: Children,
) -> impl IntoView {
    let (class, sign, word) = kind.look();
    let button = action.map(|(text, run)| {
        view! { <button type="button" class="plain" on:click=move |_| run.run(())>{text}</button> }
    });
    view! {
        <div class=class role=if kind == NoticeKind::Error { "alert" } else { "status" }>
            {icon(sign)}
            <div class="notice-words">
                <span class="unseen">{word} ": "</span>
                {children()}
            </div>
            {button}
        </div>
    }
    .into_any()
}
