//! Writing with a model that is a few lines: its logits follow from all tokens in its cache, so a cache that is wrong writes another text.

use engine::writing::{Vocabulary, Writer};
use models::text_model::{Answer, Keep, Sizes, Step, TextModel};
use protocol::writing::{Event, Look, Reason, Settings, Write, Written};

const VOCAB: usize = 256;
const CONTEXT: usize = 300;

#[derive(Default)]
struct Fake {
    cache: Vec<u32>,
    /// Tokens taken in so far.
    read: usize,
    breaks_at: Option<usize>,
}

impl Fake {
    fn logits(&self) -> Vec<f32> {
        if self.breaks_at == Some(self.cache.len()) {
            return vec![f32::NAN; VOCAB];
        }
        let mix = self.cache.iter().fold(7_u32, |mix, token| mix.wrapping_mul(31).wrapping_add(*token));
        (0..VOCAB as u32).map(|token| (mix.wrapping_mul(2 * token + 1) >> 20) as f32 / 500.0).collect()
    }
}

impl TextModel for Fake {
    fn sizes(&self) -> Sizes {
        Sizes { vocab_size: VOCAB, num_layers: 2, num_heads: 3, context: CONTEXT }
    }

    fn len(&self) -> usize {
        self.cache.len()
    }

    fn cache_bytes(&self) -> usize {
        self.cache.len() * 4
    }

    fn truncate(&mut self, len: usize) {
        self.cache.truncate(len);
    }

    fn extend<'a>(&'a mut self, tokens: &'a [u32], keep: Keep) -> Answer<'a, Step> {
        Box::pin(async move {
            self.cache.extend(tokens);
            self.read += tokens.len();
            let shares = vec![1.0 / self.cache.len() as f32; self.cache.len()];
            Ok(Step {
                logits: self.logits(),
                attention: if keep.attention { vec![vec![shares; 3]; 2] } else { Vec::new() },
                residual: if keep.residual { vec![vec![1.0], vec![2.0], vec![3.0]] } else { Vec::new() },
            })
        })
    }

    fn lens<'a>(&'a mut self, residual: &'a [f32]) -> Answer<'a, Vec<f32>> {
        Box::pin(async move { Ok((0..VOCAB).map(|token| if token == 65 { residual[0] } else { 0.0 }).collect()) })
    }
}

/// A token is a byte; 255 ends a text.
struct Bytes([[u8; 1]; 256]);

impl Default for Bytes {
    fn default() -> Self {
        Bytes(std::array::from_fn(|byte| [byte as u8]))
    }
}

impl Vocabulary for Bytes {
    fn encode(&self, text: &str) -> Result<Vec<u32>, String> {
        Ok(text.bytes().map(u32::from).collect())
    }

    fn bytes(&self, token: u32) -> &[u8] {
        &self.0[token as usize]
    }

    fn is_end(&self, token: u32) -> bool {
        token == 255
    }
}

#[derive(Default)]
struct Desk {
    writer: Writer,
    model: Fake,
    words: Bytes,
}

impl Desk {
    fn begin(&mut self, write: Write) -> Result<(), String> {
        self.writer.begin(write, &self.model)
    }

    fn tick(&mut self) -> Vec<Event> {
        pollster::block_on(self.writer.tick(&mut self.model, &self.words, || 0.0))
    }

    /// Everything up to the stop.
    fn finish(&mut self) -> (Vec<Written>, Reason) {
        let mut all = Vec::new();
        loop {
            for event in self.tick() {
                match event {
                    Event::Written(written) => all.push(written),
                    Event::Stopped(stopped) => return (all, stopped.reason),
                    Event::Reading { .. } => {}
                    other => panic!("{other:?}"),
                }
            }
        }
    }

    fn write(&mut self, write: Write) -> Vec<u32> {
        self.begin(write).unwrap();
        self.finish().0.iter().map(|written| written.piece.token).collect()
    }

    fn look(&mut self, look: Look) -> Result<protocol::writing::Looked, String> {
        pollster::block_on(self.writer.look(look, &mut self.model, &self.words))
    }
}

fn write(text: &str, count: u32) -> Write {
    Write { tokens: text.bytes().map(u32::from).collect(), settings: Settings::default(), count, cache: true }
}

