//! Whole panels of a matrix by rows of activations, in any way of multiplying a block: the loop around every kernel. It needs no stack and
//! nothing of the standard library, so that a [program](super::kernels) of a few hundred bytes can be made of it.

use super::lanes::Lanes;
use super::layout::{Activations, Eight, Four, ROWS};

/// Rows of activations that are multiplied at a time: their sums and the weights are what 16 registers hold.
const TOKENS: usize = 4;

/// Of `T` rows of activations with the 8 rows of a panel.
pub type Sums<L, const T: usize> = [[<L as Lanes>::Floats; 2]; T];

/// How a block `B` of a panel is multiplied.
pub trait Way<B> {
    type Lanes: Lanes;
    /// Whether rows of activations are multiplied several at a time, where there are several.
    const SEVERAL: bool;

    /// Adds the products with a block of each of `T` rows of activations to their sums, `[T, 8]`.
    fn multiply<const T: usize>(block: &B, with: [&Activations; T], sums: Sums<Self::Lanes, T>)
    -> Sums<Self::Lanes, T>;
}

/// `count` panels of `blocks` blocks, by `tokens` rows of activations as long; the sums of a row onto `result`, whose rows are `stride` apart.
pub type Multiply<B> = unsafe extern "C" fn(
    panels: *const B,
    count: usize,
    blocks: usize,
    with: *const Activations,
    tokens: usize,
    result: *mut f32,
    stride: usize,
);

/// A [`Multiply`]. A function of its own, so that the published program can be seen to have its instructions.
///
/// # Safety
/// `[count, blocks]` blocks are at `panels`, `[tokens, blocks]` activations at `with`, and room for `count · 8` numbers at each of the `tokens`
/// rows of `result`.
#[inline(never)]
pub unsafe extern "C" fn multiply<B, W: Way<B>>(
    panels: *const B,
    count: usize,
    blocks: usize,
    with: *const Activations,
    tokens: usize,
    result: *mut f32,
    stride: usize,
) {
    for index in 0..count {
        // SAFETY, here and below: within what the caller has promised.
        let panel = unsafe { panels.add(index * blocks) };
        let mut token = 0;
        while W::SEVERAL && token + TOKENS <= tokens {
            unsafe {
                let to = result.add(token * stride + index * ROWS);
                tile::<B, W, TOKENS>(panel, blocks, with.add(token * blocks), to, stride);
            }
            token += TOKENS;
        }
        while token < tokens {
            unsafe {
                let to = result.add(token * stride + index * ROWS);
                tile::<B, W, 1>(panel, blocks, with.add(token * blocks), to, stride);
            }
            token += 1;
        }
    }
}

/// The sums `[T, 8]` of a panel with `T` rows of activations.
///
/// # Safety
/// As [`multiply`]'s, for one panel and `T` tokens.
#[inline(always)]
unsafe fn tile<B, W: Way<B>, const T: usize>(
    panel: *const B,
    blocks: usize,
    with: *const Activations,
    result: *mut f32,
    stride: usize,
) {
    let mut sums = [[W::Lanes::splat(0.0); 2]; T];
    for at in 0..blocks {
        // SAFETY: the caller's promise.
        let block = unsafe { &*panel.add(at) };
        let with: [&Activations; T] = core::array::from_fn(|token| unsafe { &*with.add(token * blocks + at) });
        sums = W::multiply(block, with, sums);
    }
    for (token, sums) in sums.into_iter().enumerate() {
        for (part, sums) in sums.into_iter().enumerate() {
            // SAFETY: the caller's promise.
            W::Lanes::store(sums, unsafe { &mut *result.add(token * stride + 4 * part).cast() });
        }
    }
}

impl Four {
    /// The sums of four rows, with a block's products of whole numbers made what they stand for and added.
    #[inline(always)]
    pub fn settled<L: Lanes>(&self, part: usize, dots: L::Ints, with: &Activations, sums: L::Floats) -> L::Floats {
        let scale = L::times(L::floats(&self.scale[part]), L::splat(with.scale));
        let product = L::times(scale, L::converted(dots));
        let least = L::times(L::floats(&self.least[part]), L::splat(with.sum));
        L::plus(sums, L::plus(product, least))
    }
}

impl Eight {
    /// The same.
    #[inline(always)]
    pub fn settled<L: Lanes>(&self, part: usize, dots: L::Ints, with: &Activations, sums: L::Floats) -> L::Floats {
        let scale = L::times(L::floats(&self.scale[part]), L::splat(with.scale));
        L::plus(sums, L::times(scale, L::converted(dots)))
    }
}
