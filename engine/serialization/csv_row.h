#pragma once
#include <cstdint>
#include <string>

namespace modelmeter {

/// One line of cells, as RFC 4180 has them.
class CsvRow {
 public:
  /// RFC 4180. A cell that a spreadsheet would run as a formula is defused with an apostrophe.
  void text(const std::string& value);
  void number(double value);
  void count(std::int64_t value) { raw(std::to_string(value)); }
  void raw(const std::string& cell) {
    if (!line_.empty() || started_) line_ += ',';
    started_ = true;
    line_ += cell;
  }
  void empty(int cells) {
    for (int i = 0; i < cells; ++i) raw("");
  }
  std::string take() { return std::move(line_) + "\r\n"; }

 private:
  std::string line_;
  bool started_ = false;
};

}  // namespace modelmeter
