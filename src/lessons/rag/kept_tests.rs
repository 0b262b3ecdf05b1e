//! Documents that outlive the tab, without a browser: what is to be done, in which order, and what is made of the answers.

use protocol::rag::{Computed, Event, Request, Vectors};
use protocol::reader::Text;

use super::{Done, Kept, Lesson, Step, Stored, TYPED, export};
use crate::Lesson as _;
use crate::pack_store::Keeping;

fn stored(id: u32, name: &str, text: &str) -> Stored {
    Stored { id, name: name.into(), format: TYPED.into(), text: text.into() }
}

/// A page whose storage holds these.
fn opened(documents: Vec<Stored>) -> (Lesson, Vec<Request>) {
    let mut lesson = Lesson::default();
    lesson.open_library(1000, None);
    let asked = lesson.hear(Done::Opened(Some((documents, false))));
    (lesson, asked)
}

fn names(lesson: &Lesson) -> Vec<String> {
    lesson.documents.all().iter().map(|document| document.name.clone()).collect()
}

fn kept(lesson: &Lesson) -> Vec<Kept> {
    lesson.documents.lines().iter().map(|line| line.kept).collect()
}

#[test]
fn nothing_is_asked_before_the_stored_documents_are_known() {
    let mut lesson = Lesson::default();
    lesson.open_library(1000, None);
    assert!(lesson.worker_started(false).iter().all(|it| !matches!(it, Request::Documents(_) | Request::Run(_))));
    assert!(lesson.set_k(2).is_empty() && !lesson.documents.has_steps());
    let (added, asked) = lesson.add("early", "typed before the storage was open".into());
    assert!(added && asked.is_empty());
    let asked = lesson.hear(Done::Opened(Some((vec![stored(7, "mine", "my text")], false))));
    assert!(matches!(&asked[..], [Request::Documents(all), Request::Run(_)] if all.len() == 2));
    assert_eq!(names(&lesson), ["mine", "early"]);
    assert_eq!(kept(&lesson), [Kept::Saved, Kept::Waiting]);
    let early = stored(1000, "early", "typed before the storage was open");
    assert_eq!(lesson.documents.take_steps(), [Step::Save(early)]);
}

#[test]
fn the_first_visit_stores_the_default_set_and_a_deleted_one_stays_deleted() {
    let mut lesson = Lesson::default();
    lesson.open_library(1000, None);
    assert_eq!(lesson.hear(Done::Opened(Some((Vec::new(), true)))).len(), 2);
    let steps = lesson.documents.take_steps();
    assert!(steps.len() == 5 && steps.iter().all(|step| matches!(step, Step::Save(_))));
    assert!(lesson.documents.take_steps().is_empty());
    let (lesson, _) = opened(Vec::new());
    assert!(lesson.documents.all().is_empty());
}

#[test]
fn a_document_is_saved_when_the_storage_says_so() {
    let (mut lesson, _) = opened(Vec::new());
    lesson.add("a", "first".into());
    assert_eq!(lesson.documents.lines()[0].kept.words(), "being saved");
    let id = lesson.documents.lines()[0].id;
    assert_eq!(lesson.documents.take_steps(), [Step::Save(stored(id, "a", "first"))]);
    assert!(lesson.hear(Done::Saved { id, result: Ok(()) }).is_empty());
    assert_eq!(kept(&lesson), [Kept::Saved]);
    lesson.documents.rename(id, "b");
    lesson.documents.rename(id, "b");
    lesson.delete(id);
    // The name of what is gone is nothing to store.
    assert_eq!(lesson.documents.take_steps(), [Step::Delete { id }]);
    // An answer that comes after the deletion brings nothing back.
    assert!(lesson.hear(Done::Saved { id, result: Ok(()) }).is_empty());
    assert!(lesson.documents.all().is_empty());
}

