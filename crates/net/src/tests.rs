//! Small networks, written as files and held against their arithmetic done by hand.

use super::*;
use crate::tensor::noise;

/// A file under construction.
#[derive(Default)]
struct Graph {
    bytes: Vec<u8>,
}

fn varint(mut value: u64) -> Vec<u8> {
    let mut out = Vec::new();
    while value > 127 {
        out.push(value as u8 | 128);
        value >>= 7;
    }
    out.push(value as u8);
    out
}

fn number(field: u64, value: i64) -> Vec<u8> {
    [varint(field << 3), varint(value as u64)].concat()
}

fn message(field: u64, content: &[u8]) -> Vec<u8> {
    [varint(field << 3 | 2), varint(content.len() as u64), content.to_vec()].concat()
}

impl Graph {
    fn weights(mut self, name: &str, shape: &[i64], values: &[f32]) -> Self {
        let dims: Vec<u8> = shape.iter().flat_map(|&d| number(1, d)).collect();
        let raw: Vec<u8> = values.iter().flat_map(|v| v.to_le_bytes()).collect();
        let tensor = [dims, number(2, 1), message(8, name.as_bytes()), message(9, &raw)].concat();
        self.bytes.extend(message(5, &tensor));
        self
    }

    fn wholes(mut self, name: &str, values: &[i64]) -> Self {
        let packed: Vec<u8> = values.iter().flat_map(|&v| varint(v as u64)).collect();
        let dims = number(1, values.len() as i64);
        let tensor = [dims, number(2, 7), message(7, &packed), message(8, name.as_bytes())].concat();
        self.bytes.extend(message(5, &tensor));
        self
    }

    /// `operator output input input … name=1,2`: a node and its whole-numbered attributes.
    fn node(mut self, line: &str) -> Self {
        let mut words = line.split(' ');
        let (operator, output) = (words.next().unwrap(), words.next().unwrap());
        let mut node = [message(4, operator.as_bytes()), message(2, output.as_bytes())].concat();
        for word in words {
            if let Some((name, value)) = word.split_once('=') {
                let content = match value.split_once(':') {
                    Some(("f", float)) => {
                        [varint(2 << 3 | 5), float.parse::<f32>().unwrap().to_le_bytes().to_vec()].concat()
                    }
                    Some(("s", text)) => message(4, text.as_bytes()),
                    Some(("i", one)) => number(3, one.parse().unwrap()),
                    _ => value.split(',').flat_map(|v| number(8, v.parse().unwrap())).collect(),
                };
                node.extend(message(5, &[message(1, name.as_bytes()), content].concat()));
            } else {
                node.extend(message(1, word.as_bytes()));
            }
        }
        self.bytes.extend(message(1, &node));
        self
    }

    fn file(self) -> Vec<u8> {
        let ends = [message(11, &message(1, b"x")), message(12, &message(1, b"y"))].concat();
        let text = message(14, &[message(1, b"character"), message(2, "Ä\nB".as_bytes())].concat());
        [message(7, &[self.bytes, ends].concat()), text].concat()
    }

    fn run(self, shape: &[usize], values: &[f32]) -> Tensor {
        let network = Network::load(&self.file(), Precision::Single).unwrap();
        let input = Tensor { shape: shape.to_vec(), values: values.to_vec() };
        let out = network.run(input.clone(), &Threads::new(1)).unwrap();
        // Memory of an earlier run changes nothing, nor do more threads.
        let threads = Threads::new(2);
        for _ in 0..2 {
            assert_eq!(network.run(input.clone(), &threads).unwrap(), out);
        }
        out
    }
}

fn close(a: &[f32], b: &[f32]) {
    assert_eq!(a.len(), b.len());
    for (i, (a, b)) in a.iter().zip(b).enumerate() {
        assert!((a - b).abs() < 2e-5, "{i}: {a} is not {b}");
    }
}

/// Of one map, channel by channel.
fn pointwise(map: &[f32], pixels: usize, weights: &[f32], out: usize) -> Vec<f32> {
    let channels = map.len() / pixels;
    let at =
        |o: usize, p: usize| (0..channels).map(|c| weights[o * channels + c] * map[c * pixels + p]).sum();
    (0..out).flat_map(|o| (0..pixels).map(move |p| at(o, p))).collect()
}

