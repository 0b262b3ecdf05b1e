//! The page's state, driven by the real worker's algorithm where numbers matter and by made-up answers where order does.

use protocol::vectorization::*;

use super::*;
use crate::Lesson as _;

/// A page whose worker has answered its first fit with this many documents and terms.
fn ready(documents: usize, terms: usize) -> Lesson {
    let mut lesson = Lesson::default();
    let asked = lesson.worker_started(false);
    assert!(matches!(&asked[..], [Request::Read { .. }, Request::Fit { .. }]));
    fit(&mut lesson, documents, terms);
    lesson
}

/// The worker's answer to the newest fit.
fn fit(lesson: &mut Lesson, documents: usize, terms: usize) -> Vec<Request> {
    let fitted = Fitted { documents, terms, idf_min: 1.0, idf_max: 2.0, ..Fitted::default() };
    let serial = lesson.serial;
    say(lesson, Event::Fitted { serial, fitted })
}

fn say(lesson: &mut Lesson, event: Event) -> Vec<Request> {
    lesson.apply(&protocol::Event::Vectorization(event))
}

fn window(view: View) -> Event {
    let cells = vec![Cell { at: 1, count: 2, tf: 2.0, weight: 0.5 }];
    let column = |term: &str, idf| Column { term: term.into(), df: 3, idf };
    Event::Window(Window {
        view,
        rows: vec![Row { document: 4, text: "five".into(), norm: 4.0, cells }],
        columns: vec![column("dog", 1.5), column("good", 1.0)],
    })
}

fn hit(document: usize, cosine: f64) -> Hit {
    Hit { document, text: String::new(), cosine, dot: cosine, shares: Vec::new(), rest: 0.0 }
}

fn ranking(query: &str, hits: Vec<Hit>) -> Ranking {
    Ranking { query: query.into(), matching: hits.len(), hits, ..Ranking::default() }
}

fn comparison(a: usize, b: usize, cosine: f64, reordered: bool, terms: usize) -> Event {
    Event::Comparison(Comparison {
        a,
        b,
        texts: Default::default(),
        cosine,
        shares: Vec::new(),
        rest: 0.0,
        terms: (terms, terms),
        reordered,
    })
}

#[test]
fn nothing_is_asked_before_the_worker_is_there_and_all_of_it_then() {
    let mut lesson = Lesson::default();
    assert!(lesson.set(|options| options.stop_words = true).is_empty());
    assert!(lesson.search("dog").is_empty() && lesson.edit("one\ntwo").is_empty());
    let asked = lesson.worker_started(false);
    let [Request::Read { text, split: Split::Lines }, Request::Fit { setup, .. }] = &asked[..] else {
        panic!("{asked:?}")
    };
    assert!(text == "one\ntwo" && setup.options.stop_words);
    let asked = fit(&mut lesson, 2, 2);
    let kinds = |request: &Request| matches!(request, Request::Rank { query } if query == "dog");
    assert!(asked.iter().any(kinds) && asked.len() == 4, "{asked:?}");
    assert!(asked.contains(&Request::Follow { document: 1 }), "there is no fourth document");
}

#[test]
fn scrolling_asks_for_the_newest_window_only() {
    let mut lesson = ready(2000, 20_000);
    let first = lesson.view;
    say(&mut lesson, window(first));
    assert_eq!(lesson.look(10, 20, 0, 60).len(), 1);
    assert!(lesson.look(20, 20, 0, 60).is_empty());
    assert!(lesson.look(30, 20, 5, 60).is_empty());
    let on_the_way = View { first_row: 10, ..first };
    let next = say(&mut lesson, window(on_the_way));
    let newest = View { first_row: 30, first_column: 5, ..first };
    assert_eq!(next, [Request::Window(newest)]);
    assert!(say(&mut lesson, window(newest)).is_empty());
}

#[test]
fn answers_about_the_matrix_before_are_dropped() {
    let mut lesson = ready(5, 2);
    lesson.set(|options| options.use_idf = false);
    let view = lesson.view;
    assert!(say(&mut lesson, window(view)).is_empty());
    assert_eq!(lesson.window, None);
    let serial = lesson.serial;
    say(&mut lesson, Event::Fitted { serial: serial - 1, fitted: Fitted::default() });
    assert!(!lesson.is_ready(), "the fit before this one does not count");
    say(&mut lesson, Event::Unfit { serial, message: "The vocabulary is empty.".into() });
    assert_eq!(lesson.phase, Phase::Unfit("The vocabulary is empty.".into()));
    assert_eq!(lesson.set(|options| options.use_idf = true).len(), 1, "and it goes on from there");
}

