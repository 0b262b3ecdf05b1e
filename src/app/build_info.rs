//! What `cargo xtask build` has written into the page about itself: `<meta name="glassbox-...">`.

use crate::worker_client::Program;
use leptos::prelude::document;
use wasm_bindgen::JsValue;

/// Changes with that worker; part of its address. Empty in a build that was not made by xtask.
pub fn version_of(program: Program) -> String {
    meta(match program {
        Program::Engine => "engine",
        Program::Scribe => "scribe",
        Program::Reader => "reader",
    })
}

/// Bytes as a server sends them, compressed where servers compress.
pub struct Sizes {
    pub page: u64,
    pub engine: u64,
    pub scribe: u64,
    pub reader: u64,
    /// Styles and fonts.
    pub dress: u64,
}

pub fn sizes() -> Option<Sizes> {
    let sizes = js_sys::JSON::parse(&meta("sizes")).ok()?;
    Some(Sizes {
        page: size(&sizes, "app")?,
        engine: size(&sizes, "engine")?,
        scribe: size(&sizes, "scribe")?,
        reader: size(&sizes, "reader")?,
        dress: size(&sizes, "dress")?,
    })
}

/// Everything that a lesson fetches to be live: the page, its worker, its words and, where it has one, its trained example.
pub fn lesson_size(slug: &str, program: Program) -> Option<u64> {
    let Sizes { page, engine, scribe, reader, dress } = sizes()?;
    let worker = match program {
        Program::Engine => engine,
        Program::Scribe => scribe,
        Program::Reader => reader,
    };
    let all = js_sys::JSON::parse(&meta("sizes")).ok()?;
    let lessons = js_sys::Reflect::get(&all, &JsValue::from_str("lessons")).ok()?;
    Some(page + worker + dress + size(&lessons, slug).unwrap_or(0))
}

fn size(sizes: &JsValue, name: &str) -> Option<u64> {
    Some(js_sys::Reflect::get(sizes, &JsValue::from_str(name)).ok()?.as_f64()? as u64)
}

fn meta(name: &str) -> String {
    let found = document().query_selector(&format!("meta[name=glassbox-{name}]")).ok().flatten();
    found.and_then(|meta| meta.get_attribute("content")).unwrap_or_default()
}
