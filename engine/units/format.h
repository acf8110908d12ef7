#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "units/dtype.h"

namespace modelmeter {

/// How a tensor is stored: the format of its numbers and the scales that go with them.
enum class Format { fp32, tf32, bf16, fp16, fp8_e4m3, fp8_e5m2, int8, int4_g128, nvfp4, mxfp4 };

struct FormatInfo {
  Format format;
  std::string_view name;
  std::string_view other_name;   ///< that is understood too; empty for none
  DType dtype;                   ///< what a matrix unit calls it
  std::int64_t group = 0;        ///< numbers along a row that share a scale; 0: no scales by group
  std::int64_t group_bits = 0;   ///< of one group's scale and zero point
  std::int64_t row_bits = 0;     ///< of a weight matrix's scale per output row
  std::int64_t tensor_bits = 0;  ///< of a weight matrix's scale as a whole
  std::int64_t scale_flops = 0;  ///< arithmetic that makes a number of a code: subtract the zero point, multiply
};

/// Widths of the scales:
///   fp8        one fp32 scale per matrix (TensorRT-LLM, vLLM: per-tensor FP8). E4M3, E5M2: Micikevicius et al. 2022
///   int8       one fp32 scale per output row (SmoothQuant, Xiao et al. 2023; vLLM's W8A8)
///   int4-g128  per 128 inputs of a row an fp16 scale and a 4-bit zero point (GPTQ, AWQ: qweight, scales, qzeros)
///   nvfp4      E2M1; per 16 an E4M3 scale, per matrix an fp32 scale (NVIDIA, "Introducing NVFP4", 2025)
///   mxfp4      E2M1; per 32 an E8M0 scale (OCP Microscaling Formats 1.0, 2023, table 1)
inline constexpr std::array<FormatInfo, 10> kFormats{{
    {Format::fp32, "fp32", "", DType::fp32},
    {Format::tf32, "tf32", "", DType::tf32},
    {Format::bf16, "bf16", "", DType::bf16},
    {Format::fp16, "fp16", "", DType::fp16},
    {Format::fp8_e4m3, "fp8_e4m3", "fp8", DType::fp8, 0, 0, 0, 32, 1},
    {Format::fp8_e5m2, "fp8_e5m2", "", DType::fp8, 0, 0, 0, 32, 1},
    {Format::int8, "int8", "", DType::int8, 0, 0, 32, 0, 1},
    {Format::int4_g128, "int4-g128", "int4", DType::int4, 128, 16 + 4, 0, 0, 2},
    {Format::nvfp4, "nvfp4", "", DType::fp4, 16, 8, 0, 32, 1},
    {Format::mxfp4, "mxfp4", "fp4", DType::fp4, 32, 8, 0, 0, 1},
}};

constexpr const FormatInfo& info(Format format) {
  return kFormats[static_cast<std::size_t>(format)];
}
constexpr std::string_view name_of(Format format) {
  return info(format).name;
}
constexpr std::int64_t bits_of(Format format) {
  return info(info(format).dtype).bits;
}
/// Formats that need scales: 8 bits or fewer.
constexpr bool is_narrow(Format format) {
  return bits_of(format) < 16;
}

constexpr std::optional<Format> format_from(std::string_view name) {
  for (const FormatInfo& row : kFormats)
    if (row.name == name || (!row.other_name.empty() && row.other_name == name)) return row.format;
  return std::nullopt;
}

/// The plainest format that a matrix unit's numbers are stored in.
constexpr Format format_of(DType dtype) {
  for (const FormatInfo& row : kFormats)
    if (row.dtype == dtype && (row.format != Format::nvfp4)) return row.format;
  return Format::bf16;
}

constexpr Bytes whole_bytes(Bytes bits) {
  return bits.overflowed() ? bits : Bytes{bits.count() / 8 + (bits.count() % 8 != 0 ? 1 : 0)};
}

/// Bytes of `elements` numbers one after another, with the scales of their groups: activations, KV cache, vectors.
/// A scale per row or per tensor is left out: it is a register or a few bytes there.
constexpr Bytes storage(std::int64_t elements, Format format) {
  const FormatInfo& row = info(format);
  Bytes bits = Bytes{elements} * bits_of(format);
  if (row.group > 0) bits += Bytes{elements / row.group + (elements % row.group != 0 ? 1 : 0)} * row.group_bits;
  return whole_bytes(bits);
}

/// Bytes of weight matrices with `rows` output rows in all, of `columns` inputs each, `matrices` of them.
/// Groups do not span rows: the last one of a row may be short.
constexpr Bytes matrix_storage(std::int64_t rows, std::int64_t columns, std::int64_t matrices, Format format) {
  const FormatInfo& row = info(format);
  const std::int64_t groups = row.group > 0 ? (columns + row.group - 1) / row.group : 0;
  const Bytes bits =
      Bytes{rows} * (Bytes{columns} * bits_of(format) + Bytes{groups} * row.group_bits + Bytes{row.row_bits}).count() +
      Bytes{matrices} * row.tensor_bits;
  return whole_bytes(bits);
}

/// Which parameters a narrow format holds; the others keep 16 bits or more.
enum class QuantizedLayers {
  linear,   ///< every linear layer and expert; not heads, routers, convolutions, embeddings, norms, biases
  decoder,  ///< of these, not those of vision and projector
  all,      ///< every parameter: a lower bound
};

/// Formats of the three kinds of tensors that cross device memory.
struct Precision {
  Format weights = Format::bf16;
  Format activations = Format::bf16;
  Format kv_cache = Format::bf16;
  QuantizedLayers quantized_layers = QuantizedLayers::linear;  ///< where `weights` is narrow

  bool operator==(const Precision&) const = default;
};

/// What parameters are stored in that a narrow format does not hold: the activations' format where that has 16 bits
/// or more, else bf16.
constexpr Format kept_format(const Precision& precision) {
  if (!is_narrow(precision.weights)) return precision.weights;
  return is_narrow(precision.activations) ? Format::bf16 : precision.activations;
}

/// What a product of weights and activations multiplies in: the wider of the two formats, the activations' where both
/// are as wide. Weight-only formats are unpacked to the activations' on the way.
constexpr Format multiplied_format(const Precision& precision) {
  return bits_of(precision.weights) > bits_of(precision.activations) ? precision.weights : precision.activations;
}

}  // namespace modelmeter
