//! Documents, questions and what comes of them, by the requests of the RAG lesson's page.

use super::page::{Page, an_hour_later, pack};
use protocol::pack;
use protocol::rag::*;

pub(super) fn told(events: Vec<protocol::Event>) -> Vec<Event> {
    let rag = |event| match event {
        protocol::Event::Rag(event) => event,
        other => panic!("{other:?}"),
    };
    events.into_iter().map(rag).collect()
}

pub(super) fn ask(page: &mut Page, request: Request) -> Vec<Event> {
    told(page.send(protocol::Request::Rag(request)))
}

pub(super) fn document(id: u32, text: &str) -> Document {
    Document { id, name: format!("{id}.txt"), text: text.into() }
}

pub(super) fn setup(question: &str, search: Search) -> Setup {
    let retrieval = Retrieval { search, threshold: -1.0, ..Retrieval::default() };
    Setup { question: question.into(), retrieval, ..Setup::default() }
}

/// Three documents, and the small model's tokenizer; the model itself only where it is loaded.
pub(super) fn with_documents(mut page: Page) -> Page {
    assert!(ask(&mut page, Request::Tokenizer { bytes: pack().0.tokenizer }).is_empty());
    let documents = vec![document(5, "the cat sat"), document(7, "the dogs"), document(9, "The dog sat. The cat sat")];
    assert!(ask(&mut page, Request::Documents(documents)).is_empty());
    page
}

fn found(event: &Event) -> &Found {
    match event {
        Event::Found(found) => found,
        other => panic!("{other:?}"),
    }
}

fn chunked(event: &Event) -> &Chunked {
    match event {
        Event::Chunked(chunked) => chunked,
        other => panic!("{other:?}"),
    }
}

#[test]
fn without_a_model_words_are_searched() {
    let mut page = with_documents(Page::open());
    let events = ask(&mut page, Request::Run(setup("Dogs", Search::Hybrid)));
    let [cut, answer] = &events[..] else { panic!("{events:?}") };
    let Chunked { chunks, unit, .. } = chunked(cut);
    assert_eq!((chunks.len(), *unit), (3, Unit::Tokens));
    // dog, ##s behind the: three tokens of the model's.
    assert_eq!((chunks[1].document, chunks[1].tokens, chunks[1].end), (7, 3, 8));
    let Found { hits, without_vectors, searched, terms, .. } = found(answer);
    assert!(without_vectors);
    assert_eq!((*searched, terms[0].0.as_str()), (3, "dogs"));
    assert_eq!(hits.iter().map(|hit| (hit.chunk, hit.cosine, hit.fate)).collect::<Vec<_>>(), [(1, None, Fate::Taken)]);
    assert_eq!(hits[0].terms, [("dogs".to_owned(), hits[0].bm25.expect("it has the word"))]);
}

#[test]
fn a_stage_is_computed_again_only_when_what_it_is_made_of_changes() {
    let mut page = with_documents(Page::loaded());
    let kinds = |events: &[Event]| -> Vec<&'static str> {
        let kind = |event: &Event| match event {
            Event::Chunked(_) => "chunked",
            Event::Computed(_) => "computed",
            Event::Embedded(_) => "embedded",
            Event::Found(_) => "found",
            _ => "other",
        };
        events.iter().map(kind).collect()
    };
    let first = ask(&mut page, Request::Run(setup("dog", Search::Dense)));
    assert_eq!(kinds(&first), ["chunked", "computed", "embedded", "found"]);
    let [_, Event::Computed(Computed { vectors, owners }), Event::Embedded(embedded), _] = &first[..] else {
        panic!("{first:?}")
    };
    assert_eq!((vectors.keys.len(), vectors.width, embedded.reused), (3, 24, 0));
    assert_eq!(*owners, [7, 5, 9], "the shortest first, so that those side by side are alike");
    assert_eq!(embedded.map.len(), 6);
    // Six tokens fit between [CLS] and [SEP]; the last document has seven, its full stop among them.
    assert_eq!(embedded.cut, [2]);
    assert_eq!(kinds(&ask(&mut page, Request::Run(setup("cat", Search::Hybrid)))), ["found"]);
    assert_eq!(
        kinds(&ask(&mut page, Request::Run(setup("cat", Search::Hybrid)))),
        ["found"],
        "asked again, answered again"
    );
    let documents = vec![document(5, "the cat sat"), document(8, "the dogs"), document(9, "cat")];
    assert!(ask(&mut page, Request::Documents(documents)).is_empty());
    let events = ask(&mut page, Request::Run(setup("cat", Search::Hybrid)));
    assert_eq!(kinds(&events), ["chunked", "embedded", "found"]);
    let Event::Embedded(embedded) = &events[1] else { panic!("{events:?}") };
    // The question was embedded before, and it is the third document.
    assert_eq!(embedded.reused, 3);
    // Another page is told everything, and nothing is embedded twice for it.
    page.send(protocol::Request::Cancel);
    let mut page = with_documents(page);
    let events = ask(&mut page, Request::Run(setup("dog", Search::Dense)));
    assert_eq!(kinds(&events), ["chunked", "embedded", "found"]);
    let Event::Embedded(embedded) = &events[1] else { panic!("{events:?}") };
    assert_eq!(embedded.reused, 3);
}

