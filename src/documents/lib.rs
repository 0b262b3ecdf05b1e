//! Files that people have, as text: plain text, Markdown, HTML, tables, PDF.
//!
//! Whatever the bytes are, the answer is a [`Document`] or a [`Refusal`] in words that a reader can act on; nothing in a file is run, fetched or
//! followed.

mod encoding;
mod html;
mod pdf;
mod refusal;
mod table;
#[cfg(test)]
mod tests;

use std::ops::Range;

pub use encoding::Encoding;
pub use refusal::Refusal;

/// The largest file that is read, in bytes.
pub const MOST_BYTES: usize = 20_000_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Text,
    Markdown,
    Html,
    Csv,
    Pdf,
}

impl Format {
    pub fn name(self) -> &'static str {
        match self {
            Format::Text => "text",
            Format::Markdown => "Markdown",
            Format::Html => "HTML",
            Format::Csv => "CSV",
            Format::Pdf => "PDF",
        }
    }
}

/// A file's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The file's name.
    pub name: String,
    /// What the file calls itself: HTML's title, the first heading, a PDF's title.
    pub title: Option<String>,
    pub format: Format,
    /// How its bytes were read; `None` for PDF, where each font has its own.
    pub encoding: Option<Encoding>,
    /// Lines end with `\n`. Headings of HTML are written as in Markdown; a row of a table is a paragraph of `column: value`.
    pub text: String,
    /// Pages of a PDF or rows of a table (the line with the columns' names not counted), in order; none for other formats.
    pub parts: Vec<Part>,
    /// What a reader should know of how it was read, in whole sentences.
    pub notes: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The page or the row, from 1.
    pub number: usize,
    /// In bytes of the text; empty for a page without text.
    pub range: Range<usize>,
}

impl Document {
    /// The page or row in which a byte of the text stands.
    pub fn part_at(&self, byte: usize) -> Option<&Part> {
        let after = self.parts.partition_point(|part| part.range.start <= byte);
        self.parts[..after].iter().rev().find(|part| byte < part.range.end)
    }
}

/// Reads a file. Its name's ending says what it is, unless its first bytes are those of a PDF.
///
/// # Errors
/// If there is no text to be had, with the reason and what can be done.
pub fn read(name: &str, bytes: &[u8]) -> Result<Document, Refusal> {
    if bytes.len() > MOST_BYTES {
        return Err(Refusal::TooLarge { bytes: bytes.len() });
    }
    if bytes.is_empty() {
        return Err(Refusal::Empty);
    }
    let ending = name.rsplit_once('.').map_or_else(String::new, |(_, ending)| ending.to_ascii_lowercase());
    // A PDF may have up to a kilobyte of something before its head.
    let is_pdf = bytes[..bytes.len().min(1024)].windows(5).any(|window| window == b"%PDF-");
    if is_pdf || ending == "pdf" {
        return pdf::read(name, bytes);
    }
    let decoded = encoding::decode(bytes).ok_or_else(|| Refusal::of_binary(bytes))?;
    let mut document = Document {
        name: name.into(),
        title: None,
        format: Format::Text,
        encoding: Some(decoded.encoding),
        text: String::new(),
        parts: Vec::new(),
        notes: decoded.notes,
    };
    let source = decoded.text;
    match ending.as_str() {
        "html" | "htm" | "xhtml" => html::read(&source, &mut document),
        "csv" | "tsv" => table::read(&source, ending == "tsv", &mut document),
        "md" | "markdown" => {
            document.format = Format::Markdown;
            document.title = first_heading(&source);
            document.text = source;
        }
        _ => document.text = source,
    }
    if document.text.trim().is_empty() {
        return Err(Refusal::OnlySpace);
    }
    Ok(document)
}

fn first_heading(text: &str) -> Option<String> {
    let title = text.lines().find_map(|line| line.strip_prefix("# "))?.trim().trim_end_matches('#').trim_end();
    (!title.is_empty()).then(|| title.into())
}
