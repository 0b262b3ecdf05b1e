//! A Llama (Touvron and others, "LLaMA", 2023, with the grouped-query attention of Ainslie and others, 2023): the architecture of
//! SmolLM2 and of most open models that write.

pub mod config;

pub use config::LlamaConfig;
