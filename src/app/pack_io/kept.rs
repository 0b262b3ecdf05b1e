//! Files that the browser keeps for this site. Their names carry part of their hash, so that a kept file is never an older one.

use crate::base_path;
use js_sys::{Array, Uint8Array};
use leptos::prelude::window;
use lessons::pack_store::Keeping;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Cache, CacheStorage, DomException, Headers, Request, Response, ResponseInit};

/// One for all models.
const CACHE: &str = "glassbox-packs";

fn storage() -> Option<CacheStorage> {
    // At an address that is not secure there is none, whatever the type says.
    let storage = window().caches().ok()?;
    (!JsValue::from(&storage).is_undefined()).then_some(storage)
}

async fn open() -> Result<Cache, Keeping> {
    let opened = JsFuture::from(storage().ok_or(Keeping::Blocked)?.open(CACHE)).await;
    opened.map(JsCast::unchecked_into).map_err(|error| why(&error))
}

fn why(error: &JsValue) -> Keeping {
    let name = error.dyn_ref::<DomException>().map(DomException::name).unwrap_or_default();
    if name == "QuotaExceededError" { Keeping::Full } else { Keeping::Blocked }
}

fn url(path: &str) -> String {
    web_sys::Url::new_with_base(path, &base_path::base_uri()).map_or_else(|_| path.to_owned(), |url| url.href())
}

/// Names and bytes of the files of a folder; nothing where nothing can be kept.
pub async fn list(folder: &str) -> Option<Vec<(String, u64)>> {
    let cache = open().await.ok()?;
    let requests: Array = JsFuture::from(cache.keys()).await.ok()?.unchecked_into();
    let folder = url(folder);
    let mut files = Vec::new();
    for request in requests.iter() {
        let request: Request = request.unchecked_into();
        let Some(name) = request.url().strip_prefix(&folder).map(str::to_owned) else { continue };
        let found = JsFuture::from(cache.match_with_request(&request)).await.ok();
        let response = found.and_then(|response| response.dyn_into::<Response>().ok());
        let length = response.and_then(|response| response.headers().get("content-length").ok().flatten());
        files.push((name, length.and_then(|length| length.parse().ok()).unwrap_or(0)));
    }
    Some(files)
}

pub async fn read(path: &str) -> Option<Vec<u8>> {
    let found = JsFuture::from(open().await.ok()?.match_with_str(&url(path))).await.ok()?;
    let response: Response = found.dyn_into().ok()?;
    let buffer = JsFuture::from(response.array_buffer().ok()?).await.ok()?;
    Some(Uint8Array::new(&buffer).to_vec())
}

/// # Errors
/// If the browser does not keep it.
pub async fn put(path: &str, bytes: &Uint8Array) -> Result<(), Keeping> {
    let cache = open().await?;
    let blocked = |_| Keeping::Blocked;
    let headers = Headers::new().map_err(blocked)?;
    headers.set("content-length", &bytes.length().to_string()).map_err(blocked)?;
    let init = ResponseInit::new();
    init.set_headers(&headers);
    let response = Response::new_with_opt_js_u8_array_and_init(Some(bytes), &init).map_err(blocked)?;
    let kept = JsFuture::from(cache.put_with_str(&url(path), &response)).await;
    kept.map(|_| ()).map_err(|error| why(&error))
}

pub async fn delete(path: &str) {
    if let Ok(cache) = open().await {
        // A file that is not there any more is deleted.
        let _ = JsFuture::from(cache.delete_with_str(&url(path))).await;
    }
}
