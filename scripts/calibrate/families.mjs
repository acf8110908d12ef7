/**
 * Families of kernels that are calibrated. A family has
 *   id          of its residuals
 *   section     of `calibration` that its parameters stand in
 *   points      (folder, gpu) → measurements of the folder
 *   parameters  (points, section) → paths into the section that are fitted: what these points can tell
 *   concerns    (path, point) → whether the parameter can change the point (optional)
 * Passes come first: attention and convolutions move their tensors by the same law.
 */
import { ATTENTION } from './attention-families.mjs';
import { convolution } from './convolution-family.mjs';
import { batchedGemm, gemm, groupedGemm } from './matrix-families.mjs';
import { pass } from './pass-family.mjs';

export const FAMILIES = [pass, gemm, batchedGemm, groupedGemm, ...ATTENTION, convolution];
