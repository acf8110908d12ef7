#include <algorithm>

#include "estimator/solve.h"

namespace modelmeter {

Result<std::vector<GpuAnswer>> gpus_meeting(const EstimateRequest& base, const std::vector<HardwareProfile>& gpus,
                                            const Requirements& requirements, const std::string& price) {
  const std::optional<std::size_t> price_index = metric_index(price);
  if (!price_index || price.find("usd") == std::string::npos)
    return Diagnostics{{"price", "one of price_usd_per_h, usd_per_million_tokens, usd_per_1000_pages",
                        "\"" + price + "\"", "price_usd_per_h"}};
  std::vector<GpuAnswer> answers;
  for (const HardwareProfile& profile : gpus) {
    EstimateRequest request = base;
    request.gpu = profile.id;
    GpuAnswer answer;
    answer.gpu = profile.id;
    answer.name = profile.name;
    const Result<Headline> made = headline(request, profile);
    if (ok(made)) {
      answer.figures = figures(value(made), profile);
      answer.misses = misses(requirements, answer.figures);
      answer.meets = answer.misses.empty();
    } else {
      answer.faults = errors(made);
    }
    answers.push_back(std::move(answer));
  }
  const auto all_fault = [](const GpuAnswer& one) { return !one.faults.empty(); };
  if (!answers.empty() && std::all_of(answers.begin(), answers.end(), all_fault)) return answers[0].faults;

  const auto group = [](const GpuAnswer& one) { return one.meets ? 0 : one.faults.empty() ? 1 : 2; };
  std::stable_sort(answers.begin(), answers.end(), [&](const GpuAnswer& a, const GpuAnswer& b) {
    if (group(a) != group(b)) return group(a) < group(b);
    if (!a.meets) return false;
    const std::optional<double> price_a = number_of(a.figures[*price_index]);
    const std::optional<double> price_b = number_of(b.figures[*price_index]);
    if (price_a.has_value() != price_b.has_value()) return price_a.has_value();
    return price_a && *price_a < *price_b;
  });
  return answers;
}

}  // namespace modelmeter
