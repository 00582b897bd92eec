//! What happens to each number by itself.

use rten_simd::{
    Isa, SimdOp, SimdUnaryOp,
    ops::{BitOps, NumOps},
};

/// The bend at the end of a layer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Bend {
    None,
    Relu,
    /// x times the share of a normal distribution below x.
    Gelu,
    /// x times its sigmoid.
    Silu,
    Sigmoid,
    /// A straight line by this slope and offset, kept within 0 to 1.
    HardSigmoid(f32, f32),
}

impl Bend {
    /// Of a vector's numbers.
    #[inline(always)]
    pub(crate) fn eval<I: Isa>(self, isa: I, x: I::F32) -> I::F32 {
        let ops = isa.f32();
        match self {
            Bend::None => x,
            Bend::Relu => ops.max(x, ops.zero()),
            Bend::Gelu => rten_vecmath::Gelu {}.eval(isa, x),
            Bend::Silu => rten_vecmath::Silu {}.eval(isa, x),
            Bend::Sigmoid => rten_vecmath::Sigmoid {}.eval(isa, x),
            Bend::HardSigmoid(slope, offset) => {
                let line = ops.mul_add(x, ops.splat(slope), ops.splat(offset));
                ops.min(ops.max(line, ops.zero()), ops.one())
            }
        }
    }

    /// Of all these numbers, in place.
    pub(crate) fn apply(self, values: &mut [f32]) {
        if self != Bend::None {
            Apply { bend: self, values }.dispatch();
        }
    }
}

struct Apply<'a> {
    bend: Bend,
    values: &'a mut [f32],
}

impl SimdOp for Apply<'_> {
    type Output = ();
    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        let ops = isa.f32();
        let lanes = ops.len();
        let mut chunks = self.values.chunks_exact_mut(lanes);
        for chunk in &mut chunks {
            ops.store(self.bend.eval(isa, ops.load(chunk)), chunk);
        }
        let rest = chunks.into_remainder();
        let mut last = [0.0; 64];
        last[..rest.len()].copy_from_slice(rest);
        ops.store(self.bend.eval(isa, ops.load(&last)), &mut last);
        rest.copy_from_slice(&last[..rest.len()]);
    }
}
