//! How long a network takes: `time_network MODEL COUNT,CHANNELS,HEIGHT,WIDTH [THREADS [OUT]]`.
//!
//! With HALF in the environment its products are of half the bits, where the processor can. The input is the same noise
//! each time; with OUT the last output's floats are written there, little-endian.

use proofdesk_net::{Network, Precision, Tensor, Threads};
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [model, shape, rest @ ..] = args.as_slice() else { return Err("MODEL and SHAPE are needed".into()) };
    let shape: Vec<usize> = shape.split(',').map(str::parse).collect::<Result<_, _>>()?;
    let threads = Threads::new(rest.first().map_or(Ok(1), |n| n.parse())?);
    let precision = if std::env::var_os("HALF").is_some() { Precision::Half } else { Precision::Single };
    let started = Instant::now();
    let network = Network::load(&std::fs::read(model)?, precision)?;
    println!("loaded in {:.1} ms", started.elapsed().as_secs_f64() * 1e3);
    let mut state = 12_345_u32;
    let values: Vec<f32> = (0..shape.iter().product())
        .map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / (1 << 23) as f32 - 1.0
        })
        .collect();
    let mut times = Vec::new();
    let mut last = None;
    for _ in 0..10 {
        let input = Tensor { shape: shape.clone(), values: values.clone() };
        let started = Instant::now();
        if let Some(before) = last.replace(network.run(input, &threads)?) {
            threads.reuse(before);
        }
        times.push(started.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    let last = last.expect("ran");
    println!("{:?} -> {:?}: least {:.1} ms, half {:.1} ms", shape, last.shape, times[0], times[5]);
    if let Some(out) = rest.get(1) {
        std::fs::write(out, last.values.iter().flat_map(|v| v.to_le_bytes()).collect::<Vec<u8>>())?;
    }
    Ok(())
}