fn gelu(x: f32) -> f32 {
    // erf by its series, far enough for small numbers.
    let z = f64::from(x) / std::f64::consts::SQRT_2;
    let (mut term, mut sum) = (z, z);
    for n in 1..40 {
        term *= -z * z / f64::from(n);
        sum += term / f64::from(2 * n + 1);
    }
    (f64::from(x) * 0.5 * (1.0 + 2.0 / std::f64::consts::PI.sqrt() * sum)) as f32
}

#[test]
fn a_block_with_its_offsets_bend_and_sum_is_one_step() {
    let (map, first, second) = (noise(4 * 6, 1), noise(8 * 4, 2), noise(4 * 8, 3));
    let graph = Graph::default()
        .weights("a", &[8, 4, 1, 1], &first)
        .weights("offset", &[1, 8, 1, 1], &[0.25; 8])
        .weights("root", &[], &[std::f32::consts::SQRT_2])
        .weights("one", &[], &[1.0])
        .weights("half", &[], &[0.5])
        .weights("b", &[4, 8, 1, 1], &second)
        .node("Conv p x a kernel_shape=1,1")
        .node("Add q p offset")
        .node("Identity q2 q")
        .node("Div r q2 root")
        .node("Erf s r")
        .node("Add t s one")
        .node("Mul u q2 t")
        .node("Mul v u half")
        .node("Conv w v b pads=0,0,0,0 strides=1,1")
        .node("Add y w x");
    let network = Network::load(&graph.file(), Precision::Single).unwrap();
    assert_eq!(network.steps(), 1);
    assert_eq!(network.text("character"), Some("Ä\nB"));
    let hidden: Vec<f32> = pointwise(&map, 6, &first, 8).iter().map(|v| gelu(v + 0.25)).collect();
    let wanted: Vec<f32> = pointwise(&hidden, 6, &second, 4).iter().zip(&map).map(|(a, b)| a + b).collect();
    let input = Tensor { shape: vec![1, 4, 2, 3], values: map };
    close(&network.run(input, &Threads::new(1)).unwrap().values, &wanted);
}

#[test]
fn normalisations_scales_and_gates() {
    let (map, weights) = (noise(2 * 6, 4), noise(3 * 2, 5));
    let out = Graph::default()
        .weights("a", &[3, 2, 1, 1], &weights)
        .weights("scale", &[3], &[1.5, -1.0, 0.5])
        .weights("offset", &[3], &[0.1, 0.2, 0.3])
        .weights("mean", &[3], &[0.0, 0.5, -0.5])
        .weights("variance", &[3], &[1.0, 4.0, 0.25])
        .node("Conv p x a")
        .node("BatchNormalization q p scale offset mean variance epsilon=f:0")
        .node("Sigmoid r q")
        .node("Mul s q r")
        // Each channel by what its mean says.
        .node("ReduceMean m s axes=2,3")
        .node("HardSigmoid g m alpha=f:0.2 beta=f:0.5")
        .node("Mul y s g")
        .run(&[1, 2, 2, 3], &map);
    let mut wanted = pointwise(&map, 6, &weights, 3);
    for (c, channel) in wanted.chunks_exact_mut(6).enumerate() {
        let (scale, offset) = ([1.5, -1.0, 0.5][c], [0.1, 0.2, 0.3][c]);
        let (mean, deviation) = ([0.0, 0.5, -0.5][c], [1.0, 2.0, 0.5][c]);
        for v in channel.iter_mut() {
            let normal = (*v - mean) / deviation * scale + offset;
            *v = normal / (1.0 + (-normal).exp());
        }
        let gate = (channel.iter().sum::<f32>() / 6.0 * 0.2 + 0.5).clamp(0.0, 1.0);
        for v in channel {
            *v *= gate;
        }
    }
    assert_eq!(out.shape, [1, 3, 2, 3]);
    close(&out.values, &wanted);
}

