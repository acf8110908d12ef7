#pragma once
#include <string>

#include "kernels/kernel.h"

namespace modelmeter {

/// "gemm", "grouped_gemm", "attention", "convolution", or how a pass walks: "cast", "strided", …
std::string kind_of(const KernelShape& shape);

/// "M 703 · N 1280 · K 1280"; of a pass "899840 elements".
std::string shape_text(const KernelShape& shape);

}  // namespace modelmeter
