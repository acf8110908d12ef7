/**
 * Families of kernels that are calibrated. A family has an `id` (of its residuals), a `section` of `calibration`, a
 * `start` for that section, `points(folder, gpu)` from measurement files, and `parameters(points)`: paths into the
 * section that are fitted. A further family is a further entry here.
 */
import { batchedGemm, gemm, groupedGemm } from './matrix-families.mjs';

export const FAMILIES = [gemm, batchedGemm, groupedGemm];
