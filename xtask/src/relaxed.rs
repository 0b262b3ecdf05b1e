//! The small program of kernels with relaxed SIMD that the engine carries, held to what it must be to work in the engine's memory: no data, no
//! stack, no memory of its own. LLVM would add them without a word if a kernel could panic or had an array that fits no register.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use wasmparser::{ExternalKind, FunctionBody, Operator, Parser, Payload, TypeRef, ValType};

/// Where its source is.
const SOURCE: &str = "src/models/kernels/quantized/program.rs and what it uses";

/// Its functions.
const FUNCTIONS: [&str; 2] = ["four", "eight"];

/// Their arguments, all 32 bits: `Multiply` in src/models/kernels/quantized/panels.rs.
const ARGUMENTS: usize = 7;

/// Products of bytes (`i32x4.relaxed_dot_i8x16_i7x16_add_s`) at the least: a block has 32 of them with weights of 4 bits and 48 with weights of 8,
/// and the loop over its two halves may be rolled.
const PRODUCTS: usize = 40;

/// Fails unless the engine `wasm` carries such a program. `built` is the folder of what build scripts wrote.
pub fn check(wasm: &Path, built: &Path) -> Result<()> {
    let engine = fs::read(wasm).with_context(|| format!("reading {}", wasm.display()))?;
    let folders = fs::read_dir(built).with_context(|| format!("reading {}", built.display()))?.flatten();
    let programs = folders.filter_map(|folder| fs::read(folder.path().join("out/relaxed.wasm")).ok());
    let carried = programs.into_iter().find(|program| contains(&engine, program));
    let program = carried.context("the engine carries no program with relaxed SIMD. Look at src/engine/build.rs")?;
    hold(&program).with_context(|| format!("the program with relaxed SIMD. Look at {SOURCE}"))
}

fn contains(all: &[u8], part: &[u8]) -> bool {
    // The first bytes of any program are rare in an engine; they are looked for by one of them.
    !part.is_empty()
        && all
            .iter()
            .enumerate()
            .any(|(at, byte)| *byte == part[0] && all[at..].starts_with(b"\0asm") && all[at..].starts_with(part))
}

fn hold(program: &[u8]) -> Result<()> {
    let (mut types, mut functions, mut exported, mut products) = (Vec::new(), Vec::new(), Vec::new(), 0);
    for payload in Parser::new(0).parse_all(program) {
        match payload? {
            Payload::TypeSection(section) => {
                for kind in section.into_iter_err_on_gc_types() {
                    types.push(kind?);
                }
            }
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    let import = import?;
                    let memory = matches!(import.ty, TypeRef::Memory(_));
                    ensure!(memory, "it asks for {}.{} and may have the memory alone", import.module, import.name);
                }
            }
            Payload::FunctionSection(section) => {
                for kind in section {
                    functions.push(kind? as usize);
                }
            }
            Payload::ExportSection(section) => {
                for export in section {
                    let export = export?;
                    if export.kind == ExternalKind::Func {
                        exported.push((export.name.to_string(), export.index as usize));
                    }
                }
            }
            Payload::CodeSectionEntry(body) => products += hold_body(&body)?,
            Payload::MemorySection(_) => anyhow::bail!("it has a memory of its own"),
            Payload::DataSection(_) => anyhow::bail!("it has data, which would be written over the engine's"),
            Payload::ElementSection(_) | Payload::StartSection { .. } => {
                anyhow::bail!("it does something when it is started")
            }
            _ => {}
        }
    }
    for name in FUNCTIONS {
        let function = exported.iter().find(|(exported, _)| exported == name);
        let (_, index) = function.with_context(|| format!("it has no function {name}"))?;
        let kind = functions.get(*index).and_then(|kind| types.get(*kind)).context("a function without a type")?;
        let right = kind.results().is_empty() && kind.params() == [ValType::I32; ARGUMENTS];
        ensure!(right, "{name} is called with {ARGUMENTS} numbers of 32 bits and is {kind:?}");
    }
    ensure!(products >= PRODUCTS, "products of bytes stand {products} times in it (at least {PRODUCTS} expected)");
    Ok(())
}

