//! The JavaScript and the key codes that the tab's methods are made of.

/// An expression: the elements of `css` that are shown, as an array.
pub fn shown(css: &str) -> String {
    format!(
        "[...document.querySelectorAll({css:?})].filter(e => e.checkVisibility({{ visibilityProperty: true }}) && e.getClientRects().length)"
    )
}

/// An expression: the first shown element of `css` whose accessible name is `name` (or begins with it, if none is equal), or null.
pub fn named(css: &str, name: &str) -> String {
    format!(
        "((elements, name) => {{
            const tidy = text => (text ?? '').replace(/\\s+/g, ' ').trim();
            const label = e => tidy(
                (e.getAttribute('aria-labelledby') ?? '').split(' ').filter(Boolean).map(id => document.getElementById(id)?.textContent).join(' ')
                || e.getAttribute('aria-label') || [...(e.labels ?? [])].map(l => l.innerText).join(' ')
                || e.innerText || e.textContent || e.getAttribute('title') || e.getAttribute('placeholder'));
            return elements.find(e => label(e) === name) ?? elements.find(e => label(e).startsWith(name)) ?? null;
        }})({}, {name:?})",
        shown(css)
    )
}

/// A function of an element and a text: sets a field's value as a reader's typing does, events included.
pub const FILL: &str = "((field, text) => {
    const kind = field instanceof HTMLTextAreaElement ? HTMLTextAreaElement : HTMLInputElement;
    field.focus();
    Object.getOwnPropertyDescriptor(kind.prototype, 'value').set.call(field, text);
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    field.dispatchEvent(new Event('change', { bubbles: true }));
})";

/// An expression: null, or how far the page is too wide and the first elements beyond its edge.
pub const STICKING_OUT: &str = "(() => {
    const root = document.documentElement, excess = root.scrollWidth - root.clientWidth;
    if (excess <= 0) return null;
    const beyond = [...document.body.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > root.clientWidth + 0.5);
    return excess + ' px: ' + beyond.slice(0, 4).map(e => e.tagName.toLowerCase() + '.' + e.getAttribute('class')).join(', ');
})()";

/// A key's name as WebDriver's code; a single character stands for itself.
pub fn key_code(name: &str) -> String {
    let code = match name {
        "Tab" => '\u{E004}',
        "Enter" => '\u{E007}',
        "Shift" => '\u{E008}',
        "Control" => '\u{E009}',
        "Escape" => '\u{E00C}',
        "Space" => ' ',
        "End" => '\u{E010}',
        "Home" => '\u{E011}',
        "Left" => '\u{E012}',
        "Up" => '\u{E013}',
        "Right" => '\u{E014}',
        "Down" => '\u{E015}',
        character => {
            let mut characters = character.chars();
            match (characters.next(), characters.next()) {
                (Some(only), None) => only,
                _ => panic!("no key is called {name}"),
            }
        }
    };
    code.to_string()
}

/// The bytes of a base64 text, if it is one.
pub fn from_base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut held) = (0u32, 0);
    for symbol in text.bytes().take_while(|&symbol| symbol != b'=') {
        let value = match symbol {
            b'A'..=b'Z' => symbol - b'A',
            b'a'..=b'z' => symbol - b'a' + 26,
            b'0'..=b'9' => symbol - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held) as u8);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_of_every_length_is_read() {
        let cases: [(&str, &[u8]); 4] = [("", b""), ("Zg==", b"f"), ("Zm8=", b"fo"), ("Zm9vYmFy", b"foobar")];
        for (text, bytes) in cases {
            assert_eq!(from_base64(text).as_deref(), Some(bytes));
        }
        assert_eq!(from_base64("%"), None);
    }
}
