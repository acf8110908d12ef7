#pragma once
#include <string>
#include <vector>

#include "torchinfo/artifact_set.h"

namespace modelmeter::torchinfo {

/// "1,234,567".
std::string grouped(std::int64_t number);

/// Sum of two counts of an untrusted file: stays at the largest number instead of leaving its range.
std::int64_t plus(std::int64_t a, std::int64_t b);

/// The instance name, "(root)" of the root.
std::string shown(const Layer& layer);

/// Collects rows that show the same thing: their number, and the first few as examples.
class Collector {
 public:
  static constexpr std::size_t kMaxExamples = 5;

  explicit Collector(Finding finding) : finding_(std::move(finding)) {}
  void add(const std::string& example) {
    ++finding_.count;
    if (finding_.examples.size() < kMaxExamples) finding_.examples.push_back(example);
  }
  void add_unnamed(std::int64_t more) { finding_.count += more; }
  bool full() const { return finding_.examples.size() >= kMaxExamples; }
  std::int64_t count() const { return finding_.count; }
  Finding& finding() { return finding_; }

 private:
  Finding finding_;
};

/// What a text table does not say: columns, names, rows, children below its depth.
void text_findings(const LayerTree& tree, std::vector<Finding>& found);

}  // namespace modelmeter::torchinfo
