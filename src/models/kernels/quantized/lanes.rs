//! Sixteen bytes at a time: the few operations that the kernels are made of, as WebAssembly has them.
//!
//! A kernel is written once over [`Lanes`]. The browser and x86-64 have each operation as one instruction; [`Portable`] says in plain Rust what
//! it means, runs everywhere else, and is what the tests hold the other two to, bit by bit.

/// The operations. `Ints` is sixteen bytes that are four `i32` or eight `i16`; `Floats` is four `f32`.
pub trait Lanes {
    type Ints: Copy;
    type Floats: Copy;

    fn load(bytes: &[u8; 16]) -> Self::Ints;
    /// Four bytes, four times: two `i16` each time, or four `i8`.
    fn repeated(bytes: &[u8; 4]) -> Self::Ints;
    /// An `i16`, eight times.
    fn masks(mask: i16) -> Self::Ints;
    fn zeros() -> Self::Ints;
    fn and(a: Self::Ints, b: Self::Ints) -> Self::Ints;
    /// Of eight `u16`: right by 8.
    fn second_bytes(a: Self::Ints) -> Self::Ints;
    /// Of eight `i16`: left by 8.
    fn first_bytes_up(a: Self::Ints) -> Self::Ints;
    /// Of eight `i16` each: products, the sums of neighbours as four `i32`, added to `onto`.
    fn dot(a: Self::Ints, b: Self::Ints, onto: Self::Ints) -> Self::Ints;

    fn floats(from: &[f32; 4]) -> Self::Floats;
    fn splat(value: f32) -> Self::Floats;
    fn converted(ints: Self::Ints) -> Self::Floats;
    fn times(a: Self::Floats, b: Self::Floats) -> Self::Floats;
    fn plus(a: Self::Floats, b: Self::Floats) -> Self::Floats;
    fn store(a: Self::Floats, to: &mut [f32; 4]);
}

#[cfg(target_arch = "wasm32")]
pub use wasm::Simd as Fastest;

#[cfg(target_arch = "x86_64")]
pub use x86::Simd as Fastest;

#[cfg(not(any(target_arch = "wasm32", target_arch = "x86_64")))]
pub use Portable as Fastest;

/// What the operations mean.
#[derive(Clone, Copy, Debug)]
pub struct Portable;

impl Lanes for Portable {
    type Ints = [i16; 8];
    type Floats = [f32; 4];

    fn load(bytes: &[u8; 16]) -> [i16; 8] {
        core::array::from_fn(|k| i16::from_le_bytes([bytes[2 * k], bytes[2 * k + 1]]))
    }

    fn repeated(bytes: &[u8; 4]) -> [i16; 8] {
        core::array::from_fn(|k| i16::from_le_bytes([bytes[2 * (k % 2)], bytes[2 * (k % 2) + 1]]))
    }

    fn masks(mask: i16) -> [i16; 8] {
        [mask; 8]
    }

    fn zeros() -> [i16; 8] {
        [0; 8]
    }

    fn and(a: [i16; 8], b: [i16; 8]) -> [i16; 8] {
        core::array::from_fn(|k| a[k] & b[k])
    }

    fn second_bytes(a: [i16; 8]) -> [i16; 8] {
        a.map(|x| (x.cast_unsigned() >> 8).cast_signed())
    }

    fn first_bytes_up(a: [i16; 8]) -> [i16; 8] {
        a.map(|x| x << 8)
    }

    fn dot(a: [i16; 8], b: [i16; 8], onto: [i16; 8]) -> [i16; 8] {
        let (sums, product) = (words(onto), |k: usize| i32::from(a[k]) * i32::from(b[k]));
        halves(core::array::from_fn(|k| sums[k].wrapping_add(product(2 * k)).wrapping_add(product(2 * k + 1))))
    }

    fn floats(from: &[f32; 4]) -> [f32; 4] {
        *from
    }

    fn splat(value: f32) -> [f32; 4] {
        [value; 4]
    }

    fn converted(ints: [i16; 8]) -> [f32; 4] {
        words(ints).map(|x| x as f32)
    }

    fn times(a: [f32; 4], b: [f32; 4]) -> [f32; 4] {
        core::array::from_fn(|k| a[k] * b[k])
    }

    fn plus(a: [f32; 4], b: [f32; 4]) -> [f32; 4] {
        core::array::from_fn(|k| a[k] + b[k])
    }

    fn store(a: [f32; 4], to: &mut [f32; 4]) {
        *to = a;
    }
}

/// Eight `i16` as the four `i32` that have the same bytes.
pub(super) fn words(halves: [i16; 8]) -> [i32; 4] {
    core::array::from_fn(|k| i32::from(halves[2 * k + 1]) << 16 | i32::from(halves[2 * k].cast_unsigned()))
}

pub(super) fn halves(words: [i32; 4]) -> [i16; 8] {
    core::array::from_fn(|k| (words[k / 2] >> (16 * (k % 2))) as i16)
}

#[cfg(target_arch = "wasm32")]
mod wasm {
    use super::Lanes;
    use core::arch::wasm32::*;

