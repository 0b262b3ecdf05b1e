//! One worker process and the wires to it.

use crate::worker_client::{Program, WorkerHandle};
use crate::{base_path, build_info};
use js_sys::{Array, Uint8Array};
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use protocol::{Command, Heard};
use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::prelude::*;
use web_sys::{ErrorEvent, MessageEvent, Worker, WorkerOptions, WorkerType};

/// Time enough for a few megabytes on a slow line and the self-tests. The worker is not ended then: it may still arrive.
const START_TIMEOUT: Duration = Duration::from_secs(60);

/// Ends with its value: a dropped worker neither runs nor calls back.
pub struct LiveWorker {
    worker: Worker,
    deadline: Option<TimeoutHandle>,
    _on_message: Closure<dyn Fn(MessageEvent)>,
    _on_error: Closure<dyn Fn(ErrorEvent)>,
}

impl LiveWorker {
    pub fn spawn(handle: WorkerHandle) -> Result<LiveWorker, JsValue> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(&loader_url(handle.program)?, &options)?;

        let listening = Rc::new(Cell::new(false));
        let on_message = Closure::<dyn Fn(MessageEvent)>::new({
            let listening = Rc::clone(&listening);
            move |event: MessageEvent| {
                listening.set(true);
                let data = event.data();
                match data.as_string() {
                    // The last words of a worker that panicked.
                    Some(text) => handle.crashed(true, text.trim_start_matches("panic: ").into()),
                    None => {
                        let heard = Heard::new(&Uint8Array::new(&data).to_vec());
                        if let Err(why) = heard.and_then(|heard| handle.received(&heard)) {
                            handle.unreadable(&why);
                        }
                    }
                }
            }
        });
        // A missing script, a host that answers HTML for it, and an uncaught exception all arrive here; only the last has a message.
        let on_error = Closure::<dyn Fn(ErrorEvent)>::new(move |event: ErrorEvent| {
            event.prevent_default();
            let message = js_sys::Reflect::get(&event, &"message".into()).ok().and_then(|text| text.as_string());
            handle.crashed(listening.get(), message.unwrap_or_else(|| "Its script is missing or was blocked.".into()));
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        worker.set_onmessageerror(Some(on_error.as_ref().unchecked_ref()));
        let deadline = set_timeout_with_handle(move || handle.overdue(), START_TIMEOUT).ok();
        Ok(LiveWorker { worker, deadline, _on_message: on_message, _on_error: on_error })
    }

    pub fn send(&self, command: &Command) {
        let buffer = Uint8Array::from(protocol::encode(command).as_slice()).buffer();
        // Transferring a buffer that was made a line above cannot be refused.
        let _ = self.worker.post_message_with_transfer(&buffer, &Array::of1(&buffer));
    }

    /// It is not late any more.
    pub fn arrived(&mut self) {
        if let Some(deadline) = self.deadline.take() {
            deadline.clear();
        }
    }
}

impl Drop for LiveWorker {
    fn drop(&mut self) {
        self.arrived();
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.set_onmessageerror(None);
        self.worker.terminate();
    }
}

/// Beside the page, not beside the current route, and with the version in the query, as the name of the file carries no hash.
fn loader_url(program: Program) -> Result<String, JsValue> {
    let name = match program {
        Program::Engine => "worker",
        Program::Scribe => "scribe",
        Program::Reader => "reader",
    };
    let file = format!("{name}_loader.js?v={}", build_info::version_of(program));
    Ok(web_sys::Url::new_with_base(&file, &base_path::base_uri())?.href())
}
