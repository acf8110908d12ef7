#include "estimator/settings.h"

#include <algorithm>
#include <functional>
#include <iterator>

namespace modelmeter {
namespace {

constexpr const char* kQuantizedNames[] = {"linear", "decoder", "all"};

/// A field with how it reads and writes a scenario.
struct Binding {
  SettingField field;
  std::function<SettingValue(const Scenario&)> get;
  std::function<void(Scenario&, const SettingValue&)> put;
};

template <class Struct>
Binding integer(SettingGroup group, Struct Scenario::*part, std::int64_t Struct::*member, const char* key,
                const char* label, const char* help, const char* unit, std::int64_t minimum, std::int64_t maximum) {
  return {{key, group, label, help, SettingType::integer, unit, minimum, maximum, {}},
          [=](const Scenario& s) { return SettingValue{s.*part.*member}; },
          [=](Scenario& s, const SettingValue& v) { s.*part.*member = std::get<std::int64_t>(v); }};
}

/// A choice among enumerators: names in enumerator order.
template <class Struct, class Enum>
Binding choice(SettingGroup group, Struct Scenario::*part, Enum Struct::*member, const char* key, const char* label,
               const char* help, const std::vector<SettingChoice>& choices) {
  return {{key, group, label, help, SettingType::choice, "", 0, 0, choices},
          [=](const Scenario& s) { return SettingValue{choices[static_cast<std::size_t>(s.*part.*member)].value}; },
          [=](Scenario& s, const SettingValue& v) {
            for (std::size_t i = 0; i < choices.size(); ++i)
              if (choices[i].value == std::get<std::string>(v)) s.*part.*member = static_cast<Enum>(i);
          }};
}

template <class Struct>
Binding boolean(SettingGroup group, Struct Scenario::*part, bool Struct::*member, const char* key, const char* label,
                const char* help) {
  return {{key, group, label, help, SettingType::boolean, "", 0, 0, {}},
          [=](const Scenario& s) { return SettingValue{s.*part.*member}; },
          [=](Scenario& s, const SettingValue& v) { s.*part.*member = std::get<bool>(v); }};
}

std::string label_of(Format format) {
  switch (format) {
    case Format::fp8_e4m3:
      return "fp8 E4M3";
    case Format::fp8_e5m2:
      return "fp8 E5M2";
    case Format::int4_g128:
      return "int4, groups of 128";
    case Format::nvfp4:
      return "nvfp4, blocks of 16";
    case Format::mxfp4:
      return "mxfp4, blocks of 32";
    default:
      return std::string(name_of(format));
  }
}

std::vector<SettingChoice> format_choices() {
  std::vector<SettingChoice> choices;
  for (const FormatInfo& row : kFormats) choices.push_back({std::string(row.name), label_of(row.format)});
  return choices;
}

Binding format(Format Precision::*member, const char* key, const char* label, const char* help) {
  const std::vector<SettingChoice> choices = format_choices();
  return {{key, SettingGroup::precision, label, help, SettingType::choice, "", 0, 0, choices},
          [=](const Scenario& s) { return SettingValue{std::string(name_of(s.estimate.precision.*member))}; },
          [=](Scenario& s, const SettingValue& v) {
            s.estimate.precision.*member = *format_from(std::get<std::string>(v));
          }};
}

Binding architecture(const ArchitectureField& field) {
  struct Named {
    const char* key;
    std::int64_t DeepSeekOCRModelSpec::*member;
  };
  static constexpr Named named[] = {{"hidden_size", &DeepSeekOCRModelSpec::hidden_size},
                                    {"intermediate_size", &DeepSeekOCRModelSpec::intermediate_size},
                                    {"num_layers", &DeepSeekOCRModelSpec::num_layers},
                                    {"num_attention_heads", &DeepSeekOCRModelSpec::num_attention_heads}};
  for (const Named& one : named)
    if (field.key == one.key)
      return integer(SettingGroup::architecture, &Scenario::model, one.member, field.key.c_str(), field.label.c_str(),
                     field.help.c_str(), "", field.minimum, field.maximum);
  const std::string key = field.key;
  return {{key,
           SettingGroup::architecture,
           field.label,
           field.help,
           SettingType::integer,
           "",
           field.minimum,
           field.maximum,
           {}},
          [key](const Scenario& s) {
            const auto found = s.model.architecture.find(key);
            return SettingValue{found == s.model.architecture.end() ? std::int64_t{0} : found->second};
          },
          [key](Scenario& s, const SettingValue& v) { s.model.architecture[key] = std::get<std::int64_t>(v); }};
}

std::vector<Binding> make_bindings(const Model& model) {
  using G = SettingGroup;
  constexpr auto W = &Scenario::workload;
  constexpr auto E = &Scenario::estimate;
  std::vector<Binding> all{
      integer(G::workload, W, &OCRWorkloadProfile::seq_len, "seq_len", "Prompt length",
              "Tokens of the whole prompt, image tokens included.", "tokens", 1, 1048576),
      integer(G::workload, W, &OCRWorkloadProfile::max_new_tokens, "max_new_tokens", "Generated tokens",
              "Decode steps per page.", "tokens", 0, 1048576),
      choice(G::workload, W, &OCRWorkloadProfile::doc_kind, "doc_kind", "Document kind",
             "Sets prompt and generated tokens to a documented preset, unless they are set themselves.",
             {{"text_heavy", "text heavy"},
              {"mixed_layout", "mixed layout"},
              {"image_rich", "image rich"},
              {"synthetic", "synthetic"}}),
      integer(G::workload, W, &OCRWorkloadProfile::num_pages, "num_pages", "Pages",
              "Independent requests; a multiple of the batch size.", "pages", 1, 1000000),
      integer(G::workload, E, &EstimateSettings::batch_size, "batch_size", "Batch size", "Pages that run together.",
              "pages", 1, 4096),
      boolean(G::page, W, &OCRWorkloadProfile::crop_mode, "crop_mode", "Dynamic crops",
              "A page larger than one crop is also cut into 2 to 9 crops."),
      integer(G::page, W, &OCRWorkloadProfile::base_size, "base_size", "Global view",
              "Edge of the padded whole-page view.", "px", 64, 4096),
      integer(G::page, W, &OCRWorkloadProfile::image_size, "image_size", "Crop size", "Edge of one crop.", "px", 64,
              4096),
      integer(G::page, E, &EstimateSettings::page_width, "page_width", "Page width",
              "Decides the crop grid where it is auto.", "px", 1, 100000),
      integer(G::page, E, &EstimateSettings::page_height, "page_height", "Page height",
              "Decides the crop grid where it is auto.", "px", 1, 100000),
      {{"crop_grid",
        G::page,
        "Crop grid",
        "auto (from the page size), none, or columns x rows such as 2x3.",
        SettingType::text,
        "",
        0,
        0,
        {}},
       [](const Scenario& s) { return SettingValue{s.estimate.crop_grid}; },
       [](Scenario& s, const SettingValue& v) { s.estimate.crop_grid = std::get<std::string>(v); }},
      format(&Precision::weights, "weights", "Weights", "Storage format of the parameters."),
      format(&Precision::activations, "activations", "Activations", "Format of the tensors between operators."),
      format(&Precision::kv_cache, "kv_cache", "KV cache", "Storage format of cached keys and values."),
      {{"quantized_layers",
        G::precision,
        "Layers quantized",
        "Whose weights a format of 8 bits or fewer holds; the other parameters keep the activations' format or bf16.",
        SettingType::choice,
        "",
        0,
        0,
        {{"linear", "linear layers and experts"}, {"decoder", "those of the decoder"}, {"all", "every parameter"}}},
       [](const Scenario& s) {
         return SettingValue{
             std::string(kQuantizedNames[static_cast<std::size_t>(s.estimate.precision.quantized_layers)])};
       },
       [](Scenario& s, const SettingValue& v) {
         for (std::size_t i = 0; i < std::size(kQuantizedNames); ++i)
           if (std::get<std::string>(v) == kQuantizedNames[i])
             s.estimate.precision.quantized_layers = static_cast<QuantizedLayers>(i);
       }},
      choice(G::execution, E, &EstimateSettings::execution, "execution", "Time model", "How kernels are timed.",
             {{"roofline", "roofline (data-sheet peaks)"}, {"calibrated", "calibrated on measured kernels"}}),
      choice(G::execution, E, &EstimateSettings::runtime, "runtime", "Runtime",
             "Which kernels run and who launches them.",
             {{"fused", "fused (ideal serving engine)"},
              {"compiled", "compiled (torch.compile)"},
              {"graph", "PyTorch kernels in a graph"},
              {"eager", "PyTorch eager"}}),
      choice(
          G::execution, E, &EstimateSettings::moe_implementation, "moe_implementation", "Experts run",
          "Kernels of a mixture of experts: sorted tokens and grouped products, or the reference implementation's loop "
          "over experts, which waits for the host. The fused runtime has neither.",
          {{"grouped", "grouped products"}, {"vendor", "Python loop over experts"}}),
      choice(G::execution, E, &EstimateSettings::kv_cache_form, "kv_cache_form", "KV cache",
             "How a step's keys and values reach the cache: written to a buffer of full length, or the whole cache "
             "concatenated anew. The fused runtime writes.",
             {{"static", "static buffer"}, {"cat", "concatenated every step"}}),
      integer(G::execution, E, &EstimateSettings::memory_reserve_mib, "memory_reserve_mib", "Memory reserve",
              "For context and allocator, added to the memory needed. An assumption.", "MiB", 0, 1048576),
      choice(G::conventions, E, &EstimateSettings::attention_counting, "attention_counting", "Attention counting",
             "full: the whole score rectangle, as FLOP counters do. causal: only the scores that the mask leaves.",
             {{"full", "full rectangle"}, {"causal", "causal, exact"}}),
      choice(G::conventions, E, &EstimateSettings::head_tokens, "head_tokens", "Head on",
             "Prompt positions that the language head computes: all (as the public code does) or only the last.",
             {{"all", "all prompt tokens"}, {"last", "last token only"}}),
      choice(G::conventions, E, &EstimateSettings::expert_reads, "expert_reads", "Experts read",
             "Whose weights a mixture-of-experts layer reads: the expectation under uniform routing, all, or as few as "
             "possible.",
             {{"expected", "expected distinct"}, {"all", "all experts"}, {"top_k", "top-k only"}}),
  };
  std::vector<std::string> keys = model.setting_keys();
  for (const ArchitectureField& field : model.architecture_fields()) {
    all.push_back(architecture(field));
    keys.push_back(field.key);
  }
  all.push_back(boolean(G::architecture, &Scenario::model, &DeepSeekOCRModelSpec::uses_moe, "uses_moe",
                        "Mixture of experts", "Off: every decoder layer has the dense MLP."));
  all.push_back(choice(G::architecture, &Scenario::model, &DeepSeekOCRModelSpec::vision_backbone, "vision_backbone",
                       "Vision backbone", "Family of the first vision encoder.",
                       {{"sam_vit_b", "SAM ViT-B"}, {"clip_vit_l", "CLIP ViT-L"}, {"other", "other"}}));

  for (Binding& binding : all)  // image views are cut into patches
    if (binding.field.key == "base_size" || binding.field.key == "image_size") binding.field.step = 16;
  if (model.id() == kArtifactModel)  // one forward pass of anything, not pages of a document
    for (Binding& binding : all) {
      if (binding.field.key == "seq_len") {
        binding.field.label = "Sequence length";
        binding.field.help = "Length of the dimension that the artifact's token inputs have.";
      } else if (binding.field.key == "batch_size") {
        binding.field.help = "Samples that run together.";
        binding.field.unit = "samples";
      }
    }
  std::vector<Binding> kept;
  for (Binding& binding : all)
    if (binding.field.group == G::precision || std::find(keys.begin(), keys.end(), binding.field.key) != keys.end())
      kept.push_back(std::move(binding));
  return kept;
}

std::string wanted(const SettingField& field) {
  switch (field.type) {
    case SettingType::integer:
      return "a whole number from " + std::to_string(field.minimum) + " to " + std::to_string(field.maximum);
    case SettingType::boolean:
      return "true or false";
    case SettingType::text:
      return "text";
    case SettingType::choice:
      break;
  }
  std::string names;
  for (const SettingChoice& one : field.choices) names += (names.empty() ? "" : ", ") + one.value;
  return "one of " + names;
}

/// Text of a command line as a whole number; nothing else than digits and a sign.
std::optional<std::int64_t> whole_number(const std::string& text) {
  const std::size_t start = !text.empty() && text[0] == '-' ? 1 : 0;
  if (text.size() == start || text.size() > start + 18) return std::nullopt;
  std::int64_t number = 0;
  for (std::size_t i = start; i < text.size(); ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    number = number * 10 + (text[i] - '0');
  }
  return start == 1 ? -number : number;
}

std::string shown(const SettingValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return whole_number(*text) ? *text : "\"" + *text + "\"";
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return std::to_string(*whole);
  return "a fraction";
}

/// The value in the field's own type, or nothing where it does not fit.
std::optional<SettingValue> typed(const SettingField& field, const SettingValue& value) {
  const auto* text = std::get_if<std::string>(&value);
  switch (field.type) {
    case SettingType::integer: {
      std::optional<std::int64_t> number;
      if (const auto* whole = std::get_if<std::int64_t>(&value)) number = *whole;
      if (text) number = whole_number(*text);
      if (!number || *number < field.minimum || *number > field.maximum) return std::nullopt;
      return SettingValue{*number};
    }
    case SettingType::boolean:
      if (std::holds_alternative<bool>(value)) return value;
      if (text && (*text == "true" || *text == "false")) return SettingValue{*text == "true"};
      return std::nullopt;
    case SettingType::text:
      if (text && text->size() <= 64) return value;
      return std::nullopt;
    case SettingType::choice:
      break;
  }
  if (text)
    for (const SettingChoice& one : field.choices)
      if (one.value == *text) return value;
  if (text && field.group == SettingGroup::precision)  // "fp8" is E4M3
    if (const std::optional<Format> format = format_from(*text); format && field.key != "quantized_layers")
      return SettingValue{std::string(name_of(*format))};
  return std::nullopt;
}

std::string nearest_valid(const SettingField& field, const SettingValue& value) {
  if (field.type != SettingType::integer) return field.choices.empty() ? "" : field.choices[0].value;
  std::optional<std::int64_t> number;
  if (const auto* whole = std::get_if<std::int64_t>(&value)) number = *whole;
  if (const auto* text = std::get_if<std::string>(&value)) number = whole_number(*text);
  if (!number) return "";
  return std::to_string(std::clamp(*number, field.minimum, field.maximum));
}

/// "bf16", "int4" or "int4/bf16/fp8" as three formats.
std::optional<Precision> precision_of(const std::string& text) {
  const std::size_t first = text.find('/');
  if (first == std::string::npos) {
    const std::optional<Format> format = format_from(text);
    if (!format) return std::nullopt;
    if (bits_of(*format) < 8) return Precision{*format, Format::bf16, Format::bf16};
    return Precision{*format, *format, *format};
  }
  const std::size_t second = text.find('/', first + 1);
  if (second == std::string::npos) return std::nullopt;
  const std::optional<Format> weights = format_from(text.substr(0, first));
  const std::optional<Format> activations = format_from(text.substr(first + 1, second - first - 1));
  const std::optional<Format> kv = format_from(text.substr(second + 1));
  if (!weights || !activations || !kv) return std::nullopt;
  return Precision{*weights, *activations, *kv};
}

std::string known_keys(const std::vector<Binding>& bindings) {
  std::string keys = "precision";
  for (const Binding& binding : bindings) keys += ", " + binding.field.key;
  return keys;
}

}  // namespace

std::vector<SettingField> setting_fields(const Model& model) {
  std::vector<SettingField> fields;
  for (Binding& binding : make_bindings(model)) fields.push_back(std::move(binding.field));
  return fields;
}

Result<ResolvedRequest> resolve(const EstimateRequest& request) {
  const Model* model = request.model == kArtifactModel ? request.artifact_model : find_model(request.model);
  if (model == nullptr && request.model == kArtifactModel)
    return Diagnostics{{"model", "a loaded artifact with layers", "none loaded", built_in_models()[0]->id()}};
  if (model == nullptr) {
    std::string names;
    for (const Model* one : built_in_models()) names += (names.empty() ? "" : ", ") + one->id();
    return Diagnostics{{"model", "one of " + names, "\"" + request.model + "\"", built_in_models()[0]->id()}};
  }

  ResolvedRequest resolved;
  resolved.model = model;
  Scenario& scenario = resolved.scenario;
  scenario.model = model->spec();
  scenario.estimate.gpu_id = request.gpu;
  scenario.estimate.batch_size = model->default_batch();
  scenario.estimate.precision = model->default_precision();
  Diagnostics faults;

  const std::vector<OCRWorkloadProfile> profiles = model->workloads();
  scenario.workload = profiles[0];
  if (const auto* id = std::get_if<std::string>(&request.workload)) {
    std::string names;
    bool found = id->empty();
    for (const OCRWorkloadProfile& profile : profiles) {
      names += (names.empty() ? "" : ", ") + profile.profile_id;
      if (profile.profile_id == *id) {
        scenario.workload = profile;
        found = true;
      }
    }
    if (!found) faults.push_back({"workload", "one of " + names, "\"" + *id + "\"", profiles[0].profile_id});
  } else {
    scenario.workload = std::get<OCRWorkloadProfile>(request.workload);
  }

  const std::vector<Binding> bindings = make_bindings(*model);
  std::vector<std::string> set_keys;
  const auto was_set = [&](const char* key) {
    return std::find(set_keys.begin(), set_keys.end(), key) != set_keys.end();
  };
  for (const auto& entry : request.set) {
    const std::string& key = entry.first;
    const SettingValue& given = entry.second;
    if (key == "precision") {
      const auto* text = std::get_if<std::string>(&given);
      const std::optional<Precision> precision = text ? precision_of(*text) : std::nullopt;
      if (precision) {
        scenario.estimate.precision.weights = precision->weights;
        scenario.estimate.precision.activations = precision->activations;
        scenario.estimate.precision.kv_cache = precision->kv_cache;
      } else {
        std::string names;
        for (const FormatInfo& row : kFormats) names += (names.empty() ? "" : ", ") + std::string(row.name);
        faults.push_back({key, "a format (" + names + ") or weights/activations/kv_cache", shown(given), "bf16"});
      }
      for (const char* part : {"weights", "activations", "kv_cache"}) set_keys.emplace_back(part);
      continue;
    }
    const auto binding =
        std::find_if(bindings.begin(), bindings.end(), [&](const Binding& b) { return b.field.key == key; });
    if (binding == bindings.end()) {
      faults.push_back({key, "a setting (" + known_keys(bindings) + ")", "an unknown name", ""});
      continue;
    }
    const std::optional<SettingValue> value = typed(binding->field, given);
    if (!value) {
      faults.push_back({key, wanted(binding->field), shown(given), nearest_valid(binding->field, given)});
      continue;
    }
    binding->put(scenario, *value);
    set_keys.push_back(key);
  }

  // A profile of one's own passes the same checks as single settings.
  for (const Binding& binding : bindings) {
    const SettingValue held = binding.get(scenario);
    if (!typed(binding.field, held) && !was_set(binding.field.key.c_str()))
      faults.push_back({binding.field.key, wanted(binding.field), shown(held), nearest_valid(binding.field, held)});
  }
  if (!faults.empty()) return faults;

  std::vector<std::string> derived;
  if (was_set("doc_kind")) {
    for (const DocumentPreset& preset : model->document_presets()) {
      if (preset.kind != scenario.workload.doc_kind) continue;
      const Result<std::int64_t> image_tokens = model->image_tokens(scenario);
      if (!was_set("seq_len") && ok(image_tokens)) {
        scenario.workload.seq_len = value(image_tokens) + preset.text_tokens;
        derived.emplace_back("seq_len");
      }
      if (!was_set("max_new_tokens")) {
        scenario.workload.max_new_tokens = preset.output_tokens;
        derived.emplace_back("max_new_tokens");
      }
    }
  }

  for (const Binding& binding : bindings) {
    const std::string& key = binding.field.key;
    SettingOrigin origin = SettingOrigin::standard;
    const bool from_profile = key == "seq_len" || key == "max_new_tokens" || key == "doc_kind" || key == "num_pages" ||
                              key == "crop_mode" || key == "base_size" || key == "image_size";
    if (from_profile) origin = SettingOrigin::workload;
    if (was_set(key.c_str())) origin = SettingOrigin::request;
    if (std::find(derived.begin(), derived.end(), key) != derived.end()) origin = SettingOrigin::derived;
    resolved.settings.push_back({key, binding.get(scenario), origin});
  }
  return resolved;
}

}  // namespace modelmeter
