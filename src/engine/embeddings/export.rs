//! Vectors as files that other programs read.

use std::fmt::Write;

use models::word2vec::Stored;
use protocol::embeddings::{Event, Format, Layout};

use super::Lab;

impl Lab {
    /// Needs current vectors. The vectors are those of training, not scaled to length 1.
    pub(super) async fn export(&self, format: Format) -> Event {
        if format == Format::Model {
            return Event::Exported { format, bytes: self.stored().await.to_safetensors() };
        }
        let mut text = String::new();
        let words = self.vocabulary.words();
        if let (Format::Word2Vec, Some(vectors)) = (format, &self.vectors) {
            let _ = writeln!(text, "{} {}", words.len(), vectors.size());
        }
        if format == Format::ProjectorMetadata {
            text.push_str("word\tcount\n");
        }
        if format == Format::Csv {
            text.push_str("word,count,x,y,layout\n");
        }
        for (id, word) in words.iter().enumerate() {
            let count = self.vocabulary.counts()[id];
            match format {
                Format::ProjectorVectors => self.numbers(id as u32, "\t", &mut text),
                Format::ProjectorMetadata | Format::Model => {
                    let _ = write!(text, "{word}\t{count}");
                }
                Format::Word2Vec => {
                    text.push_str(word);
                    text.push(' ');
                    self.numbers(id as u32, " ", &mut text);
                }
                Format::Csv => {
                    let Some([x, y]) = self.shown_points().get(id) else { break };
                    let layout = if self.layout == Layout::Tsne { "t-SNE" } else { "PCA" };
                    let _ = write!(text, "{word},{count},{x},{y},{layout}");
                }
            }
            text.push('\n');
        }
        Event::Exported { format, bytes: text.into_bytes() }
    }

    async fn stored(&self) -> Stored {
        Stored {
            words: self.vocabulary.words().to_vec(),
            counts: self.vocabulary.counts().to_vec(),
            vector_size: self.trainer.config().vector_size,
            weights: self.trainer.weights().await,
        }
    }

    fn numbers(&self, word: u32, between: &str, text: &mut String) {
        let Some(vectors) = &self.vectors else { return };
        let norm = vectors.norm(word);
        for (k, value) in vectors.unit(word).iter().enumerate() {
            if k > 0 {
                text.push_str(between);
            }
            let _ = write!(text, "{}", value * norm);
        }
    }
}
