//! Does what a pack store's steps say: fetches files of the site, keeps them in Cache Storage, hands them to the engine.
//!
//! Cache Storage needs a secure address (https or this machine) and may be blocked or full; the model then runs from memory.

mod kept;
mod site;

use js_sys::Uint8Array;
use leptos::prelude::*;
use leptos::task::spawn_local;
use lessons::pack_store::{Done, File, Problem, Step};
use protocol::pack::Request;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use web_sys::AbortController;

/// The page's end of a store. Copies are the same.
#[derive(Clone, Copy)]
pub struct PackIo {
    /// The folder of the model's pack, from the site's root, with a slash at its end.
    folder: &'static str,
    held: StoredValue<Rc<RefCell<Held>>, LocalStorage>,
    /// Tells the store what came of a step.
    done: Callback<Done>,
    ask: Callback<Request>,
}

#[derive(Default)]
struct Held {
    fetching: Option<AbortController>,
    /// Fetched files until they are kept or let go, by name; outside the program's own memory, which never shrinks.
    files: HashMap<String, Uint8Array>,
}

impl PackIo {
    /// Ends with its owner: what is being fetched then is stopped.
    pub fn new(folder: &'static str, done: Callback<Done>, ask: Callback<Request>) -> PackIo {
        let held = Rc::new(RefCell::new(Held::default()));
        let io = PackIo { folder, held: StoredValue::new_local(Rc::clone(&held)), done, ask };
        let held = send_wrapper::SendWrapper::new(held);
        on_cleanup(move || stop(&held));
        io
    }

    pub fn run(self, step: Step) {
        // The page may be gone.
        let Some(held) = self.held.try_get_value() else { return };
        match step {
            Step::Ask(request) => self.ask.run(request),
            Step::Stop => stop(&held),
            Step::LetGo => held.borrow_mut().files.clear(),
            Step::List => spawn_local(async move { self.tell(Done::Listed(kept::list(self.folder).await)) }),
            Step::Read { ticket, file } => spawn_local(async move {
                self.tell(Done::Read { ticket, bytes: kept::read(&self.path(&file)).await });
            }),
            Step::Delete { names } => spawn_local(async move {
                for name in names {
                    kept::delete(&format!("{}{name}", self.folder)).await;
                }
                self.tell(Done::Listed(kept::list(self.folder).await));
            }),
            Step::Keep { file } => spawn_local(async move { self.keep(&held, file).await }),
            Step::Fetch { ticket, file } => spawn_local(async move { self.fetch(&held, ticket, &file).await }),
        }
    }

    async fn keep(self, held: &RefCell<Held>, file: File) {
        let bytes = held.borrow().files.get(&file.name).cloned();
        let Some(bytes) = bytes else { return };
        let result = kept::put(&self.path(&file), &bytes).await;
        if result.is_ok() {
            held.borrow_mut().files.remove(&file.name);
        }
        self.tell(Done::Kept { file, result });
    }

    async fn fetch(self, held: &RefCell<Held>, ticket: u32, file: &File) {
        let controller = AbortController::new().ok();
        let signal = controller.as_ref().map(AbortController::signal);
        held.borrow_mut().fetching = controller;
        let progress = move |bytes| self.tell(Done::Progress { ticket, bytes });
        let result = site::bytes(&self.path(file), file.size, signal.as_ref(), &progress).await;
        // Two of the same file: the engine takes one away, and what is kept is what it took.
        if let Ok(bytes) = &result {
            held.borrow_mut().files.insert(file.name.clone(), Uint8Array::from(bytes.as_slice()));
        }
        self.tell(Done::Fetched { ticket, result });
    }

    fn path(self, file: &File) -> String {
        format!("{}{}", self.folder, file.name)
    }

    fn tell(self, done: Done) {
        // Nothing is told to a page that is gone.
        if !self.held.is_disposed() {
            self.done.run(done);
        }
    }
}

fn stop(held: &RefCell<Held>) {
    if let Some(fetching) = held.borrow_mut().fetching.take() {
        fetching.abort();
    }
}

/// Whether the browser believes that there is a network.
fn connection_problem() -> Problem {
    if window().navigator().on_line() { Problem::Broken } else { Problem::Offline }
}
