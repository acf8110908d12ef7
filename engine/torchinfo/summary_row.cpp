#include "torchinfo/summary_row.h"

#include <algorithm>

namespace modelmeter::torchinfo {
namespace {

constexpr std::size_t kMaxDimensionsInText = 16;
constexpr std::int64_t kMaxNumberInText = std::int64_t{1} << 53;
constexpr std::size_t kMaxExcerptBytes = 80;

struct ColumnWords {
  std::string_view name, title;
};
constexpr ColumnWords kColumns[kColumnCount] = {
    {"kernel_size", "Kernel Shape"}, {"groups", "Groups"},       {"input_size", "Input Shape"},
    {"output_size", "Output Shape"}, {"num_params", "Param #"},  {"params_percent", "Param %"},
    {"mult_adds", "Mult-Adds"},      {"trainable", "Trainable"},
};

bool starts_with(std::string_view text, std::string_view head) {
  return text.substr(0, head.size()) == head;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

/// The text as a message shows it: cut between characters, not inside one.
std::string quoted(std::string_view text) {
  if (text.size() <= kMaxExcerptBytes) return "\"" + std::string(text) + "\"";
  std::size_t end = kMaxExcerptBytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return "\"" + std::string(text.substr(0, end)) + "...\"";
}

/// The tree in front of a row's name.
struct Stem {
  std::size_t bytes = 0;
  std::int64_t depth = 0;
};

std::size_t match_any(std::string_view text, std::initializer_list<std::string_view> words) {
  for (std::string_view word : words)
    if (starts_with(text, word)) return word.size();
  return 0;
}

/// "├─" is depth 1; "└─" or "+ " after n bars is depth n + 1. Where the characters were lost ("??" or U+FFFD for
/// "├─") their number tells the same.
Stem stem_of(std::string_view line) {
  std::int64_t bars = 0;
  std::int64_t lost = 0;
  std::size_t at = 0;
  while (at < line.size()) {
    const std::string_view rest = line.substr(at);
    if (rest[0] == ' ') {
      ++at;
    } else if (const std::size_t bar = match_any(rest, {"│", "┃", "¦", "|"})) {
      ++bars;
      at += bar;
    } else if (const std::size_t unknown = match_any(rest, {"?", "\xEF\xBF\xBD"})) {
      ++lost;
      at += unknown;
    } else {
      break;
    }
  }
  const std::size_t branch = match_any(line.substr(at), {"├", "└", "+ "});
  if (branch > 0) {
    at += branch;
    while (const std::size_t dash = match_any(line.substr(at), {"─", " "})) at += dash;
    return {at, bars + 1};
  }
  if (lost >= 2) return {at, lost + bars - 1};
  return {std::min(line.find_first_not_of(' '), line.size()), 0};
}

bool is_grouped_number(std::string_view word) {
  return !word.empty() && is_digit(word[0]) &&
         std::all_of(word.begin(), word.end(), [](char c) { return is_digit(c) || c == ','; });
}

/// "22.99%"; below zero where weights are shared between modules.
bool is_percentage(std::string_view word) {
  if (starts_with(word, "-") && word != "--") word.remove_prefix(1);
  return word.size() > 1 && is_digit(word[0]) && word.back() == '%' &&
         std::all_of(word.begin(), word.end() - 1, [](char c) { return is_digit(c) || c == '.'; });
}

/// "├─614,400": the count of one parameter, in a table of verbose=2.
bool is_branch_number(std::string_view word) {
  return starts_with(word, "├─") || starts_with(word, "└─");
}

bool is_cell(std::string_view word) {
  return word == "--" || word == "True" || word == "False" || word == "Partial" || word == "(recursive)" ||
         is_grouped_number(word) || is_percentage(word) || is_branch_number(word) ||
         (word.size() > 2 && word.front() == '(' && word.back() == ')' &&
          is_grouped_number(word.substr(1, word.size() - 2)));
}

/// Takes the last cell off `rest`: a list in brackets, or one word that can be a cell. Empty where there is none.
std::string_view take_cell(std::string_view& rest) {
  const std::string_view text = trimmed(rest);
  if (text.empty()) return {};
  std::size_t start = text.size();
  if (text.back() == ']') {
    std::size_t open = 0;
    while (start > 0) {
      --start;
      if (text[start] == ']') ++open;
      if (text[start] == '[' && --open == 0) break;
    }
    if (open != 0) return {};
  } else {
    while (start > 0 && text[start - 1] != ' ') --start;
    if (!is_cell(text.substr(start))) return {};
  }
  rest = text.substr(0, start);
  return text.substr(start);
}

/// "Conv2d (conv1): 1-2" taken apart.
struct Name {
  std::string_view class_name, var_name;
  bool has_depth = false;
  std::int64_t depth = 0;
  std::optional<std::int64_t> depth_index;
};

Name split_name(std::string_view text, const TableHeader& header) {
  Name name;
  const std::size_t colon = text.rfind(": ");
  if (header.shows_depth_index && colon != std::string_view::npos) {
    const std::string_view tail = text.substr(colon + 2);
    const std::size_t dash = std::min(tail.find('-'), tail.size());
    const std::optional<std::int64_t> depth = grouped_number(tail.substr(0, dash));
    const std::optional<std::int64_t> index =
        dash < tail.size() ? grouped_number(tail.substr(dash + 1)) : std::optional<std::int64_t>();
    if (depth && (dash == tail.size() || index)) {
      name.has_depth = true;
      name.depth = *depth;
      name.depth_index = index;
      text = trimmed(text.substr(0, colon));
    }
  }
  const std::size_t open = text.find(" (");
  if (header.shows_names && open != std::string_view::npos && text.back() == ')') {
    name.var_name = text.substr(open + 2, text.size() - open - 3);
    text = trimmed(text.substr(0, open));
  }
  name.class_name = text;
  return name;
}

/// One list of sizes; of nested lists the first that holds sizes.
std::optional<Shape> shape_of(std::string_view cell, std::string& problem) {
  if (cell == "--") return Shape{};
  if (cell.empty() || cell.front() != '[') return std::nullopt;
  const std::size_t end = cell.find(']');
  std::string_view inner = cell.substr(0, end);
  inner.remove_prefix(std::min(inner.rfind('[') + 1, inner.size()));
  Shape shape;
  while (!trimmed(inner).empty()) {
    const std::size_t comma = std::min(inner.find(','), inner.size());
    const std::string_view element = trimmed(inner.substr(0, comma));
    inner.remove_prefix(std::min(comma + 1, inner.size()));
    if (starts_with(element, "-")) {
      problem = std::string(element) +
                ": this table is of torchsummary or of torch-summary before 1.5, which do not "
                "record the batch";
      return std::nullopt;
    }
    const std::optional<std::int64_t> size = grouped_number(element);
    if (!size) return std::nullopt;
    shape.push_back(*size);
    if (shape.size() > kMaxDimensionsInText) {
      problem = "more than " + std::to_string(kMaxDimensionsInText) + " dimensions";
      return std::nullopt;
    }
  }
  return shape;
}

/// Puts one cell into the row; returns what was expected where it does not fit. `problem` may say what is wrong.
std::string put_cell(Column column, std::string_view cell, SummaryRow& row, std::string& problem) {
  switch (column) {
    case Column::input_size:
    case Column::output_size: {
      const std::optional<Shape> shape = shape_of(cell, problem);
      if (!shape) return "sizes in brackets or \"--\"";
      (column == Column::input_size ? row.input_size : row.output_size) = *shape;
      return "";
    }
    case Column::kernel_size: {
      if (cell == "--") return "";
      const std::optional<std::int64_t> edge = grouped_number(cell);
      const std::optional<Shape> shape = edge ? Shape{*edge} : shape_of(cell, problem);
      if (!shape) return "a size, sizes in brackets or \"--\"";
      row.kernel_size = *shape;
      return "";
    }
    case Column::groups:
      if (cell != "--" && !(row.groups = grouped_number(cell))) return "a whole number or \"--\"";
      return "";
    case Column::mult_adds: {
      if (cell == "--") return "";
      const std::optional<std::int64_t> macs = grouped_number(cell);
      if (!macs) return "a whole number up to 2^53 or \"--\"";
      row.macs = *macs;
      return "";
    }
    case Column::num_params: {
      if (cell == "--") return "";
      if (cell == "(recursive)") {
        row.parameters = SummaryRow::Parameters::recursive;
        return "";
      }
      const bool frozen = cell.size() > 2 && cell.front() == '(' && cell.back() == ')';
      const std::optional<std::int64_t> count = grouped_number(frozen ? cell.substr(1, cell.size() - 2) : cell);
      if (!count) return "a whole number up to 2^53, \"(recursive)\" or \"--\"";
      row.parameters = SummaryRow::Parameters::count;
      row.num_params = *count;
      return "";
    }
    case Column::params_percent:
      return cell == "--" || cell == "(recursive)" || is_percentage(cell) ? "" : "a percentage or \"--\"";
    case Column::trainable:
      break;
  }
  return cell == "--" || cell == "True" || cell == "False" || cell == "Partial" ? "" : "True, False, Partial or \"--\"";
}

bool is_parameter_path(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '.';
  });
}

/// A line of verbose=2: a parameter's name, its shape as kernel, its count with a branch; other cells are blank.
bool is_parameter_line(std::string_view rest, const std::vector<std::string_view>& cells, const TableHeader& header) {
  if (!cells.empty() && is_branch_number(cells[0])) return true;
  if (!is_parameter_path(rest)) return false;
  const bool all_there = cells.size() == header.columns.size();
  if (all_there) return header.columns == std::vector<Column>{Column::kernel_size} && header.shows_depth_index;
  // A row of a module has all its cells, and its name ends as the header says.
  return header.shows_depth_index || header.shows_names || rest.find_first_of("._") != std::string_view::npos ||
         rest == "weight" || rest == "bias";
}

std::string column_titles(const TableHeader& header) {
  std::string titles;
  for (Column column : header.columns) titles += (titles.empty() ? "" : ", ") + std::string(column_title(column));
  return titles;
}

}  // namespace

