//! An evaluation without its engine: what is asked at which setting, what is shown of the answers, and what the exercises take of them.

use protocol::rag::*;

use crate::Lesson as _;
use crate::exercise::Graded;
use crate::rag::{Exercise, Known, Lesson, Set, Side};

const TEXT: &str = "The mill opens at nine. Odile Quist keeps it.";

/// A lesson with one document of its own and questions about it: so many that it answers, then one that it does not.
fn with_questions(many: usize) -> Lesson {
    let mut lesson = Lesson::default();
    lesson.documents.clear();
    lesson.documents.add("mill", TEXT.into()).unwrap();
    lesson.evaluation.set = Set::Own;
    for at in 0..many {
        add(&mut lesson, &format!("When does it open, {at}?"), "opens at nine", "nine");
    }
    add(&mut lesson, "Who owns the moon?", "", "");
    assert_eq!(lesson.evaluation.own.len(), many + 1);
    lesson
}

fn add(lesson: &mut Lesson, text: &str, quote: &str, answer: &str) {
    lesson.evaluation.draft = Known { text: text.into(), quote: quote.into(), answer: answer.into() };
    lesson.add_question();
}

fn loaded(lesson: &mut Lesson) {
    let facts = protocol::pack::Facts { model: "minilm".into(), ..Default::default() };
    tell(lesson, Event::Encoder(protocol::pack::Event::Loaded(facts)));
    assert!(lesson.is_loaded());
}

fn tell(lesson: &mut Lesson, event: Event) -> Vec<Request> {
    lesson.apply(&protocol::Event::Rag(event))
}

fn asked(requests: &[Request]) -> Evaluate {
    match requests {
        [Request::Evaluate(evaluate)] => evaluate.clone(),
        other => panic!("{other:?}"),
    }
}

/// The engine's answer: each question has `found`, and chunk 1 is right where anything is.
fn answer(evaluate: &Evaluate, found: &[u32], below: &[u32]) -> Event {
    let of = |question: &Question| Asked {
        found: found.to_vec(),
        below: below.to_vec(),
        right: if question.gold.is_empty() { Vec::new() } else { vec![1] },
        context: vec!["The mill opens at nine.".into()],
        answer: "The mill opens at nine.".into(),
        gold: if question.gold.is_empty() { String::new() } else { TEXT.into() },
    };
    Event::Evaluated(Evaluated {
        tag: evaluate.tag,
        retrieval: evaluate.retrieval.clone(),
        chunking: evaluate.chunking,
        asked: evaluate.questions.iter().map(of).collect(),
        ..Evaluated::default()
    })
}

#[test]
fn two_settings_are_asked_one_after_the_other_and_shown_side_by_side() {
    let mut lesson = with_questions(1);
    loaded(&mut lesson);
    lesson.compare(true);
    lesson.change_other(|other| {
        other.chunking.size = 8;
        other.retrieval.search = Search::Dense;
    });
    assert_eq!(lesson.evaluation.other.chunking.overlap, 7, "a chunk must bring something new");
    let first = asked(&lesson.evaluate());
    assert_eq!((first.chunking, &first.retrieval), (lesson.setup.chunking, &lesson.setup.retrieval));
    assert_eq!(first.questions[0].gold, [(lesson.documents.all()[0].id, 9, 22)]);
    assert!(lesson.evaluation_hindrance().is_some_and(|words| words.contains("wait")) && lesson.evaluate().is_empty());
    tell(&mut lesson, Event::Evaluating(Evaluating { tag: first.tag, embedding: true, done: 1, of: 9 }));
    assert_eq!(lesson.evaluation_progress(), "Setting A: embeds what has no vector yet, 1 of 9.");
    let second = asked(&tell(&mut lesson, answer(&first, &[1, 0], &[])));
    assert_eq!((second.chunking.size, second.retrieval.search), (8, Search::Dense));
    // What is late about a setting before belongs to nobody.
    assert!(tell(&mut lesson, answer(&first, &[0], &[])).is_empty());
    tell(&mut lesson, answer(&second, &[0, 2, 1], &[]));
    assert!(lesson.evaluation_progress().is_empty() && lesson.evaluation_hindrance().is_none());

    let lines = lesson.evaluation.lines();
    assert_eq!(lines[0].words, ["1 of 1, 100 %", "1 of 1, 100 %"]);
    assert_eq!(lines[2].words, ["1.000", "0.333"]);
    assert_eq!(lines[5].shares, [Some(0.0), Some(0.0)], "it quotes something for the moon");
    let rows = lesson.evaluation.rows();
    assert_eq!(rows[0].places, [Some("1".to_owned()), Some("3".to_owned())]);
    assert_eq!((rows[0].change, rows[1].places[0].as_deref()), ("better placed in A", Some("there is none")));
    assert!(lesson.evaluation.bars().starts_with("<svg"));
    assert!(lesson.evaluation.caution().starts_with("One question is an example"), "{}", lesson.evaluation.caution());
    assert_eq!(lesson.evaluation.questions_table().rows.len(), 2);

    // Taking B over makes it the pipeline's.
    assert!(matches!(&lesson.take_other()[..], [Request::Run(setup)] if setup.chunking.size == 8));
    assert!(!lesson.is_evaluation_old());
    lesson.add("more", "more".into());
    assert!(lesson.is_evaluation_old());
    lesson.ask_evaluated(0);
    assert_eq!(lesson.setup.question, "When does it open, 0?");
}

