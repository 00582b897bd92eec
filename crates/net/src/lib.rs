//! Trained networks on the processor: an ONNX file in, a plan of few large steps, numbers through it.
//!
//! Only what our readers' networks are made of: convolutions, products and what stands between them. It is small
//! because it is for that alone, and fast because maps are kept pixel by pixel (all channels of a pixel side by
//! side), so that a convolution is a product whose rows lie ready, and because a layer's offsets, its bend and the
//! sum with an earlier layer happen while its numbers are still in the processor's registers.
//!
//! [`Network::load`] reads a file and plans; [`Network::run`] runs. Room for a change: another operator is an arm of
//! `plan.rs` and of `step.rs`; the arithmetic is in `product.rs` and `depthwise.rs`, the file format in `onnx.rs`.

#![expect(
    clippy::inline_always,
    reason = "what runs on vectors has to be compiled with what chose their width"
)]

mod depthwise;
mod halves;
mod map;
mod onnx;
mod plan;
mod pointwise;
mod product;
mod step;
mod tensor;
#[cfg(test)]
mod tests;

use std::sync::{Mutex, PoisonError};

pub use plan::{LoadError, Network};
pub use step::RunError;
pub use tensor::Tensor;

/// How exactly a network's numbers are multiplied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// As floats.
    Single,
    /// Each by its first eight binary digits, where the processor is faster at that (AVX-512 BF16), otherwise as
    /// floats. Sums are floats always.
    Half,
}

/// The threads that one reading may use, and the memory that its runs hand to each other. Each reading has its own:
/// readings in parallel share the networks but never wait for each other.
pub struct Threads {
    /// None where the caller's own thread does the work.
    pool: Option<rayon::ThreadPool>,
    /// What earlier steps have done with: memory from the system costs as much as the arithmetic on it.
    spare: Mutex<Vec<Vec<f32>>>,
}

/// So many pieces of memory are kept for later.
const MOST_SPARE: usize = 24;

impl Threads {
    /// This many threads, at least one. One is the caller's own.
    pub fn new(count: usize) -> Self {
        // Where the system gives no threads, the caller's own does the work.
        let pool =
            (count > 1).then(|| rayon::ThreadPoolBuilder::new().num_threads(count).build().ok()).flatten();
        Self { pool, spare: Mutex::default() }
    }

    /// Takes back the memory of an answer that has been looked at.
    pub fn reuse(&self, answer: Tensor) {
        self.give(answer.values);
    }

    /// Does the same with every piece of these values, `size` at a time (the last may be shorter); the number says
    /// where in the values a piece begins.
    fn each_piece(&self, values: &mut [f32], size: usize, work: impl Fn(usize, &mut [f32]) + Sync) {
        use rayon::prelude::*;
        match &self.pool {
            Some(pool) => pool.install(|| {
                values.par_chunks_mut(size).enumerate().for_each(|(i, piece)| work(i * size, piece));
            }),
            None => values.chunks_mut(size).enumerate().for_each(|(i, piece)| work(i * size, piece)),
        }
    }

    /// Does the same with each of these.
    fn each<T: Send>(&self, pieces: Vec<T>, work: impl Fn(T) + Sync + Send) {
        use rayon::prelude::*;
        match &self.pool {
            Some(pool) => pool.install(|| pieces.into_par_iter().for_each(work)),
            None => pieces.into_iter().for_each(work),
        }
    }

    /// So many numbers, of which nothing is known.
    fn room(&self, count: usize) -> Vec<f32> {
        let mut spare = self.spare.lock().unwrap_or_else(PoisonError::into_inner);
        let fits =
            |(_, values): &(usize, &Vec<f32>)| (count..=count.saturating_mul(2)).contains(&values.capacity());
        let best =
            spare.iter().enumerate().filter(fits).min_by_key(|(_, values)| values.capacity()).map(|(i, _)| i);
        let Some(best) = best else {
            drop(spare);
            return vec![0.0; count];
        };
        let mut values = spare.swap_remove(best);
        values.resize(count, 0.0);
        values
    }

    /// Memory that is not needed any more.
    fn give(&self, values: Vec<f32>) {
        let mut spare = self.spare.lock().unwrap_or_else(PoisonError::into_inner);
        if spare.len() == MOST_SPARE {
            spare.remove(0);
        }
        spare.push(values);
    }
}
