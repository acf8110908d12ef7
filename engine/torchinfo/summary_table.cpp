#include "torchinfo/summary_table.h"

#include <algorithm>

#include "torchinfo/text_lines.h"

namespace modelmeter::torchinfo {
namespace {

constexpr std::size_t kMaxFaults = 100;
constexpr std::size_t kMaxRemarks = 20;
constexpr std::string_view kHeaderStart = "Layer (type";

bool starts_with(std::string_view text, std::string_view head) {
  return text.substr(0, head.size()) == head;
}
bool contains(std::string_view text, std::string_view word) {
  return text.find(word) != std::string_view::npos;
}
std::string line_name(std::size_t line) {
  return "line " + std::to_string(line);
}

/// "=====" or "-----".
bool is_separator(std::string_view line) {
  if (line.size() < 3 || (line[0] != '=' && line[0] != '-')) return false;
  return line.find_first_not_of(line[0]) == std::string_view::npos;
}

/// "...", "[...]", "... 120 lines left out ...": where someone took rows out.
bool is_gap(std::string_view line) {
  return starts_with(line, "...") || starts_with(line, "…") || starts_with(line, "[...") || starts_with(line, "<...");
}

/// "Layer (type (var_name):depth-idx)   Output Shape   Param #" from its "Layer" on.
std::optional<TableHeader> header_of(std::string_view line, Diagnostics& faults) {
  std::size_t open = 0;
  std::size_t end = 0;
  for (; end < line.size(); ++end) {
    if (line[end] == '(') ++open;
    if (line[end] == ')' && --open == 0) break;
  }
  if (end == line.size()) {
    faults.push_back({"", "a header line (\"Layer (type:depth-idx)\" and column titles)", "one that is cut", ""});
    return std::nullopt;
  }
  TableHeader header;
  header.shows_names = contains(line.substr(0, end), "(var_name)");
  header.shows_depth_index = contains(line.substr(0, end), ":depth-idx");
  std::string_view rest = line.substr(end + 1);
  while (true) {
    rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
    if (rest.empty()) break;
    std::size_t known = kColumnCount;
    for (std::size_t i = 0; i < kColumnCount && known == kColumnCount; ++i)
      if (starts_with(rest, column_title(static_cast<Column>(i)))) known = i;
    if (known == kColumnCount || header.columns.size() == kColumnCount) {
      std::string titles;
      for (std::size_t i = 0; i < kColumnCount; ++i)
        titles += (i == 0 ? "" : ", ") + std::string(column_title(static_cast<Column>(i)));
      faults.push_back({"", "column titles of torchinfo (" + titles + "), each once",
                        "\"" + std::string(rest.substr(0, rest.find("  "))) + "\"", ""});
      return std::nullopt;
    }
    header.columns.push_back(static_cast<Column>(known));
    rest.remove_prefix(column_title(static_cast<Column>(known)).size());
  }
  return header;
}

/// What "(M)", "(Units.MEGABYTES)" or "(MB)" multiplies by; 0 where it is no unit.
std::int64_t factor_of(std::string_view unit) {
  if (starts_with(unit, "Units.")) unit.remove_prefix(6);
  if (unit.empty() || unit == "B" || unit == "NONE") return 1;
  if (unit == "k" || unit == "kB" || unit == "KILOBYTES") return 1'000;
  if (unit == "M" || unit == "MB" || unit == "MEGABYTES") return 1'000'000;
  if (unit == "G" || unit == "GB" || unit == "GIGABYTES") return 1'000'000'000;
  if (unit == "T" || unit == "TB" || unit == "TERABYTES") return 1'000'000'000'000;
  return 0;
}

/// A line below the table: "Total mult-adds (G): 4.09".
struct TotalLine {
  std::string_view label, unit, number;
};
std::optional<TotalLine> total_line(std::string_view line) {
  const std::size_t colon = line.rfind(": ");
  if (colon == std::string_view::npos) return std::nullopt;
  TotalLine total{line.substr(0, colon), "", line.substr(colon + 2)};
  const std::size_t open = total.label.find(" (");
  if (open != std::string_view::npos && total.label.back() == ')') {
    total.unit = total.label.substr(open + 2, total.label.size() - open - 3);
    total.label = total.label.substr(0, open);
  }
  for (std::string_view known : {"Total params", "Trainable params", "Non-trainable params", "Total mult-adds",
                                 "Input size", "Forward/backward pass size", "Params size", "Estimated Total Size"})
    if (total.label == known) return total;
  return std::nullopt;
}

std::optional<TableTotal> amount(const TotalLine& line) {
  __extension__ using Wide = __int128;
  const std::size_t point = std::min(line.number.find('.'), line.number.size());
  const std::optional<std::int64_t> whole = grouped_number(line.number.substr(0, point));
  const std::int64_t factor = factor_of(line.unit);
  if (!whole || factor == 0) return std::nullopt;
  Wide value = Wide{*whole} * factor;
  std::int64_t step = point == line.number.size() ? 0 : factor;
  for (std::size_t i = point + 1; i < line.number.size(); ++i) {
    const char c = line.number[i];
    if (c < '0' || c > '9' || i > point + 3) return std::nullopt;
    step /= 10;
    value += Wide{c - '0'} * step;
  }
  if (value > (Wide{1} << 53)) return std::nullopt;
  return TableTotal{static_cast<std::int64_t>(value), step};
}

/// Walks over the lines of a text and fills the table.
class TableReader {
 public:
  explicit TableReader(std::string_view text) : text_(text) {}

