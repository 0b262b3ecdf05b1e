//! What a page is answered, file by file.

use lessons::rag::{Documents, export};
use protocol::{BackendChoice, Fault};

use super::*;

fn answer(request: protocol::Request) -> Vec<protocol::Event> {
    let replies = pollster::block_on(Session.handle(Command { job: 3, request }));
    replies
        .into_iter()
        .map(|reply| {
            assert_eq!(reply.job, 3);
            reply.event
        })
        .collect()
}

fn file(name: &str, bytes: &[u8]) -> Event {
    let mut events = answer(Request::Read { name: name.into(), bytes: bytes.to_vec() }.into());
    match events.pop() {
        Some(protocol::Event::Reader(event)) if events.is_empty() => event,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn refused(name: &str, bytes: &[u8], words: &str) {
    match file(name, bytes) {
        Event::NotRead { message } => assert!(message.contains(words) && message.ends_with('.'), "{message}"),
        event => panic!("{event:?}"),
    }
}

#[test]
fn a_file_is_read_with_its_format_and_notes() {
    let Event::Read(texts) = file("café.txt", b"caf\xe9\r\nbar") else { panic!("it is text") };
    let [text] = &texts[..] else { panic!("one file, one text") };
    assert_eq!((text.name.as_str(), text.format.as_str(), text.text.as_str()), ("café.txt", "text", "café\nbar"));
    assert!(text.notes[0].contains("Windows-1252"));
    refused("a.txt", b"\0\x01\x02\x03", "not text");
    refused("a.pdf", b"%PDF-1.7 and nothing", "damaged");
}

#[test]
fn what_is_no_file_is_answered_too() {
    let started = answer(protocol::Request::Start { choice: BackendChoice::Auto });
    assert!(matches!(&started[..], [protocol::Event::Started(_)]));
    assert!(answer(protocol::Request::Cancel).is_empty());
    let other = answer(protocol::rag::Request::Stop.into());
    assert!(matches!(&other[..], [protocol::Event::Refused { .. }]));
}

#[test]
#[should_panic(expected = "asked to fail")]
fn it_fails_when_a_test_asks() {
    answer(protocol::Request::Fail(Fault::Panic));
}

/// Everything that JSON has to write in another way.
const ODD: &str = "\"quoted\" \\ / \u{1}\u{1f}\u{7f} tab\t line\nnext \u{2028} 𝄞 </script> é\u{301}";

#[test]
fn exported_documents_come_back() {
    let mut documents = Documents::default();
    documents.add("odd \"name\"\n", ODD.into()).expect("it is a document");
    let bytes = export(&documents).into_bytes();
    assert!(exported::is_one(&bytes));
    let Event::Read(texts) = file("documents.json", &bytes) else { panic!("it is whole") };
    let back: Vec<(&str, &str)> = texts.iter().map(|text| (text.name.as_str(), text.text.as_str())).collect();
    let were: Vec<(&str, &str)> = documents.all().iter().map(|it| (it.name.as_str(), it.text.as_str())).collect();
    assert_eq!(back, were);
    assert_eq!(back.len(), 6);
    assert!(texts.iter().all(|text| text.format == "text"));
}

#[test]
fn a_damaged_export_is_refused_with_the_place_and_other_json_is_text() {
    let bytes = export(&Documents::default()).into_bytes();
    for cut in [30, bytes.len() / 2, bytes.len() - 3] {
        refused("documents.json", &bytes[..cut], "damaged (line");
    }
    refused("documents.json", b"{\"glassbox-documents\": 1}", "damaged");
    refused("documents.json", b" {\n\"glassbox-documents\": 2, \"other\": []}", "later version");
    refused("documents.json", b"{\"glassbox-documents\":1,\"documents\":[]}", "no document");
    let Event::Read(texts) = file("other.json", b"{\"documents\": []}") else { panic!("it is text") };
    assert_eq!(texts[0].text, "{\"documents\": []}");
}
