//! A lesson without its engine: what it asks, what it takes for an answer, and what it refuses.

use protocol::rag::{
    Chunk, Chunked, Computed, Event, Fate, Found, Hit, Measured, Request, Search, Sentence, Setup, Stage, Support,
    Supported, Vectors,
};

use super::{
    Answer, Behind, Cutting, Documents, Ended, Lesson, MOST_BYTES, Purpose, QUESTION, Refusal, Spent, Template,
    Written, defaults,
};
use crate::Lesson as _;

/// Each document one chunk, as the engine cuts the guide's five.
fn chunked(lesson: &Lesson) -> Chunked {
    let chunk = |document: &protocol::rag::Document| Chunk {
        document: document.id,
        end: document.text.len() as u32,
        tokens: 20,
        ..Chunk::default()
    };
    Chunked {
        chunking: lesson.setup.chunking,
        chunks: lesson.documents.all().iter().map(chunk).collect(),
        ..Chunked::default()
    }
}

fn found(lesson: &Lesson, hits: &[(u32, Fate)]) -> Found {
    Found {
        question: lesson.setup.question.clone(),
        retrieval: lesson.setup.retrieval.clone(),
        hits: hits.iter().map(|&(chunk, fate)| Hit { chunk, fate, ..Hit::default() }).collect(),
        searched: 5,
        ..Found::default()
    }
}

fn tell(lesson: &mut Lesson, event: Event) -> Vec<Request> {
    lesson.apply(&protocol::Event::Rag(event))
}

/// The guide's documents cut, its question asked, and the second and third chunk found.
fn answered() -> Lesson {
    let mut lesson = Lesson::default();
    let cut = chunked(&lesson);
    tell(&mut lesson, Event::Chunked(cut));
    let found = found(&lesson, &[(1, Fate::Taken), (2, Fate::Taken), (0, Fate::Beyond)]);
    let asked = tell(&mut lesson, Event::Found(Box::new(found)));
    let support = Support { question: QUESTION.into(), answer: String::new(), chunks: vec![1, 2] };
    assert_eq!(asked[0], Request::Support(support.clone()));
    assert!(matches!(&asked[1], Request::Measure(measure) if measure.parts.len() == 2));
    let best = Sentence { start: 0, end: defaults()[1].1.len() as u32, chunk: 1, overlap: 0.5, ..Sentence::default() };
    tell(&mut lesson, Event::Supported(Supported { support, sentences: vec![best], milliseconds: 1.0 }));
    lesson
}

#[test]
fn an_engine_is_told_the_documents_and_then_asked_and_a_new_one_again() {
    let mut lesson = Lesson::default();
    let asked = lesson.worker_started(false);
    let told = |request: &Request| matches!(request, Request::Documents(all) if all.len() == 5);
    let at = asked.iter().position(told).unwrap();
    assert_eq!(asked[at + 1], Request::Run(Setup { question: QUESTION.into(), ..Setup::default() }));

    lesson.take_tokenizer(vec![1, 2]);
    let fresh = Vectors { model: "m".into(), keys: vec![[7; 16]], width: 2, values: vec![1.0, 0.0] };
    tell(&mut lesson, Event::Computed(Computed { vectors: fresh.clone(), owners: vec![1] }));
    let again = lesson.worker_started(true);
    assert!(again.contains(&Request::Tokenizer { bytes: vec![1, 2] }));
    assert!(again.contains(&Request::Remember(fresh)));
}

#[test]
fn the_answer_is_a_sentence_in_its_document() {
    let lesson = answered();
    let Answer::Quote(quote) = lesson.answer() else { panic!("no quote: {:?}", lesson.answer()) };
    assert_eq!((quote.document.as_str(), quote.sentence.as_str()), defaults()[1]);
    assert_eq!(quote.before + &quote.after, "");
    assert!(lesson.prompt_text().contains(defaults()[2].1) && !lesson.prompt_text().contains(defaults()[0].1));
}

#[test]
fn nothing_above_the_threshold_is_said_to_be_in_no_document() {
    let mut lesson = answered();
    let below = found(&lesson, &[(1, Fate::Below)]);
    assert!(tell(&mut lesson, Event::Found(Box::new(below))).is_empty());
    assert_eq!(lesson.answer(), Answer::NotInDocuments);
}

