// Any bytes give a report or faults; a report survives read → write → read, and none of its other forms falls over it.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "entities/contracts.h"
#include "report_seed.h"
#include "serialization/report_json.h"

namespace {

using namespace modelmeter;

void require(bool holds) {
  if (!holds) std::abort();
}

template <class Entity>
void survives(const Result<Entity>& first, Result<Entity> (*read)(std::string_view)) {
  if (!ok(first)) {
    require(!errors(first).empty());
    for (const Diagnostic& fault : errors(first)) require(!fault.expected.empty() && !fault.got.empty());
    return;
  }
  const std::string written = to_json(value(first));
  const Result<Entity> again = read(written);
  require(ok(again));
  require(value(again) == value(first));
  require(to_json(value(again)) == written);
}

/// Random bytes are hardly ever a report. So an input that begins with 0xFF, which no text does, edits a valid one:
/// two bytes say where, one how many bytes go away, and the rest is put there.
std::string document(const std::uint8_t* data, std::size_t size) {
  if (size < 4 || data[0] != 0xFF) return {data, data + size};
  std::string text = fuzz::kReport;
  const std::size_t at = (data[1] * 256u + data[2]) % text.size();
  return text.replace(at, data[3] % 64u, std::string(data + 4, data + size));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const bool seed_is_valid = ok(report_from_json(fuzz::kReport));
  require(seed_is_valid);
  const std::string text = document(data, size);
  const Result<AnalyticModelReport> report = report_from_json(text);
  survives(report, report_from_json);
  if (ok(report)) {
    require(validate(value(report)).empty());
    require(!to_yaml(value(report)).empty());
    require(!to_csv(value(report)).empty());
    require(summarize(value(report), 3).top_modules.size() <= 3);
    flags(value(report));
  }
  survives(workload_from_json(text), workload_from_json);
  survives(model_spec_from_json(text), model_spec_from_json);
  survives(target_operators_from_json(text), target_operators_from_json);
  survives(analytic_request_from_json(text), analytic_request_from_json);
  survives(summary_from_json(text), summary_from_json);
  return 0;
}
