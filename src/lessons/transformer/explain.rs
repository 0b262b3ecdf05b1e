//! Where a number comes from: its formula with the numbers put in, and the cells that went into it.

use std::ops::Range;

use protocol::transformer::Model;
use viz::number::{fixed, short};

use super::arithmetic::{gelu, layer_norm, softmax, sum_of_products};
use super::quantity::{Linear, Norm, Numbers, Place, Quantity};
use super::step::{Order, Step};

/// One cell of one tensor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    pub quantity: Quantity,
    pub row: usize,
    pub col: usize,
}

/// Cells that went into a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    pub quantity: Quantity,
    pub rows: Range<usize>,
    pub cols: Range<usize>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Explained {
    /// `scores[1, 3]`
    pub name: String,
    /// The formula, line by line: letters, numbers, result.
    pub lines: Vec<String>,
    pub sources: Vec<Source>,
    /// What the engine computed.
    pub value: f32,
    /// The same from the cells named in `sources`, in 64 bits; the value itself for what is not computed.
    pub recomputed: f64,
    pub made_in: Option<Step>,
}

/// Everything but the name and the value.
struct Derivation {
    lines: Vec<String>,
    sources: Vec<Source>,
    result: f64,
}

impl Place<'_> {
    /// `None` for a cell that is not there.
    pub fn explain(&self, cell: Cell) -> Option<Explained> {
        let Cell { quantity, row, col } = cell;
        let value = self.read(quantity)?.get(row, col)?;
        let order = Order::of(self.ran);
        let derived = self.derive(cell, order)?;
        let index = match quantity.axes().0 {
            super::quantity::Axis::One => format!("[{col}]"),
            _ => format!("[{row}, {col}]"),
        };
        let mut lines = derived.lines;
        lines.push(format!("= {}", number(f64::from(value))));
        Some(Explained {
            name: format!("{}{index}", quantity.symbol()),
            lines,
            sources: derived.sources,
            value,
            recomputed: derived.result,
            made_in: Step::that_made(quantity, order, self.layer),
        })
    }

    fn derive(&self, cell: Cell, order: Order) -> Option<Derivation> {
        let Cell { quantity, row, col } = cell;
        let surgery = &self.ran.setup.surgery;
        Some(match quantity {
            Quantity::Word => {
                let word = self.ran.tokens.get(row)?;
                let token = self.ran.vocabulary.iter().position(|known| known == word)?;
                self.copy(Quantity::Embedding, token, col, format!("E[{token}, {col}]: the row of “{word}”"))?
            }
            Quantity::Position => self.copy(
                Quantity::PositionTable,
                row,
                col,
                format!("P[{row}, {col}]: place {row}, whatever stands there"),
            )?,
            Quantity::Embedded if surgery.without_positions => {
                self.copy(Quantity::Word, row, col, "word alone: positions are left out".into())?
            }
            Quantity::Embedded if order.segments => self.sum_of_three(row, col)?,
            Quantity::Embedded => self.sum(Quantity::Word, Quantity::PositionTable, row, col)?,
            Quantity::EmbeddingNorm => self.norm(Quantity::Embedded, Norm::Embedding, row, col)?,
            Quantity::Input => {
                let said = match self.layer {
                    0 => "what the embedding step made".to_string(),
                    layer => format!("what layer {layer} gave"),
                };
                self.given(quantity, row, col, said)?
            }
            Quantity::LastOutput => self.given(quantity, row, col, "what the last layer gave".into())?,
            Quantity::Query => self.linear(order.attended(), Linear::Query, row, col)?,
            Quantity::Key => self.linear(order.attended(), Linear::Key, row, col)?,
            Quantity::Value => self.linear(order.attended(), Linear::Value, row, col)?,
            Quantity::AttentionOutput => self.linear(Quantity::Context, Linear::Output, row, col)?,
            Quantity::Intermediate => self.linear(order.fed(), Linear::Inner, row, col)?,
            Quantity::FeedForward => self.linear(Quantity::Activated, Linear::Outer, row, col)?,
            Quantity::HeadQuery => self.cut(Quantity::Query, row, col)?,
            Quantity::HeadKey => self.cut(Quantity::Key, row, col)?,
            Quantity::HeadValue => self.cut(Quantity::Value, row, col)?,
            Quantity::Products => self.product(row, col)?,
            Quantity::Scores => self.scale(row, col)?,
            Quantity::Masked => self.masked(row, col)?,
            Quantity::Probabilities => self.softmax(row, col)?,
            Quantity::Mixed => self.mixed(row, col)?,
            Quantity::Context => self.merged(row, col)?,
            Quantity::AttentionResidual => self.residual(Quantity::Input, Quantity::AttentionOutput, row, col)?,
            Quantity::Residual => self.residual(order.stream(), Quantity::FeedForward, row, col)?,
            Quantity::AttentionNorm => self.norm(order.normed_first(), Norm::First, row, col)?,
            Quantity::FeedForwardNorm => self.norm(order.normed_second(), Norm::Second, row, col)?,
            Quantity::Hidden if order.pre_norm => self.norm(Quantity::LastOutput, Norm::Last, row, col)?,
            Quantity::Activated => self.activated(row, col)?,
            Quantity::Logits => self.logits(row, col)?,
            Quantity::Mask => {
                let said = if self.read(quantity)?.get(row, col)? > 0.0 { "may look" } else { "may not look" };
                self.given(quantity, row, col, said.into())?
            }
            _ => self.given(quantity, row, col, self.of_a_weight())?,
        })
    }

    fn at(&self, quantity: Quantity, row: usize, col: usize) -> Option<f64> {
        self.read(quantity)?.get(row, col).map(f64::from)
    }

    fn row(&self, quantity: Quantity, row: usize) -> Option<Vec<f32>> {
        self.read(quantity)?.row(row).map(<[f32]>::to_vec)
    }

    fn given(&self, quantity: Quantity, row: usize, col: usize, said: String) -> Option<Derivation> {
        Some(Derivation { lines: vec![said], sources: Vec::new(), result: self.at(quantity, row, col)? })
    }

    fn copy(&self, from: Quantity, row: usize, col: usize, said: String) -> Option<Derivation> {
        Some(Derivation {
            lines: vec![format!("= {said}")],
            sources: vec![cell_of(from, row, col)],
            result: self.at(from, row, col)?,
        })
    }

    fn sum(&self, one: Quantity, other: Quantity, row: usize, col: usize) -> Option<Derivation> {
        let (a, b) = (self.at(one, row, col)?, self.at(other, row, col)?);
        let letters = format!("= {0}[{row}, {col}] + {1}[{row}, {col}]", one.symbol(), other.symbol());
        Some(Derivation {
            lines: vec![letters, format!("= {} + {}", number(a), bracket(b))],
            sources: vec![cell_of(one, row, col), cell_of(other, row, col)],
            result: a + b,
        })
    }

    fn of_a_weight(&self) -> String {
        match self.ran.setup.model {
            Model::Minimal { .. } => "a weight: click it to change it".into(),
            Model::Induction | Model::MiniLm { .. } => "a trained weight".into(),
        }
    }

    /// BERT adds a vector of the segment too: row 0 for a first text.
    fn sum_of_three(&self, row: usize, col: usize) -> Option<Derivation> {
        let parts = [(Quantity::Word, row), (Quantity::PositionTable, row), (Quantity::SegmentTable, 0)];
        let [a, b, c] = parts.map(|(quantity, row)| self.at(quantity, row, col));
        let (a, b, c) = (a?, b?, c?);
        Some(Derivation {
            lines: vec![
                format!("= word[{row}, {col}] + P[{row}, {col}] + S[0, {col}]"),
                format!("= {} + {} + {}", number(a), bracket(b), bracket(c)),
            ],
            sources: parts.map(|(quantity, row)| cell_of(quantity, row, col)).into(),
            result: a + b + c,
        })
    }

    fn residual(&self, stream: Quantity, said: Quantity, row: usize, col: usize) -> Option<Derivation> {
        if self.ran.setup.surgery.without_residual {
            return self.copy(said, row, col, format!("{} alone: the residual path is cut", said.symbol()));
        }
        self.sum(stream, said, row, col)
    }

    /// `y[row, col] = Σ x[row, i] · W[col, i] + b[col]`
    fn linear(&self, x: Quantity, which: Linear, row: usize, col: usize) -> Option<Derivation> {
        let (weight, bias) = (Quantity::Weight(which), Quantity::Bias(which));
        let (xs, ws) = (self.row(x, row)?, self.row(weight, col)?);
        let added = self.at(bias, 0, col)?;
        let (terms, sum) = sum_of_products(&xs, &ws);
        let (name, w, b) = (x.symbol(), weight.symbol(), bias.symbol());
        Some(Derivation {
            lines: vec![
                format!("= Σᵢ {name}[{row}, i] · {w}[{col}, i] + {b}[{col}]"),
                format!("= {terms} + {}", bracket(added)),
            ],
            sources: vec![row_of(x, row, xs.len()), row_of(weight, col, ws.len()), cell_of(bias, 0, col)],
            result: sum + added,
        })
    }

    fn logits(&self, row: usize, col: usize) -> Option<Derivation> {
        let (xs, ws) = (self.row(Quantity::Hidden, row)?, self.row(Quantity::Head, col)?);
        let (terms, sum) = sum_of_products(&xs, &ws);
        Some(Derivation {
            lines: vec![format!("= Σᵢ hidden[{row}, i] · W_head[{col}, i]"), format!("= {terms}")],
            sources: vec![row_of(Quantity::Hidden, row, xs.len()), row_of(Quantity::Head, col, ws.len())],
            result: sum,
        })
    }

    /// The head's own column of a whole projection.
    fn cut(&self, from: Quantity, row: usize, col: usize) -> Option<Derivation> {
        let column = self.head * self.head_dim() + col;
        let (name, head) = (from.symbol(), self.head + 1);
        self.copy(from, row, column, format!("{name}[{row}, {column}]: column {col} of head {head}"))
    }

    fn product(&self, row: usize, col: usize) -> Option<Derivation> {
        let (q, k) = (self.row(Quantity::HeadQuery, row)?, self.row(Quantity::HeadKey, col)?);
        let (terms, sum) = sum_of_products(&q, &k);
        Some(Derivation {
            lines: vec![format!("= Σᵢ q[{row}, i] · k[{col}, i]"), format!("= {terms}")],
            sources: vec![row_of(Quantity::HeadQuery, row, q.len()), row_of(Quantity::HeadKey, col, k.len())],
            result: sum,
        })
    }

    fn scale(&self, row: usize, col: usize) -> Option<Derivation> {
        if self.ran.setup.surgery.without_scale {
            return self.copy(Quantity::Products, row, col, "q·kᵀ as it is: the scale is dropped".into());
        }
        let (product, root) = (self.at(Quantity::Products, row, col)?, (self.head_dim() as f64).sqrt());
        Some(Derivation {
            lines: vec![
                format!("= q·kᵀ[{row}, {col}] / √{}", self.head_dim()),
                format!("= {} / {}", number(product), fixed(root, 3)),
            ],
            sources: vec![cell_of(Quantity::Products, row, col)],
            result: product / root,
        })
    }

    fn masked(&self, row: usize, col: usize) -> Option<Derivation> {
        let score = self.at(Quantity::Scores, row, col)?;
        let hidden = self.at(Quantity::Mask, row, col)? == 0.0;
        let fill = match &self.ran.mask {
            Some(mask) if mask.infinite => f64::NEG_INFINITY,
            _ => -1e9,
        };
        let said = if hidden { "hidden: the score is overwritten" } else { "visible: the score stays" };
        Some(Derivation {
            lines: vec![said.into()],
            sources: vec![cell_of(Quantity::Scores, row, col), cell_of(Quantity::Mask, row, col)],
            result: if hidden { fill } else { score },
        })
    }

    fn softmax(&self, row: usize, col: usize) -> Option<Derivation> {
        let scores = self.row(Quantity::Masked, row)?;
        let (terms, share) = softmax(&scores, col);
        let mut lines = vec![format!("= exp(masked[{row}, {col}] − max) / Σⱼ exp(masked[{row}, j] − max)")];
        lines.extend(terms);
        Some(Derivation { lines, sources: vec![row_of(Quantity::Masked, row, scores.len())], result: share })
    }

    fn mixed(&self, row: usize, col: usize) -> Option<Derivation> {
        let place = (self.layer as u32, self.head as u32);
        if self.ran.setup.surgery.ablated.contains(&place) {
            return Some(Derivation {
                lines: vec!["= 0: this head is ablated".into()],
                sources: Vec::new(),
                result: 0.0,
            });
        }
        let shares = self.row(Quantity::Probabilities, row)?;
        let column = column(&self.read(Quantity::HeadValue)?, col);
        let (terms, sum) = sum_of_products(&shares, &column);
        Some(Derivation {
            lines: vec![format!("= Σⱼ A[{row}, j] · v[j, {col}]"), format!("= {terms}")],
            sources: vec![
                row_of(Quantity::Probabilities, row, shares.len()),
                Source { quantity: Quantity::HeadValue, rows: 0..column.len(), cols: col..col + 1 },
            ],
            result: sum,
        })
    }

    fn merged(&self, row: usize, col: usize) -> Option<Derivation> {
        let (head, column) = (col / self.head_dim(), col % self.head_dim());
        let there = Place { head, ..*self };
        let result = there.at(Quantity::Mixed, row, column)?;
        let on_show = head == self.head;
        Some(Derivation {
            lines: vec![format!("= A·v[{row}, {column}] of head {}", head + 1)],
            sources: if on_show { vec![cell_of(Quantity::Mixed, row, column)] } else { Vec::new() },
            result,
        })
    }

    fn norm(&self, x: Quantity, which: Norm, row: usize, col: usize) -> Option<Derivation> {
        let xs = self.row(x, row)?;
        let (gain, shift) =
            (self.at(Quantity::NormWeight(which), 0, col)?, self.at(Quantity::NormBias(which), 0, col)?);
        let epsilon = self.ran.epsilon;
        let (mean, variance, result) = layer_norm(&xs, col, (gain, shift), epsilon);
        let gamma = Quantity::NormWeight(which);
        let beta = Quantity::NormBias(which);
        Some(Derivation {
            lines: vec![
                format!("= {}[{col}] · (x − mean) / √(variance + ε) + {}[{col}]", gamma.symbol(), beta.symbol()),
                format!(
                    "x = {}[{row}, {col}], mean and variance of row {row}, ε = {}",
                    x.symbol(),
                    if epsilon < 1e-8 { "10⁻¹²" } else { "10⁻⁵" }
                ),
                format!(
                    "= {} · ({} − {}) / √{} + {}",
                    number(gain),
                    number(f64::from(xs[col])),
                    bracket(mean),
                    number(variance),
                    bracket(shift)
                ),
            ],
            sources: vec![row_of(x, row, xs.len()), cell_of(gamma, 0, col), cell_of(beta, 0, col)],
            result,
        })
    }

    fn activated(&self, row: usize, col: usize) -> Option<Derivation> {
        let h = self.at(Quantity::Intermediate, row, col)?;
        let (said, result) = if self.ran.shape.gelu {
            (format!("= GELU({0}) = {0} · Φ({0})", number(h)), gelu(h))
        } else {
            (format!("= ReLU({0}) = max(0, {0})", number(h)), h.max(0.0))
        };
        Some(Derivation { lines: vec![said], sources: vec![cell_of(Quantity::Intermediate, row, col)], result })
    }
}

fn cell_of(quantity: Quantity, row: usize, col: usize) -> Source {
    Source { quantity, rows: row..row + 1, cols: col..col + 1 }
}

fn row_of(quantity: Quantity, row: usize, width: usize) -> Source {
    Source { quantity, rows: row..row + 1, cols: 0..width }
}

fn column(grid: &Numbers, col: usize) -> Vec<f32> {
    (0..grid.rows).filter_map(|row| grid.get(row, col)).collect()
}

/// Three decimals, unless the number is far larger or no number.
pub(super) fn number(value: f64) -> String {
    if value.abs() >= 1000.0 || !value.is_finite() { short(value) } else { fixed(value, 3) }
}

/// A number that stands after an operator.
pub(super) fn bracket(value: f64) -> String {
    if value < 0.0 { format!("({})", number(value)) } else { number(value) }
}
