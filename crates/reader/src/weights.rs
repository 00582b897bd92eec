//! Numbers too small to matter, taken out of a model's weights before it is loaded.
//!
//! Nearly two thirds of some layers of the PP-OCRv6 detector are numbers below 1e-38, left over from
//! training. They change no result, but processors compute with such numbers some fifty times
//! slower: the detector as published spends about half its time on them.

/// Weights below this are set to zero. What they add to a sum of ordinary numbers is far below its
/// last digit.
const NOTHING: f32 = 1e-20;

/// Sets the negligible weights of an ONNX file to zero, in place. Bytes that are not understood are
/// left as they are: whether it is a model is for the engine to say.
pub(crate) fn flush_negligible(onnx: &mut [u8]) {
    let mut tensors = Vec::new();
    // ModelProto.graph = 7, GraphProto.initializer = 5.
    for graph in fields(onnx, 0..onnx.len()).filter(|field| field.number == 7) {
        tensors.extend(
            fields(onnx, graph.content)
                .filter(|field| field.number == 5)
                .filter_map(|tensor| floats(onnx, tensor.content)),
        );
    }
    for place in tensors {
        for value in onnx[place].chunks_exact_mut(4) {
            let number = f32::from_le_bytes([value[0], value[1], value[2], value[3]]);
            if number.abs() < NOTHING {
                value.fill(0);
            }
        }
    }
}

type Place = std::ops::Range<usize>;

/// The raw data of a `TensorProto`, when it is of 32-bit floats: `data_type` = 2 is 1, `raw_data` = 9.
fn floats(bytes: &[u8], tensor: Place) -> Option<Place> {
    let (mut is_float, mut raw) = (false, None);
    for field in fields(bytes, tensor) {
        match field.number {
            2 => is_float = field.value == 1,
            9 => raw = Some(field.content),
            _ => {}
        }
    }
    raw.filter(|_| is_float)
}

/// A field of a protobuf message: a number, or a run of bytes.
struct Field {
    number: u64,
    value: u64,
    content: Place,
}

/// The fields of a message, as far as they can be told apart.
fn fields(bytes: &[u8], message: Place) -> impl Iterator<Item = Field> + '_ {
    let mut at = message.start;
    std::iter::from_fn(move || {
        if at >= message.end {
            return None;
        }
        let key = varint(bytes, &mut at, message.end)?;
        let mut field = Field { number: key >> 3, value: 0, content: at..at };
        let length = match key & 7 {
            0 => {
                field.value = varint(bytes, &mut at, message.end)?;
                0
            }
            1 => 8,
            2 => usize::try_from(varint(bytes, &mut at, message.end)?).ok()?,
            5 => 4,
            _ => return None,
        };
        let end = at.checked_add(length).filter(|end| *end <= message.end)?;
        field.content = at..end;
        at = end;
        Some(field)
    })
}

fn varint(bytes: &[u8], at: &mut usize, end: usize) -> Option<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let byte = *bytes[..end].get(*at)?;
        *at += 1;
        value |= u64::from(byte & 127) << shift;
        if byte < 128 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(number: u8, content: &[u8]) -> Vec<u8> {
        [&[number << 3 | 2, content.len() as u8], content].concat()
    }

    fn model(kind: u8, weights: &[f32]) -> Vec<u8> {
        let raw: Vec<u8> = weights.iter().flat_map(|w| w.to_le_bytes()).collect();
        let tensor = [&[2 << 3, kind][..], &message(8, b"w"), &message(9, &raw)].concat();
        message(7, &message(5, &tensor))
    }

    #[test]
    fn only_negligible_floats_are_flushed() {
        let mut onnx = model(1, &[0.5, 1e-40, -1e-30, -0.25, 1e-6]);
        flush_negligible(&mut onnx);
        assert_eq!(onnx, model(1, &[0.5, 0.0, 0.0, -0.25, 1e-6]));
        // The same bytes as whole numbers are none of our business.
        let integers = model(6, &[0.5, 1e-40]);
        let mut kept = integers.clone();
        flush_negligible(&mut kept);
        assert_eq!(kept, integers);
    }

    #[test]
    fn other_bytes_are_left_alone() {
        for bytes in [&b"not a model at all"[..], &[0xff; 40], &[7 << 3 | 2, 200, 1, 2], &[]] {
            let mut kept = bytes.to_vec();
            flush_negligible(&mut kept);
            assert_eq!(kept, bytes);
        }
    }
}
