//! Bytes into characters: Unicode where it is Unicode, the old Western code page otherwise.

/// How a file's bytes were read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    Utf8,
    Utf16Le,
    Utf16Be,
    /// With Latin-1 (ISO 8859-1) in it, as browsers read both.
    Windows1252,
}

impl Encoding {
    pub fn name(self) -> &'static str {
        match self {
            Encoding::Utf8 => "UTF-8",
            Encoding::Utf16Le => "UTF-16 (little-endian)",
            Encoding::Utf16Be => "UTF-16 (big-endian)",
            Encoding::Windows1252 => "Windows-1252 or Latin-1",
        }
    }
}

pub(crate) struct Decoded {
    pub encoding: Encoding,
    /// With `\n` at the end of every line.
    pub text: String,
    pub notes: Vec<String>,
}

/// Characters 0x80 to 0x9F of Windows-1252 (WHATWG Encoding Standard); the five that it leaves open are control characters.
const UPPER: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

pub(crate) fn windows_1252(byte: u8) -> char {
    match byte {
        0x80..=0x9f => UPPER[usize::from(byte) - 0x80],
        _ => char::from(byte),
    }
}

/// `None` if the bytes are no text.
pub(crate) fn decode(bytes: &[u8]) -> Option<Decoded> {
    let (encoding, rest) = match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => (Encoding::Utf8, rest),
        [0xff, 0xfe, rest @ ..] => (Encoding::Utf16Le, rest),
        [0xfe, 0xff, rest @ ..] => (Encoding::Utf16Be, rest),
        _ => (guess(bytes), bytes),
    };
    let (text, replaced) = match encoding {
        Encoding::Utf8 => lossy_utf8(rest),
        Encoding::Utf16Le => utf16(rest, u16::from_le_bytes),
        Encoding::Utf16Be => utf16(rest, u16::from_be_bytes),
        Encoding::Windows1252 => (rest.iter().map(|byte| windows_1252(*byte)).collect(), 0),
    };
    if is_binary(&text, replaced) {
        return None;
    }
    let mut notes = Vec::new();
    if replaced > 0 {
        notes.push(format!("{replaced} places are no valid {} and are shown as \u{fffd}.", encoding.name()));
    }
    if encoding == Encoding::Windows1252 {
        notes.push("The file is not Unicode: it was read as Windows-1252, the usual Western code page.".into());
    }
    let text = if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text };
    Some(Decoded { encoding, text, notes })
}

/// Without a byte order mark.
fn guess(bytes: &[u8]) -> Encoding {
    let start = &bytes[..bytes.len().min(4096) & !1];
    let zeros = |side: usize| start.iter().skip(side).step_by(2).filter(|byte| **byte == 0).count();
    // UTF-16 of mostly Latin letters has a zero in nearly every pair, always on the same side.
    let (first, second, pairs) = (zeros(0), zeros(1), start.len() / 2);
    if pairs > 1 && second * 2 > pairs && first * 20 < pairs {
        return Encoding::Utf16Le;
    }
    if pairs > 1 && first * 2 > pairs && second * 20 < pairs {
        return Encoding::Utf16Be;
    }
    match std::str::from_utf8(bytes) {
        Ok(_) => Encoding::Utf8,
        // A file that is UTF-8 but for a broken place or its cut end is not the old code page.
        Err(_) => {
            let (text, replaced) = lossy_utf8(bytes);
            let others = text.chars().filter(|c| !c.is_ascii() && *c != char::REPLACEMENT_CHARACTER).count();
            if others > 4 * replaced { Encoding::Utf8 } else { Encoding::Windows1252 }
        }
    }
}

/// And how many places were no UTF-8.
fn lossy_utf8(bytes: &[u8]) -> (String, usize) {
    let mut text = String::with_capacity(bytes.len());
    let mut replaced = 0;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            text.push(char::REPLACEMENT_CHARACTER);
            replaced += 1;
        }
    }
    (text, replaced)
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> (String, usize) {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut replaced = rest.len();
    let units = pairs.iter().map(|pair| unit(*pair));
    let text = char::decode_utf16(units)
        .map(|character| {
            character.unwrap_or_else(|_| {
                replaced += 1;
                char::REPLACEMENT_CHARACTER
            })
        })
        .collect();
    (text, replaced)
}

/// Text has no zeros and hardly any control characters: one in a hundred is too many.
fn is_binary(text: &str, replaced: usize) -> bool {
    let is_control = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}' | '\u{85}' | '\u{1b}');
    let (mut characters, mut controls) = (0, replaced);
    for c in text.chars() {
        if c == '\0' {
            return true;
        }
        characters += 1;
        controls += usize::from(is_control(c));
    }
    controls > 1 && controls * 100 > characters
}
