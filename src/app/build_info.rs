//! What `cargo xtask build` has written into the page about itself: `<meta name="glassbox-...">`.

use leptos::prelude::document;
use wasm_bindgen::JsValue;

/// Changes with the engine; part of its address. Empty in a build that was not made by xtask.
pub fn engine_version() -> String {
    meta("build")
}

/// Bytes of the compressed page and engine, as a server sends them.
pub struct Sizes {
    pub page: u64,
    pub engine: u64,
}

pub fn sizes() -> Option<Sizes> {
    let sizes = js_sys::JSON::parse(&meta("sizes")).ok()?;
    let size = |name: &str| Some(js_sys::Reflect::get(&sizes, &JsValue::from_str(name)).ok()?.as_f64()? as u64);
    Some(Sizes { page: size("app")?, engine: size("engine")? })
}

fn meta(name: &str) -> String {
    let found = document().query_selector(&format!("meta[name=glassbox-{name}]")).ok().flatten();
    found.and_then(|meta| meta.get_attribute("content")).unwrap_or_default()
}