fn look(text: &str) -> Look {
    Look {
        before: text.bytes().map(u32::from).collect(),
        chosen: None,
        settings: Settings::default(),
        count: 5,
        search: String::new(),
        lens: false,
        attention: None,
    }
}

#[test]
fn the_cache_changes_the_cost_and_not_the_text() {
    let mut with = Desk::default();
    let text = with.write(write("once", 20));
    assert_eq!(text.len(), 20);
    assert_eq!(with.model.read, 4 + 19);
    let mut without = Desk::default();
    assert_eq!(without.write(Write { cache: false, ..write("once", 20) }), text);
    assert_eq!(without.model.read, (4..24).sum::<usize>());
}

#[test]
fn a_branch_is_what_would_have_been_written_there() {
    let mut desk = Desk::default();
    let first = desk.write(write("once", 10));
    let mut branch = write("once", 10);
    branch.tokens.extend([first[0], first[1], 66]);
    let read = desk.model.read;
    let second = desk.write(branch.clone());
    assert_eq!(second, Desk::default().write(branch));
    // Of the text before the branch nothing is read again.
    assert_eq!(desk.model.read - read, 1 + 9);
    assert_eq!(desk.write(write("once", 10)), first, "and back");
}

#[test]
fn the_seed_decides_and_greedy_does_not_ask_it() {
    let seeded = |seed, temperature| {
        let settings = Settings { seed, temperature, ..Settings::default() };
        Desk::default().write(Write { settings, ..write("once", 30) })
    };
    assert_eq!(seeded(1, 1.0), seeded(1, 1.0));
    assert_ne!(seeded(1, 1.0), seeded(2, 1.0));
    assert_eq!(seeded(1, 0.0), seeded(2, 0.0));
    assert_eq!(seeded(1, 100.0).len(), 30);
}

#[test]
fn a_stop_comes_between_two_tokens() {
    let mut desk = Desk::default();
    desk.begin(write("once", 100)).unwrap();
    assert!(matches!(desk.tick()[..], [Event::Written(_)]));
    let Some(Event::Stopped(stopped)) = desk.writer.stop() else { panic!("it was writing") };
    assert_eq!((stopped.length, stopped.reason), (5, Reason::Asked));
    assert!(!desk.writer.is_busy() && desk.tick().is_empty() && desk.writer.stop().is_none());
}

#[test]
fn a_full_context_is_said_and_not_overrun() {
    let mut desk = Desk::default();
    desk.begin(write(&"x".repeat(CONTEXT - 3), 100)).unwrap();
    let (written, reason) = desk.finish();
    assert_eq!((written.len(), reason), (3, Reason::Full));
    desk.begin(write(&"x".repeat(CONTEXT), 5)).unwrap();
    assert_eq!(desk.finish(), (Vec::new(), Reason::Full));
    let error = desk.begin(write(&"x".repeat(CONTEXT + 1), 5)).unwrap_err();
    assert!(error.contains("301 tokens") && error.contains("shorten"), "{error}");
    assert!(desk.begin(write("", 5)).unwrap_err().contains("type at least"));
}

#[test]
fn a_long_text_is_read_in_parts() {
    let mut desk = Desk::default();
    desk.begin(write(&"y".repeat(280), 1)).unwrap();
    let mut reports = Vec::new();
    while desk.writer.is_busy() {
        reports.extend(desk.tick());
    }
    assert!(matches!(reports[0], Event::Reading { done: 128, of: 280 }));
    assert!(matches!(reports[1], Event::Reading { done: 256, of: 280 }));
    // The first token pays for all that was read for it.
    assert!(matches!(&reports[2], Event::Written(written) if written.tokens_read == 280), "{:?}", reports[2]);
    assert_eq!(desk.model.cache.len(), 280);
}

#[test]
fn logits_that_are_no_numbers_stop_it_with_words() {
    let mut desk = Desk { model: Fake { breaks_at: Some(6), ..Fake::default() }, ..Desk::default() };
    desk.begin(write("once", 10)).unwrap();
    let (written, reason) = desk.finish();
    assert_eq!(written.len(), 2);
    assert!(matches!(reason, Reason::Failed(message) if message.contains("no number")));
    assert!(desk.look(look("onceab")).unwrap_err().contains("no number"));
}

