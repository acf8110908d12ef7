#include "serialization/wire.h"

#include <algorithm>
#include <set>

#include "architectures/generic/lowering.h"
#include "operators/categories.h"
#include "serialization/entity_fields.h"
#include "serialization/hardware_profile_fields.h"

namespace modelmeter {
namespace {

constexpr const char* kSchemaVersion = "1.0";

constexpr const char* kGroupNames[] = {"workload", "page", "precision", "execution", "conventions", "architecture"};
constexpr const char* kTypeNames[] = {"integer", "boolean", "choice", "text"};
constexpr const char* kOriginNames[] = {"default", "workload", "request", "derived"};

template <class Entity>
Json entities(const std::vector<Entity>& list) {
  Json array = Json::array();
  for (const Entity& one : list) array.push_back(entity_json(one));
  return array;
}

Json to_wire(const SettingValue& value) {
  return std::visit([](const auto& held) { return Json(held); }, value);
}

Json to_wire(const SettingField& field) {
  Json json{{"key", field.key},   {"group", kGroupNames[static_cast<std::size_t>(field.group)]}, {"label", field.label},
            {"help", field.help}, {"type", kTypeNames[static_cast<std::size_t>(field.type)]},    {"unit", field.unit}};
  if (field.type == SettingType::integer) {
    json["minimum"] = field.minimum;
    json["maximum"] = field.maximum;
    if (field.step > 1) json["step"] = field.step;
  }
  if (!field.choices.empty()) {
    json["choices"] = Json::array();
    for (const SettingChoice& choice : field.choices)
      json["choices"].push_back({{"value", choice.value}, {"label", choice.label}});
  }
  return json;
}

void collect_classes(const ModuleNode& node, std::set<std::string>& classes) {
  classes.insert(node.qualified_class_name);
  for (const ModuleNode& child : node.children) collect_classes(child, classes);
}

/// Classes of the model's tree under its default workload.
std::set<std::string> classes_of(const Model& model) {
  Scenario scenario;
  scenario.model = model.spec();
  scenario.workload = model.workloads()[0];
  scenario.estimate.batch_size = model.default_batch();
  std::set<std::string> classes;
  const Result<BuiltRun> built = model.build(scenario);
  if (ok(built)) collect_classes(value(built).tree, classes);
  return classes;
}

void add_setting(EstimateRequest& request, const std::string& key, const Reader& item) {
  const Json& json = item.json();
  if (json.is_string())
    request.set.emplace_back(key, item.string());
  else if (json.is_boolean())
    request.set.emplace_back(key, item.boolean());
  else if (json.is_number_integer())
    request.set.emplace_back(key, item.integer(INT64_MIN));
  else if (json.is_number())
    request.set.emplace_back(key, json.get<double>());
  else
    item.fault("number, string or boolean");
}

std::string grouped_digits(std::int64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t i = digits.size(); i > 3 && digits[i - 4] != '-'; i -= 3) digits.insert(i - 3, ",");
  return digits;
}

}  // namespace

