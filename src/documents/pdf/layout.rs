//! Places into words and lines: a PDF says where each shape stands, not where a word ends.

/// `[a b c d e f]` as PDF writes it: x' = a x + c y + e, y' = b x + d y + f.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Matrix(pub [f32; 6]);

impl Matrix {
    pub const IDENTITY: Matrix = Matrix([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    pub fn shift(x: f32, y: f32) -> Self {
        Matrix([1.0, 0.0, 0.0, 1.0, x, y])
    }

    /// First this, then `next`.
    pub fn then(self, next: Matrix) -> Matrix {
        let (Matrix([a, b, c, d, e, f]), Matrix(n)) = (self, next);
        Matrix([
            a * n[0] + b * n[2],
            a * n[1] + b * n[3],
            c * n[0] + d * n[2],
            c * n[1] + d * n[3],
            e * n[0] + f * n[2] + n[4],
            e * n[1] + f * n[3] + n[5],
        ])
    }
}

/// In sizes of the font: less than a narrow space, more than kerning.
const SPACE: f32 = 0.18;
/// How far from the line a shape may stand and be of it, as an exponent does.
const SAME_LINE: f32 = 0.5;
/// From one base line to the next within a paragraph: 1.2 is usual, 1.5 is generous.
const PARAGRAPH: f32 = 1.7;

/// The text so far, and where it ended on the page.
#[derive(Default)]
pub(super) struct Writer {
    pub text: String,
    last: Option<Last>,
}

struct Last {
    end: (f32, f32),
    /// Along the line, of length 1.
    direction: (f32, f32),
    size: f32,
}

impl Writer {
    /// A shape's text: `at` takes the font's unit square to the page, `advance` is its width in that square.
    pub fn put(&mut self, text: &str, at: Matrix, advance: f32) {
        let Matrix([a, b, c, d, x, y]) = at;
        let (length, size) = (a.hypot(b), c.hypot(d));
        if !(length.is_finite() && size.is_finite() && length > 0.0 && x.is_finite() && y.is_finite()) {
            return;
        }
        let direction = (a / length, b / length);
        if let Some(last) = &self.last {
            let (dx, dy) = (x - last.end.0, y - last.end.1);
            let along = dx * last.direction.0 + dy * last.direction.1;
            let across = (dy * last.direction.0 - dx * last.direction.1).abs();
            let larger = size.max(last.size).max(f32::MIN_POSITIVE);
            let turned = direction.0 * last.direction.0 + direction.1 * last.direction.1 < 0.7;
            if across > SAME_LINE * larger || turned {
                self.end_line(across > PARAGRAPH * larger || turned);
            } else if (along > SPACE * size || along < -2.0 * size) && !text.starts_with(' ') {
                self.space();
            }
        }
        if !(text == " " && (self.text.is_empty() || self.text.ends_with([' ', '\n']))) {
            self.text.push_str(text);
        }
        let end = (x + a * advance, y + b * advance);
        self.last = Some(Last { end, direction, size });
    }

    fn space(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with([' ', '\n']) {
            self.text.push(' ');
        }
    }

    /// A word that was divided at the end of the line is put together when the next one goes on in small letters: see [`Writer::finish`].
    fn end_line(&mut self, paragraph: bool) {
        self.text.truncate(self.text.trim_end_matches(' ').len());
        if self.text.is_empty() || self.text.ends_with('\n') {
            return;
        }
        self.text.push_str(if paragraph { "\n\n" } else { "\n" });
    }

    /// The text, with divided words whole again and ligatures as letters.
    pub fn finish(self) -> String {
        let mut text = String::with_capacity(self.text.len());
        let mut characters = self.text.chars().peekable();
        while let Some(character) = characters.next() {
            let follows = characters.peek().copied();
            let divided = character == '\n'
                && follows.is_some_and(char::is_lowercase)
                && text.strip_suffix(['-', '\u{ad}', '‐']).is_some_and(|word| word.ends_with(char::is_lowercase));
            match character {
                '\n' if divided => {
                    text.pop();
                }
                '\u{fb00}' => text.push_str("ff"),
                '\u{fb01}' => text.push_str("fi"),
                '\u{fb02}' => text.push_str("fl"),
                '\u{fb03}' => text.push_str("ffi"),
                '\u{fb04}' => text.push_str("ffl"),
                '\u{a0}' => text.push(' '),
                '\u{ad}' if follows != Some('\n') => {}
                _ => text.push(character),
            }
        }
        text
    }
}
