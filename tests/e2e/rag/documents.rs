//! Files and texts on their way to documents: every format, every encoding, and what is none.

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use protocol::{Command, Fault, Request};
use tests::harness::{Browser, Site, in_browser};

use super::library::*;
use super::question::{ask, wait_for_card};

#[test]
fn every_format_and_encoding_becomes_a_document() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        open(tab);
        let names = ["harbour.pdf", "page.html", "table.csv", "utf16-little.txt", "utf16-marked.txt", "latin1.txt"];
        assert!(!tab.requests().iter().any(|url| url.contains("reader")), "the reader waits for a file");
        for name in names {
            tab.choose_file(".rag-adding input[type=file]", &fixture(name).0);
        }
        let all: Vec<&str> = defaults_and(&names);
        wait_for_list(tab, &all, "saved");
        let (documents, _) = stored(tab);
        let text = |name: &str| {
            let found = documents.iter().find(|document| document.1 == name);
            found.map(|(_, _, format, text)| (format.as_str(), text.as_str())).expect("it is stored")
        };
        assert_eq!(text("latin1.txt"), ("text", "Größe: über 3 µm, naïve façades\n"));
        assert_eq!(text("harbour.pdf").0, "PDF");
        assert!(text("harbour.pdf").1.contains("A second paragraph, in an embedded font: “naïve”"));
        assert_eq!(text("page.html").0, "HTML");
        assert!(text("table.csv").1.starts_with("Room: Hall\nSeats: 40"));
        wait_told(tab, "1 page of 3 has no text");
        wait_told(tab, "read as Windows-1252");
        assert!(tab.texts(".rag-size")[5].starts_with("PDF, "));
        tab.assert_no_sideways_scroll();
    });
}

#[test]
fn what_is_no_document_is_refused_in_words_and_the_rest_is_taken() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        open(tab);
        let files = [
            file("empty.txt", b""),
            file("blank.md", b" \n\t\n"),
            file("archive.txt", b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0"),
            file("noise.txt", &[0, 1, 2, 3, 250, 251, 0, 7]),
            file("broken.pdf", b"%PDF-1.7 and nothing more"),
            file("scan.pdf", &fixture("picture.pdf").1),
            file("locked.pdf", &fixture("locked.pdf").1),
            "new File([new Uint8Array(21000000).fill(97)], 'huge.txt')".into(),
            file("fine.txt", b"this one is fine"),
            file("twin.txt", b"this one is fine"),
        ];
        drop_files(tab, &format!("[{}]", files.join(",")));
        wait_for_list(tab, &defaults_and(&["fine.txt"]), "saved");
        for (name, words) in [
            ("empty.txt", "This file is empty"),
            ("blank.md", "nothing but white space"),
            ("archive.txt", "a ZIP archive or an office document"),
            ("noise.txt", "are not text"),
            ("broken.pdf", "damaged"),
            ("scan.pdf", "There is no text in this PDF"),
            ("locked.pdf", "password"),
            ("huge.txt", "21,000,000 bytes"),
            ("twin.txt", "the same as “fine.txt”"),
        ] {
            let line = tab.texts(".rag-told .notice").into_iter().find(|line| line.contains(name));
            assert!(line.as_ref().is_some_and(|line| line.contains(words)), "{name}: {line:?}");
        }
        tab.click(".rag-told button", "Dismiss all of these");
        assert_eq!(tab.count(".rag-told .notice"), 0);
    });
}

#[test]
fn one_line_of_fifty_thousand_characters_is_a_document_like_any_other() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        open(tab);
        open_files(tab, "[new File(['word '.repeat(50000) + '\\n', 'x'.repeat(50000), '\\n'], 'lines.txt')]");
        wait_for_list(tab, &defaults_and(&["lines.txt"]), "saved");
        let (documents, _) = stored(tab);
        assert_eq!(documents[5].3.len(), 300_002);
        tab.assert_no_sideways_scroll();
        press_stage(tab, "2 Chunks");
        tab.wait_for_element(".rag-panel", LIVE);
        tab.assert_no_sideways_scroll();
    });
}

#[test]
fn a_file_of_twenty_megabytes_is_cut_searched_and_kept() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        open(tab);
        let text = "'Zyzzyva is a weevil. ' + 'The library opens at nine and closes at six.\\n\\n'.repeat(450000)";
        open_files(tab, &format!("[new File([({text}).slice(0, 20000000)], 'large.txt')]"));
        wait_for_list(tab, &defaults_and(&["large.txt"]), "saved");
        assert_eq!(tab.texts(".rag-size")[5], "text, 20,000,000 bytes");
        tab.wait_for(
            "its chunks",
            LIVE,
            "parseInt(document.querySelectorAll('.rag-strip b')[1].innerText.replace(',', '')) > 20000",
        );
        ask(tab, "What is a zyzzyva?");
        wait_for_card(tab, "the first sentence", 0, "Zyzzyva is a weevil.");
        press_stage(tab, "2 Chunks");
        tab.wait_for(
            "a part of the text",
            LIVE,
            "document.querySelector('.rag-panel').innerText.includes('Part 1 of ')",
        );
        assert!(tab.count(".rag-chunk") < 1000);
    });
}

