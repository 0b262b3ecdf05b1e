//! What comes with the site: the recorded run, the trained example and the sample text.

use super::page::Page;
use crate::storage;
use leptos::task::spawn_local;
use leptos::{ev, prelude::*};
use lessons::Shared;
use lessons::lstm::{Corpus, Lesson, Notice, Origin, Pretrained, Settings, TaskKind};
use protocol::lstm::Event;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;

/// Where "my text" is kept.
pub const MY_TEXT: &str = "glassbox-my-text";
const TRACE: &str = "assets/models/lstm/trace.bin";
const WEIGHTS: &str = "assets/models/lstm/weights.safetensors";
const SAMPLE: &str = "assets/text/sherlock-holmes.txt";

/// Fetches all of it, the small recorded run first: it is what the reader sees until the engine has arrived.
pub fn fetch(page: Page) {
    spawn_local(async move {
        if let Some(bytes) = bytes(TRACE).await
            && let Ok(Event::Trace(trace)) = protocol::decode(&bytes)
        {
            page.change(|lesson| lesson.show_recorded(trace));
        }
        match storage::read(MY_TEXT).filter(|text| lessons::lstm::check_text(text).is_ok()) {
            Some(mine) => page.act(|lesson| take(lesson, &mine, Origin::Mine)),
            None => load_sample(page).await,
        }
        let weights = bytes(WEIGHTS).await;
        let example = weights.map(|weights| Pretrained {
            settings: Settings::default_for(TaskKind::Text),
            weights: Shared::new(weights),
        });
        page.act(|lesson| lesson.use_pretrained(example));
    });
}

/// Another tab may put in another text meanwhile. Each tab goes on with its own; the next one opened takes the last.
pub fn watch_other_tabs(page: Page) {
    let listener = window_event_listener(ev::storage, move |event| {
        if event.key().as_deref() == Some(MY_TEXT) {
            page.change(|lesson| {
                lesson.notify(Notice::info(
                    "Another tab has changed the kept text. This one goes on with the text it has; reload to take the other.",
                ));
            });
        }
    });
    on_cleanup(move || listener.remove());
}

/// The reader goes back to the sample text.
pub fn use_sample(page: Page) {
    spawn_local(load_sample(page));
}

async fn load_sample(page: Page) {
    match bytes(SAMPLE).await.and_then(|bytes| String::from_utf8(bytes).ok()) {
        Some(text) => page.act(|lesson| take(lesson, &text, Origin::Sample)),
        None => page.change(|lesson| {
            lesson.notify(Notice::warning(
                "The sample text could not be loaded. Check the connection and reload, or paste a text of your own.",
            ));
        }),
    }
}

pub fn take(lesson: &mut Lesson, text: &str, origin: Origin) -> Vec<protocol::lstm::Request> {
    lesson.use_text(Corpus { text: text.into(), origin })
}

/// A file of this site. A host that answers a missing file with a page of its own does not count as having it.
async fn bytes(path: &str) -> Option<Vec<u8>> {
    let url = web_sys::Url::new_with_base(path, &crate::base_path::base_uri()).ok()?.href();
    let response: Response = JsFuture::from(window().fetch_with_str(&url)).await.ok()?.dyn_into().ok()?;
    let is_page = response.headers().get("content-type").ok().flatten().is_some_and(|kind| kind.contains("text/html"));
    if !response.ok() || is_page {
        return None;
    }
    let buffer = JsFuture::from(response.array_buffer().ok()?).await.ok()?;
    Some(js_sys::Uint8Array::new(&buffer).to_vec())
}

/// Bytes to people, to the nearest: `412 kB`.
pub fn kilobytes(bytes: usize) -> String {
    format!("{} kB", lessons::lstm::count((bytes + 500) / 1000))
}
