#include "serialization/torchinfo_json.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include "torchinfo/summary_table.h"
#include "torchinfo/summary_text.h"

namespace modelmeter::torchinfo {
namespace {

constexpr std::size_t kMaxFaults = 100;
constexpr std::size_t kMaxInputs = 10'000;
constexpr std::size_t kMaxPathBytes = 1'000;  ///< of a diagnostic: keys are the file's own words

/// A scalar as the parser saw it.
struct Scalar {
  enum class Type { null, boolean, integer, fraction, text } type = Type::null;
  bool flag = false;
  std::int64_t number = 0;
  bool in_range = true;  ///< an integer that 63 bits hold
  const std::string* text = nullptr;

  std::string describe() const {
    switch (type) {
      case Type::null:
        return "null";
      case Type::boolean:
        return flag ? "true" : "false";
      case Type::integer:
        return in_range ? std::to_string(number) : "a number beyond 63 bits";
      case Type::fraction:
        return "a fraction";
      case Type::text:
        break;
    }
    return "string";
  }
};

/// Where the parser stands, as far as this reader cares.
enum class Place {
  document,         // members of the top-level object
  workload,         // members of `workload`
  layer_list,       // elements of `layers_flat`
  layer,            // members of one of them
  dimensions,       // elements of a size of one of them
  unique_list,      // elements of `layers`
  unique,           // members of one of them
  unique_children,  // elements of its `children`
  stage_table,      // members of `stages`
  stage,            // members of one of them
  hierarchy,        // inside `hierarchy`: only ids are looked at
  inputs,           // inside `inputs`: tensors as {shape, dtype}, nested in lists and objects
  input_shape,      // elements of `shape` of one of them
  shared_list,      // elements of `shared_parameters`
  shared_names,     // elements of one of them
  ignored,
};

/// SAX handler: fills structs while the parser runs; memory beside them does not grow with the file.
class Handler {
 public:
  Artifact artifact;
  Diagnostics faults;
  std::size_t more_faults = 0;  ///< beyond those kept
  bool saw_layers = false, saw_unique = false, saw_stages = false;
  bool saw_hierarchy = false, saw_report = false;

  bool null() { return scalar({}); }
  bool boolean(bool value) { return scalar({.type = Scalar::Type::boolean, .flag = value}); }
  bool number_integer(std::int64_t value) { return scalar({.type = Scalar::Type::integer, .number = value}); }
  bool number_unsigned(std::uint64_t value) {
    const bool fits = value <= static_cast<std::uint64_t>(INT64_MAX);
    return scalar(
        {.type = Scalar::Type::integer, .number = fits ? static_cast<std::int64_t>(value) : 0, .in_range = fits});
  }
  bool number_float(double, const std::string&) { return scalar({.type = Scalar::Type::fraction}); }
  bool string(std::string& value) { return scalar({.type = Scalar::Type::text, .text = &value}); }
  bool binary(std::vector<std::uint8_t>&) { return false; }

  bool key(std::string& name) {
    Frame& top = frames_.back();
    if (name.size() > kMaxStringBytes) {
      top.key = "(a long name)";
      return stop("names of at most " + std::to_string(kMaxStringBytes) + " bytes",
                  std::to_string(name.size()) + " bytes");
    }
    top.key = name;
    if (top.place == Place::document) {
      saw_hierarchy = saw_hierarchy || name == "hierarchy";
      saw_report = saw_report || name == "report_id";
    }
    return true;
  }
  bool start_object(std::size_t) { return open(false); }
  bool start_array(std::size_t) { return open(true); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }

  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception& error) {
    syntax_position = position;
    out_of_range = error.id >= 400;
    return false;
  }
  std::optional<std::size_t> syntax_position;
  bool out_of_range = false;
  bool stopped = false;  ///< a bound was broken

 private:
  struct Frame {
    Place place = Place::ignored;
    bool array = false;
    std::string key;        // of the member that is being read
    std::size_t index = 0;  // of the element that is being read
  };
  struct OpenInput {
    std::optional<Shape> shape;
    std::string dtype;
  };
  struct Node {
    std::optional<std::int64_t> index;
    bool recursive = false;
    std::size_t depth = 0;  // frames below it
  };