#[test]
fn vectors_are_handed_out_while_others_are_made_and_when_it_is_stopped() {
    // On this clock every call takes longer than a step may; 25 texts of five tokens go into one.
    let mut page = Page::loaded_on(an_hour_later);
    let words: Vec<String> = (0..150).map(|at| format!("the dog {at}")).collect();
    ask(&mut page, Request::Tokenizer { bytes: pack().0.tokenizer });
    ask(&mut page, Request::Documents(vec![document(5, &words.join("\n\n"))]));
    let mut setup = setup("", Search::Dense);
    setup.chunking = Chunking { size: 3, overlap: 0, ..setup.chunking };
    let events = ask(&mut page, Request::Run(setup.clone()));
    let all = chunked(&events[0]).chunks.len();
    let computed = |events: &[Event]| -> Vec<usize> {
        let count = |event: &Event| match event {
            Event::Computed(Computed { vectors, owners }) => {
                assert!(owners.len() == vectors.keys.len() && owners.iter().all(|owner| *owner == 5));
                Some(vectors.keys.len())
            }
            _ => None,
        };
        events.iter().filter_map(count).collect()
    };
    assert_eq!((computed(&events), all), (vec![75, 75], 150));
    assert!(matches!(events.last(), Some(Event::Embedded(embedded)) if embedded.reused == 0));

    ask(&mut page, Request::Forget);
    ask(&mut page, Request::Documents(vec![document(5, &words.join("\n\n"))]));
    // The first step cuts the text, three make what is handed out.
    page.begin(protocol::Request::Rag(Request::Run(setup)), 6);
    assert_eq!(computed(&ask(&mut page, Request::Stop)), [50]);
}

#[test]
fn more_is_asked_for_than_there_is_and_in_another_language() {
    let mut page = with_documents(Page::loaded());
    for search in [Search::Dense, Search::Bm25, Search::Hybrid] {
        let mut all = setup("the dog", search);
        all.retrieval.k = 50;
        let events = ask(&mut page, Request::Run(all.clone()));
        let answer = found(events.last().expect("an answer"));
        assert!(answer.hits.iter().all(|hit| hit.fate == Fate::Taken) && answer.hits.len() == 3, "{search:?}");
        all.question = "Где спит собака? 狗在哪里".into();
        let events = ask(&mut page, Request::Run(all));
        let expected = if search == Search::Bm25 { 0 } else { 3 };
        assert_eq!(found(&events[0]).hits.len(), expected, "{search:?}");
    }
}

#[test]
fn what_is_forgotten_is_embedded_anew() {
    let mut page = with_documents(Page::loaded());
    ask(&mut page, Request::Run(setup("dog", Search::Dense)));
    assert!(ask(&mut page, Request::Forget).is_empty());
    let events = ask(&mut page, Request::Run(setup("dog", Search::Dense)));
    let Event::Chunked(cut) = &events[0] else { panic!("{events:?}") };
    assert!(cut.chunks.is_empty());
    let mut page = with_documents(page);
    let events = ask(&mut page, Request::Run(setup("dog", Search::Dense)));
    assert!(events.iter().any(|event| matches!(event, Event::Embedded(embedded) if embedded.reused == 0)));
}

#[test]
fn dense_search_is_the_inner_product_of_the_models_own_vectors() {
    let mut page = with_documents(Page::loaded());
    let events = ask(&mut page, Request::Run(setup("the dog sat", Search::Dense)));
    let answer = found(events.last().expect("an answer")).clone();
    let own = page.embed(&["the dog sat", "the cat sat", "the dogs", "The dog sat. The cat sat"]);
    let (question, chunks) = own.vectors.split_at(24);
    let mut expected: Vec<(u32, f32)> =
        (0..3).map(|at| (at as u32, chunks[24 * at..][..24].iter().zip(question).map(|(a, b)| a * b).sum())).collect();
    expected.sort_by(|a, b| b.1.total_cmp(&a.1));
    for (hit, (chunk, cosine)) in answer.hits.iter().zip(&expected) {
        assert_eq!(hit.chunk, *chunk);
        assert!((hit.cosine.expect("a cosine") - cosine).abs() < 1e-6);
    }
    assert_eq!(answer.hits.len(), 3);
    assert!(answer.place.is_some() && !answer.without_vectors);
}

