//! The same model on plain slices, one token after the other, with the keys and values of what was read kept.

use super::config::{Activation, GptConfig, LAYER_NORM_EPS, NormPlace};
use crate::kernels::math::{gelu_all, softmax_all};
use crate::kernels::matmul::Panels;
use crate::kernels::{layer_norm, linear};
use crate::text_model::{Answer, Keep, Sizes, Step, TextModel};
use crate::weights::Weights;

pub struct Decoder {
    config: GptConfig,
    /// `[vocab_size, d_model]`
    tokens: Vec<f32>,
    /// `[max_length, d_model]`
    positions: Vec<f32>,
    layers: Vec<Layer>,
    ln_f: Norm,
    head: Matrix,
    len: usize,
}

struct Layer {
    in_proj: Matrix,
    out_proj: Matrix,
    norm1: Norm,
    norm2: Norm,
    inner: Matrix,
    outer: Matrix,
    /// `[len, d_model]`, heads side by side.
    keys: Vec<f32>,
    values: Vec<f32>,
}

/// A linear layer's weight, laid out for the kernels once.
struct Matrix {
    weight: Panels<'static>,
    bias: Vec<f32>,
}

struct Norm {
    weight: Vec<f32>,
    bias: Vec<f32>,
}

impl Matrix {
    /// `[rows, input]` to `[rows, output]`.
    fn run(&self, x: &[f32]) -> Vec<f32> {
        linear::forward_laid(x, &self.weight, &self.bias)
    }
}

impl Norm {
    /// `[rows, d_model]` to the same.
    fn run(&self, mut x: Vec<f32>) -> Vec<f32> {
        layer_norm::forward(&mut x, &self.weight, &self.bias, LAYER_NORM_EPS);
        x
    }
}

impl Decoder {
    /// # Errors
    /// In words, if the weights do not fit `config`.
    pub fn new(config: &GptConfig, weights: &Weights) -> Result<Self, String> {
        let mut all = config.sorted(weights)?.into_iter();
        let mut next = || all.next().expect("one array for each shape").values.clone();
        let (d_model, d_ff) = (config.d_model, config.d_ff());
        let (tokens, positions) = (next(), next());
        let layers = (0..config.num_layers).map(|_| Layer {
            in_proj: matrix(&mut next, d_model, 3 * d_model),
            out_proj: matrix(&mut next, d_model, d_model),
            norm1: Norm { weight: next(), bias: next() },
            norm2: Norm { weight: next(), bias: next() },
            inner: matrix(&mut next, d_model, d_ff),
            outer: matrix(&mut next, d_ff, d_model),
            keys: Vec::new(),
            values: Vec::new(),
        });
        let layers = layers.collect();
        let ln_f = Norm { weight: next(), bias: next() };
        let head = Matrix {
            weight: Panels::transposed(&next(), d_model, config.vocab_size),
            bias: vec![0.0; config.vocab_size],
        };
        Ok(Decoder { config: config.clone(), tokens, positions, layers, ln_f, head, len: 0 })
    }

    pub fn config(&self) -> &GptConfig {
        &self.config
    }

    fn read(&mut self, tokens: &[u32], keep: Keep) -> Result<Step, String> {
        let GptConfig { d_model, vocab_size, max_length, num_heads, .. } = self.config;
        if tokens.is_empty() {
            return Err("there is nothing to read; give at least one token".into());
        }
        if let Some(token) = tokens.iter().find(|token| **token as usize >= vocab_size) {
            return Err(format!("{token} is no token of this model's {vocab_size}; read the text again"));
        }
        if self.len + tokens.len() > max_length {
            return Err(format!("the context holds {max_length} tokens, and it is full; go on from a shorter text"));
        }
        let mut x = Vec::with_capacity(tokens.len() * d_model); // [rows, d_model]
        for (place, token) in tokens.iter().enumerate() {
            let token = &self.tokens[*token as usize * d_model..][..d_model];
            let position = &self.positions[(self.len + place) * d_model..][..d_model];
            x.extend(token.iter().zip(position).map(|(token, position)| token + position));
        }
        let mut step = Step::default();
        let last = (tokens.len() - 1) * d_model;
        for layer in &mut self.layers {
            if keep.residual {
                step.residual.push(x[last..].to_vec());
            }
            let (out, attention) = layer.forward(x, &self.config, num_heads);
            x = out;
            if keep.attention {
                step.attention.push(attention);
            }
        }
        if keep.residual {
            step.residual.push(x[last..].to_vec());
        }
        step.logits = self.answer(x[last..].to_vec());
        self.len += tokens.len();
        Ok(step)
    }

