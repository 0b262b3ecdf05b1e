//! Small settings that outlive the tab. Storage may be blocked or full; then a setting lives as long as the page does.

use leptos::prelude::window;
use web_sys::Storage;

fn local() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

pub fn read(key: &str) -> Option<String> {
    local()?.get_item(key).ok().flatten()
}

pub fn write(key: &str, value: &str) {
    if let Some(storage) = local() {
        // Nothing to do about a refusal: the setting still holds in this page.
        let _ = storage.set_item(key, value);
    }
}
