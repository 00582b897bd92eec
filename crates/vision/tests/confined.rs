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
        Some("checked") => serve_after_head(look_around),
        Some("greedy") => serve_after_head(|| {
            // More than the limits for a default picture add up to.
            let mut greed = vec![1_u8; 4 << 30];
            greed[1 << 30] = 2;
            std::hint::black_box(greed);
        }),
        Some("busy") => serve_after_head(|| {
            loop {
                std::hint::spin_loop();
            }
        }),
        Some("hang") => {
            // Reads for ever; the parent keeps the pipe open only as long as it waits.
            let mut all = Vec::new();
            let _ = std::io::stdin().read_to_end(&mut all);
            loop {
                std::thread::park();
            }
        }
        _ => {
            let tests: [(&str, fn()); 10] = [
                ("gives_the_same_picture_as_in_process", gives_the_same_picture_as_in_process),
                ("hands_errors_over", hands_errors_over),
                ("a_crash_is_the_files_problem", a_crash_is_the_files_problem),
                ("a_hanging_child_is_ended", a_hanging_child_is_ended),
                ("a_lying_child_is_not_believed", a_lying_child_is_not_believed),
                ("a_missing_program_is_ours", a_missing_program_is_ours),
                ("the_child_is_confined", the_child_is_confined),
                ("memory_beyond_the_limit_ends_the_child", memory_beyond_the_limit_ends_the_child),
                ("a_busy_child_is_killed_in_time", a_busy_child_is_killed_in_time),
                ("pictures_that_would_need_too_much_get_their_reason", pictures_that_would_need_too_much),
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

/// The length of a request up to the file.
const HEAD: usize = 4 + 1 + 8 + 8 + 4 + 4 + 8 + 8;

/// Serves as the real child does, and does `deed` when the limits stand and the file is to be read.
fn serve_after_head(deed: fn()) -> ExitCode {
    struct Watched<R> {
        from: R,
        left: usize,
        deed: Option<fn()>,
    }
    impl<R: std::io::Read> std::io::Read for Watched<R> {
        fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
            if self.left == 0
                && let Some(deed) = self.deed.take()
            {
                deed();
            }
            let most = if self.left > 0 { self.left.min(into.len()) } else { into.len() };
            let read = self.from.read(&mut into[..most])?;
            self.left = self.left.saturating_sub(read);
            Ok(read)
        }
    }
    let watched = Watched { from: std::io::stdin(), left: HEAD, deed: Some(deed) };
    match confined::serve_child(watched, std::io::stdout()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

/// What a captured decoder could reach; anything that works ends the child without an answer.
fn look_around() {
    use rustix::process::{Resource, getrlimit};
    let all_refused = std::fs::File::open("/etc/hostname").is_err()
        && std::fs::File::create(std::env::temp_dir().join("escaped")).is_err()
        && std::net::UdpSocket::bind("127.0.0.1:0").is_err()
        && std::env::vars_os().next().is_none();
    let most = |resource| getrlimit(resource).maximum.unwrap_or(u64::MAX);
    let limited = most(Resource::As) < 3 << 30
        && most(Resource::Cpu) <= 20
        && most(Resource::Nofile) == 0
        && most(Resource::Nproc) == 0
        && most(Resource::Core) == 0;
    if !(all_refused && limited) {
        std::process::exit(7);
    }
}

fn the_child_is_confined() {
    let bytes = photo();
    let decoded = process("checked").decode(&bytes, PATIENCE);
    assert_eq!(decoded, decode(&bytes, &DecodeLimits::default()));
}

fn memory_beyond_the_limit_ends_the_child() {
    let error = process("greedy").decode(&photo(), PATIENCE).unwrap_err();
    assert!(matches!(error, DecodeError::Crashed(_)), "{error:?}");
    assert_eq!(error.problem(), Some(FileProblem::Corrupt));
}

fn a_busy_child_is_killed_in_time() {
    let start = Instant::now();
    let error = process("busy").decode(&photo(), Duration::from_millis(150)).unwrap_err();
    assert_eq!(error, DecodeError::Crashed("no answer in time".into()));
    assert!(start.elapsed() < Duration::from_secs(10), "two tries of 150 ms: {:?}", start.elapsed());
}

fn pictures_that_would_need_too_much() {
    let decoder = process("decode");
    let with = |limits| DecoderProcess { limits, ..decoder.clone() };
    let bytes = photo();
    let large = Err(DecodeError::TooManyPixels { width: 800, height: 600 });
    // 800 x 600 in RGB are 1.44 MB, and as much again for the copy.
    let memory = DecodeLimits { memory: 2_000_000, ..DecodeLimits::default() };
    assert_eq!(with(memory).decode(&bytes, PATIENCE), large);
    let side = DecodeLimits { side: 799, ..DecodeLimits::default() };
    assert_eq!(with(side).decode(&bytes, PATIENCE), large);
    let pixels = DecodeLimits { pixels: 800 * 600 - 1, ..DecodeLimits::default() };
    assert_eq!(with(pixels).decode(&bytes, PATIENCE), large);
    let enough = DecodeLimits { pixels: 800 * 600, side: 800, memory: 2_880_000, ..DecodeLimits::default() };
    assert!(with(enough).decode(&bytes, PATIENCE).is_ok());
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
    assert_eq!(decoder.decode(b"GIF89a", PATIENCE), Err(DecodeError::Format(FileFormat::Gif)));
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