  std::string path() const {
    std::string text;
    for (const Frame& frame : frames_) {
      if (frame.array)
        text += "[" + std::to_string(frame.index) + "]";
      else
        text += (text.empty() ? "" : ".") + frame.key;
    }
    return text;
  }
  void fault(const std::string& expected, const std::string& got) { fault_at(path(), expected, got); }
  void fault_at(const std::string& where, const std::string& expected, const std::string& got) {
    if (faults.size() >= kMaxFaults) {
      ++more_faults;
      return;
    }
    const bool whole = where.size() <= kMaxPathBytes;
    faults.push_back({whole ? where : where.substr(0, kMaxPathBytes) + "...", expected, got, ""});
  }
  /// Ends the reading. Its reason is told even where the list of faults is full.
  bool stop(const std::string& expected, const std::string& got) {
    if (faults.size() >= kMaxFaults) {
      faults.pop_back();
      ++more_faults;
    }
    fault(expected, got);
    stopped = true;
    return false;
  }
  void next_element() {
    if (!frames_.empty() && frames_.back().array) ++frames_.back().index;
  }

  Layer& layer() { return artifact.tree.layers.back(); }

  // --- containers ---

  Place inside(bool array) {
    if (frames_.empty()) {
      if (array) fault("an object", "array");
      return array ? Place::ignored : Place::document;
    }
    const Frame& top = frames_.back();
    switch (top.place) {
      case Place::document:
        if (top.key == "layers_flat") return expect(array, true, Place::layer_list, saw_layers);
        if (top.key == "layers") return expect(array, true, Place::unique_list, saw_unique);
        if (top.key == "stages") return expect(array, false, Place::stage_table, saw_stages);
        if (top.key == "workload" && !array) return Place::workload;
        if (top.key == "hierarchy") return Place::hierarchy;
        if (top.key == "inputs") return open_input(array);
        if (top.key == "shared_parameters") {
          if (!array) fault("array of arrays of names", "object");
          return array ? Place::shared_list : Place::ignored;
        }
        if (header_field(top.key)) fault("a single value", array ? "array" : "object");
        return Place::ignored;
      case Place::layer_list:
        if (array) {
          fault("object", "array");
          return Place::ignored;
        }
        artifact.tree.layers.emplace_back();
        seen_ = 0;
        return Place::layer;
      case Place::layer:
        if (top.key == "input_size" || top.key == "output_size" || top.key == "kernel_size") {
          if (!array) fault("array of ints", "object");
          dimensions_ = {};
          return array ? Place::dimensions : Place::ignored;
        }
        if (layer_field(top.key)) fault("a single value", array ? "array" : "object");
        return Place::ignored;
      case Place::dimensions:
        fault("an int", array ? "array" : "object");
        return Place::ignored;
      case Place::unique_list:
        if (array) {
          fault("object", "array");
          return Place::ignored;
        }
        artifact.unique_layers.emplace_back();
        return Place::unique;
      case Place::unique:
        if (top.key == "children") {
          if (!array) fault("array of strings", "object");
          return array ? Place::unique_children : Place::ignored;
        }
        return Place::ignored;
      case Place::stage_table:
        if (array) {
          fault("object", "array");
          return Place::ignored;
        }
        artifact.stages.push_back({top.key, 0, 0});
        seen_ = 0;
        if (!stage_names_.insert(top.key).second) fault("each stage once", "\"" + top.key.substr(0, 200) + "\" again");
        return Place::stage;
      case Place::hierarchy:
        if (!array) nodes_.push_back({std::nullopt, false, frames_.size()});
        return Place::hierarchy;
      case Place::unique_children:
      case Place::shared_names:
        fault("string", array ? "array" : "object");
        return Place::ignored;
      case Place::inputs:
        if (!top.array && top.key == "shape" && array) {
          inputs_.back().shape = Shape();
          return Place::input_shape;
        }
        return open_input(array);
      case Place::shared_list:
        if (!array) {
          fault("array of names", "object");
          return Place::ignored;
        }
        artifact.tree.header.shared_parameters.emplace_back();
        return Place::shared_names;
      case Place::input_shape:
        inputs_.back().shape.reset();
        return Place::ignored;
      case Place::workload:
      case Place::stage:
      case Place::ignored:
        break;
    }
    return Place::ignored;
  }

