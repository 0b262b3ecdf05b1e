//! The parts every lesson is built from. General on purpose: no lesson's words in them, state comes in as signals, and what a
//! part cannot decide it hands to a callback. A page writes `use crate::components::*;`.

#![allow(dead_code, unused_imports, reason = "parts are whole: a page takes what it needs of them")]

mod address;
mod blocks;
pub mod canvas;
mod chart;
mod code_panel;
mod data_table;
mod download;
mod exercise;
mod export_menu;
mod formula;
mod frame;
mod heatmap;
mod icons;
mod knob;
mod knob_spec;
mod lanes;
mod legend;
mod listing;
mod model_panel;
mod notice;
mod page;
mod parts;
mod prose;
mod share;
mod tabs;
mod text_card;
mod toggle;
mod token_flow;
mod token_strip;
mod transport;

pub use address::*;
pub use blocks::*;
pub use canvas::*;
pub use chart::*;
pub use code_panel::*;
pub use data_table::*;
pub use download::*;
pub use exercise::*;
pub use export_menu::*;
pub use formula::*;
pub use frame::*;
pub use heatmap::*;
pub use icons::*;
pub use knob::*;
pub use knob_spec::*;
pub use lanes::*;
pub use legend::*;
pub use listing::*;
pub use model_panel::*;
pub use notice::*;
pub use page::*;
pub use parts::*;
pub use prose::*;
pub use share::*;
pub use tabs::*;
pub use text_card::*;
pub use toggle::*;
pub use token_flow::*;
pub use token_strip::*;
pub use transport::*;