#[test]
fn without_the_model_it_is_words_that_are_compared() {
    let mut lesson = with_questions(1);
    assert_eq!(lesson.setup.retrieval.search, Search::Hybrid);
    assert_eq!(asked(&lesson.evaluate()).retrieval.search, Search::Bm25);
    let stop = lesson.stop_trials();
    assert!(matches!(stop[..], [Request::Stop, Request::Run(_)]));
    assert!(lesson.stop_trials().is_empty());
    lesson.set_method(Method::Semantic);
    assert!(lesson.evaluation_hindrance().is_some_and(|words| words.contains("Load it in stage 3")));
}

#[test]
fn what_cannot_be_asked_says_why() {
    let mut lesson = Lesson::default();
    assert!(lesson.evaluation_hindrance().is_some_and(|words| words.contains("handbook")));
    lesson.evaluation.set = Set::Own;
    assert!(lesson.evaluation_hindrance().is_some_and(|words| words.contains("no question yet")));
    add(&mut lesson, "When?", "at noon", "noon");
    assert_eq!((lesson.evaluation.own.len(), lesson.evaluation.draft.text.as_str()), (0, "When?"), "it stays");
    assert!(lesson.evaluation.problem.is_some());
    // A question whose passage went with its document is not asked silently without it.
    let mut lesson = with_questions(1);
    lesson.delete_all();
    assert!(lesson.evaluation_hindrance().is_some_and(|words| words.starts_with("Your question 1 cannot be asked")));
    assert!(!lesson.paste_questions("When?\tat nine\n"));
    assert!(lesson.evaluation.problem.as_ref().is_some_and(|words| words.contains("2 columns")));
    let mut lesson = with_questions(0);
    assert!(lesson.paste_questions(&lesson.questions_table()));
    assert_eq!(lesson.evaluation.own.len(), 2);
    // The engine cannot do it: said, and the next can be asked.
    let evaluate = lesson.evaluate();
    assert_eq!(evaluate.len(), 1);
    tell(&mut lesson, Event::Failed { stage: Stage::Evaluation, message: "there is no text".into() });
    assert_eq!(lesson.evaluation.problem.as_deref(), Some("There is no text."));
    assert_eq!((lesson.evaluation_hindrance(), lesson.problem.clone()), (None, None));
}

#[test]
fn an_engine_that_starts_again_is_asked_again() {
    let mut lesson = with_questions(1);
    let first = asked(&lesson.evaluate());
    let again = lesson.worker_started(true);
    assert!(again.contains(&Request::Evaluate(first)));
}

#[test]
fn the_packaged_questions_are_asked_of_the_handbook() {
    let mut lesson = Lesson::default();
    let table = include_str!("../../../../assets/documents/questions.tsv");
    let text = include_str!("../../../../assets/documents/handbook.md");
    assert!(matches!(lesson.add_handbook(text.into(), table)[..], [Request::Documents(_), Request::Run(_)]));
    assert!(lesson.add_handbook(text.into(), table).is_empty(), "it is there");
    let questions = lesson.questions().unwrap();
    assert_eq!(questions.len(), 20);
    assert_eq!(lesson.evaluation_hindrance(), None);
}

