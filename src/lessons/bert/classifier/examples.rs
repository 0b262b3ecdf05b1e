//! The reader's labelled texts: one on each line, `label: text`.

use protocol::bert_classifier::Example;

use crate::format::count;

/// Texts and classes that are taken at most.
pub const MOST_TEXTS: usize = 400;
pub const MOST_CLASSES: usize = 12;

/// Lines that are named one by one.
const NAMED: usize = 3;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Examples {
    /// In the order in which they first stand there.
    pub classes: Vec<String>,
    pub train: Vec<Example>,
    pub held_out: Vec<Example>,
}

/// Labels and texts of the lines that have both.
///
/// # Errors
/// In words for the reader, if no classifier can be made of them.
pub fn read(text: &str) -> Result<Examples, String> {
    let mut classes: Vec<String> = Vec::new();
    let mut all: Vec<Example> = Vec::new();
    let (mut unlabelled, mut empty) = (Vec::new(), Vec::new());
    for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        let Some((label, text)) = line.split_once([':', '\t']).filter(|(label, _)| !label.trim().is_empty()) else {
            unlabelled.push(number);
            continue;
        };
        let (label, text) = (label.trim(), text.trim());
        if text.is_empty() {
            empty.push(number);
            continue;
        }
        let class = classes.iter().position(|known| known == label).unwrap_or_else(|| {
            classes.push(label.into());
            classes.len() - 1
        });
        all.push(Example { text: text.into(), class: class as u32 });
    }
    if !unlabelled.is_empty() {
        return Err(format!(
            "{} no label: begin it with one and a colon, as in “billing: I was charged twice.”",
            lines(&unlabelled, "has", "have")
        ));
    }
    if !empty.is_empty() {
        return Err(format!(
            "{} a label and no text: write one after the colon, or delete the line.",
            lines(&empty, "has", "have")
        ));
    }
    match &classes[..] {
        [] => {
            return Err("There are no texts yet: write one on each line, with its label and a colon before it.".into());
        }
        [only] => {
            return Err(format!(
                "All texts are labelled “{only}”: a classifier needs at least two classes to tell apart."
            ));
        }
        _ => {}
    }
    if classes.len() > MOST_CLASSES || all.len() > MOST_TEXTS {
        return Err(format!(
            "These are {} classes and {} texts; up to {MOST_CLASSES} and {MOST_TEXTS} can be taken. Is there a colon in the middle of a text whose label is missing?",
            count(classes.len()),
            count(all.len())
        ));
    }
    if all.iter().all(|example| example.text == all[0].text) {
        return Err("All texts are the same: whatever their labels say, nothing tells them apart.".into());
    }
    Ok(split(classes, all))
}

/// Of each class the last third is held out, rounded down.
fn split(classes: Vec<String>, all: Vec<Example>) -> Examples {
    let mut examples = Examples { classes, ..Examples::default() };
    for class in 0..examples.classes.len() as u32 {
        let of: Vec<&Example> = all.iter().filter(|example| example.class == class).collect();
        let (train, held_out) = of.split_at(of.len() - of.len() / 3);
        examples.train.extend(train.iter().map(|&example| example.clone()));
        examples.held_out.extend(held_out.iter().map(|&example| example.clone()));
    }
    examples
}

fn lines(numbers: &[usize], one: &str, many: &str) -> String {
    let named: Vec<String> = numbers.iter().take(NAMED).map(usize::to_string).collect();
    match numbers.len() {
        1 => format!("Line {} {one}", named[0]),
        more if more > NAMED => format!("Lines {} and {} others {many}", named.join(", "), more - NAMED),
        _ => format!("Lines {} {many}", named.join(", ")),
    }
}

impl Examples {
    /// No more than so many training texts of each class; what is held out stays.
    pub fn at_most(mut self, shots: usize) -> Examples {
        let mut taken = vec![0; self.classes.len()];
        self.train.retain(|example| {
            let taken = &mut taken[example.class as usize];
            *taken += 1;
            *taken <= shots
        });
        self
    }

    /// Training texts of the largest class.
    pub fn most_shots(&self) -> usize {
        let of = |class: usize| self.train.iter().filter(|example| example.class as usize == class).count();
        (0..self.classes.len()).map(of).max().unwrap_or(0)
    }

