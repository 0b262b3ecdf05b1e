//! The RAG lesson with both real models and no browser: the page's own state machines, driven against the engine. Needs the packs, in folders
//! named by `GLASSBOX_MINILM` and `GLASSBOX_SMOLLM2`; `cargo xtask test` sees to it that they are there.

#[path = "rag_page/driver.rs"]
mod driver;
#[path = "rag_page/page.rs"]
mod page;
