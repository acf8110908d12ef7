#include "serialization/kernel_times_wire.h"

#include <map>

#include "hardware/bands.h"
#include "serialization/hardware_profile_fields.h"
#include "serialization/json_text.h"

namespace modelmeter {
namespace {

constexpr std::size_t kMaxBytes = std::size_t{64} << 20;

const EnumNames kExecutions{{"roofline", "calibrated"}};
const EnumNames kBounds{{"matrix", "vector", "memory", "launch"}};
const EnumNames kLibraries{{"framework", "cudnn", "flash", "memory_efficient"}};
const EnumNames kArithmetic{{"light", "exponential", "hyperbolic", "error_function"}};
const EnumNames kAccess{{"contiguous", "cast", "strided", "transposed", "broadcast", "concatenation", "layer_norm",
                         "rms_norm", "softmax", "batch_norm", "reduction", "outer_reduction", "gather", "scatter",
                         "sort", "block_sort", "top_k", "resample", "fill"}};
const EnumNames kShapes{{"pass", "gemm", "grouped_gemm", "attention", "convolution"}};

std::int64_t count(const Reader& at, const char* key, std::int64_t otherwise = 0) {
  const Reader item = at.optional(key);
  return item.missing() ? otherwise : item.integer();
}

bool flag(const Reader& at, const char* key) {
  const Reader item = at.optional(key);
  return !item.missing() && item.boolean();
}

template <class Enum>
Enum choice(const Reader& at, const char* key, const EnumNames& names, Enum otherwise) {
  const Reader item = at.optional(key);
  return item.missing() ? otherwise : item.one_of<Enum>(names);
}

KernelShape shape_of(const Reader& at) {
  switch (at.member("shape").one_of<std::size_t>(kShapes)) {
    case 1:
      return GemmShape{count(at, "m"), count(at, "n"), count(at, "k"), count(at, "batch", 1)};
    case 2:
      return GroupedGemmShape{count(at, "rows"), count(at, "n"), count(at, "k"), count(at, "groups", 1)};
    case 3:
      return AttentionShape{count(at, "batch", 1),    count(at, "heads", 1),
                            count(at, "kv_heads", 1), count(at, "queries"),
                            count(at, "keys"),        count(at, "head_dim"),
                            count(at, "value_dim"),   flag(at, "causal"),
                            flag(at, "bias"),         choice(at, "library", kLibraries, AttentionLibrary::framework)};
    case 4:
      return ConvolutionShape{
          count(at, "batch", 1),     count(at, "in_channels"),   count(at, "out_channels"),     count(at, "groups", 1),
          count(at, "in_positions"), count(at, "out_positions"), count(at, "kernel_positions"), flag(at, "transposed"),
          flag(at, "channels_last"), flag(at, "dilated")};
    default:
      return PassShape{choice(at, "access", kAccess, Access::contiguous), count(at, "elements"),
                       count(at, "row_elements"), choice(at, "arithmetic", kArithmetic, Arithmetic::light)};
  }
}

Kernel kernel_of(const Reader& at) {
  Kernel kernel;
  kernel.shape = shape_of(at);
  const std::string dtype = at.member("dtype").string();
  if (const std::optional<DType> known = dtype_from(dtype))
    kernel.dtype = *known;
  else
    at.member("dtype").fault("a number format");
  kernel.matrix_flops = Flops{count(at, "matrix_flops")};
  kernel.vector_flops = Flops{count(at, "vector_flops")};
  kernel.bytes = Bytes{count(at, "bytes")};
  kernel.cold_bytes = Bytes{count(at, "cold_bytes")};
  return kernel;
}

}  // namespace

Result<KernelTimesRequest> kernel_times_request_from_json(std::string_view text,
                                                          const std::vector<HardwareProfile>& registered) {
  const Result<Json> parsed = parse_json(text, kMaxBytes);
  if (!ok(parsed)) return errors(parsed);
  Diagnostics faults;
  const Reader reader(value(parsed), faults);
  KernelTimesRequest request;
  if (!reader.is_object()) return faults;
  request.execution = reader.member("execution").one_of<Execution>(kExecutions);
  if (const Reader profile = reader.optional("profile"); !profile.missing()) {
    Archive archive(profile);
    fields(archive, request.profile);
    if (faults.empty()) faults = validate(request.profile);
  } else {
    const std::string id = reader.member("gpu").string();
    bool found = false;
    for (const HardwareProfile& known : registered)
      if (known.id == id) {
        request.profile = known;
        found = true;
      }
    if (!found) reader.member("gpu").fault("the id of a GPU");
  }
  reader.member("kernels").each("array of kernels", [&](const Reader& item) {
    if (item.is_object()) request.kernels.push_back(kernel_of(item));
  });
  if (!faults.empty()) return faults;
  return request;
}

Result<std::string> kernel_times_text(const KernelTimesRequest& request) {
  std::map<DType, ExecutionModel> models;
  JsonText text(JsonText::Layout::compact);
  text.begin_array();
  for (const Kernel& kernel : request.kernels) {
    if (models.find(kernel.dtype) == models.end()) {
      const Format format = format_of(kernel.dtype);
      const Result<ExecutionModel> made = execution_model(request.profile, {format, format, format}, request.execution);
      if (!ok(made)) return errors(made);
      models[kernel.dtype] = value(made);
    }
    const KernelTime time = time_of(kernel, models[kernel.dtype]);
    text.begin_array();
    text.value(time.seconds);
    text.value(time.low_seconds);
    if (time.high_seconds)
      text.value(*time.high_seconds);
    else
      text.null();
    text.value(kBounds.names[static_cast<std::size_t>(time.bound)]);
    text.value(std::string(residual_family(kernel, models[kernel.dtype])));
    text.end_array();
  }
  text.end_array();
  return text.take();
}

}  // namespace modelmeter