#[test]
fn what_is_refused_stays_in_the_field_and_a_draft_outlives_the_page() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        open(tab);
        type_in(tab, "A text of mine.");
        wait_for_list(tab, &defaults_and(&["Pasted text"]), "saved");
        assert_eq!(draft(tab), "");
        type_in(tab, "A text of mine.");
        wait_told(tab, "the same as “Pasted text”");
        assert_eq!(draft(tab), "A text of mine.");
        tab.fill(".rag-adding textarea", "A new document", "half a sent");
        press_stage(tab, "4 Retrieval");
        press_stage(tab, "1 Documents");
        assert_eq!(draft(tab), "half a sent");
        tab.eval("document.querySelector('.bar .mark').click()");
        tab.wait_for("another page", LIVE, "!document.querySelector('.rag-strip')");
        tab.back();
        show(tab);
        assert_eq!(draft(tab), "half a sent");
        wait_for_list(tab, &defaults_and(&["Pasted text"]), "saved");
    });
}

#[test]
fn markup_and_injections_are_text() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        open(tab);
        let evil = "# <script>hit = 1</script>\n\n<img src=x onerror='hit = 1'> [a](javascript:hit=1) ![b](http://example.org/b.png) {context} {{question}}";
        type_in(tab, evil);
        tab.fill(".rag-documents input", "Name of Pasted text", "<b onclick='hit=1'>\"name\"</b>");
        let names = defaults_and(&["<b onclick='hit=1'>\"name\"</b>"]);
        wait_for_list(tab, &names, "saved");
        press_stage(tab, "2 Chunks");
        let shown = "document.querySelector('.rag-panel').innerText.includes('[a](javascript:hit=1) ![b](http://example.org/b.png)')";
        tab.wait_for("the text as it was typed", LIVE, shown);
        assert_eq!(
            tab.eval("typeof hit + document.querySelectorAll('.rag-panel :is(img, script, a, b[onclick])').length"),
            "undefined0"
        );
        tab.reload();
        show(tab);
        wait_for_list(tab, &names, "saved");
        assert_eq!(stored(tab).0[5].3, evil);
    });
}

/// Runs before the page: the next thing said to the reader of files is something else.
const BREAK: &str = "(() => {
    const Original = Worker;
    window.started = [];
    window.Worker = class extends Original {
        constructor(url, options) { super(url, options); this.url = String(url); started.push(this.url); }
        postMessage(message, transfer) {
            if (!window.instead || !this.url.includes('reader')) return super.postMessage(message, transfer);
            const other = new Uint8Array(instead).buffer;
            window.instead = null;
            super.postMessage(other, [other]);
        }
    };
})()";

#[test]
fn a_reader_that_breaks_down_costs_its_file_and_nothing_else() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        tab.expect("panicked");
        tab.expect("unreachable");
        tab.before_load(BREAK);
        open(tab);
        open_files(tab, &format!("[{}]", file("one.txt", b"the first")));
        wait_for_list(tab, &defaults_and(&["one.txt"]), "saved");
        tab.fill(".rag-adding textarea", "A new document", "being typed");
        let fail = protocol::encode(&Command { job: 7, request: Request::Fail(Fault::Panic) });
        tab.eval(&format!("window.instead = {fail:?}"));
        open_files(tab, &format!("[{}, {}]", file("two.txt", b"the second"), file("three.txt", b"the third")));
        wait_told(tab, "“two.txt” was not added. The program that reads files broke down");
        wait_for_list(tab, &defaults_and(&["one.txt", "three.txt"]), "saved");
        assert_eq!(draft(tab), "being typed");
        assert_eq!(tab.eval("started.filter(url => url.includes('reader')).length"), 2);
    });
}

#[test]
fn a_small_file_that_unpacks_to_more_than_the_memory_is_refused() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        tab.expect("memory");
        tab.expect("unreachable");
        tab.expect("RuntimeError");
        open(tab);
        let once = unpacks_to_a_gigabyte();
        let twice = packed(&once);
        assert!(twice.len() < 20_000, "{}", twice.len());
        let files = [
            file("once.pdf", &pdf("/FlateDecode", &once)),
            file("twice.pdf", &pdf("[/FlateDecode /FlateDecode]", &twice)),
            file("fine.txt", b"this one is fine"),
        ];
        open_files(tab, &format!("[{}]", files.join(",")));
        wait_told(tab, "“once.pdf” was not added. This PDF unpacks to more than 200 MB");
        wait_told(tab, "“twice.pdf” was not added. The program that reads files broke down");
        wait_for_list(tab, &defaults_and(&["fine.txt"]), "saved");
    });
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("a vector takes it");
    encoder.finish().expect("a vector takes it")
}

fn unpacks_to_a_gigabyte() -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    let block = vec![b' '; 1 << 20];
    for _ in 0..1024 {
        encoder.write_all(&block).expect("a vector takes it");
    }
    encoder.finish().expect("a vector takes it")
}

/// A page whose content is this stream.
fn pdf(filter: &str, content: &[u8]) -> Vec<u8> {
    let mut file = b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n\
        2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n\
        3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]/Contents 4 0 R>>\nendobj\n"
        .to_vec();
    file.extend(format!("4 0 obj\n<</Filter {filter} /Length {}>>\nstream\n", content.len()).as_bytes());
    file.extend_from_slice(content);
    file.extend_from_slice(b"\nendstream\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF\n");
    file
}
