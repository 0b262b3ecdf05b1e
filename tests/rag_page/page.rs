//! What the page shows when both models are there.

use lessons::rag::{Answer, Ended, Purpose, QUESTION, Written, defaults};

use protocol::rag::{Event, Recorded};

use super::driver::Tab;

const RECORDED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/models/rag/recorded.bin");

fn written(tab: &Tab, purpose: Purpose) -> Written {
    tab.writer.answer(purpose).expect("it was written")
}

#[test]
fn the_guides_question_is_quoted_written_and_linked() {
    let Some(mut tab) = Tab::open() else { return };
    tab.ask("What is deep learning?");
    let Answer::Quote(quote) = tab.lesson.answer() else { panic!("{:?}", tab.lesson.answer()) };
    assert_eq!(quote.sentence, defaults()[1].1);
    let answer = written(&tab, Purpose::Documents);
    assert_eq!(answer.ended, Ended::End);
    assert!(answer.prompt.contains(defaults()[1].1));
    let linked = tab.lesson.linked(&answer.text);
    let documents: Vec<String> = linked
        .iter()
        .filter_map(|it| it.support.filter(|behind| !behind.is_weak))
        .map(|behind| tab.lesson.passages()[behind.passage].document.clone())
        .collect();
    assert!(documents.iter().any(|document| document == defaults()[1].0), "{documents:?}");
    tab.ask("When does the library close on Sundays?");
    assert_eq!(tab.lesson.answer(), Answer::NotInDocuments);
}

/// What the page opens with, without the times that it took here.
fn record(tab: &mut Tab) -> Recorded {
    tab.heard.clear();
    tab.ask(QUESTION);
    let mut recorded = Recorded::default();
    recorded.chunked.clone_from(tab.lesson.chunked.as_ref().expect("documents in chunks"));
    for event in &tab.heard {
        match event {
            Event::Found(found) => recorded.found.clone_from(found),
            Event::Supported(supported) => recorded.supported.push(supported.clone()),
            _ => {}
        }
    }
    recorded.written =
        [Purpose::Documents, Purpose::Alone].map(|purpose| written(tab, purpose)).map(|it| (it.prompt, it.text)).into();
    recorded.chunked.milliseconds = 0.0;
    recorded.found.times = Default::default();
    recorded.supported.iter_mut().for_each(|it| it.milliseconds = 0.0);
    recorded
}

#[test]
fn the_recording_is_what_both_models_say() {
    let Some(mut tab) = Tab::open() else { return };
    let computed = record(&mut tab);
    if std::env::var_os("GLASSBOX_RECORD").is_some() {
        std::fs::write(RECORDED, protocol::encode(&computed)).expect("assets can be written");
    }
    let file = std::fs::read(RECORDED).expect("the recording is committed");
    let recorded: Recorded = protocol::decode(&file).expect("the recording is readable");
    assert_eq!((&recorded.chunked, &recorded.written), (&computed.chunked, &computed.written));
    let hits = |it: &Recorded| it.found.hits.iter().map(|hit| (hit.chunk, hit.fate)).collect::<Vec<_>>();
    assert_eq!(hits(&recorded), hits(&computed));
    for (ours, theirs) in recorded.found.hits.iter().zip(&computed.found.hits) {
        let difference = ours.cosine.unwrap_or_default() - theirs.cosine.unwrap_or_default();
        assert!(difference.abs() < 1e-4, "{ours:?}, {theirs:?}");
    }
    let sentences = |it: &Recorded| {
        let all = it.supported.iter().flat_map(|it| &it.sentences);
        all.map(|it| (it.start, it.end, it.chunk, it.source)).collect::<Vec<_>>()
    };
    assert_eq!(sentences(&recorded), sentences(&computed));
    assert_eq!(recorded.supported.len(), 2, "of the quoted sentence and of the written answer");
}
