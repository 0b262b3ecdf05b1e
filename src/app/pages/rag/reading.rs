//! Files on their way to documents, one after the other, through a worker that may break down at any of them.

use super::Page;
use super::keeping::now;
use crate::worker_client::{WorkerHandle, use_workers};
use crate::worker_state::WorkerStatus;
use js_sys::{Function, Promise, Uint8Array};
use leptos::prelude::*;
use leptos::task::spawn_local;
use lessons::rag::{MOST_BYTES, MOST_EXPORTED, Refusal};
use protocol::Event;
use protocol::reader::{self, Request, Text};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

type Outcome = Result<Vec<Text>, String>;

/// Copies are the same.
#[derive(Clone, Copy)]
pub struct Reading {
    page: Page,
    worker: WorkerHandle,
    /// The file that is being read, and how many wait behind it.
    pub now: RwSignal<Option<(String, usize)>>,
    held: StoredValue<Rc<Held>, LocalStorage>,
}

#[derive(Default)]
struct Held {
    files: RefCell<VecDeque<File>>,
    /// Wakes who waits for the worker; what it waits for.
    wake: RefCell<Option<Function>>,
    outcome: RefCell<Option<Outcome>>,
}

impl Held {
    /// Nothing where nobody waits: an answer to a file that was given up.
    fn settle(&self, outcome: Outcome) {
        if let Some(wake) = self.wake.take() {
            self.outcome.replace(Some(outcome));
            // Resolving a promise cannot fail.
            let _ = wake.call0(&JsValue::NULL);
        }
    }
}

impl Reading {
    /// The worker is not started before the first file.
    pub fn new(page: Page) -> Reading {
        let worker = use_workers().reader;
        let held = Rc::new(Held::default());
        let reading =
            Reading { page, worker, now: RwSignal::new(None), held: StoredValue::new_local(Rc::clone(&held)) };
        let heard = Rc::clone(&held);
        worker.subscribe::<reader::Event>(move |event| match event {
            Event::Reader(reader::Event::Read(texts)) => heard.settle(Ok(texts.clone())),
            Event::Reader(reader::Event::NotRead { message }) | Event::Refused { message } => {
                heard.settle(Err(message.clone()));
            }
            _ => {}
        });
        let broken = Rc::clone(&held);
        let first = worker.epoch.get_untracked();
        Effect::new(move || {
            if worker.epoch.get() != first {
                broken.settle(Err("The program that reads files broke down over it, and was started anew. Save the file in another format, as plain text or PDF, and add that.".into()));
            }
        });
        let failed = Rc::clone(&held);
        Effect::new(move || {
            if let WorkerStatus::Failed { message, .. } = worker.status.get() {
                failed.settle(Err(format!("{message} Check the connection, then open the file again.")));
            }
        });
        let left = send_wrapper::SendWrapper::new(held);
        on_cleanup(move || {
            left.files.borrow_mut().clear();
            left.settle(Err(String::new()));
        });
        reading
    }

    /// Reads these after those that are being read, and adds what is in them.
    pub fn open(self, files: Vec<File>) {
        let Some(held) = self.held.try_get_value() else { return };
        held.files.borrow_mut().extend(files);
        if self.now.with_untracked(Option::is_some) {
            return self.tell_waiting(&held);
        }
        spawn_local(async move {
            loop {
                let Some(file) = held.files.borrow_mut().pop_front() else { break };
                let name = file.name();
                self.now.try_set(Some((name.clone(), held.files.borrow().len())));
                let began = now();
                let outcome = self.read(&held, &name, file).await;
                self.page.change(|lesson| lesson.documents_took(now() - began));
                self.page.act(|lesson| lesson.take_read(&name, outcome));
            }
            self.now.try_set(None);
        });
    }

    /// Gives up the file that is being read, and all that wait.
    pub fn stop(self) {
        if let Some(held) = self.held.try_get_value() {
            held.files.borrow_mut().clear();
            held.settle(Err("You stopped it while it was being read.".into()));
            self.worker.retry();
        }
    }

    fn tell_waiting(self, held: &Held) {
        let waiting = held.files.borrow().len();
        self.now.update(|now| now.iter_mut().for_each(|(_, behind)| *behind = waiting));
    }

    async fn read(self, held: &Held, name: &str, file: File) -> Outcome {
        let bytes = file.size() as usize;
        // An export holds many documents.
        let most = if name.ends_with(".json") { MOST_EXPORTED } else { MOST_BYTES };
        if bytes > most {
            return Err(Refusal::TooLarge { bytes }.why());
        }
        let buffer = JsFuture::from(file.array_buffer()).await;
        let buffer =
            buffer.map_err(|_| "It could not be opened: it may have been moved. Choose it again.".to_string())?;
        let request = Request::Read { name: name.into(), bytes: Uint8Array::new(&buffer).to_vec() };
        let woken = Promise::new(&mut |resolve, _| {
            held.wake.replace(Some(resolve));
        });
        if matches!(self.worker.status.get_untracked(), WorkerStatus::Failed { .. }) {
            self.worker.retry();
        }
        self.worker.request(request.into());
        // Nothing rejects it.
        let _ = JsFuture::from(woken).await;
        held.outcome.take().unwrap_or_else(|| Err("It was not read.".into()))
    }
}
