//! Merging one piece's tokens, lowest rank first.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::{ByteLevel, Rule};

/// A token of the piece being merged, and the bytes it covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    pub id: u32,
    pub start: u32,
    pub end: u32,
}

/// From here on a heap finds the next merge: looking at all pairs each time would take minutes for a megabyte without a space.
const LONG: usize = 64;

impl ByteLevel {
    /// Bytes to tokens, before any merge. Bytes without a token are left out, and their neighbours become neighbours.
    pub(super) fn parts(&self, bytes: &[u8], parts: &mut Vec<Part>) {
        parts.clear();
        for (at, &byte) in (0..).zip(bytes) {
            if let Some(id) = self.byte_tokens[byte as usize] {
                parts.push(Part { id, start: at, end: at + 1 });
            }
        }
    }

    /// Merges until no learned pair is left. Of pairs of one rank the leftmost comes first.
    pub(super) fn merge(&self, parts: &mut Vec<Part>, rules: &mut Vec<Option<Rule>>) {
        if parts.len() < 2 {
            return;
        }
        if parts.len() >= LONG {
            return self.merge_long(parts);
        }
        rules.clear();
        rules.extend(parts.windows(2).map(|pair| self.rule(pair[0].id, pair[1].id)));
        while let Some(at) = lowest(rules) {
            let Some(rule) = rules.remove(at) else { break };
            let right = parts.remove(at + 1);
            parts[at] = Part { id: rule.result, end: right.end, ..parts[at] };
            if at > 0 {
                rules[at - 1] = self.rule(parts[at - 1].id, rule.result);
            }
            if at < rules.len() {
                rules[at] = self.rule(rule.result, parts[at + 1].id);
            }
        }
    }

    /// The same with a heap over a linked list: the work grows with n log n.
    fn merge_long(&self, parts: &mut Vec<Part>) {
        const NONE: u32 = u32::MAX;
        let count = parts.len() as u32;
        // A part that was merged into its left neighbour has no id any more.
        let mut next: Vec<u32> = (1..count).chain([NONE]).collect();
        let mut before: Vec<u32> = [NONE].into_iter().chain(0..count - 1).collect();
        let candidate = |parts: &[Part], left: u32, right: u32| {
            let rule = self.rule(parts[left as usize].id, parts[right as usize].id)?;
            Some(Reverse((rule.rank, left, rule.result)))
        };
        let pairs = (1..count).filter_map(|right| candidate(parts, right - 1, right));
        let mut heap: BinaryHeap<_> = pairs.collect();
        while let Some(Reverse((rank, left, result))) = heap.pop() {
            let right = next[left as usize];
            // What lies on the heap may be out of date.
            let id = parts[left as usize].id;
            if id == NONE || right == NONE {
                continue;
            }
            if self.rule(id, parts[right as usize].id).is_none_or(|rule| rule.rank != rank) {
                continue;
            }
            parts[left as usize] = Part { id: result, end: parts[right as usize].end, ..parts[left as usize] };
            parts[right as usize].id = NONE;
            let after = next[right as usize];
            next[left as usize] = after;
            if after != NONE {
                before[after as usize] = left;
                heap.extend(candidate(parts, left, after));
            }
            if before[left as usize] != NONE {
                heap.extend(candidate(parts, before[left as usize], left));
            }
        }
        parts.retain(|part| part.id != NONE);
    }
}

/// Where the lowest rank stands, the leftmost of equals.
fn lowest(rules: &[Option<Rule>]) -> Option<usize> {
    let ranked = rules.iter().enumerate().filter_map(|(at, rule)| Some((rule.as_ref()?.rank, at)));
    ranked.min().map(|(_, at)| at)
}
