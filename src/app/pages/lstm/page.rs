//! The lesson's state in the page: one signal, and the only way to change it.

use crate::engine_client::EngineHandle;
use crate::shell::use_shell;
use leptos::prelude::*;
use lessons::lstm::Lesson;
use protocol::lstm::Request;
use std::cell::RefCell;

thread_local! {
    /// What stood in the text editor when the page was left, for when the reader comes back.
    static DRAFT: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Handed to every part of the page. Copies are the same lesson.
#[derive(Clone, Copy)]
pub struct Page {
    lesson: RwSignal<Lesson>,
    engine: EngineHandle,
    /// What the transport bar moves.
    pub position: RwSignal<usize>,
    /// The class of the concept under the pointer: it lights up all over the page.
    pub concept: RwSignal<Option<&'static str>>,
    /// What stands in the text editor, whether it is open or not.
    pub draft: RwSignal<String>,
}

impl Page {
    /// Opens the page on a lesson and keeps it in step with the engine and with the tab's visibility.
    pub fn open(lesson: Lesson) -> Page {
        let position = RwSignal::new(lesson.position);
        let engine = expect_context::<EngineHandle>();
        let page = Page {
            lesson: RwSignal::new(lesson),
            engine,
            position,
            concept: RwSignal::new(None),
            draft: RwSignal::new(DRAFT.take()),
        };

        let subscription = engine.subscribe(move |reply| page.act(|lesson| lesson.apply(&reply.event)));
        // Requests wait in the engine's queue until it is ready; what was asked by a page before this one is not ours to hear.
        subscription.drop_before(engine.request(protocol::Request::Cancel));
        let first = engine.epoch.get_untracked();
        Effect::new(move || {
            let again = engine.epoch.get() != first;
            page.act(|lesson| lesson.engine_started(again));
        });

        let visible = use_shell().page_visible;
        Effect::new(move || {
            let hidden = !visible.get();
            page.act(|lesson| lesson.hide(hidden));
        });
        Effect::new(move || {
            let position = position.get();
            if page.peek(|lesson| lesson.position) != position {
                page.act(|lesson| lesson.set_position(position));
            }
        });
        on_cleanup(move || {
            DRAFT.set(page.draft.try_get_untracked().unwrap_or_default());
            engine.request(protocol::Request::Cancel);
        });
        page
    }

    /// Changes the lesson and sends what it asks for. Does nothing once the page is gone.
    pub fn act(self, change: impl FnOnce(&mut Lesson) -> Vec<Request>) {
        let requests = self.lesson.try_update(change).unwrap_or_default();
        for request in requests {
            self.engine.request(protocol::Request::Lstm(request));
        }
    }

    /// A change that asks the engine for nothing.
    pub fn change(self, change: impl FnOnce(&mut Lesson)) {
        self.lesson.try_update(change);
    }

    /// A part of the lesson that others depend on only as far as it changes.
    pub fn see<T: PartialEq + Send + Sync + 'static>(self, part: fn(&Lesson) -> T) -> Memo<T> {
        Memo::new(move |_| self.lesson.with(part))
    }

    /// Reads without depending.
    pub fn peek<T>(self, read: impl FnOnce(&Lesson) -> T) -> T {
        self.lesson.with_untracked(read)
    }
}
