// Reports and runs side by side.
#include "documents/documents.h"
#include "serialization/comparison_wire.h"
#include "serialization/report_json.h"
#include "serialization/service.h"
#include "serialization/wire.h"

namespace modelmeter {
namespace {

constexpr std::size_t kMaxRunsBytes = std::size_t{512} << 20;

void add_prefixed(Diagnostics& faults, const std::string& prefix, const Diagnostics& more) {
  for (Diagnostic one : more) {
    one.path = one.path.empty() ? prefix : prefix + "." + one.path;
    faults.push_back(std::move(one));
  }
}

}  // namespace

Result<std::vector<LabelledReport>> Service::runs_of(std::string_view runs_json) const {
  const Result<Json> parsed = parse_json(runs_json, kMaxRunsBytes);
  if (!ok(parsed)) return errors(parsed);
  Diagnostics faults;
  const Reader reader(value(parsed), faults);
  std::vector<LabelledReport> reports;
  std::size_t given = 0;
  if (reader.is_object())
    reader.member("runs").each("array of runs", [&](const Reader& run) {
      if (++given > kMaxComparedReports || !run.is_object()) return;
      LabelledReport one;
      one.label = run.member("label").string();
      const std::string where = one.label.empty() ? run.path() : one.label;
      if (const Reader text = run.optional("report"); !text.missing()) {
        Result<AnalyticModelReport> report = report_from_json(text.string());
        if (!ok(report)) return add_prefixed(faults, where, errors(report));
        one.report = value(std::move(report));
      } else {
        const Reader asked = run.member("request");
        if (asked.missing()) return;
        EstimateRequest request = read_request(asked);
        request.artifact_model = artifact_model_.get();
        const Result<const HardwareProfile*> gpu = find_gpu(gpus_, request.gpu);
        if (!ok(gpu)) return add_prefixed(faults, where, errors(gpu));
        Result<Estimate> made = modelmeter::estimate(request, *value(gpu));
        if (!ok(made)) return add_prefixed(faults, where, errors(made));
        one.report = value(std::move(made)).report;
      }
      reports.push_back(std::move(one));
    });
  if (given > kMaxComparedReports)
    faults.push_back({"runs", "2 to " + std::to_string(kMaxComparedReports) + " runs", std::to_string(given), ""});
  if (!faults.empty()) return faults;
  return reports;
}

std::string Service::compare(std::string_view runs_json, const std::string& format) const {
  const Result<std::vector<LabelledReport>> reports = runs_of(runs_json);
  if (!ok(reports)) return rejection(errors(reports));
  const Result<ReportComparison> made = modelmeter::compare(value(reports));
  if (!ok(made)) return rejection(errors(made));
  if (format == "json") return reply_text(comparison_text(value(made)));
  if (format == "csv") return reply(Json(comparison_csv(value(made))));
  if (format == "md") return reply(Json(comparison_markdown(value(made))));
  return rejection(Diagnostics{{"format", "one of json, csv, md", "\"" + format + "\"", "json"}});
}

}  // namespace modelmeter