#[test]
fn exercises_take_what_was_measured_and_no_more() {
    let best = |lesson: &Lesson, exercise| lesson.exercises.best(exercise);
    let evaluate = |lesson: &mut Lesson, found: &[u32], below: &[u32]| {
        let request = asked(&lesson.evaluate());
        tell(lesson, answer(&request, found, below));
    };
    // Too few questions, and a prompt that is too long.
    let mut lesson = with_questions(4);
    lesson.set_size(40);
    evaluate(&mut lesson, &[1], &[]);
    assert_eq!(best(&lesson, Exercise::Frugal), None);
    let mut lesson = with_questions(5);
    evaluate(&mut lesson, &[1], &[]);
    assert_eq!(best(&lesson, Exercise::Frugal), None, "3 times 128");
    lesson.set_size(40);
    evaluate(&mut lesson, &[1], &[]);
    assert_eq!(best(&lesson, Exercise::Frugal), Some(1.0));
    // Nothing passes, the moon's question included; but right chunks are lost, so that is no threshold.
    evaluate(&mut lesson, &[], &[1]);
    assert_eq!(best(&lesson, Exercise::Decline), Some(0.0), "as before");
    let request = asked(&lesson.evaluate());
    let Event::Evaluated(mut evaluated) = answer(&request, &[1], &[]) else { unreachable!() };
    (evaluated.asked[5].found, evaluated.asked[5].below) = (Vec::new(), vec![0]);
    tell(&mut lesson, Event::Evaluated(evaluated));
    assert_eq!(best(&lesson, Exercise::Decline), Some(1.0));

    let mut lesson = with_questions(1);
    loaded(&mut lesson);
    lesson.compare(true);
    lesson.set_search(Search::Bm25);
    lesson.change_other(|other| other.retrieval.search = Search::Dense);
    let words = asked(&lesson.evaluate());
    let meaning = asked(&tell(&mut lesson, answer(&words, &[1], &[])));
    tell(&mut lesson, answer(&meaning, &[0, 2, 3, 1], &[]));
    assert_eq!(best(&lesson, Exercise::Words), Some(3.0));
    assert!(Exercise::ALL.iter().all(|exercise| exercise.is_upward()));
    assert_eq!(lesson.evaluation.run(Side::B).unwrap().scored.len(), 2);
}

#[test]
fn a_right_chunk_that_the_budget_cuts_off_is_counted() {
    let mut lesson = with_questions(1);
    let id = lesson.documents.all()[0].id;
    let other = lesson.documents.add("other", "Bread is baked daily.".into()).unwrap();
    let chunk = |document, end| Chunk { document, end, ..Chunk::default() };
    let chunks = vec![chunk(other, 21), chunk(id, TEXT.len() as u32)];
    let chunking = lesson.setup.chunking;
    tell(&mut lesson, Event::Chunked(Chunked { chunking, chunks, ..Chunked::default() }));
    lesson.draft = "When does it open, 0?".into();
    lesson.ask();
    tell(
        &mut lesson,
        Event::Chunked(Chunked {
            chunking,
            chunks: vec![chunk(other, 21), chunk(id, TEXT.len() as u32)],
            ..Chunked::default()
        }),
    );
    let hits = [0, 1].map(|chunk| Hit { chunk, ..Hit::default() }).to_vec();
    let found = Found {
        question: lesson.setup.question.clone(),
        retrieval: lesson.setup.retrieval.clone(),
        hits,
        ..Found::default()
    };
    tell(&mut lesson, Event::Found(Box::new(found)));
    assert_eq!((lesson.used().len(), lesson.right_chunks_cut_off()), (2, 0));
    lesson.prompt.budget = lesson.frame_tokens() + lesson.used()[0].tokens;
    assert_eq!(lesson.right_chunks_cut_off(), 1);
    lesson.prompt.budget = 0;
    assert_eq!(lesson.right_chunks_cut_off(), 0, "then nothing is left to read");
}
