//! PDF as text: `hayro-syntax` finds the pages and what they draw; here shapes become characters, and places become words and lines.

mod font;
mod glyphs;
mod layout;
mod page;
mod unpacked;

use hayro_syntax::{LoadPdfError, Pdf};

use crate::{Document, Format, Part, Refusal};

/// Pages beyond this are left out, with a note: a PDF of a few bytes can claim to have millions.
const MOST_PAGES: usize = 5_000;
/// Characters beyond this are left out, with a note: a few bytes can be shown again and again.
const MOST_TEXT: usize = 20_000_000;

pub(crate) fn read(name: &str, bytes: &[u8]) -> Result<Document, Refusal> {
    if unpacked::is_beyond(bytes, unpacked::MOST) {
        return Err(Refusal::UnpacksBeyond { most: unpacked::MOST });
    }
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(_) => Refusal::EncryptedPdf,
        LoadPdfError::Invalid => Refusal::BrokenPdf,
    })?;
    let pages = pdf.pages();
    if pages.is_empty() {
        return Err(Refusal::BrokenPdf);
    }
    let mut text = String::new();
    let mut parts: Vec<Part> = Vec::new();
    let (mut silent, mut unknown, mut known) = (0, 0, 0);
    for page in pages.iter().take(MOST_PAGES) {
        if text.len() > MOST_TEXT {
            break;
        }
        let read = page::text(page);
        let page_text = read.text.trim();
        (unknown, known) = (unknown + read.unknown, known + read.known);
        silent += usize::from(page_text.is_empty());
        if !text.is_empty() && !page_text.is_empty() {
            text.push_str("\n\n");
        }
        let start = text.len();
        text.push_str(page_text);
        parts.push(Part { number: parts.len() + 1, range: start..text.len() });
    }
    if text.is_empty() {
        let pages = pages.len();
        return Err(if unknown > 0 { Refusal::NoCharactersInPdf { pages } } else { Refusal::NoTextInPdf { pages } });
    }
    let mut notes = Vec::new();
    if silent > 0 {
        let of = parts.len();
        notes.push(if silent == 1 {
            format!("1 page of {of} has no text.")
        } else {
            format!("{silent} pages of {of} have no text.")
        });
    }
    if parts.len() < pages.len() {
        notes.push(format!("Only the first {} of {} pages were read.", parts.len(), pages.len()));
    }
    if unknown * 100 > known {
        notes.push(format!(
            "{unknown} of {} characters are left out: their fonts do not say which they are.",
            unknown + known
        ));
    }
    let title = pdf.metadata().title.as_deref().and_then(title);
    Ok(Document { name: name.into(), title, format: Format::Pdf, encoding: None, text, parts, notes })
}

/// A PDF's own strings are UTF-16 with a byte order mark, UTF-8 with one, or in a code page of their own.
fn title(bytes: &[u8]) -> Option<String> {
    let title = match bytes {
        [0xfe, 0xff, rest @ ..] => {
            let (pairs, _) = rest.as_chunks::<2>();
            String::from_utf16_lossy(&pairs.iter().map(|pair| u16::from_be_bytes(*pair)).collect::<Vec<_>>())
        }
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => bytes.iter().map(|byte| glyphs::pdf_doc(*byte)).collect(),
    };
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    (!title.is_empty()).then_some(title)
}
