//! The tensors of a GGUF file: a table behind the head, then their bytes.
//!
//! A row of the table is a name, the sizes with the innermost first, a type and an offset. Offsets count from where the bytes begin, at the
//! first multiple of `general.alignment` after the table.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::io::Read;

use super::{Head, Reader};
use crate::weights::{Dtype, Tensor};

/// What the specification says where the file says nothing.
const ALIGNMENT: i128 = 32;
/// Of sizes: ggml has no more.
const MOST_SIZES: u32 = 4;
/// More than this in one tensor means that the file is damaged, not that memory should be asked for.
const MOST_BYTES: usize = 1 << 31;

/// The tensors in the order of their bytes, one at a time: a file of any size needs the memory of its largest tensor.
pub struct Tensors<'a> {
    file: Reader<'a>,
    /// Where the bytes begin.
    start: u64,
    places: VecDeque<Place>,
}

struct Place {
    name: String,
    /// Row-major, as everywhere here: the innermost size last.
    shape: Vec<usize>,
    dtype: Dtype,
    bytes: usize,
    offset: u64,
}

impl<'a> Tensors<'a> {
    /// Reads the head and the table.
    ///
    /// # Errors
    /// If it is no GGUF file of version 3, breaks off, is damaged, or stores a tensor in a way that is not read here.
    pub fn open(file: &'a mut dyn Read) -> Result<(Head, Self), String> {
        let mut file = Reader { file, at: 0 };
        let head = Head::read_from(&mut file)?;
        let alignment =
            head.entries.get("general.alignment").map_or(Ok(ALIGNMENT), |_| head.integer("general.alignment"));
        let alignment = u64::try_from(alignment?).ok().filter(|alignment| *alignment > 0).ok_or(DAMAGED)?;
        let mut places = (0..head.tensors).map(|_| Place::read(&mut file)).collect::<Result<Vec<_>, _>>()?;
        places.sort_by_key(|place| place.offset);
        let start = file.at.next_multiple_of(alignment);
        Ok((head, Tensors { file, start, places: places.into() }))
    }

    fn read(&mut self, place: Place) -> Result<Tensor<'static>, String> {
        let Place { name, shape, dtype, bytes: size, offset } = place;
        let begin = self.start.checked_add(offset).ok_or(DAMAGED)?;
        // A tensor that begins where another one lies.
        let mut gap = begin.checked_sub(self.file.at).ok_or(DAMAGED)?;
        while gap > 0 {
            let mut skipped = [0; 256];
            let some = gap.min(skipped.len() as u64);
            self.file.fill(&mut skipped[..some as usize])?;
            gap -= some;
        }
        let mut bytes = vec![0; size];
        self.file.fill(&mut bytes).map_err(|error| format!("{name}: {error}"))?;
        Ok(Tensor { name, shape, dtype, bytes: Cow::Owned(bytes) })
    }
}

impl Iterator for Tensors<'_> {
    type Item = Result<Tensor<'static>, String>;

    fn next(&mut self) -> Option<Self::Item> {
        let place = self.places.pop_front()?;
        Some(self.read(place))
    }
}

impl Place {
    fn read(file: &mut Reader) -> Result<Self, String> {
        let name = file.string()?;
        let sizes = u32::from_le_bytes(file.bytes()?);
        if sizes > MOST_SIZES {
            return Err(format!("the file is damaged: {name} has {sizes} dimensions"));
        }
        let size = |_| Ok(usize::try_from(file.count()?).map_err(|_| DAMAGED)?);
        let mut shape = (0..sizes).map(size).collect::<Result<Vec<usize>, String>>()?;
        shape.reverse();
        let code = u32::from_le_bytes(file.bytes()?);
        let dtype = u8::try_from(code).ok().and_then(Dtype::by_code);
        let dtype = dtype.ok_or_else(|| format!("{name} is stored as type {code} of ggml, which is not read here"))?;
        let offset = file.count()?;
        let elements = shape.iter().try_fold(1_usize, |product, &size| product.checked_mul(size)).ok_or(DAMAGED)?;
        let whole_rows = shape.last().is_none_or(|width| width.is_multiple_of(dtype.block_len()));
        let bytes = dtype.bytes_of(elements).filter(|bytes| whole_rows && *bytes <= MOST_BYTES).ok_or(DAMAGED)?;
        Ok(Place { name, shape, dtype, bytes, offset })
    }
}

