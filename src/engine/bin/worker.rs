//! The engine as a dedicated worker.

fn main() {
    #[cfg(target_arch = "wasm32")]
    {
        construct();
        port::serve(engine::Session::new);
    }
    #[cfg(not(target_arch = "wasm32"))]
    unreachable!("the worker runs in a browser; `cargo xtask train` and the tests use the library");
}

/// Runs the constructors of the program's static data, once.
///
/// A program that does not call them itself is taken for a command line tool: the linker then has every function that JavaScript calls, the
/// allocator's among them, run all of them first. Burn's compilers for GPUs bring five thousand, which took 0.13 ms a call.
#[cfg(target_arch = "wasm32")]
fn construct() {
    unsafe extern "C" {
        /// Made by the linker.
        fn __wasm_call_ctors();
    }
    // SAFETY: nothing else has run yet, and nothing calls it again.
    unsafe { __wasm_call_ctors() }
}