#[test]
fn a_cell_is_worked_out_with_its_numbers() {
    let mut lesson = ready(5, 2);
    let view = lesson.view;
    say(&mut lesson, window(view));
    assert_eq!(lesson.shown().map(|shown| shown.term), Some("good".into()), "something is worked out from the start");
    lesson.point(Some((0, 1)));
    let shown = lesson.shown().expect("a cell is shown");
    assert_eq!((shown.document, shown.term.as_str(), shown.count, shown.norm), (4, "good", 2, 4.0));
    let words: Vec<String> = formula(&shown, &lesson.setup, 5)
        .iter()
        .map(|line| line.parts.iter().map(|part| part.text.as_str()).collect())
        .collect();
    assert_eq!(
        words,
        [
            "tf = 2",
            "idf = ln ((1 + 5) / (1 + 3)) + 1 = 1",
            "tf × idf = 2 × 1 = 2",
            "norm = √Σ product² = 4",
            "weight = 2 / 4 = 0.5000"
        ]
    );
    assert_eq!(lesson.pick((0, 1)), [Request::Follow { document: 4 }]);
    assert_eq!(lesson.exercises.best(Exercise::Commonest), None, "two terms are too few to search among");
    lesson.point(None);
    assert_eq!(lesson.shown().map(|shown| shown.count), Some(2), "the chosen cell stays");
    lesson.point(Some((0, 0)));
    assert_eq!(lesson.shown().map(|shown| (shown.count, shown.weight)), Some((0, 0.0)));
    lesson.point(Some((7, 0)));
    assert_eq!(lesson.hover, None);
    let further = View { first_row: 7, ..lesson.view };
    say(&mut lesson, window(further));
    assert_eq!(lesson.hover.as_ref().map(|hover| hover.place), Some((7, 0)), "it was pointed at before it arrived");
}

#[test]
fn exercises_are_graded_on_what_was_measured() {
    let mut lesson = ready(14, 60);
    let view = lesson.view;
    say(&mut lesson, window(view));
    lesson.pick((0, 0));
    assert!(!lesson.exercises.is_solved(Exercise::Commonest));
    lesson.pick((0, 1));
    assert!(lesson.exercises.is_solved(Exercise::Commonest));

    say(&mut lesson, comparison(0, 1, 0.0, false, 3));
    assert_eq!(lesson.exercises.best(Exercise::Orthogonal), None, "these two came with the page");
    lesson.edit("a kind cat sleeps\none friendly feline slumbers");
    fit(&mut lesson, 2, 7);
    say(&mut lesson, comparison(0, 1, 0.0, false, 2));
    assert!(!lesson.exercises.is_solved(Exercise::Orthogonal), "too short");
    say(&mut lesson, comparison(0, 1, 0.0, false, 3));
    assert!(lesson.exercises.is_solved(Exercise::Orthogonal));

    lesson.compare(1, 0);
    say(&mut lesson, comparison(1, 0, 0.5, false, 3));
    assert_eq!(lesson.exercises.best(Exercise::Order), None);
    say(&mut lesson, comparison(1, 0, 0.5, true, 3));
    assert!(lesson.exercises.is_solved(Exercise::Order));

    let hard = || vec![hit(HARD_TARGET, 0.9), hit(1, 0.5)];
    say(&mut lesson, Event::Ranking(ranking(HARD_QUERY, hard())));
    assert_eq!(lesson.exercises.best(Exercise::RankOne), None, "other documents");
    lesson.use_sample();
    fit(&mut lesson, 14, 60);
    say(&mut lesson, Event::Ranking(ranking("dog", hard())));
    assert_eq!(lesson.exercises.best(Exercise::RankOne), None, "another query");
    say(&mut lesson, Event::Ranking(ranking(HARD_QUERY, vec![hit(HARD_TARGET, 0.5), hit(1, 0.5)])));
    assert!(!lesson.exercises.is_solved(Exercise::RankOne), "a tie");
    say(&mut lesson, Event::Ranking(ranking("The dog,  the river, the money", hard())));
    assert!(lesson.exercises.is_solved(Exercise::RankOne));
}