#[test]
fn looking_shows_every_stage_of_the_same_logits() {
    let mut desk = Desk::default();
    let settings = Settings { top_k: 4, top_p: 0.9, repetition_penalty: 1.5, seed: 3, ..Settings::default() };
    desk.begin(Write { settings, ..write("once", 3) }).unwrap();
    let (written, _) = desk.finish();
    let read = desk.model.read;
    let looked = desk.look(Look { settings, chosen: Some(written[0].piece.token), ..look("once") }).unwrap();
    assert_eq!(desk.model.read, read, "its logits were kept");
    assert_eq!(looked.falls_on, written[0].piece);
    assert_eq!(looked.draw, written[0].draw);
    assert_eq!((looked.stages[0].kept, looked.stages[3].kept, looked.stages[3].removed), (256, 4, 252));
    let chosen = looked.candidates.iter().find(|candidate| candidate.piece == written[0].piece).unwrap();
    assert_eq!((chosen.probabilities[0], chosen.probabilities[5]), (written[0].probability, written[0].drawn_with));
    assert!(looked.candidates.windows(2).take(4).all(|pair| pair[0].logit >= pair[1].logit));
    assert!(looked.lens.is_empty() && looked.attention.is_empty());
}

#[test]
fn the_search_is_over_the_whole_vocabulary() {
    let mut desk = Desk::default();
    let looked = desk.look(Look { search: "q".into(), ..look("once") }).unwrap();
    let found: Vec<u32> = looked.found.iter().map(|candidate| candidate.piece.token).collect();
    assert_eq!((looked.matches, found.len()), (2, 2));
    assert!(found.contains(&u32::from(b'q')) && found.contains(&u32::from(b'Q')));
}

#[test]
fn lens_and_attention_are_of_the_place_that_was_asked_for() {
    let mut desk = Desk::default();
    let text = desk.write(write("once", 8));
    let looked = desk.look(Look { lens: true, attention: Some(1), chosen: Some(65), ..look("onc") }).unwrap();
    assert_eq!(looked.attention, vec![vec![1.0 / 3.0; 3]; 3]);
    assert_eq!(looked.lens.len(), 3);
    assert_eq!(looked.lens[2].likeliest[0].0.bytes, b"A");
    assert!(looked.lens[0].of_chosen < looked.lens[2].of_chosen);
    assert_eq!(looked.lens[2].rank_of_chosen, 0);
    assert!(desk.look(Look { attention: Some(2), ..look("onc") }).unwrap_err().contains("no layer 2"));
    // The cache was cut by the look; writing on reads what is missing.
    let mut on = write("once", 4);
    on.tokens.extend(&text);
    assert_eq!(desk.write(on.clone()), Desk::default().write(on));
}

#[test]
fn a_token_may_be_a_part_of_a_character() {
    let mut desk = Desk::default();
    let text = desk.write(write("é", 12));
    let pieces = desk.words.pieces(&text);
    let shown = lessons::writing::running_text(pieces.iter().map(|piece| piece.bytes.as_slice()));
    assert!(!shown.text.is_empty());
}

#[test]
fn a_text_that_is_given_is_measured_as_it_would_have_been_written() {
    let mut desk = Desk::default();
    // An end in the middle ends nothing: nobody wrote it.
    let text = [65, 66, 255, 67, 66];
    desk.writer.measure(text.to_vec(), Settings::default(), &desk.model).unwrap();
    let (measured, reason) = desk.finish();
    assert_eq!(reason, Reason::Done);
    assert_eq!(measured.iter().map(|written| written.piece.token).collect::<Vec<_>>(), text[1..]);
    for (place, written) in (1..).zip(&measured) {
        assert_eq!((written.place, written.tokens_read), (place as u32, 1));
        let look = Look {
            before: text[..place].to_vec(),
            chosen: Some(text[place]),
            settings: Settings::default(),
            count: 1,
            search: String::new(),
            lens: false,
            attention: None,
        };
        let looked = pollster::block_on(desk.writer.look(look, &mut desk.model, &desk.words)).unwrap();
        let chosen = looked.candidates.iter().find(|candidate| candidate.piece.token == text[place]).unwrap();
        assert_eq!((chosen.probabilities[0], chosen.rank), (written.probability, written.rank));
        assert_eq!(looked.stages[0].entropy_bits, written.entropy_bits);
    }
    assert!(desk.writer.measure(Vec::new(), Settings::default(), &desk.model).is_err());
    assert!(desk.writer.measure(vec![1; CONTEXT + 1], Settings::default(), &desk.model).is_err());
}
