//! How fast the lesson trains and encodes in the tab, beside Hugging Face's `tokenizers` on one thread, natively, on the same text.

use crate::{
    machine,
    report::{Report, median},
};
use std::time::Instant;
use tests::harness::{Browser, Site, Tab, in_browser};
use tokenizers::{
    AddedToken, DecoderWrapper, Model, NormalizerWrapper, PostProcessorWrapper, PreTokenizerWrapper, TokenizerImpl,
    models::bpe::{BPE, BpeTrainer},
    pre_tokenizers::byte_level::ByteLevel,
};

/// The two take turns, so that a busy neighbour hits both.
const ROUNDS: usize = 3;
const BYTES: usize = 1_000_000;
const MERGES: usize = 8_000;

type Peer = TokenizerImpl<BPE, NormalizerWrapper, PreTokenizerWrapper, PostProcessorWrapper, DecoderWrapper>;

pub fn run() -> Report {
    // Before the first use of its thread pool.
    // SAFETY: nothing else runs yet in this program.
    unsafe {
        std::env::set_var("RAYON_NUM_THREADS", "1");
        std::env::set_var("TOKENIZERS_PARALLELISM", "false");
    }
    let machine = machine::describe();
    let text = text();
    let site = Site::at_root();
    let (mut train, mut encode, mut peer_train, mut peer_encode) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        in_browser(&site, Browser::default(), |tab| {
            let (training, encoding) = measure(tab, &text);
            train.push(training);
            encode.push(encoding);
        });
        let (training, encoding) = measure_peer(&text);
        peer_train.push(training);
        peer_encode.push(encoding);
    }
    let list = |values: &[f64], digits: usize| {
        values.iter().map(|value| format!("{value:.digits$}")).collect::<Vec<_>>().join(", ")
    };
    let lists = [list(&train, 2), list(&encode, 1), list(&peer_train, 2), list(&peer_encode, 1)];
    let (train, encode, peer_train, peer_encode) =
        (median(train), median(encode), median(peer_train), median(peer_encode));
    Report {
        title: "Tokenization",
        what: format!(
            "BPE training of 1 MB to {MERGES} merges, MB/s in Chromium beside Hugging Face tokenizers natively on one thread"
        ),
        ours: 1.0 / train,
        peer: 1.0 / peer_train,
        text: format!(
            "The lesson at `/tokenization` in its worker beside Hugging Face's `tokenizers` (Rust, native, one thread): bytes after GPT-2's \
             pattern, {BYTES} bytes of text, {MERGES} merges, then the same text encoded with them. The text is the site's stories three \
             times, the second time with every letter 13 places on and the third with every word reversed, so that words repeat as in a \
             longer book. {ROUNDS} rounds in turn.\n\n\
             | | Training, s | Rounds | Encoding, MB/s | Rounds |\n| --- | ---: | --- | ---: | --- |\n\
             | Glassbox in the tab | {train:.2} | {} | {encode:.1} | {} |\n\
             | Hugging Face tokenizers | {peer_train:.2} | {} | {peer_encode:.1} | {} |\n\
             | Ratio (above 1: Glassbox is faster) | {:.2} | | {:.2} | |\n\n{machine}",
            lists[0],
            lists[1],
            lists[2],
            lists[3],
            peer_train / train,
            encode / peer_encode,
        ),
    }
}

/// A megabyte of which no part is a copy of another.
fn text() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../assets/text/sherlock-holmes.txt");
    let stories = std::fs::read_to_string(path).expect("the stories come with the site");
    let turned = |c: char| match c {
        'a'..='z' => char::from((c as u8 - b'a' + 13) % 26 + b'a'),
        'A'..='Z' => char::from((c as u8 - b'A' + 13) % 26 + b'A'),
        other => other,
    };
    let second: String = stories.chars().map(turned).collect();
    let third: Vec<String> = stories.split(' ').map(|word| word.chars().rev().collect()).collect();
    let mut text = [stories, second, third.join(" ")].concat();
    text.truncate(text.floor_char_boundary(BYTES));
    text
}

/// Seconds of training and MB/s of encoding, by the worker's own clock, as the page says.
fn measure(tab: &Tab, text: &str) -> (f64, f64) {
    // Pretrained vocabularies are not what is measured, and need not be there.
    tab.expect("packs/tokenizers/manifest.txt");
    tab.goto("tokenization/");
    tab.wait_for_element(".bpe-lab", 30.0);
    let json = serde_json::to_string(text).expect("a text is JSON");
    tab.eval(&format!("localStorage.setItem('glassbox-my-text', {json})"));
    tab.goto(&format!("tokenization/?mode=bytes&vocab={}&at={MERGES}", 256 + MERGES));
    let said = "(said => said && [+said[1].replaceAll(',', ''), +said[2].replaceAll(',', '')])(document.querySelector('.bpe-lab .part-status')?.innerText.match(/([\\d,]+) merges learned in ([\\d.,]+) ms/))";
    let said = tab.wait_for("the training", 120.0, said);
    assert_eq!(said[0].as_f64(), Some(MERGES as f64));
    let seconds = said[1].as_f64().unwrap_or(f64::NAN) / 1000.0;
    tab.eval(&format!(
        "((field, text) => {{
            Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set.call(field, text);
            field.dispatchEvent(new InputEvent('input', {{ bubbles: true }}));
        }})(document.querySelector('section[aria-label=Encode] textarea'), {json})"
    ));
    let said = "(said => said && +said[1])(document.querySelector('section[aria-label=Encode]').innerText.match(/([\\d.]+) MB\\/s/))";
    let speed = tab.wait_for("the encoding", 60.0, said).as_f64().unwrap_or(f64::NAN);
    (seconds, speed)
}

fn measure_peer(text: &str) -> (f64, f64) {
    let mut trainer = BpeTrainer::builder()
        .vocab_size(256 + MERGES)
        .initial_alphabet(ByteLevel::alphabet().into_iter().collect())
        .special_tokens(Vec::<AddedToken>::new())
        .show_progress(false)
        .build();
    let mut tokenizer = Peer::new(BPE::default());
    tokenizer.with_pre_tokenizer(Some(PreTokenizerWrapper::ByteLevel(ByteLevel::new(false, false, true))));
    let begun = Instant::now();
    tokenizer.train(&mut trainer, std::iter::once(text)).expect("it trains");
    let training = begun.elapsed().as_secs_f64();
    assert_eq!(tokenizer.get_model().get_vocab_size(), 256 + MERGES);
    let begun = Instant::now();
    let ids = tokenizer.encode_fast(text, false).expect("it encodes");
    let encoding = text.len() as f64 / 1e6 / begun.elapsed().as_secs_f64();
    assert!(!ids.get_ids().is_empty());
    (training, encoding)
}