std::string reply(Json value) {
  Json json;
  json["ok"] = true;
  json["value"] = std::move(value);
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string rejection(const Diagnostics& errors) {
  Json json;
  json["ok"] = false;
  json["errors"] = to_wire(errors);
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json to_wire(const Diagnostics& diagnostics) {
  Json array = Json::array();
  for (const Diagnostic& one : diagnostics) {
    Json json{{"path", one.path}, {"expected", one.expected}, {"got", one.got}};
    if (!one.suggested.empty()) json["suggested"] = one.suggested;
    array.push_back(std::move(json));
  }
  return array;
}

std::string reply_text(const std::string& json) {
  return "{\"ok\":true,\"value\":" + json + "}";
}

std::string estimate_text(const Estimate& estimate) {
  Json settings = Json::array();
  for (const SettingInForce& setting : estimate.settings)
    settings.push_back({{"key", setting.key},
                        {"value", to_wire(setting.value)},
                        {"origin", kOriginNames[static_cast<std::size_t>(setting.origin)]}});
  JsonText text(JsonText::Layout::compact);
  text.begin_object();
  text.key("report");
  text.raw(entity_text(estimate.report, JsonText::Layout::compact));
  text.key("settings");
  text.raw(settings.dump(-1, ' ', false, Json::error_handler_t::replace));
  Json unavailable = Json::array();
  for (const UnavailableChoice& one : estimate.unavailable)
    unavailable.push_back({{"key", one.key}, {"value", one.value}, {"reason", one.reason}});
  text.key("unavailable");
  text.raw(unavailable.dump(-1, ' ', false, Json::error_handler_t::replace));
  text.key("flags");
  text.raw(to_wire(flags(estimate.report)).dump(-1, ' ', false, Json::error_handler_t::replace));
  text.end_object();
  return text.take();
}

Json to_wire(const ModuleExplanation& explanation) {
  Json operators = Json::array();
  for (const OperatorExplanation& op : explanation.operators) {
    Json formulas = Json::array();
    for (const FormulaLine& line : op.formulas)
      formulas.push_back({{"quantity", line.quantity},
                          {"latex", line.latex},
                          {"substituted", line.substituted},
                          {"result", grouped_digits(line.result)},
                          {"unit", line.unit}});
    Json symbols = Json::array();
    for (const Symbol& symbol : op.symbols) {
      Json row{{"symbol", symbol.latex}, {"meaning", symbol.meaning}};
      if (symbol.denominator == 1)
        row["value"] = symbol.value;
      else
        row["value"] = static_cast<double>(symbol.value) / static_cast<double>(symbol.denominator);
      symbols.push_back(std::move(row));
    }
    operators.push_back({{"name", op.name},
                         {"title", op.words.title},
                         {"summary", op.words.summary},
                         {"formulas", std::move(formulas)},
                         {"symbols", std::move(symbols)},
                         {"assumptions", op.words.assumptions},
                         {"source", op.words.source}});
  }
  return {{"module_id", explanation.module_id}, {"operators", std::move(operators)}};
}

Json to_wire(const std::vector<KernelRow>& kernels) {
  Json rows = Json::array();
  for (const KernelRow& row : kernels)
    rows.push_back({{"module_id", row.module_id},
                    {"operator", row.op},
                    {"name", row.name},
                    {"kind", row.kind},
                    {"shape", row.shape},
                    {"memory_operation", row.memory_operation},
                    {"launches", row.launches},
                    {"bytes", row.bytes},
                    {"matrix_flops", row.matrix_flops},
                    {"time_ms", row.time_ms},
                    {"bound", json_name(row.bound)}});
  return rows;
}

Json to_wire(const HardwareProfile& profile) {
  return entity_json(profile);
}

Json to_wire(const Verification& verification) {
  const auto comparison = [](const Comparison& one) {
    const std::optional<double> difference = one.difference();
    return Json{{"report", one.report},
                {"reference", one.reference ? Json(*one.reference) : Json(nullptr)},
                {"difference", difference ? Json(*difference) : Json(nullptr)}};
  };
  Json rows = Json::array();
  for (const VerificationRow& row : verification.rows)
    rows.push_back({{"module_id", row.module_id},
                    {"instance", row.instance},
                    {"class_name", row.class_name},
                    {"depth", row.depth},
                    {"instances", row.instances},
                    {"parameters", comparison(row.parameters)},
                    {"matrix_flops", comparison(row.matrix_flops)},
                    {"artifact_flops", comparison(row.artifact_flops)}});
  return {{"artifact", verification.artifact ? Json(*verification.artifact) : Json(nullptr)},
          {"counter", verification.counter ? Json(*verification.counter) : Json(nullptr)},
          {"rows", std::move(rows)},
          {"notes", verification.notes}};
}

Json model_info(const Model& model) {
  Json form = Json::array();
  for (const SettingField& field : setting_fields(model)) form.push_back(to_wire(field));
  return {{"id", model.id()},
          {"name", model.name()},
          {"description", model.description()},
          {"spec", entity_json(model.spec())},
          {"fields", std::move(form)},
          {"classes", classes_of(model)}};
}

Json catalog() {
  Json models = Json::array();
  Json workloads = Json::array();
  Json rules = Json::array();
  for (const generic::RuleDescription& rule : generic::all_rules())
    rules.push_back(
        {{"id", rule.id}, {"family", rule.family}, {"title", rule.title}, {"description", rule.description}});
  for (const Model* model : built_in_models()) {
    models.push_back(model_info(*model));
    for (const OCRWorkloadProfile& profile : model->workloads()) workloads.push_back(entity_json(profile));
  }
  return {{"schema_version", kSchemaVersion},
          {"rules", std::move(rules)},
          {"models", std::move(models)},
          {"workloads", std::move(workloads)},
          {"categories", entities(operator_categories())}};
}

EstimateRequest read_request(const Reader& reader) {
  EstimateRequest request;
  if (!reader.is_object()) return request;
  if (!reader.optional("model").missing()) request.model = reader.member("model").string();
  request.gpu = reader.member("gpu").string();
  const Reader workload = reader.optional("workload");
  if (!workload.missing() && workload.json().is_object()) {
    OCRWorkloadProfile profile;
    Archive archive(workload);
    fields(archive, profile);
    request.workload = profile;
    // A profile may bring its page and batch along; settings of the request come after it and win.
    for (const char* key : {"page_width", "page_height", "crop_grid", "batch_size"})
      if (const Reader item = workload.optional(key); !item.missing() && !item.null()) add_setting(request, key, item);
  } else if (!workload.missing()) {
    request.workload = workload.string();
  }
  reader.optional("set").members("object of settings",
                                 [&](const std::string& key, const Reader& item) { add_setting(request, key, item); });
  return request;
}

Result<EstimateRequest> request_from_json(std::string_view text) {
  const Result<Json> parsed = parse_json(text, kMaxRequestBytes);
  if (!ok(parsed)) return errors(parsed);
  Diagnostics faults;
  const EstimateRequest request = read_request(Reader(value(parsed), faults));
  if (!faults.empty()) return faults;
  return request;
}

}  // namespace modelmeter
