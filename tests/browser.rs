//! Browser tests over the built dist: what every page must do, then one file a page. Run by `cargo xtask test`.

mod e2e {
    mod accessibility;
    mod bad_input;
    mod bert;
    mod chat;
    mod embeddings;
    mod gpt;
    mod hosting;
    mod keyboard;
    mod lab;
    mod llama;
    mod lstm;
    mod minilm;
    mod offline;
    mod positional_encoding;
    mod rag;
    mod recovery;
    mod sections;
    mod seq2seq;
    mod shell;
    mod tokenization;
    mod transformer;
    mod vectorization;
}
