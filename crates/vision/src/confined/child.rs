//! The child's side: limits on itself first, then one file.

use super::wire;
use crate::{DecodeLimits, decode};
use rustix::process::{Resource, Rlimit, setrlimit};
use std::io::{self, Read, Write};

/// Seconds of processor time for one file; even 60 megapixels need fewer than five.
const CPU_SECONDS: u64 = 20;
/// Address space beyond the decoded pixels: the program itself, its stack, decoder tables.
const BASE_MEMORY: u64 = 512 << 20;

/// Reads one request, decodes it, writes the answer. Call it before starting any thread: the
/// limits that it sets hold for the whole process and cannot be raised again.
pub fn serve_child(mut stdin: impl Read, mut stdout: impl Write) -> io::Result<()> {
    let (limits, length) = wire::read_head(&mut stdin)?;
    confine(&limits)?;
    let file = wire::read_file(&mut stdin, length)?;
    let answer = decode(&file, &limits);
    wire::write_answer(&mut stdout, &answer)
}

fn confine(limits: &DecodeLimits) -> io::Result<()> {
    let fixed = |most: u64| Rlimit { current: Some(most), maximum: Some(most) };
    // Progressive JPEG keeps its coefficients beside the pixels: twice the memory for pixels.
    let memory = BASE_MEMORY
        .saturating_add(limits.memory.saturating_mul(2))
        .saturating_add(limits.bytes.saturating_mul(3));
    setrlimit(Resource::As, fixed(memory))?;
    setrlimit(Resource::Cpu, fixed(CPU_SECONDS))?;
    // No file may be opened, none may grow, and a crash leaves nothing of the picture behind.
    setrlimit(Resource::Nofile, fixed(0))?;
    setrlimit(Resource::Fsize, fixed(0))?;
    setrlimit(Resource::Core, fixed(0))?;
    // Nor another process or thread started (root is exempt from this one).
    setrlimit(Resource::Nproc, fixed(0))?;
    Ok(())
}