#[test]
fn a_full_storage_is_told_and_tried_again() {
    let (mut lesson, _) = opened(vec![stored(1, "a", "first")]);
    lesson.add("b", "second".into());
    lesson.documents.take_steps();
    lesson.hear(Done::Saved { id: 1000, result: Err(Keeping::Full) });
    assert!(lesson.unsaved().starts_with("1 document is in this tab only") && lesson.unsaved().contains("full"));
    assert_eq!(lesson.documents.unstored(), [stored(1000, "b", "second")]);
    lesson.documents.save_again();
    assert_eq!(lesson.documents.take_steps(), [Step::Save(stored(1000, "b", "second"))]);
    lesson.hear(Done::Saved { id: 1000, result: Ok(()) });
    assert_eq!(lesson.unsaved(), "");
}

#[test]
fn without_a_storage_the_page_works_from_memory_and_comes_back_to_it() {
    let mut lesson = Lesson::default();
    lesson.open_library(1000, None);
    let asked = lesson.hear(Done::Opened(None));
    assert!(matches!(&asked[0], Request::Documents(all) if all.len() == 5));
    assert!(lesson.unsaved().contains("5 documents are in this tab only"));
    lesson.delete(1);
    lesson.add("mine", "my text".into());
    assert!(!lesson.documents.has_steps());
    let left = lesson.documents.unstored();
    // It was only slow.
    let mut late = lesson.clone();
    late.hear(Done::Opened(Some((vec![stored(7, "old", "stored before")], false))));
    assert_eq!(names(&late), ["old", "mine"]);
    assert!(matches!(&late.documents.take_steps()[..], [Step::Save(mine)] if mine.name == "mine"));

    let mut again = Lesson::default();
    again.open_library(2000, Some((left, true)));
    again.hear(Done::Opened(None));
    assert_eq!(names(&again), names(&lesson));
    again.add("next", "another".into());
    assert_eq!(again.documents.lines().last().unwrap().id, 2000);
}

#[test]
fn what_was_not_saved_when_the_page_was_left_is_saved_when_it_comes_back() {
    let mut lesson = Lesson::default();
    lesson.open_library(1000, Some((vec![stored(500, "left", "unsaved")], false)));
    lesson.hear(Done::Opened(Some((vec![stored(1, "a", "first")], false))));
    assert_eq!(names(&lesson), ["a", "left"]);
    assert_eq!(lesson.documents.take_steps(), [Step::Save(stored(500, "left", "unsaved"))]);
}

#[test]
fn another_tab_is_heard() {
    let (mut lesson, _) = opened(vec![stored(1, "a", "first")]);
    let elsewhere = |id, now| Done::Elsewhere { id, now };
    assert_eq!(lesson.hear(elsewhere(2, Some(stored(2, "b", "second")))).len(), 2);
    assert!(lesson.hear(elsewhere(2, Some(stored(2, "c", "second")))).is_empty(), "a name changes no chunk");
    assert_eq!(names(&lesson), ["a", "c"]);
    lesson.setup.retrieval.documents = Some(vec![1]);
    let asked = lesson.hear(elsewhere(1, None));
    assert!(matches!(&asked[1], Request::Run(setup) if setup.retrieval.documents.is_none()));
    assert!(lesson.hear(elsewhere(1, None)).is_empty());
    assert_eq!(lesson.hear(Done::ForgottenElsewhere).len(), 2);
    assert!(names(&lesson).is_empty() && !lesson.documents.has_steps(), "what is heard is not written");
}

