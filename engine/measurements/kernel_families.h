#pragma once
#include <string_view>
#include <vector>

namespace modelmeter::measurements {

/// Kernels that do the same kind of work, by what their names say.
struct KernelFamily {
  std::string_view id;     ///< "gemm"
  std::string_view title;  ///< "Matrix products"
  /// Operator categories of a report whose work such kernels do; none where no operator alone is predicted to.
  std::vector<std::string_view> categories;
};

/// The families, in the order of every table.
const std::vector<KernelFamily>& kernel_families();

/// Index of the family of a kernel by its name, mangled or not: the first pattern of the table that the name contains,
/// whatever its case. A name that no pattern fits is of the last family, "other".
std::size_t family_of_kernel(std::string_view name);

/// Index of the family that does the work of an operator category; "other" where none does.
std::size_t family_of_category(std::string_view category_id);

/// Index of "fused": kernels that a compiler made of several operators; their names list the operators, no more.
std::size_t fused_family();
/// Index of "transfer": copies between host and device, which are no part of a model's run.
std::size_t transfer_family();

}  // namespace modelmeter::measurements
