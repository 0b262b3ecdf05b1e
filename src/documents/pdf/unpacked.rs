//! How large a PDF becomes: a few kilobytes of zeros, well packed, are gigabytes. What unpacks them takes no limit, so they are counted first,
//! in a window of 32 kB.

use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress, inflate_flags};

/// Bytes that all streams but pictures may have together.
pub(super) const MOST: usize = 200_000_000;

/// Bytes before a stream in which its dictionary is looked for.
const DICTIONARY: usize = 600;
const WINDOW: usize = 32_768;

/// Whether the streams of a file unpack to more than `most` bytes. Only Flate is looked at, as nearly all files use it, and only once: what is
/// packed twice or in another way is for the limit of the program's memory.
pub(super) fn is_beyond(file: &[u8], most: usize) -> bool {
    let mut left = most;
    let mut at = 0;
    while let Some(found) = find(&file[at..], b"stream") {
        let start = at + found;
        at = start + b"stream".len();
        let data = match &file[at..] {
            [b'\r', b'\n', data @ ..] | [b'\n', data @ ..] => data,
            _ => continue,
        };
        let before = &file[start.saturating_sub(DICTIONARY)..start];
        let dictionary = &before[rfind(before, b" obj").unwrap_or(0)..];
        let is_packed = ["/FlateDecode", "/Fl "].iter().any(|name| find(dictionary, name.as_bytes()).is_some());
        if !is_packed || find(dictionary, b"/Image").is_some() {
            continue;
        }
        match unpacked(data, left) {
            Some(bytes) => left -= bytes,
            None => return true,
        }
    }
    false
}

/// Bytes that a zlib stream unpacks to, as far as it is one; `None` for more than `most`.
fn unpacked(mut data: &[u8], most: usize) -> Option<usize> {
    let mut state = Box::new(DecompressorOxide::new());
    let mut window = vec![0; WINDOW];
    let (mut place, mut bytes) = (0, 0);
    let flags = inflate_flags::TINFL_FLAG_PARSE_ZLIB_HEADER | inflate_flags::TINFL_FLAG_HAS_MORE_INPUT;
    loop {
        let (status, read, written) = decompress(&mut state, data, &mut window, place, flags);
        data = &data[read..];
        place = (place + written) % WINDOW;
        bytes += written;
        if bytes > most {
            return None;
        }
        if status != TINFLStatus::HasMoreOutput {
            return Some(bytes);
        }
    }
}

fn find(bytes: &[u8], part: &[u8]) -> Option<usize> {
    bytes.windows(part.len()).position(|window| window == part)
}

fn rfind(bytes: &[u8], part: &[u8]) -> Option<usize> {
    bytes.windows(part.len()).rposition(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pdf(packed: &[u8], dictionary: &str) -> Vec<u8> {
        let mut file = format!("%PDF-1.4\n1 0 obj\n<</Length {} {dictionary}>>\nstream\r\n", packed.len()).into_bytes();
        file.extend_from_slice(packed);
        file.extend_from_slice(b"\nendstream\nendobj\n");
        file
    }

    #[test]
    fn streams_are_counted_together_and_pictures_are_not() {
        let packed = miniz_oxide::deflate::compress_to_vec_zlib(&vec![7; 1_000_000], 6);
        assert_eq!(unpacked(&packed, usize::MAX), Some(1_000_000));
        let one = pdf(&packed, "/Filter /FlateDecode");
        assert!(!is_beyond(&one, 1_000_000) && is_beyond(&one, 999_999));
        let two = [one.clone(), one].concat();
        assert!(!is_beyond(&two, 2_000_000) && is_beyond(&two, 1_999_999));
        assert!(!is_beyond(&pdf(&packed, "/Subtype /Image /Filter /FlateDecode"), 10));
        assert!(!is_beyond(&pdf(&packed, ""), 10));
        // Cut in the middle, or no zlib at all.
        assert!(!is_beyond(&pdf(&packed[..packed.len() / 2], "/Filter /FlateDecode"), 1_000_000));
        assert!(!is_beyond(&pdf(b"not packed", "/Filter /FlateDecode"), 10));
    }
}
