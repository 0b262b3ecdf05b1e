//! The reader as a dedicated worker.

fn main() {
    #[cfg(target_arch = "wasm32")]
    port::serve(|_, _| reader::Session);
    #[cfg(not(target_arch = "wasm32"))]
    unreachable!("the worker runs in a browser; the tests use the library");
}
