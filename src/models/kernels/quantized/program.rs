//! The program beside the engine: kernels that use relaxed SIMD, for the browsers that have it. The root of a crate of its own, which the
//! engine's build script compiles from the files beside it; no module of this crate.
//!
//! It has no data, no stack and no memory of its own: it works in the engine's, where two programs cannot both have them. So nothing here may
//! panic or spill an array, and `cargo xtask build` looks whether it is so in the program that it publishes.
#![no_std]
#![allow(dead_code, reason = "the same files have what only the engine needs")]

mod byte_lanes;
mod bytes;
mod lanes;
mod layout;
mod panels;

use bytes::Bytes;
use lanes::Fastest;
use layout::{Activations, Eight, Four};

/// # Safety
/// As [`panels::multiply`]'s.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn four(
    panels: *const Four,
    count: usize,
    blocks: usize,
    with: *const Activations,
    tokens: usize,
    result: *mut f32,
    stride: usize,
) {
    unsafe { panels::multiply::<Four, Bytes<Fastest>>(panels, count, blocks, with, tokens, result, stride) }
}

/// # Safety
/// As [`panels::multiply`]'s.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn eight(
    panels: *const Eight,
    count: usize,
    blocks: usize,
    with: *const Activations,
    tokens: usize,
    result: *mut f32,
    stride: usize,
) {
    unsafe { panels::multiply::<Eight, Bytes<Fastest>>(panels, count, blocks, with, tokens, result, stride) }
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}
