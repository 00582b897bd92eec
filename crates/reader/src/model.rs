//! Inference behind a small trait, so that everything above it is tested without models.

use proofdesk_net::Network;
pub use proofdesk_net::{Tensor, Threads};

/// Inference failed: our fault, never a finding about the picture.
#[derive(Debug, thiserror::Error)]
pub enum InferenceError {
    /// The network refused its input.
    #[error("inference failed: {0}")]
    Run(#[from] proofdesk_net::RunError),
    /// The output is not shaped as the model's contract says.
    #[error("the model gave an output of shape {0:?}")]
    Shape(Vec<usize>),
}

/// A network with one input and one output.
pub trait Model: Send + Sync {
    /// Runs it on one batch.
    fn run(&self, input: Tensor, threads: &Threads) -> Result<Tensor, InferenceError>;
}

impl Model for Network {
    fn run(&self, input: Tensor, threads: &Threads) -> Result<Tensor, InferenceError> {
        Ok(Network::run(self, input, threads)?)
    }
}