/// The products of bytes in a function.
fn hold_body(body: &FunctionBody) -> Result<usize> {
    let mut products = 0;
    for operator in body.get_operators_reader()? {
        match operator? {
            Operator::I32x4RelaxedDotI8x16I7x16AddS => products += 1,
            Operator::GlobalGet { .. } | Operator::GlobalSet { .. } => {
                anyhow::bail!("it uses a stack in memory, which is the engine's")
            }
            Operator::CallIndirect { .. } | Operator::MemoryGrow { .. } => {
                anyhow::bail!("it calls what it cannot know, or takes memory")
            }
            _ => {}
        }
    }
    Ok(products)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A section: its id, its length, its content. All of them here are shorter than 128 bytes.
    fn section(id: u8, content: &[u8]) -> Vec<u8> {
        [&[id, content.len() as u8], content].concat()
    }

    /// A function's code: no locals, these instructions, end.
    fn body(instructions: &[u8]) -> Vec<u8> {
        let body = [&[0], instructions, &[0x0b]].concat();
        [&[body.len() as u8], body.as_slice()].concat()
    }

    /// Two functions of seven arguments on an imported memory, with further sections before and after their code.
    fn program(instructions: &[u8], before: &[u8], after: &[u8]) -> Vec<u8> {
        let code = [&[2], body(instructions).as_slice(), &body(&[])].concat();
        [
            b"\0asm\x01\0\0\0".to_vec(),
            section(1, b"\x01\x60\x07\x7f\x7f\x7f\x7f\x7f\x7f\x7f\0"),
            section(2, b"\x01\x03env\x06memory\x02\0\x10"),
            section(3, b"\x02\0\0"),
            before.to_vec(),
            section(7, b"\x02\x04four\0\0\x05eight\0\x01"),
            [&[10, 0x80 | (code.len() % 128) as u8, (code.len() / 128) as u8], code.as_slice()].concat(),
            after.to_vec(),
        ]
        .concat()
    }

    /// `unreachable`, then so many products of whatever is on the stack.
    fn products(count: usize) -> Vec<u8> {
        [&[0], b"\xfd\x93\x02".repeat(count).as_slice(), &[0x1a]].concat()
    }

    fn message(program: &[u8]) -> String {
        format!("{:#}", hold(program).unwrap_err())
    }

    #[test]
    fn what_it_may_not_have_is_an_error() {
        let few = products(8);
        assert!(message(&program(&few, &[], &[])).contains("8 times"), "{}", message(&program(&few, &[], &[])));
        let global = section(6, b"\x01\x7f\x01\x41\0\x0b");
        let stack = [&few[..], b"\x23\0\x1a"].concat();
        assert!(message(&program(&stack, &global, &[])).contains("stack"));
        let data = section(11, b"\x01\0\x41\0\x0b\x01x");
        assert!(message(&program(&few, &[], &data)).contains("data"));
        assert!(hold(b"<html>").is_err());
    }

    #[test]
    fn its_functions_have_their_names_and_their_arguments() {
        let whole = program(&products(8), &[], &[]);
        let renamed = whole.iter().position(|byte| *byte == b'f').expect("a name");
        let mut other = whole.clone();
        other[renamed] = b'F';
        assert!(message(&other).contains("no function four"), "{}", message(&other));
        let mut other = whole;
        other[14] = 0x7e;
        assert!(message(&other).contains("7 numbers"), "{}", message(&other));
    }

    #[test]
    fn a_program_is_found_in_another() {
        let inner = program(&[], &[], &[]);
        assert!(contains(&[b"\0as\0asm\x01\0\0\0x".as_slice(), &inner, b"rest"].concat(), &inner));
        assert!(!contains(&inner[1..], &inner));
    }
}
