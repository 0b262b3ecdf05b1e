//! What comes with the site: the recorded run, the trained example and the sample text.

use super::Page;
use crate::fetch;
use crate::my_text::use_my_text;
use leptos::task::spawn_local;
use lessons::lstm::{Corpus, Lesson, Origin, Pretrained, Settings, TaskKind};
use lessons::{Notice, Shared};
use protocol::lstm::Event;

const TRACE: &str = "assets/models/lstm/trace.bin";
const WEIGHTS: &str = "assets/models/lstm/weights.safetensors";
const SAMPLE: &str = "assets/text/sherlock-holmes.txt";

/// Fetches all of it, the small recorded run first: it is what the reader sees until the engine has arrived.
pub fn fetch(page: Page) {
    let mine = use_my_text().get().filter(|text| lessons::lstm::check(text).is_ok());
    spawn_local(async move {
        if let Some(bytes) = fetch::bytes(TRACE).await
            && let Ok(Event::Trace(trace)) = protocol::decode(&bytes)
        {
            page.change(|lesson| lesson.show_recorded(trace));
        }
        match mine {
            Some(mine) => page.act(|lesson| take(lesson, mine, Origin::Mine)),
            None => load_sample(page).await,
        }
        let weights = fetch::bytes(WEIGHTS).await;
        let example = weights.map(|weights| Pretrained {
            settings: Settings::default_for(TaskKind::Text),
            weights: Shared::new(weights),
        });
        page.act(|lesson| lesson.use_pretrained(example));
    });
}

/// The reader goes back to the sample text.
pub fn use_sample(page: Page) {
    spawn_local(load_sample(page));
}

async fn load_sample(page: Page) {
    match fetch::text(SAMPLE).await {
        Some(text) => page.act(|lesson| take(lesson, Shared::from(text.as_str()), Origin::Sample)),
        None => page.change(|lesson| {
            lesson.notify(Notice::warning(
                "The sample text could not be loaded. Check the connection and reload, or paste a text of your own.",
            ));
        }),
    }
}

pub fn take(lesson: &mut Lesson, text: Shared<str>, origin: Origin) -> Vec<protocol::lstm::Request> {
    lesson.use_text(Corpus { text, origin })
}