#[test]
fn breaking_wants_a_guess_and_measures_it() {
    let mut lesson = ready(14, 60);
    say(&mut lesson, Event::Ranking(ranking("good film", vec![hit(6, 0.7)])));
    lesson.choose_surgery(Surgery::Duplicate(0));
    assert!(lesson.operate().is_empty() && lesson.obstacle().contains("what you expect"));
    lesson.guess(Guess::Falls);
    assert_eq!(
        lesson.operate(),
        [Request::Operate { surgery: Surgery::Duplicate(6), query: "good film".into() }],
        "the best document is the one that is copied"
    );
    let after = ranking("good film", vec![hit(0, 0.8), hit(6, 0.6)]);
    let before = ranking("good film", vec![hit(6, 0.7)]);
    say(&mut lesson, Event::Operation { surgery: Surgery::Duplicate(6), before, after });
    let operation = lesson.break_it.operation.clone().expect("it was done");
    assert_eq!((operation.outcome(), operation.rank_after()), (Some(Guess::Falls), Some(2)));
    assert!(operation.was_expected());
    lesson.set_representation(Representation::Counts);
    assert_eq!(lesson.break_it.operation, None, "it was about another matrix");
    fit(&mut lesson, 14, 60);
    assert!(lesson.obstacle().contains("Choose TF-IDF"));
}

#[test]
fn a_link_brings_back_what_is_on_show() {
    let again = |lesson: &Lesson| {
        let owned: Vec<_> = lesson.to_query().into_iter().map(|(name, value)| (name.to_string(), value)).collect();
        // Texts are compared by identity, and a link carries none.
        Lesson { corpus: lesson.corpus.clone(), ..Lesson::from_query(&owned) }
    };
    let start = Lesson::default();
    assert_eq!(start.to_query(), [("v", "1".to_string())]);
    assert_eq!(again(&start), start);
    let mut lesson = Lesson::default();
    lesson.set_representation(Representation::Counts);
    lesson.set_split(Split::Paragraphs);
    lesson.set(|options| {
        options.lowercase = false;
        options.stop_words = true;
        options.own_stop_words = vec!["Film".into(), "और".into()];
        options.sublinear_tf = true;
        options.ngram_range = (2, 3);
        options.max_features = Some(12);
        options.norm = None;
    });
    lesson.set_limits(Limit::Share(0.1), Limit::Documents(9));
    lesson.sort_terms(Order::Document(2));
    lesson.sort_documents(true);
    lesson.search("<b>“é漢”&=?</b>");
    lesson.compare(4, 5);
    lesson.follow(7);
    lesson.set_position(3);
    assert_eq!(again(&lesson), lesson);
    assert_eq!(lesson.link_note(), None);
    lesson.edit("mine");
    assert!(lesson.link_note().is_some_and(|note| note.contains("stay in this browser")));
}

#[test]
fn nonsense_in_a_link_becomes_the_default_and_is_named() {
    let pairs = [
        ("as", "poem"),
        ("idf", "yes"),
        ("ngrams", "3-1"),
        ("min_df", "many"),
        ("terms", "-4"),
        ("norm", "l9"),
        ("without", "don't"),
        ("order", "0"),
        ("pair", "1"),
        ("at", "8"),
        ("unheard", "of"),
    ];
    let owned: Vec<_> = pairs.map(|(name, value)| (name.to_string(), value.to_string())).to_vec();
    let lesson = Lesson::from_query(&owned);
    let said = lesson.notices[0].text.clone();
    for (name, value) in &pairs[..10] {
        assert!(said.contains(&format!("“{name}={value}”")), "{name} in {said}");
    }
    let mut plain = lesson.clone();
    plain.notices.clear();
    assert_eq!(plain, Lesson { corpus: plain.corpus.clone(), ..Lesson::default() });
}

#[test]
fn tables_hold_every_digit() {
    let Event::Window(window) = window(View::default()) else { panic!() };
    assert_eq!(matrix_table(&window).csv(), "document,dog,good\r\n5: five,0,0.5\r\n");
    let svg = matrix_svg(&window, &viz::scale::Scale::Sequential { min: 0.0, max: 1.0 });
    assert!(svg.contains(">good</text>") && svg.contains("5 five"));
    let steps = Steps {
        document: 0,
        text: "a dog".into(),
        pieces: vec![Piece { text: "a".into(), kind: PieceKind::TooShort }],
        terms: vec!["dog".into()],
        weights: vec![Term { term: "dog".into(), count: 1, weight: None }],
        norm: 1.0,
        cut: false,
    };
    let table = steps_table(&steps);
    assert!(table.rows[0][7].starts_with("not in the vocabulary") && table.rows[1][7] == "one character");
}