  Result<SummaryTable> read() {
    if (!find_start()) return std::move(faults_);
    std::string_view raw;
    while (!stopped_ && place_ != Place::after && next(raw)) take(raw);
    settle_last_line();
    if (more_faults_ > 0) faults_.push_back({"", "no further faults", std::to_string(more_faults_) + " more", ""});
    if (faults_.empty() && table_.rows.empty())
      faults_.push_back({line_name(line_), "at least one row below the header line", "none", ""});
    if (!faults_.empty()) return std::move(faults_);
    table_.cut_at_end = !saw_end_;
    look_for_more_tables();
    return std::move(table_);
  }

 private:
  enum class Place { rows, totals, after };

  bool next(std::string_view& raw) {
    if (at_ >= text_.size()) return false;
    const std::size_t end = std::min(text_.find('\n', at_), text_.size());
    raw = text_.substr(at_, end - at_);
    here_ = at_;
    at_ = end + 1;
    ++line_;
    return true;
  }

  void fault(Diagnostic one) {
    one.path = line_name(line_) + (one.path.empty() ? "" : ", ") + one.path;
    if (faults_.size() < kMaxFaults)
      faults_.push_back(std::move(one));
    else
      ++more_faults_;
  }
  void remark(std::string sentence) {
    if (table_.remarks.size() < kMaxRemarks) table_.remarks.push_back(std::move(sentence));
  }

  /// Up to the first line of the table.
  bool find_start() {
    std::string_view raw;
    const bool has_header = contains(text_, kHeaderStart);
    std::size_t before_at = 0;  // of the last line that was not blank
    std::size_t before_line = 0;
    while (true) {
      const std::size_t start = at_;
      if (!next(raw)) break;
      if (raw.size() > kMaxTableLineBytes) continue;
      const std::string line = clean_line(raw);
      const std::size_t title = line.find(kHeaderStart);
      if (title != std::string::npos) {
        prefix_ = line.substr(0, title);
        Diagnostics found;
        const std::optional<TableHeader> header = header_of(std::string_view(line).substr(title), found);
        for (Diagnostic& one : found) fault(std::move(one));
        if (header) table_.header = *header;
        return header.has_value();
      }
      if (!has_header && starts_with_tree(line)) {
        const std::optional<TableHeader> header = header_from_row(line);
        if (!header) {
          fault({"",
                 "the table's header line (\"Layer (type:depth-idx)\" and column titles), or rows of a usual set "
                 "of columns",
                 "rows without a header", ""});
          return false;
        }
        table_.header = *header;
        table_.cut_at_start = true;
        SummaryRow root;
        Diagnostics ignored;
        at_ = start;  // the line is read again as a row, and before it the root, where only the header is missing
        --line_;
        if (before_line > 0) {
          const std::size_t end = text_.find('\n', before_at);
          const std::string above = clean_line(text_.substr(before_at, end - before_at));
          if (read_row(above, table_.header, root, ignored) == LineKind::row && root.depth == 0) {
            at_ = before_at;
            line_ = before_line - 1;
          }
        }
        return true;
      }
      if (!line.empty()) {
        before_at = start;
        before_line = line_;
      }
    }
    faults_.push_back(
        {"", "a table as torchinfo prints it (a line with \"Layer (type\" and rows below it)", "none", ""});
    return false;
  }

  void take(std::string_view raw) {
    if (raw.size() > kMaxTableLineBytes) {
      fault({"", "lines of at most " + std::to_string(kMaxTableLineBytes) + " bytes",
             std::to_string(raw.size()) + " bytes", ""});
      stopped_ = true;
      return;
    }
    const std::string whole = clean_line(raw);
    std::string_view line = whole;
    if (starts_with(line, prefix_))
      line.remove_prefix(prefix_.size());
    else if (starts_with(prefix_, line))
      line = "";
    if (line.find_first_not_of(' ') == std::string_view::npos) return;
    if (place_ == Place::totals)
      take_total(line);
    else
      take_row(line);
  }

