#pragma once
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "entities/estimate.h"
#include "kernels/kernel.h"
#include "kernels/table.h"

namespace modelmeter {

/// A module by its class and by its name in the module around it.
struct SiteModule {
  std::string_view class_name;
  std::string_view name;
};

/// An operator with what the tables ask of its surroundings.
struct Site {
  const Operator* op = nullptr;
  std::string_view name;                ///< of the operator
  std::array<SiteModule, 4> modules{};  ///< its own, then the three around it
  std::int64_t lanes = 1;               ///< experts with tokens, where a list of experts is around it
  bool gates = false;   ///< its result is multiplied by a second product of the module around (gated MLP)
  bool reused = false;  ///< its module runs several times with the same weights, or none, in one call of the parent
};

/// Which kernels run: the runtime and the forms that a run's settings choose.
struct RuntimeForm {
  Runtime runtime = Runtime::fused;
  ExpertForm experts = ExpertForm::grouped;
  CacheForm cache = CacheForm::fixed;
  Precision precision{};
  Format matrices = Format::bf16;  ///< of the operator's weight matrices; its other parameters are in `kept_format`
  DType multiplied = DType::bf16;  ///< that the operator's products run in
  std::int64_t matrix_bits = 0;    ///< stored bits of its weights; 0: as `matrices` says
  std::int64_t scale_flops = 0;    ///< per weight that is unpacked
  std::int64_t compute_units = 0;  ///< of the device: fewer independent rows than that are split; 0: unknown
};

/// A kernel that an operator launches.
struct Launch {
  Kernel kernel{};
  std::int64_t times = 1;         ///< in a row
  std::int64_t views = 0;         ///< dispatches before it that launch nothing: the host's time only
  bool memory_operation = false;  ///< a copy or fill by the driver: a node of a graph, not counted as a kernel
  bool pass = false;              ///< no matrix product and no library kernel
  bool joins = false;             ///< `compiled`: may share a kernel with passes next to it
  bool keeps = false;             ///< `compiled`: its output is stored even where the next pass has it on chip
  bool late = false;              ///< `compiled`: runs in the next pass that joins
  bool timed = true;              ///< false: its time is in that of the launch before it
  Bytes first_read{};             ///< what the pass before it may have left on chip
  Bytes first_write{};
};

/// The entry of the tables that an operator is lowered by; null where no table has its type.
const Entry* entry_of(const Site& site, const RuntimeForm& form);

/// Kernels of one call in the order in which they are launched. `fused` is not lowered by tables (see `lower_fused`).
std::vector<Launch> lower(const Site& site, const RuntimeForm& form);

/// The shape of the operator as one kernel: what `fused` runs. Operators without a shape of their own are passes.
KernelShape shape_of(const Operator& op);

/// A launch with the operator that it belongs to.
struct PlacedLaunch {
  std::size_t op = 0;     ///< index of the operator in execution order
  std::size_t index = 0;  ///< of the launch among its operator's
  std::int64_t loop = 0;  ///< body that it runs in; kernels do not span bodies
  bool repeats = false;   ///< the body runs several times, one after another
  Launch launch{};
};

/// `compiled`: passes that follow each other become one kernel. What one pass makes and the next one reads stays on
/// chip; it is written only where it is needed later (a residual stream). The last pass of a repeated body runs in
/// the first one of the next turn. Source: the kernels that torch.compile (inductor) makes of the same models.
std::vector<PlacedLaunch> fuse_passes(const std::vector<PlacedLaunch>& launches);

}  // namespace modelmeter
