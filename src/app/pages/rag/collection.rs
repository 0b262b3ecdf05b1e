//! All documents at once: the packaged sets, a file to take along, and forgetting everything.

use super::Page;
use crate::components::*;
use crate::fetch;
use leptos::prelude::*;
use leptos::task::spawn_local;
use lessons::format::count;
use lessons::rag::{Lesson, export};
use protocol::reader::Text;

/// A library's rules, made up for this page, about which packaged questions ask.
const HANDBOOK: &str = "assets/documents/handbook.md";

pub fn tools(page: Page) -> AnyView {
    let none = page.see(|lesson| lesson.documents.all().is_empty());
    let asked = RwSignal::new(false);
    let save = move || {
        let json = page.peek(|lesson| export(&lesson.documents));
        if !download("glassbox-documents.json", "application/json", json.as_bytes()) {
            page.change(|lesson| {
                lesson.tell("The browser did not take the file: allow downloads for this page.".into())
            });
        }
    };
    view! {
        <div class="part-pair">
            {button(fixed("Add the guide's five"), never(), move || page.act(Lesson::add_defaults))}
            {button(fixed("Add the handbook (70 kB)"), never(), move || handbook(page))}
            {button(fixed("Export all to a file"), none, save)}
            {quiet(fixed("Forget everything"), never(), move || asked.set(true))}
        </div>
        {when(asked, move || confirmation(page, asked))}
    }
    .into_any()
}

/// In the page, not in a box of the browser's: it says what goes and what stays, and the harmless answer has the focus.
fn confirmation(page: Page, asked: RwSignal<bool>) -> AnyView {
    let what = page.see(|lesson| match lesson.documents.all().len() {
        1 => "1 document".to_owned(),
        many => format!("{} documents", count(many)),
    });
    let forget = move || {
        page.act(Lesson::forget_everything);
        asked.set(false);
    };
    let keep = NodeRef::<leptos::html::Button>::new();
    Effect::new(move || {
        if let Some(button) = keep.get() {
            let _ = button.focus();
        }
    });
    let close = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Escape" {
            asked.set(false);
        }
    };
    view! {
        <div class="notice warning rag-forget" role="group" aria-label="Forget everything?" on:keydown=close>
            <p>
                <b>"Forget "{what}" and all their vectors?"</b>
                " They are deleted from this tab, from this browser and from other tabs of this page. There is no way back but a file that you exported. Models that were downloaded stay."
            </p>
            <div class="part-pair">
                <button type="button" class="plain" node_ref=keep on:click=move |_| asked.set(false)>
                    "Keep them"
                </button>
                {button(fixed("Yes, forget everything"), never(), forget)}
            </div>
        </div>
    }
    .into_any()
}

/// Comes with the site; fetched when it is wanted.
fn handbook(page: Page) {
    spawn_local(async move {
        let text = fetch::text(HANDBOOK).await;
        let read = text
            .map(|text| vec![Text { name: "handbook.md".into(), format: "Markdown".into(), text, notes: Vec::new() }]);
        let read = read.ok_or_else(|| "It could not be fetched: check the connection, and try again.".to_owned());
        page.act(|lesson| lesson.take_read("handbook.md", read));
    });
}