    /// What the reader should know before trusting a figure.
    pub fn remarks(&self) -> Vec<String> {
        let mut said = Vec::new();
        let classes = 0..self.classes.len();
        let names = |lonely: &dyn Fn(u32) -> bool| -> Vec<&str> {
            classes.clone().filter(|class| lonely(*class as u32)).map(|class| self.classes[class].as_str()).collect()
        };
        let of = |examples: &[Example], class: u32| examples.iter().filter(|example| example.class == class).count();
        let single = names(&|class| of(&self.train, class) + of(&self.held_out, class) == 1);
        if !single.is_empty() {
            said.push(format!(
                "{} one text only: the head can learn that text by heart, and nothing says whether it would know another.",
                listed(&single, "has", "have each")
            ));
        }
        let unheld = names(&|class| of(&self.held_out, class) == 0);
        if self.held_out.is_empty() {
            said.push("Nothing can be held out: each class needs three texts or more for that. What is right on the training texts proves little.".into());
        } else if !unheld.is_empty() {
            said.push(format!(
                "{} too few texts to hold one out: the held-out figures say nothing of it.",
                listed(&unheld, "has", "have")
            ));
        }
        let pairs = self.train.iter().chain(&self.held_out);
        if let Some(known) = self.held_out.iter().find(|one| self.train.iter().any(|other| other.text == one.text)) {
            said.push(format!("“{}” is both trained on and held out: knowing it again is no merit.", known.text));
        } else if let Some(one) =
            pairs.clone().find(|one| pairs.clone().any(|other| other.text == one.text && other.class != one.class))
        {
            said.push(format!("“{}” has two labels: one of them will always be wrong.", one.text));
        }
        said
    }
}

fn listed(names: &[&str], one: &str, many: &str) -> String {
    let quoted: Vec<String> = names.iter().take(NAMED).map(|name| format!("“{name}”")).collect();
    let verb = if names.len() == 1 { one } else { many };
    match names.len().saturating_sub(NAMED) {
        0 => format!("{} {verb}", quoted.join(" and ")),
        more => format!("{} and {more} more {verb}", quoted.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_read_and_the_last_third_of_each_class_is_held_out() {
        let found = read("a: one\n\nb:\tx: y \na: two\na: three\nb\tz").unwrap();
        assert_eq!(found.classes, ["a", "b"]);
        let texts = |examples: &[Example]| examples.iter().map(|one| (one.class, one.text.clone())).collect::<Vec<_>>();
        let owned =
            |all: &[(u32, &str)]| all.iter().map(|(class, text)| (*class, text.to_string())).collect::<Vec<_>>();
        assert_eq!(texts(&found.train), owned(&[(0, "one"), (0, "two"), (1, "x: y"), (1, "z")]));
        assert_eq!(texts(&found.held_out), owned(&[(0, "three")]));
        assert_eq!(found.most_shots(), 2);
        assert_eq!(texts(&found.at_most(1).train), owned(&[(0, "one"), (1, "x: y")]));
    }

    #[test]
    fn what_cannot_be_learnt_is_said_with_its_line() {
        let said = |text: &str| read(text).unwrap_err();
        assert!(said("").contains("no texts yet"));
        assert!(said("a: x\nhello").contains("Line 2 has no label"));
        assert!(said("x\ny\nz\n: u\nv").contains("Lines 1, 2, 3 and 2 others have no label"));
        assert!(said("a: x\nb:  ").contains("Line 2 has a label and no text"));
        assert!(said("a: x\na: y").contains("labelled “a”"));
        assert!(said("a: x\nb: x\na: x").contains("the same"));
        assert!(said(&(0..13).map(|at| format!("c{at}: t{at}\n")).collect::<String>()).contains("13 classes"));
    }

    #[test]
    fn thin_evidence_is_said() {
        let said = |text: &str| read(text).unwrap().remarks().join(" ");
        assert!(said("a: x\nb: y").contains("“a” and “b” have each one text only"));
        assert!(said("a: x\nb: y").contains("Nothing can be held out"));
        assert!(said("a: x\na: y\na: z\nb: u\nb: v").contains("“b” has too few texts to hold one out"));
        assert!(said("a: x\na: y\na: x\nb: u\nb: v\nb: w").contains("both trained on and held out"));
        assert!(said("a: x\na: y\na: z\nb: x\nb: v\nb: w").contains("two labels"));
    }

    #[test]
    fn the_packaged_texts_are_sound() {
        let found = read(include_str!("../../../../assets/text/tickets.txt")).unwrap();
        assert_eq!((found.classes.len(), found.train.len(), found.held_out.len()), (4, 48, 24));
        assert_eq!(found.remarks(), Vec::<String>::new());
    }
}
