/**
 * Matrix products: what is measured of them and which parameters are fitted. The law itself is the engine's
 * (engine/hardware/calibrated_gemm.h).
 */
import { gemmTable, measurement, middle, point } from './measurements.mjs';

/** A matrix kernel that repeats in a CUDA graph starts this long after the one before it has ended. */
const GAP_US = 0.6;

const ELEMENT_BYTES = { fp32: 4, tf32: 4, bf16: 2, fp16: 2, fp8: 1 };

const COMMON = [
  'start_s',
  'vector_s',
  'vector_depth_s',
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

function product({ dtype, batch, m, n, k, epilogue, cold, us }) {
  const size = ELEMENT_BYTES[dtype];
  const bytes = batch * ((m + n) * k * size + m * n * Math.max(size, 2));
  const kernel = {
    shape: 'gemm',
    dtype,
    batch,
    m,
    n,
    k,
    matrix_flops: 2 * batch * m * n * k,
    vector_flops: epilogue ? batch * m * n : 0,
    bytes,
    cold_bytes: cold ? bytes : 0,
  };
  return point(`gemm ${batch} ${m} ${n} ${k}`, [kernel], us, GAP_US);
}

/** Both forms of a row: tensors left in L2 by the repeat before; and read from device memory and written back to it. */
const warmAndCold = (row, make) =>
  [make(false, middle(row.warm_us, row.warm_us_repeat)), make(true, middle(row.cold_us, row.cold_us_repeat))].filter(
    (one) => one.seconds > 0,
  );

export const gemm = {
  id: 'gemm',
  section: 'gemm',
  points(folder, gpu) {
    const file = measurement(folder, 'gemm');
    if (file)
      return file.rows
        .filter((row) => row.warm_us)
        .flatMap((row) =>
          warmAndCold(row, (cold, us) =>
            product({
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
    return (gemmTable(folder, gpu) ?? []).map((row) => product({ dtype: 'bf16', batch: 1, ...row, cold: false }));
  },
  /** What the points at hand can tell. */
  parameters(points) {
    const has = (test) => points.some((one) => test(one.kernels[0]));
    const formats = [...new Set(points.map((one) => one.kernels[0].dtype))].filter((dtype) => dtype !== 'bf16');
    return [
      ...COMMON,
      ...(has((k) => k.cold_bytes > 0) ? ['cold_start_s'] : []),
      ...(has((k) => k.vector_flops > 0) ? ['epilogue_s'] : []),
      ...(has((k) => k.m > 4 && (k.n % 8 || k.k % 8)) ? ['unaligned_matrix_ratio', 'unaligned_fill_ratio'] : []),
      ...formats.map((dtype) => `matrix_ratio.${dtype}`),
      ...formats.filter((dtype) => dtype !== 'fp16').map((dtype) => `step_ratio.${dtype}`),
    ];
  },
};

export const batchedGemm = {
  id: 'batched_gemm',
  section: 'batched_gemm',
  points(folder) {
    const rows = measurement(folder, 'bmm')?.rows.filter((row) => row.kind !== 'grouped_mm' && row.warm_us) ?? [];
    return rows.flatMap((row) =>
      warmAndCold(row, (cold, us) => product({ dtype: 'bf16', batch: row.B, m: row.M, n: row.N, k: row.K, cold, us })),
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
  points(folder) {
    const rows = measurement(folder, 'bmm')?.rows.filter((row) => row.kind === 'grouped_mm' && row.warm_us) ?? [];
    return rows.flatMap((row) =>
      warmAndCold(row, (cold, us) => {
        const bytes = 2 * (row.active_experts * row.N * row.K + row.rows * (row.N + row.K));
        const kernel = {
          shape: 'grouped_gemm',
          dtype: 'bf16',
          rows: row.rows,
          n: row.N,
          k: row.K,
          groups: row.active_experts,
          matrix_flops: 2 * row.rows * row.N * row.K,
          vector_flops: 0,
          bytes,
          cold_bytes: cold ? bytes : 0,
        };
        return point(`grouped ${row.rows} ${row.N} ${row.K} ${row.active_experts}`, [kernel], us, GAP_US);
      }),
    );
  },
  // Sixteen shapes: only what they can tell apart.
  parameters: () => ['start_s', 'tile_s', 'fill_ratio', 'stream_ratio', 'overlap_ratio', 'matrix_ratio.bf16'],
};
