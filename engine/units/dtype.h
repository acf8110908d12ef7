#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "units/quantity.h"

namespace modelmeter {

/// Number formats that matrix units multiply. How tensors are stored, scales included, says `units/format.h`.
enum class DType { fp32, tf32, bf16, fp16, fp8, int8, int4, fp4 };

struct DTypeInfo {
  DType dtype;
  std::string_view name;
  std::int64_t bits;  ///< per element, without scales; tf32 is stored as fp32
};

inline constexpr std::array<DTypeInfo, 8> kDTypes{{
    {DType::fp32, "fp32", 32},
    {DType::tf32, "tf32", 32},
    {DType::bf16, "bf16", 16},
    {DType::fp16, "fp16", 16},
    {DType::fp8, "fp8", 8},
    {DType::int8, "int8", 8},
    {DType::int4, "int4", 4},
    {DType::fp4, "fp4", 4},
}};

constexpr const DTypeInfo& info(DType dtype) {
  return kDTypes[static_cast<std::size_t>(dtype)];
}
constexpr std::string_view name_of(DType dtype) {
  return info(dtype).name;
}

constexpr std::optional<DType> dtype_from(std::string_view name) {
  for (const DTypeInfo& row : kDTypes)
    if (row.name == name) return row.dtype;
  return std::nullopt;
}

/// Bytes of `elements` densely packed numbers, rounded up to whole bytes.
constexpr Bytes storage(std::int64_t elements, DType dtype) {
  const Bytes bits = Bytes{elements} * info(dtype).bits;
  return bits.overflowed() ? bits : Bytes{bits.count() / 8 + (bits.count() % 8 != 0 ? 1 : 0)};
}

}  // namespace modelmeter
