//! What comes with the site: the recorded map, the trained vectors and the sample text.

use super::Page;
use crate::fetch;
use crate::my_text::use_my_text;
use leptos::task::spawn_local;
use lessons::Shared;
use lessons::embeddings::{Corpus, Origin, check};
use protocol::embeddings::Event;

const TRACE: &str = "assets/models/embeddings/trace.bin";
const VECTORS: &str = "assets/models/embeddings/vectors.safetensors";
const SAMPLE: &str = "assets/text/sherlock-holmes.txt";

/// Fetches all of it, the small recorded map first: it is what the reader sees until the engine has arrived.
pub fn fetch(page: Page) {
    let mine = use_my_text().get().filter(|text| check(text).is_ok());
    spawn_local(async move {
        if let Some(bytes) = fetch::bytes(TRACE).await
            && mine.is_none()
            && let Ok(events) = protocol::decode::<Vec<Event>>(&bytes)
        {
            page.change(|lesson| lesson.show_recorded(events));
        }
        match mine {
            Some(text) => page.act(|lesson| lesson.use_text(Corpus { text, origin: Origin::Mine })),
            None => load_sample(page).await,
        }
        let vectors = fetch::bytes(VECTORS).await;
        page.act(|lesson| lesson.use_pretrained(vectors));
    });
}

/// The reader goes back to the sample text.
pub fn use_sample(page: Page) {
    spawn_local(async move {
        load_sample(page).await;
        page.act(|lesson| lesson.load_example());
    });
}

async fn load_sample(page: Page) {
    match fetch::text(SAMPLE).await {
        Some(text) => {
            page.act(|lesson| lesson.use_text(Corpus { text: Shared::from(text.as_str()), origin: Origin::Sample }))
        }
        None => page.change(|lesson| {
            lesson.say(
                "The sample text could not be loaded. Check the connection and reload, or paste a text of your own.",
            );
        }),
    }
}
