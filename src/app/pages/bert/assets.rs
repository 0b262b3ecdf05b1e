//! What comes with the site: the packaged texts, and a recording that is shown until the reader has loaded the model.

use super::Page;
use crate::fetch;
use leptos::task::spawn_local;
use protocol::bert::Event;

const TICKETS: &str = "assets/text/tickets.txt";
const RECORDED: &str = "assets/models/bert/trace.bin";

pub fn fetch(page: Page) {
    spawn_local(async move {
        let tickets = fetch::text(TICKETS).await;
        page.change(|lesson| lesson.classifier.take_sample(tickets.as_deref()));
        if let Some(bytes) = fetch::bytes(RECORDED).await
            && let Ok(events) = protocol::decode::<Vec<Event>>(&bytes)
        {
            page.change(|lesson| lesson.show_recorded(&events));
        }
    });
}
