//! From a file's operators to a plan of few, large steps.
//!
//! A layer is followed along its chain: offsets, a normalisation, a bend and the sum with an earlier layer become part
//! of the product they come after. What a step needs no longer is let go as soon as it has run.

use crate::{
    Precision, Tensor, Threads,
    depthwise::Depthwise,
    map::{Convolution, Pool, Spread, Window},
    onnx::{self, File, Node},
    pointwise::Bend,
    product::Weights,
    step::{Operation, RunError, Step, execute},
    tensor::{Floats, Value},
};
use std::collections::HashMap;

/// Why a network cannot be loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The bytes are no ONNX file.
    #[error("this is no ONNX file that can be read: {0}")]
    File(&'static str),
    /// An operator, or a use of one, that is not supported.
    #[error("the operator {operator} cannot be run: {why}")]
    Operator {
        /// Its name in ONNX.
        operator: String,
        /// What about it.
        why: &'static str,
    },
}

/// A network with one input and one output, ready to run.
pub struct Network {
    steps: Vec<Step>,
    /// What is known beforehand, by slot; the rest is empty.
    constants: Vec<Option<Value>>,
    input: usize,
    output: usize,
    texts: HashMap<String, String>,
}

impl Network {
    /// Reads an ONNX file's bytes and plans.
    pub fn load(bytes: &[u8], precision: Precision) -> Result<Self, LoadError> {
        let file = onnx::read(bytes).map_err(|broken| LoadError::File(broken.0))?;
        Planner::new(file, precision)?.plan()
    }

    /// How many steps its plan has.
    #[cfg(test)]
    pub(crate) fn steps(&self) -> usize {
        self.steps.len()
    }

    /// A text that travels inside the file.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.texts.get(name).map(String::as_str)
    }

    /// Runs it on one input.
    pub fn run(&self, input: Tensor, threads: &Threads) -> Result<Tensor, RunError> {
        execute(&self.steps, &self.constants, (self.input, self.output), input, threads)
    }
}

struct Planner {
    precision: Precision,
    nodes: Vec<Node>,
    constants: HashMap<String, Value>,
    input: String,
    output: String,
    texts: HashMap<String, String>,
    /// For each value the nodes that need it.
    users: HashMap<String, Vec<usize>>,
    /// The nodes that are part of a step already.
    taken: Vec<bool>,
}

/// A step by names, and the last node that went into it.
struct Draft {
    operation: Operation,
    inputs: Vec<String>,
    add: Option<String>,
    output: String,
    last: usize,
}

/// A product's surroundings, as far as they could become part of it.
struct Layer {
    offsets: Vec<f32>,
    /// What each channel of the weights is multiplied by.
    scales: Vec<f32>,
    bend: Bend,
    add: Option<Added>,
    tail: String,
    last: usize,
}

/// An earlier value that is added at a layer's end, and how the layer ended before.
struct Added {
    other: String,
    node: usize,
    tail: String,
    last: usize,
}

impl Planner {
    fn new(mut file: File, precision: Precision) -> Result<Self, LoadError> {
        let ([input], [output]) = (file.inputs.as_slice(), file.outputs.as_slice()) else {
            return Err(LoadError::File("it has not one input and one output"));
        };
        let (input, output) = (input.clone(), output.clone());
        // A value that is handed on unchanged goes by its first name.
        let mut first_names: HashMap<String, String> = HashMap::new();
        let mut nodes = Vec::new();
        for mut node in std::mem::take(&mut file.nodes) {
            for name in &mut node.inputs {
                if let Some(first) = first_names.get(name) {
                    name.clone_from(first);
                }
            }
            if node.operator == "Identity" && node.inputs.len() == 1 && node.outputs.len() == 1 {
                first_names.insert(node.outputs.remove(0), node.inputs.remove(0));
            } else {
                nodes.push(node);
            }
        }
        let output = first_names.get(&output).cloned().unwrap_or(output);
        let mut users: HashMap<String, Vec<usize>> = HashMap::new();
        for (i, node) in nodes.iter().enumerate() {
            for name in &node.inputs {
                users.entry(name.clone()).or_default().push(i);
            }
        }
        // The output is needed by somebody who is no node.
        users.entry(output.clone()).or_default().push(usize::MAX);
        let taken = vec![false; nodes.len()];
        Ok(Self {
            precision,
            nodes,
            constants: file.constants,
            input,
            output,
            texts: file.texts,
            users,
            taken,
        })
    }

