//! The steps of a plan, and running them.

use crate::{
    Tensor, Threads,
    depthwise::Depthwise,
    map::{self, Convolution, Pool, Spread, Window},
    pointwise::Bend,
    product::{self, Finish, Rows, Weights},
    tensor::{Floats, Order, Value, turned},
};
use rten_simd::SimdOp as _;
use std::borrow::Cow;

/// A network could not be run on what it was given.
#[derive(Debug, thiserror::Error)]
#[error("the network cannot be run on this: {0}")]
pub struct RunError(&'static str);

/// The most numbers that one value may hold: a gigabyte of them.
const MOST: usize = 1 << 28;

pub(crate) struct Step {
    pub(crate) operation: Operation,
    pub(crate) inputs: Vec<usize>,
    /// The value that the result is added to.
    pub(crate) add: Option<usize>,
    pub(crate) output: usize,
    /// What nobody needs after this step.
    pub(crate) done: Vec<usize>,
}

pub(crate) enum Operation {
    /// One, and where both are of pixels by themselves the next.
    Convolution(Convolution, Option<Convolution>),
    Depthwise(Depthwise),
    Spread(Spread),
    Pool(Pool, Window),
    /// The mean of each channel of a map.
    Means,
    Enlarge([usize; 2]),
    /// Rows times weights that are known.
    Multiply(Weights, Bend),
    /// The product of two values' last two dimensions.
    Product,
    Add,
    Times,
    Bend(Bend),
    Softmax(i64),
    Normalise {
        scale: Vec<f32>,
        offset: Vec<f32>,
        epsilon: f32,
    },
    Join(i64),
    Reshape,
    Transpose(Vec<usize>),
    /// Axis, from, to.
    Slice(Vec<(i64, i64, i64)>),
    Squeeze(Vec<i64>),
    Unsqueeze(Vec<i64>),
    Shape,
}

/// The values while a plan runs.
struct Desk<'a> {
    values: Vec<Option<Value>>,
    constants: &'a [Option<Value>],
    done: &'a [usize],
}

impl Desk<'_> {
    /// A value to look at.
    fn see(&self, slot: usize) -> Result<&Value, RunError> {
        self.values[slot].as_ref().or(self.constants[slot].as_ref()).ok_or(RunError("a value is missing"))
    }

    fn see_floats(&self, slot: usize) -> Result<&Floats, RunError> {
        match self.see(slot)? {
            Value::Floats(floats) if !floats.values.is_empty() => Ok(floats),
            _ => Err(RunError("floats were expected")),
        }
    }

    /// A map pixel by pixel, and its size: count, channels, height, width.
    fn map(&self, slot: usize) -> Result<(Cow<'_, Floats>, [usize; 4]), RunError> {
        let floats = self.see_floats(slot)?;
        let size =
            <[usize; 4]>::try_from(floats.shape.as_slice()).map_err(|_| RunError("a map was expected"))?;
        let laid = match floats.order {
            Order::Pixels => Cow::Borrowed(floats),
            Order::Rows => Cow::Owned(floats.clone().pixels()),
        };
        Ok((laid, size))
    }

    /// A value to change: the value itself when nobody needs it any more, a copy otherwise.
    fn take(&mut self, slot: usize) -> Result<Value, RunError> {
        match self.values[slot].take_if(|_| self.done.contains(&slot)) {
            Some(value) => Ok(value),
            None => self.see(slot).cloned(),
        }
    }

    fn take_floats(&mut self, slot: usize) -> Result<Floats, RunError> {
        match self.take(slot)? {
            Value::Floats(floats) if !floats.values.is_empty() => Ok(floats),
            _ => Err(RunError("floats were expected")),
        }
    }
}

