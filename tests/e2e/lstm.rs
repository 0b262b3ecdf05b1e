//! The LSTM lesson: it opens alive, trains, repeats, shows its gates, and goes along with the reader.

mod breaking;
mod gates;
mod sharing;
mod smoothness;
mod training;
