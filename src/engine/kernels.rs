//! Which kernels multiply quantised weights here. All give the same bits, or are not used; so it is a question of speed alone.

use models::kernels::quantized::activations::quantize;
use models::kernels::quantized::kernels::{Format, Kernels};
use models::kernels::quantized::layout::Four;
use models::kernels::quantized::matrix::Matrix;
use models::kernels::quantized::proof;
use protocol::KernelChoice;

use crate::session::Clock;

/// Kernels, and in words for the reader which and why.
#[derive(Clone, Debug)]
pub struct Chosen {
    pub kernels: Kernels,
    pub words: String,
}

const WRONG: &str = "since relaxed SIMD gives other numbers here";

/// Those of relaxed SIMD where the browser has it and they are not slower, unless the reader's address names others.
///
/// # Errors
/// In words for the reader, if even the plain ones give other bits here than where the model was checked.
pub fn choose(choice: KernelChoice, clock: Clock) -> Result<Chosen, String> {
    proof::check(&Kernels::PLAIN)?;
    let plain = |why: &str| Chosen { kernels: Kernels::PLAIN, words: format!("plain SIMD, {why}") };
    if choice == KernelChoice::Plain {
        return Ok(plain("asked for by ?kernels=plain"));
    }
    let relaxed = match relaxed::kernels() {
        Ok(relaxed) => relaxed,
        Err(why) => return Ok(plain(&why)),
    };
    if proof::check(&relaxed).is_err() {
        return Ok(plain(WRONG));
    }
    if choice == KernelChoice::Relaxed {
        return Ok(Chosen { kernels: relaxed, words: "relaxed SIMD, asked for by ?kernels=relaxed".into() });
    }
    let faster = times_faster(&relaxed, clock)?;
    if faster < 1.0 {
        return Ok(plain("which is faster here than relaxed SIMD"));
    }
    // What has run for some milliseconds may be compiled anew by then, by another compiler of the browser's.
    if proof::check(&relaxed).is_err() {
        return Ok(plain(WRONG));
    }
    Ok(Chosen {
        kernels: relaxed,
        words: format!("relaxed SIMD, for a token {faster:.2} times as fast here as plain SIMD"),
    })
}

/// How many times the time of the plain kernels is that of these, for one token and a matrix of SmolLM2's size; the best of some rounds in turn. It
/// takes some milliseconds.
fn times_faster(kernels: &Kernels, clock: Clock) -> Result<f64, String> {
    const ROUNDS: usize = 5;
    /// A clock may tick in tenths of a millisecond, which is about what a product takes.
    const PRODUCTS: usize = 16;
    let (rows, columns) = (1536, 576);
    let matrix = Matrix::<Four>::zeros(rows, columns)?;
    let values: Vec<f32> = (0..columns).map(|k| k as f32).collect();
    let mut result = vec![0.0; rows];
    let mut best = [f64::INFINITY; 2];
    for _ in 0..ROUNDS {
        for (best, kernels) in best.iter_mut().zip([&Kernels::PLAIN, kernels]) {
            let mut with = Vec::new();
            quantize(&values, Four::order(kernels), &mut with);
            let begun = clock();
            (0..PRODUCTS).for_each(|_| matrix.multiply(kernels, &with, &mut result));
            *best = best.min(clock() - begun);
        }
    }
    // A clock that stands still decides nothing.
    Ok(if best[1] > 0.0 { best[0] / best[1] } else { 1.0 })
}

#[cfg(target_arch = "wasm32")]
mod relaxed {
    use std::cell::OnceCell;

    use js_sys::WebAssembly::{Instance, Memory, Module, Table};
    use js_sys::{Function, Object, Reflect, Uint8Array};
    use models::kernels::quantized::kernels::{Kernels, Parts};
    use wasm_bindgen::{JsCast, JsValue};

    /// What the build script compiled.
    const PROGRAM: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/relaxed.wasm"));

    thread_local! {
        static KERNELS: OnceCell<Result<Kernels, String>> = const { OnceCell::new() };
    }

    /// # Errors
    /// In words for the reader, why this browser has none.
    pub fn kernels() -> Result<Kernels, String> {
        KERNELS.with(|kernels| kernels.get_or_init(made).clone())
    }

    fn made() -> Result<Kernels, String> {
        let program = Uint8Array::from(PROGRAM);
        if !js_sys::WebAssembly::validate(&program).unwrap_or(false) {
            return Err("since this browser has no relaxed SIMD".into());
        }
        linked(&program).map_err(|error| format!("since the program with relaxed SIMD did not start ({error:?})"))
    }

    /// The program on this one's memory, its functions in this one's table.
    fn linked(program: &JsValue) -> Result<Kernels, JsValue> {
        let memory: Memory = wasm_bindgen::memory().unchecked_into();
        let (imports, env) = (Object::new(), Object::new());
        Reflect::set(&env, &"memory".into(), &memory)?;
        Reflect::set(&imports, &"env".into(), &env)?;
        let exports = Instance::new(&Module::new(program)?, &imports)?.exports();
        let table: Table = wasm_bindgen::function_table().unchecked_into();
        let pointer = |name: &str| -> Result<usize, JsValue> {
            let function: Function = Reflect::get(&exports, &name.into())?.dyn_into()?;
            let place = table.grow(1)?;
            table.set(place, &function)?;
            Ok(place as usize)
        };
        let (four, eight) = (pointer("four")?, pointer("eight")?);
        // SAFETY: on WebAssembly a pointer to a function is its place in the table, and the program's functions have these signatures: both come
        // from the same lines of `models` and the same compiler.
        unsafe {
            Ok(Kernels {
                four: std::mem::transmute::<usize, models::kernels::quantized::panels::Multiply<_>>(four),
                eight: std::mem::transmute::<usize, models::kernels::quantized::panels::Multiply<_>>(eight),
                parts: Parts::Bytes,
            })
        }
    }
}

/// Outside the browser there are no such instructions.
#[cfg(not(target_arch = "wasm32"))]
mod relaxed {
    use models::kernels::quantized::kernels::Kernels;

    pub fn kernels() -> Result<Kernels, String> {
        Err("since this build is not for a browser".into())
    }
}