    fn plan(mut self) -> Result<Network, LoadError> {
        let mut drafts = Vec::new();
        for i in 0..self.nodes.len() {
            if !self.taken[i] {
                self.taken[i] = true;
                drafts.push(self.draft(i)?);
            }
        }
        let mut drafts = join_pixels(drafts, &self.users);
        // A step runs where its last node stood: there all that it needs is known.
        drafts.sort_by_key(|draft| draft.last);
        let mut slots: HashMap<String, usize> = HashMap::new();
        let mut slot = |name: &str| {
            let next = slots.len();
            *slots.entry(name.to_owned()).or_insert(next)
        };
        let (input, output) = (slot(&self.input), slot(&self.output));
        let mut steps: Vec<Step> = drafts
            .into_iter()
            .map(|draft| Step {
                operation: draft.operation,
                inputs: draft.inputs.iter().map(|name| slot(name)).collect(),
                add: draft.add.map(|name| slot(&name)),
                output: slot(&draft.output),
                done: Vec::new(),
            })
            .collect();
        let mut constants: Vec<Option<Value>> = (0..slots.len()).map(|_| None).collect();
        for (name, &slot) in &slots {
            constants[slot] = self.constants.remove(name);
        }
        let mut needed = vec![false; slots.len()];
        needed[output] = true;
        for step in steps.iter_mut().rev() {
            for &slot in step.inputs.iter().chain(&step.add) {
                if !std::mem::replace(&mut needed[slot], true) && constants[slot].is_none() {
                    step.done.push(slot);
                }
            }
        }
        Ok(Network { steps, constants, input, output, texts: self.texts })
    }

    fn draft(&mut self, i: usize) -> Result<Draft, LoadError> {
        let node = self.nodes[i].clone();
        let bad = |why| LoadError::Operator { operator: node.operator.clone(), why };
        let [output] = node.outputs.as_slice() else { return Err(bad("it has not one output")) };
        let first = node.inputs.first().ok_or(bad("it has no input"))?;
        let plain = |operation, inputs: Vec<String>| Draft {
            operation,
            inputs,
            add: None,
            output: output.clone(),
            last: i,
        };
        let alone = |operation| plain(operation, vec![first.clone()]);
        let axes =
            || node.wholes("axes").map(<[i64]>::to_vec).or_else(|| self.whole_numbers(node.inputs.get(1)?));
        Ok(match node.operator.as_str() {
            "Conv" => return self.convolution(i, &node),
            "ConvTranspose" => return self.spread(i, &node),
            "MatMul" => match node.inputs.get(1).and_then(|name| self.floats(name)) {
                Some(Floats { shape, values, .. }) if shape.len() == 2 => {
                    let (depth, columns, values) = (shape[0], shape[1], values.clone());
                    let mut layer = self.layer((i, output), (columns, 0), None);
                    // What lies in rows is small: its sums stay steps of their own.
                    self.give_back(&mut layer);
                    let at = |k: usize, c: usize| values[k * columns + c] * layer.scales[c];
                    let weights = Weights::new(depth, columns, at, Some(&layer.offsets));
                    let weights = weights.of(self.precision, depth);
                    Draft {
                        operation: Operation::Multiply(weights, layer.bend),
                        inputs: vec![first.clone()],
                        add: None,
                        output: layer.tail,
                        last: layer.last,
                    }
                }
                _ => plain(Operation::Product, node.inputs),
            },
            "ReduceMean" => match axes().as_deref() {
                Some([2, 3]) if node.whole("keepdims") != Some(0) => alone(Operation::Means),
                Some([-1]) => self.normalisation(i, &node).ok_or(bad("only of maps, or to normalise"))?,
                _ => return Err(bad("only of maps, or to normalise")),
            },
            "GlobalAveragePool" => alone(Operation::Means),
            "MaxPool" => alone(Operation::Pool(Pool::Highest, window(&node, None)?)),
            "AveragePool" if node.whole("count_include_pad").unwrap_or(0) == 0 => {
                alone(Operation::Pool(Pool::Mean, window(&node, None)?))
            }
            "Concat" => plain(Operation::Join(node.whole("axis").ok_or(bad("it has no axis"))?), node.inputs),
            "Resize"
                if node.text("mode") == "nearest"
                    && node.text("coordinate_transformation_mode") == "asymmetric"
                    && node.text("nearest_mode") == "floor" =>
            {
                let scales = node.inputs.get(2).and_then(|name| self.floats(name)).map(|f| &*f.values);
                match scales {
                    Some(&[1.0, 1.0, down, across])
                        if [down, across].iter().all(|by| by.fract() == 0.0 && (1.0..64.0).contains(by)) =>
                    {
                        alone(Operation::Enlarge([down as usize, across as usize]))
                    }
                    _ => return Err(bad("only by whole numbers")),
                }
            }
            "Add" => plain(Operation::Add, node.inputs),
            "Mul" => plain(Operation::Times, node.inputs),
            "Relu" | "Sigmoid" | "HardSigmoid" => alone(Operation::Bend(bend(&node).expect("one of them"))),
            "Softmax" => alone(Operation::Softmax(node.whole("axis").ok_or(bad("it has no axis"))?)),
            "Reshape" => plain(Operation::Reshape, node.inputs),
            "Transpose" => {
                let order: Option<Vec<usize>> =
                    node.wholes("perm").map(|p| p.iter().filter_map(|&d| usize::try_from(d).ok()).collect());
                alone(Operation::Transpose(order.ok_or(bad("it has no order"))?))
            }
            "Slice" => {
                let numbers = |at: usize| {
                    node.inputs.get(at).map(|name| self.whole_numbers(name).ok_or(bad("only where is known")))
                };
                let (Some(starts), Some(ends), Some(axes)) =
                    (numbers(1).transpose()?, numbers(2).transpose()?, numbers(3).transpose()?)
                else {
                    return Err(bad("it says not where"));
                };
                if numbers(4).transpose()?.is_some_and(|steps| steps.iter().any(|&step| step != 1)) {
                    return Err(bad("only of neighbours"));
                }
                if starts.len() != axes.len() || ends.len() != axes.len() {
                    return Err(bad("it says not where"));
                }
                alone(Operation::Slice(
                    axes.into_iter().zip(starts.into_iter().zip(ends)).map(|(a, (s, e))| (a, s, e)).collect(),
                ))
            }
            "Squeeze" => alone(Operation::Squeeze(axes().ok_or(bad("it has no axes"))?)),
            "Unsqueeze" => alone(Operation::Unsqueeze(axes().ok_or(bad("it has no axes"))?)),
            "Shape" => alone(Operation::Shape),
            _ => return Err(bad("it is not known")),
        })
    }

