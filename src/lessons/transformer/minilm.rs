//! What the pretrained model has of its own: it is loaded first, it cuts its text itself, and its weights come by layers.

use protocol::bert;
use protocol::transformer::{Model, Ran, Request};
use viz::number::fixed;

use super::lesson::{Lesson, ModelKind, Phase};
use crate::Notice;
use crate::format::capital;

/// Bytes of a text that are quoted.
const QUOTED: usize = 24;

impl Lesson {
    pub(super) fn of_the_model(&mut self, event: &bert::Event) -> Vec<Request> {
        let was = self.shelf.store.facts().cloned();
        let loading = event.of_pack();
        let asked = self.shelf.change(|store| loading.map_or(Vec::new(), |event| store.apply(&event)));
        let mut requests: Vec<Request> = asked.into_iter().map(Request::from).collect();
        if self.shelf.store.facts() != was.as_ref() {
            (self.layer_weights, self.wanted_weights) = (None, None);
            if self.model == ModelKind::MiniLm {
                self.ran = None;
                requests.extend(self.ask());
            }
        }
        if let bert::Event::Failed { message } = event
            && was.is_some()
        {
            self.notices.add(Notice::warning(format!("{}.", capital(message.trim_end_matches('.')))));
            self.phase = Phase::Idle;
        }
        requests
    }

    /// The weights of the layer on show, if they are not there and not under way.
    pub(super) fn missing_weights(&mut self) -> Vec<Request> {
        let Some(Model::MiniLm { layer, .. }) = self.ran.as_ref().map(|ran| ran.setup.model) else { return Vec::new() };
        if self.wanted_weights == Some(layer) {
            return Vec::new();
        }
        self.wanted_weights = Some(layer);
        vec![Request::Weights { layer }]
    }

    pub(super) fn is_of_another_model(&self, model: &Model) -> bool {
        (self.model == ModelKind::MiniLm) != matches!(model, Model::MiniLm { .. })
    }

    /// What the ablations do to the sentence embedding.
    pub(super) fn cosine_note(&self) -> String {
        self.ran.as_ref().and_then(|ran| ran.cosine).map_or(String::new(), |cosine| {
            format!("Cosine of the sentence embedding with the untouched one: {}.", fixed(f64::from(cosine), 4))
        })
    }
}

/// How the text was cut.
pub(super) fn note(ran: &Ran) -> String {
    let mut said = format!("{} tokens, with [CLS] and [SEP].", ran.tokens.len());
    if let (Some(cut), Some(text)) = (ran.cut, ran.setup.words.first()) {
        let rest = text.get(cut as usize..).unwrap_or_default();
        let end = rest.char_indices().map(|(at, _)| at).find(|at| *at >= QUOTED).unwrap_or(rest.len());
        said += &format!(" The text is longer than the model's positions: it is cut before “{}”.", &rest[..end]);
    }
    if ran.tokens.iter().any(|token| token == "[UNK]") {
        said += " [UNK] stands for what the vocabulary has no pieces for.";
    }
    said
}
