/** Attention, one family per library: PyTorch's choice on the measured GPU (`default`) is cuDNN's on Hopper and newer. */
import { measurement, middle, point } from './measurements.mjs';

/** A matrix kernel of attention starts this long after the one before it has ended. */
const GAP_US = 1.6;

/** Queries up to which keys are split over the units. */
const DECODE_QUERIES = 16;

const LIBRARIES = {
  cudnn: ['default', 'cudnn'],
  flash: ['flash'],
  memory_efficient: ['efficient'],
};

function kernel(library, row, cold) {
  return {
    shape: 'attention',
    dtype: 'bf16',
    library,
    batch: row.B,
    heads: row.Hq,
    kv_heads: row.Hkv,
    queries: row.Sq,
    keys: row.Skv,
    head_dim: row.D,
    value_dim: row.D,
    causal: row.causal,
    bias: row.bias,
    matrix_flops: row.flops,
    vector_flops: 0,
    bytes: row.bytes,
    cold_bytes: cold ? row.bytes : 0,
  };
}

/** Decoding reads a cache that nothing left in L2: its cold form counts as well. */
function pointsOf(library, row) {
  const key = `attention ${row.B} ${row.Hq} ${row.Hkv} ${row.Sq} ${row.Skv} ${row.D}`;
  const warm = point(key, [kernel(library, row, false)], middle(row.warm_us, row.warm_us_repeat), GAP_US);
  if (row.Sq > DECODE_QUERIES || !row.cold_us) return [warm];
  return [warm, point(key, [kernel(library, row, true)], middle(row.cold_us, row.cold_us_repeat), GAP_US)];
}

const PREFILL = ['start_s', 'tile_s', 'matrix_ratio', 'scores_per_clock'];
const CAUSAL = ['causal_tile_s', 'tail_ratio'];
const BIAS = ['bias_scores_per_clock', 'bias_tile_s'];
const DECODE = ['decode_start_s', 'decode_latency_s', 'decode_key_s', 'decode_unhidden_ratio', 'decode_stream_ratio'];

const attention = (library) => ({
  id: `attention.${library}`,
  section: 'attention',
  points(folder) {
    const rows = measurement(folder, 'sdpa')?.rows ?? [];
    return rows
      .filter((row) => LIBRARIES[library].includes(row.backend) && row.warm_us)
      .flatMap((row) => pointsOf(library, row));
  },
  /** What the points at hand can tell. */
  parameters(points) {
    const has = (test) => points.some((one) => test(one.kernels[0]));
    return [
      ...(has((k) => k.queries > DECODE_QUERIES) ? PREFILL : []),
      ...(has((k) => k.causal) ? [...CAUSAL, 'unhidden_ratio'] : []),
      ...(has((k) => k.bias) ? BIAS : []),
      ...(has((k) => k.queries <= DECODE_QUERIES) ? DECODE : []),
      ...(library === 'flash' ? ['alone_ratio', 'unsplit_stream_ratio', 'decode_combine_s'] : []),
    ].map((name) => `${library}.${name}`);
  },
});

export const ATTENTION = Object.keys(LIBRARIES).map(attention);
