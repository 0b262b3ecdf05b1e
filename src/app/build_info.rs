//! What `cargo xtask build` has written into the page about itself: `<meta name="glassbox-...">`.

use leptos::prelude::document;
use wasm_bindgen::JsValue;

/// Changes with the engine; part of its address. Empty in a build that was not made by xtask.
pub fn engine_version() -> String {
    meta("build")
}

/// Bytes as a server sends them, compressed where servers compress.
pub struct Sizes {
    pub page: u64,
    pub engine: u64,
    /// Styles and fonts.
    pub dress: u64,
}

pub fn sizes() -> Option<Sizes> {
    let sizes = js_sys::JSON::parse(&meta("sizes")).ok()?;
    Some(Sizes { page: size(&sizes, "app")?, engine: size(&sizes, "engine")?, dress: size(&sizes, "dress")? })
}

/// Everything that a lesson with a trained example fetches to be live.
pub fn lesson_size(slug: &str) -> Option<u64> {
    let Sizes { page, engine, dress } = sizes()?;
    let all = js_sys::JSON::parse(&meta("sizes")).ok()?;
    let examples = js_sys::Reflect::get(&all, &JsValue::from_str("examples")).ok()?;
    Some(page + engine + dress + size(&examples, slug)?)
}

fn size(sizes: &JsValue, name: &str) -> Option<u64> {
    Some(js_sys::Reflect::get(sizes, &JsValue::from_str(name)).ok()?.as_f64()? as u64)
}

fn meta(name: &str) -> String {
    let found = document().query_selector(&format!("meta[name=glassbox-{name}]")).ok().flatten();
    found.and_then(|meta| meta.get_attribute("content")).unwrap_or_default()
}
