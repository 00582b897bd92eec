//! The file: protobuf messages of ONNX, as far as networks like ours use them.

use crate::tensor::{Floats, Order, Value};
use std::{collections::HashMap, ops::Range};

/// Weights below this are taken for zero. Nearly two thirds of some layers of the PP-OCRv6 detector are numbers below
/// 1e-38, left over from training: they change no result, but processors compute with such numbers some fifty times
/// slower.
const NOTHING: f32 = 1e-20;

/// What a file holds.
#[derive(Default)]
pub(crate) struct File {
    pub(crate) nodes: Vec<Node>,
    /// Values that are in the file: weights and fixed numbers.
    pub(crate) constants: HashMap<String, Value>,
    pub(crate) inputs: Vec<String>,
    pub(crate) outputs: Vec<String>,
    pub(crate) texts: HashMap<String, String>,
}

/// An operator with its operands, by name.
#[derive(Clone, Debug, Default)]
pub(crate) struct Node {
    pub(crate) operator: String,
    pub(crate) inputs: Vec<String>,
    pub(crate) outputs: Vec<String>,
    attributes: HashMap<String, Attribute>,
}

#[derive(Clone, Debug, Default)]
struct Attribute {
    float: Option<f32>,
    whole: Option<i64>,
    text: String,
    wholes: Vec<i64>,
    value: Option<Value>,
}

impl Node {
    /// A list of numbers.
    pub(crate) fn wholes(&self, name: &str) -> Option<&[i64]> {
        self.attributes.get(name).map(|a| a.wholes.as_slice())
    }

    pub(crate) fn whole(&self, name: &str) -> Option<i64> {
        self.attributes.get(name)?.whole
    }

    pub(crate) fn float(&self, name: &str) -> Option<f32> {
        self.attributes.get(name)?.float
    }

    pub(crate) fn text(&self, name: &str) -> &str {
        self.attributes.get(name).map_or("", |a| &a.text)
    }
}

