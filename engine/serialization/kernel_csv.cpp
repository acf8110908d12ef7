#include "serialization/kernel_csv.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "measurements/kernel_families.h"
#include "torchinfo/text_lines.h"

namespace modelmeter {
namespace {

using measurements::Measurement;

constexpr std::size_t kMaxRows = 200'000;
constexpr std::size_t kMaxFaults = 100;
constexpr std::size_t kMaxCells = 64;
constexpr std::size_t kMaxNameBytes = 65'536;

/// Columns as versions call them, in lower case without spaces: "Total Time (ns)", "Total Time", "Kernel Name".
struct Columns {
  std::size_t name = SIZE_MAX, calls = SIZE_MAX, total = SIZE_MAX;
  double ms_per_unit = 0;
  bool whole() const { return name != SIZE_MAX && calls != SIZE_MAX && total != SIZE_MAX; }
};

/// The cells of one line, quotes taken off (RFC 4180: "" in quotes is one).
std::vector<std::string> cells_of(std::string_view line) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (c == '"') {
      if (quoted && i + 1 < line.size() && line[i + 1] == '"')
        cells.back() += line[++i];
      else
        quoted = !quoted;
    } else if (c == ',' && !quoted) {
      if (cells.size() >= kMaxCells) break;
      cells.emplace_back();
    } else {
      cells.back() += c;
    }
  }
  return cells;
}

std::string plain(const std::string& cell) {
  std::string text;
  for (const char c : cell)
    if (c != ' ' && c != '\t') text += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

/// The unit in the brackets of a column's name; nanoseconds without any.
double ms_per_unit(const std::string& column) {
  const auto has = [&](const char* part) { return column.find(part) != std::string::npos; };
  return has("(us") || has("(\xC2\xB5s") ? 1e-3
         : has("(ms") || has("(msec")    ? 1
         : has("(s)") || has("(sec")     ? 1e3
                                         : 1e-6;
}

Columns columns_of(const std::vector<std::string>& cells) {
  Columns found;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::string cell = plain(cells[i]);
    if (cell == "name" || cell == "kernelname") found.name = i;
    if (cell == "instances" || cell == "calls" || cell == "kerninst" || cell == "count") found.calls = i;
    if (cell.rfind("totaltime", 0) == 0 || cell.rfind("total(", 0) == 0) {
      found.total = i;
      found.ms_per_unit = ms_per_unit(cell);
    }
  }
  return found;
}

/// Digits with a fraction, nothing else; thousands separators are taken out.
std::optional<double> number_of(const std::string& cell) {
  double value = 0;
  double scale = 1;
  bool fraction = false;
  bool any = false;
  for (const char c : cell) {
    if (c == ',' || c == ' ') continue;
    if (c == '.' && !fraction) {
      fraction = true;
    } else if (c >= '0' && c <= '9') {
      any = true;
      value = value * 10 + (c - '0');
      if (fraction) scale *= 10;
    } else {
      return std::nullopt;
    }
  }
  if (!any || !(value < 1e300) || !(scale < 1e300)) return std::nullopt;
  return value / scale;
}

std::string_view next_line(std::string_view text, std::size_t& at) {
  const std::size_t end = std::min(text.find('\n', at), text.size());
  std::string_view line = text.substr(at, end - at);
  at = end + 1;
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

bool has_columns(std::string_view line) {
  return line.size() < kMaxNameBytes && line.find(',') != std::string_view::npos && columns_of(cells_of(line)).whole();
}

}  // namespace

bool is_kernel_csv(std::string_view text) {
  std::size_t lines = 0;
  for (std::size_t at = 0; at < text.size() && lines < 200; ++lines)
    if (has_columns(next_line(text, at))) return true;
  return false;
}

Result<Measurement> read_kernel_csv(std::string_view text) {
  Measurement measured;
  measured.kind = measurements::MeasurementKind::kernel_summary;
  measured.clock = measurements::Clock::kernels;
  measured.runs_known = false;
  Diagnostics faults;
  Columns columns;
  double total_ms = 0;
  std::size_t number = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view line = next_line(text, at);
    ++number;
    if (!columns.whole()) {
      if (has_columns(line)) columns = columns_of(cells_of(line));
      continue;
    }
    if (line.find_first_not_of(" \t") == std::string_view::npos) break;
    const std::string where = "line " + std::to_string(number);
    if (measured.kernels.size() >= kMaxRows)
      return Diagnostics{{where, "at most " + std::to_string(kMaxRows) + " kernels", "more", ""}};
    const std::vector<std::string> cells = cells_of(line.substr(0, kMaxNameBytes));
    const auto cell = [&](std::size_t column) { return column < cells.size() ? cells[column] : std::string(); };
    const std::optional<double> total = number_of(cell(columns.total));
    const std::optional<double> calls = number_of(cell(columns.calls));
    const auto fault = [&](const char* expected, const std::string& got) {
      if (faults.size() < kMaxFaults)
        faults.push_back({where, expected, got.empty() ? "nothing" : "\"" + got.substr(0, 60) + "\"", ""});
    };
    if (!total) fault("a total time", cell(columns.total));
    if (!calls || *calls < 1 || *calls > 1e15) fault("a number of instances", cell(columns.calls));
    if (cell(columns.name).empty()) fault("a kernel's name", "");
    if (!total || !calls || *calls > 1e15) continue;
    const double ms = *total * columns.ms_per_unit;
    measured.kernels.push_back({torchinfo::clean_line(cell(columns.name)), static_cast<std::int64_t>(*calls), ms});
    if (measurements::family_of_kernel(measured.kernels.back().name) != measurements::transfer_family()) total_ms += ms;
  }
  if (!columns.whole())
    return Diagnostics{{"",
                        "a line of columns with Name, Instances and Total Time (nsys stats --report cuda_gpu_kern_sum)",
                        "none", ""}};
  if (faults.empty() && measured.kernels.empty())
    faults.push_back({"", "at least one kernel below the columns", "none: the file is truncated or nothing ran", ""});
  if (!faults.empty()) return faults;
  std::stable_sort(measured.kernels.begin(), measured.kernels.end(),
                   [](const auto& a, const auto& b) { return a.total_ms > b.total_ms; });
  measured.total_ms.push_back(total_ms);
  measured.notes.emplace_back("A kernel summary covers all that ran under the profiler: say how many runs that were.");
  return measured;
}

}  // namespace modelmeter
