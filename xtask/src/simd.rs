//! The engine's inner loops, held to SIMD in the program that is published.
//!
//! Nothing in their source asks for it: LLVM turns counted loops into vector instructions, or silently does not. A version of the matrix
//! product written with iterators passed every test and took ten times as long. So the instructions are counted, in the functions that
//! carry these names, before the names are taken out.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use wasmparser::{FunctionBody, KnownCustom, Name, Operator, Parser, Payload, TypeRef};

/// A function whose loop must be vector instructions.
struct Kernel {
    function: &'static str,
    /// Where to look when it is not.
    source: &'static str,
    /// Multiplications of four lanes (`f32x4.mul`) at the least.
    wide: usize,
    /// Multiplications of one (`f32.mul`) at the most: a remainder of up to three elements has those of one turn of its loop.
    narrow: usize,
    /// Products of eight whole numbers (`i32x4.dot_i16x8_s`) at the least.
    dots: usize,
}

const KERNELS: [Kernel; 4] = [
    // Sums of 4 x 8: eight vectors, and no element on its own.
    Kernel {
        function: "models::kernels::matmul::Multiplier::run",
        source: "`tile` in src/models/kernels/matmul.rs",
        wide: 8,
        narrow: 0,
        dots: 0,
    },
    Kernel {
        function: "models::kernels::lstm::open",
        source: "the loop of `open` in src/models/kernels/lstm.rs, and src/models/kernels/math.rs",
        wide: 60,
        narrow: 60,
        dots: 0,
    },
    Kernel {
        function: "models::kernels::lstm::close",
        source: "the loop of `close` in src/models/kernels/lstm.rs",
        wide: 16,
        narrow: 16,
        dots: 0,
    },
    // Both formats of weights, each with one token and with four: of the eight rows of a block at the least four columns are multiplied in a turn.
    Kernel {
        function: "models::kernels::quantized::panels::multiply",
        source: "`Lanes` in src/models/kernels/quantized/lanes.rs, and `multiply` in words.rs beside it",
        wide: 8,
        narrow: 0,
        dots: 32,
    },
];

/// Multiplications in one function, as they stand in its code.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Products {
    wide: usize,
    narrow: usize,
    dots: usize,
}

/// Fails unless every kernel in the program `wasm`, its names still in it, multiplies four lanes at a time.
pub fn check(wasm: &Path) -> Result<()> {
    let module = fs::read(wasm).with_context(|| format!("reading {}", wasm.display()))?;
    let functions = products(&module).with_context(|| format!("{} is no WebAssembly", wasm.display()))?;
    KERNELS.iter().try_for_each(|kernel| hold(kernel, &functions))
}

fn hold(kernel: &Kernel, functions: &[(String, Products)]) -> Result<()> {
    let Kernel { function, source, wide, narrow, dots } = *kernel;
    let mut found = functions.iter().filter(|(name, _)| name == function).peekable();
    ensure!(
        found.peek().is_some(),
        "the engine has no function {function}: renamed or inlined, it cannot be seen to be SIMD. Look at {source}, and at KERNELS in \
         xtask/src/simd.rs"
    );
    for (_, products) in found {
        ensure!(
            products.wide >= wide && products.narrow <= narrow && products.dots >= dots,
            "{function} is no longer SIMD in the engine's WebAssembly: f32x4.mul stands {} times in it (at least {wide} expected), f32.mul \
             {} times (at most {narrow}), i32x4.dot_i16x8_s {} times (at least {dots}). It gives the same numbers, many times slower. Look at {source}: LLVM vectorises counted loops \
             over arrays and slices that cannot overlap. `models` must be compiled in one unit (Cargo.toml), with +simd128 \
             (.cargo/config.toml)",
            products.wide,
            products.narrow,
            products.dots
        );
    }
    Ok(())
}

/// The multiplications of every named function.
fn products(module: &[u8]) -> Result<Vec<(String, Products)>> {
    let (mut imported, mut bodies, mut names) = (0, Vec::new(), HashMap::new());
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    imported += usize::from(matches!(import?.ty, TypeRef::Func(_) | TypeRef::FuncExact(_)));
                }
            }
            Payload::CodeSectionEntry(body) => bodies.push(body),
            Payload::CustomSection(section) => {
                if let KnownCustom::Name(subsections) = section.as_known() {
                    for subsection in subsections {
                        if let Name::Function(functions) = subsection? {
                            for function in functions {
                                let function = function?;
                                names.insert(function.index as usize, path(function.name));
                            }
                        }
                    }
                }
            }
            _ => {}
        }
    }
    // Functions are numbered from the imported ones on.
    let named = bodies.iter().enumerate().filter_map(|(index, body)| Some((names.remove(&(imported + index))?, body)));
    named.map(|(name, body)| Ok((name, count(body)?))).collect()
}

fn count(body: &FunctionBody) -> Result<Products> {
    let mut products = Products::default();
    for operator in body.get_operators_reader()? {
        match operator? {
            Operator::F32x4Mul => products.wide += 1,
            Operator::F32Mul => products.narrow += 1,
            Operator::I32x4DotI16x8S => products.dots += 1,
            _ => {}
        }
    }
    Ok(products)
}