#[test]
fn threshold_k_filter_and_mmr_say_what_became_of_each_hit() {
    let mut page = with_documents(Page::loaded());
    let run = |page: &mut Page, change: fn(&mut Retrieval)| {
        let mut setup = setup("the dog sat", Search::Dense);
        change(&mut setup.retrieval);
        found(ask(page, Request::Run(setup)).last().expect("an answer")).clone()
    };
    let fates = |found: &Found| found.hits.iter().map(|hit| hit.fate).collect::<Vec<Fate>>();
    let one = run(&mut page, |it| it.k = 1);
    assert_eq!(fates(&one), [Fate::Taken, Fate::Beyond, Fate::Beyond]);
    let none = run(&mut page, |it| it.threshold = 1.0);
    assert_eq!(fates(&none), [Fate::Below; 3], "nothing is that near");
    let many = run(&mut page, |it| it.k = 1000);
    assert_eq!(fates(&many), [Fate::Taken; 3]);
    let within = run(&mut page, |it| it.documents = Some(vec![7]));
    assert_eq!((within.searched, within.hits.len(), within.hits[0].chunk), (1, 1, 1));
    let diverse = run(&mut page, |it| it.mmr = Some(0.3));
    assert_eq!(diverse.hits[0].chunk, many.hits[0].chunk, "the nearest is first whatever lambda is");
    assert!(diverse.hits.iter().all(|hit| hit.marginal.is_some()));
    let events = ask(
        &mut page,
        Request::Run(Setup {
            retrieval: Retrieval { mmr: Some(f32::NAN), ..Retrieval::default() },
            ..setup("dog", Search::Dense)
        }),
    );
    assert!(matches!(&events[..], [Event::Failed { stage: Stage::Retrieval, message }] if message.contains("lambda")));
}

#[test]
fn what_cannot_be_done_is_said() {
    let mut page = with_documents(Page::open());
    let cut = |page: &mut Page, chunking: Chunking| match &ask(
        page,
        Request::Run(Setup { chunking, ..setup("", Search::Bm25) }),
    )[..]
    {
        [Event::Failed { stage: Stage::Chunks, message }] => message.clone(),
        other => panic!("{other:?}"),
    };
    assert!(cut(&mut page, Chunking { size: 0, overlap: 0, ..Chunking::default() }).contains("at least one token"));
    assert!(cut(&mut page, Chunking { size: 8, overlap: 8, ..Chunking::default() }).contains("overlap of 8"));
    assert!(cut(&mut page, Chunking { method: Method::Semantic, ..Chunking::default() }).contains("load it"));
    let events = ask(&mut page, Request::Tokenizer { bytes: b"<!doctype html>".to_vec() });
    assert!(matches!(&events[..], [Event::Failed { stage: Stage::Chunks, .. }]));
    // No documents, and a document without a word.
    for documents in [Vec::new(), vec![document(1, " \n")]] {
        ask(&mut page, Request::Documents(documents));
        let events = ask(&mut page, Request::Run(setup("dog", Search::Hybrid)));
        let [cut, answer] = &events[..] else { panic!("{events:?}") };
        assert!(chunked(cut).chunks.is_empty() && found(answer).hits.is_empty());
    }
}

#[test]
fn semantic_chunks_break_where_neighbours_are_least_alike() {
    let mut page = Page::loaded();
    ask(&mut page, Request::Tokenizer { bytes: pack().0.tokenizer });
    ask(&mut page, Request::Documents(vec![document(1, "The cat sat. The cat. The dogs. The dog sat.")]));
    let chunking = Chunking { method: Method::Semantic, percentile: 50.0, ..Chunking::default() };
    let events = ask(&mut page, Request::Run(Setup { chunking, ..Setup::default() }));
    let cut = events.iter().find_map(|event| match event {
        Event::Chunked(chunked) => Some(chunked.chunks.clone()),
        _ => None,
    });
    let cut = cut.expect("chunks");
    // Of three distances the median breaks nothing itself, and one is larger.
    assert_eq!(cut.len(), 2, "{cut:?}");
    assert_eq!((cut[0].cut, cut[1].cut), (Cut::Meaning, Cut::End));
}

