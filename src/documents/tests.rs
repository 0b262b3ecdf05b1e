//! On files made by `tests/reference/documents.py`, whole and damaged, and on bytes of no kind.

use std::path::PathBuf;

use proptest::prelude::*;
use serde_json::Value;

use super::*;

fn file(name: &str) -> Vec<u8> {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/documents"));
    std::fs::read(folder.join(name)).expect("the fixtures are committed")
}

fn expected() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/documents.json");
    serde_json::from_slice(&std::fs::read(path).expect("the fixtures are committed")).expect("the fixtures are JSON")
}

#[track_caller]
fn document(name: &str) -> Document {
    read(name, &file(name)).expect("it has text")
}

#[test]
fn encodings_are_recognised_with_a_mark_and_without() {
    let expected = expected();
    for (name, text, encoding) in [
        ("utf8.txt", "unicode", Encoding::Utf8),
        ("utf8-marked.txt", "unicode", Encoding::Utf8),
        ("utf16-marked.txt", "unicode", Encoding::Utf16Le),
        ("utf16-little.txt", "western", Encoding::Utf16Le),
        ("utf16-big.txt", "western", Encoding::Utf16Be),
        ("windows-1252.txt", "western", Encoding::Windows1252),
    ] {
        let found = document(name);
        assert_eq!((found.text.as_str(), found.encoding), (expected[text].as_str().unwrap(), Some(encoding)), "{name}");
        assert_eq!(found.notes.len(), usize::from(encoding == Encoding::Windows1252));
    }
    assert_eq!(document("latin1.txt").text, "Größe: über 3 µm, naïve façades\n");
    // Cut in the middle of a character, as a download may be.
    let cut = read("cut.txt", &"Όνομα και τόπος".as_bytes()[..21]).unwrap();
    assert_eq!((cut.encoding, cut.notes.len()), (Some(Encoding::Utf8), 1));
}

#[test]
fn html_is_what_a_reader_sees() {
    let found = document("page.html");
    assert_eq!(found.title.as_deref(), Some("Town & Library"));
    assert!(!found.text.contains("not text") && !found.text.contains("alert"), "{}", found.text);
    for part in [
        "# Opening hours\n\nIt opens at nine\u{a0}o’clock — it closes at six.\n\n## Rooms\n\n- Hall\n- Attic\n\nDay | Hours\nMon | 9–18\n\n",
        "one\n  two",
        "2 < 3 && <script> is text here\n\nA fox\n\nunclosed tags",
    ] {
        assert!(found.text.contains(part), "{part} is not in\n{}", found.text);
    }
    // What never ends hides what follows, and no more than that.
    assert_eq!(read("a.html", b"<p>one<script>two</p>").unwrap().text, "one");
    assert_eq!(read("a.html", b"<script>one"), Err(Refusal::OnlySpace));
}

#[test]
fn a_row_of_a_table_says_its_columns() {
    let found = document("table.csv");
    let rows: Vec<&str> = found.parts.iter().map(|part| &found.text[part.range.clone()]).collect();
    assert_eq!(rows[0], "Room: Hall\nSeats: 40\nNote: Key at the desk; ask \"Vane\"");
    assert_eq!(rows[1], "Room: Attic\nSeats: 12\nNote: two lines");
    assert_eq!(rows[2..], ["Room: Cellar", "Room: Yard\nSeats: 3\nNote: free\nColumn 4: extra"]);
    assert_eq!(found.part_at(found.parts[1].range.start).unwrap().number, 2);
    assert_eq!(found.part_at(found.parts[0].range.end), None);
    assert_eq!(found.notes.len(), 1);
    assert_eq!(read("one.tsv", b"a\tb\n1\t\n").unwrap().text, "a: 1");
    assert_eq!(read("one.csv", b"a,b").unwrap().text, "a, b");
}

#[test]
fn pdfs_have_the_words_that_pypdf_finds_page_by_page() {
    let ligatures = |text: &str| text.replace('ﬃ', "ffi").replace('ﬁ', "fi");
    for (name, pages) in expected()["words"].as_object().unwrap() {
        let found = document(name);
        let found_pages: Vec<String> = found
            .parts
            .iter()
            .map(|part| found.text[part.range.clone()].split_whitespace().collect::<Vec<_>>().join(" "))
            .collect();
        let pages: Vec<String> =
            pages.as_array().unwrap().iter().map(|page| ligatures(page.as_str().unwrap())).collect();
        assert_eq!(found_pages, pages, "{name}");
    }
    let harbour = document("harbour.pdf");
    assert_eq!(harbour.title.as_deref(), Some("Harbour – rules"));
    assert_eq!(harbour.notes, ["1 page of 3 has no text."]);
    assert!(harbour.text.contains("still there.\n\nA second paragraph, in an embedded font: “naïve”\nfaçades"));
    assert_eq!(document("unlocked.pdf").text, harbour.text, "a PDF whose password is empty is open");
}