/// Runs a plan.
pub(crate) fn execute(
    steps: &[Step],
    constants: &[Option<Value>],
    (input, output): (usize, usize),
    given: Tensor,
    threads: &Threads,
) -> Result<Tensor, RunError> {
    if bounded(&given.shape) != Ok(given.values.len()) {
        return Err(RunError("it is not as long as its shape, or empty"));
    }
    let mut desk = Desk { values: constants.iter().map(|_| None).collect(), constants, done: &[] };
    let given = Floats { shape: given.shape, values: given.values, order: Order::Rows };
    desk.values[input] = Some(Value::Floats(given));
    for step in steps {
        desk.done = &step.done;
        let value = run(step, &mut desk, threads)?;
        for &slot in &step.done {
            if let Some(Value::Floats(floats)) = desk.values[slot].take() {
                threads.give(floats.values);
            }
        }
        desk.values[step.output] = Some(value);
    }
    let last = desk.values[output].take();
    match last.or_else(|| constants[output].clone()) {
        Some(Value::Floats(floats)) => {
            let Floats { shape, values, .. } = floats.rows();
            Ok(Tensor { shape, values })
        }
        _ => Err(RunError("nothing comes out")),
    }
}

fn run(step: &Step, desk: &mut Desk, threads: &Threads) -> Result<Value, RunError> {
    let &[first, ref rest @ ..] = step.inputs.as_slice() else { return Err(RunError("a step has no input")) };
    let second = rest.first().copied().ok_or(RunError("an operand is missing"));
    Ok(match &step.operation {
        Operation::Convolution(layer, next) => {
            Value::Floats(convolution(layer, next.as_ref(), first, step.add, desk, threads)?)
        }
        Operation::Depthwise(layer) => {
            let (from, [count, channels, height, width]) = desk.map(first)?;
            fits(channels == layer.channels)?;
            let [out_height, out_width] = layer.window.out([height, width]);
            let mut out = room(threads, [count, channels, out_height, out_width])?;
            layer.run(&from.values, [height, width], &mut out.values, threads);
            Value::Floats(out)
        }
        Operation::Spread(layer) => {
            let (from, [count, channels, height, width]) = desk.map(first)?;
            fits(channels == layer.channels)?;
            let mut out =
                room(threads, [count, layer.out, height * layer.square[0], width * layer.square[1]])?;
            layer.run(&from.values, width, &mut out.values, threads);
            Value::Floats(out)
        }
        Operation::Pool(kind, window) => {
            let (from, [count, channels, height, width]) = desk.map(first)?;
            let [out_height, out_width] = window.out([height, width]);
            let mut out = room(threads, [count, channels, out_height, out_width])?;
            map::pool(*kind, window, &from.values, channels, [height, width], &mut out.values, threads);
            Value::Floats(out)
        }
        Operation::Means => {
            let (from, [count, channels, ..]) = desk.map(first)?;
            let values = map::means(&from.values, count, channels);
            Value::Floats(Floats { shape: vec![count, channels, 1, 1], values, order: Order::Pixels })
        }
        Operation::Enlarge([down, across]) => {
            let (from, [count, channels, height, width]) = desk.map(first)?;
            let mut out = room(threads, [count, channels, height * down, width * across])?;
            map::enlarge(&from.values, channels, width, [*down, *across], &mut out.values);
            Value::Floats(out)
        }
        Operation::Multiply(weights, bend) => {
            let Floats { mut shape, values, .. } = desk.take_floats(first)?.rows();
            let columns = shape.last_mut().filter(|depth| **depth == weights.depth);
            *columns.ok_or(RunError("rows are not as long as the weights are deep"))? = weights.columns;
            let mut out = threads.room(bounded(&shape)?);
            product::multiply(&values, weights, Finish { bend: *bend, add: false }, &mut out, threads);
            threads.give(values);
            Value::Floats(Floats { shape, values: out, order: Order::Rows })
        }
        Operation::Product => {
            let a = desk.take_floats(first)?.rows();
            Value::Floats(product_of(a, desk.take_floats(second?)?.rows())?)
        }
        Operation::Add => Value::Floats(combine(desk, first, second?, |a, b| a + b)?),
        Operation::Times => Value::Floats(combine(desk, first, second?, |a, b| a * b)?),
        Operation::Bend(bend) => {
            let mut from = desk.take_floats(first)?;
            bend.apply(&mut from.values);
            Value::Floats(from)
        }
        Operation::Softmax(axis) => {
            let mut from = desk.take_floats(first)?.rows();
            let length = from
                .shape
                .last()
                .copied()
                .filter(|_| axis_of(*axis, from.shape.len()) == Ok(from.shape.len() - 1));
            let length =
                length.filter(|length| *length > 0).ok_or(RunError("only over the last dimension"))?;
            threads.each_piece(&mut from.values, length, |_, row| {
                rten_vecmath::Softmax::new_mut(row).dispatch();
            });
            Value::Floats(from)
        }
        Operation::Normalise { scale, offset, epsilon } => {
            let mut from = desk.take_floats(first)?.rows();
            if from.shape.last() != Some(&scale.len()) || offset.len() != scale.len() || scale.is_empty() {
                return Err(RunError("rows are not as long as what they are normalised by"));
            }
            for row in from.values.chunks_exact_mut(scale.len()) {
                normalise(row, scale, offset, *epsilon);
            }
            Value::Floats(from)
        }
        Operation::Join(axis) => join(*axis, &step.inputs, desk, threads)?,
        Operation::Reshape => {
            let Value::Whole(_, wanted) = desk.see(second?)? else {
                return Err(RunError("a shape was expected"));
            };
            let wanted = wanted.clone();
            reshaped(desk.take(first)?, |shape| reshape(shape, &wanted))?
        }
        Operation::Transpose(order) => Value::Floats(transpose(desk.take_floats(first)?.rows(), order)?),
        Operation::Slice(parts) => {
            let mut value = desk.take(first)?;
            for &(axis, from, to) in parts {
                value = slice(value, axis, from, to)?;
            }
            value
        }
        Operation::Squeeze(axes) => reshaped(desk.take(first)?, |shape| {
            let gone: Vec<usize> = axes.iter().map(|&a| axis_of(a, shape.len())).collect::<Result<_, _>>()?;
            Ok(shape.iter().enumerate().filter(|(i, _)| !gone.contains(i)).map(|(_, &d)| d).collect())
        })?,
        Operation::Unsqueeze(axes) => reshaped(desk.take(first)?, |shape| {
            let mut shape = shape.to_vec();
            for &axis in axes {
                let at = axis_of(axis, shape.len() + 1)?;
                shape.insert(at, 1);
            }
            Ok(shape)
        })?,
        Operation::Shape => {
            let shape = match desk.see(first)? {
                Value::Floats(floats) => &floats.shape,
                Value::Whole(shape, _) => shape,
            };
            Value::Whole(vec![shape.len()], shape.iter().map(|&d| d as i64).collect())
        }
    })
}