#[test]
fn windows_pools_and_maps_side_by_side() {
    let map = noise(2 * 2 * 3 * 4, 6);
    let out = Graph::default()
        .weights("d", &[2, 1, 1, 3], &[1.0, 2.0, 3.0, -1.0, 0.5, 0.25])
        .weights("roi", &[0], &[])
        .weights("by", &[4], &[1.0, 1.0, 2.0, 2.0])
        .weights("t", &[2, 1, 2, 2], &[1.0, 2.0, 3.0, 4.0, 0.5, 0.5, 0.5, 0.5])
        .node("Conv w x d group=i:2 pads=0,1,0,1 kernel_shape=1,3")
        .node("MaxPool m x kernel_shape=2,2 auto_pad=s:SAME_UPPER")
        .node("Concat c w m axis=i:1")
        .node("AveragePool a c kernel_shape=3,2 strides=3,2")
        .node("Resize z a roi by mode=s:nearest coordinate_transformation_mode=s:asymmetric nearest_mode=s:floor")
        .node("Relu y z")
        .run(&[2, 2, 3, 4], &map);
    assert_eq!(out.shape, [2, 4, 2, 4]);
    let at = |n: usize, c: usize, y: usize, x: usize| map[((n * 2 + c) * 3 + y) * 4 + x];
    let mut wanted = Vec::new();
    for n in 0..2 {
        for c in 0..4 {
            let value = |y: usize, x: usize| match c {
                0 | 1 => {
                    let k = [[1.0, 2.0, 3.0], [-1.0, 0.5, 0.25]][c];
                    let left = if x > 0 { at(n, c, y, x - 1) } else { 0.0 };
                    let right = if x < 3 { at(n, c, y, x + 1) } else { 0.0 };
                    k[0] * left + k[1] * at(n, c, y, x) + k[2] * right
                }
                _ => (y..=(y + 1).min(2))
                    .flat_map(|y| (x..=(x + 1).min(3)).map(move |x| (y, x)))
                    .map(|(y, x)| at(n, c - 2, y, x))
                    .fold(f32::MIN, f32::max),
            };
            for _ in 0..2 {
                for x in 0..4 {
                    let part = (0..3).flat_map(|y| (0..2).map(move |dx| (y, x / 2 * 2 + dx)));
                    wanted.push((part.map(|(y, x)| value(y, x)).sum::<f32>() / 6.0).max(0.0));
                }
            }
        }
    }
    close(&out.values, &wanted);
    let spread = Graph::default()
        .weights("t", &[1, 1, 2, 2], &[1.0, 2.0, 3.0, 4.0])
        .weights("o", &[1, 1, 1, 1], &[0.5])
        .node("ConvTranspose p x t strides=2,2 kernel_shape=2,2")
        .node("Add q p o")
        .node("Sigmoid y q")
        .run(&[1, 1, 1, 2], &[1.0, -1.0]);
    let sigmoid = |x: f32| 1.0 / (1.0 + (-x).exp());
    close(&spread.values, &[1.5, 2.5, -0.5, -1.5, 3.5, 4.5, -2.5, -3.5].map(sigmoid));
}

#[test]
fn rows_attend_to_each_other() {
    // A map of one row, as rows of channels: normalised, multiplied, weighed by each other, added to what was.
    let (map, weights) = (noise(3 * 4, 7), noise(3 * 6, 8));
    let out = Graph::default()
        .weights("two", &[], &[2.0])
        .weights("small", &[], &[1e-5])
        .weights("scale", &[3], &[1.0, 2.0, 0.5])
        .weights("offset", &[3], &[0.1, 0.0, -0.1])
        .weights("w", &[3, 6], &weights)
        .weights("b", &[6], &[0.5; 6])
        .wholes("zero", &[0])
        .wholes("three", &[3])
        .wholes("six", &[6])
        .wholes("last", &[2])
        .wholes("one", &[1])
        .wholes("open", &[-1])
        .node("Shape n x")
        .node("Slice n1 n zero one zero")
        .node("Concat shape n1 three open axis=i:0")
        .node("Reshape r0 x shape")
        .node("Transpose r r0 perm=0,2,1")
        .node("ReduceMean m r axes=-1")
        .node("Sub d r m")
        .node("Pow s d two")
        .node("ReduceMean v s axes=-1")
        .node("Add v1 v small")
        .node("Sqrt q v1")
        .node("Div e d q")
        .node("Mul f e scale")
        .node("Add g f offset")
        .node("MatMul p g w")
        .node("Add p1 p b")
        .node("Slice k p1 zero three last one")
        .node("Slice u p1 three six last one")
        .node("Transpose kt k perm=0,2,1")
        .node("MatMul a u kt")
        .node("Softmax a1 a axis=i:2")
        .node("MatMul o a1 k")
        .node("Add o1 o r")
        .node("Unsqueeze o2 o1 axes=0")
        .node("Squeeze y o2 axes=0")
        .run(&[1, 3, 1, 4], &map);
    let row = |t: usize| [map[t], map[4 + t], map[8 + t]];
    let project = |t: usize| -> Vec<f32> {
        let r = row(t);
        let mean = r.iter().sum::<f32>() / 3.0;
        let variance = r.iter().map(|v| (v - mean).powi(2)).sum::<f32>() / 3.0;
        let normal: Vec<f32> = (0..3)
            .map(|c| (r[c] - mean) / (variance + 1e-5).sqrt() * [1.0, 2.0, 0.5][c] + [0.1, 0.0, -0.1][c])
            .collect();
        (0..6).map(|o| (0..3).map(|c| normal[c] * weights[c * 6 + o]).sum::<f32>() + 0.5).collect()
    };
    let all: Vec<Vec<f32>> = (0..4).map(project).collect();
    let mut wanted = Vec::new();
    for t in 0..4 {
        let scores: Vec<f32> =
            (0..4).map(|s| (0..3).map(|c| all[t][3 + c] * all[s][c]).sum::<f32>().exp()).collect();
        let sum: f32 = scores.iter().sum();
        wanted.extend((0..3).map(|c| {
            let weighed = scores.iter().zip(&all).map(|(score, row)| score / sum * row[c]);
            weighed.sum::<f32>() + row(t)[c]
        }));
    }
    assert_eq!(out.shape, [1, 4, 3]);
    close(&out.values, &wanted);
}

