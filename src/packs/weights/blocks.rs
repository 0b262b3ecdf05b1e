//! Elements to blocks and back.

use super::Dtype;
use super::float16;

/// The largest number of a signed byte that has a negative partner.
const MOST: f32 = 127.0;

impl Dtype {
    /// The elements of whole blocks. A rest that fills no block is left out.
    pub fn decode(self, bytes: &[u8]) -> Vec<f32> {
        let half = |bytes: &[u8]| float16::to_f32(u16::from_le_bytes([bytes[0], bytes[1]]));
        let blocks = bytes.chunks_exact(self.block_bytes());
        let mut values = Vec::with_capacity(blocks.len() * self.block_len());
        match self {
            Dtype::F32 => values.extend(bytes.as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes))),
            Dtype::F16 => values.extend(blocks.map(half)),
            Dtype::Q8_0 => {
                for block in blocks {
                    let scale = half(block);
                    values.extend(block[2..].iter().map(|byte| scale * f32::from(*byte as i8)));
                }
            }
            Dtype::Q4_1 => {
                for block in blocks {
                    let (scale, least) = (half(block), half(&block[2..]));
                    let value = |number: u8| scale * f32::from(number) + least;
                    values.extend(block[4..].iter().map(|byte| value(byte & 15)));
                    values.extend(block[4..].iter().map(|byte| value(byte >> 4)));
                }
            }
        }
        values
    }

    /// The blocks nearest to `values`, or `None` where they do not fill whole blocks or this type is only read.
    pub fn encode(self, values: &[f32]) -> Option<Vec<u8>> {
        let mut bytes = Vec::with_capacity(self.bytes_of(values.len())?);
        match self {
            Dtype::F32 => bytes.extend(values.iter().flat_map(|value| value.to_le_bytes())),
            Dtype::F16 => bytes.extend(values.iter().flat_map(|value| float16::from_f32(*value).to_le_bytes())),
            Dtype::Q8_0 => values.chunks_exact(self.block_len()).for_each(|block| q8_0(block, &mut bytes)),
            Dtype::Q4_1 => return None,
        }
        Some(bytes)
    }
}

/// The largest of a block becomes ±127. Numbers are divided by the scale as it is stored, after its own rounding.
fn q8_0(block: &[f32], bytes: &mut Vec<u8>) {
    let largest = block.iter().fold(0.0_f32, |largest, value| largest.max(value.abs()));
    let stored = float16::from_f32(largest / MOST);
    bytes.extend(stored.to_le_bytes());
    let scale = float16::to_f32(stored);
    let number = |value: &f32| if scale == 0.0 { 0 } else { (value / scale).round().clamp(-MOST, MOST) as i8 };
    bytes.extend(block.iter().map(|value| number(value) as u8));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waves(count: usize) -> Vec<f32> {
        (0..count).map(|k| (k as f32 * 0.37).sin() * 0.1 * (1 + k / 32) as f32).collect()
    }

    #[test]
    fn blocks_are_as_near_as_they_can_be() {
        let values = waves(128);
        for (dtype, step) in [(Dtype::F32, 0.0), (Dtype::F16, 1.0 / 2048.0), (Dtype::Q8_0, 1.01 / 254.0)] {
            let bytes = dtype.encode(&values).unwrap();
            assert_eq!(Some(bytes.len()), dtype.bytes_of(128));
            for (block, read) in values.chunks(32).zip(dtype.decode(&bytes).chunks(32)) {
                let largest = block.iter().fold(0.0_f32, |largest, value| largest.max(value.abs()));
                for (value, read) in block.iter().zip(read) {
                    assert!((value - read).abs() <= step * largest, "{dtype:?} {value} {read}");
                }
            }
        }
    }

    #[test]
    fn blocks_are_ggmls() {
        let one = [0x00, 0x3c]; // 1.0
        let q8: Vec<u8> = one.into_iter().chain((0..32).map(|k| (k as i8 - 16) as u8)).collect();
        assert_eq!(Dtype::Q8_0.decode(&q8), (0..32).map(|k| (k - 16) as f32).collect::<Vec<_>>());
        // Half steps from -2 on; low halves are the first 16 elements.
        let q4: Vec<u8> = [0x00, 0x38, 0x00, 0xc0].into_iter().chain((0..16).map(|k| k << 4 | (15 - k))).collect();
        let expected = (0..16).rev().chain(0..16).map(|k| k as f32 * 0.5 - 2.0);
        assert_eq!(Dtype::Q4_1.decode(&q4), expected.collect::<Vec<_>>());
    }

    #[test]
    fn nothing_but_zeros_stays_zeros_and_half_a_block_is_none() {
        let bytes = Dtype::Q8_0.encode(&[0.0; 64]).unwrap();
        assert_eq!(Dtype::Q8_0.decode(&bytes), [0.0; 64]);
        assert_eq!(Dtype::Q8_0.encode(&[0.0; 33]), None);
        assert_eq!(Dtype::Q4_1.encode(&[0.0; 32]), None);
    }
}
