//! Sizes of a BERT.

/// The names are those of Hugging Face's `config.json`.
#[derive(Clone, Debug, PartialEq)]
pub struct BertConfig {
    pub vocab_size: usize,
    pub hidden_size: usize,
    pub num_hidden_layers: usize,
    /// Divides `hidden_size`.
    pub num_attention_heads: usize,
    pub intermediate_size: usize,
    /// A longer sequence has no positions.
    pub max_position_embeddings: usize,
    pub type_vocab_size: usize,
    pub layer_norm_eps: f32,
}

impl BertConfig {
    /// all-MiniLM-L6-v2, 22.7 million parameters.
    pub fn minilm() -> Self {
        BertConfig {
            vocab_size: 30_522,
            hidden_size: 384,
            num_hidden_layers: 6,
            num_attention_heads: 12,
            intermediate_size: 1536,
            max_position_embeddings: 512,
            type_vocab_size: 2,
            layer_norm_eps: 1e-12,
        }
    }

    pub fn head_dim(&self) -> usize {
        self.hidden_size / self.num_attention_heads
    }

    /// Name and shape of every tensor, as Hugging Face's `BertModel` calls them; matrices as `nn.Linear` keeps them, `[output, input]`.
    pub fn shapes(&self) -> Vec<(String, Vec<usize>)> {
        let (hidden, inner) = (self.hidden_size, self.intermediate_size);
        let mut shapes = Vec::new();
        let mut add = |name: String, shape: &[usize]| shapes.push((name, shape.to_vec()));
        add("embeddings.word_embeddings.weight".into(), &[self.vocab_size, hidden]);
        add("embeddings.position_embeddings.weight".into(), &[self.max_position_embeddings, hidden]);
        add("embeddings.token_type_embeddings.weight".into(), &[self.type_vocab_size, hidden]);
        let mut part = |name: String, shape: &[usize]| {
            add(format!("{name}.weight"), shape);
            add(format!("{name}.bias"), &shape[..1]);
        };
        part("embeddings.LayerNorm".into(), &[hidden]);
        for layer in 0..self.num_hidden_layers {
            let name = |part: &str| format!("encoder.layer.{layer}.{part}");
            for projection in ["query", "key", "value"] {
                part(name(&format!("attention.self.{projection}")), &[hidden, hidden]);
            }
            part(name("attention.output.dense"), &[hidden, hidden]);
            part(name("attention.output.LayerNorm"), &[hidden]);
            part(name("intermediate.dense"), &[inner, hidden]);
            part(name("output.dense"), &[hidden, inner]);
            part(name("output.LayerNorm"), &[hidden]);
        }
        part("pooler.dense".into(), &[hidden, hidden]);
        shapes
    }

    /// # Errors
    /// In words, if no such model can be.
    pub fn check(&self) -> Result<(), String> {
        let (hidden, heads) = (self.hidden_size, self.num_attention_heads);
        if hidden == 0 || heads == 0 || !hidden.is_multiple_of(heads) {
            return Err(format!("{heads} heads cannot share a hidden_size of {hidden} evenly; choose a divisor of it"));
        }
        let sizes = [self.vocab_size, self.intermediate_size, self.max_position_embeddings, self.type_vocab_size];
        if sizes.contains(&0) { Err("no size of a model may be 0".into()) } else { Ok(()) }
    }
}