#[test]
fn vectors_are_kept_for_documents_and_given_back_before_anything_is_embedded() {
    let (mut lesson, _) = opened(vec![stored(1, "a", "first")]);
    let fresh = Vectors { model: "minilm q8_0".into(), keys: vec![[7; 16]], width: 1, values: vec![1.0] };
    let computed = Computed { vectors: fresh.clone(), owners: vec![1] };
    lesson.apply(&protocol::Event::Rag(Event::Computed(computed.clone())));
    let [Step::Keep(kept)] = &lesson.documents.take_steps()[..] else { panic!("they are kept") };
    assert_eq!(**kept, computed);

    let facts = protocol::pack::Facts { model: "minilm".into(), precision: "q8_0".into(), ..Default::default() };
    let loaded = Event::Encoder(protocol::pack::Event::Loaded(facts));
    let asked = lesson.apply(&protocol::Event::Rag(loaded));
    assert!(!asked.iter().any(|it| matches!(it, Request::Run(_))), "not before they are there");
    assert_eq!(lesson.documents.take_steps(), [Step::Recall { model: "minilm q8_0".into() }]);
    let asked = lesson.hear(Done::Recalled(fresh.clone()));
    assert_eq!(asked[0], Request::Remember(fresh));
    assert!(matches!(&asked[1..], [Request::Run(_)]));
    assert_eq!(lesson.hear(Done::Recalled(Vectors::default())).len(), 1, "none is an answer too");
}

#[test]
fn vectors_add_up_and_those_of_other_weights_are_let_go() {
    let mut lesson = Lesson::default();
    let of = |model: &str, key| Vectors { model: model.into(), keys: vec![[key; 16]], width: 1, values: vec![1.0] };
    let compute = |lesson: &mut Lesson, vectors| {
        let computed = Event::Computed(Computed { vectors, owners: vec![1] });
        lesson.apply(&protocol::Event::Rag(computed));
    };
    compute(&mut lesson, of("a", 1));
    compute(&mut lesson, of("a", 2));
    let remembered = |lesson: &mut Lesson| {
        let asked = lesson.worker_started(true);
        let vectors = asked.into_iter().filter_map(|it| if let Request::Remember(it) = it { Some(it) } else { None });
        vectors.collect::<Vec<Vectors>>()
    };
    assert_eq!(remembered(&mut lesson), [of("a", 1), of("a", 2)]);
    compute(&mut lesson, of("b", 3));
    assert_eq!(remembered(&mut lesson), [of("b", 3)]);
}

#[test]
fn files_are_added_with_what_was_said_of_them() {
    let (mut lesson, _) = opened(Vec::new());
    let text =
        |name: &str, text: &str| Text { name: name.into(), format: "PDF".into(), text: text.into(), notes: vec![] };
    let noted = Text { notes: vec!["1 page of 3 has no text.".into()], ..text("a.pdf", "one") };
    assert_eq!(lesson.take_read("a.pdf", Ok(vec![noted])).len(), 2);
    assert_eq!(lesson.documents.lines()[0].format, "PDF");
    assert!(lesson.take_read("b.pdf", Err("This PDF is damaged.".into())).is_empty());
    assert!(lesson.take_read("c.txt", Ok(vec![text("c.txt", "one")])).is_empty());
    assert_eq!(lesson.take_read("all.json", Ok(vec![text("a.pdf", "one"), text("a.pdf", "two")])).len(), 2);
    assert_eq!(names(&lesson), ["a.pdf", "a.pdf 2"]);
    let told: Vec<&str> = lesson.told.iter().map(|notice| notice.text.as_str()).collect();
    assert_eq!(told[0], "“a.pdf”: 1 page of 3 has no text.");
    assert_eq!(told[1], "“b.pdf” was not added. This PDF is damaged.");
    assert!(told[2].contains("“c.txt” was not added. It says the same as “a.pdf”"));
    assert!(told[3].contains("1 of 2 documents were added. 1 of its documents are here already"));
}

#[test]
fn forgetting_leaves_nothing_here_and_nothing_there() {
    let (mut lesson, _) = opened(vec![stored(1, "a", "first")]);
    lesson.add("b", "second".into());
    let asked = lesson.forget_everything();
    assert!(matches!(&asked[..], [Request::Forget, Request::Documents(all), Request::Run(_)] if all.is_empty()));
    assert_eq!(lesson.documents.take_steps(), [Step::Forget]);
    assert_eq!(export(&lesson.documents), "{\"glassbox-documents\":1,\"documents\":[\n]}\n");
}
