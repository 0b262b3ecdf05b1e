//! What comes with the site: the recorded text, the trained example and the sample to learn from.

use super::Page;
use crate::fetch;
use crate::my_text::use_my_text;
use leptos::task::spawn_local;
use lessons::gpt::{Corpus, Origin};
use lessons::{Notice, Shared};
use protocol::gpt::Event;

const RECORDED: &str = "assets/models/gpt/recorded.bin";
const WEIGHTS: &str = "assets/models/gpt/weights.safetensors";
const SAMPLE: &str = "assets/text/sherlock-holmes.txt";

/// Fetches all of it, the small recorded text first: it is what the reader sees until the engine has arrived.
pub fn fetch(page: Page) {
    let mine = use_my_text().get().filter(|text| lessons::lstm::check(text).is_ok());
    spawn_local(async move {
        if let Some(bytes) = fetch::bytes(RECORDED).await
            && let Ok(recorded) = protocol::decode::<Vec<Event>>(&bytes)
        {
            page.change(|lesson| lesson.show_recorded(&recorded));
        }
        match mine {
            Some(text) => page.act(|lesson| lesson.use_text(Corpus { text, origin: Origin::Mine })),
            None => load_sample(page).await,
        }
        let weights = fetch::bytes(WEIGHTS).await;
        page.act(|lesson| lesson.use_example(weights));
    });
}

/// The reader goes back to the sample text.
pub fn use_sample(page: Page) {
    spawn_local(load_sample(page));
}

async fn load_sample(page: Page) {
    match fetch::text(SAMPLE).await {
        Some(text) => {
            let text = Shared::from(text.as_str());
            page.act(|lesson| lesson.use_text(Corpus { text, origin: Origin::Sample }));
        }
        None => page.change(|lesson| {
            lesson.notify(Notice::warning(
                "The sample text could not be loaded. Check the connection and reload, or paste a text of your own.",
            ));
        }),
    }
}
