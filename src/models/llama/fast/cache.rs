//! Keys and values of the tokens that were read, and the attention that is paid to them.
//!
//! They lie in pages of 64 tokens, each laid out as the right operand of [`matmul`](crate::kernels::matmul) needs it: a page is written once, never
//! moved, and multiplied where it lies, by the query of one token as by those of many. A page of one head is 32 kB; SmolLM2 with 30 layers of
//! 3 such heads takes 46 kB a token, 94 MB for 2,048.

use crate::kernels::math::{exp, sum};
use crate::kernels::matmul::{COLUMNS, Left, Multiplier, Onto, Panels};
use crate::llama::LlamaConfig;

/// Tokens of a page.
const PAGE: usize = 64;

/// 64 tokens of one head.
#[derive(Clone, Debug)]
struct Page {
    /// `[64 / 8, head_dim, 8]`: panels of the transpose, in which a token is a column.
    keys: Vec<f32>,
    /// `[head_dim / 8, 64, 8]`: panels in which a token is a row.
    values: Vec<f32>,
}

#[derive(Debug)]
pub struct Cache {
    heads: usize,
    key_value_heads: usize,
    head_dim: usize,
    len: usize,
    /// `[layers][key_value_heads][pages]`
    pages: Vec<Vec<Vec<Page>>>,
    multiplier: Multiplier,
    /// Queries of the heads that share keys, `[tokens · group, head_dim]`.
    queries: Vec<f32>,
    /// `[pages, tokens · group, 64]`
    scores: Vec<f32>,
    /// `[tokens · group, head_dim]`
    product: Vec<f32>,
}

impl Cache {
    pub fn new(config: &LlamaConfig) -> Self {
        Cache {
            heads: config.num_attention_heads,
            key_value_heads: config.num_key_value_heads,
            head_dim: config.head_dim,
            len: 0,
            pages: vec![vec![Vec::new(); config.num_key_value_heads]; config.num_hidden_layers],
            multiplier: Multiplier::default(),
            queries: Vec::new(),
            scores: Vec::new(),
            product: Vec::new(),
        }
    }

    /// Tokens.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Bytes of the pages.
    pub fn bytes(&self) -> usize {
        let pages: usize = self.pages.iter().flatten().map(Vec::len).sum();
        pages * PAGE * 2 * self.head_dim * size_of::<f32>()
    }

    /// Makes room for more tokens. Their keys and values are [put](Cache::put) layer by layer.
    pub fn grow(&mut self, tokens: usize) {
        self.len += tokens;
        let size = PAGE * self.head_dim;
        let pages = self.len.div_ceil(PAGE);
        for head in self.pages.iter_mut().flatten() {
            head.resize_with(pages, || Page { keys: vec![0.0; size], values: vec![0.0; size] });
        }
    }

    /// Forgets every token from the `len`-th on.
    pub fn truncate(&mut self, len: usize) {
        if len >= self.len {
            return;
        }
        self.len = len;
        for head in self.pages.iter_mut().flatten() {
            head.truncate(len.div_ceil(PAGE));
            // What is multiplied by a probability of 0 must be a number.
            if let Some(page) = head.last_mut().filter(|_| !len.is_multiple_of(PAGE)) {
                let dim = self.head_dim;
                page.keys.chunks_exact_mut(dim * COLUMNS).enumerate().for_each(|(index, panel)| {
                    let kept = (len % PAGE).saturating_sub(index * COLUMNS).min(COLUMNS);
                    panel.chunks_exact_mut(COLUMNS).for_each(|row| row[kept..].fill(0.0));
                });
                page.values.chunks_exact_mut(PAGE * COLUMNS).for_each(|panel| panel[len % PAGE * COLUMNS..].fill(0.0));
            }
        }
    }

