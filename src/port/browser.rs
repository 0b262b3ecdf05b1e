//! The wires: messages to a [`Desk`], replies to messages.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use protocol::{Command, Event, PROTOCOL_VERSION, Reply};

use crate::Desk;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{DedicatedWorkerGlobalScope, MessageChannel, MessageEvent};

thread_local! {
    static SCOPE: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
}

/// Serves the page until the worker is ended. Call it once, from `main`.
pub fn serve<D: Desk + 'static>(open: impl FnOnce(fn() -> f64, fn() -> u64) -> D + 'static) {
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        // The page listens for a text message: it starts a new worker.
        let _ = SCOPE.with(|scope| scope.post_message(&format!("panic: {info}").into()));
    }));
    let inbox = Rc::new(Inbox::default());
    let receiver = inbox.clone();
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let buffer = event.data();
        receiver.put(js_sys::Uint8Array::new(&buffer).to_vec());
        give_back(buffer);
    });
    SCOPE.with(|scope| scope.set_onmessage(Some(on_message.as_ref().unchecked_ref())));
    on_message.forget();
    spawn_local(answer(inbox, open));
}

/// Answers commands in their order; between two steps of a long job lets new ones in.
async fn answer<D: Desk>(inbox: Rc<Inbox>, open: impl FnOnce(fn() -> f64, fn() -> u64) -> D) {
    let breath = Breath::new();
    let mut desk = open(now, memory);
    post(&Reply { job: 0, event: Event::Ready { protocol_version: PROTOCOL_VERSION } });
    loop {
        if let Some(bytes) = inbox.next() {
            let command = protocol::decode::<Command>(&bytes);
            // It may be as large as a file, and what the command becomes is another.
            drop(bytes);
            match command {
                Ok(command) => desk.handle(command).await.iter().for_each(post),
                Err(message) => post(&Reply { job: 0, event: Event::Refused { message } }),
            }
        } else if desk.is_busy() {
            desk.tick().await.iter().for_each(post);
            breath.take().await;
        } else {
            inbox.wait().await;
        }
    }
}

/// Messages that arrived and were not read yet.
#[derive(Default)]
struct Inbox {
    messages: RefCell<VecDeque<Vec<u8>>>,
    wake: RefCell<Option<js_sys::Function>>,
}

impl Inbox {
    fn put(&self, message: Vec<u8>) {
        self.messages.borrow_mut().push_back(message);
        if let Some(wake) = self.wake.take() {
            wake.call0(&JsValue::NULL).expect("a promise can be resolved");
        }
    }

    fn next(&self) -> Option<Vec<u8>> {
        self.messages.borrow_mut().pop_front()
    }

    /// Until the next message. The caller has just found the box empty, and nothing can arrive in between: there is one thread.
    async fn wait(&self) {
        let woken = js_sys::Promise::new(&mut |resolve, _| *self.wake.borrow_mut() = Some(resolve));
        JsFuture::from(woken).await.expect("nothing rejects it");
    }
}

fn post(reply: &Reply) {
    let bytes = js_sys::Uint8Array::from(protocol::encode(reply).as_slice());
    let buffer = bytes.buffer();
    let transfer = js_sys::Array::of1(&buffer);
    SCOPE.with(|scope| scope.post_message_with_transfer(&buffer, &transfer)).expect("a buffer can be posted");
}

/// Lets the event loop turn once. A message to ourselves returns at once, where timers wait 4 ms; a resolved promise would not let
/// messages in at all.
struct Breath(MessageChannel);

impl Breath {
    fn new() -> Self {
        Breath(MessageChannel::new().expect("workers have message channels"))
    }

    async fn take(&self) {
        let turned = js_sys::Promise::new(&mut |resolve, _| self.0.port1().set_onmessage(Some(&resolve)));
        self.0.port2().post_message(&JsValue::NULL).expect("null can be posted");
        JsFuture::from(turned).await.expect("nothing rejects it");
    }
}

/// Frees a message's memory now: the collector comes late, since eight megabytes are one small object to it.
fn give_back(buffer: JsValue) {
    if let Ok(buffer) = buffer.dyn_into::<js_sys::ArrayBuffer>() {
        // What is moved to a buffer of no bytes is gone. A browser from before 2023 knows no such move; there the collector must do.
        let _ = buffer.transfer_with_length(0);
    }
}

fn now() -> f64 {
    SCOPE.with(|scope| scope.performance()).expect("workers have a clock").now()
}

fn memory() -> u64 {
    core::arch::wasm32::memory_size(0) as u64 * 65_536
}