const DAMAGED: &str = "the file is damaged: a tensor cannot be where the table says";

#[cfg(test)]
mod tests {
    use super::*;

    /// A tensor of the example: name, sizes innermost first, ggml's type, bytes.
    type Row = (&'static str, Vec<u64>, u32, Vec<u8>);

    fn rows() -> Vec<Row> {
        let numbers = |count: usize| (0..count).map(|k| (k * 7 % 251) as u8).collect::<Vec<u8>>();
        vec![
            ("table", vec![64, 3], 8, numbers(6 * 34)),
            ("norm", vec![5], 0, numbers(20)),
            ("matrix", vec![32, 2], 3, numbers(2 * 20)),
        ]
    }

    /// The table lists them the other way round than their bytes lie.
    fn file(rows: &[Row], alignment: Option<u32>) -> Vec<u8> {
        let string = |text: &str| [&(text.len() as u64).to_le_bytes(), text.as_bytes()].concat();
        let step = alignment.unwrap_or(32) as usize;
        let mut file = b"GGUF\x03\0\0\0".to_vec();
        file.extend((rows.len() as u64).to_le_bytes());
        file.extend(u64::from(alignment.is_some()).to_le_bytes());
        if let Some(alignment) = alignment {
            file.extend(string("general.alignment"));
            file.extend(4u32.to_le_bytes());
            file.extend(alignment.to_le_bytes());
        }
        let mut offset = 0;
        let mut table = Vec::new();
        for (name, sizes, code, bytes) in rows {
            let mut row = string(name);
            row.extend((sizes.len() as u32).to_le_bytes());
            sizes.iter().for_each(|size| row.extend(size.to_le_bytes()));
            row.extend(code.to_le_bytes());
            row.extend((offset as u64).to_le_bytes());
            table.insert(0, row);
            offset += bytes.len().next_multiple_of(step);
        }
        file.extend(table.concat());
        for (_, _, _, bytes) in rows {
            file.resize(file.len().next_multiple_of(step), 0xee);
            file.extend(bytes);
        }
        file
    }

    fn read(mut bytes: &[u8]) -> Result<Vec<Tensor<'static>>, String> {
        Tensors::open(&mut bytes)?.1.collect()
    }

    #[test]
    fn every_byte_is_where_the_table_says() {
        for alignment in [None, Some(8), Some(64)] {
            let tensors = read(&file(&rows(), alignment)).expect("a file");
            assert_eq!(tensors.len(), 3);
            for ((name, sizes, _, bytes), tensor) in rows().iter().zip(&tensors) {
                let shape: Vec<usize> = sizes.iter().rev().map(|&size| size as usize).collect();
                assert_eq!((tensor.name.as_str(), &tensor.shape, &tensor.bytes[..]), (*name, &shape, &bytes[..]));
            }
            let types: Vec<Dtype> = tensors.iter().map(|tensor| tensor.dtype).collect();
            assert_eq!(types, [Dtype::Q8_0, Dtype::F32, Dtype::Q4_1]);
        }
    }

    #[test]
    fn a_file_that_breaks_off_anywhere_is_an_error() {
        let whole = file(&rows(), None);
        for end in 0..whole.len() {
            assert!(read(&whole[..end]).is_err(), "{end} bytes");
        }
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let refused = |change: fn(&mut Vec<Row>)| {
            let mut rows = rows();
            change(&mut rows);
            read(&file(&rows, None)).unwrap_err()
        };
        assert!(refused(|rows| rows[0].2 = 14).contains("type 14"));
        assert!(refused(|rows| rows[0].1 = vec![48, 4]).contains("damaged"), "half a block in a row");
        assert!(refused(|rows| rows[0].1 = vec![u64::MAX, 32]).contains("damaged"));
        assert!(refused(|rows| rows[0].1 = vec![1; 5]).contains("5 dimensions"));
        assert!(refused(|rows| rows[0].1 = vec![64, 4]).contains("damaged"), "over the next one");
        let mut none = file(&rows(), Some(8));
        // The value, after the key and its type.
        let at = 8 + 16 + 8 + "general.alignment".len() + 4;
        none[at..at + 4].fill(0);
        assert!(read(&none).unwrap_err().contains("damaged"));
    }
}