    fn floats(&self, name: &str) -> Option<&Floats> {
        match self.constants.get(name)? {
            Value::Floats(floats) => Some(floats),
            Value::Whole(..) => None,
        }
    }

    fn whole_numbers(&self, name: &str) -> Option<Vec<i64>> {
        match self.constants.get(name)? {
            Value::Whole(_, numbers) => Some(numbers.clone()),
            Value::Floats(_) => None,
        }
    }

    /// A single number that is known beforehand.
    fn number(&self, name: &str) -> Option<f32> {
        match &*self.floats(name)?.values {
            &[number] => Some(number),
            _ => None,
        }
    }

    /// One number for each of so many channels, written along the last dimension but so many.
    fn each_channel(&self, name: &str, count: usize, behind: usize) -> Option<Vec<f32>> {
        let floats = self.floats(name)?;
        let at = floats.shape.len().checked_sub(behind + 1)?;
        let alone = floats.shape.iter().enumerate().all(|(i, &size)| size == if i == at { count } else { 1 });
        alone.then(|| floats.values.clone())
    }

    /// The only node that needs this value.
    fn only_user(&self, name: &str) -> Option<usize> {
        match self.users.get(name)?.as_slice() {
            &[only] if only != usize::MAX && !self.taken[only] => Some(only),
            _ => None,
        }
    }

