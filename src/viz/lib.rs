//! Pictures as pure functions: data in, drawing out. Nothing here knows a browser or a framework, so every picture is tested natively.

pub mod attention_lines;
pub mod axes;
pub mod color;
pub mod decimal;
pub mod heatmap;
pub mod highlight;
pub mod line_chart;
pub mod number;
pub mod number_grid;
pub mod paired_bars;
pub mod passage_map;
pub mod pen;
pub mod polyline;
pub mod scale;
pub mod scatter;
pub mod scroll_grid;
pub mod table;
pub mod ticks;
pub mod token_flow;
pub mod token_strip;
pub mod word_map;
