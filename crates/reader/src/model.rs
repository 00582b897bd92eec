//! Inference behind a small trait, so that everything above it is tested without models.

use rten::{ModelOptions, RunOptions, ThreadPool, ValueOrView};
use rten_tensor::{Layout, NdTensor};
use std::sync::Arc;

/// Numbers with a shape, row-major.
#[derive(Clone, Debug, PartialEq)]
pub struct Tensor {
    /// Size of each dimension.
    pub shape: Vec<usize>,
    /// The product of the shape many values.
    pub values: Vec<f32>,
}

/// The threads that one reading may use. A pool of its own for each reading: readings in parallel
/// share the models but never wait for each other.
pub struct Threads(Arc<ThreadPool>);

impl Threads {
    /// A pool of this many threads, at least one.
    pub fn new(count: usize) -> Self {
        Self(Arc::new(ThreadPool::with_num_threads(count.max(1))))
    }
}

/// Inference failed: our fault, never a finding about the picture.
#[derive(Debug, thiserror::Error)]
pub enum InferenceError {
    /// The engine refused the model or the input.
    #[error("inference failed: {0}")]
    Engine(String),
    /// The output is not shaped as the model's contract says.
    #[error("the model gave an output of shape {0:?}")]
    Shape(Vec<usize>),
}

/// A network with one input and one output.
pub trait Model: Send + Sync {
    /// Runs it on one batch.
    fn run(&self, input: Tensor, threads: &Threads) -> Result<Tensor, InferenceError>;
}

/// A network run by rten.
pub(crate) struct RtenModel(rten::Model);

impl RtenModel {
    /// Loads an ONNX file's bytes.
    pub(crate) fn load(bytes: Vec<u8>) -> Result<Self, InferenceError> {
        let mut options = ModelOptions::with_all_ops();
        options.prepack_weights(true);
        options.load(bytes).map(Self).map_err(|e| InferenceError::Engine(e.to_string()))
    }

    /// A text that travels inside the model file.
    pub(crate) fn metadata(&self, name: &str) -> Option<&str> {
        self.0.metadata().get(name)
    }
}

impl Model for RtenModel {
    fn run(&self, input: Tensor, threads: &Threads) -> Result<Tensor, InferenceError> {
        let engine = |e: String| InferenceError::Engine(e);
        let shape: [usize; 4] =
            input.shape.as_slice().try_into().map_err(|_| InferenceError::Shape(input.shape.clone()))?;
        let tensor = NdTensor::try_from_data(shape, input.values).map_err(|e| engine(e.to_string()))?;
        let options = RunOptions::default().with_thread_pool(Some(Arc::clone(&threads.0)));
        let output =
            self.0.run_one(ValueOrView::from(tensor), Some(options)).map_err(|e| engine(e.to_string()))?;
        let output: rten_tensor::Tensor<f32> =
            output.try_into().map_err(|_| engine("the output is not of floats".into()))?;
        Ok(Tensor { shape: output.shape().to_vec(), values: output.into_data() })
    }
}
