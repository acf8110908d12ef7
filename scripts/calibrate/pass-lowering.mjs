/**
 * What the memory-bound calls of a measurement launch, one entry per kernel: how PyTorch's eager kernels do it
 * (docs/time.md has the names). `n` elements of 2 bytes, rows of `c`; `bytes` is all that is read and written.
 */
const pass = (access, elements, bytes, more = {}) => ({ access, elements, bytes, ...more });

const EXPONENTIAL = { arithmetic: 'exponential' };
const HYPERBOLIC = { arithmetic: 'hyperbolic' };
const ERROR_FUNCTION = { arithmetic: 'error_function' };

/** Calls on one tensor of n elements. */
const ON_TENSOR = {
  copy: (n) => [pass('contiguous', n, 4 * n)],
  add: (n) => [pass('contiguous', n, 6 * n)],
  mul_scalar: (n) => [pass('contiguous', n, 4 * n)],
  relu_inplace: (n) => [pass('contiguous', n, 4 * n)],
  sigmoid: (n) => [pass('contiguous', n, 4 * n, EXPONENTIAL)],
  gelu: (n) => [pass('contiguous', n, 4 * n, ERROR_FUNCTION)],
  gelu_tanh: (n) => [pass('contiguous', n, 4 * n, HYPERBOLIC)],
  silu_mul: (n) => [pass('contiguous', n, 4 * n, EXPONENTIAL), pass('contiguous', n, 6 * n)],
  quick_gelu_eager: (n) => [
    pass('contiguous', n, 4 * n),
    pass('contiguous', n, 4 * n, EXPONENTIAL),
    pass('contiguous', n, 6 * n),
  ],
  layernorm: (n, c) => [pass('layer_norm', n, 4 * n, { row_elements: c })],
  rms_norm_fused: (n, c) => [pass('rms_norm', n, 4 * n, { row_elements: c })],
  rmsnorm_eager: (n, c) => [
    pass('cast', n, 6 * n),
    pass('contiguous', n, 8 * n),
    pass('reduction', n, 4 * n, { row_elements: c }),
    pass('contiguous', n / c, (8 * n) / c),
    pass('contiguous', n / c, (8 * n) / c),
    pass('broadcast', n, 8 * n),
    pass('contiguous', n, 6 * n),
    pass('broadcast', n, 4 * n),
  ],
  softmax: (n, c) => [pass('softmax', n, 4 * n, { row_elements: c })],
  softmax_fp32: (n, c) => [pass('cast', n, 6 * n), pass('softmax', n, 8 * n, { row_elements: c })],
  to_fp32: (n) => [pass('cast', n, 6 * n)],
  sum_all: (n) => [pass('reduction', n, 2 * n, { row_elements: n })],
  mean_row: (n, c) => [pass('reduction', n, 2 * n, { row_elements: c })],
  cat2: (n) => [pass('contiguous', 2 * n, 8 * n)],
  permute_contiguous: (n) => (n > 512 ? [pass('strided', n, 4 * n)] : null),
  transpose2d: (n, c) => (n > c ? [pass('transposed', n, 4 * n)] : null),
  fill: (n) => [pass('fill', n, 2 * n)],
  index_rows: (n) => [pass('gather', n, 4 * n)],
  index_put_rows: (n) => [pass('scatter', n, 4 * n)],
};

/** Calls with sizes of their own. */
const ON_ROW = {
  embedding: (row, n) => [pass('gather', n, 4 * n)],
  broadcast_add_5d: (row, n) => [pass('broadcast', n, row.bytes)],
  moe_combine_bf16: (row, n) => [
    pass('broadcast', n, 4 * n),
    pass('outer_reduction', n, 2 * n + 2 * Math.floor(n / 6), { row_elements: 6 }),
  ],
  moe_combine_vendor_fp32: (row, n) => [
    pass('cast', n, 6 * n),
    pass('broadcast', n, 8 * n),
    pass('outer_reduction', n, 4 * n + 4 * Math.floor(n / 6), { row_elements: 6 }),
    pass('contiguous', Math.floor(n / 6), n),
  ],
  rope_eager: (row, n) => [
    pass('strided', n / 2, 2 * n),
    pass('concatenation', n, 4 * n),
    pass('broadcast', n, 4 * n),
    pass('broadcast', n, 4 * n),
    pass('strided', n, 6 * n),
  ],
  window_partition_pad(row, n) {
    const padded = row.B * 42 * 42 * 768;
    return [pass('fill', padded, 2 * padded), pass('strided', n, 4 * n), pass('strided', padded, 4 * padded)];
  },
  topk6_of_64: (row) => [pass('top_k', row.rows * 64, row.bytes, { row_elements: 64 })],
  interpolate_bicubic: resampled,
  interpolate_bilinear: resampled,
};

/** With antialiasing; without, PyTorch takes other kernels, which have no law. */
function resampled(row) {
  return row.antialias ? [pass('resample', row.C * row.dst ** 2, row.bytes, { row_elements: row.C })] : null;
}

/** Kernels of a row of memory.json; null for what has no law (docs/time.md lists it). */
export function passesOf(row) {
  const n = Math.floor(row.size_bytes / 2);
  const columns = Math.min(1024, n);
  const known = ON_TENSOR[row.op_name]?.(n, columns) ?? ON_ROW[row.op_name]?.(row, n) ?? null;
  return known?.map((one) => ({ shape: 'pass', dtype: 'bf16', matrix_flops: 0, vector_flops: 0, ...one })) ?? null;
}
