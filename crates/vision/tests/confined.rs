//! The confined decoder: this very program, started again with an argument, is the child.
#![expect(clippy::unwrap_used, reason = "a test without the harness")]

#[expect(dead_code, reason = "shared with tests that look for documents")]
mod common;

use common::{Scene, seen};
use proofdesk_domain::inspection::{FileFormat, FileProblem};
use proofdesk_vision::{
    DecodeError, DecodeLimits, confined, confined::DecoderProcess, decode, reencode_jpeg,
};
use std::{
    io::{Read as _, Write as _},
    process::ExitCode,
    time::{Duration, Instant},
};

const PATIENCE: Duration = Duration::from_secs(30);

fn main() -> ExitCode {
    match std::env::args().nth(1).as_deref() {
        Some("decode") => match confined::serve_child(std::io::stdin(), std::io::stdout()) {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::FAILURE,
        },
        Some("crash") => std::process::abort(),
        Some("lie") => {
            // Claims a picture far beyond the limits.
            let mut answer = vec![0];
            answer.extend([0xff; 8]);
            let _ = std::io::stdout().write_all(&answer);
            ExitCode::SUCCESS
        }
        Some("hang") => {
            // Reads for ever; the parent keeps the pipe open only as long as it waits.
            let mut all = Vec::new();
            let _ = std::io::stdin().read_to_end(&mut all);
            loop {
                std::thread::park();
            }
        }
        _ => {
            let tests: [(&str, fn()); 6] = [
                ("gives_the_same_picture_as_in_process", gives_the_same_picture_as_in_process),
                ("hands_errors_over", hands_errors_over),
                ("a_crash_is_the_files_problem", a_crash_is_the_files_problem),
                ("a_hanging_child_is_ended", a_hanging_child_is_ended),
                ("a_lying_child_is_not_believed", a_lying_child_is_not_believed),
                ("a_missing_program_is_ours", a_missing_program_is_ours),
            ];
            for (name, test) in tests {
                test();
                println!("test {name} ... ok");
            }
            println!("\ntest result: ok. {} passed; 0 failed", tests.len());
            ExitCode::SUCCESS
        }
    }
}

fn process(argument: &str) -> DecoderProcess {
    DecoderProcess { arguments: vec![argument.into()], ..DecoderProcess::of_this_program().unwrap() }
}

fn photo() -> Vec<u8> {
    let scene = Scene { width: 800, height: 600, ..Scene::default() };
    reencode_jpeg(&scene.draw(&[seen(&scene, 0.7, 3.0, 5.0, 0.0, (0.5, 0.5))]), 800, 90)
}

fn gives_the_same_picture_as_in_process() {
    let bytes = photo();
    let confined = process("decode").decode(&bytes, PATIENCE).unwrap();
    assert_eq!(confined, decode(&bytes, &DecodeLimits::default()).unwrap());
}

fn hands_errors_over() {
    let decoder = process("decode");
    let bytes = photo();
    assert_eq!(decoder.decode(&[], PATIENCE), Err(DecodeError::Empty));
    assert_eq!(decoder.decode(b"%PDF-1.7", PATIENCE), Err(DecodeError::Format(FileFormat::Pdf)));
    assert_eq!(decoder.decode(&bytes[..bytes.len() / 2], PATIENCE), Err(DecodeError::Truncated));
    let small = DecoderProcess {
        limits: DecodeLimits { pixels: 1000, ..DecodeLimits::default() },
        ..decoder.clone()
    };
    assert_eq!(small.decode(&bytes, PATIENCE), Err(DecodeError::TooManyPixels { width: 800, height: 600 }));
    let short = DecoderProcess { limits: DecodeLimits { bytes: 10, ..DecodeLimits::default() }, ..decoder };
    let error = short.decode(&bytes, PATIENCE).unwrap_err();
    assert_eq!(error.problem(), Some(FileProblem::TooLarge));
}

fn a_crash_is_the_files_problem() {
    let error = process("crash").decode(&photo(), PATIENCE).unwrap_err();
    assert!(matches!(error, DecodeError::Crashed(_)), "{error:?}");
    assert_eq!(error.problem(), Some(FileProblem::Corrupt));
}

fn a_hanging_child_is_ended() {
    let start = Instant::now();
    let error = process("hang").decode(&photo(), Duration::from_millis(150)).unwrap_err();
    assert!(matches!(error, DecodeError::Crashed(_)), "{error:?}");
    assert!(start.elapsed() < PATIENCE);
}

fn a_lying_child_is_not_believed() {
    let error = process("lie").decode(&photo(), PATIENCE).unwrap_err();
    assert!(matches!(error, DecodeError::Crashed(_)), "{error:?}");
}

fn a_missing_program_is_ours() {
    let decoder =
        DecoderProcess { program: "/nowhere/proofdesk".into(), ..DecoderProcess::of_this_program().unwrap() };
    let error = decoder.decode(&photo(), PATIENCE).unwrap_err();
    assert!(matches!(error, DecodeError::Unavailable(_)), "{error:?}");
    assert_eq!(error.problem(), None);
}
