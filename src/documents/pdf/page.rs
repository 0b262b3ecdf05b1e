//! A page's text, by running the operators of its content that have to do with text (ISO 32000-1, 9.2 to 9.4).

use std::collections::HashMap;
use std::rc::Rc;

use hayro_syntax::content::TypedIter;
use hayro_syntax::content::ops::TypedInstruction;
use hayro_syntax::object::{Dict, Number, Object, Stream};
use hayro_syntax::page::{Page, Resources};

use super::font::Font;
use super::layout::{Matrix, Writer};

/// Forms within forms deeper than this are left out: one may contain itself.
const MOST_DEPTH: usize = 12;
/// Operators on a page beyond this are left out; a full page of text has a few thousand.
const MOST_OPERATORS: usize = 2_000_000;
const MOST_STATES: usize = 1_000;
/// Characters of a page beyond this are left out.
const MOST_TEXT: usize = 4_000_000;

/// What a page says.
pub(super) struct Read {
    pub text: String,
    /// Shapes whose fonts say which characters they are, and those whose fonts do not.
    pub known: usize,
    pub unknown: usize,
}

pub(super) fn text(page: &Page) -> Read {
    let mut reader = Reader { writer: Writer::default(), known: 0, unknown: 0, operators: 0 };
    reader.run(page.typed_operations(), page.resources(), Matrix::IDENTITY, 0);
    Read { text: reader.writer.finish(), known: reader.known, unknown: reader.unknown }
}

struct Reader {
    writer: Writer,
    known: usize,
    unknown: usize,
    operators: usize,
}

/// Table 104 of the standard, and the matrix of the page.
#[derive(Clone)]
struct State {
    page: Matrix,
    font: Option<Rc<Font>>,
    size: f32,
    character_spacing: f32,
    word_spacing: f32,
    scaling: f32,
    leading: f32,
    rise: f32,
}

/// Where text goes: the matrices of text and of its line.
struct Place {
    text: Matrix,
    line: Matrix,
}

impl Place {
    fn next_line(&mut self, x: f32, y: f32) {
        self.line = Matrix::shift(x, y).then(self.line);
        self.text = self.line;
    }
}

impl Reader {
    fn run(&mut self, mut content: TypedIter, resources: &Resources, page: Matrix, depth: usize) {
        let mut fonts: HashMap<Vec<u8>, Option<Rc<Font>>> = HashMap::new();
        let mut state = State {
            page,
            font: None,
            size: 0.0,
            character_spacing: 0.0,
            word_spacing: 0.0,
            scaling: 1.0,
            leading: 0.0,
            rise: 0.0,
        };
        let mut saved: Vec<State> = Vec::new();
        let mut place = Place { text: Matrix::IDENTITY, line: Matrix::IDENTITY };
        while let Some(instruction) = content.next() {
            self.operators += 1;
            if self.operators > MOST_OPERATORS || self.writer.text.len() > MOST_TEXT {
                return;
            }
            use TypedInstruction as Op;
            match instruction {
                Op::SaveState(_) if saved.len() < MOST_STATES => saved.push(state.clone()),
                Op::RestoreState(_) => state = saved.pop().unwrap_or(state),
                Op::Transform(op) => state.page = matrix([op.0, op.1, op.2, op.3, op.4, op.5]).then(state.page),
                Op::BeginText(_) => place = Place { text: Matrix::IDENTITY, line: Matrix::IDENTITY },
                Op::TextFont(op) => {
                    state.size = op.1.as_f32();
                    let load = || resources.get_font(op.0).map(|dict| Rc::new(Font::new(&dict)));
                    state.font = fonts.entry(op.0.to_vec()).or_insert_with(load).clone();
                }
                Op::CharacterSpacing(op) => state.character_spacing = op.0.as_f32(),
                Op::WordSpacing(op) => state.word_spacing = op.0.as_f32(),
                Op::HorizontalScaling(op) => state.scaling = op.0.as_f32() / 100.0,
                Op::TextLeading(op) => state.leading = op.0.as_f32(),
                Op::TextRise(op) => state.rise = op.0.as_f32(),
                Op::NextLine(op) => place.next_line(op.0.as_f32(), op.1.as_f32()),
                Op::NextLineAndSetLeading(op) => {
                    state.leading = -op.1.as_f32();
                    place.next_line(op.0.as_f32(), op.1.as_f32());
                }
                Op::SetTextMatrix(op) => {
                    place.line = matrix([op.0, op.1, op.2, op.3, op.4, op.5]);
                    place.text = place.line;
                }
                Op::NextLineUsingLeading(_) => place.next_line(0.0, -state.leading),
                Op::ShowText(op) => self.show(op.0.as_bytes(), &state, &mut place),
                Op::NextLineAndShowText(op) => {
                    place.next_line(0.0, -state.leading);
                    self.show(op.0.as_bytes(), &state, &mut place);
                }
                Op::ShowTextWithParameters(op) => {
                    (state.word_spacing, state.character_spacing) = (op.0.as_f32(), op.1.as_f32());
                    place.next_line(0.0, -state.leading);
                    self.show(op.2.as_bytes(), &state, &mut place);
                }
                Op::ShowTexts(op) => {
                    for item in op.0.iter::<Object>() {
                        match item {
                            Object::String(string) => self.show(string.as_bytes(), &state, &mut place),
                            Object::Number(back) => {
                                let by = -back.as_f32() / 1000.0 * state.size * state.scaling;
                                place.text = Matrix::shift(by, 0.0).then(place.text);
                            }
                            _ => {}
                        }
                    }
                }
                Op::XObject(op) => {
                    if let Some(form) = resources.get_x_object(op.0) {
                        self.form(&form, resources, state.page, depth);
                    }
                }
                _ => {}
            }
        }
    }

    /// A drawing that a page uses by name; a picture is one too, and has no text.
    fn form(&mut self, form: &Stream, outer: &Resources, page: Matrix, depth: usize) {
        let dict = form.dict();
        let is_form = dict.get::<hayro_syntax::object::Name>("Subtype").is_some_and(|name| &*name == b"Form");
        if !is_form || depth >= MOST_DEPTH {
            return;
        }
        let Ok(content) = form.decoded() else { return };
        let own =
            dict.get::<hayro_syntax::object::Array>("Matrix").map(|array| array.iter::<f32>().collect::<Vec<f32>>());
        let own = own.and_then(|numbers| <[f32; 6]>::try_from(numbers).ok()).map_or(Matrix::IDENTITY, Matrix);
        let resources = dict.get::<Dict>("Resources").map(Resources::new);
        let resources = resources.as_ref().unwrap_or(outer);
        self.run(TypedIter::new(&content), resources, own.then(page), depth + 1);
    }

    fn show(&mut self, bytes: &[u8], state: &State, place: &mut Place) {
        let Some(font) = &state.font else { return };
        let to_page = Matrix([state.size * state.scaling, 0.0, 0.0, state.size, 0.0, state.rise]);
        font.glyphs(bytes, |glyph| {
            let advance = glyph.width / 1000.0;
            match &glyph.text {
                Some(text) => {
                    self.known += 1;
                    self.writer.put(text, to_page.then(place.text).then(state.page), advance);
                }
                None => self.unknown += 1,
            }
            let spacing = state.character_spacing + if glyph.is_space { state.word_spacing } else { 0.0 };
            let by = (advance * state.size + spacing) * state.scaling;
            place.text = Matrix::shift(by, 0.0).then(place.text);
        });
    }
}

fn matrix(numbers: [Number; 6]) -> Matrix {
    Matrix(numbers.map(|number| number.as_f32()))
}
