//! The matrix as files: CSV for anything, NPY for NumPy and PyTorch.

use super::lesson::Lesson;

/// Numbers in one file: more would be tens of megabytes of text.
pub const MAX_EXPORT: usize = 2_000_000;

/// The whole matrix, row by row, `[max_len, d_model]`.
///
/// # Errors
/// In words, if it is too large for a file out of a tab.
fn matrix(lesson: &Lesson) -> Result<Vec<f32>, String> {
    let (rows, columns) = (lesson.max_len(), lesson.d_model());
    if rows * columns > MAX_EXPORT {
        return Err(format!(
            "{} × {} numbers are too many for one file; lower max_len to {} or less, or let the script compute them.",
            viz::number::count(rows as f64),
            viz::number::count(columns as f64),
            viz::number::count((MAX_EXPORT / columns) as f64)
        ));
    }
    Ok(lesson.sinusoid().table((0..rows).map(|position| lesson.scaled(position))))
}

/// A header line with the dimensions, then a line for each position.
///
/// # Errors
/// As [`matrix_npy`].
pub fn matrix_csv(lesson: &Lesson) -> Result<String, String> {
    let columns = lesson.d_model();
    let values = matrix(lesson)?;
    let mut out = String::from("position");
    for dimension in 0..columns {
        out.push_str(&format!(",{dimension}"));
    }
    for (position, row) in values.chunks(columns).enumerate() {
        out.push_str(&format!("\r\n{position}"));
        for value in row {
            out.push_str(&format!(",{value}"));
        }
    }
    out.push_str("\r\n");
    Ok(out)
}

/// NumPy's format, version 1.0: `f32`, little-endian, C order, `[max_len, d_model]`.
///
/// # Errors
/// In words, if the matrix has more than [`MAX_EXPORT`] numbers.
pub fn matrix_npy(lesson: &Lesson) -> Result<Vec<u8>, String> {
    let values = matrix(lesson)?;
    let header =
        format!("{{'descr': '<f4', 'fortran_order': False, 'shape': ({}, {}), }}", lesson.max_len(), lesson.d_model());
    // Magic, version and length are 10 bytes; data must begin at a multiple of 64, after a line end.
    let padding = (64 - (10 + header.len() + 1) % 64) % 64;
    let length = (header.len() + padding + 1) as u16;
    let mut out = b"\x93NUMPY\x01\x00".to_vec();
    out.extend(length.to_le_bytes());
    out.extend(header.bytes());
    out.extend(std::iter::repeat_n(b' ', padding));
    out.push(b'\n');
    out.extend(values.iter().flat_map(|value| value.to_le_bytes()));
    Ok(out)
}