/// Why the bytes are no file of this kind.
#[derive(Debug)]
pub(crate) struct Broken(pub(crate) &'static str);

/// Reads a file.
pub(crate) fn read(bytes: &[u8]) -> Result<File, Broken> {
    let mut file = File::default();
    for field in Fields::of(bytes) {
        let field = field?;
        match field.number {
            7 => graph(field.bytes, &mut file)?,
            14 => {
                let (mut key, mut value) = (String::new(), String::new());
                for part in Fields::of(field.bytes) {
                    let part = part?;
                    match part.number {
                        1 => key = text(part.bytes)?,
                        2 => value = text(part.bytes)?,
                        _ => {}
                    }
                }
                file.texts.insert(key, value);
            }
            _ => {}
        }
    }
    if file.nodes.is_empty() {
        return Err(Broken("there is no network in it"));
    }
    Ok(file)
}

fn graph(bytes: &[u8], file: &mut File) -> Result<(), Broken> {
    for field in Fields::of(bytes) {
        let field = field?;
        match field.number {
            1 => {
                let mut node = node(field.bytes)?;
                match node.attributes.get_mut("value").and_then(|a| a.value.take()) {
                    Some(value) if node.operator == "Constant" && node.outputs.len() == 1 => {
                        file.constants.insert(node.outputs.remove(0), value);
                    }
                    _ => file.nodes.push(node),
                }
            }
            5 => {
                let (name, value) = tensor(field.bytes)?;
                file.constants.insert(name, value);
            }
            11 => file.inputs.push(value_name(field.bytes)?),
            12 => file.outputs.push(value_name(field.bytes)?),
            _ => {}
        }
    }
    // Some writers list the weights among the inputs too.
    let File { inputs, constants, .. } = file;
    inputs.retain(|name| !constants.contains_key(name));
    Ok(())
}

fn value_name(bytes: &[u8]) -> Result<String, Broken> {
    for field in Fields::of(bytes) {
        let field = field?;
        if field.number == 1 {
            return text(field.bytes);
        }
    }
    Err(Broken("a value has no name"))
}

fn node(bytes: &[u8]) -> Result<Node, Broken> {
    let mut node = Node::default();
    for field in Fields::of(bytes) {
        let field = field?;
        match field.number {
            1 => node.inputs.push(text(field.bytes)?),
            2 => node.outputs.push(text(field.bytes)?),
            4 => node.operator = text(field.bytes)?,
            5 => {
                let (mut name, mut attribute) = (String::new(), Attribute::default());
                for part in Fields::of(field.bytes) {
                    let part = part?;
                    match part.number {
                        1 => name = text(part.bytes)?,
                        2 => attribute.float = Some(f32::from_bits(part.value as u32)),
                        3 => attribute.whole = Some(part.value as i64),
                        4 => attribute.text = text(part.bytes)?,
                        5 => attribute.value = Some(tensor(part.bytes)?.1),
                        8 => whole_numbers(&part, &mut attribute.wholes)?,
                        _ => {}
                    }
                }
                node.attributes.insert(name, attribute);
            }
            _ => {}
        }
    }
    Ok(node)
}

/// `TensorProto`: dims 1, type 2 (1 float, 7 long), floats 4, longs 7, name 8, bytes 9.
fn tensor(bytes: &[u8]) -> Result<(String, Value), Broken> {
    let (mut name, mut dims, mut kind, mut raw) = (String::new(), Vec::new(), 0, None);
    let (mut floats, mut longs) = (Vec::new(), Vec::new());
    for field in Fields::of(bytes) {
        let field = field?;
        match field.number {
            1 => whole_numbers(&field, &mut dims)?,
            2 => kind = field.value,
            4 => floats.extend(field.bytes.chunks_exact(4).map(float)),
            7 => whole_numbers(&field, &mut longs)?,
            8 => name = text(field.bytes)?,
            9 => raw = Some(field.bytes),
            _ => {}
        }
    }
    let shape: Option<Vec<usize>> = dims.iter().map(|&d| usize::try_from(d).ok()).collect();
    let shape = shape.ok_or(Broken("a tensor has a negative size"))?;
    let count = shape.iter().try_fold(1_usize, |all, &d| all.checked_mul(d));
    let value = match kind {
        1 => {
            if let Some(raw) = raw {
                floats = raw.chunks_exact(4).map(float).collect();
            }
            Value::Floats(Floats { shape, values: floats, order: Order::Rows })
        }
        7 => {
            if let Some(raw) = raw {
                let long = |b: &[u8]| i64::from_le_bytes(b.try_into().expect("eight bytes"));
                longs = raw.chunks_exact(8).map(long).collect();
            }
            Value::Whole(shape, longs)
        }
        _ => return Err(Broken("a tensor is of a kind that is not known")),
    };
    let length = match &value {
        Value::Floats(floats) => floats.values.len(),
        Value::Whole(_, longs) => longs.len(),
    };
    if count == Some(length) {
        Ok((name, value))
    } else {
        Err(Broken("a tensor is not as long as its shape"))
    }
}

fn float(bytes: &[u8]) -> f32 {
    let number = f32::from_le_bytes(bytes.try_into().expect("four bytes"));
    if number.abs() < NOTHING { 0.0 } else { number }
}

fn text(bytes: &[u8]) -> Result<String, Broken> {
    std::str::from_utf8(bytes).map(str::to_owned).map_err(|_| Broken("a text is not UTF-8"))
}

/// One number, or several packed together.
fn whole_numbers(field: &Field, out: &mut Vec<i64>) -> Result<(), Broken> {
    if field.packed {
        let mut at = 0;
        while at < field.bytes.len() {
            out.push(varint(field.bytes, &mut at)? as i64);
        }
    } else {
        out.push(field.value as i64);
    }
    Ok(())
}

/// A field of a message: a number, or a run of bytes.
struct Field<'a> {
    number: u64,
    value: u64,
    bytes: &'a [u8],
    packed: bool,
}

struct Fields<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Fields<'a> {
    fn of(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    fn take(&mut self, length: usize) -> Result<Range<usize>, Broken> {
        let end = self.at.checked_add(length).filter(|end| *end <= self.bytes.len());
        let range = self.at..end.ok_or(Broken("it ends too early"))?;
        self.at = range.end;
        Ok(range)
    }

    fn field(&mut self) -> Result<Field<'a>, Broken> {
        let key = varint(self.bytes, &mut self.at)?;
        let mut field = Field { number: key >> 3, value: 0, bytes: &[], packed: false };
        let little = |bytes: &[u8]| bytes.iter().rev().fold(0, |all, &b| all << 8 | u64::from(b));
        match key & 7 {
            0 => field.value = varint(self.bytes, &mut self.at)?,
            2 => {
                let length = varint(self.bytes, &mut self.at)?;
                let length = usize::try_from(length).map_err(|_| Broken("it ends too early"))?;
                (field.bytes, field.packed) = (&self.bytes[self.take(length)?], true);
            }
            kind @ (1 | 5) => {
                field.bytes = &self.bytes[self.take(if kind == 1 { 8 } else { 4 })?];
                field.value = little(field.bytes);
            }
            _ => return Err(Broken("its messages are not understood")),
        }
        Ok(field)
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Result<Field<'a>, Broken>;
    fn next(&mut self) -> Option<Self::Item> {
        if self.at >= self.bytes.len() {
            return None;
        }
        let field = self.field();
        if field.is_err() {
            self.at = self.bytes.len();
        }
        Some(field)
    }
}

fn varint(bytes: &[u8], at: &mut usize) -> Result<u64, Broken> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let byte = *bytes.get(*at).ok_or(Broken("it ends too early"))?;
        *at += 1;
        value |= u64::from(byte & 127) << shift;
        if byte < 128 {
            return Ok(value);
        }
    }
    Err(Broken("a number is too long"))
}
