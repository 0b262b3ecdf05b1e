//! Masked words: the encoder with an adapter added, and what it says of each `[MASK]`.

use models::bert::{Batch, Encoded, Masked, Text};
use models::weights::{NamedTensor, Weights};
use packs::weights::Reader;
use packs::weights::manifest::File;
use protocol::bert::masked::{Adapted, Asked, Event, Fill, Filled, Guess, Mask, Request, Span};

use super::attend::{cut, read, token};
use super::{Loaded, NOTHING};
use crate::session::Clock;

/// Masked places whose logits are read back at once: a text of nothing but masks would make 60 MB of them.
const AT_ONCE: usize = 16;

const MASK: &str = "[MASK]";

pub async fn handle(loaded: &mut Option<Loaded>, request: Request, clock: Clock) -> Event {
    let before = clock();
    match request {
        Request::Adapt { bytes, file } => match adapt(loaded.as_mut(), &bytes, file) {
            Ok(adapted) => Event::Adapted(Adapted { milliseconds: clock() - before, ..adapted }),
            Err(message) => Event::NotAdapted { message },
        },
        Request::Fill(fill) => match run(loaded.as_mut(), fill).await {
            Ok(filled) => Event::Filled(Box::new(Filled { milliseconds: clock() - before, ..filled })),
            Err(message) => Event::NotFilled { message },
        },
    }
}

fn adapt(loaded: Option<&mut Loaded>, bytes: &[u8], file: protocol::bert::File) -> Result<Adapted, String> {
    let loaded = loaded.ok_or(NOTHING)?;
    let file = File { name: String::new(), size: file.size, sha256: file.sha256 };
    let tensors = Reader::new(vec![file]).take(bytes)?;
    let tensors = tensors.into_iter().map(|tensor| {
        let values = tensor.to_f32();
        NamedTensor { name: tensor.name, shape: tensor.shape, values }
    });
    let adapter = Weights { tensors: tensors.collect(), ..Weights::default() };
    let parameters = adapter.num_parameters() as u64;
    let config = &loaded.model.config;
    let layers = config.shapes().into_iter().filter(|(name, _)| name.starts_with("encoder."));
    let head = adapter.tensors.iter().filter(|tensor| tensor.name.starts_with("cls."));
    let numbers = layers.map(|(_, shape)| shape.iter().product::<usize>()).sum::<usize>()
        + head.map(|tensor| tensor.values.len()).sum::<usize>();
    // Before the next one, so that memory never holds two.
    loaded.masked = None;
    loaded.masked = Some(Masked::new(&loaded.model, adapter, mask(&loaded.text)?)?);
    Ok(Adapted { parameters, device_bytes: 4 * numbers as u64, milliseconds: 0.0 })
}

fn mask(text: &Text) -> Result<u32, String> {
    text.vocabulary().id(MASK).ok_or_else(|| format!("the vocabulary has no {MASK}"))
}

async fn run(loaded: Option<&mut Loaded>, request: Fill) -> Result<Filled, String> {
    let Loaded { masked, text, .. } = loaded.ok_or(NOTHING)?;
    let model = masked.as_ref().ok_or("the encoder has no head for masked words yet; load it first")?;
    let most = model.encoder.config.max_position_embeddings;
    let mut encoded = match &request.second {
        None => text.encode(&request.first, most),
        Some(second) => text.encode_pair(&request.first, second, most),
    };
    let originals = encoded.sequence.ids.clone();
    let mask = mask(text)?;
    hide(&mut encoded, &request.masked, mask);
    let places: Vec<usize> = (0..originals.len()).filter(|&place| encoded.sequence.ids[place] == mask).collect();
    let asked: Vec<Asked> = request.asked.iter().map(|word| look_up(text, word)).collect();

    let hidden = model.read(&Batch::new(vec![encoded.sequence.clone()], &model.encoder.config)?);
    let mut masks = Vec::new();
    for places in places.chunks(AT_ONCE) {
        let logits = read([model.logits(&hidden, places)]).await?.remove(0);
        for (&place, logits) in places.iter().zip(logits.chunks_exact(logits.len() / places.len())) {
            let told = Told::new(logits);
            let original = originals[place];
            masks.push(Mask {
                place: place as u32,
                top: told.top(request.top as usize).into_iter().map(|id| told.guess(id, text)).collect(),
                original: (original != mask).then(|| told.guess(original, text)),
                asked: asked.iter().map(|asked| asked_of(asked, &told, text)).collect(),
                entropy: told.entropy() as f32,
            });
        }
    }
    Ok(Filled {
        tokens: encoded.pieces.iter().map(|piece| token(piece, text)).collect(),
        cut: cut(&encoded),
        masks,
        asked,
        milliseconds: 0.0,
        request,
    })
}

