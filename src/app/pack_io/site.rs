//! A file of the site, with its progress.

use super::connection_problem;
use crate::base_path;
use js_sys::{Reflect, Uint8Array};
use leptos::prelude::window;
use lessons::pack_store::Problem;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, ReadableStreamDefaultReader, RequestInit, Response};

/// Bytes between two reports of progress: a hundred or so for a shard.
const REPORT: u64 = 100_000;

/// The file at `path`, and no more than a byte beyond `size`.
///
/// # Errors
/// What is in the way.
pub async fn bytes(
    path: &str,
    size: u64,
    signal: Option<&AbortSignal>,
    progress: &dyn Fn(u64),
) -> Result<Vec<u8>, Problem> {
    let url = web_sys::Url::new_with_base(path, &base_path::base_uri()).map_err(|_| Problem::Broken)?.href();
    let init = RequestInit::new();
    init.set_signal(signal);
    let fetched = JsFuture::from(window().fetch_with_str_and_init(&url, &init)).await;
    let response: Response = fetched.map_err(|_| connection_problem())?.unchecked_into();
    if !response.ok() {
        return Err(Problem::Missing(response.status()));
    }
    let kind = response.headers().get("content-type").ok().flatten().unwrap_or_default();
    if kind.contains("text/html") {
        return Err(Problem::Page);
    }
    let Some(stream) = response.body() else { return Err(connection_problem()) };
    let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    let mut bytes = Vec::with_capacity(size as usize);
    let mut reported = 0;
    while let Some(chunk) = chunk(&reader).await.map_err(|_| connection_problem())? {
        let at = bytes.len();
        // A host that never ends is not read to its end.
        let room = (size + 1).saturating_sub(at as u64).min(u64::from(chunk.length())) as u32;
        bytes.resize(at + room as usize, 0);
        chunk.subarray(0, room).copy_to(&mut bytes[at..]);
        let arrived = bytes.len() as u64;
        if arrived > size {
            let _ = reader.cancel();
            break;
        }
        if arrived - reported >= REPORT {
            reported = arrived;
            progress(arrived);
        }
    }
    Ok(bytes)
}

async fn chunk(reader: &ReadableStreamDefaultReader) -> Result<Option<Uint8Array>, JsValue> {
    let read = JsFuture::from(reader.read()).await?;
    let done = Reflect::get(&read, &"done".into())?.is_truthy();
    Ok(if done { None } else { Some(Reflect::get(&read, &"value".into())?.unchecked_into()) })
}
