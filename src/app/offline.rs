//! Whether the site is kept for use off line, and whether a new version waits. `assets/offline.js` does it; this is what the page knows.

use crate::worker_client::Workers;
use crate::worker_state::WorkerStatus;
use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen::prelude::*;

/// From the moment a lesson is alive, or from the start where nothing loads: the first seconds belong to the lesson.
const AFTER_READY: Duration = Duration::from_secs(3);
const WITHOUT_WORKER: Duration = Duration::from_secs(8);

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = glassboxOffline)]
    fn begin(asked: bool) -> Result<(), JsValue>;
    #[wasm_bindgen(catch, js_namespace = glassboxOffline)]
    fn take() -> Result<(), JsValue>;
    #[wasm_bindgen(catch, js_namespace = glassboxOffline)]
    fn state() -> Result<String, JsValue>;
    #[wasm_bindgen(catch, js_namespace = glassboxOffline)]
    fn bytes() -> Result<f64, JsValue>;
    #[wasm_bindgen(catch, js_namespace = glassboxOffline)]
    fn update() -> Result<bool, JsValue>;
    #[wasm_bindgen(catch, js_namespace = glassboxOffline)]
    fn others() -> Result<u32, JsValue>;
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Kept {
    /// Or not yet, or it cannot be: the site works on line.
    #[default]
    Nothing,
    /// The browser asks to save data: the reader decides.
    OnRequest,
    /// Being fetched.
    Partly,
    /// All of it: so many bytes in this browser.
    Complete(u64),
}

/// In context for every page.
#[derive(Clone, Copy)]
pub struct Offline {
    pub kept: RwSignal<Kept>,
    /// A newer version of the site is there and waits.
    pub update: RwSignal<bool>,
    /// The tabs that keep it from being taken, as the last attempt found.
    pub other_tabs: RwSignal<u32>,
}

impl Offline {
    pub fn follow(workers: Workers) -> Offline {
        let offline =
            Offline { kept: RwSignal::new(Kept::Nothing), update: RwSignal::new(false), other_tabs: RwSignal::new(0) };
        let listener = window_event_listener_untyped("glassbox-offline", move |_| offline.read());
        on_cleanup(move || listener.remove());
        let statuses = [workers.engine.status, workers.scribe.status];
        Effect::new(move |_| {
            if statuses.iter().any(|status| status.with(|status| matches!(status, WorkerStatus::Ready(_)))) {
                set_timeout(|| start(false), AFTER_READY);
            }
        });
        let nothing_loads = move || {
            statuses.iter().all(|status| status.with_untracked(|status| !matches!(status, WorkerStatus::Loading)))
        };
        set_timeout(
            move || {
                if nothing_loads() {
                    start(false)
                }
            },
            WITHOUT_WORKER,
        );
        offline
    }

    /// Without offline.js nothing is kept, and that is all.
    fn read(self) {
        let kept = match state().as_deref() {
            Ok("complete") => Kept::Complete(bytes().unwrap_or_default() as u64),
            Ok("partly") => Kept::Partly,
            Ok("metered") => Kept::OnRequest,
            _ => Kept::Nothing,
        };
        self.kept.set(kept);
        self.update.set(update().unwrap_or_default());
        self.other_tabs.set(others().unwrap_or_default());
    }

    /// The reader wants it kept although the line is metered.
    pub fn keep(self) {
        start(true);
    }

    /// Loads the new version in place of this one, unless other tabs show this one.
    pub fn take_update(self) {
        let _ = take();
    }
}

/// Once; later calls do nothing.
fn start(asked: bool) {
    let _ = begin(asked);
}

pub fn use_offline() -> Offline {
    expect_context()
}
