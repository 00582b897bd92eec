//! Numbers with a shape.

/// Numbers with a shape, row-major.
#[derive(Clone, Debug, PartialEq)]
pub struct Tensor {
    /// Size of each dimension.
    pub shape: Vec<usize>,
    /// The product of the shape many values.
    pub values: Vec<f32>,
}

/// How the numbers of a value lie in memory.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Order {
    /// The last dimension's side by side, as ONNX has them.
    Rows,
    /// A map of four dimensions (count, channels, height, width) whose pixels lie side by side, each with all its
    /// channels.
    Pixels,
}

/// What flows between steps.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    Floats(Floats),
    /// Shapes, and what is computed of them.
    Whole(Vec<usize>, Vec<i64>),
}

/// Floats; the shape is always count, channels, height, width, whatever the order.
#[derive(Clone, Debug)]
pub(crate) struct Floats {
    pub(crate) shape: Vec<usize>,
    pub(crate) values: Vec<f32>,
    pub(crate) order: Order,
}

impl Floats {
    /// The same numbers in rows.
    pub(crate) fn rows(self) -> Self {
        match (self.order, self.shape.as_slice()) {
            (Order::Pixels, &[count, channels, height, width]) => {
                let values = turned(&self.values, count, height * width, channels);
                Self { values, order: Order::Rows, ..self }
            }
            _ => self,
        }
    }

    /// The same numbers pixel by pixel; a value that is no map stays as it is.
    pub(crate) fn pixels(self) -> Self {
        match (self.order, self.shape.as_slice()) {
            (Order::Rows, &[count, channels, height, width]) => {
                let values = turned(&self.values, count, channels, height * width);
                Self { values, order: Order::Pixels, ..self }
            }
            _ => self,
        }
    }
}

/// `count` matrices, rows and columns exchanged.
pub(crate) fn turned(values: &[f32], count: usize, rows: usize, columns: usize) -> Vec<f32> {
    if rows == 1 || columns == 1 {
        return values.to_vec();
    }
    let mut out = vec![0.0; values.len()];
    for (from, to) in
        values.chunks_exact(rows * columns).zip(out.chunks_exact_mut(rows * columns)).take(count)
    {
        for (column, to) in to.chunks_exact_mut(rows).enumerate() {
            for (to, from) in to.iter_mut().zip(from[column..].iter().step_by(columns)) {
                *to = *from;
            }
        }
    }
    out
}

/// Numbers between -1 and 1 that are the same each time.
#[cfg(test)]
pub(crate) fn noise(count: usize, seed: u32) -> Vec<f32> {
    let mut state = seed.wrapping_mul(2_654_435_761) | 1;
    (0..count)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            (f64::from(state) / f64::from(u32::MAX) * 2.0 - 1.0) as f32
        })
        .collect()
}

/// The same of few binary digits, which halves hold exactly: sums come out alike whether the processor has halves or not.
#[cfg(test)]
pub(crate) fn short_noise(count: usize, seed: u32) -> Vec<f32> {
    noise(count, seed).into_iter().map(|x| (x * 64.0).round() / 64.0).collect()
}