#[test]
fn what_was_found_for_another_question_or_setting_is_not_shown() {
    let mut lesson = answered();
    let late = found(&lesson, &[(1, Fate::Taken)]);
    lesson.draft = "Who?".into();
    assert!(!lesson.ask().is_empty());
    assert_eq!(lesson.answer(), Answer::Waiting);
    tell(&mut lesson, Event::Found(Box::new(late)));
    assert_eq!(lesson.found, None);

    let late = found(&lesson, &[(1, Fate::Taken)]);
    lesson.set_search(Search::Bm25);
    tell(&mut lesson, Event::Found(Box::new(late)));
    assert_eq!(lesson.found, None);

    let cut = Chunked { chunking: protocol::rag::Chunking { size: 1, ..Default::default() }, ..chunked(&lesson) };
    let before = lesson.chunked.clone();
    tell(&mut lesson, Event::Chunked(cut));
    assert_eq!(lesson.chunked, before);
}

#[test]
fn an_empty_question_asks_nothing_and_the_one_before_stays() {
    let mut lesson = answered();
    lesson.draft = "  \n".into();
    assert!(lesson.ask().is_empty() && lesson.hindrance().is_some());
    assert_eq!(lesson.setup.question, QUESTION);
    assert!(matches!(lesson.answer(), Answer::Quote(_)));
}

#[test]
fn deleting_a_document_takes_what_was_made_of_it_and_its_filter_along() {
    let mut lesson = answered();
    assert!(lesson.add_defaults().is_empty(), "they are all there");
    let late = found(&lesson, &[(1, Fate::Taken)]);
    let id = lesson.documents.all()[1].id;
    lesson.setup.retrieval.documents = Some(vec![id]);
    let asked = lesson.delete(id);
    assert!(matches!(&asked[0], Request::Documents(all) if all.len() == 4));
    assert!(matches!(&asked[1], Request::Run(setup) if setup.retrieval.documents.is_none()));
    assert_eq!((lesson.answer(), lesson.chunked.clone()), (Answer::Waiting, None));
    assert!(tell(&mut lesson, Event::Found(Box::new(late))).is_empty(), "it is about the documents before");
    assert!(lesson.delete(id).is_empty());
    lesson.add_defaults();
    assert_eq!(lesson.documents.all().len(), 5);
    assert!(lesson.documents.all().iter().all(|document| document.id != id), "an id is given once");
}

#[test]
fn what_is_no_document_is_refused() {
    let mut documents = Documents::default();
    assert_eq!(documents.add("big", "a".repeat(MOST_BYTES + 1)), Err(Refusal::TooLarge { bytes: MOST_BYTES + 1 }));
    assert_eq!(documents.add("blank", " \n\t".into()), Err(Refusal::Empty));
    assert_eq!(documents.add("binary", "a\0b".into()), Err(Refusal::Binary));
    assert_eq!(documents.add("twin", defaults()[4].1.into()), Err(Refusal::Duplicate { name: "BERT".into() }));
    assert!(documents.add("one line", "word ".repeat(10_000)).is_ok());
    assert!(documents.add("markup", "<script>alert(1)</script>".into()).is_ok());
}

#[test]
fn names_stay_apart() {
    let mut documents = Documents::default();
    let first = documents.add("notes", "a".into()).unwrap();
    let second = documents.add(" notes ", "b".into()).unwrap();
    assert_eq!(documents.get(second).unwrap().name, "notes 2");
    documents.rename(first, "notes");
    documents.rename(second, "  ");
    assert_eq!((&*documents.get(first).unwrap().name, &*documents.get(second).unwrap().name), ("notes", "notes 2"));
}

#[test]
fn the_overlap_stays_below_the_size() {
    let mut lesson = Lesson::default();
    lesson.set_size(8);
    assert_eq!(lesson.setup.chunking.overlap, 7);
    lesson.set_overlap(100);
    assert_eq!(lesson.setup.chunking.overlap, 7);
}

