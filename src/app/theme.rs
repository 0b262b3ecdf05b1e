//! Light, dark, or as the system says. This stores the choice, assets/theme.js paints it: canvases watch `data-theme` on `<html>`.

use crate::storage;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;

/// Also known to assets/theme.js.
const KEY: &str = "glassbox-theme";

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_name = glassboxTheme)]
    fn paint(choice: &str) -> Result<(), JsValue>;
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ThemeChoice {
    Auto,
    Light,
    Dark,
}

impl ThemeChoice {
    pub fn name(self) -> &'static str {
        match self {
            ThemeChoice::Auto => "auto",
            ThemeChoice::Light => "light",
            ThemeChoice::Dark => "dark",
        }
    }

    /// The one after it when the switch is pressed.
    pub fn next(self) -> ThemeChoice {
        match self {
            ThemeChoice::Auto => ThemeChoice::Light,
            ThemeChoice::Light => ThemeChoice::Dark,
            ThemeChoice::Dark => ThemeChoice::Auto,
        }
    }

    fn from_name(name: &str) -> ThemeChoice {
        match name {
            "light" => ThemeChoice::Light,
            "dark" => ThemeChoice::Dark,
            _ => ThemeChoice::Auto,
        }
    }
}

#[derive(Clone, Copy)]
pub struct Theme(RwSignal<ThemeChoice>);

impl Theme {
    pub fn stored() -> Theme {
        let name = storage::read(KEY).unwrap_or_default();
        Theme(RwSignal::new(ThemeChoice::from_name(&name)))
    }

    pub fn choice(self) -> ThemeChoice {
        self.0.get()
    }

    pub fn choose(self, choice: ThemeChoice) {
        storage::write(KEY, choice.name());
        // Without theme.js the page stays light and usable.
        let _ = paint(choice.name());
        self.0.set(choice);
    }
}
