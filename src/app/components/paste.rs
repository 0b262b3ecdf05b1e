//! Long pastes. A browser lays out what is pasted into a field at once, and the time grows with the square of its length: Chromium takes
//! 0.3 seconds for 200 kB, 10 for 1 MB and 43 for 2 MB, and nothing can be stopped meanwhile.

use leptos::prelude::*;
use lessons::format::count;

/// The longest paste that a field is given, in bytes.
pub const MOST_PASTED: usize = 200_000;

/// A paste that is too long for a field; the browser does not put it there.
pub fn long_paste(event: &web_sys::ClipboardEvent) -> Option<String> {
    let text = event.clipboard_data()?.get_data("text").ok().filter(|text| text.len() > MOST_PASTED)?;
    event.prevent_default();
    Some(text)
}

/// For `on:paste` of a field that has no use for long texts: leaves it as it is and says so in the note under it.
pub fn refuse_long_paste(said: RwSignal<String>) -> impl Fn(web_sys::ClipboardEvent) + Copy {
    move |event| {
        let problem = long_paste(&event).map_or_else(String::new, |text| {
            format!(
                "What you pasted has {} bytes; this field takes up to {} at a time. It is still in the clipboard: paste a shorter part of it.",
                count(text.len()),
                count(MOST_PASTED)
            )
        });
        said.set(problem);
    }
}
