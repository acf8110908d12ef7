#include <cmath>

#include "serialization/torchinfo_json.h"
#include "serialization/torchinfo_sax.h"

namespace modelmeter::torchinfo {
namespace {

constexpr std::size_t kMaxModuleFaults = 100;

}  // namespace

void TorchInfoSax::value(const SaxScalar& value) {
  switch (static_cast<Place>(top().place)) {
    case document:
      return header(value);
    case workload:
      return workload_value(value);
    case layer_list:
    case unique_list:
    case stage_table:
      return fault("object", value.describe());
    case layer:
      return layer_value(value);
    case dimensions:
      return dimension(value);
    case unique:
      return unique_value(value);
    case unique_children:
      return text(value, artifact.unique_layers.back().children.emplace_back());
    case stage:
      return stage_value(value);
    case hierarchy:
      return hierarchy_value(value);
    case inputs:
      if (!top().array && top().key == "dtype" && value.type == SaxScalar::Type::text)
        inputs_.back().dtype = *value.text;
      return;
    case input_shape:
      return input_size(value);
    case shared_list:
      return fault("array of names", value.describe());
    case shared_names:
      return text(value, artifact.tree.header.shared_parameters.back().emplace_back());
    case flop_table:
    case flop_module:
      return flop_value(value);
    case ignored:
      return;
  }
}

void TorchInfoSax::header(const SaxScalar& value) {
  const std::string& key = top().key;
  ArtifactHeader& h = artifact.tree.header;
  if (key == "generated_at")
    maybe_text(value, h.generated_at);
  else if (key == "model_path")
    maybe_text(value, h.model_path);
  else if (key == "device")
    maybe_text(value, h.device);
  else if (key == "dtype")
    maybe_text(value, h.dtype);
  else if (key == "torchinfo_version")
    maybe_text(value, h.torchinfo_version);
  else if (key == "linear_macs_rule")
    maybe_text(value, h.linear_macs_rule);
  else if (key == "exporter")
    maybe_text(value, h.exporter);
  else if (key == "torch_version")
    maybe_text(value, h.torch_version);
  else if (key == "base_size")
    maybe_count(value, h.base_size);
  else if (key == "image_size")
    maybe_count(value, h.image_size);
  else if (key == "seq_len")
    maybe_count(value, h.seq_len);
  else if (key == "depth")
    maybe_count(value, h.depth);
  else if (key == "total_params")
    maybe_count(value, h.total_params);
  else if (key == "total_macs")
    maybe_count(value, h.total_macs);
  else if (key == "crop_mode" && value.type != SaxScalar::Type::null) {
    bool crop_mode = false;
    flag(value, crop_mode);
    h.crop_mode = crop_mode;
  } else if (key == "model") {
    if (value.type == SaxScalar::Type::text) artifact.flops.model = *value.text;
  } else if (key == "counter") {
    if (value.type == SaxScalar::Type::text) artifact.flops.counter = *value.text;
  } else if (key == "param_bytes") {
    std::int64_t bytes = 0;
    if (flops(value, bytes)) artifact.flops.parameter_bytes = bytes;
  } else if (key == "total_flops") {
    saw_total_flops = true;
    if (!flops(value, artifact.flops.total_flops)) fault("a whole number of at least 0", value.describe());
  } else if (key == "layers_flat" || key == "layers") {
    (key == "layers" ? saw_unique : saw_layers) = true;
    fault("array of objects", value.describe());
  } else if (key == "stages") {
    saw_stages = true;
    fault("object", value.describe());
  }
}

void TorchInfoSax::workload_value(const SaxScalar& value) {
  const std::string& key = top().key;
  if (key == "crop_grid" && value.type == SaxScalar::Type::text) artifact.tree.header.workload_crop_grid = *value.text;
  if (key == "input_tokens") maybe_count(value, artifact.tree.header.workload_input_tokens);
}

void TorchInfoSax::layer_value(const SaxScalar& value) {
  const std::string& key = top().key;
  Layer& read = row();
  if (key == "index") {
    if (!count(value, read.index)) return;
    const bool first = indices_.insert(read.index).second;
    if (!first && !rows_from_hierarchy_) fault("a unique index", std::to_string(read.index) + " again");
    top().seen |= kSawIndex | (first ? kSawFirstOfIndex : 0);
  } else if (key == "recursive_ref") {
    if (value.type == SaxScalar::Type::boolean && value.flag) top().seen |= kSawStub;
  } else if (key == "var_name")
    text(value, read.var_name);
  else if (key == "class_name") {
    text(value, read.class_name);
    top().seen |= kSawClass;
  } else if (key == "class_name_qualified")
    text(value, read.class_name_qualified);
  else if (key == "instance_name")
    text(value, read.instance_name);
  else if (key == "filepath")
    maybe_text(value, read.filepath);
  else if (key == "layer_id") {  // an address, of whatever size; other exporters may write names
    if (value.type == SaxScalar::Type::integer && value.in_range && value.number > 0) read.layer_id = value.number;
  } else if (key == "is_torch_builtin")
    flag(value, read.is_torch_builtin);
  else if (key == "depth") {
    count(value, read.depth);
    top().seen |= kSawDepth;
  } else if (key == "is_leaf_layer")
    flag(value, read.is_leaf);
  else if (key == "is_recursive")
    flag(value, read.is_recursive);
  else if (key == "executed")
    flag(value, read.executed);
  else if (key == "num_params")
    count(value, read.num_params);
  else if (key == "param_bytes")
    count(value, read.param_bytes);
  else if (key == "output_bytes")
    count(value, read.output_bytes);
  else if (key == "macs")
    count(value, read.macs);
  else if (key == "kernel_size") {
    std::int64_t edge = 0;
    if (value.type != SaxScalar::Type::null && count(value, edge)) read.kernel_size = Shape{edge};
  } else if (key == "input_size" || key == "output_size") {
    if (value.type != SaxScalar::Type::null) fault("array of ints", value.describe());
  }
}

void TorchInfoSax::dimension(const SaxScalar& value) {
  std::int64_t size = 0;
  if (value.type != SaxScalar::Type::integer) return fault("an int", value.describe());
  if (!count(value, size)) return;
  if (dimensions_.size() < kMaxDimensions)
    dimensions_.push_back(size);
  else
    fault("at most " + std::to_string(kMaxDimensions) + " dimensions", "more");
}

void TorchInfoSax::unique_value(const SaxScalar& value) {
  const std::string& key = top().key;
  UniqueLayer& row = artifact.unique_layers.back();
  if (key == "class_name")
    text(value, row.class_name);
  else if (key == "class_name_qualified")
    text(value, row.class_name_qualified);
  else if (key == "is_torch_builtin")
    flag(value, row.is_torch_builtin);
  else if (key == "count")
    count(value, row.count);
}

void TorchInfoSax::stage_value(const SaxScalar& value) {
  const std::string& key = top().key;
  StageSum& row = artifact.stages.back();
  if (key == "params") {
    count(value, row.params);
    top().seen |= kSawParams;
  } else if (key == "macs") {
    count(value, row.macs);
    top().seen |= kSawMacs;
  }
}

void TorchInfoSax::hierarchy_value(const SaxScalar& value) {
  if (nodes_.empty() || nodes_.back().depth + 1 != frames().size()) return;
  const std::string& key = top().key;
  if (key == "index" && value.type == SaxScalar::Type::integer && !nodes_.back().index) {
    nodes_.back().index = value.number;
    ++open_indices_[value.number];
  }
  if (key == "recursive_ref" && value.type == SaxScalar::Type::boolean) nodes_.back().recursive = value.flag;
}

void TorchInfoSax::input_size(const SaxScalar& value) {
  std::optional<Shape>& shape = inputs_.back().shape;
  const bool size =
      value.type == SaxScalar::Type::integer && value.in_range && value.number >= 0 && value.number <= kMaxNumber;
  if (shape && size && shape->size() < kMaxDimensions)
    shape->push_back(value.number);
  else
    shape.reset();  // no tensor: an argument that happens to be called "shape"
}

/// FLOPs may be beyond 2^53; some counters write whole numbers as fractions.
bool TorchInfoSax::flops(const SaxScalar& value, std::int64_t& field) {
  if (value.type == SaxScalar::Type::integer && value.in_range && value.number >= 0) {
    field = value.number;
    return true;
  }
  const bool whole = value.type == SaxScalar::Type::fraction && value.fraction >= 0 &&
                     value.fraction <= static_cast<double>(kMaxNumber) && std::floor(value.fraction) == value.fraction;
  if (whole) field = static_cast<std::int64_t>(value.fraction);
  return whole;
}

/// `modules.<path>` or `modules.<path>.flops`. Whether the file is of a FLOP counter shows only later.
void TorchInfoSax::flop_value(const SaxScalar& value) {
  const bool inside = top().place == flop_module;
  if (inside && top().key != "flops") return;
  if (inside) top().seen |= kSawFlops;
  const std::string& module = inside ? frames()[frames().size() - 2].key : top().key;
  std::int64_t counted = 0;
  if (flops(value, counted))
    artifact.flops.modules[module] = counted;
  else if (flop_faults.size() < kMaxModuleFaults)
    flop_faults.push_back({path(), "a whole number of at least 0", value.describe(), ""});
}

}  // namespace modelmeter::torchinfo