#[test]
fn a_sum_of_other_sizes_and_a_value_that_is_needed_twice() {
    // The first layer's result goes into the second and into the sum after it; a row is added to every row.
    let map = noise(2 * 3, 9);
    let out = Graph::default()
        .weights("a", &[2, 2, 1, 1], &[1.0, 0.0, 0.0, 1.0])
        .weights("row", &[1, 1, 1, 3], &[10.0, 20.0, 30.0])
        .node("Conv p x a")
        .node("Conv q p a")
        .node("Add r q p")
        .node("Add s r row")
        .node("Mul y s s")
        .run(&[1, 2, 1, 3], &map);
    let wanted: Vec<f32> =
        map.iter().enumerate().map(|(i, v)| (2.0 * v + (i % 3 + 1) as f32 * 10.0).powi(2)).collect();
    for (a, b) in out.values.iter().zip(&wanted) {
        assert!((a - b).abs() < 1e-3, "{a} {b}");
    }
}

#[test]
fn what_cannot_be_run_is_said() {
    let refused = |graph: Graph, shape: &[usize]| {
        let count = shape.iter().product();
        match Network::load(&graph.file(), Precision::Single) {
            Err(error) => error.to_string(),
            Ok(network) => network
                .run(Tensor { shape: shape.to_vec(), values: vec![0.5; count] }, &Threads::new(1))
                .unwrap_err()
                .to_string(),
        }
    };
    let conv = || Graph::default().weights("a", &[2, 2, 1, 1], &[1.0; 4]);
    assert!(refused(Graph::default().node("Einsum y x"), &[1]).contains("Einsum"));
    assert!(refused(conv().node("Conv y x a dilations=2,2"), &[1, 2, 1, 1]).contains("neighbours"));
    assert!(refused(conv().node("Conv y x a"), &[1, 3, 1, 1]).contains("channels"));
    assert!(refused(conv().node("Conv y x a"), &[2, 2]).contains("map"));
    assert!(refused(conv().node("Conv y x b"), &[1, 2, 1, 1]).contains("known beforehand"));
    assert!(refused(conv().node("Conv y z a"), &[1, 2, 1, 1]).contains("missing"));
    assert!(refused(conv().node("Conv y x a"), &[0, 2, 1, 1]).contains("as long as its shape"));
    assert!(refused(Graph::default().node("MaxPool y x kernel_shape=9,9"), &[1, 1, 3, 3]).contains("empty"));
    assert!(matches!(Network::load(b"not a network", Precision::Single), Err(LoadError::File(_))));
}

#[test]
fn broken_files_are_refused_and_nothing_else_happens() {
    let file = Graph::default()
        .weights("a", &[3, 2, 1, 1], &noise(6, 1))
        .wholes("shape", &[0, -1])
        .node("Conv p x a pads=0,0,0,0 strides=1,1")
        .node("Relu q p")
        .node("AveragePool r q kernel_shape=1,2 strides=1,2")
        .node("Reshape y r shape")
        .file();
    let run = |bytes: &[u8]| {
        if let Ok(network) = Network::load(bytes, Precision::Half) {
            let input = Tensor { shape: vec![1, 2, 2, 4], values: vec![0.5; 16] };
            let _ = network.run(input, &Threads::new(1));
        }
    };
    for length in 0..file.len() {
        run(&file[..length]);
    }
    for at in 0..file.len() {
        for change in [1, 2, 8, 64, 128, 255] {
            let mut bytes = file.clone();
            bytes[at] ^= change;
            run(&bytes);
        }
    }
}