/// The path in a name that wasm-bindgen demangled: without hashes, `::h0123456789abcdef` at the end or `[0123]` after a crate's name.
fn path(name: &str) -> String {
    let mut path = String::new();
    let mut depth = 0;
    for character in name.chars() {
        depth += usize::from(character == '[');
        if depth == 0 {
            path.push(character);
        }
        depth -= usize::from(character == ']' && depth > 0);
    }
    if let Some((before, hash)) = path.rsplit_once("::h")
        && hash.len() == 16
        && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
    {
        path.truncate(before.len());
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    const KERNEL: Kernel = Kernel { function: "k::run", source: "k.rs", wide: 1, narrow: 0, dots: 0 };

    /// A section: its id, its length, its content. All of them here are shorter than 128 bytes.
    fn section(id: u8, content: &[u8]) -> Vec<u8> {
        [&[id, content.len() as u8], content].concat()
    }

    /// A module that imports one function and has one of its own, with this name and these instructions.
    fn module(name: &str, instructions: &[u8]) -> Vec<u8> {
        let body = [&[0], instructions, &[0x0b]].concat(); // no locals ... end
        let code = [&[1, body.len() as u8], body.as_slice()].concat();
        let function = [&[1, 1, name.len() as u8], name.as_bytes()].concat(); // one name, of function 1
        let names = [b"\x04name".as_slice(), &section(1, &function)].concat();
        [
            b"\0asm\x01\0\0\0".to_vec(),
            section(1, b"\x01\x60\0\0"),       // one type: nothing to nothing
            section(2, b"\x01\x01a\x01b\0\0"), // function 0 is a.b
            section(3, b"\x01\0"),             // function 1 has the type 0
            section(10, &code),
            section(0, &names),
        ]
        .concat()
    }

    /// `v128.const` with these 16 bytes.
    fn vector(bytes: [u8; 16]) -> Vec<u8> {
        [b"\xfd\x0c".as_slice(), &bytes].concat()
    }

    const WIDE: &[u8] = b"\xfd\xe6\x01"; // f32x4.mul
    const NARROW: &[u8] = b"\x43\0\0\0\0\x43\0\0\0\0\x94\x1a"; // f32.const, f32.const, f32.mul, drop

    fn verdict(name: &str, instructions: &[u8]) -> Result<()> {
        hold(&KERNEL, &products(&module(name, instructions)).unwrap())
    }

    #[test]
    fn a_product_of_four_lanes_passes() {
        let code = [vector([0; 16]), vector([0; 16]), WIDE.to_vec(), vec![0x1a]].concat();
        let found = products(&module("k::run::h0123456789abcdef", &code)).unwrap();
        assert_eq!(found, [("k::run".to_owned(), Products { wide: 1, narrow: 0, dots: 0 })]);
        verdict("k::run::h0123456789abcdef", &code).unwrap();
        let message = verdict("k::run", &[code.as_slice(), NARROW].concat()).unwrap_err().to_string();
        assert!(message.contains("f32.mul 1 times"), "{message}");
    }

    #[test]
    fn bytes_of_a_constant_are_no_product() {
        let mut constant = [0; 16];
        constant[..3].copy_from_slice(WIDE);
        let message = verdict("k::run", &[vector(constant), vec![0x1a]].concat()).unwrap_err().to_string();
        assert!(message.contains("k::run is no longer SIMD") && message.contains("k.rs"), "{message}");
    }

    #[test]
    fn products_of_whole_numbers_are_counted_too() {
        let vectors = [vector([0; 16]), vector([0; 16])].concat();
        let dot = [vectors.as_slice(), b"\xfd\xba\x01\x1a"].concat(); // i32x4.dot_i16x8_s, drop
        let floats = [vectors.as_slice(), WIDE, b"\x1a"].concat();
        let kernel = Kernel { dots: 1, ..KERNEL };
        let verdict = |code: &[u8]| hold(&kernel, &products(&module("k::run", code)).unwrap());
        verdict(&[dot, floats.clone()].concat()).unwrap();
        let message = verdict(&floats).unwrap_err().to_string();
        assert!(message.contains("i32x4.dot_i16x8_s 0 times (at least 1)"), "{message}");
    }

    #[test]
    fn a_function_that_is_gone_is_an_error() {
        let message = verdict("k::runs", &[]).unwrap_err().to_string();
        assert!(message.contains("no function k::run"), "{message}");
    }

    #[test]
    fn a_name_is_compared_without_its_hashes() {
        assert_eq!(path("models[5a1b]::kernels::matmul::run"), "models::kernels::matmul::run");
        assert_eq!(path("models::kernels::matmul::run::h00ff00ff00ff00ff"), "models::kernels::matmul::run");
        assert_eq!(path("models::here"), "models::here");
    }

    #[test]
    fn what_is_no_module_is_an_error() {
        assert!(products(b"<html>").is_err());
    }
}
