//! One file a page. A live section is one line of the table in [`page`].
//!
//! Each lesson is a WebAssembly module of its own, split off after compilation (`xtask/src/split.rs`) and fetched when its page is opened:
//! the program that every reader downloads holds the shell and the home page, and no lesson pays for another.

mod bert;
mod chat;
mod embeddings;
mod gpt;
mod home;
mod lesson;
mod lstm;
mod not_found;
mod positional_encoding;
mod rag;
mod seq2seq;
mod soon;
mod tokenization;
mod transformer;
mod vectorization;

use crate::route::Route;
use guide::Section;
use leptos::prelude::*;

pub fn page(route: Route) -> AnyView {
    match route {
        Route::Home => view! { <home::Home /> }.into_any(),
        Route::NotFound => view! { <not_found::NotFound /> }.into_any(),
        Route::Section(Section::Bert) => lesson::lesson(Section::Bert, || Box::pin(open_bert())),
        Route::Section(Section::Embeddings) => lesson::lesson(Section::Embeddings, || Box::pin(open_embeddings())),
        Route::Section(Section::Gpt) => lesson::lesson(Section::Gpt, || Box::pin(open_gpt())),
        Route::Section(Section::Lstm) => lesson::lesson(Section::Lstm, || Box::pin(open_lstm())),
        Route::Section(Section::Tokenization) => {
            lesson::lesson(Section::Tokenization, || Box::pin(open_tokenization()))
        }
        Route::Section(Section::PositionalEncoding) => {
            lesson::lesson(Section::PositionalEncoding, || Box::pin(open_positional_encoding()))
        }
        Route::Section(Section::Rag) => lesson::lesson(Section::Rag, || Box::pin(open_rag())),
        Route::Section(Section::Seq2seq) => lesson::lesson(Section::Seq2seq, || Box::pin(open_seq2seq())),
        Route::Section(Section::Transformer) => lesson::lesson(Section::Transformer, || Box::pin(open_transformer())),
        Route::Section(Section::Vectorization) => {
            lesson::lesson(Section::Vectorization, || Box::pin(open_vectorization()))
        }
        Route::Section(section) => view! { <soon::Soon section /> }.into_any(),
    }
}

/// Makes `open_<name>`, which loads the module of a lesson and returns what builds its page.
macro_rules! lesson_modules {
    ($($name:ident $open:ident)*) => {$(
        #[wasm_split_helpers::wasm_split($name, fallible)]
        fn $open() -> lesson::Opened {
            Ok($name::$name)
        }
    )*};
}

lesson_modules! {
    bert open_bert
    chat open_chat
    embeddings open_embeddings
    gpt open_gpt
    lstm open_lstm
    tokenization open_tokenization
    positional_encoding open_positional_encoding
    rag open_rag
    seq2seq open_seq2seq
    transformer open_transformer
    vectorization open_vectorization
}

/// A pretrained model to talk to, as a part of a lesson's page; its module is fetched when the page shows it.
fn chat_part() -> AnyView {
    lesson::part(|| Box::pin(open_chat()))
}
