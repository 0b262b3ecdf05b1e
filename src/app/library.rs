//! The reader's documents in this browser's IndexedDB, in step with every other tab: does what [`lessons::rag::Documents`] says there is to
//! do, one step after the other, and tells what came of it.
//!
//! A page that is left goes on with its steps: what was typed is stored even then.

mod idb;
mod store;

use js_sys::Math;
use leptos::prelude::*;
use leptos::task::spawn_local;
use lessons::pack_store::Keeping;
use lessons::rag::{Done, Step};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use store::Store;
use wasm_bindgen::prelude::*;
use web_sys::{BroadcastChannel, MessageEvent};

/// Tabs tell each other the number of a document that has changed, or [`ALL`].
const CHANNEL: &str = "glassbox-documents";

/// Everything was forgotten.
const ALL: &str = "all";

/// How long the page waits for the storage before it goes on without; it may still come.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(4);

/// The page's end of the storage. Copies are the same.
#[derive(Clone)]
pub struct Library(Rc<Inner>);

struct Inner {
    store: Store,
    steps: RefCell<VecDeque<Step>>,
    is_busy: Cell<bool>,
    /// Whether the page knows what is stored.
    has_told: Cell<bool>,
    /// Nothing where a browser has no such thing: then tabs learn of each other when they are opened.
    channel: Option<BroadcastChannel>,
    tell: Box<dyn Fn(Done)>,
}

impl Library {
    /// Opens the storage; `tell` hears what is in it, what came of the steps, and what other tabs do, until the owner of the caller is
    /// disposed.
    pub fn open(tell: impl Fn(Done) + 'static) -> Library {
        let inner = Rc::new(Inner {
            store: Store::default(),
            steps: RefCell::default(),
            is_busy: Cell::new(false),
            has_told: Cell::new(false),
            channel: BroadcastChannel::new(CHANNEL).ok(),
            tell: Box::new(tell),
        });
        listen(&inner);
        let late = Rc::clone(&inner);
        set_timeout(
            move || {
                if !late.has_told.get() {
                    (late.tell)(Done::Opened(None));
                }
            },
            PATIENCE,
        );
        let opening = Rc::clone(&inner);
        spawn_local(async move {
            let found = opening.store.open().await.ok();
            opening.has_told.set(true);
            (opening.tell)(Done::Opened(found));
        });
        Library(inner)
    }

    /// Does these after those that are under way.
    pub fn run(&self, steps: Vec<Step>) {
        self.0.steps.borrow_mut().extend(steps);
        if self.0.is_busy.replace(true) {
            return;
        }
        let inner = Rc::clone(&self.0);
        spawn_local(async move {
            loop {
                let step = inner.steps.borrow_mut().pop_front();
                let Some(step) = step else { break };
                inner.take(step).await;
            }
            inner.is_busy.set(false);
        });
    }
}

impl Inner {
    async fn take(&self, step: Step) {
        match step {
            Step::Save(document) => {
                let id = document.id;
                let result = self.store.save(document).await.map_err(|error| why(&error));
                if result.is_ok() {
                    self.say(&id.to_string());
                }
                (self.tell)(Done::Saved { id, result });
            }
            Step::Rename { id, name } => self.changed(id, self.store.rename(id, &name).await),
            Step::Delete { id } => self.changed(id, self.store.delete(id).await),
            Step::Forget => {
                let result = self.store.forget().await.map_err(|error| why(&error));
                if result.is_ok() {
                    self.say(ALL);
                }
                (self.tell)(Done::Forgotten(result));
            }
            // Vectors that are not kept are made again.
            Step::Keep(made) => drop(self.store.keep(&made).await),
            Step::Recall { model } => {
                (self.tell)(Done::Recalled(self.store.recall(&model).await.unwrap_or_default()));
            }
        }
    }

    fn changed(&self, id: u32, result: Result<(), JsValue>) {
        match result {
            Ok(()) => self.say(&id.to_string()),
            Err(_) => (self.tell)(Done::NotChanged { id }),
        }
    }

    fn say(&self, words: &str) {
        if let Some(channel) = &self.channel {
            // A text can be sent; a channel that was closed with its page has nobody to tell.
            let _ = channel.post_message(&words.into());
        }
    }
}

fn listen(inner: &Rc<Inner>) {
    let Some(channel) = inner.channel.clone() else { return };
    let weak = Rc::downgrade(inner);
    let heard = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        let (Some(inner), Some(words)) = (weak.upgrade(), event.data().as_string()) else { return };
        if words == ALL {
            return (inner.tell)(Done::ForgottenElsewhere);
        }
        let Ok(id) = words.parse::<u32>() else { return };
        spawn_local(async move {
            if let Ok(now) = inner.store.one(id).await {
                (inner.tell)(Done::Elsewhere { id, now });
            }
        });
    });
    channel.set_onmessage(Some(heard.as_ref().unchecked_ref()));
    let held = send_wrapper::SendWrapper::new((channel, heard));
    // Its steps may go on, and are told to the other tabs; what these say is heard by the next page.
    on_cleanup(move || held.0.set_onmessage(None));
}

/// A number to begin with that no other tab begins with, but by an accident of one in a million.
pub fn first_number() -> u32 {
    1000 + (Math::random() * 4e9) as u32
}

/// Why the browser did not keep something.
fn why(error: &JsValue) -> Keeping {
    let name = js_sys::Reflect::get(error, &"name".into()).ok().and_then(|name| name.as_string());
    if name.is_some_and(|name| name == "QuotaExceededError") { Keeping::Full } else { Keeping::Blocked }
}
