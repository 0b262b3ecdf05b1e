//! Files out of the tab: nothing is sent anywhere, the browser saves a blob.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, HtmlCanvasElement, Url};

/// Saves bytes under a file name. Whether anything was handed to the browser is the answer: a full disk or a blocked download
/// is reported by the browser itself.
pub fn download(name: &str, mime: &str, bytes: &[u8]) -> bool {
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
    let options = BlobPropertyBag::new();
    options.set_type(mime);
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &options);
    blob.is_ok_and(|blob| download_blob(name, &blob))
}

/// Saves a canvas as a PNG image, at the resolution it is drawn in.
pub fn download_png(name: &str, canvas: &HtmlCanvasElement) {
    let name = name.to_string();
    let done = Closure::once_into_js(move |blob: Option<Blob>| {
        if let Some(blob) = blob {
            download_blob(&name, &blob);
        }
    });
    // An error here means a canvas of no size: there is nothing to save.
    let _ = canvas.to_blob(done.unchecked_ref());
}

fn download_blob(name: &str, blob: &Blob) -> bool {
    let Ok(url) = Url::create_object_url_with_blob(blob) else { return false };
    let link = document().create_element("a").ok().and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok());
    if let Some(link) = &link {
        link.set_href(&url);
        link.set_download(name);
        link.click();
    }
    // The browser reads the blob after this task: give it time before the memory goes.
    set_timeout(
        move || {
            let _ = Url::revoke_object_url(&url);
        },
        std::time::Duration::from_secs(20),
    );
    link.is_some()
}