    /// The operand of a node of two that is not this one.
    fn other<'a>(node: &'a Node, one: &str) -> Option<&'a str> {
        match node.inputs.as_slice() {
            [a, b] if a == one && b != one => Some(b),
            [a, b] if b == one && a != one => Some(a),
            _ => None,
        }
    }

    /// Follows a product's chain; its channels are the last dimension but so many.
    fn layer(
        &mut self,
        (i, output): (usize, &str),
        (channels, behind): (usize, usize),
        offsets: Option<Vec<f32>>,
    ) -> Layer {
        let mut layer = Layer {
            offsets: offsets.unwrap_or_else(|| vec![0.0; channels]),
            scales: vec![1.0; channels],
            bend: Bend::None,
            add: None,
            tail: output.to_owned(),
            last: i,
        };
        while layer.add.is_none() {
            let Some(nodes) = self.follow(&mut layer, channels, behind) else { break };
            for node in nodes {
                self.taken[node] = true;
                layer.last = layer.last.max(node);
            }
        }
        layer
    }

    /// Takes the next node or the next few into the layer and says which.
    fn follow(&self, layer: &mut Layer, channels: usize, behind: usize) -> Option<Vec<usize>> {
        let tail = layer.tail.clone();
        if let Some(at) = self.only_user(&tail) {
            let node = &self.nodes[at];
            let bent = layer.bend != Bend::None;
            match node.operator.as_str() {
                "Add" => {
                    let other = Self::other(node, &tail)?;
                    if let Some(numbers) = self.each_channel(other, channels, behind).filter(|_| !bent) {
                        layer.offsets.iter_mut().zip(&numbers).for_each(|(offset, number)| *offset += number);
                    } else if self.constants.contains_key(other) {
                        return None;
                    } else {
                        let (other, last) = (other.to_owned(), layer.last);
                        layer.add = Some(Added { other, node: at, tail: tail.clone(), last });
                    }
                }
                "BatchNormalization" if !bent && behind == 2 && node.inputs.first() == Some(&tail) => {
                    let numbers = |i: usize| self.each_channel(node.inputs.get(i)?, channels, 0);
                    let (scale, offset, mean, variance) =
                        (numbers(1)?, numbers(2)?, numbers(3)?, numbers(4)?);
                    let epsilon = node.float("epsilon").unwrap_or(1e-5);
                    for c in 0..channels {
                        let factor = scale[c] / (variance[c] + epsilon).sqrt();
                        layer.scales[c] *= factor;
                        layer.offsets[c] = (layer.offsets[c] - mean[c]) * factor + offset[c];
                    }
                }
                _ if !bent => layer.bend = bend(node)?,
                _ => return None,
            }
            layer.tail.clone_from(node.outputs.first()?);
            return Some(vec![at]);
        }
        if layer.bend != Bend::None {
            return None;
        }
        let &[a, b] = self.users.get(&tail)?.as_slice() else { return None };
        if a == usize::MAX || b == usize::MAX {
            return None;
        }
        let (bend, nodes) = self
            .silu(&tail, a, b)
            .or_else(|| self.silu(&tail, b, a))
            .or_else(|| self.gelu(&tail, a, b).or_else(|| self.gelu(&tail, b, a)))?;
        layer.bend = bend;
        layer.tail.clone_from(self.nodes[*nodes.last()?].outputs.first()?);
        Some(nodes)
    }

    /// x · sigmoid(x).
    fn silu(&self, x: &str, sigmoid: usize, product: usize) -> Option<(Bend, Vec<usize>)> {
        let inner = &self.nodes[sigmoid];
        let part = inner.outputs.first()?;
        let fits = inner.operator == "Sigmoid" && self.only_user(part) == Some(product);
        let outer = &self.nodes[product];
        (fits && outer.operator == "Mul" && Self::other(outer, x) == Some(part))
            .then(|| (Bend::Silu, vec![sigmoid, product]))
    }

    /// x · (1 + erf(x / √2)) · ½.
    fn gelu(&self, x: &str, quotient: usize, product: usize) -> Option<(Bend, Vec<usize>)> {
        let mut nodes = vec![quotient];
        let node = &self.nodes[quotient];
        let root = self.number(Self::other(node, x)?)?;
        if node.operator != "Div" || node.inputs.first()? != x || (root * root - 2.0).abs() > 1e-3 {
            return None;
        }
        let mut tail = node.outputs.first()?;
        for (operator, number) in [("Erf", None), ("Add", Some(1.0)), ("Mul", None), ("Mul", Some(0.5))] {
            let at = self.only_user(tail)?;
            let node = &self.nodes[at];
            let fits = match number {
                Some(number) => self.number(Self::other(node, tail)?) == Some(number),
                None if operator == "Mul" => at == product && Self::other(node, tail) == Some(x),
                None => true,
            };
            if node.operator != operator || !fits {
                return None;
            }
            nodes.push(at);
            tail = node.outputs.first()?;
        }
        Some((Bend::Gelu, nodes))
    }

    /// A sum that was taken into a layer is a step of its own after all.
    fn give_back(&mut self, layer: &mut Layer) {
        if let Some(Added { node, tail, last, .. }) = layer.add.take() {
            self.taken[node] = false;
            (layer.tail, layer.last) = (tail, last);
        }
    }

    /// (x - mean) / √(variance + ε) · scale + offset over the last dimension, beginning at the mean.
    fn normalisation(&mut self, i: usize, node: &Node) -> Option<Draft> {
        let x = node.inputs.first()?;
        let mut nodes = Vec::new();
        let mut next = |tail: &str, operator: &str| {
            let at = self.only_user(tail)?;
            nodes.push(at);
            let node = &self.nodes[at];
            (node.operator == operator).then_some((node, node.outputs.first()?))
        };
        let (difference, centred) = next(node.outputs.first()?, "Sub")?;
        if difference.inputs.first()? != x {
            return None;
        }
        // The differences go into the squares and into the quotient.
        let &[a, b] = self.users.get(centred)?.as_slice() else { return None };
        let is = |at: usize, operator: &str| self.nodes.get(at).is_some_and(|node| node.operator == operator);
        let (square, quotient) = if is(a, "Pow") { (a, b) } else { (b, a) };
        if !is(square, "Pow") || !is(quotient, "Div") {
            return None;
        }
        let squares = &self.nodes[square];
        if self.floats(Self::other(squares, centred)?)?.values != [2.0]
            || self.nodes[quotient].inputs.first()? != centred
        {
            return None;
        }
        let (mean, variance) = next(squares.outputs.first()?, "ReduceMean")?;
        if mean.wholes("axes") != Some(&[-1]) {
            return None;
        }
        let (sum, steadied) = next(variance, "Add")?;
        let epsilon = self.number(Self::other(sum, variance)?)?;
        let (_, deviation) = next(steadied, "Sqrt")?;
        let (_, normal) = next(deviation, "Div")?;
        let (product, scaled) = next(normal, "Mul")?;
        let scale = self.floats(Self::other(product, normal)?)?.values.clone();
        let (sum, output) = next(scaled, "Add")?;
        let offset = self.floats(Self::other(sum, scaled)?)?.values.clone();
        let (inputs, output) = (vec![x.clone()], output.clone());
        nodes.push(square);
        let last = nodes.iter().copied().max()?;
        for at in nodes {
            self.taken[at] = true;
        }
        let operation = Operation::Normalise { scale, offset, epsilon };
        Some(Draft { operation, inputs, add: None, output, last: last.max(i) })
    }

    fn convolution(&mut self, i: usize, node: &Node) -> Result<Draft, LoadError> {
        let bad = |why| LoadError::Operator { operator: "Conv".into(), why };
        let [input, weights, rest @ ..] = node.inputs.as_slice() else {
            return Err(bad("it has no weights"));
        };
        let Floats { shape, values, .. } =
            self.floats(weights).ok_or(bad("its weights are not known beforehand"))?;
        let &[out, channels, height, width] = shape.as_slice() else { return Err(bad("only of maps")) };
        if values.is_empty() || node.wholes("dilations").is_some_and(|d| d.iter().any(|&d| d != 1)) {
            return Err(bad("only of neighbours"));
        }
        let mut values = values.clone();
        let offsets = match rest.first() {
            Some(name) => {
                Some(self.each_channel(name, out, 0).ok_or(bad("its offsets are not known beforehand"))?)
            }
            None => None,
        };
        let window = window(node, Some([height, width]))?;
        let groups = node.whole("group").unwrap_or(1);
        let depthwise = groups != 1;
        if depthwise && (channels != 1 || usize::try_from(groups) != Ok(out)) {
            return Err(bad("only of all channels together or of each by itself"));
        }
        let output = node.outputs.first().ok_or(bad("it has no output"))?;
        let mut layer = self.layer((i, output), (out, 2), offsets);
        for (weights, scale) in values.chunks_exact_mut(channels * height * width).zip(&layer.scales) {
            for weight in weights {
                *weight *= scale;
            }
        }
        if depthwise {
            self.give_back(&mut layer);
        }
        let add = layer.add.take().map(|added| added.other);
        let operation = if depthwise {
            Operation::Depthwise(Depthwise::new(window, out, &values, layer.offsets, layer.bend))
        } else {
            let layer = Convolution::new(
                window,
                [out, channels],
                &values,
                &layer.offsets,
                layer.bend,
                self.precision,
            );
            Operation::Convolution(layer, None)
        };
        Ok(Draft { operation, inputs: vec![input.clone()], add, output: layer.tail, last: layer.last })
    }

    fn spread(&mut self, i: usize, node: &Node) -> Result<Draft, LoadError> {
        let bad = |why| LoadError::Operator { operator: "ConvTranspose".into(), why };
        let [input, weights] = node.inputs.as_slice() else {
            return Err(bad("only without offsets of its own"));
        };
        let Floats { shape, values, .. } =
            self.floats(weights).ok_or(bad("its weights are not known beforehand"))?;
        let &[channels, out, height, width] = shape.as_slice() else { return Err(bad("only of maps")) };
        let window = window(node, Some([height, width]))?;
        let apart = window.strides == window.kernel && window.before == [0, 0] && window.after == [0, 0];
        if values.is_empty() || !apart || node.whole("group").unwrap_or(1) != 1 {
            return Err(bad("only where the squares lie side by side"));
        }
        let mut values = values.clone();
        let output = node.outputs.first().ok_or(bad("it has no output"))?;
        let mut layer = self.layer((i, output), (out, 2), None);
        for (at, weight) in values.iter_mut().enumerate() {
            *weight *= layer.scales[at / (height * width) % out];
        }
        self.give_back(&mut layer);
        let operation = Operation::Spread(Spread::new(
            [height, width],
            [channels, out],
            &values,
            &layer.offsets,
            layer.bend,
            self.precision,
        ));
        Ok(Draft { operation, inputs: vec![input.clone()], add: None, output: layer.tail, last: layer.last })
    }
}

