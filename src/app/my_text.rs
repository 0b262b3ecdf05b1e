//! "My text": what the reader pasted once, offered on every page, kept in this browser only and forgotten at one click.

use crate::storage;
use leptos::{ev, prelude::*};
use lessons::Shared;

const KEY: &str = "glassbox-my-text";

/// In context for every page.
#[derive(Clone, Copy)]
pub struct MyText {
    kept: RwSignal<Option<Shared<str>>>,
    /// What stands in the editor, whether it is open or not: it outlives the page it was typed on.
    pub draft: RwSignal<String>,
    /// Grows when another tab keeps or forgets a text. This tab goes on with its own.
    pub changed_elsewhere: RwSignal<u32>,
}

impl MyText {
    /// What this browser has kept.
    pub fn stored() -> MyText {
        let kept = storage::read(KEY).filter(|text| !text.is_empty());
        let my_text = MyText {
            kept: RwSignal::new(kept.map(|text| Shared::from(text.as_str()))),
            draft: RwSignal::new(String::new()),
            changed_elsewhere: RwSignal::new(0),
        };
        let listener = window_event_listener(ev::storage, move |event| {
            if event.key().as_deref() == Some(KEY) {
                my_text.changed_elsewhere.update(|times| *times += 1);
            }
        });
        on_cleanup(move || listener.remove());
        my_text
    }

    /// The reader's text, if there is one.
    pub fn get(self) -> Option<Shared<str>> {
        self.kept.get_untracked()
    }

    /// Whether there is one, followed.
    pub fn is_kept(self) -> Signal<bool> {
        Signal::derive(move || self.kept.with(Option::is_some))
    }

    /// Offers `text` on every page from now on. Whether the browser keeps it beyond this tab.
    pub fn keep(self, text: &str) -> bool {
        self.kept.set(Some(Shared::from(text)));
        storage::try_write(KEY, text)
    }

    pub fn forget(self) {
        self.kept.set(None);
        storage::remove(KEY);
    }
}

pub fn use_my_text() -> MyText {
    expect_context()
}
