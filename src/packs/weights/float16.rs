//! IEEE 754 binary16: 1 bit sign, 5 bits exponent, 10 bits fraction.

/// Exact: every f16 is an f32.
pub fn to_f32(half: u16) -> f32 {
    let sign = u32::from(half >> 15) << 31;
    let rest = u32::from(half & 0x7fff);
    let bits = match rest >> 10 {
        // Multiples of 2^-24; an f32 has normal numbers down there.
        0 => (rest as f32 * 2.0_f32.powi(-24)).to_bits(),
        // Infinities and what is no number.
        31 => 0x7f80_0000 | rest << 13,
        _ => (rest << 13) + ((127 - 15) << 23),
    };
    f32::from_bits(sign | bits)
}

/// The nearest f16, of two as near the even one; beyond the largest, 65,504, an infinity.
pub fn from_f32(value: f32) -> u16 {
    let bits = value.to_bits();
    let sign = (bits >> 16) as u16 & 0x8000;
    let size = bits & 0x7fff_ffff;
    let half = if size > 0x7f80_0000 {
        0x7e00
    } else if size >= 0x4780_0000 {
        0x7c00
    } else if size < 0x3880_0000 {
        // Below 2^-14 steps are of 2^-24: rounding to a whole number of them is what the addition of 2^23 does.
        let steps = f32::from_bits(size) * 2.0_f32.powi(24);
        ((steps + 8_388_608.0).to_bits() - 0x4b00_0000) as u16
    } else {
        let rounded = size + 0x0fff + (size >> 13 & 1);
        ((rounded >> 13) - ((127 - 15) << 10)) as u16
    };
    sign | half
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_half_survives_the_way_there_and_back() {
        for half in 0..=u16::MAX {
            let value = to_f32(half);
            if value.is_nan() {
                assert!(to_f32(from_f32(value)).is_nan());
            } else {
                assert_eq!(from_f32(value), half, "{value}");
            }
        }
    }

    #[test]
    fn known_numbers_are_what_the_standard_says() {
        let known = [
            (0x0001, 5.960_464_5e-8),
            (0x03ff, 6.097_555e-5),
            (0x0400, 6.103_515_6e-5),
            (0x3555, 0.333_251_95),
            (0x3c00, 1.0),
            (0xc000, -2.0),
            (0x7bff, 65_504.0),
        ];
        for (half, value) in known {
            assert_eq!((to_f32(half), from_f32(value)), (value, half));
        }
        assert_eq!((from_f32(65_519.0), from_f32(65_520.0)), (0x7bff, 0x7c00));
    }

    #[test]
    fn of_two_as_near_the_even_one_is_taken() {
        for half in 0..0x7bff_u16 {
            let (below, above) = (to_f32(half), to_f32(half + 1));
            let middle = f32::midpoint(below, above);
            let even = if half % 2 == 0 { half } else { half + 1 };
            assert_eq!(from_f32(middle), even, "{middle}");
            assert_eq!(from_f32(-middle), even | 0x8000, "{middle}");
            assert_eq!(from_f32(f32::from_bits(middle.to_bits() + 1)), half + 1);
            assert_eq!(from_f32(f32::from_bits(middle.to_bits() - 1)), half);
        }
    }
}
