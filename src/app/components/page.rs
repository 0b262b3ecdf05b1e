//! A lesson's state in its page: one signal, and the only way to change it.

use crate::shell::use_shell;
use crate::worker_client::{Subscription, WorkerHandle};
use leptos::prelude::*;
use lessons::Lesson;

/// Handed to every part of a page. Copies are the same lesson.
pub struct Page<L: 'static> {
    lesson: RwSignal<L>,
    worker: WorkerHandle,
    /// What the transport bar moves.
    pub position: RwSignal<usize>,
    /// The class of the concept under the pointer: it lights up all over the page.
    pub concept: RwSignal<Option<&'static str>>,
}

impl<L> Clone for Page<L> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<L> Copy for Page<L> {}

impl<L: Lesson> Page<L> {
    /// Opens the page on a lesson and keeps it in step with its worker and with the tab's visibility.
    pub fn open(lesson: L, worker: WorkerHandle) -> Self {
        let (page, subscription) = Self::keep(lesson, worker);
        // Requests wait in the worker's queue until it is ready; what was asked by a page before this one is not ours to hear.
        subscription.drop_before(worker.request(protocol::Request::Cancel));
        on_cleanup(move || {
            worker.request(protocol::Request::Cancel);
        });
        page
    }

    /// The same for a second state beside a page's own, on the same worker: what the first one has there is left alone.
    pub fn beside(lesson: L, worker: WorkerHandle) -> Self {
        Self::keep(lesson, worker).0
    }

    fn keep(lesson: L, worker: WorkerHandle) -> (Self, Subscription) {
        let position = RwSignal::new(lesson.position());
        let page = Page { lesson: RwSignal::new(lesson), worker, position, concept: RwSignal::new(None) };

        let subscription = worker.subscribe::<L::Event>(move |event| page.act(|lesson| lesson.apply(event)));
        let first = worker.epoch.get_untracked();
        Effect::new(move || {
            let again = worker.epoch.get() != first;
            page.act(|lesson| lesson.worker_started(again));
        });

        let visible = use_shell().page_visible;
        Effect::new(move || {
            let hidden = !visible.get();
            page.act(|lesson| lesson.hide(hidden));
        });
        Effect::new(move || {
            let position = position.get();
            if page.peek(|lesson| lesson.position()) != position {
                page.act(|lesson| lesson.set_position(position));
            }
        });
        (page, subscription)
    }

    /// Changes the lesson and sends what it asks for. Does nothing once the page is gone.
    pub fn act(self, change: impl FnOnce(&mut L) -> Vec<L::Request>) {
        let requests = self.lesson.try_update(change).unwrap_or_default();
        for request in requests {
            self.worker.request(request.into());
        }
    }

    /// A change that asks the worker for nothing.
    pub fn change(self, change: impl FnOnce(&mut L)) {
        self.lesson.try_update(change);
    }

    /// A part of the lesson that others depend on only as far as it changes.
    pub fn see<T: PartialEq + Send + Sync + 'static>(self, part: fn(&L) -> T) -> Memo<T> {
        Memo::new(move |_| self.lesson.with(part))
    }

    /// The same for a part that only the caller can name.
    pub fn see_of<T: PartialEq + Send + Sync + 'static>(
        self,
        part: impl Fn(&L) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        Memo::new(move |_| self.lesson.with(&part))
    }

    /// Reads and depends on all of the lesson.
    pub fn follow<T>(self, read: impl FnOnce(&L) -> T) -> T {
        self.lesson.with(read)
    }

    /// Reads without depending.
    pub fn peek<T>(self, read: impl FnOnce(&L) -> T) -> T {
        self.lesson.with_untracked(read)
    }

    /// What the page tells its reader, each with a way to dismiss it.
    pub fn notices(self) -> AnyView {
        use super::{Notice, NoticeKind};
        let list = move || {
            let notices = self.lesson.with(|lesson| lesson.notices().to_vec());
            let shown = notices.into_iter().map(|notice| {
                let kind = match notice.severity {
                    lessons::Severity::Info => NoticeKind::Info,
                    lessons::Severity::Warning => NoticeKind::Warning,
                };
                let text = notice.text.clone();
                let dismiss = Callback::new(move |()| self.change(|lesson| lesson.dismiss(&notice)));
                view! { <Notice kind action=("Dismiss", dismiss)>{text}</Notice> }.into_any()
            });
            shown.collect::<Vec<AnyView>>()
        };
        view! { <div class="part-notices">{list}</div> }.into_any()
    }
}
