//! Light, dark, or as the system says. assets/theme.js paints it; this stores the choice and tells canvases when to redraw.

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
pub struct Theme {
    choice: RwSignal<ThemeChoice>,
    dark: RwSignal<bool>,
}

impl Theme {
    /// Lives as long as the page; call it once.
    pub fn install() -> Theme {
        let choice = ThemeChoice::from_name(&storage::read(KEY).unwrap_or_default());
        let theme = Theme { choice: RwSignal::new(choice), dark: RwSignal::new(is_dark()) };
        if let Ok(Some(system)) = window().match_media("(prefers-color-scheme: dark)") {
            // theme.js listens to the same event and was there first: the attribute is already right.
            let follow = Closure::<dyn Fn()>::new(move || theme.dark.set(is_dark()));
            system.set_onchange(Some(follow.as_ref().unchecked_ref()));
            follow.forget();
        }
        theme
    }

    pub fn choice(self) -> ThemeChoice {
        self.choice.get()
    }

    /// Whether the page is dark now: what a canvas has to depend on, as it cannot follow a style sheet.
    pub fn dark(self) -> Signal<bool> {
        self.dark.into()
    }

    pub fn choose(self, choice: ThemeChoice) {
        storage::write(KEY, choice.name());
        // Without theme.js the page stays light and usable.
        let _ = paint(choice.name());
        self.choice.set(choice);
        self.dark.set(is_dark());
    }
}

fn is_dark() -> bool {
    document().document_element().and_then(|html| html.get_attribute("data-theme")).as_deref() == Some("dark")
}