#[test]
fn a_document_is_drawn_whole_with_what_chunks_repeat() {
    let mut lesson = Lesson::default();
    let id = lesson.documents.add("letters", "ab cd ef gh.".into()).unwrap();
    let chunk = |start, end, new_from| Chunk { document: id, start, end, new_from, ..Chunk::default() };
    let chunks = vec![chunk(0, 5, 0), chunk(3, 8, 5), chunk(9, 11, 9)];
    let chunking = lesson.setup.chunking;
    tell(&mut lesson, Event::Chunked(Chunked { chunking, chunks, ..Chunked::default() }));
    let spans: Vec<(String, Option<u32>, bool)> =
        lesson.spans(id, 0..usize::MAX).into_iter().map(|span| (span.text, span.chunk, span.repeated)).collect();
    let span = |text: &str, chunk, repeated| (text.to_owned(), chunk, repeated);
    let expected = [
        span("ab ", Some(0), false),
        span("cd", Some(1), true),
        span(" ef", Some(1), false),
        span(" ", None, false),
        span("gh", Some(2), false),
        span(".", None, false),
    ];
    assert_eq!(spans, expected);
}

#[test]
fn the_budget_keeps_the_best_and_says_what_it_cut() {
    let mut lesson = answered();
    let three = found(&lesson, &[(1, Fate::Taken), (2, Fate::Taken), (3, Fate::Taken)]);
    let asked = tell(&mut lesson, Event::Found(Box::new(three)));
    let Some(Request::Measure(measure)) = asked.last() else { panic!("{asked:?}") };
    let measured = Measured { measure: measure.clone(), frame: 30, parts: vec![20; 3], milliseconds: 2.0 };
    assert!(!lesson.is_measured());
    tell(&mut lesson, Event::Measured(measured));
    assert_eq!(lesson.stages()[4].time, "2.0 ms");
    // And one for the line between two passages.
    lesson.prompt.budget = 30 + 2 * 21;
    let fates: Vec<Cutting> = lesson.used().iter().map(|used| used.cutting).collect();
    assert_eq!(fates, [Cutting::Kept, Cutting::Kept, Cutting::Over]);
    assert_eq!(
        lesson.budget_words(),
        "Of 72 tokens: 30 for template and question, 42 for 2 passages, 0 free. 1 passage of 21 tokens does not fit and is cut."
    );
    let drawn: Vec<(Spent, u32)> = lesson.stretches().into_iter().map(|it| (it.spent, it.tokens)).collect();
    assert_eq!(drawn, [(Spent::Frame, 30), (Spent::Passage, 21), (Spent::Passage, 21), (Spent::Over, 21)]);
    assert!(!lesson.prompt_text().contains(defaults()[3].1));
    lesson.prompt.budget = 0;
    assert!(lesson.used().iter().all(|used| used.cutting == Cutting::Over));
}

#[test]
fn a_prompt_is_the_guides_and_what_is_filled_in_is_not_filled_again() {
    let guide = super::Prompt { template: Template::Guide.text().into(), budget: 1 };
    assert_eq!(guide.fill("C", "Q"), "Context: C\n\nQuestion: Q\n\nAnswer:");
    let filled = guide.fill("{question} {x} {", "{context}");
    assert_eq!(filled, "Context: {question} {x} {\n\nQuestion: {context}\n\nAnswer:");
    for template in Template::ALL {
        assert_eq!(super::Prompt { template: template.text().into(), budget: 1 }.hindrance(), None);
    }
    let without = |template: &str| super::Prompt { template: template.into(), budget: 1 }.hindrance().is_some();
    assert!(without("{context}") && without("{question}"));
}

#[test]
fn a_failure_is_told_with_its_stage_until_something_is_asked_again() {
    let mut lesson = answered();
    tell(&mut lesson, Event::Failed { stage: Stage::Chunks, message: "semantic chunks need a model".into() });
    assert_eq!(lesson.problem, Some((Stage::Chunks, "Semantic chunks need a model.".into())));
    lesson.set_k(2);
    assert_eq!(lesson.problem, None);
}

#[test]
fn the_strip_counts_what_is_there() {
    let mut lesson = answered();
    lesson.documents_took(12_345.0);
    assert_eq!(lesson.stages()[0].time, "12 s");
    let numbers: Vec<String> = lesson.stages().into_iter().map(|stage| stage.number).collect();
    assert_eq!(numbers[..4], ["5", "5", "no model", "2 of 5"]);
    assert_eq!(numbers[5], "quoted");
    assert_eq!(lesson.hit_rows().len(), 3);
    assert_eq!(lesson.hit_rows()[0][1], "Deep learning, chunk 2");
}