fn convolution(
    layer: &Convolution,
    next: Option<&Convolution>,
    input: usize,
    add: Option<usize>,
    desk: &mut Desk,
    threads: &Threads,
) -> Result<Floats, RunError> {
    let (from, [count, channels, height, width]) = desk.map(input)?;
    fits(channels == layer.channels && next.is_none_or(|next| next.channels == layer.weights.columns))?;
    let [out_height, out_width] = layer.window.out([height, width]);
    let shape = [count, next.unwrap_or(layer).weights.columns, out_height, out_width];
    let run = |from: &Floats, add: bool, out: &mut Floats| match next {
        Some(next) => layer.run_with(next, &from.values, add, &mut out.values, threads),
        None => layer.run(&from.values, [height, width], add, &mut out.values, threads),
    };
    if let Some(add) = add
        && let onto = desk.see_floats(add)?
        && onto.order == Order::Pixels
        && onto.shape == shape
    {
        // The earlier layer's numbers are the ground that these are laid upon.
        if add == input {
            let mut out = room(threads, shape)?;
            out.values.copy_from_slice(&from.values);
            run(&from, true, &mut out);
            return Ok(out);
        }
        drop(from);
        let mut out = desk.take_floats(add)?;
        run(&desk.map(input)?.0, true, &mut out);
        return Ok(out);
    }
    let mut out = room(threads, shape)?;
    run(&from, false, &mut out);
    match add {
        Some(add) => sum_or_product(out, desk.see_floats(add)?.clone(), |a, b| a + b),
        None => Ok(out),
    }
}

fn fits(channels: bool) -> Result<(), RunError> {
    if channels { Ok(()) } else { Err(RunError("a map has not as many channels as its weights")) }
}

/// How many numbers a shape has, when that is bearable.
fn bounded(shape: &[usize]) -> Result<usize, RunError> {
    let count = shape.iter().try_fold(1_usize, |all, &d| all.checked_mul(d));
    count.filter(|count| (1..=MOST).contains(count)).ok_or(RunError("a value would be empty or too large"))
}

