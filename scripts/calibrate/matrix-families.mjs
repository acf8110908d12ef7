/**
 * Matrix products: what is measured of them and which parameters are fitted. The law itself is the engine's
 * (engine/hardware/calibrated_gemm.h).
 */
import { gemmTable, isHeldOut, measurement, middle } from './measurements.mjs';

/** A matrix kernel that repeats in a CUDA graph starts this long after the one before it has ended. */
const GAP_US = 0.6;

const ELEMENT_BYTES = { fp32: 4, tf32: 4, bf16: 2, fp16: 2, fp8: 1 };

const START = {
  start_s: 1e-6,
  cold_start_s: 1e-6,
  epilogue_s: 3e-7,
  vector_s: 2e-7,
  tile_s: 7e-7,
  split_s: 2e-6,
  split_ratio: 1.5,
  fill_ratio: 3,
  l2_ratio: 1.2,
  stream_ratio: 0.87,
  overlap_ratio: 0.15,
  resident_ratio: 0.4,
  streaming_ratio: 1.2,
  throttle_after_s: 5e-4,
  throttle_ratio: 0.12,
  unaligned_matrix_ratio: 0.1,
  unaligned_fill_ratio: 0.1,
  matrix_ratio: { bf16: 0.85 },
  step_ratio: { bf16: 1 },
};

const COMMON = [
  'start_s',
  'vector_s',
  'tile_s',
  'split_s',
  'split_ratio',
  'fill_ratio',
  'l2_ratio',
  'stream_ratio',
  'overlap_ratio',
  'resident_ratio',
  'streaming_ratio',
  'throttle_after_s',
  'throttle_ratio',
  'matrix_ratio.bf16',
];

function product(family, { dtype, batch, m, n, k, epilogue, cold, us }) {
  const size = ELEMENT_BYTES[dtype];
  const operands = batch * (m + n) * k * size;
  const key = `${dtype} ${batch} ${m} ${n} ${k}`;
  return {
    family,
    key,
    heldOut: isHeldOut(key),
    seconds: (us - GAP_US) * 1e-6,
    kernel: {
      shape: 'gemm',
      dtype,
      batch,
      m,
      n,
      k,
      matrix_flops: 2 * batch * m * n * k,
      vector_flops: epilogue ? batch * m * n : 0,
      bytes: operands + batch * m * n * Math.max(size, 2),
      cold_bytes: cold ? operands : 0,
    },
  };
}

/** Both forms of a row: operands left in L2 by the repeat before, and read from device memory. */
const warmAndCold = (row, make) =>
  [make(false, middle(row.warm_us, row.warm_us_repeat)), make(true, middle(row.cold_us, row.cold_us_repeat))].filter(
    (point) => point.seconds > 0,
  );

export const gemm = {
  id: 'gemm',
  section: 'gemm',
  start: START,
  points(folder, gpu) {
    const file = measurement(folder, 'gemm');
    if (file)
      return file.rows
        .filter((row) => row.warm_us)
        .flatMap((row) =>
          warmAndCold(row, (cold, us) =>
            product('gemm', {
              dtype: row.dtype.replace('_e4m3', ''),
              batch: 1,
              m: row.M,
              n: row.N,
              k: row.K,
              epilogue: row.bias,
              cold,
              us,
            }),
          ),
        );
    return (gemmTable(folder, gpu) ?? []).map((row) =>
      product('gemm', { dtype: 'bf16', batch: 1, ...row, cold: false }),
    );
  },
  /** What the points at hand can tell. */
  parameters(points) {
    const has = (test) => points.some((point) => test(point.kernel));
    const formats = [...new Set(points.map((point) => point.kernel.dtype))].filter((dtype) => dtype !== 'bf16');
    return [
      ...COMMON,
      ...(has((k) => k.cold_bytes > 0) ? ['cold_start_s'] : []),
      ...(has((k) => k.vector_flops > 0) ? ['epilogue_s'] : []),
      ...(has((k) => k.m > 1 && (k.n % 8 || k.k % 8)) ? ['unaligned_matrix_ratio', 'unaligned_fill_ratio'] : []),
      ...formats.map((dtype) => `matrix_ratio.${dtype}`),
      ...formats.filter((dtype) => dtype !== 'fp16').map((dtype) => `step_ratio.${dtype}`),
    ];
  },
};

export const batchedGemm = {
  id: 'batched_gemm',
  section: 'batched_gemm',
  start: START,
  points(folder) {
    const rows = measurement(folder, 'bmm')?.rows.filter((row) => row.kind !== 'grouped_mm' && row.warm_us) ?? [];
    return rows.flatMap((row) =>
      warmAndCold(row, (cold, us) =>
        product('batched_gemm', { dtype: 'bf16', batch: row.B, m: row.M, n: row.N, k: row.K, cold, us }),
      ),
    );
  },
  parameters: () => [
    ...COMMON.filter((name) => !/^(split|vector|throttle)/.test(name)),
    'cold_start_s',
    'unaligned_matrix_ratio',
    'unaligned_fill_ratio',
  ],
};

export const groupedGemm = {
  id: 'grouped_gemm',
  section: 'grouped_gemm',
  start: { ...START, start_s: 5e-6, stream_ratio: 0.65, vector_s: 0, epilogue_s: 0 },
  points(folder) {
    const rows = measurement(folder, 'bmm')?.rows.filter((row) => row.kind === 'grouped_mm' && row.warm_us) ?? [];
    return rows.flatMap((row) =>
      warmAndCold(row, (cold, us) => {
        const weights = 2 * row.active_experts * row.N * row.K;
        const key = `grouped ${row.rows} ${row.N} ${row.K} ${row.active_experts}`;
        return {
          family: 'grouped_gemm',
          key,
          heldOut: isHeldOut(key),
          seconds: (us - GAP_US) * 1e-6,
          kernel: {
            shape: 'grouped_gemm',
            dtype: 'bf16',
            rows: row.rows,
            n: row.N,
            k: row.K,
            groups: row.active_experts,
            matrix_flops: 2 * row.rows * row.N * row.K,
            vector_flops: 0,
            bytes: weights + 2 * row.rows * (row.N + row.K),
            cold_bytes: cold ? weights + 2 * row.rows * row.K : 0,
          },
        };
      }),
    );
  },
  // Sixteen shapes: only what they can tell apart.
  parameters: () => ['start_s', 'tile_s', 'fill_ratio', 'stream_ratio', 'overlap_ratio', 'matrix_ratio.bf16'],
};