#[test]
fn the_model_is_asked_once_when_everything_for_it_is_there() {
    let mut lesson = answered();
    lesson.take_words(vec![1], "Be brief.".into());
    assert!(lesson.due().is_empty(), "nobody asked");
    lesson.ask();
    assert!(lesson.due().is_empty(), "nothing was found yet");
    let two = found(&lesson, &[(1, Fate::Taken), (2, Fate::Taken)]);
    let asked = tell(&mut lesson, Event::Found(Box::new(two)));
    assert!(lesson.due().is_empty(), "nothing was measured yet");
    let Some(Request::Measure(measure)) = asked.last() else { panic!("{asked:?}") };
    tell(
        &mut lesson,
        Event::Measured(Measured { measure: measure.clone(), frame: 30, parts: vec![20; 2], ..Measured::default() }),
    );
    let due = lesson.due();
    assert_eq!(due.iter().map(|it| it.purpose).collect::<Vec<_>>(), [Purpose::Documents, Purpose::Alone]);
    assert_eq!((&due[0].prompt, due[1].prompt.as_str()), (&lesson.prompt_text(), QUESTION));
    assert!(lesson.due().is_empty(), "once");
    lesson.also_alone = false;
    assert_eq!(lesson.wanted().len(), 1);
    let none = found(&lesson, &[(1, Fate::Below)]);
    tell(&mut lesson, Event::Found(Box::new(none)));
    assert!(lesson.wanted().is_empty(), "what is not in the documents is not asked of them");
}

#[test]
fn sentences_of_an_answer_are_linked_to_passages_and_what_lies_between_is_kept() {
    let mut lesson = answered();
    let text = " It stacks layers.  Cats do not.";
    let written = Written {
        prompt: lesson.prompt_text(),
        text: text.into(),
        prompt_tokens: 1,
        tokens: 1,
        first: 1.0,
        rest: 1.0,
        ended: Ended::End,
    };
    assert!(lesson.link(&Written { ended: Ended::Not, ..written.clone() }).is_empty(), "it is not whole");
    assert!(lesson.link(&Written { prompt: "another".into(), ..written.clone() }).is_empty());
    let asked = lesson.link(&written);
    let [Request::Support(support)] = &asked[..] else { panic!("{asked:?}") };
    assert_eq!((support.answer.as_str(), &support.chunks[..]), (text, &[1, 2][..]));
    assert_eq!(lesson.linked(text).len(), 1, "nothing is known yet");
    let sentence = |start, end, chunk, source, overlap| Sentence { start, end, chunk, source, cosine: 0.1, overlap };
    let sentences = vec![sentence(1, 18, 2, (0, 7), 1.0), sentence(20, 32, 1, (5, 9), 0.0)];
    tell(&mut lesson, Event::Supported(Supported { support: support.clone(), sentences, milliseconds: 1.0 }));
    let linked = lesson.linked(text);
    assert_eq!(linked.iter().map(|it| it.text.as_str()).collect::<String>(), text);
    let behind: Vec<Behind> = linked.into_iter().filter_map(|it| it.support).collect();
    assert_eq!((behind[0].passage, behind[0].source, behind[0].is_weak), (1, (0, 7), false));
    assert_eq!((behind[1].passage, behind[1].is_weak), (0, true));
    assert_eq!(lesson.passages()[1].document, "Natural language processing");
}