std::string_view column_name(Column column) {
  return kColumns[static_cast<std::size_t>(column)].name;
}

std::string_view column_title(Column column) {
  return kColumns[static_cast<std::size_t>(column)].title;
}

bool TableHeader::has(Column column) const {
  return std::find(columns.begin(), columns.end(), column) != columns.end();
}

std::optional<std::int64_t> grouped_number(std::string_view text) {
  if (!is_grouped_number(text)) return std::nullopt;
  std::int64_t number = 0;
  for (char c : text) {
    if (c == ',') continue;
    number = number * 10 + (c - '0');
    if (number > kMaxNumberInText) return std::nullopt;
  }
  return number;
}

bool starts_with_tree(std::string_view line) {
  return stem_of(line).depth > 0;
}

LineKind read_row(std::string_view line, const TableHeader& header, SummaryRow& row, Diagnostics& faults) {
  const Stem stem = stem_of(line);
  const bool indented = stem.bytes > 0;
  std::string_view rest = line.substr(stem.bytes);
  std::vector<std::string_view> cells;  // from right to left
  while (cells.size() < header.columns.size()) {
    const std::string_view cell = take_cell(rest);
    if (cell.empty()) break;
    cells.push_back(cell);
  }
  rest = trimmed(rest);
  if (indented && is_parameter_line(rest, cells, header)) return LineKind::parameter;
  const bool more = rest.find("  ") != std::string_view::npos;
  if (cells.size() < header.columns.size() || more || rest.empty()) {
    faults.push_back({"",
                      "a module's name and " + std::to_string(header.columns.size()) +
                          (header.columns.size() == 1 ? " column (" : " columns (") + column_titles(header) + ")",
                      quoted(line), ""});
    return LineKind::faulty;
  }
  const Name name = split_name(rest, header);
  row.depth = name.has_depth ? name.depth : stem.depth;
  row.depth_index = name.depth_index;
  row.class_name = std::string(name.class_name);
  row.var_name = std::string(name.var_name);
  const std::size_t before = faults.size();
  if (row.class_name.empty()) faults.push_back({"", "a module's class", quoted(line), ""});
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const Column column = header.columns[header.columns.size() - 1 - i];
    std::string problem;
    const std::string expected = put_cell(column, cells[i], row, problem);
    if (!expected.empty())
      faults.push_back({std::string(column_title(column)), expected, problem.empty() ? quoted(cells[i]) : problem, ""});
  }
  return faults.size() == before ? LineKind::row : LineKind::faulty;
}

std::optional<TableHeader> header_from_row(std::string_view line) {
  const Stem stem = stem_of(line);
  std::string_view rest = line.substr(stem.bytes);
  std::size_t cells = 0;
  while (cells <= kColumnCount) {
    std::string_view before = rest;
    const std::string_view cell = take_cell(rest);
    // "ModuleList (3)": a name's end, which stands one space behind the class.
    if (cell.empty() || (cell.front() == '(' && cell != "(recursive)" && before.find("  ") == std::string_view::npos)) {
      rest = before;
      break;
    }
    ++cells;
  }
  TableHeader header;
  if (cells == 1) header.columns = {Column::num_params};
  if (cells == 2) header.columns = {Column::output_size, Column::num_params};
  if (cells == 5)
    header.columns = {Column::input_size, Column::output_size, Column::num_params, Column::kernel_size,
                      Column::mult_adds};
  if (header.columns.empty()) return std::nullopt;
  header.shows_names = true;
  const Name name = split_name(trimmed(rest), header);
  header.shows_depth_index = name.has_depth;
  header.shows_names = !name.var_name.empty();
  return header;
}

}  // namespace modelmeter::torchinfo