/// Two convolutions of pixels by themselves, one of which is there only for the other, become one step.
fn join_pixels(drafts: Vec<Draft>, users: &HashMap<String, Vec<usize>>) -> Vec<Draft> {
    let alone = |draft: &Draft| {
        let pixels =
            matches!(&draft.operation, Operation::Convolution(layer, None) if layer.window.is_a_pixel());
        pixels && draft.add.is_none() && users.get(&draft.output).is_some_and(|users| users.len() == 1)
    };
    let mut joined: Vec<Draft> = Vec::new();
    for draft in drafts {
        let input = draft.inputs.first();
        let before = joined.iter().position(|first| input == Some(&first.output) && alone(first));
        match (before.map(|at| &mut joined[at]), draft.operation) {
            (
                Some(Draft { operation: Operation::Convolution(_, next), add, output, last, .. }),
                Operation::Convolution(layer, None),
            ) if layer.window.is_a_pixel() => {
                *next = Some(layer);
                (*add, *output, *last) = (draft.add, draft.output, draft.last);
            }
            (_, operation) => joined.push(Draft { operation, ..draft }),
        }
    }
    joined
}

/// The bend that a node is, if it is one.
fn bend(node: &Node) -> Option<Bend> {
    match node.operator.as_str() {
        "Relu" => Some(Bend::Relu),
        "Sigmoid" => Some(Bend::Sigmoid),
        "HardSigmoid" => {
            Some(Bend::HardSigmoid(node.float("alpha").unwrap_or(0.2), node.float("beta").unwrap_or(0.5)))
        }
        _ => None,
    }
}

