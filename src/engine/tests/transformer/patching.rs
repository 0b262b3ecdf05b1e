//! Activation patching beside PyTorch (`tests/reference/transformer_patching.py`), and swapped tokens.

use protocol::transformer::{Event, Mask, Model, Patched, Request, Setup, Shape, Surgery, Swapped};
use safetensors::SafeTensors;

use super::session::{Page, TRAINED, setup};

const FIXTURE: &[u8] = include_bytes!("../../../../tests/fixtures/transformer_patching.safetensors");

fn letters(text: &str) -> Vec<String> {
    text.chars().map(String::from).collect()
}

fn floats(name: &str) -> Vec<f32> {
    let tensors = SafeTensors::deserialize(FIXTURE).unwrap();
    tensors.tensor(name).unwrap().data().chunks(4).map(|four| f32::from_le_bytes(four.try_into().unwrap())).collect()
}

fn patched(from: &str, into: &str) -> Patched {
    let mut page = Page::open();
    page.events(Request::Load { weights: std::fs::read(TRAINED).unwrap() });
    let [Event::Patched(patched)] = &page.events(Request::Patch { from: letters(from), into: letters(into) })[..]
    else {
        panic!("patches")
    };
    patched.as_ref().clone()
}

#[test]
fn each_place_recovers_what_pytorchs_hooks_recover() {
    let patched = patched("CKMAPFK", "CKDAPFK");
    assert_eq!((patched.answer.as_str(), patched.wanted.as_str()), ("D", "M"));
    let ours: Vec<f32> = patched.stream.iter().chain(&patched.of_heads).copied().collect();
    let theirs = floats("grid");
    assert_eq!(ours.len(), theirs.len());
    for (at, (ours, theirs)) in ours.iter().zip(&theirs).enumerate() {
        assert!((ours - theirs).abs() < 1e-4, "{at}: {ours} {theirs}");
    }
    for (ours, theirs) in patched.differences.iter().zip(floats("differences")) {
        assert!((ours - theirs).abs() < 1e-4, "{ours} {theirs}");
    }
    assert_eq!(patched.everything, 1.0, "with everything put in it is the other run, to the last bit");
}

#[test]
fn prompts_that_cannot_be_compared_are_refused_in_words() {
    let mut page = Page::open();
    page.events(Request::Load { weights: std::fs::read(TRAINED).unwrap() });
    let mut refused =
        |from: &str, into: &str| page.refused(Request::Patch { from: letters(from), into: letters(into) });
    assert!(refused("ABC", "AB").contains("same number"));
    assert!(refused("", "").contains("same number"));
    assert!(refused("CKDAPFK", "CKDAPFK").contains("change one"));
}

fn swapped(without_positions: bool, mask: Option<Mask>) -> Swapped {
    let surgery = Surgery { without_positions, ..Surgery::default() };
    let setup = Setup { surgery, mask, ..setup() };
    let [Event::Swapped(swapped)] = &Page::open().events(Request::Swap { setup, first: 1, second: 4 })[..] else {
        panic!("swaps")
    };
    swapped.clone()
}

#[test]
fn without_positions_swapped_tokens_take_their_outputs_along() {
    let largest = |values: &[f32]| values.iter().copied().fold(0.0, f32::max);
    let blind = swapped(true, None);
    assert!(largest(&blind.by_token) < 1e-5, "{:?}", blind.by_token);
    assert!(blind.by_place[1] > 0.1 && blind.by_place[4] > 0.1 && blind.by_place[0] < 1e-5);
    let placed = swapped(false, None);
    assert!(placed.by_token.iter().all(|change| *change > 1e-3), "{:?}", placed.by_token);
    let causal = Mask { visible: (0..25).map(|k| k % 5 <= k / 5).collect(), infinite: false };
    assert!(largest(&swapped(true, Some(causal)).by_token) > 1e-3, "a causal mask is an order too");
    assert!(matches!(setup().model, Model::Minimal { shape: Shape { num_layers: 2, .. }, .. }));
}