  Place open_input(bool array) {
    if (!array) inputs_.emplace_back();
    return Place::inputs;
  }

  /// An object with a shape and a dtype is a tensor; named as the call had it: "past_key_values[0][1]".
  void close_input() {
    const OpenInput input = std::move(inputs_.back());
    inputs_.pop_back();
    if (!input.shape || input.dtype.empty() || artifact.tree.header.inputs.size() >= kMaxInputs) return;
    std::string name = path().substr(std::string_view("inputs").size());
    if (!name.empty() && name[0] == '.') name.erase(0, 1);
    if (!name.empty() && name[0] == '[') name.clear();  // positional
    artifact.tree.header.inputs.push_back({name, *input.shape, input.dtype});
  }

  Place expect(bool array, bool wants_array, Place place, bool& seen) {
    if (seen) {
      fault("one list of this name", "another");
      return Place::ignored;
    }
    seen = true;
    if (array == wants_array) return place;
    fault(wants_array ? "array of objects" : "object", array ? "array" : "object");
    return Place::ignored;
  }

  bool open(bool array) {
    if (frames_.size() >= kMaxNesting)
      return stop("at most " + std::to_string(kMaxNesting) + " levels of nesting", "more");
    if (!frames_.empty() && frames_.back().place == Place::layer_list && artifact.tree.layers.size() >= kMaxRows)
      return stop("at most " + std::to_string(kMaxRows) + " rows", "more");
    const Place place = inside(array);
    const bool root_hierarchy = place == Place::hierarchy && !array && nodes_.empty();
    frames_.push_back({place, array, "", 0});
    if (root_hierarchy) nodes_.push_back({std::nullopt, false, frames_.size() - 1});
    return true;
  }

  bool close() {
    const Place place = frames_.back().place;
    const bool array = frames_.back().array;
    frames_.pop_back();
    if (place == Place::dimensions) put_dimensions();
    if (place == Place::layer) finish_layer();
    if (place == Place::stage) finish_stage();
    if (place == Place::hierarchy && !array && !nodes_.empty()) finish_node();
    if (place == Place::inputs && !array) close_input();
    next_element();
    return true;
  }