#[test]
fn attention_is_summed_over_passages_question_and_the_rest() {
    use protocol::writing::{Look, Looked, Piece, STAGES, Settings, StageFacts};
    let lesson = answered();
    let prompt = lesson.prompt_text();
    // Byte by byte: a first token, the prompt, and one token of an answer.
    let text = format!("<{prompt}>A");
    let pieces: Vec<Piece> = text.bytes().map(|byte| Piece { token: u32::from(byte), bytes: vec![byte] }).collect();
    let mut writer = super::Writer::default();
    let prompted = pieces.len() - 1;
    writer.chat.glass.tree = crate::writing::Tree::new(pieces[..prompted].to_vec());
    writer.chat.glass.tree.branch(prompted, pieces[prompted].clone());
    writer.chat.question = Some(prompt.clone());
    let before: Vec<u32> = pieces.iter().map(|piece| piece.token).collect();
    // Two heads: one looks at the first token, the other at all alike.
    let count = before.len();
    let mut sink = vec![0.0; count];
    sink[0] = 1.0;
    let look = Look {
        before,
        chosen: None,
        settings: Settings::default(),
        count: 1,
        search: String::new(),
        lens: false,
        attention: Some(0),
    };
    let nothing = StageFacts { kept: 1, removed: 0, entropy_bits: 0.0 };
    writer.chat.glass.looked = Some(crate::Shared::new(Looked {
        look,
        stages: vec![nothing; STAGES],
        candidates: Vec::new(),
        matches: 0,
        found: Vec::new(),
        lens: Vec::new(),
        attention: vec![sink, vec![1.0 / count as f32; count]],
        draw: 0.0,
        falls_on: pieces[0].clone(),
    }));
    let shares = lesson.looked_at(&writer);
    let of =
        |name: &str| shares.iter().find(|share| share.name == name).unwrap_or_else(|| panic!("{name}: {shares:?}"));
    assert_eq!(of("passage 1").tokens, defaults()[1].1.len());
    assert_eq!(of("passage 2").tokens, defaults()[2].1.len());
    assert_eq!((of("the question").tokens, of("the answer so far").tokens), (QUESTION.len(), 1));
    assert_eq!(shares.iter().map(|share| share.tokens).sum::<usize>(), count);
    assert!((shares.iter().map(|share| share.share).sum::<f32>() - 1.0).abs() < 1e-5);
    assert!((of("the first token of all").share - 0.5 - 0.5 / count as f32).abs() < 1e-6);
    writer.chat.question = Some("another".into());
    assert!(lesson.looked_at(&writer).is_empty());
}

#[test]
fn a_recording_is_shown_until_this_tab_has_something_and_only_where_it_is_true() {
    use protocol::rag::Recorded;
    let lesson = Lesson::default();
    let hits = found(&lesson, &[(1, Fate::Taken)]);
    let support = Support { question: QUESTION.into(), answer: String::new(), chunks: vec![1] };
    let best = Sentence { start: 0, end: 4, chunk: 1, ..Sentence::default() };
    let written = Support { answer: "It stacks layers.".into(), ..support.clone() };
    let linked = Sentence { start: 0, end: 17, chunk: 1, overlap: 1.0, ..Sentence::default() };
    let of = |support, sentence| Supported { support, sentences: vec![sentence], milliseconds: 0.0 };
    let recorded = Recorded {
        chunked: chunked(&lesson),
        found: hits.clone(),
        supported: vec![of(support, best), of(written, linked)],
        written: vec![("p".into(), "It stacks layers.".into()), (QUESTION.into(), "Hm.".into())],
    };
    let mut lesson = Lesson::default();
    lesson.show_recorded(recorded.clone());
    assert!(lesson.is_recorded() && matches!(lesson.answer(), Answer::Quote(_)));
    assert_eq!(lesson.recorded_answer(Purpose::Alone).unwrap().text, "Hm.");
    assert_eq!(lesson.linked("It stacks layers.")[0].support.map(|it| it.passage), Some(0));
    // The engine is here: what it found is shown; what nobody wrote here yet stays.
    let cut = chunked(&lesson);
    tell(&mut lesson, Event::Chunked(cut));
    let own = found(&lesson, &[(1, Fate::Taken), (0, Fate::Taken)]);
    tell(&mut lesson, Event::Found(Box::new(own)));
    assert!(!lesson.is_recorded() && lesson.recorded_answer(Purpose::Documents).is_some());
    lesson.draft = "Another?".into();
    lesson.ask();
    assert_eq!(lesson.recorded_answer(Purpose::Documents), None);
    // A reader with other documents, and an engine that was faster.
    let mut lesson = Lesson::default();
    lesson.delete_all();
    lesson.show_recorded(recorded.clone());
    assert!(!lesson.is_recorded() && lesson.recorded_answer(Purpose::Documents).is_none());
    let mut lesson = answered();
    lesson.show_recorded(recorded);
    assert!(!lesson.is_recorded() && lesson.passages().len() == 2);
}
