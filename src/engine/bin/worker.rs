//! The engine as a dedicated worker.

fn main() {
    #[cfg(target_arch = "wasm32")]
    port::serve(engine::Session::new);
    #[cfg(not(target_arch = "wasm32"))]
    unreachable!("the worker runs in a browser; `cargo xtask train` and the tests use the library");
}
