//! What Latin text needs to know of glyphs: their names (Adobe Glyph List), old code pages, and how wide the standard fonts are.

/// What a glyph's name says.
pub(super) enum Known {
    Text(&'static str),
    Character(char),
}

#[rustfmt::skip]
const NAMES: [(&str, &str); 104] = [
    ("space", " "), ("exclam", "!"), ("quotedbl", "\""), ("numbersign", "#"), ("dollar", "$"), ("percent", "%"), ("ampersand", "&"),
    ("quotesingle", "'"), ("quoteright", "’"), ("quoteleft", "‘"), ("parenleft", "("), ("parenright", ")"), ("asterisk", "*"), ("plus", "+"),
    ("comma", ","), ("hyphen", "-"), ("period", "."), ("slash", "/"), ("zero", "0"), ("one", "1"), ("two", "2"), ("three", "3"),
    ("four", "4"), ("five", "5"), ("six", "6"), ("seven", "7"), ("eight", "8"), ("nine", "9"), ("colon", ":"), ("semicolon", ";"),
    ("less", "<"), ("equal", "="), ("greater", ">"), ("question", "?"), ("at", "@"), ("bracketleft", "["), ("backslash", "\\"),
    ("bracketright", "]"), ("asciicircum", "^"), ("underscore", "_"), ("grave", "`"), ("braceleft", "{"), ("bar", "|"),
    ("braceright", "}"), ("asciitilde", "~"), ("exclamdown", "¡"), ("cent", "¢"), ("sterling", "£"), ("currency", "¤"), ("yen", "¥"),
    ("section", "§"), ("copyright", "©"), ("guillemotleft", "«"), ("guillemotright", "»"), ("guilsinglleft", "‹"), ("guilsinglright", "›"),
    ("registered", "®"), ("degree", "°"), ("plusminus", "±"), ("mu", "µ"), ("paragraph", "¶"), ("periodcentered", "·"), ("onequarter", "¼"),
    ("onehalf", "½"), ("threequarters", "¾"), ("questiondown", "¿"), ("multiply", "×"), ("divide", "÷"), ("germandbls", "ß"), ("AE", "Æ"),
    ("ae", "æ"), ("OE", "Œ"), ("oe", "œ"), ("Oslash", "Ø"), ("oslash", "ø"), ("Lslash", "Ł"), ("lslash", "ł"), ("dotlessi", "ı"),
    ("Eth", "Ð"), ("eth", "ð"), ("Thorn", "Þ"), ("thorn", "þ"), ("endash", "–"), ("emdash", "—"), ("bullet", "•"), ("ellipsis", "…"),
    ("dagger", "†"), ("daggerdbl", "‡"), ("perthousand", "‰"), ("quotesinglbase", "‚"), ("quotedblbase", "„"), ("quotedblleft", "“"),
    ("quotedblright", "”"), ("trademark", "™"), ("Euro", "€"), ("euro", "€"), ("minus", "−"), ("fraction", "⁄"), ("florin", "ƒ"),
    ("ff", "ff"), ("fi", "fi"), ("fl", "fl"), ("ffi", "ffi"), ("ffl", "ffl"),
];

/// An accent's name, the letters that carry it, and those letters with it.
#[rustfmt::skip]
const ACCENTS: [(&str, &str, &str); 12] = [
    ("acute", "AEIOUYaeiouyCcLlNnRrSsZz", "ÁÉÍÓÚÝáéíóúýĆćĹĺŃńŔŕŚśŹź"),
    ("grave", "AEIOUaeiou", "ÀÈÌÒÙàèìòù"),
    ("circumflex", "AEIOUaeiouCcGgHhJjSsWwYy", "ÂÊÎÔÛâêîôûĈĉĜĝĤĥĴĵŜŝŴŵŶŷ"),
    ("dieresis", "AEIOUYaeiouy", "ÄËÏÖÜŸäëïöüÿ"),
    ("tilde", "ANOanoIiUu", "ÃÑÕãñõĨĩŨũ"),
    ("ring", "AaUu", "ÅåŮů"),
    ("cedilla", "CcSsTt", "ÇçŞşŢţ"),
    ("caron", "CcDdEeNnRrSsTtZz", "ČčĎďĚěŇňŘřŠšŤťŽž"),
    ("ogonek", "AaEeIiUu", "ĄąĘęĮįŲų"),
    ("macron", "AaEeIiOoUu", "ĀāĒēĪīŌōŪū"),
    ("breve", "AaGgUu", "ĂăĞğŬŭ"),
    ("dotaccent", "EeGgIZz", "ĖėĠġİŻż"),
];

/// `eacute`, `A`, `uni20AC`, `u1F98A`, and any of them with a suffix behind a dot; `None` for a name that is the font's own.
pub(super) fn character(name: &str) -> Option<Known> {
    let name = name.split('.').next().filter(|name| !name.is_empty())?;
    let mut letters = name.chars();
    if let (Some(letter), None) = (letters.next(), letters.next()) {
        return Some(Known::Character(letter));
    }
    if let Some((_, text)) = NAMES.iter().find(|(known, _)| *known == name) {
        return Some(Known::Text(text));
    }
    let base = name.chars().next()?;
    let accent = name.get(base.len_utf8()..)?;
    if let Some((_, bases, whole)) = ACCENTS.iter().find(|(known, _, _)| *known == accent) {
        let place = bases.chars().position(|letter| letter == base)?;
        return whole.chars().nth(place).map(Known::Character);
    }
    let digits = name.strip_prefix("uni").and_then(|digits| digits.get(..4)).or_else(|| name.strip_prefix('u'))?;
    u32::from_str_radix(digits, 16).ok().and_then(char::from_u32).map(Known::Character)
}

const MAC_ROMAN: &str = "ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø¿¡¬√ƒ≈∆«»…\u{a0}ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄€‹›ﬁﬂ‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ\u{f8ff}ÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ";

pub(super) fn mac_roman(byte: u8) -> char {
    match byte.checked_sub(0x80) {
        None => char::from(byte),
        Some(place) => MAC_ROMAN.chars().nth(place.into()).unwrap_or(char::REPLACEMENT_CHARACTER),
    }
}

/// Characters 0x80 to 0xA0 of the code page in which a PDF's own strings are written (ISO 32000-1, annex D).
const PDF_DOC: &str = "•†‡…—–ƒ⁄‹›−‰„“”‘’‚™ﬁﬂŁŒŠŸŽıłœšž\u{fffd}€";

pub(super) fn pdf_doc(byte: u8) -> char {
    match byte {
        0x80..=0xa0 => PDF_DOC.chars().nth((byte - 0x80).into()).unwrap_or(char::REPLACEMENT_CHARACTER),
        _ => char::from(byte),
    }
}

/// Adobe's widths of the characters 32 to 126, in thousandths of the size.
#[rustfmt::skip]
const HELVETICA: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556,
    556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

#[rustfmt::skip]
const TIMES: [u16; 95] = [
    250, 333, 408, 500, 500, 833, 778, 180, 333, 333, 500, 564, 250, 333, 250, 278, 500, 500, 500, 500, 500, 500, 500, 500,
    500, 500, 278, 278, 564, 564, 564, 444, 921, 722, 667, 667, 722, 611, 556, 722, 722, 333, 389, 722, 611, 889, 722, 722,
    556, 722, 667, 556, 611, 722, 722, 944, 722, 722, 611, 333, 278, 333, 469, 500, 333, 444, 500, 444, 500, 444, 333, 500,
    500, 278, 278, 500, 278, 778, 500, 500, 500, 500, 333, 389, 278, 500, 500, 722, 500, 500, 444, 480, 200, 480, 541,
];

/// The width of a code in one of the fourteen standard fonts, which may come without widths; of any other letter, a middling one.
pub(super) fn standard_width(font: &str, code: u8) -> f32 {
    if font.contains("Courier") {
        return 600.0;
    }
    let table = if font.contains("Times") { &TIMES } else { &HELVETICA };
    code.checked_sub(32).and_then(|place| table.get(usize::from(place))).map_or(550.0, |width| f32::from(*width))
}
