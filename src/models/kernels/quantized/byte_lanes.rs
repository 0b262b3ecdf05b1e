//! The few operations more that kernels need where bytes can be multiplied sixteen at a time: relaxed SIMD.
//!
//! `i32x4.relaxed_dot_i8x16_i7x16_add_s` leaves open what it does with a second operand whose highest bit is set (x86 takes the byte for a
//! positive number, ARM for a negative one), and whether sums of two neighbours stop at the ends of 16 bits or are kept whole. Here no second
//! operand is above 127, and then both come to the same: two products of -128 to 127 by 0 to 127 sum to -32,512 to 32,258, which 16 bits hold.
//! So every processor gives the same bits; the tests hold it with [three](readings) that read the operation as differently as they may.

use super::lanes::Lanes;

/// Operations on bytes beside [`Lanes`]. `Ints` is also sixteen bytes, or four `i32`.
pub trait ByteLanes: Lanes {
    /// Of eight `u16`: right by 4.
    fn four_bits_down(a: Self::Ints) -> Self::Ints;
    /// Of sixteen signed bytes, and sixteen from 0 to 127: products, the sums of four neighbours as four `i32`, added to `onto`.
    fn dot_bytes(signed: Self::Ints, seven_bits: Self::Ints, onto: Self::Ints) -> Self::Ints;
    /// Of four `i32`: left by so many bits.
    fn up(a: Self::Ints, bits: u32) -> Self::Ints;
    /// Of four `i32` each.
    fn sum(a: Self::Ints, b: Self::Ints) -> Self::Ints;
    /// Of four `i32` each.
    fn difference(a: Self::Ints, b: Self::Ints) -> Self::Ints;
}

#[cfg(all(target_arch = "wasm32", target_feature = "relaxed-simd"))]
mod wasm {
    use super::super::lanes::Fastest;
    use super::ByteLanes;
    use core::arch::wasm32::*;

    impl ByteLanes for Fastest {
        #[inline(always)]
        fn four_bits_down(a: v128) -> v128 {
            u16x8_shr(a, 4)
        }

        #[inline(always)]
        fn dot_bytes(signed: v128, seven_bits: v128, onto: v128) -> v128 {
            i32x4_relaxed_dot_i8x16_i7x16_add(signed, seven_bits, onto)
        }

        #[inline(always)]
        fn up(a: v128, bits: u32) -> v128 {
            i32x4_shl(a, bits)
        }

        #[inline(always)]
        fn sum(a: v128, b: v128) -> v128 {
            i32x4_add(a, b)
        }

        #[inline(always)]
        fn difference(a: v128, b: v128) -> v128 {
            i32x4_sub(a, b)
        }
    }
}

/// What the operations mean, as the WebAssembly specification lets a processor read them.
#[cfg(test)]
pub mod readings {
    use super::super::lanes::{Lanes, Portable, halves, words};
    use super::ByteLanes;

    /// How the product of bytes is read.
    pub trait Reading {
        /// The second operand's byte.
        fn second(byte: u8) -> i32;
        /// The sum of two neighbours' products.
        fn neighbours(sum: i32) -> i32;
    }

    /// ARM's `sdot`: signed, sums kept whole.
    #[derive(Clone, Copy, Debug)]
    pub struct Signed;

    /// x86's `vpdpbusd`: the second unsigned, sums kept whole.
    #[derive(Clone, Copy, Debug)]
    pub struct Unsigned;

    /// x86's `pmaddubsw` and `pmaddwd`: the second unsigned, sums of two stop at the ends of 16 bits.
    #[derive(Clone, Copy, Debug)]
    pub struct Saturating;

    impl Reading for Signed {
        fn second(byte: u8) -> i32 {
            i32::from(byte.cast_signed())
        }

        fn neighbours(sum: i32) -> i32 {
            sum
        }
    }

    impl Reading for Unsigned {
        fn second(byte: u8) -> i32 {
            i32::from(byte)
        }

        fn neighbours(sum: i32) -> i32 {
            sum
        }
    }

    impl Reading for Saturating {
        fn second(byte: u8) -> i32 {
            i32::from(byte)
        }

        fn neighbours(sum: i32) -> i32 {
            sum.clamp(-32_768, 32_767)
        }
    }

    /// [`Portable`] with a reading.
    #[derive(Clone, Copy, Debug)]
    pub struct Read<R>(R);

    impl<R> Lanes for Read<R> {
        type Ints = [i16; 8];
        type Floats = [f32; 4];

        fn load(bytes: &[u8; 16]) -> [i16; 8] {
            Portable::load(bytes)
        }

        fn repeated(bytes: &[u8; 4]) -> [i16; 8] {
            Portable::repeated(bytes)
        }

        fn masks(mask: i16) -> [i16; 8] {
            Portable::masks(mask)
        }

        fn zeros() -> [i16; 8] {
            Portable::zeros()
        }

        fn and(a: [i16; 8], b: [i16; 8]) -> [i16; 8] {
            Portable::and(a, b)
        }

        fn second_bytes(a: [i16; 8]) -> [i16; 8] {
            Portable::second_bytes(a)
        }

        fn first_bytes_up(a: [i16; 8]) -> [i16; 8] {
            Portable::first_bytes_up(a)
        }

        fn dot(a: [i16; 8], b: [i16; 8], onto: [i16; 8]) -> [i16; 8] {
            Portable::dot(a, b, onto)
        }

        fn floats(from: &[f32; 4]) -> [f32; 4] {
            Portable::floats(from)
        }

        fn splat(value: f32) -> [f32; 4] {
            Portable::splat(value)
        }

        fn converted(ints: [i16; 8]) -> [f32; 4] {
            Portable::converted(ints)
        }

        fn times(a: [f32; 4], b: [f32; 4]) -> [f32; 4] {
            Portable::times(a, b)
        }

        fn plus(a: [f32; 4], b: [f32; 4]) -> [f32; 4] {
            Portable::plus(a, b)
        }

        fn store(a: [f32; 4], to: &mut [f32; 4]) {
            Portable::store(a, to);
        }
    }

    impl<R: Reading> ByteLanes for Read<R> {
        fn four_bits_down(a: [i16; 8]) -> [i16; 8] {
            a.map(|x| (x.cast_unsigned() >> 4).cast_signed())
        }

        fn dot_bytes(signed: [i16; 8], seven_bits: [i16; 8], onto: [i16; 8]) -> [i16; 8] {
            let [signed, seven_bits] = [signed, seven_bits].map(|halves| halves.map(i16::to_le_bytes));
            let neighbours = |k: usize| {
                let product = |at: usize| i32::from(signed[k][at].cast_signed()) * R::second(seven_bits[k][at]);
                R::neighbours(product(0) + product(1))
            };
            let onto = words(onto);
            halves(std::array::from_fn(|k| onto[k].wrapping_add(neighbours(2 * k) + neighbours(2 * k + 1))))
        }

        fn up(a: [i16; 8], bits: u32) -> [i16; 8] {
            halves(words(a).map(|x| x.wrapping_shl(bits)))
        }

        fn sum(a: [i16; 8], b: [i16; 8]) -> [i16; 8] {
            let (a, b) = (words(a), words(b));
            halves(std::array::from_fn(|k| a[k].wrapping_add(b[k])))
        }

        fn difference(a: [i16; 8], b: [i16; 8]) -> [i16; 8] {
            let (a, b) = (words(a), words(b));
            halves(std::array::from_fn(|k| a[k].wrapping_sub(b[k])))
        }
    }
}