/// A map of which nothing is known yet.
fn room(threads: &Threads, shape: [usize; 4]) -> Result<Floats, RunError> {
    Ok(Floats { values: threads.room(bounded(&shape)?), shape: shape.to_vec(), order: Order::Pixels })
}

fn axis_of(axis: i64, dimensions: usize) -> Result<usize, RunError> {
    let at = if axis < 0 { axis + dimensions as i64 } else { axis };
    usize::try_from(at).ok().filter(|at| *at < dimensions).ok_or(RunError("there is no such dimension"))
}

impl PartialEq for RunError {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

/// The sum or product of two values, number by number; the smaller is repeated along the dimensions in which it is 1.
fn combine(desk: &mut Desk, a: usize, b: usize, with: impl Fn(f32, f32) -> f32) -> Result<Floats, RunError> {
    if a == b {
        let mut both = desk.take_floats(a)?;
        both.values.iter_mut().for_each(|value| *value = with(*value, *value));
        return Ok(both);
    }
    // What is as large as the result is changed in place.
    let (large, small) =
        if desk.see_floats(a)?.values.len() >= desk.see_floats(b)?.values.len() { (a, b) } else { (b, a) };
    let mut out = desk.take_floats(large)?;
    let other = desk.see_floats(small)?;
    if in_place(&mut out, other, &with) {
        return Ok(out);
    }
    sum_or_product(out, other.clone(), with)
}

/// The common cases, where nothing needs to be laid anew.
fn in_place(out: &mut Floats, other: &Floats, with: &impl Fn(f32, f32) -> f32) -> bool {
    let each = |values: &mut [f32], others: &[f32]| {
        values.iter_mut().zip(others).for_each(|(value, other)| *value = with(*value, *other));
    };
    if let &[number] = &*other.values
        && other.shape.len() <= out.shape.len()
    {
        out.values.iter_mut().for_each(|value| *value = with(*value, number));
        return true;
    }
    if out.order == other.order && out.shape == other.shape {
        each(&mut out.values, &other.values);
        return true;
    }
    match (out.order, out.shape.as_slice(), other.shape.as_slice()) {
        // One number for each channel of each map.
        (Order::Pixels, &[count, channels, height, width], &[maps, same, 1, 1])
            if same == channels && (maps == count || maps == 1) =>
        {
            for (i, map) in out.values.chunks_exact_mut(height * width * channels).enumerate() {
                let others = &other.values[(i % maps) * channels..][..channels];
                map.chunks_exact_mut(channels).for_each(|pixel| each(pixel, others));
            }
            true
        }
        // One number for each of the last dimension.
        (Order::Rows, &[.., length], &[same]) if same == length => {
            out.values.chunks_exact_mut(length).for_each(|row| each(row, &other.values));
            true
        }
        _ => false,
    }
}

/// Any two shapes that fit, row by row.
fn sum_or_product(a: Floats, b: Floats, with: impl Fn(f32, f32) -> f32) -> Result<Floats, RunError> {
    let (a, b) = (a.rows(), b.rows());
    let dimensions = a.shape.len().max(b.shape.len());
    let padded = |shape: &[usize]| [vec![1; dimensions - shape.len()], shape.to_vec()].concat();
    let (left, right) = (padded(&a.shape), padded(&b.shape));
    let shape: Option<Vec<usize>> = left
        .iter()
        .zip(&right)
        .map(|(&l, &r)| {
            if l == r || r == 1 {
                Some(l)
            } else if l == 1 {
                Some(r)
            } else {
                None
            }
        })
        .collect();
    let shape = shape.ok_or(RunError("two values do not fit together"))?;
    let mut out = vec![0.0; bounded(&shape)?];
    for (i, out) in out.iter_mut().enumerate() {
        let (mut rest, mut at, mut step) = (i, [0, 0], [1, 1]);
        for d in (0..dimensions).rev() {
            let place = rest % shape[d];
            rest /= shape[d];
            for (side, size) in [left[d], right[d]].into_iter().enumerate() {
                at[side] += if size == 1 { 0 } else { place * step[side] };
                step[side] *= size;
            }
        }
        *out = with(a.values[at[0]], b.values[at[1]]);
    }
    Ok(Floats { shape, values: out, order: Order::Rows })
}

/// Matrices of the last two dimensions, pair by pair.
fn product_of(a: Floats, b: Floats) -> Result<Floats, RunError> {
    let (Some(&[rows, depth]), Some(&[same, columns])) = (a.shape.last_chunk(), b.shape.last_chunk()) else {
        return Err(RunError("matrices were expected"));
    };
    if depth != same || a.shape[..a.shape.len() - 2] != b.shape[..b.shape.len() - 2] {
        return Err(RunError("two matrices do not fit together"));
    }
    let mut shape = a.shape.clone();
    *shape.last_mut().expect("two at least") = columns;
    let mut out = vec![0.0; bounded(&shape)?];
    let finish = Finish { bend: Bend::None, add: false };
    let pairs = a.values.chunks_exact(rows * depth).zip(b.values.chunks_exact(depth * columns));
    for ((a, b), out) in pairs.zip(out.chunks_exact_mut(rows * columns)) {
        let weights = Weights::new(depth, columns, |row, column| b[row * columns + column], None);
        product::block(&Rows::even(a, depth), &weights, finish, out);
    }
    Ok(Floats { shape, values: out, order: Order::Rows })
}

fn normalise(row: &mut [f32], scale: &[f32], offset: &[f32], epsilon: f32) {
    let count = row.len() as f32;
    let mean = row.iter().sum::<f32>() / count;
    let variance = row.iter().map(|value| (value - mean).powi(2)).sum::<f32>() / count;
    let factor = 1.0 / (variance + epsilon).sqrt();
    for ((value, scale), offset) in row.iter_mut().zip(scale).zip(offset) {
        *value = (*value - mean) * factor * scale + offset;
    }
}

fn join(axis: i64, inputs: &[usize], desk: &Desk, threads: &Threads) -> Result<Value, RunError> {
    if let Value::Whole(..) = desk.see(inputs[0])? {
        let mut all = Vec::new();
        for &slot in inputs {
            let Value::Whole(_, numbers) = desk.see(slot)? else {
                return Err(RunError("a shape was expected"));
            };
            all.extend_from_slice(numbers);
        }
        return Ok(Value::Whole(vec![all.len()], all));
    }
    let parts: Vec<&Floats> = inputs.iter().map(|&slot| desk.see_floats(slot)).collect::<Result<_, _>>()?;
    let axis = axis_of(axis, parts[0].shape.len())?;
    let as_pixels = axis == 1 && parts.iter().all(|part| part.order == Order::Pixels);
    let laid: Vec<Floats>;
    let parts = if as_pixels {
        parts
    } else {
        laid = parts.into_iter().map(|part| part.clone().rows()).collect();
        laid.iter().collect()
    };
    let mut shape = parts[0].shape.clone();
    for part in &parts[1..] {
        let fits = part.shape.len() == shape.len()
            && part.shape.iter().zip(&shape).enumerate().all(|(d, (a, b))| d == axis || a == b);
        if !fits {
            return Err(RunError("values do not fit side by side"));
        }
        shape[axis] += part.shape[axis];
    }
    let mut out = threads.room(bounded(&shape)?);
    // How many of a part's numbers lie side by side before the next part's come.
    let run = |part: &Floats| if as_pixels { part.shape[1] } else { part.shape[axis..].iter().product() };
    let whole: usize = parts.iter().map(|part| run(part)).sum();
    let runs: Vec<(&[f32], usize)> = parts.iter().map(|part| (&*part.values, run(part))).collect();
    for (i, out) in out.chunks_exact_mut(whole).enumerate() {
        let mut from = 0;
        for &(values, run) in &runs {
            out[from..from + run].copy_from_slice(&values[i * run..][..run]);
            from += run;
        }
    }
    Ok(Value::Floats(Floats {
        shape,
        values: out,
        order: if as_pixels { Order::Pixels } else { Order::Rows },
    }))
}

/// The same numbers under another shape.
fn reshaped(
    value: Value,
    change: impl FnOnce(&[usize]) -> Result<Vec<usize>, RunError>,
) -> Result<Value, RunError> {
    let (length, shape) = match &value {
        Value::Floats(floats) => (floats.values.len(), change(&floats.shape)?),
        Value::Whole(shape, numbers) => (numbers.len(), change(shape)?),
    };
    if bounded(&shape)? != length {
        return Err(RunError("a shape does not fit its numbers"));
    }
    Ok(match value {
        Value::Floats(floats) => Value::Floats(Floats { shape, ..floats.rows() }),
        Value::Whole(_, numbers) => Value::Whole(shape, numbers),
    })
}

/// 0: as it was; -1: what is left.
fn reshape(shape: &[usize], wanted: &[i64]) -> Result<Vec<usize>, RunError> {
    let bad = RunError("a shape does not fit its numbers");
    let mut out: Vec<usize> = Vec::new();
    let mut open = None;
    for (i, &size) in wanted.iter().enumerate() {
        out.push(match size {
            0 => *shape.get(i).ok_or(RunError("a shape does not fit its numbers"))?,
            -1 if open.is_none() => {
                open = Some(i);
                1
            }
            _ => usize::try_from(size).map_err(|_| RunError("a shape does not fit its numbers"))?,
        });
    }
    if let Some(open) = open {
        let known = bounded(&out)?;
        out[open] = shape.iter().product::<usize>().checked_div(known).ok_or(bad)?;
    }
    Ok(out)
}

fn transpose(from: Floats, order: &[usize]) -> Result<Floats, RunError> {
    let dimensions = from.shape.len();
    let mut seen = vec![false; dimensions];
    let fits = order.len() == dimensions
        && order.iter().all(|&d| d < dimensions && !std::mem::replace(&mut seen[d], true));
    if !fits {
        return Err(RunError("an order does not fit its shape"));
    }
    let shape: Vec<usize> = order.iter().map(|&d| from.shape[d]).collect();
    // The last two exchanged is by far the most frequent.
    let (front, last) = order.split_at(dimensions.saturating_sub(2));
    if front.iter().enumerate().all(|(i, &d)| i == d) && last == [dimensions - 1, dimensions - 2] {
        let &[rows, columns] = from.shape.last_chunk().expect("two at least");
        let count = from.values.len() / (rows * columns).max(1);
        return Ok(Floats { shape, values: turned(&from.values, count, rows, columns), order: Order::Rows });
    }
    let mut strides = vec![1; dimensions];
    for d in (0..dimensions.saturating_sub(1)).rev() {
        strides[d] = strides[d + 1] * from.shape[d + 1];
    }
    let mut values = vec![0.0; from.values.len()];
    let mut at = vec![0; dimensions];
    for value in &mut values {
        let place: usize = at.iter().zip(order).map(|(&place, &d)| place * strides[d]).sum();
        *value = from.values[place];
        for d in (0..dimensions).rev() {
            at[d] += 1;
            if at[d] < shape[d] {
                break;
            }
            at[d] = 0;
        }
    }
    Ok(Floats { shape, values, order: Order::Rows })
}

fn slice(value: Value, axis: i64, from: i64, to: i64) -> Result<Value, RunError> {
    let bounds = |size: usize| {
        let place = |at: i64| (if at < 0 { at + size as i64 } else { at }).clamp(0, size as i64) as usize;
        (place(from), place(to).max(place(from)))
    };
    match value {
        Value::Whole(shape, numbers) => {
            if axis_of(axis, shape.len())? != 0 || shape.len() != 1 {
                return Err(RunError("a list was expected"));
            }
            let (from, to) = bounds(numbers.len());
            Ok(Value::Whole(vec![to - from], numbers[from..to].to_vec()))
        }
        Value::Floats(floats) => {
            let floats = floats.rows();
            let axis = axis_of(axis, floats.shape.len())?;
            let (from, to) = bounds(floats.shape[axis]);
            let inner: usize = floats.shape[axis + 1..].iter().product();
            let mut shape = floats.shape.clone();
            shape[axis] = to - from;
            let mut values = vec![0.0; bounded(&shape)?];
            let runs = floats.values.chunks_exact(floats.shape[axis] * inner);
            for (out, run) in values.chunks_exact_mut((to - from) * inner).zip(runs) {
                out.copy_from_slice(&run[from * inner..to * inner]);
            }
            Ok(Value::Floats(Floats { shape, values, order: Order::Rows }))
        }
    }
}
