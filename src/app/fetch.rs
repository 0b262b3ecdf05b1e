//! Files of this site.

use crate::base_path;
use leptos::prelude::window;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;

/// The full address of a file of the site, given by its path without leading slash.
pub fn href(path: &str) -> String {
    format!("{}/{path}", base_path::current())
}

/// A file of this site. A host that answers a missing file with a page of its own does not count as having it.
pub async fn bytes(path: &str) -> Option<Vec<u8>> {
    let response = get(path).await?;
    let buffer = JsFuture::from(response.array_buffer().ok()?).await.ok()?;
    Some(js_sys::Uint8Array::new(&buffer).to_vec())
}

/// A text of this site.
pub async fn text(path: &str) -> Option<String> {
    String::from_utf8(bytes(path).await?).ok()
}

async fn get(path: &str) -> Option<Response> {
    let url = web_sys::Url::new_with_base(path, &base_path::base_uri()).ok()?.href();
    let response: Response = JsFuture::from(window().fetch_with_str(&url)).await.ok()?.dyn_into().ok()?;
    let kind = response.headers().get("content-type").ok().flatten().unwrap_or_default();
    // Words are fragments of HTML, and begin like none.
    let is_page = kind.contains("text/html") && !path.ends_with(".html");
    (response.ok() && !is_page).then_some(response)
}