    #[derive(Clone, Copy, Debug)]
    pub struct Simd;

    impl Lanes for Simd {
        type Ints = v128;
        type Floats = v128;

        #[inline(always)]
        fn load(bytes: &[u8; 16]) -> v128 {
            // SAFETY: sixteen bytes are there, and this load takes them at any alignment.
            unsafe { v128_load(bytes.as_ptr().cast()) }
        }

        #[inline(always)]
        fn repeated(bytes: &[u8; 4]) -> v128 {
            // SAFETY: four bytes are there, and this load takes them at any alignment.
            unsafe { v128_load32_splat(bytes.as_ptr().cast()) }
        }

        #[inline(always)]
        fn masks(mask: i16) -> v128 {
            i16x8_splat(mask)
        }

        #[inline(always)]
        fn zeros() -> v128 {
            i32x4_splat(0)
        }

        #[inline(always)]
        fn and(a: v128, b: v128) -> v128 {
            v128_and(a, b)
        }

        #[inline(always)]
        fn second_bytes(a: v128) -> v128 {
            u16x8_shr(a, 8)
        }

        #[inline(always)]
        fn first_bytes_up(a: v128) -> v128 {
            i16x8_shl(a, 8)
        }

        #[inline(always)]
        fn dot(a: v128, b: v128, onto: v128) -> v128 {
            i32x4_add(onto, i32x4_dot_i16x8(a, b))
        }

        #[inline(always)]
        fn floats(from: &[f32; 4]) -> v128 {
            // SAFETY: sixteen bytes are there, and this load takes them at any alignment.
            unsafe { v128_load(from.as_ptr().cast()) }
        }

        #[inline(always)]
        fn splat(value: f32) -> v128 {
            f32x4_splat(value)
        }

        #[inline(always)]
        fn converted(ints: v128) -> v128 {
            f32x4_convert_i32x4(ints)
        }

        #[inline(always)]
        fn times(a: v128, b: v128) -> v128 {
            f32x4_mul(a, b)
        }

        #[inline(always)]
        fn plus(a: v128, b: v128) -> v128 {
            f32x4_add(a, b)
        }

        #[inline(always)]
        fn store(a: v128, to: &mut [f32; 4]) {
            // SAFETY: there is room for sixteen bytes, and this store puts them at any alignment.
            unsafe { v128_store(to.as_mut_ptr().cast(), a) };
        }
    }
}

/// SSE2, which every x86-64 has.
#[cfg(target_arch = "x86_64")]
mod x86 {
    use super::Lanes;
    use core::arch::x86_64::*;

    #[derive(Clone, Copy, Debug)]
    pub struct Simd;

    // SAFETY, of all blocks: SSE2 belongs to x86-64; loads and stores are those that need no alignment, of arrays of their size.
    impl Lanes for Simd {
        type Ints = __m128i;
        type Floats = __m128;

        #[inline(always)]
        fn load(bytes: &[u8; 16]) -> __m128i {
            unsafe { _mm_loadu_si128(bytes.as_ptr().cast()) }
        }

        #[inline(always)]
        fn repeated(bytes: &[u8; 4]) -> __m128i {
            unsafe { _mm_set1_epi32(i32::from_le_bytes(*bytes)) }
        }

        #[inline(always)]
        fn masks(mask: i16) -> __m128i {
            unsafe { _mm_set1_epi16(mask) }
        }

        #[inline(always)]
        fn zeros() -> __m128i {
            unsafe { _mm_setzero_si128() }
        }

        #[inline(always)]
        fn and(a: __m128i, b: __m128i) -> __m128i {
            unsafe { _mm_and_si128(a, b) }
        }

        #[inline(always)]
        fn second_bytes(a: __m128i) -> __m128i {
            unsafe { _mm_srli_epi16::<8>(a) }
        }

        #[inline(always)]
        fn first_bytes_up(a: __m128i) -> __m128i {
            unsafe { _mm_slli_epi16::<8>(a) }
        }

        #[inline(always)]
        fn dot(a: __m128i, b: __m128i, onto: __m128i) -> __m128i {
            unsafe { _mm_add_epi32(onto, _mm_madd_epi16(a, b)) }
        }

        #[inline(always)]
        fn floats(from: &[f32; 4]) -> __m128 {
            unsafe { _mm_loadu_ps(from.as_ptr()) }
        }

        #[inline(always)]
        fn splat(value: f32) -> __m128 {
            unsafe { _mm_set1_ps(value) }
        }

        #[inline(always)]
        fn converted(ints: __m128i) -> __m128 {
            unsafe { _mm_cvtepi32_ps(ints) }
        }

        #[inline(always)]
        fn times(a: __m128, b: __m128) -> __m128 {
            unsafe { _mm_mul_ps(a, b) }
        }

        #[inline(always)]
        fn plus(a: __m128, b: __m128) -> __m128 {
            unsafe { _mm_add_ps(a, b) }
        }

        #[inline(always)]
        fn store(a: __m128, to: &mut [f32; 4]) {
            unsafe { _mm_storeu_ps(to.as_mut_ptr(), a) };
        }
    }
}
