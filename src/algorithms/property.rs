//! Things a reader knows of each character of a text, as numbers a neuron can be compared with.

/// 1 between an opening and a closing double quotation mark, the marks included; typographic marks open and close, straight ones
/// alternate. A blank line ends a quotation that was never closed.
pub fn inside_quotes(text: &[char]) -> Vec<f32> {
    let mut inside = false;
    text.iter()
        .enumerate()
        .map(|(k, c)| match c {
            '“' | '«' | '„' => {
                inside = true;
                1.0
            }
            '”' | '»' => {
                inside = false;
                1.0
            }
            '"' => {
                inside = !inside;
                1.0
            }
            '\n' if k > 0 && text[k - 1] == '\n' => {
                inside = false;
                0.0
            }
            _ => f32::from(u8::from(inside)),
        })
        .collect()
}

/// 1 at the first character of a line and at the newline before it.
pub fn after_newline(text: &[char]) -> Vec<f32> {
    (0..text.len()).map(|k| f32::from(u8::from(text[k] == '\n' || (k > 0 && text[k - 1] == '\n')))).collect()
}

/// 1 for the first letter of a word, 2 for the second and so on; 0 between words.
pub fn position_in_word(text: &[char]) -> Vec<f32> {
    count_while(text, |c| c.is_alphanumeric() || c == '\'' || c == '’')
}

/// 1 for the first character of a line and so on; 0 at a newline.
pub fn position_in_line(text: &[char]) -> Vec<f32> {
    count_while(text, |c| c != '\n')
}

/// 1 at an upper-case letter.
pub fn upper_case(text: &[char]) -> Vec<f32> {
    text.iter().map(|c| f32::from(u8::from(c.is_uppercase()))).collect()
}

fn count_while(text: &[char], inside: impl Fn(char) -> bool) -> Vec<f32> {
    let mut count = 0.0;
    text.iter()
        .map(|c| {
            count = if inside(*c) { count + 1.0 } else { 0.0 };
            count
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, property: fn(&[char]) -> Vec<f32>) -> String {
        let characters: Vec<char> = text.chars().collect();
        property(&characters).iter().map(|v| char::from(b'0' + *v as u8)).collect()
    }

    #[test]
    fn each_property_on_a_line() {
        assert_eq!(of("a “b” c", inside_quotes), "0011100");
        assert_eq!(of("\"b\" c", inside_quotes), "11100");
        assert_eq!(of("“b\n\nc", inside_quotes), "11100");
        assert_eq!(of("a\nbc", after_newline), "0110");
        assert_eq!(of("don't go", position_in_word), "12345012");
        assert_eq!(of("ab\nc", position_in_line), "1201");
        assert_eq!(of("aBÉ.", upper_case), "0110");
    }
}