    /// What a row of the last layer says: `[d_model]` to `[vocab_size]`.
    fn answer(&self, row: Vec<f32>) -> Vec<f32> {
        self.head.run(&self.ln_f.run(row))
    }
}

fn matrix(next: &mut impl FnMut() -> Vec<f32>, input: usize, output: usize) -> Matrix {
    Matrix { weight: Panels::transposed(&next(), input, output), bias: next() }
}

impl Layer {
    /// New rows `[rows, d_model]` through the block, their keys and values kept. Also the last row's attention, `[num_heads][tokens so far]`.
    fn forward(&mut self, x: Vec<f32>, config: &GptConfig, num_heads: usize) -> (Vec<f32>, Vec<Vec<f32>>) {
        let post = config.norm == NormPlace::Post;
        let qkv = if post { self.in_proj.run(&x) } else { self.in_proj.run(&self.norm1.run(x.clone())) };
        let (mixed, attention) = self.attend(&qkv, config.d_model, num_heads);
        let x = add(x, &self.out_proj.run(&mixed));
        let x = if post { self.norm1.run(x) } else { x };
        let mut inner = if post { self.inner.run(&x) } else { self.inner.run(&self.norm2.run(x.clone())) };
        match config.activation {
            Activation::Relu => inner.iter_mut().for_each(|value| *value = value.max(0.0)),
            Activation::Gelu => gelu_all(&mut inner),
        }
        let x = add(x, &self.outer.run(&inner));
        (if post { self.norm2.run(x) } else { x }, attention)
    }

    /// Queries of the new rows on all keys so far. `qkv` is `[rows, 3 * d_model]`, the result `[rows, d_model]`.
    fn attend(&mut self, qkv: &[f32], d_model: usize, num_heads: usize) -> (Vec<f32>, Vec<Vec<f32>>) {
        let (head_dim, before) = (d_model / num_heads, self.keys.len() / d_model);
        for row in qkv.chunks_exact(3 * d_model) {
            self.keys.extend_from_slice(&row[d_model..2 * d_model]);
            self.values.extend_from_slice(&row[2 * d_model..]);
        }
        let scale = 1.0 / (head_dim as f32).sqrt();
        let mut mixed = Vec::with_capacity(qkv.len() / 3);
        let mut attention = vec![Vec::new(); num_heads];
        for (place, row) in qkv.chunks_exact(3 * d_model).enumerate() {
            let seen = before + place + 1;
            for (head, kept) in attention.iter_mut().enumerate() {
                let at = head * head_dim;
                let query = &row[at..at + head_dim];
                let dot = |key: &[f32]| query.iter().zip(&key[at..]).map(|(q, k)| q * k).sum::<f32>() * scale;
                let mut shares: Vec<f32> = self.keys.chunks_exact(d_model).take(seen).map(dot).collect();
                softmax_all(&mut shares, seen);
                let mut sum = vec![0.0; head_dim];
                for (share, value) in shares.iter().zip(self.values.chunks_exact(d_model)) {
                    sum.iter_mut().zip(&value[at..]).for_each(|(sum, value)| *sum += share * value);
                }
                mixed.extend(sum);
                *kept = shares;
            }
        }
        (mixed, attention)
    }
}

fn add(mut x: Vec<f32>, y: &[f32]) -> Vec<f32> {
    x.iter_mut().zip(y).for_each(|(x, y)| *x += y);
    x
}

impl TextModel for Decoder {
    fn sizes(&self) -> Sizes {
        let GptConfig { vocab_size, num_layers, num_heads, max_length, .. } = self.config;
        Sizes { vocab_size, num_layers, num_heads, context: max_length }
    }

    fn len(&self) -> usize {
        self.len
    }

    fn cache_bytes(&self) -> usize {
        self.layers.iter().map(|layer| size_of_val(&layer.keys[..]) + size_of_val(&layer.values[..])).sum()
    }

    fn truncate(&mut self, len: usize) {
        self.len = self.len.min(len);
        for layer in &mut self.layers {
            layer.keys.truncate(self.len * self.config.d_model);
            layer.values.truncate(self.len * self.config.d_model);
        }
    }

    fn extend<'a>(&'a mut self, tokens: &'a [u32], keep: Keep) -> Answer<'a, Step> {
        Box::pin(async move { self.read(tokens, keep) })
    }

    fn lens<'a>(&'a mut self, residual: &'a [f32]) -> Answer<'a, Vec<f32>> {
        Box::pin(async move { Ok(self.answer(residual.to_vec())) })
    }
}