  /// A node that holds itself below itself, other than as a marked reference.
  void finish_node() {
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

  void put_dimensions() {
    const std::string& key = frames_.back().key;
    if (key == "input_size") layer().input_size = dimensions_;
    if (key == "output_size") layer().output_size = dimensions_;
    if (key == "kernel_size") layer().kernel_size = dimensions_;
  }

  static constexpr unsigned kHasClass = 1, kHasDepth = 2;  // of a layer
  static constexpr unsigned kHasParams = 1, kHasMacs = 2;  // of a stage

  void finish_layer() {
    if ((seen_ & kHasClass) == 0) fault_at(path() + ".class_name", "string", "nothing");
    if ((seen_ & kHasDepth) == 0) fault_at(path() + ".depth", "a whole number of at least 0", "nothing");
    if (layer().class_name_qualified.empty()) layer().class_name_qualified = layer().class_name;
  }
  void finish_stage() {
    if ((seen_ & kHasParams) == 0) fault_at(path() + ".params", "a whole number of at least 0", "nothing");
    if ((seen_ & kHasMacs) == 0) fault_at(path() + ".macs", "a whole number of at least 0", "nothing");
  }

  // --- scalars ---

  static bool header_field(const std::string& key) {
    return key == "total_params" || key == "total_macs" || key == "model_path";
  }
  static bool layer_field(const std::string& key) {
    return key == "class_name" || key == "depth" || key == "num_params" || key == "instance_name" || key == "macs" ||
           key == "class_name_qualified" || key == "executed" || key == "is_recursive" || key == "index";
  }

  bool scalar(const Scalar& value) {
    if (frames_.empty()) {
      fault("an object", value.describe());
      return true;
    }
    if (value.text != nullptr && value.text->size() > kMaxStringBytes)
      return stop("strings of at most " + std::to_string(kMaxStringBytes) + " bytes",
                  std::to_string(value.text->size()) + " bytes");
    switch (frames_.back().place) {
      case Place::document:
        header(value);
        break;
      case Place::workload:
        workload(value);
        break;
      case Place::layer_list:
      case Place::unique_list:
        fault("object", value.describe());
        break;
      case Place::layer:
        layer_value(value);
        break;
      case Place::dimensions:
        dimension(value);
        break;
      case Place::unique:
        unique_value(value);
        break;
      case Place::unique_children:
        text(value, artifact.unique_layers.back().children.emplace_back());
        break;
      case Place::stage:
        stage_value(value);
        break;
      case Place::stage_table:
        fault("object", value.describe());
        break;
      case Place::hierarchy:
        hierarchy_value(value);
        break;
      case Place::inputs:
        if (!frames_.back().array && frames_.back().key == "dtype" && value.type == Scalar::Type::text)
          inputs_.back().dtype = *value.text;
        break;
      case Place::input_shape:
        input_size(value);
        break;
      case Place::shared_list:
        fault("array of names", value.describe());
        break;
      case Place::shared_names:
        text(value, artifact.tree.header.shared_parameters.back().emplace_back());
        break;
      case Place::ignored:
        break;
    }
    next_element();
    return true;
  }

  void text(const Scalar& value, std::string& field) {
    if (value.type == Scalar::Type::text)
      field = *value.text;
    else
      fault("string", value.describe());
  }
  void flag(const Scalar& value, bool& field) {
    if (value.type == Scalar::Type::boolean)
      field = value.flag;
    else
      fault("true or false", value.describe());
  }
  bool count(const Scalar& value, std::int64_t& field) {
    if (value.type == Scalar::Type::integer && value.in_range && value.number >= 0 && value.number <= kMaxNumber) {
      field = value.number;
      return true;
    }
    fault(value.type == Scalar::Type::integer ? "a whole number from 0 to 2^53" : "a whole number of at least 0",
          value.describe());
    return false;
  }
  void maybe_text(const Scalar& value, std::string& field) {
    if (value.type != Scalar::Type::null) text(value, field);
  }
  void maybe_count(const Scalar& value, std::optional<std::int64_t>& field) {
    std::int64_t number = 0;
    if (value.type != Scalar::Type::null && count(value, number)) field = number;
  }

  void header(const Scalar& value) {
    const std::string& key = frames_.back().key;
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
    else if (key == "crop_mode" && value.type != Scalar::Type::null) {
      bool crop_mode = false;
      flag(value, crop_mode);
      h.crop_mode = crop_mode;
    } else if (key == "layers_flat" || key == "layers") {
      (key == "layers" ? saw_unique : saw_layers) = true;
      fault("array of objects", value.describe());
    } else if (key == "stages") {
      saw_stages = true;
      fault("object", value.describe());
    }
  }

  void workload(const Scalar& value) {
    const std::string& key = frames_.back().key;
    if (key == "crop_grid" && value.type == Scalar::Type::text) artifact.tree.header.workload_crop_grid = *value.text;
    if (key == "input_tokens") maybe_count(value, artifact.tree.header.workload_input_tokens);
  }

  void input_size(const Scalar& value) {
    std::optional<Shape>& shape = inputs_.back().shape;
    const bool size =
        value.type == Scalar::Type::integer && value.in_range && value.number >= 0 && value.number <= kMaxNumber;
    if (shape && size && shape->size() < kMaxDimensions)
      shape->push_back(value.number);
    else
      shape.reset();  // no tensor: an argument that happens to be called "shape"
  }

  void layer_value(const Scalar& value) {
    const std::string& key = frames_.back().key;
    Layer& row = layer();
    if (key == "index") {
      if (count(value, row.index) && !indices_.insert(row.index).second)
        fault("a unique index", std::to_string(row.index) + " again");
    } else if (key == "var_name")
      text(value, row.var_name);
    else if (key == "class_name") {
      text(value, row.class_name);
      seen_ |= kHasClass;
    } else if (key == "class_name_qualified")
      text(value, row.class_name_qualified);
    else if (key == "instance_name")
      text(value, row.instance_name);
    else if (key == "filepath")
      maybe_text(value, row.filepath);
    else if (key == "layer_id") {  // an address, of whatever size; other exporters may write names
      if (value.type == Scalar::Type::integer && value.in_range && value.number > 0) row.layer_id = value.number;
    } else if (key == "is_torch_builtin")
      flag(value, row.is_torch_builtin);
    else if (key == "depth") {
      count(value, row.depth);
      seen_ |= kHasDepth;
    } else if (key == "is_leaf_layer")
      flag(value, row.is_leaf);
    else if (key == "is_recursive")
      flag(value, row.is_recursive);
    else if (key == "executed")
      flag(value, row.executed);
    else if (key == "num_params")
      count(value, row.num_params);
    else if (key == "param_bytes")
      count(value, row.param_bytes);
    else if (key == "output_bytes")
      count(value, row.output_bytes);
    else if (key == "macs")
      count(value, row.macs);
    else if (key == "kernel_size") {
      std::int64_t edge = 0;
      if (value.type != Scalar::Type::null && count(value, edge)) row.kernel_size = Shape{edge};
    } else if (key == "input_size" || key == "output_size") {
      if (value.type != Scalar::Type::null) fault("array of ints", value.describe());
    }
  }

  void dimension(const Scalar& value) {
    std::int64_t size = 0;
    if (value.type != Scalar::Type::integer) return fault("an int", value.describe());
    if (!count(value, size)) return;
    if (dimensions_.size() < kMaxDimensions)
      dimensions_.push_back(size);
    else
      fault("at most " + std::to_string(kMaxDimensions) + " dimensions", "more");
  }

  void unique_value(const Scalar& value) {
    const std::string& key = frames_.back().key;
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

  void stage_value(const Scalar& value) {
    const std::string& key = frames_.back().key;
    StageSum& row = artifact.stages.back();
    if (key == "params") {
      count(value, row.params);
      seen_ |= kHasParams;
    } else if (key == "macs") {
      count(value, row.macs);
      seen_ |= kHasMacs;
    }
  }

  void hierarchy_value(const Scalar& value) {
    if (nodes_.empty() || nodes_.back().depth + 1 != frames_.size()) return;
    const std::string& key = frames_.back().key;
    if (key == "index" && value.type == Scalar::Type::integer && !nodes_.back().index) {
      nodes_.back().index = value.number;
      ++open_indices_[value.number];
    }
    if (key == "recursive_ref" && value.type == Scalar::Type::boolean) nodes_.back().recursive = value.flag;
  }

  std::vector<Frame> frames_;
  std::vector<Node> nodes_;
  std::vector<OpenInput> inputs_;  ///< the open objects inside `inputs`
  Shape dimensions_;
  unsigned seen_ = 0;
  std::unordered_set<std::int64_t> indices_;
  std::unordered_set<std::string> stage_names_;
  std::unordered_map<std::int64_t, std::size_t> open_indices_;  // of `nodes_`, with how many have each
};

/// Parents from depths: rows are in pre-order.
void build_tree(LayerTree& tree, Diagnostics& faults) {
  const std::optional<std::size_t> wrong = connect(tree);
  if (!wrong) return;
  const std::int64_t deepest = *wrong == 0 ? 0 : tree.layers[*wrong - 1].depth + 1;
  faults.push_back(
      {"layers_flat[" + std::to_string(*wrong) + "].depth",
       *wrong == 0 ? "0 for the first row" : "1 to " + std::to_string(deepest) + " (rows are in pre-order)",
       std::to_string(tree.layers[*wrong].depth), ""});
}

Diagnostics syntax_fault(std::string_view text, std::size_t position, bool out_of_range) {
  std::size_t line = 1;
  std::size_t column = 1;
  const std::size_t end = position == 0 ? 0 : position - 1 < text.size() ? position - 1 : text.size();
  for (std::size_t i = 0; i < end; ++i) {
    ++column;
    if (text[i] == '\n') {
      ++line;
      column = 1;
    }
  }
  const std::string where = "line " + std::to_string(line) + ", column " + std::to_string(column);
  if (out_of_range) return {{where, "a number in range", "one beyond the range of doubles", ""}};
  if (position > text.size()) return {{where, "JSON", "the end of the file: it is truncated", ""}};
  std::string near;
  for (std::size_t i = end; i < text.size() && near.size() < 12; ++i) {
    const char c = text[i];
    if (c < ' ' || c > '~') break;
    near += c;
  }
  const bool nan =
      near.rfind("aN", 0) == 0 || near.rfind("NaN", 0) == 0 || near.rfind("Inf", 0) == 0 || near.rfind("nf", 0) == 0;
  if (nan) return {{where, "a JSON number", "NaN or Infinity, which JSON does not have", ""}};
  return {{where, "JSON", near.empty() ? "an unexpected character" : "\"" + near + "\"", ""}};
}

/// JSON documents begin with a brace or a bracket; "[" also begins lines of logs.
bool looks_like_json(std::string_view text) {
  if (text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);
  const std::size_t start = text.find_first_not_of(" \t\r\n");
  if (start == std::string_view::npos) return false;
  return text[start] == '{' || (text[start] == '[' && !looks_like_summary(text));
}

/// The first words of a text, for a message.
std::string beginning_of(std::string_view text) {
  std::string words;
  for (char c : text.substr(std::min(text.find_first_not_of(" \t\r\n"), text.size()))) {
    if (c < ' ' || c > '~' || words.size() >= 40) break;
    words += c;
  }
  return words.empty() ? "something else" : "\"" + words + "\"";
}

}  // namespace

bool is_text_table(std::string_view text) {
  return !looks_like_json(text) && looks_like_summary(text);
}

Result<Artifact> read_artifact(std::string_view text) {
  if (text.empty()) return Diagnostics{{"", "a TorchInfo JSON file", "an empty file", ""}};
  if (is_text_table(text)) return read_summary_text(text);
  if (!looks_like_json(text))
    return Diagnostics{{"", "a TorchInfo JSON file or the text of torchinfo's summary", beginning_of(text), ""}};
  if (text.size() > kMaxBytes)
    return Diagnostics{{"", "a file of at most " + std::to_string(kMaxBytes >> 20) + " MiB",
                        std::to_string(text.size() >> 20) + " MiB", ""}};

  Handler handler;
  nlohmann::json::sax_parse(text.begin(), text.end(), &handler);
  if (handler.syntax_position) return syntax_fault(text, *handler.syntax_position, handler.out_of_range);
  const auto told = [&handler](Diagnostics list) {
    if (handler.more_faults > 0)
      list.push_back({"", "no further faults", std::to_string(handler.more_faults) + " more", ""});
    return list;
  };
  if (handler.stopped) return told(std::move(handler.faults));

  if (handler.saw_report)
    return Diagnostics{
        {"", "a TorchInfo artifact (layers_flat, layers or stages at its top)", "a report of this program", ""}};
  Artifact artifact = std::move(handler.artifact);
  Diagnostics faults = std::move(handler.faults);
  if (handler.saw_layers)
    artifact.kind = ArtifactKind::layers;
  else if (handler.saw_unique)
    artifact.kind = ArtifactKind::unique_layers;
  else if (handler.saw_stages)
    artifact.kind = ArtifactKind::stages;
  else if (handler.saw_hierarchy && faults.empty())
    faults.push_back(
        {"layers_flat", "array of objects", "nothing: a hierarchy alone repeats rows and is not read", ""});
  else
    faults.insert(faults.begin(),
                  {"", "a TorchInfo artifact (layers_flat, layers or stages at its top)", "another JSON document", ""});
  if (faults.empty() && artifact.kind == ArtifactKind::layers) {
    if (artifact.tree.layers.empty()) faults.push_back({"layers_flat", "at least one row", "an empty array", ""});
    build_tree(artifact.tree, faults);
  }
  if (artifact.kind == ArtifactKind::unique_layers) {
    std::unordered_set<std::string> seen;
    for (std::size_t i = 0; i < artifact.unique_layers.size() && faults.size() < kMaxFaults; ++i) {
      const std::string where = "layers[" + std::to_string(i) + "].class_name_qualified";
      const std::string& name = artifact.unique_layers[i].class_name_qualified;
      if (name.empty())
        faults.push_back({where, "a class name", "nothing", ""});
      else if (!seen.insert(name).second)
        faults.push_back({where, "a unique class", "\"" + name.substr(0, 200) + "\" again", ""});
    }
  }
  if (!faults.empty()) return told(std::move(faults));
  artifact.bytes = static_cast<std::int64_t>(text.size());
  return artifact;
}

}  // namespace modelmeter::torchinfo