/// A node's window; the kernel is the weights' where there are any.
fn window(node: &Node, kernel: Option<[usize; 2]>) -> Result<Window, LoadError> {
    let bad = |why| LoadError::Operator { operator: node.operator.clone(), why };
    let pair = |name: &str| match node.wholes(name) {
        Some(&[down, across]) if (1..64).contains(&down) && (1..64).contains(&across) => {
            Some([down as usize, across as usize])
        }
        _ => None,
    };
    let kernel = kernel.or_else(|| pair("kernel_shape")).ok_or(bad("it has no window"))?;
    let strides = match node.wholes("strides") {
        Some(_) => pair("strides").ok_or(bad("its window moves too far"))?,
        None => [1, 1],
    };
    if node.whole("ceil_mode").unwrap_or(0) != 0 {
        return Err(bad("only of whole windows"));
    }
    let (before, after) = match (node.text("auto_pad"), node.wholes("pads")) {
        ("" | "NOTSET", None) | ("VALID", _) => ([0, 0], [0, 0]),
        ("" | "NOTSET", Some(&[top, left, bottom, right])) => {
            let small = |n: i64| usize::try_from(n).ok().filter(|n| *n < 64);
            let all = [small(top), small(left), small(bottom), small(right)];
            let [Some(top), Some(left), Some(bottom), Some(right)] = all else {
                return Err(bad("its window reaches too far"));
            };
            ([top, left], [bottom, right])
        }
        // As large as before: the odd row goes below.
        ("SAME_UPPER", _) if strides == [1, 1] => {
            let before = kernel.map(|size| (size - 1) / 2);
            (before, [kernel[0] - 1 - before[0], kernel[1] - 1 - before[1]])
        }
        _ => return Err(bad("its borders are not understood")),
    };
    Ok(Window { kernel, strides, before, after })
}