#[test]
fn an_answer_is_linked_to_its_chunk_and_a_question_to_a_sentence() {
    let mut page = with_documents(Page::loaded());
    ask(&mut page, Request::Run(setup("dog", Search::Hybrid)));
    let support = Support { answer: "The dogs. The cat sat.".into(), chunks: vec![0, 1, 2], ..Support::default() };
    let events = ask(&mut page, Request::Support(support));
    let [Event::Supported(supported)] = &events[..] else { panic!("{events:?}") };
    let linked: Vec<(u32, f32)> = supported.sentences.iter().map(|it| (it.chunk, it.overlap)).collect();
    assert_eq!(linked, [(1, 1.0), (0, 1.0)]);
    let support = Support { question: "the cat".into(), chunks: vec![2], ..Support::default() };
    let events = ask(&mut page, Request::Support(support));
    let [Event::Supported(supported)] = &events[..] else { panic!("{events:?}") };
    let best = &supported.sentences[0];
    assert_eq!((best.start, best.end, best.chunk), (13, 24, 2));
    let events = ask(&mut page, Request::Support(Support { chunks: vec![99], ..Support::default() }));
    assert!(matches!(&events[..], [Event::Failed { stage: Stage::Answer, .. }]));
}

#[test]
fn the_model_is_loaded_by_this_lessons_requests_too() {
    let (pack, shards) = pack();
    let mut page = Page::open();
    ask(&mut page, Request::Encoder(pack::Request::Open(pack)));
    let mut last = Vec::new();
    for bytes in shards {
        last = ask(&mut page, Request::Encoder(pack::Request::Shard { bytes }));
    }
    let Some(Event::Encoder(pack::Event::Loaded(facts))) = last.last() else { panic!("{last:?}") };
    assert_eq!((facts.model.as_str(), facts.precision.as_str()), ("tiny", "f16"));
    // Vectors of an earlier visit are used, those of other weights are not.
    let mut page = with_documents(page);
    let vectors = |model: &str| {
        let key = packs::digest(b"the dogs")[..16].try_into().expect("16 bytes");
        let mut values = vec![0.0; 24];
        values[3] = 1.0;
        Vectors { model: model.into(), keys: vec![key], width: 24, values }
    };
    ask(&mut page, Request::Remember(vectors("tiny q8_0")));
    ask(&mut page, Request::Remember(vectors("tiny f16")));
    let events = ask(&mut page, Request::Run(setup("", Search::Dense)));
    let [_, Event::Computed(computed), Event::Embedded(embedded)] = &events[..] else { panic!("{events:?}") };
    assert_eq!((computed.vectors.keys.len(), embedded.reused), (2, 1));
}

#[test]
fn an_approximate_index_is_held_to_the_exact_search() {
    let request = Approximate { over: Over::Made(600), m: 8, ef_construction: 60, ef_search: vec![1, 10, 600], k: 10 };
    let mut page = with_documents(Page::open());
    let events = ask(&mut page, Request::Approximate(request.clone()));
    let Some(Event::Approximated(told)) = events.last() else { panic!("{events:?}") };
    assert_eq!((told.vectors, told.width, told.questions), (600, 384, 100));
    let [worst, middle, best] = &told.walks[..] else { panic!("{told:?}") };
    assert!(worst.recall <= middle.recall && middle.recall < best.recall, "{told:?}");
    assert!(best.recall > 0.99 && middle.compared < 600.0 && middle.compared < best.compared, "{told:?}");
    assert!(told.layers > 1 && told.links > 600);
    // The graph serves again for other searches, and says the same.
    let again = Approximate { ef_search: vec![10], ..request.clone() };
    let events = ask(&mut page, Request::Approximate(again));
    let [Event::Approximated(again)] = &events[..] else { panic!("{events:?}") };
    assert_eq!((again.walks[0].recall, again.build), (middle.recall, told.build));
    for wrong in [Approximate { m: 1, ..request.clone() }, Approximate { over: Over::Made(0), ..request.clone() }] {
        let events = ask(&mut page, Request::Approximate(wrong));
        assert!(matches!(&events[..], [Event::Failed { stage: Stage::Retrieval, .. }]));
    }

    let chunks = Approximate { over: Over::Chunks, ..request };
    let events = ask(&mut page, Request::Approximate(chunks.clone()));
    assert!(matches!(&events[..], [Event::Failed { stage: Stage::Retrieval, .. }]), "there are no vectors");
    let mut page = with_documents(Page::loaded());
    ask(&mut page, Request::Run(setup("dog", Search::Dense)));
    let events = ask(&mut page, Request::Approximate(chunks));
    let Some(Event::Approximated(told)) = events.last() else { panic!("{events:?}") };
    assert_eq!((told.vectors, told.questions), (3, 3));
    assert_eq!(told.walks[2].recall, 1.0, "a chunk is no neighbour of its own: two others are found");
}
