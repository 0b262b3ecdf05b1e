//! A module of the page written again without what it does not need.
//!
//! The splitter gives every module all types of the program, and the linker leaves room for five bytes at each number it may still
//! change. A module of two functions is then mostly types, and code is a tenth larger than its instructions.

use std::collections::BTreeSet;
use std::convert::Infallible;

use anyhow::{Result, anyhow};
use wasm_encoder::reencode::{self, Reencode};
use wasm_encoder::{Module, TypeSection};
use wasmparser::{Parser, TypeSectionReader};

/// The same module with the types it uses, and numbers in as few bytes as they take.
pub fn compact(module: &[u8]) -> Result<Vec<u8>> {
    let again = |types: &mut Types| -> Result<Vec<u8>> {
        let mut written = Module::new();
        types.parse_core_module(&mut written, Parser::new(0), module).map_err(|error| anyhow!("{error}"))?;
        Ok(written.finish())
    };
    let mut all = Types::default();
    again(&mut all)?;
    again(&mut Types { kept: Some(all.used.iter().copied().collect()), ..Types::default() })
}

#[derive(Default)]
struct Types {
    /// Those that something else than a type refers to.
    used: BTreeSet<u32>,
    /// The types to write, in their order; all of them at first.
    kept: Option<Vec<u32>>,
}

impl Reencode for Types {
    type Error = Infallible;

    fn type_index(&mut self, ty: u32) -> Result<u32, reencode::Error<Infallible>> {
        self.used.insert(ty);
        let place = self.kept.as_ref().map(|kept| kept.binary_search(&ty).unwrap_or_else(|place| place) as u32);
        Ok(place.unwrap_or(ty))
    }

    fn parse_type_section(
        &mut self,
        types: &mut TypeSection,
        section: TypeSectionReader<'_>,
    ) -> Result<(), reencode::Error<Infallible>> {
        for (at, group) in section.into_iter().enumerate() {
            if self.kept.as_ref().is_none_or(|kept| kept.binary_search(&(at as u32)).is_ok()) {
                self.parse_recursive_type_group(types.ty(), group?)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Types (i32), (i64) and () -> i32; a function of the last that calls itself through the table, with the numbers of a linker.
    const PADDED: &[u8] = &[
        b'\0', b'a', b's', b'm', 1, 0, 0, 0, // header
        1, 13, 3, 0x60, 1, 0x7f, 0, 0x60, 1, 0x7e, 0, 0x60, 0, 1, 0x7f, // types
        3, 2, 1, 2, // functions
        4, 4, 1, 0x70, 0, 1, // a table
        10, 17, 1, 15, 0, 0x41, 0, 0x11, 0x82, 0x80, 0x80, 0x80, 0x00, 0x80, 0x80, 0x80, 0x80, 0x00, 0x0b, // code
    ];

    #[test]
    fn a_module_keeps_the_types_it_uses_and_short_numbers() {
        wasmparser::validate(PADDED).expect("the example is a module");
        let small = compact(PADDED).unwrap();
        wasmparser::validate(&small).expect("what is written is a module");
        let types = |module: &[u8]| {
            let mut payloads = Parser::new(0).parse_all(module);
            payloads.find_map(|payload| match payload {
                Ok(wasmparser::Payload::TypeSection(section)) => Some(section.count()),
                _ => None,
            })
        };
        assert_eq!((types(PADDED), types(&small)), (Some(3), Some(1)));
        assert!(small.ends_with(&[0x41, 0, 0x11, 0, 0, 0x0b]), "{small:x?}");
    }
}