    /// Keys and values of a layer for the tokens from `begin` on, out of rows of queries, keys and values.
    pub fn put(&mut self, layer: usize, begin: usize, projected: &[f32]) {
        let dim = self.head_dim;
        let (query, key_value) = (self.heads * dim, self.key_value_heads * dim);
        for (token, row) in (begin..).zip(projected.chunks_exact(query + 2 * key_value)) {
            let (keys, values) = row[query..].split_at(key_value);
            let heads = keys.chunks_exact(dim).zip(values.chunks_exact(dim));
            for (pages, (key, value)) in self.pages[layer].iter_mut().zip(heads) {
                let (page, at) = (&mut pages[token / PAGE], token % PAGE);
                let panel = &mut page.keys[at / COLUMNS * dim * COLUMNS..][..dim * COLUMNS];
                panel.iter_mut().skip(at % COLUMNS).step_by(COLUMNS).zip(key).for_each(|(to, from)| *to = *from);
                let panels = page.values.chunks_exact_mut(PAGE * COLUMNS);
                for (panel, value) in panels.zip(value.chunks_exact(COLUMNS)) {
                    panel[at * COLUMNS..][..COLUMNS].copy_from_slice(value);
                }
            }
        }
    }

    /// What the heads of a layer find for the last `rows` tokens, whose queries begin the rows of `projected`, onto `mixed` `[rows, query_size]`.
    /// The last token's probabilities `[heads][tokens]` go onto `kept`.
    pub fn attend(
        &mut self,
        layer: usize,
        projected: &[f32],
        rows: usize,
        mixed: &mut Vec<f32>,
        mut kept: Option<&mut Vec<Vec<Vec<f32>>>>,
    ) {
        let (dim, group) = (self.head_dim, self.heads / self.key_value_heads);
        let (width, shared) = (projected.len() / rows, group * dim);
        let scale = 1.0 / (dim as f32).sqrt();
        mixed.resize(rows * self.heads * dim, 0.0);
        if let Some(kept) = &mut kept {
            kept.push(Vec::new());
        }
        for (head, pages) in self.pages[layer].iter().enumerate() {
            self.queries.clear();
            for row in projected.chunks_exact(width) {
                // The heads of a group lie side by side: `group` rows of `head_dim`.
                self.queries.extend(row[head * shared..][..shared].iter().map(|value| value * scale));
            }
            let block = rows * group * PAGE;
            self.scores.resize(pages.len() * block, 0.0);
            for (page, scores) in pages.iter().zip(self.scores.chunks_exact_mut(block)) {
                let keys = Panels::laid(&page.keys, dim, PAGE);
                self.multiplier.run(Left::Rows(&self.queries), &keys, scores, Onto::Nothing);
            }
            for row in 0..rows {
                let seen = self.len - rows + row + 1;
                (row * group..(row + 1) * group).for_each(|query| softmax(&mut self.scores, block, query, seen));
            }
            self.product.resize(rows * shared, 0.0);
            for (index, (page, scores)) in pages.iter().zip(self.scores.chunks_exact(block)).enumerate() {
                let onto = if index == 0 { Onto::Nothing } else { Onto::Result };
                self.multiplier.run(
                    Left::Rows(scores),
                    &Panels::laid(&page.values, PAGE, dim),
                    &mut self.product,
                    onto,
                );
            }
            for (row, found) in mixed.chunks_exact_mut(self.heads * dim).zip(self.product.chunks_exact(shared)) {
                row[head * shared..][..shared].copy_from_slice(found);
            }
            if let Some(layer) = kept.as_mut().and_then(|kept| kept.last_mut()) {
                for query in (rows - 1) * group..rows * group {
                    let pages = self.scores.chunks_exact(block).flat_map(|scores| &scores[query * PAGE..][..PAGE]);
                    layer.push(pages.take(self.len).copied().collect());
                }
            }
        }
    }
}

/// Softmax over the first `seen` scores of a query, which lie in pages of `block` numbers; the rest become 0.
fn softmax(scores: &mut [f32], block: usize, query: usize, seen: usize) {
    let seen_of = |page: usize| seen.saturating_sub(page * PAGE).min(PAGE);
    let mut most = f32::NEG_INFINITY;
    for (page, scores) in scores.chunks_exact(block).enumerate() {
        most = scores[query * PAGE..][..seen_of(page)].iter().copied().fold(most, f32::max);
    }
    let mut all = 0.0;
    for (page, scores) in scores.chunks_exact_mut(block).enumerate() {
        let (seen, beyond) = scores[query * PAGE..][..PAGE].split_at_mut(seen_of(page));
        seen.iter_mut().for_each(|score| *score = exp(*score - most));
        beyond.fill(0.0);
        all += sum(seen, |value| value);
    }
    for scores in scores.chunks_exact_mut(block) {
        scores[query * PAGE..][..PAGE].iter_mut().for_each(|value| *value *= 1.0 / all);
    }
}
