//! Whatever a recogniser scores, each line keeps to its grammar and a zone put together has its format.
#![no_main]

use libfuzzer_sys::fuzz_target;
use proofdesk_domain::{
    icao::{assemble, grammar, layout},
    inspection::ZoneFormat,
};
use grammar::{COUNT, Frame};

fuzz_target!(|bytes: &[u8]| {
    let Some((first, rest)) = bytes.split_first() else { return };
    let format = [ZoneFormat::Td1, ZoneFormat::Td2, ZoneFormat::Td3, ZoneFormat::MrvA, ZoneFormat::MrvB]
        [usize::from(first % 5)];
    // Each byte is a frame: which symbol stands out, and how much; a run shorter than a line repeats.
    let frames: Vec<Frame> = rest
        .iter()
        .cycle()
        .take(if rest.is_empty() { 0 } else { rest.len().clamp(60, 120) })
        .map(|&byte| {
            let strength = [1.0, 0.6, 0.0, f32::NAN, -1.0, 7.0, 0.001][usize::from(byte) / 38 % 7];
            let mut symbols = [0.01; COUNT];
            let blank = if usize::from(byte) % 38 == COUNT { strength } else { 0.1 };
            if let Some(score) = symbols.get_mut(usize::from(byte) % 38) {
                *score = strength;
            }
            Frame { symbols, blank }
        })
        .collect();
    let shape = layout::of(format);
    let mut lines = Vec::new();
    for line in 0..shape.lines {
        let classes = shape.grammar(line);
        let Some(read) = grammar::decode(&frames, &classes) else { return };
        assert_eq!(read.text.len(), shape.width);
        for (character, class) in read.text.chars().zip(&classes) {
            assert!(class.allows(character), "{character} at a place for {class:?}");
        }
        lines.push(read);
    }
    if let Some(zone) = assemble::assemble(format, lines) {
        assert_eq!(zone.text.format(), format);
    }
});
