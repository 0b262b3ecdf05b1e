//! GPT-2's order of the 256 bytes, and the visible character that stands for each in its files.
//!
//! Bytes that print in Latin-1 stand for themselves; the other 68 get the characters from U+0100 on. A byte's id is its place in that
//! order, so `!` is 0 and the newline is 198.

/// The byte of each id, 0 to 255.
pub const BY_ID: [u8; 256] = order();

const fn prints(byte: u8) -> bool {
    matches!(byte, 33..=126 | 161..=172 | 174..=255)
}

const fn order() -> [u8; 256] {
    let mut bytes = [0; 256];
    let (mut at, mut pass) = (0, 0);
    while pass < 2 {
        let mut byte = 0;
        while byte < 256 {
            if prints(byte as u8) == (pass == 0) {
                bytes[at] = byte as u8;
                at += 1;
            }
            byte += 1;
        }
        pass += 1;
    }
    bytes
}

/// The id of each byte.
pub const ID: [u8; 256] = {
    let mut ids = [0; 256];
    let mut id = 0;
    while id < 256 {
        ids[BY_ID[id] as usize] = id as u8;
        id += 1;
    }
    ids
};

/// The character that stands for a byte in GPT-2's vocabulary files: `Ġ` for the space.
pub fn visible(byte: u8) -> char {
    if prints(byte) {
        char::from(byte)
    } else {
        char::from_u32(256 + u32::from(ID[byte as usize]) - 188).unwrap_or(' ')
    }
}

/// The byte that a character of those files stands for.
pub fn of_visible(c: char) -> Option<u8> {
    match u32::from(c) {
        code @ 0..256 => Some(code as u8).filter(|byte| prints(*byte)),
        code => BY_ID.get(code as usize - 256 + 188).copied(),
    }
}

/// A token as GPT-2's files write it.
pub fn visible_token(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| visible(*byte)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_is_gpt2s() {
        assert_eq!(
            (ID[b'!' as usize], ID[b'a' as usize], ID[0], ID[b'\n' as usize], ID[b' ' as usize]),
            (0, 64, 188, 198, 220)
        );
        assert_eq!(visible_token(" a\n".as_bytes()), "ĠaĊ");
        let mut all: Vec<char> = (0..=255).map(visible).collect();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 256);
        assert!((0..=255).all(|byte| of_visible(visible(byte)) == Some(byte)));
        assert_eq!([' ', '\u{ad}', '\u{144}', '字'].map(of_visible), [None; 4]);
    }
}
