/** Convolutions, as PyTorch hands them to cuDNN without benchmarking. */
import { measurement, middle, point } from './measurements.mjs';

const GAP_US = 0.6;

/** Positions of input, output and kernel: products of the spatial sizes. */
function positions(row) {
  if (row.L) return { in: row.L, out: Math.floor(row.L / row.stride), kernel: row.k };
  const side = row.HoWo ?? row.HW * row.stride; // without HoWo: transposed, which enlarges by its stride
  return { in: row.HW ** 2, out: side ** 2, kernel: row.k ** 2 };
}

function kernel(row) {
  const size = positions(row);
  return {
    shape: 'convolution',
    dtype: row.dtype,
    batch: row.B,
    in_channels: row.Ci,
    out_channels: row.Co,
    groups: row.groups ?? 1,
    in_positions: size.in,
    out_positions: size.out,
    kernel_positions: size.kernel,
    transposed: !row.L && !row.HoWo,
    channels_last: row.format === 'channels_last',
    dilated: (row.dilation ?? 1) > 1,
    matrix_flops: row.flops,
    vector_flops: 0,
    bytes: row.bytes,
    cold_bytes: 0,
  };
}

export const convolution = {
  id: 'convolution',
  section: 'convolution',
  points(folder) {
    const rows = measurement(folder, 'conv')?.rows.filter((row) => row.warm_us) ?? [];
    return rows.map((row) => {
      const key = `convolution ${row.B} ${row.Ci} ${row.Co} ${row.k} ${row.stride} ${row.groups ?? 1} ${row.L ?? row.HW}`;
      return point(key, [kernel(row)], middle(row.warm_us, row.warm_us_repeat), GAP_US);
    });
  },
  parameters: (points, section) => Object.keys(section),
};
