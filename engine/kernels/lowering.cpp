#include "kernels/lowering.h"

#include <algorithm>

namespace modelmeter {
namespace {

/// Keys up to which one block sorts alone. Source: PyTorch, ATen/native/cuda/Sort.cu.
constexpr std::int64_t kBlockSortKeys = 4096;
/// Channels below which cuDNN has no tensor-core convolution and converts nothing.
constexpr std::int64_t kFewChannels = 8;
/// cuBLAS's smallest tiles of bf16 products, and the depth from which it splits a product of few tiles along K. Read
/// off the kernels of twelve models on an H200: split at 32 and 48 tiles over K = 3,072 to 8,192, not at 84 or at K =
/// 2,048.
constexpr std::int64_t kTileColumns = 64;
constexpr std::int64_t kTileRows = 32;
constexpr std::int64_t kSplitDepth = 3072;

/// Host time of framework calls as multiples of an element-wise call that makes its output (7.6 µs). Measured alone in
/// tight loops, PyTorch 2.11, means of two machine starts: add 7.9 and 7.3 µs, F.linear 17.0 and 14.4,
/// F.layer_norm 13.3 and 11.8 (the module less its call), scaled_dot_product_attention 27.5 and 17.1, conv2d 14.4
/// and 14.2.
constexpr double kProductCalls = 2.07;
constexpr double kAttentionCalls = 2.93;
constexpr double kConvolutionCalls = 1.88;
constexpr double kLayerNormCalls = 1.65;
/// A further launch inside a call: cuDNN's LSTM, 1,028 launches in one call of 6.3 ms, 0.45 of a call in a model.
constexpr double kInnerCalls = 0.45;

double host_calls_of(const Row& row) {
  if (row.inner) return kInnerCalls;
  switch (row.does) {
    case Does::gemm:
    case Does::grouped_gemm:
      return kProductCalls;
    case Does::attention:
      return kAttentionCalls;
    case Does::convolution:
      return kConvolutionCalls;
    case Does::layer_norm:
      return kLayerNormCalls;
    default:
      return 1;
  }
}

std::int64_t tiles_of(std::int64_t length, std::int64_t tile) {
  return (length + tile - 1) / tile;
}

bool ends_with(std::string_view text, std::string_view tail) {
  return text.size() >= tail.size() && text.substr(text.size() - tail.size()) == tail;
}

bool at_place(const Entry& entry, const Site& site) {
  const std::string_view where = entry.where;
  bool placed = where.empty();
  for (const SiteModule& module : site.modules)
    placed = placed || (!module.class_name.empty() && ends_with(module.class_name, where)) || module.name == where;
  const std::string_view package = entry.package;
  bool packaged = package.empty();
  for (const SiteModule& module : site.modules)
    packaged = packaged || module.class_name.substr(0, package.size()) == package;
  const std::string_view name = entry.name;
  return placed && packaged && (name.empty() || site.name == name || site.modules[0].name == name);
}

bool exponential(ActivationKind kind) {
  switch (kind) {
    case ActivationKind::quick_gelu:
    case ActivationKind::silu:
    case ActivationKind::gelu_tanh:
    case ActivationKind::elu:
    case ActivationKind::selu:
    case ActivationKind::celu:
    case ActivationKind::mish:
    case ActivationKind::sigmoid:
    case ActivationKind::log_sigmoid:
    case ActivationKind::softplus:
      return true;
    default:
      return false;
  }
}

bool in_form(const Entry& entry, const Site& site, const RuntimeForm& form) {
  const auto* activation = std::get_if<Activation>(site.op);
  const auto* attention = std::get_if<Attention>(site.op);
  switch (entry.form) {
    case Form::any:
      return true;
    case Form::grouped_experts:
      return form.experts == ExpertForm::grouped;
    case Form::looped_experts:
      return form.experts == ExpertForm::looped;
    case Form::static_cache:
      return form.cache == CacheForm::fixed;
    case Form::growing_cache:
      return form.cache == CacheForm::growing;
    case Form::gated:
      return activation != nullptr && activation->gated;
    case Form::exponential:
      return activation != nullptr && exponential(activation->kind);
    case Form::error_function:
      return activation != nullptr && activation->kind == ActivationKind::gelu;
    case Form::biased:
      return attention != nullptr && attention->bias_per_query > 0;
    case Form::cached:
      return attention != nullptr && attention->from_cache;
    case Form::gate:
      return site.gates;
    case Form::reused:
      return site.reused;
  }
  return false;
}

std::int64_t kernel_positions(const Operator& op) {
  if (const auto* conv = std::get_if<Conv2d>(&op)) return conv->kernel_height * conv->kernel_width;
  if (const auto* conv = std::get_if<Convolution>(&op)) return conv->kernel_positions;
  return 1;
}

std::int64_t channels_per_group(const Operator& op) {
  if (const auto* conv = std::get_if<Conv2d>(&op)) return conv->in_channels / std::max<std::int64_t>(1, conv->groups);
  if (const auto* conv = std::get_if<Convolution>(&op))
    return conv->in_channels / std::max<std::int64_t>(1, conv->groups);
  return 0;
}

bool has_bias(const Operator& op) {
  if (const auto* conv = std::get_if<Conv2d>(&op)) return conv->bias;
  if (const auto* conv = std::get_if<Convolution>(&op)) return conv->bias;
  return false;
}

bool holds(When when, const Site& site, const Sizes& sizes, const RuntimeForm& form) {
  const Operator& op = *site.op;
  switch (when) {
    case When::always:
      return true;
    case When::narrow:
      return bits_of(form.precision.activations) < 32;
    case When::split_keys: {
      const auto* attention = std::get_if<Attention>(&op);
      return attention != nullptr && attention->seq_q == 1 &&
             attention->batch * attention->num_key_value_heads < form.compute_units;
    }
    case When::long_queries: {
      const auto* attention = std::get_if<Attention>(&op);
      return attention != nullptr && attention->seq_q > 1;
    }
    case When::equal_heads:
      return sizes[Size::rotated_q] == sizes[Size::rotated_k];
    case When::fewer_key_heads:
      return sizes[Size::rotated_q] != sizes[Size::rotated_k];
    case When::padded:
      return sizes[Size::y] > sizes[Size::x];
    case When::cropped:
      return sizes[Size::y] < sizes[Size::x];
    case When::resized_h:
      return sizes[Size::table_h] != sizes[Size::resized_h];
    case When::resized_w:
      return sizes[Size::table_w] != sizes[Size::resized_w];
    case When::long_sort:
      return sizes[Size::routes] > kBlockSortKeys;
    case When::short_sort:
      return sizes[Size::routes] <= kBlockSortKeys;
    case When::looped:
      return form.experts == ExpertForm::looped;
    case When::cached: {
      const auto* append = std::get_if<KvCacheAppend>(&op);
      return append != nullptr && append->cached_tokens > append->tokens;
    }
    case When::with_bias:
      return has_bias(op);
    case When::wide_kernel:
      return kernel_positions(op) > 1 && channels_per_group(op) >= kFewChannels;
    case When::few_deep_tiles: {
      const auto* linear = std::get_if<Linear>(&op);
      if (linear == nullptr || linear->in_features < kSplitDepth) return false;
      const std::int64_t tiles = tiles_of(linear->out_features, kTileColumns) * tiles_of(linear->rows, kTileRows);
      return 2 * tiles <= form.compute_units;
    }
  }
  return false;
}

bool is_matrix(const Tensor& tensor) {
  return tensor.element == Element::weight && tensor.size != Size::bias;
}

Format format_of(const Tensor& tensor, const RuntimeForm& form) {
  switch (tensor.element) {
    case Element::activation:
      return form.precision.activations;
    case Element::weight:
      return is_matrix(tensor) && is_narrow(form.matrices) ? form.matrices : kept_format(form.precision);
    case Element::cache:
      return form.precision.kv_cache;
    default:
      return Format::fp32;
  }
}

Bytes bytes_of(const Tensor& tensor, const Sizes& sizes, const RuntimeForm& form) {
  const std::int64_t elements = sizes[tensor.size];
  switch (tensor.element) {
    case Element::int64:
      return Bytes{elements} * 8;
    case Element::byte:
      return Bytes{elements};
    case Element::fp32:
    case Element::int32:
      return Bytes{elements} * 4;
    default:
      return storage(elements, format_of(tensor, form));
  }
}

Access access_of(Does does) {
  return does <= Does::fill ? static_cast<Access>(does) : Access::contiguous;
}

KernelShape shape_of(const Row& row, const Site& site, const Sizes& sizes, std::int64_t elements) {
  const Product& p = row.product;
  switch (row.does) {
    case Does::gemm:
      return GemmShape{.m = sizes[p.m], .n = sizes[p.n], .k = sizes[p.k], .batch = sizes[p.batch]};
    case Does::grouped_gemm:
      return GroupedGemmShape{.rows = sizes[p.m], .n = sizes[p.n], .k = sizes[p.k], .groups = sizes[Size::lanes]};
    case Does::attention:
    case Does::convolution:
      return modelmeter::shape_of(*site.op);
    default:
      return PassShape{.access = access_of(row.does),
                       .elements = elements,
                       .row_elements = sizes[row.row],
                       .arithmetic = row.arithmetic};
  }
}

Launch launch_of(const Row& row, const Site& site, const Sizes& sizes, const RuntimeForm& form) {
  Launch launch;
  Kernel& kernel = launch.kernel;
  kernel.name = row.name;
  std::int64_t elements = 0;
  const auto add = [&](const Tensor& tensor) {
    if (tensor.size == Size::none) return;
    const Bytes bytes = bytes_of(tensor, sizes, form);
    kernel.bytes += bytes;
    if (tensor.element == Element::weight || tensor.element == Element::cache) kernel.cold_bytes += bytes;
    elements = std::max(elements, sizes[tensor.size]);
  };
  for (const Tensor& tensor : row.reads) add(tensor);
  for (const Tensor& tensor : row.writes) add(tensor);
  kernel.shape = shape_of(row, site, sizes, elements);
  // A product multiplies in what it reads; a pass is of the format that it reads first, or writes.
  const Tensor& first = row.reads[0].size != Size::none ? row.reads[0] : row.writes[0];
  kernel.dtype = info(format_of(first, form)).dtype;
  const bool narrow = is_narrow(form.precision.weights) || is_narrow(form.precision.activations);
  if (narrow && row.does >= Does::gemm && row.does <= Does::convolution && first.element == Element::activation)
    kernel.dtype = form.multiplied;
  for (const Tensor& tensor : row.reads)
    if (narrow && is_matrix(tensor) && (row.does == Does::gemm || row.does == Does::grouped_gemm)) {
      kernel.weight_bits = form.matrix_bits;
      kernel.vector_flops += Flops{sizes[tensor.size]} * form.scale_flops;
    }
  if (const auto* gemm = std::get_if<GemmShape>(&kernel.shape)) {
    kernel.matrix_flops = Flops{2} * gemm->m * gemm->n * gemm->k * gemm->batch;
  } else if (const auto* grouped = std::get_if<GroupedGemmShape>(&kernel.shape)) {
    kernel.matrix_flops = Flops{2} * grouped->rows * grouped->n * grouped->k;
  } else if (!std::holds_alternative<PassShape>(kernel.shape)) {
    const Work what = work(*site.op);
    kernel.matrix_flops = Flops{evaluate(what.matrix_flops)};
    kernel.vector_flops += Flops{evaluate(what.vector_flops)};
  } else {
    kernel.vector_flops = Flops{elements};
  }
  launch.times = row.times == Size::none ? 1 : std::max<std::int64_t>(1, sizes[row.times]);
  kernel.synchronises = row.waits;
  kernel.host_calls = host_calls_of(row);
  launch.memory_operation = row.does == Does::memory;
  launch.pass = row.does <= Does::fill;
  launch.joins = launch.pass && row.joins;
  launch.keeps = row.keeps;
  launch.late = row.late;
  launch.timed = row.timed;
  launch.first_read = bytes_of(row.reads[0], sizes, form);
  launch.first_write = bytes_of(row.writes[0], sizes, form);
  return launch;
}

/// What is left of an operator whose table does not say how it compiles: its library kernels, and one pass over its
/// outer tensors where it has passes.
std::vector<Launch> compiled_by_default(const std::vector<Launch>& launches, const Site& site,
                                        const RuntimeForm& form) {
  std::vector<Launch> kept;
  for (const Launch& launch : launches)
    if (!launch.pass) kept.push_back(launch);
  if (kept.size() == launches.size() || !kept.empty()) return kept;
  Precision own = form.precision;
  own.weights = is_narrow(form.matrices) ? form.matrices : kept_format(form.precision);
  const Cost cost = cost_of(work(*site.op), own);
  Launch pass = launches.back();
  pass.times = 1;
  pass.joins = true;
  pass.kernel.bytes = cost.io();
  pass.kernel.cold_bytes = cost.read_weights + cost.read_kv;
  pass.kernel.vector_flops = cost.vector_flops;
  pass.first_read = cost.read_activations;
  pass.first_write = cost.written_activations;
  return {pass};
}

}  // namespace

const Entry* entry_of(const Site& site, const RuntimeForm& form) {
  for (const Table& table : kernel_tables())
    for (std::size_t i = 0; i < table.count; ++i) {
      const Entry& entry = table.first[i];
      if (entry.op == site.op->index() && at_place(entry, site) && in_form(entry, site, form)) return &entry;
    }
  return nullptr;
}

std::vector<Launch> lower(const Site& site, const RuntimeForm& form) {
  const Entry* entry = entry_of(site, form);
  if (entry == nullptr) return {};
  const Sizes sizes = sizes_of(*site.op, site.lanes);
  const bool compiled = form.runtime == Runtime::compiled;
  const Rows& rows = compiled && entry->compiled.listed ? entry->compiled : entry->launches;
  std::vector<Launch> launches;
  for (const Row& row : rows)
    if (holds(row.when, site, sizes, form)) launches.push_back(launch_of(row, site, sizes, form));
  // The views around an operator are dispatched before its first kernel.
  if (!launches.empty()) launches.front().views = entry->views;
  if (compiled && !entry->compiled.listed && !launches.empty()) return compiled_by_default(launches, site, form);
  return launches;
}

const std::array<Table, 7>& kernel_tables() {
  static const std::array<Table, 7> all{tables::vision,    tables::grouped_experts, tables::experts, tables::language,
                                        tables::attention, tables::layers,          tables::rest};
  return all;
}

}  // namespace modelmeter
