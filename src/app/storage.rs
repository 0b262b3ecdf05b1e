//! Small settings that outlive the tab. Storage may be blocked or full; then a setting lives as long as the page does.

use leptos::prelude::window;
use web_sys::Storage;

fn local() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

pub fn read(key: &str) -> Option<String> {
    local()?.get_item(key).ok().flatten()
}

/// Nothing to do about a refusal: the setting still holds in this page.
pub fn write(key: &str, value: &str) {
    try_write(key, value);
}

/// Whether the browser keeps it.
pub fn try_write(key: &str, value: &str) -> bool {
    local().is_some_and(|storage| storage.set_item(key, value).is_ok())
}

pub fn remove(key: &str) {
    if let Some(storage) = local() {
        let _ = storage.remove_item(key);
    }
}
