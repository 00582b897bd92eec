//! A virus scanner on this machine or beside it: clamd, by its `INSTREAM` command. Files are sent over the
//! wire, never written to a disk for it.

use std::{io, path::PathBuf, time::Duration};
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    net::{TcpStream, UnixStream},
};

/// Bytes of one piece on the wire.
const PIECE: usize = 64 * 1024;
/// The longest answer that is read, in bytes.
const MAX_ANSWER: u64 = 4 * 1024;
/// So long a scanner may take for one file.
const PATIENCE: Duration = Duration::from_mins(1);

/// Where the scanner listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clamd(Place);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    Tcp(String),
    Unix(PathBuf),
}

/// What it found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScanVerdict {
    /// Nothing.
    Clean,
    /// Something: what it calls it.
    Found(String),
}

/// Why there is no answer. The file is neither clean nor dangerous.
#[derive(Debug, thiserror::Error)]
pub enum ScanError {
    /// It is not there, or broke off.
    #[error("the virus scanner could not be reached")]
    Away(#[source] io::Error),
    /// It took too long.
    #[error("the virus scanner took too long")]
    Slow,
    /// It said something else than yes or no: too large a file, say.
    #[error("the virus scanner gave no verdict")]
    NoVerdict,
}

impl Clamd {
    /// Reads `tcp:HOST:PORT` or `unix:/PATH`.
    pub fn parse(address: &str) -> Option<Self> {
        if let Some(path) = address.strip_prefix("unix:") {
            return path.starts_with('/').then(|| Self(Place::Unix(path.into())));
        }
        let address = address.strip_prefix("tcp:")?;
        let address = address.strip_prefix("//").unwrap_or(address);
        let (host, port) = address.rsplit_once(':')?;
        let port: u16 = port.parse().ok()?;
        (!host.is_empty()).then(|| Self(Place::Tcp(format!("{host}:{port}"))))
    }

    /// Has a whole file looked at.
    pub async fn scan(&self, bytes: &[u8]) -> Result<ScanVerdict, ScanError> {
        let talk = async {
            match &self.0 {
                Place::Tcp(address) => {
                    converse(TcpStream::connect(address).await.map_err(ScanError::Away)?, bytes).await
                }
                Place::Unix(path) => {
                    converse(UnixStream::connect(path).await.map_err(ScanError::Away)?, bytes).await
                }
            }
        };
        tokio::time::timeout(PATIENCE, talk).await.map_err(|_| ScanError::Slow)?
    }
}

/// One command and its answer.
async fn converse<S>(mut stream: S, bytes: &[u8]) -> Result<ScanVerdict, ScanError>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut sent = async || -> io::Result<Vec<u8>> {
        stream.write_all(b"zINSTREAM\0").await?;
        for piece in bytes.chunks(PIECE) {
            let length = u32::try_from(piece.len()).expect("a piece is short");
            stream.write_all(&length.to_be_bytes()).await?;
            stream.write_all(piece).await?;
        }
        stream.write_all(&0_u32.to_be_bytes()).await?;
        stream.flush().await?;
        let mut answer = Vec::new();
        (&mut stream).take(MAX_ANSWER).read_to_end(&mut answer).await?;
        Ok(answer)
    };
    verdict(&sent().await.map_err(ScanError::Away)?)
}

/// `stream: OK`, `stream: Eicar-Signature FOUND`; anything else is no verdict.
fn verdict(answer: &[u8]) -> Result<ScanVerdict, ScanError> {
    let text = String::from_utf8_lossy(answer);
    let text = text.trim_matches(|c: char| c == '\0' || c.is_whitespace());
    let said = text.strip_prefix("stream:").unwrap_or(text).trim();
    match said.strip_suffix("FOUND") {
        Some(name) => Ok(ScanVerdict::Found(name.trim().to_owned())),
        None if said == "OK" => Ok(ScanVerdict::Clean),
        None => Err(ScanError::NoVerdict),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::net::TcpListener;

    /// The test file that every scanner knows; put together here so that this source is none.
    fn eicar() -> Vec<u8> {
        [r"X5O!P%@AP[4\PZX54(P^)7CC)7}$", "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"].concat().into_bytes()
    }

    /// A stand-in that speaks the protocol and knows one virus.
    async fn stand_in() -> (Clamd, tokio::task::JoinHandle<usize>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let served = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut command = [0; 10];
            stream.read_exact(&mut command).await.unwrap();
            assert_eq!(&command, b"zINSTREAM\0");
            let mut whole = Vec::new();
            loop {
                let mut length = [0; 4];
                stream.read_exact(&mut length).await.unwrap();
                let length = u32::from_be_bytes(length) as usize;
                if length == 0 {
                    break;
                }
                let mut piece = vec![0; length];
                stream.read_exact(&mut piece).await.unwrap();
                whole.extend(piece);
            }
            let found = whole.windows(eicar().len()).any(|part| part == eicar());
            let answer: &[u8] = if found { b"stream: Eicar-Signature FOUND\0" } else { b"stream: OK\0" };
            stream.write_all(answer).await.unwrap();
            whole.len()
        });
        (Clamd::parse(&format!("tcp:{address}")).unwrap(), served)
    }

    #[tokio::test]
    async fn a_clean_file_and_the_test_virus_are_told_apart() {
        let (clamd, served) = stand_in().await;
        let large = vec![7; 3 * PIECE + 5];
        assert_eq!(clamd.scan(&large).await.unwrap(), ScanVerdict::Clean);
        assert_eq!(served.await.unwrap(), large.len());
        let (clamd, _served) = stand_in().await;
        let found = clamd.scan(&eicar()).await.unwrap();
        assert_eq!(found, ScanVerdict::Found("Eicar-Signature".into()));
    }

    #[tokio::test]
    async fn no_answer_is_no_verdict() {
        let gone = {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            listener.local_addr().unwrap()
        };
        let away = Clamd::parse(&format!("tcp:{gone}")).unwrap().scan(b"x").await;
        assert!(matches!(away, Err(ScanError::Away(_))));
        assert!(matches!(verdict(b"INSTREAM size limit exceeded. ERROR\0"), Err(ScanError::NoVerdict)));
        assert!(matches!(verdict(b""), Err(ScanError::NoVerdict)));
    }

    #[test]
    fn addresses_are_read_or_refused() {
        assert!(Clamd::parse("unix:/run/clamav/clamd.ctl").is_some());
        assert!(Clamd::parse("tcp://127.0.0.1:3310").is_some());
        for wrong in ["", "unix:relative", "tcp:host", "tcp::3310", "host:3310", "tcp:host:99999"] {
            assert_eq!(Clamd::parse(wrong), None, "{wrong}");
        }
    }
}