#[test]
fn places_on_a_page_become_words_and_lines() {
    let text = document("divided.pdf").text;
    assert_eq!(text, "Words placed apart\nand a divided word.\n\nKerning gap\n\nx2\n\nSideways");
}

#[test]
fn a_small_file_cannot_fill_the_memory() {
    let zeros = miniz_oxide::deflate::compress_to_vec_zlib(&vec![b' '; 201_000_000], 9);
    assert!(zeros.len() < 300_000);
    let mut file = file("harbour.pdf");
    let head = format!("9000 0 obj\n<</Filter/FlateDecode/Length {}>>\nstream\n", zeros.len());
    file.extend([head.as_bytes(), &zeros, b"\nendstream\nendobj\n"].concat());
    let refusal = read("bomb.pdf", &file).expect_err("it is refused");
    assert!(matches!(refusal, Refusal::UnpacksBeyond { .. }), "{refusal}");
}

#[test]
fn what_cannot_be_read_is_refused_in_words() {
    let zip = b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0";
    for (name, bytes, refusal, words) in [
        ("a.txt", b"".as_slice(), Refusal::Empty, "empty"),
        ("a.md", b" \n\t ", Refusal::OnlySpace, "white space"),
        ("a.txt", zip, Refusal::of_binary(zip), "docx"),
        ("a.txt", &[0, 1, 2, 3, 250, 251, 0, 7], Refusal::Binary { kind: None }, "not text"),
        ("a.pdf", b"hello", Refusal::BrokenPdf, "damaged"),
        ("a.txt", b"%PDF-1.7 and nothing", Refusal::BrokenPdf, "damaged"),
        ("a.pdf", &file("picture.pdf"), Refusal::NoTextInPdf { pages: 1 }, "no text in this PDF"),
        ("a.pdf", &file("locked.pdf"), Refusal::EncryptedPdf, "password"),
        ("a.txt", &vec![b'a'; MOST_BYTES + 1], Refusal::TooLarge { bytes: MOST_BYTES + 1 }, "21 MB"),
    ] {
        let found = read(name, bytes).expect_err("it is refused");
        assert_eq!(found, refusal);
        assert!(found.to_string().contains(words), "{found}");
    }
    // By its first bytes, whatever it is called.
    assert_eq!(read("harbour.txt", &file("harbour.pdf")).unwrap().format, Format::Pdf);
}

const WHOLE: [&str; 8] = [
    "harbour.pdf",
    "printed.pdf",
    "divided.pdf",
    "picture.pdf",
    "unlocked.pdf",
    "page.html",
    "table.csv",
    "utf16-little.txt",
];

#[track_caller]
fn holds(name: &str, bytes: &[u8]) {
    match read(name, bytes) {
        Ok(document) => {
            assert!(!document.text.trim().is_empty());
            let mut last = 0;
            for part in &document.parts {
                assert!(part.range.start >= last && document.text.get(part.range.clone()).is_some());
                last = part.range.end;
            }
        }
        Err(refusal) => assert!(refusal.to_string().ends_with('.')),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn bytes_of_no_kind_do_no_harm(
        bytes in prop::collection::vec(any::<u8>(), 0..600),
        head in prop::sample::select(vec![b"".as_slice(), b"%PDF-1.4\n", b"\xff\xfe", b"<html>", b"a,\"b\n"]),
        ending in prop::sample::select(vec!["txt", "md", "html", "csv", "pdf", ""]),
    ) {
        holds(&format!("a.{ending}"), &[head, &bytes].concat());
    }

    #[test]
    fn damaged_files_do_no_harm(
        name in prop::sample::select(WHOLE.to_vec()),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..30),
        cut in prop::option::of(any::<prop::sample::Index>()),
        moved in prop::option::of((any::<prop::sample::Index>(), any::<prop::sample::Index>())),
    ) {
        let mut bytes = file(name);
        for (place, byte) in damage {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        if let Some((from, to)) = moved {
            let (from, to) = (from.index(bytes.len()), to.index(bytes.len()));
            let length = (bytes.len() - from.max(to)).min(100);
            bytes.copy_within(from..from + length, to);
        }
        bytes.truncate(cut.map_or(bytes.len(), |cut| cut.index(bytes.len())));
        holds(name, &bytes);
    }
}
