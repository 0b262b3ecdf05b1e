//! What was learned as tables, for the page and for CSV files.

use protocol::tokenization::Token;
use viz::{
    axes::Axis,
    line_chart::{LineChart, Series, Stroke},
    table::Table,
};

use super::{
    growth::{Cell, cells},
    lesson::Lesson,
    symbol::hex,
};

fn heads(columns: &[&str]) -> Vec<String> {
    columns.iter().map(|name| name.to_string()).collect()
}

impl Lesson {
    /// Every merge of the training.
    pub fn merges_table(&self) -> Table {
        let merges = self.trained.as_ref().map_or(&[][..], |trained| &trained.merges);
        let rows = merges.iter().enumerate().map(|(at, merge)| {
            vec![
                (at + 1).to_string(),
                self.symbol(merge.left),
                self.symbol(merge.right),
                self.symbol(merge.result),
                self.id(merge.result).unwrap_or_default().to_string(),
                merge.count.to_string(),
                merge.tokens.to_string(),
            ]
        });
        let columns = heads(&[
            "merge",
            "left",
            "right",
            "token",
            "id",
            "times the pair stood in the text",
            "tokens of the text after it",
        ]);
        Table { columns, rows: rows.collect() }
    }

    /// The most frequent pairs of the state on show.
    pub fn pairs_table(&self) -> Table {
        let pairs = self.seen.as_ref().map_or(&[][..], |seen| &seen.pairs);
        let rows = pairs.iter().enumerate().map(|(at, pair)| {
            vec![
                (at + 1).to_string(),
                self.symbol(pair.left),
                self.symbol(pair.right),
                pair.count.to_string(),
                format!("word {}: {}", pair.first_word + 1, pair.word),
                format!("{}, {}", pair.left, pair.right),
            ]
        });
        Table { columns: heads(&["rank", "left", "right", "count", "first met in", "ids"]), rows: rows.collect() }
    }

    /// The vocabulary at the step on show.
    pub fn vocabulary_table(&self) -> Table {
        let size = self.vocabulary_at(self.step());
        let symbols = self.trained.as_ref().map_or(&[][..], |trained| &trained.symbols);
        let rows = symbols.iter().take(size).enumerate().map(|(id, bytes)| {
            vec![self.id(id as u32).unwrap_or_default().to_string(), self.symbol(id as u32), hex(bytes)]
        });
        Table { columns: heads(&["id", "token", "bytes"]), rows: rows.collect() }
    }

    /// The tokens of the encoded text.
    pub fn encoded_table(&self) -> Table {
        self.encoded.as_ref().map_or_else(Table::default, |encoded| self.tokens_table(&encoded.text, &encoded.tokens))
    }

    /// The tokens of the text on show in the lab.
    pub fn seen_table(&self) -> Table {
        self.seen.as_ref().map_or_else(Table::default, |seen| self.tokens_table(&seen.text, &seen.tokens))
    }

    fn tokens_table(&self, text: &str, tokens: &[Token]) -> Table {
        let rows = tokens.iter().enumerate().map(|(at, token)| {
            let facts = self.token_facts(text, *token);
            let (symbol, id, hex) = facts.map_or_else(Default::default, |facts| {
                (facts.symbol, facts.id.map_or_else(|| "none".into(), |id| id.to_string()), facts.hex)
            });
            vec![(at + 1).to_string(), symbol, id, hex, (token.word + 1).to_string()]
        });
        Table { columns: heads(&["place", "token", "id", "bytes", "word"]), rows: rows.collect() }
    }

    /// The merges of the word on show, its letters first.
    pub fn tree_table(&self) -> Table {
        let cells = self.grown.as_ref().map(|grown| cells(grown)).unwrap_or_default();
        let row = |cell: &Cell| {
            let letters = format!("{} to {}", cell.column + 1, cell.column + cell.span);
            let merge = cell.merge.map_or_else(String::new, |merge| merge.to_string());
            vec![self.symbol(cell.symbol), merge, letters, if cell.is_token { "yes" } else { "no" }.into()]
        };
        let columns = heads(&["symbol", "made by merge", "covers the letters", "a token at this step"]);
        Table { columns, rows: cells.iter().map(row).collect() }
    }

    /// Tokens of the training text over the size of the vocabulary.
    pub fn curve(&self) -> LineChart {
        let Some(trained) = &self.trained else { return LineChart::default() };
        let alphabet = f64::from(trained.alphabet);
        let later =
            trained.merges.iter().enumerate().map(|(at, merge)| (alphabet + at as f64 + 1.0, merge.tokens as f64));
        let points: Vec<(f64, f64)> = std::iter::once((alphabet, trained.tokens as f64)).chain(later).collect();
        LineChart {
            x: Axis::new("vocabulary size (alphabet + merges)"),
            y: Axis::new("tokens of the text"),
            series: vec![Series { name: "tokens".into(), token: "--accent", stroke: Stroke::Solid, points }],
            marker: Some(alphabet + self.step() as f64),
        }
    }

    /// What was learned up to the step on show, the newest first: number of the merge, token, id, count.
    pub fn newest(&self, most: usize) -> Vec<(usize, String, u32, u64)> {
        let Some(trained) = &self.trained else { return Vec::new() };
        let done = trained.merges.iter().enumerate().take(self.step()).rev().take(most);
        done.map(|(at, merge)| {
            (at + 1, self.symbol(merge.result), self.id(merge.result).unwrap_or_default(), merge.count)
        })
        .collect()
    }
}
