//! The parent's side: starts a child for each file and never waits for it longer than agreed.

use super::wire;
use crate::{DecodeError, DecodeLimits, Picture, sniff};
use proofdesk_domain::inspection::FileFormat;
use std::{
    ffi::OsString,
    io::BufReader,
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

/// How to start the confined decoder, usually this very program with the argument `decode`.
#[derive(Clone, Debug)]
pub struct DecoderProcess {
    /// The program.
    pub program: PathBuf,
    /// Its arguments.
    pub arguments: Vec<OsString>,
    /// What a file may ask for.
    pub limits: DecodeLimits,
}

/// Why a child gave no answer.
enum Silence {
    /// It could not be started.
    NotStarted(std::io::Error),
    /// It ended, or said something that makes no sense.
    Crashed(String),
}

impl DecoderProcess {
    /// This program with the argument `decode` and the usual limits.
    pub fn of_this_program() -> std::io::Result<Self> {
        Ok(Self {
            program: std::env::current_exe()?,
            arguments: vec!["decode".into()],
            limits: DecodeLimits::default(),
        })
    }

    /// Decodes in a child, blocking up to `timeout` a try; call it where blocking is allowed. A
    /// child that dies or stays silent is tried once more: was it the file, it dies again, and
    /// then the file is to blame ([`DecodeError::Crashed`]).
    pub fn decode(&self, bytes: &[u8], timeout: Duration) -> Result<Picture, DecodeError> {
        // What needs no decoder needs no process.
        if bytes.is_empty() {
            return Err(DecodeError::Empty);
        }
        let size = bytes.len() as u64;
        if size > self.limits.bytes {
            return Err(DecodeError::TooManyBytes { bytes: size, limit: self.limits.bytes });
        }
        match sniff(bytes) {
            FileFormat::Jpeg | FileFormat::Png | FileFormat::Webp | FileFormat::Heic | FileFormat::Pdf => {}
            other => return Err(DecodeError::Format(other)),
        }
        let mut last = String::new();
        for _ in 0..2 {
            match self.try_once(bytes, timeout) {
                Ok(answer) => return answer,
                Err(Silence::NotStarted(error)) => {
                    return Err(DecodeError::Unavailable(error.to_string()));
                }
                Err(Silence::Crashed(how)) => last = how,
            }
        }
        Err(DecodeError::Crashed(last))
    }

    fn try_once(&self, bytes: &[u8], timeout: Duration) -> Result<Result<Picture, DecodeError>, Silence> {
        let mut child = Command::new(&self.program)
            .args(&self.arguments)
            // Nothing of ours (keys, addresses) is the decoder's business.
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(Silence::NotStarted)?;
        let (Some(mut stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(Silence::Crashed(end(&mut child)));
        };
        thread::scope(|scope| {
            let (send, receive) = mpsc::channel();
            scope.spawn(move || {
                // A child that died early breaks the pipe; the missing answer tells it.
                let _ = wire::write_request(&mut stdin, &self.limits, bytes);
            });
            scope.spawn(move || {
                let _ = send.send(wire::read_answer(&mut BufReader::new(stdout), &self.limits));
            });
            let answer = receive.recv_timeout(timeout);
            // Killing it also ends both threads: their pipes close.
            let how = end(&mut child);
            match answer {
                Ok(Ok(answer)) => Ok(answer),
                Ok(Err(_)) => Err(Silence::Crashed(how)),
                Err(_) => Err(Silence::Crashed("no answer in time".into())),
            }
        })
    }
}

/// Ends the child if it has not, and says how it ended.
fn end(child: &mut Child) -> String {
    let ended = child.try_wait().ok().flatten();
    if ended.is_none() {
        // It may have ended meanwhile; then there is nothing to kill.
        let _ = child.kill();
    }
    child.wait().map_or_else(|error| error.to_string(), |status| status.to_string())
}
