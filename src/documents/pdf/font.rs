//! What a font says of its codes: which characters they are and how wide (ISO 32000-1, 9.6 to 9.10).

use hayro_cmap::{BfString, CMap};
use hayro_syntax::object::{Array, Dict, Name, Object, Stream};

use super::glyphs;
use crate::encoding::windows_1252;

pub(super) struct Font {
    to_unicode: Option<CMap>,
    codes: Codes,
}

enum Codes {
    /// One byte each.
    Simple {
        characters: Box<[Option<&'static str>; 256]>,
        own: Vec<(u8, char)>,
        first: usize,
        widths: Vec<f32>,
        missing: f32,
    },
    /// Two bytes each.
    Composite { is_unicode: bool, widths: Vec<(u32, u32, f32)>, default: f32 },
}

/// A code as it is shown.
pub(super) struct Glyph {
    /// `None` where the font does not say.
    pub text: Option<String>,
    /// In thousandths of the font's size.
    pub width: f32,
    /// A single byte 32, to which word spacing is added.
    pub is_space: bool,
}

/// A table of characters larger than this is not read.
const MOST_RANGES: usize = 65_536;

impl Font {
    pub fn new(dict: &Dict) -> Self {
        let to_unicode = dict
            .get::<Stream>("ToUnicode")
            .and_then(|stream| stream.decoded().ok())
            .and_then(|data| CMap::parse(&data, |_| None));
        let is_composite = dict.get::<Name>("Subtype").is_some_and(|name| &*name == b"Type0");
        let codes = if is_composite { composite(dict) } else { simple(dict) };
        Font { to_unicode, codes }
    }

    /// The codes of a string that is shown.
    pub fn glyphs(&self, bytes: &[u8], mut show: impl FnMut(Glyph)) {
        match &self.codes {
            Codes::Simple { .. } => bytes.iter().for_each(|byte| show(self.glyph(u32::from(*byte)))),
            Codes::Composite { .. } => {
                let (pairs, _) = bytes.as_chunks::<2>();
                pairs.iter().for_each(|pair| show(self.glyph(u32::from(u16::from_be_bytes(*pair)))));
            }
        }
    }

    fn glyph(&self, code: u32) -> Glyph {
        let mapped = self.to_unicode.as_ref().and_then(|map| map.lookup_bf_string(code)).map(|found| match found {
            BfString::Char(character) => character.to_string(),
            BfString::String(text) => text,
        });
        let mapped = mapped.filter(|text| !text.contains('\0'));
        match &self.codes {
            Codes::Simple { characters, own, first, widths, missing } => {
                let byte = code as u8;
                let own = || own.iter().find(|(place, _)| *place == byte).map(|(_, character)| character.to_string());
                let text = mapped.or_else(own).or_else(|| characters[usize::from(byte)].map(String::from));
                let place = usize::from(byte).checked_sub(*first);
                let width = place.and_then(|place| widths.get(place)).copied().unwrap_or(*missing);
                Glyph { text, width, is_space: byte == b' ' }
            }
            Codes::Composite { is_unicode, widths, default } => {
                let text = mapped.or_else(|| is_unicode.then(|| char::from_u32(code)).flatten().map(String::from));
                let after = widths.partition_point(|(start, _, _)| *start <= code);
                let range = after.checked_sub(1).map(|place| widths[place]).filter(|(_, end, _)| code <= *end);
                Glyph { text, width: range.map_or(*default, |(_, _, width)| width), is_space: false }
            }
        }
    }
}

fn simple(dict: &Dict) -> Codes {
    let mut characters: Box<[Option<&'static str>; 256]> = Box::new([None; 256]);
    let encoding = dict.get::<Object>("Encoding");
    let (base, differences) = match encoding {
        Some(Object::Name(name)) => (Some(name), None),
        Some(Object::Dict(dict)) => (dict.get::<Name>("BaseEncoding"), dict.get::<Array>("Differences")),
        _ => (None, None),
    };
    // Fonts of symbols without an encoding have their own: their codes are no Latin letters.
    let font_name = dict.get::<Name>("BaseFont");
    let is_symbol = base.is_none()
        && font_name.as_ref().is_some_and(|name| name.windows(6).any(|part| part == b"Symbol" || part == b"Dingba"));
    let mut own = Vec::new();
    for byte in 0x20..=0xff_u8 {
        let character = match base.as_deref() {
            _ if is_symbol => continue,
            Some(b"MacRomanEncoding") => glyphs::mac_roman(byte),
            _ => windows_1252(byte),
        };
        if !character.is_control() {
            own.push((byte, character));
        }
    }
    let mut code = 0_usize;
    for object in differences.iter().flat_map(|array| array.iter::<Object>()).take(MOST_RANGES) {
        match object {
            Object::Number(number) => code = number.as_i64().clamp(0, 255) as usize,
            Object::Name(name) => {
                if let Some(place) = characters.get_mut(code) {
                    own.retain(|(byte, _)| usize::from(*byte) != code);
                    match glyphs::character(name.as_str()) {
                        Some(glyphs::Known::Text(text)) => *place = Some(text),
                        Some(glyphs::Known::Character(character)) => own.push((code as u8, character)),
                        None => {}
                    }
                }
                code += 1;
            }
            _ => {}
        }
    }
    let mut widths: Vec<f32> =
        dict.get::<Array>("Widths").map_or_else(Vec::new, |widths| widths.iter::<f32>().take(256).collect());
    let descriptor = dict.get::<Dict>("FontDescriptor");
    let missing = descriptor.and_then(|descriptor| descriptor.get::<f32>("MissingWidth")).unwrap_or(0.0);
    let mut first = dict.get::<i32>("FirstChar").unwrap_or(0).clamp(0, 255) as usize;
    if widths.is_empty() {
        let name = font_name.as_ref().map_or("", |name| name.as_str());
        widths = (0..=255).map(|code| glyphs::standard_width(name, code)).collect();
        first = 0;
    }
    Codes::Simple { characters, own, first, widths, missing }
}

fn composite(dict: &Dict) -> Codes {
    // Chinese, Japanese and Korean fonts may be encoded in Unicode itself.
    let encoding = dict.get::<Name>("Encoding");
    let is_unicode = encoding
        .is_some_and(|name| [&b"UCS2"[..], b"UTF16"].iter().any(|part| name.windows(part.len()).any(|at| at == *part)));
    let descendant = dict.get::<Array>("DescendantFonts").and_then(|fonts| fonts.iter::<Dict>().next());
    let default = descendant.as_ref().and_then(|font| font.get::<f32>("DW")).unwrap_or(1000.0);
    let mut widths = Vec::new();
    if let Some(array) = descendant.and_then(|font| font.get::<Array>("W")) {
        // `first [w w w]` or `first last w`, in any order.
        let mut items = array.iter::<Object>();
        while let Some(first) = items.next().and_then(Object::into_i32) {
            if widths.len() >= MOST_RANGES {
                break;
            }
            let first = first.clamp(0, 0xffff) as u32;
            match items.next() {
                Some(Object::Array(list)) => {
                    let list = list.iter::<f32>().take(MOST_RANGES);
                    widths.extend((first..).zip(list).map(|(code, width)| (code, code, width)));
                }
                Some(Object::Number(last)) => {
                    let Some(width) = items.next().and_then(Object::into_f32) else { break };
                    widths.push((first, last.as_i64().clamp(0, 0xffff) as u32, width));
                }
                _ => break,
            }
        }
    }
    widths.sort_by_key(|(first, _, _)| *first);
    Codes::Composite { is_unicode, widths, default }
}
