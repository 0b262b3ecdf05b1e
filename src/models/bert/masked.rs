//! BERT's first training task, the masked language model: which token stands where `[MASK]` does (Devlin et al., 2018, section 3.1).

use burn::module::{Module, Param};
use burn::tensor::{Int, Tensor, TensorData};

use super::{Batch, Bert, Keep, Linear, Norm, Surgery};

/// An encoder that was trained to say what is masked. Made of another one and an adapter: see `adapter`.
#[derive(Module, Debug)]
pub struct Masked {
    pub encoder: Bert,
    pub head: Head,
}

/// `E · norm(gelu(W h + b)) + c`, where `E` is the table of word embeddings, as in Hugging Face's `BertForMaskedLM`.
#[derive(Module, Debug)]
pub struct Head {
    pub dense: Linear,
    pub norm: Norm,
    /// `[vocab_size]`
    pub bias: Param<Tensor<1>>,
}

impl Masked {
    /// The vectors that the encoder gives for one sequence, `[tokens, hidden]`.
    ///
    /// # Panics
    /// If `batch` holds more than one sequence.
    pub fn read(&self, batch: &Batch) -> Tensor<2> {
        assert_eq!(batch.len(), 1, "one sequence at a time is asked about");
        self.encoder.forward(batch, &Surgery::default(), Keep::Nothing).hidden.squeeze_dim(0)
    }

    /// One logit for each token of the vocabulary, at each of `places`: `[places, vocab_size]`.
    pub fn logits(&self, hidden: &Tensor<2>, places: &[usize]) -> Tensor<2> {
        let (ops, epsilon) = (self.encoder.operations, self.encoder.config.layer_norm_eps);
        let rows: Vec<i32> = places.iter().map(|&place| place as i32).collect();
        let rows = Tensor::<1, Int>::from_data(TensorData::new(rows, [places.len()]), &hidden.device());
        let asked = hidden.clone().select(0, rows); // [places, hidden]
        let turned = (ops.gelu)(self.head.dense.forward(asked, ops)); // [places, hidden]
        let turned = self.head.norm.forward(turned, epsilon, ops);
        let words = self.encoder.word_embeddings.val().transpose(); // [hidden, vocab_size]
        turned.matmul(words) + self.head.bias.val().unsqueeze()
    }
}
