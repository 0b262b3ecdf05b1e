//! Which kernels multiply: those of this program, or those of a small program beside it, made for instructions that not every browser has.
//!
//! A WebAssembly program with an instruction that a browser does not know is refused whole, so what uses relaxed SIMD is a program of its own
//! ([`program.rs`](self), built with the same files). It works in this program's memory, and its functions are called by pointer.

use super::activations::Order;
use super::lanes::Fastest;
use super::layout::{Eight, Four};
use super::panels::{self, Multiply};
use super::words::Words;

/// Functions for both formats of weights, and how they take activations.
#[derive(Clone, Copy, Debug)]
pub struct Kernels {
    pub four: Multiply<Four>,
    pub eight: Multiply<Eight>,
    pub parts: Parts,
}

/// What an activation's 12 bits are multiplied as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parts {
    /// One number of 16 bits.
    Words,
    /// Two of 8.
    Bytes,
}

impl Kernels {
    /// Those that run everywhere.
    pub const PLAIN: Kernels = Kernels {
        four: panels::multiply::<Four, Words<Fastest>>,
        eight: panels::multiply::<Eight, Words<Fastest>>,
        parts: Parts::Words,
    };
}

/// A format of weights, as the kernels know it.
pub trait Format: Sized {
    /// The function for it.
    fn of(kernels: &Kernels) -> Multiply<Self>;

    /// The order of activations for it.
    fn order(kernels: &Kernels) -> Order;
}

impl Format for Four {
    fn of(kernels: &Kernels) -> Multiply<Four> {
        kernels.four
    }

    fn order(kernels: &Kernels) -> Order {
        match kernels.parts {
            Parts::Words => Order::FourInWords,
            Parts::Bytes => Order::SignedBytes,
        }
    }
}

impl Format for Eight {
    fn of(kernels: &Kernels) -> Multiply<Eight> {
        kernels.eight
    }

    fn order(kernels: &Kernels) -> Order {
        match kernels.parts {
            Parts::Words => Order::EightInWords,
            Parts::Bytes => Order::SevenBits,
        }
    }
}
