//! Why a file has no text for us, in words that say what can be done.

use std::fmt;

use crate::MOST_BYTES;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No bytes at all.
    Empty,
    /// Nothing but white space.
    OnlySpace,
    TooLarge {
        bytes: usize,
    },
    /// Not text, whatever its name says; what its first bytes say it is.
    Binary {
        kind: Option<&'static str>,
    },
    BrokenPdf,
    /// A PDF that becomes far larger than it is.
    UnpacksBeyond {
        most: usize,
    },
    /// A PDF whose pages show pictures or nothing.
    NoTextInPdf {
        pages: usize,
    },
    /// A PDF whose fonts do not say which characters their shapes are.
    NoCharactersInPdf {
        pages: usize,
    },
    EncryptedPdf,
}

impl Refusal {
    /// By the first bytes of some formats that people have.
    pub(crate) fn of_binary(bytes: &[u8]) -> Self {
        const KNOWN: [(&[u8], &str); 10] = [
            (b"PK\x03\x04", "a ZIP archive or an office document (docx, xlsx, odt, epub)"),
            (b"\xd0\xcf\x11\xe0", "an old office document (doc, xls, ppt)"),
            (b"\x89PNG", "a PNG picture"),
            (b"\xff\xd8\xff", "a JPEG picture"),
            (b"GIF8", "a GIF picture"),
            (b"RIFF", "a picture, sound or video"),
            (b"\x1f\x8b", "a gzip archive"),
            (b"\x7fELF", "a program"),
            (b"MZ", "a program"),
            (b"ID3", "a sound"),
        ];
        Refusal::Binary { kind: KNOWN.iter().find(|(start, _)| bytes.starts_with(start)).map(|(_, kind)| *kind) }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Refusal::Empty => write!(f, "This file is empty."),
            Refusal::OnlySpace => write!(f, "There is nothing but white space in this file."),
            Refusal::TooLarge { bytes } => write!(
                f,
                "This file has {} MB and at most {} MB are read: divide it, or take the part you ask about.",
                bytes.div_ceil(1_000_000),
                MOST_BYTES / 1_000_000
            ),
            Refusal::Binary { kind: Some(kind) } => {
                write!(f, "This is {kind}, not text: save it as text, HTML or PDF first.")
            }
            Refusal::Binary { kind: None } => {
                write!(f, "The bytes of this file are not text: save it as text (UTF-8), HTML or PDF first.")
            }
            Refusal::BrokenPdf => {
                write!(
                    f,
                    "This PDF is damaged: its pages cannot be found. Open it in a reader and save or print it as PDF again."
                )
            }
            Refusal::UnpacksBeyond { most } => write!(
                f,
                "This PDF unpacks to more than {} MB, so it is not read: print the pages you need as a PDF of their own and add that.",
                most / 1_000_000
            ),
            Refusal::NoTextInPdf { pages: count } => write!(
                f,
                "There is no text in this PDF, only pictures ({}). A program for text recognition (OCR) can add it.",
                pages(*count)
            ),
            Refusal::NoCharactersInPdf { pages: count } => write!(
                f,
                "The fonts of this PDF do not say which characters it shows ({}). A program for text recognition (OCR) can read them.",
                pages(*count)
            ),
            Refusal::EncryptedPdf => {
                write!(f, "This PDF is locked with a password: save a copy without one and add that.")
            }
        }
    }
}

fn pages(count: usize) -> String {
    if count == 1 { "1 page".into() } else { format!("{count} pages") }
}

impl std::error::Error for Refusal {}