/// Every token that touches one of the spans becomes `[MASK]`.
fn hide(encoded: &mut Encoded, spans: &[Span], mask: u32) {
    for (piece, id) in encoded.pieces.iter_mut().zip(&mut encoded.sequence.ids) {
        let Some((text, token)) = piece.source else { continue };
        let touches = |span: &Span| span.text as usize == text && token.start < span.end && span.start < token.end;
        if spans.iter().any(touches) {
            (piece.id, *id) = (mask, mask);
        }
    }
}

fn look_up(text: &mut Text, word: &str) -> Asked {
    let word = word.trim();
    // A piece as the vocabulary spells it, `##ing`, is a token too.
    if let Some(id) = text.vocabulary().id(word) {
        return Asked::Token { id };
    }
    let pieces: Vec<u32> = text
        .encode(word, usize::MAX)
        .pieces
        .iter()
        .filter(|piece| piece.source.is_some())
        .map(|piece| piece.id)
        .collect();
    match pieces[..] {
        [] => Asked::Nothing,
        [id] if id == text.vocabulary().unknown() => Asked::Unknown,
        [id] => Asked::Token { id },
        _ => Asked::Pieces(pieces.iter().map(|&id| text.vocabulary().token(id).into()).collect()),
    }
}

fn asked_of(asked: &Asked, told: &Told, text: &Text) -> Option<Guess> {
    let Asked::Token { id } = asked else { return None };
    Some(told.guess(*id, text))
}

/// The distribution at one place.
struct Told<'a> {
    logits: &'a [f32],
    /// The largest logit, and the sum of `exp(logit - largest)`, in 64 bits.
    largest: f64,
    sum: f64,
}

impl<'a> Told<'a> {
    fn new(logits: &'a [f32]) -> Self {
        let largest = f64::from(logits.iter().copied().fold(f32::NEG_INFINITY, f32::max));
        let sum = logits.iter().map(|&logit| (f64::from(logit) - largest).exp()).sum();
        Told { logits, largest, sum }
    }

    fn probability(&self, id: u32) -> f64 {
        (f64::from(self.logits[id as usize]) - self.largest).exp() / self.sum
    }

    /// `log S - Σ p (z - largest)`, since `log p = z - largest - log S`.
    fn entropy(&self) -> f64 {
        let mean: f64 = self.logits.iter().map(|&logit| f64::from(logit) - self.largest).map(|z| z.exp() * z).sum();
        (self.sum.ln() - mean / self.sum) / std::f64::consts::LN_2
    }

    /// The ids of the largest logits; of two alike the lower id comes first.
    fn top(&self, count: usize) -> Vec<u32> {
        let mut ids: Vec<u32> = (0..self.logits.len() as u32).collect();
        let order = |a: &u32, b: &u32| self.logits[*b as usize].total_cmp(&self.logits[*a as usize]).then(a.cmp(b));
        let count = count.min(ids.len());
        if count < ids.len() {
            ids.select_nth_unstable_by(count, order);
            ids.truncate(count);
        }
        ids.sort_by(order);
        ids
    }

    fn guess(&self, id: u32, text: &Text) -> Guess {
        let own = self.logits[id as usize];
        let before = self
            .logits
            .iter()
            .enumerate()
            .filter(|&(other, &logit)| logit > own || (logit == own && other < id as usize));
        Guess {
            id,
            text: text.vocabulary().token(id).into(),
            probability: self.probability(id) as f32,
            rank: 1 + before.count() as u32,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_distribution_says_who_comes_first_and_how_sure_it_is() {
        let logits = [1.0_f32, 3.0, 3.0, -1e9, 2.0];
        let told = Told::new(&logits);
        assert_eq!(told.top(3), [1, 2, 4]);
        assert_eq!(told.top(9), [1, 2, 4, 0, 3]);
        let sum: f64 = (0..5).map(|id| told.probability(id)).sum();
        assert!((sum - 1.0).abs() < 1e-12);
        let expected: f64 = (0..5).map(|id| told.probability(id)).filter(|p| *p > 0.0).map(|p| -p * p.log2()).sum();
        assert!((told.entropy() - expected).abs() < 1e-9);
        assert!((Told::new(&[0.5; 8]).entropy() - 3.0).abs() < 1e-12);
    }
}
