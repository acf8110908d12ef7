#include "serialization/torchinfo_json.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <unordered_set>

#include "serialization/torchinfo_sax.h"
#include "torchinfo/flop_counts.h"
#include "torchinfo/summary_table.h"
#include "torchinfo/summary_text.h"

namespace modelmeter::torchinfo {
namespace {

constexpr std::size_t kMaxFaults = 100;
constexpr const char* kArtifacts = "a TorchInfo artifact (layers_flat, layers or stages at its top)";

/// The parser's events, for a document that knows nothing of the parser.
class Events {
 public:
  explicit Events(SaxDocument& document) : document_(document) {}

  bool null() { return document_.scalar({}); }
  bool boolean(bool value) { return document_.scalar({.type = SaxScalar::Type::boolean, .flag = value}); }
  bool number_integer(std::int64_t value) {
    return document_.scalar({.type = SaxScalar::Type::integer, .number = value});
  }
  bool number_unsigned(std::uint64_t value) {
    const bool fits = value <= static_cast<std::uint64_t>(INT64_MAX);
    return document_.scalar(
        {.type = SaxScalar::Type::integer, .number = fits ? static_cast<std::int64_t>(value) : 0, .in_range = fits});
  }
  bool number_float(double value, const std::string&) {
    return document_.scalar({.type = SaxScalar::Type::fraction, .fraction = value});
  }
  bool string(std::string& value) { return document_.scalar({.type = SaxScalar::Type::text, .text = &value}); }
  bool binary(std::vector<std::uint8_t>&) { return false; }
  bool key(std::string& name) { return document_.key(name); }
  bool start_object(std::size_t) { return document_.open(false); }
  bool start_array(std::size_t) { return document_.open(true); }
  bool end_object() { return document_.close(); }
  bool end_array() { return document_.close(); }

  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception& error) {
    syntax_position = position;
    out_of_range = error.id >= 400;
    return false;
  }
  std::optional<std::size_t> syntax_position;
  bool out_of_range = false;

 private:
  SaxDocument& document_;
};

/// Parents from depths: rows are in pre-order.
void build_tree(LayerTree& tree, const char* list, Diagnostics& faults) {
  if (tree.layers.empty()) {
    faults.push_back({list, "at least one row", "an empty array", ""});
    return;
  }
  const std::optional<std::size_t> wrong = connect(tree);
  if (!wrong) return;
  const std::int64_t deepest = *wrong == 0 ? 0 : tree.layers[*wrong - 1].depth + 1;
  faults.push_back(
      {list + ("[" + std::to_string(*wrong)) + "].depth",
       *wrong == 0 ? "0 for the first row" : "1 to " + std::to_string(deepest) + " (rows are in pre-order)",
       std::to_string(tree.layers[*wrong].depth), ""});
}

void check_unique_layers(const std::vector<UniqueLayer>& layers, Diagnostics& faults) {
  std::unordered_set<std::string> seen;
  for (std::size_t i = 0; i < layers.size() && faults.size() < kMaxFaults; ++i) {
    const std::string where = "layers[" + std::to_string(i) + "].class_name_qualified";
    const std::string& name = layers[i].class_name_qualified;
    if (name.empty())
      faults.push_back({where, "a class name", "nothing", ""});
    else if (!seen.insert(name).second)
      faults.push_back({where, "a unique class", "\"" + name.substr(0, 200) + "\" again", ""});
  }
}

/// What to say of a sound document that is no artifact.
Diagnostic not_an_artifact(const TorchInfoSax& read) {
  if (read.saw_report) return {"", kArtifacts, "a report of this program", ""};
  if (read.saw_module_classes)
    return {"", kArtifacts, "torchinfo-extras.json: not needed, what it holds is inferred from the layers", ""};
  if (read.groups_of_flops.empty()) return {"", kArtifacts, "another JSON document", ""};
  std::string groups;
  for (const std::string& group : read.groups_of_flops) groups += (groups.empty() ? "" : ", ") + group.substr(0, 100);
  return {"", "a FLOP-counter file (total_flops and modules at its top)",
          "several counts in one file (below " + groups + "): make a file of one of them", ""};
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

/// Runs the parser over a text; what kept it from its end.
Diagnostics parse(std::string_view text, TorchInfoSax& document) {
  Events events(document);
  nlohmann::json::sax_parse(text.begin(), text.end(), &events);
  if (events.syntax_position) return syntax_fault(text, *events.syntax_position, events.out_of_range);
  return document.stopped() ? document.take_faults() : Diagnostics();
}

Result<Artifact> finished(Artifact artifact, ArtifactKind kind, const char* list, std::size_t bytes) {
  Diagnostics faults;
  artifact.kind = kind;
  artifact.bytes = static_cast<std::int64_t>(bytes);
  if (kind == ArtifactKind::layers) build_tree(artifact.tree, list, faults);
  if (kind == ArtifactKind::unique_layers) check_unique_layers(artifact.unique_layers, faults);
  if (kind == ArtifactKind::flop_counter) {
    artifact.flops.dtype = artifact.header().dtype;
    name_by_instance(artifact.flops);
  }
  if (!faults.empty()) return faults;
  return artifact;
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

  TorchInfoSax read(false);
  if (Diagnostics faults = parse(text, read); !faults.empty()) return faults;
  const bool several_counts =
      !read.groups_of_flops.empty() && !read.saw_layers && !read.saw_unique && !read.saw_total_flops;
  if (read.saw_report || several_counts) return Diagnostics{not_an_artifact(read)};
  Diagnostics faults = read.take_faults();
  const bool known = read.saw_layers || read.saw_unique || read.saw_stages;
  if (!known && read.saw_total_flops) {
    faults.insert(faults.end(), read.flop_faults.begin(), read.flop_faults.end());
    if (!read.saw_modules && read.flop_faults.empty())
      faults.push_back({"modules", "an object of FLOPs by module path", "nothing", ""});
    if (!faults.empty()) return faults;
    return finished(std::move(read.artifact), ArtifactKind::flop_counter, "", text.size());
  }
  if (!known && read.saw_hierarchy && faults.empty()) {
    TorchInfoSax again(true);
    if (Diagnostics broken = parse(text, again); !broken.empty()) return broken;
    faults = again.take_faults();
    if (!faults.empty()) return faults;
    again.keep_rows_once();
    return finished(std::move(again.artifact), ArtifactKind::layers, "hierarchy", text.size());
  }
  if (!known) faults.insert(faults.begin(), not_an_artifact(read));
  if (!faults.empty()) return faults;
  if (read.saw_layers) return finished(std::move(read.artifact), ArtifactKind::layers, "layers_flat", text.size());
  return finished(std::move(read.artifact), read.saw_unique ? ArtifactKind::unique_layers : ArtifactKind::stages, "",
                  text.size());
}

}  // namespace modelmeter::torchinfo
