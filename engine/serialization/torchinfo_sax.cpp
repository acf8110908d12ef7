#include "serialization/torchinfo_sax.h"

#include <algorithm>
#include <map>

#include "serialization/torchinfo_json.h"

namespace modelmeter::torchinfo {
namespace {

constexpr std::size_t kMaxFlopFaults = 100;
constexpr std::size_t kMaxGroups = 6;

bool header_field(const std::string& key) {
  return key == "total_params" || key == "total_macs" || key == "model_path" || key == "total_flops";
}

bool layer_field(const std::string& key) {
  return key == "class_name" || key == "depth" || key == "num_params" || key == "instance_name" || key == "macs" ||
         key == "class_name_qualified" || key == "executed" || key == "is_recursive" || key == "index";
}

const char* kind_of(bool array) {
  return array ? "array" : "object";
}

}  // namespace

int TorchInfoSax::place_inside(bool array) {
  if (frames().empty()) {
    if (array) fault("an object", "array");
    return array ? ignored : document;
  }
  const std::string& key = top().key;
  switch (static_cast<Place>(top().place)) {
    case document:
      return member_of_document(array);
    case layer_list:
      if (!array) return new_layer();
      fault("object", "array");
      return ignored;
    case layer:
      if (key == "input_size" || key == "output_size" || key == "kernel_size") {
        if (!array) fault("array of ints", "object");
        dimensions_ = {};
        return array ? dimensions : ignored;
      }
      if (rows_from_hierarchy_ && key == "children") {
        if (!array) fault("array of objects", "object");
        return array ? layer_list : ignored;
      }
      if (layer_field(key)) fault("a single value", kind_of(array));
      return ignored;
    case dimensions:
      fault("an int", kind_of(array));
      return ignored;
    case unique_list:
      if (array) {
        fault("object", "array");
        return ignored;
      }
      if (artifact.unique_layers.size() >= kMaxRows) {
        stop("at most " + std::to_string(kMaxRows) + " rows", "more");
        return ignored;
      }
      artifact.unique_layers.emplace_back();
      return unique;
    case unique:
      if (key != "children") return ignored;
      if (!array) fault("array of strings", "object");
      return array ? unique_children : ignored;
    case stage_table:
      if (array) {
        fault("object", "array");
        return ignored;
      }
      artifact.stages.push_back({key, 0, 0});
      if (!stage_names_.insert(key).second) fault("each stage once", "\"" + key.substr(0, 200) + "\" again");
      return stage;
    case hierarchy:
      return hierarchy;
    case unique_children:
    case shared_names:
      fault("string", kind_of(array));
      return ignored;
    case inputs:
      if (top().array || key != "shape" || !array) return open_input(array);
      inputs_.back().shape = Shape();
      return input_shape;
    case input_shape:
      inputs_.back().shape.reset();
      return ignored;
    case shared_list:
      if (!array) {
        fault("array of names", "object");
        return ignored;
      }
      artifact.tree.header.shared_parameters.emplace_back();
      return shared_names;
    case flop_table:
      return array ? ignored : flop_module;
    case workload:
    case stage:
    case flop_module:
    case ignored:
      break;
  }
  return ignored;
}

TorchInfoSax::Place TorchInfoSax::member_of_document(bool array) {
  const std::string& key = top().key;
  if (key == "layers_flat") return expect(array, true, layer_list, saw_layers);
  if (key == "layers") return expect(array, true, unique_list, saw_unique);
  if (key == "stages") return expect(array, false, stage_table, saw_stages);
  if (key == "modules") {
    if (saw_modules || array) {
      flop_faults.push_back({"modules", saw_modules ? "one list of this name" : "an object of FLOPs by module path",
                             saw_modules ? "another" : "array", ""});
      return ignored;
    }
    saw_modules = true;
    return flop_table;
  }
  if (key == "workload" && !array) return workload;
  if (key == "hierarchy") {
    if (!rows_from_hierarchy_) return hierarchy;
    return array ? layer_list : new_layer();
  }
  if (key == "inputs") return open_input(array);
  if (key == "shared_parameters") {
    if (!array) fault("array of arrays of names", "object");
    return array ? shared_list : ignored;
  }
  if (key == "total_flops") saw_total_flops = true;
  if (header_field(key)) fault("a single value", kind_of(array));
  return ignored;
}

TorchInfoSax::Place TorchInfoSax::expect(bool array, bool wants_array, Place place, bool& seen) {
  if (seen) {
    fault("one list of this name", "another");
    return ignored;
  }
  seen = true;
  if (array == wants_array) return place;
  fault(wants_array ? "array of objects" : "object", kind_of(array));
  return ignored;
}

TorchInfoSax::Place TorchInfoSax::new_layer() {
  if (artifact.tree.layers.size() >= kMaxRows) {
    stop("at most " + std::to_string(kMaxRows) + " rows", "more");
    return ignored;
  }
  artifact.tree.layers.emplace_back();
  return layer;
}

TorchInfoSax::Place TorchInfoSax::open_input(bool array) {
  if (!array) inputs_.emplace_back();
  return inputs;
}

void TorchInfoSax::opened() {
  Frame& frame = top();
  if (frame.place == layer) frame.slot = artifact.tree.layers.size() - 1;
  if (frame.place == hierarchy && !frame.array) nodes_.push_back({std::nullopt, false, frames().size() - 1});
}

void TorchInfoSax::named() {
  const std::string& name = top().key;
  if (top().place == document) {
    saw_hierarchy = saw_hierarchy || name == "hierarchy";
    saw_report = saw_report || name == "report_id";
  }
  if (top().place == flop_module && name == "class_name") saw_module_classes = true;
  if ((top().place == ignored || top().place == stage) && name == "total_flops" && !frames()[0].array) {
    const std::string& group = frames()[0].key;
    if (groups_of_flops.size() < kMaxGroups &&
        std::find(groups_of_flops.begin(), groups_of_flops.end(), group) == groups_of_flops.end())
      groups_of_flops.push_back(group);
  }
}

void TorchInfoSax::closed(const Frame& frame) {
  switch (static_cast<Place>(frame.place)) {
    case dimensions: {
      const std::string& key = top().key;
      if (key == "input_size") row().input_size = dimensions_;
      if (key == "output_size") row().output_size = dimensions_;
      if (key == "kernel_size") row().kernel_size = dimensions_;
      return;
    }
    case layer:
      return finish_layer(frame);
    case stage:
      if ((frame.seen & kSawParams) == 0) fault_at(path() + ".params", "a whole number of at least 0", "nothing");
      if ((frame.seen & kSawMacs) == 0) fault_at(path() + ".macs", "a whole number of at least 0", "nothing");
      return;
    case hierarchy:
      if (!frame.array) finish_node();
      return;
    case inputs:
      if (!frame.array) close_input();
      return;
    case flop_module:
      return finish_flop_module(frame);
    default:
      return;
  }
}

void TorchInfoSax::finish_layer(const Frame& frame) {
  Layer& read = artifact.tree.layers[frame.slot];
  if ((frame.seen & kSawClass) == 0) fault_at(path() + ".class_name", "string", "nothing");
  if ((frame.seen & kSawDepth) == 0) fault_at(path() + ".depth", "a whole number of at least 0", "nothing");
  if (read.class_name_qualified.empty()) read.class_name_qualified = read.class_name;
  if (rows_from_hierarchy_) finish_hierarchy_row(frame);
}

/// In a hierarchy of all descendants a row stands below each of its ancestors: once whole, then as a stub of the same
/// index.
void TorchInfoSax::finish_hierarchy_row(const Frame& frame) {
  const bool stub = (frame.seen & kSawStub) != 0;
  const bool again = (frame.seen & kSawIndex) != 0 && (frame.seen & kSawFirstOfIndex) == 0;
  const bool unnamed_stub = (frame.seen & kSawIndex) == 0 && stub && !artifact.tree.layers[frame.slot].is_recursive;
  if (again && !stub)
    return fault_at(path() + ".index", "a unique index, or recursive_ref", "one that was there before");
  if (again || unnamed_stub) stubs_.insert(frame.slot);
}

void TorchInfoSax::keep_rows_once() {
  std::vector<Layer> kept;
  std::map<std::int64_t, Layer> trail;  // by depth: the stubs since the last kept row that the next one stands below
  for (std::size_t i = 0; i < artifact.tree.layers.size(); ++i) {
    Layer& read = artifact.tree.layers[i];
    if (stubs_.count(i) > 0) {
      trail.erase(trail.lower_bound(read.depth), trail.end());
      trail.emplace(read.depth, std::move(read));
      continue;
    }
    // A container that runs again is one and the same row in torchinfo, so that its further calls come as stubs.
    std::int64_t above = read.depth;
    while (trail.count(above - 1) > 0) --above;
    for (; above < read.depth; ++above) {
      kept.push_back(std::move(trail[above]));
      kept.back().is_recursive = true;
    }
    trail.clear();
    kept.push_back(std::move(read));
  }
  if (!stubs_.empty())
    for (std::size_t i = 0; i < kept.size(); ++i) kept[i].index = static_cast<std::int64_t>(i);
  artifact.tree.layers = std::move(kept);
  stubs_.clear();
}

/// A node that holds itself below itself, other than as a marked reference.
void TorchInfoSax::finish_node() {
  const Node node = nodes_.back();
  nodes_.pop_back();
  if (!node.index) return;
  const auto open = open_indices_.find(*node.index);
  if (--open->second == 0) {
    open_indices_.erase(open);
    return;
  }
  if (!node.recursive) fault("a tree", "a cycle: index " + std::to_string(*node.index) + " is its own ancestor");
}

/// An object with a shape and a dtype is a tensor; named as the call had it: "past_key_values[0][1]".
void TorchInfoSax::close_input() {
  const OpenInput input = std::move(inputs_.back());
  inputs_.pop_back();
  if (!input.shape || input.dtype.empty() || artifact.tree.header.inputs.size() >= kMaxInputs) return;
  std::string name = path().substr(std::string_view("inputs").size());
  if (!name.empty() && name[0] == '.') name.erase(0, 1);
  if (!name.empty() && name[0] == '[') name.clear();  // positional
  artifact.tree.header.inputs.push_back({name, *input.shape, input.dtype});
}

void TorchInfoSax::finish_flop_module(const Frame& frame) {
  if ((frame.seen & kSawFlops) == 0 && flop_faults.size() < kMaxFlopFaults)
    flop_faults.push_back({path() + ".flops", "a whole number of at least 0", "nothing", ""});
}

}  // namespace modelmeter::torchinfo
