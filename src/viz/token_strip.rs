//! How a token is shown: everything a model can read gets a visible form, and a name for those who do not see it.

/// The token as it stands in a strip: space `·`, newline `⏎`, tab `⇥`, control characters by their picture, a lone mark on `◌`.
pub fn shown(token: &str) -> String {
    let mut out = String::with_capacity(token.len());
    for (k, c) in token.chars().enumerate() {
        match c {
            ' ' => out.push('·'),
            '\n' => out.push('⏎'),
            '\r' => out.push('␍'),
            '\t' => out.push('⇥'),
            '\u{a0}' => out.push('⍽'),
            '\u{7f}' => out.push('␡'),
            '\0'..='\u{1f}' => out.push(char::from_u32(0x2400 + c as u32).unwrap_or('�')),
            _ if is_invisible(c) => out.push('◦'),
            _ if k == 0 && joins_previous(c) => {
                out.push('◌');
                out.push(c);
            }
            _ => out.push(c),
        }
    }
    out
}

/// The token in words: “space”, “newline”, “control character U+0007”, or the token itself.
pub fn spoken(token: &str) -> String {
    let mut chars = token.chars();
    let (Some(c), None) = (chars.next(), chars.next()) else {
        return shown(token);
    };
    match c {
        ' ' => "space".into(),
        '\n' => "newline".into(),
        '\r' => "carriage return".into(),
        '\t' => "tab".into(),
        '\u{a0}' => "no-break space".into(),
        _ if c.is_control() => format!("control character U+{:04X}", c as u32),
        _ if is_invisible(c) => format!("invisible character U+{:04X}", c as u32),
        _ if joins_previous(c) => format!("combining mark U+{:04X}", c as u32),
        _ => c.to_string(),
    }
}

/// Cuts a text where a reader would: marks, joiners and variation selectors stay with the letter before them.
/// A simple rule, not the whole of Unicode's: flags and conjuncts may fall apart.
pub fn split(text: &str) -> Vec<&str> {
    let mut cuts: Vec<usize> = Vec::new();
    let mut after_joiner = false;
    for (at, c) in text.char_indices() {
        if at == 0 || !(joins_previous(c) || after_joiner) {
            cuts.push(at);
        }
        after_joiner = c == '\u{200d}';
    }
    let ends = cuts.iter().skip(1).copied().chain(std::iter::once(text.len()));
    cuts.iter().zip(ends).map(|(start, end)| &text[*start..end]).collect()
}

fn joins_previous(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}' | '\u{5bf}'..='\u{5c7}' | '\u{610}'..='\u{61a}'
        | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{93a}'..='\u{94f}' | '\u{e31}' | '\u{e34}'..='\u{e3a}' | '\u{e47}'..='\u{e4e}'
        | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{200d}' | '\u{20d0}'..='\u{20ff}' | '\u{302a}'..='\u{302f}'
        | '\u{3099}' | '\u{309a}' | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}' | '\u{1f3fb}'..='\u{1f3ff}')
}

/// Characters that take no room and change the order of what follows: shown as a ring so that a strip keeps its columns.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{80}'..='\u{9f}' | '\u{ad}' | '\u{200b}' | '\u{200c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_invisible() {
        assert_eq!(shown("a b\n\t"), "a·b⏎⇥");
        assert_eq!(shown("\u{7}"), "␇");
        assert_eq!(shown("\u{301}"), "◌\u{301}");
        assert_eq!(shown("e\u{301}"), "e\u{301}");
        assert_eq!(shown("\u{202e}x"), "◦x");
    }

    #[test]
    fn everything_has_a_name() {
        assert_eq!(spoken(" "), "space");
        assert_eq!(spoken("\u{7}"), "control character U+0007");
        assert_eq!(spoken("king"), "king");
    }

    #[test]
    fn marks_stay_with_their_letter() {
        assert_eq!(split("ne\u{301}e"), ["n", "e\u{301}", "e"]);
        assert_eq!(split("👩\u{200d}🚀!"), ["👩\u{200d}🚀", "!"]);
        assert_eq!(split("👍🏽"), ["👍🏽"]);
        assert!(split("").is_empty());
    }
}