  void take_row(std::string_view line) {
    const bool ends = is_separator(line) && !table_.rows.empty();
    const std::optional<TotalLine> total = total_line(line);
    if (ends || total) {
      commit_pending();
      saw_end_ = true;
      place_ = Place::totals;
      if (total) take_total(line);
      return;
    }
    if (is_separator(line)) return;
    if (starts_with(line, "```") || starts_with(line, "~~~") || contains(line, kHeaderStart)) {
      place_ = Place::after;
      return;
    }
    commit_pending();
    if (stopped_) return;
    if (is_gap(line)) {
      remark("Rows are left out at line " + std::to_string(line_) + ".");
      return;
    }
    if (table_.rows.size() >= kMaxTableRows) {
      fault({"", "at most " + std::to_string(kMaxTableRows) + " rows", "more", ""});
      stopped_ = true;
      return;
    }
    SummaryRow row;
    row.line = line_;
    Diagnostics found;
    const LineKind kind = read_row(line, table_.header, row, found);
    if (kind == LineKind::row && row.depth > kMaxTableDepth) {
      found.push_back({"", "at most " + std::to_string(kMaxTableDepth) + " levels", std::to_string(row.depth), ""});
    } else if (kind == LineKind::row) {
      table_.rows.push_back(std::move(row));
    }
    pending_ = std::move(found);
    pending_line_ = line_;
  }

  void take_total(std::string_view line) {
    if (is_separator(line)) return;
    const std::optional<TotalLine> total = total_line(line);
    if (!total) {
      place_ = Place::after;
      // A separator that belongs to the next table is no end of this one.
      saw_end_ = saw_total_ || !contains(line, kHeaderStart);
      return;
    }
    saw_total_ = true;
    const bool size = total->label.find("ize") != std::string_view::npos;
    if (size) table_.sizes_in_own_units = table_.sizes_in_own_units || total->unit != "MB";
    if (total->label != "Total params" && total->label != "Total mult-adds") return;
    const std::optional<TableTotal> read = amount(*total);
    if (!read)
      fault({std::string(total->label), "a number up to 2^53 with a unit of torchinfo (k, M, G, T) or none",
             "\"" + std::string(line.substr(0, 80)) + "\"", ""});
    (total->label == "Total params" ? table_.total_params : table_.total_macs) = read;
  }

  /// Faults of the line before: told once another line of the table follows. The last line of a cut table may be cut.
  void commit_pending() {
    const std::size_t here = line_;
    line_ = pending_line_;
    for (Diagnostic& one : pending_) {
      if (contains(one.got, "torchsummary")) {  // every other row would have the same fault
        faults_.clear();
        more_faults_ = 0;
        stopped_ = true;
      }
      fault(std::move(one));
      if (stopped_) break;
    }
    pending_.clear();
    line_ = here;
  }

  void settle_last_line() {
    if (pending_.empty() || stopped_) return;
    if (place_ != Place::totals && !table_.rows.empty() && faults_.empty()) {
      remark("Line " + std::to_string(pending_line_) + " is cut and not read.");
      pending_.clear();
    } else {
      commit_pending();
    }
  }

  void look_for_more_tables() {
    const std::size_t found = text_.find(kHeaderStart, here_);
    if (found == std::string_view::npos) return;
    const std::string_view between = text_.substr(here_, found - here_);
    const std::size_t lines = static_cast<std::size_t>(std::count(between.begin(), between.end(), '\n'));
    remark("Another table starts at line " + std::to_string(line_ + lines) + "; only the first one is read.");
  }

  std::string_view text_;
  std::size_t at_ = 0;    // of the next line
  std::size_t here_ = 0;  // of the line just read
  std::size_t line_ = 0;  // number of the line just read, from 1
  std::string prefix_;    // in front of the header line: "> ", "# "
  Place place_ = Place::rows;
  bool stopped_ = false;
  bool saw_end_ = false, saw_total_ = false;
  SummaryTable table_;
  Diagnostics faults_, pending_;
  std::size_t pending_line_ = 0;
  std::size_t more_faults_ = 0;
};

}  // namespace

bool TableTotal::shows(std::int64_t exact) const {
  const std::int64_t difference = exact > value ? exact - value : value - exact;
  return step == 0 ? difference == 0 : difference <= step / 2;
}

bool looks_like_summary(std::string_view text) {
  if (starts_with(text, "\xFF\xFE") || starts_with(text, "\xFE\xFF")) return true;
  return contains(text, kHeaderStart) || contains(text, "├─") || contains(text, "└─") ||
         contains(text, "Total params:");
}

Result<SummaryTable> read_table(std::string_view text) {
  if (text.size() > kMaxTableBytes)
    return Diagnostics{{"", "a text of at most " + std::to_string(kMaxTableBytes / 1'000'000) + " MB",
                        std::to_string(text.size() / 1'000'000) + " MB", ""}};
  const std::string utf8 = utf8_text(text);
  return TableReader(utf8).read();
}

}  // namespace modelmeter::torchinfo
