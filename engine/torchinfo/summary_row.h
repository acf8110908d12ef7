#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "entities/diagnostic.h"
#include "torchinfo/layer_tree.h"

namespace modelmeter::torchinfo {

/// Columns that torchinfo can print, in the order of its enum.
enum class Column {
  kernel_size,
  groups,
  input_size,
  output_size,
  num_params,
  params_percent,
  mult_adds,
  trainable,
};
inline constexpr std::size_t kColumnCount = 8;

std::string_view column_name(Column column);   ///< as `col_names` spells it: "input_size"
std::string_view column_title(Column column);  ///< as the table's header does: "Input Shape"

/// What the header line of a table says.
struct TableHeader {
  std::vector<Column> columns;    ///< from left to right
  bool shows_names = false;       ///< rows carry "(var_name)"
  bool shows_depth_index = true;  ///< rows carry ": depth-idx"

  bool has(Column column) const;
};

/// One row of the table: one call of one module.
struct SummaryRow {
  enum class Parameters {
    none,       ///< "--", or no such column
    count,      ///< those of a module without rows below it, or what such rows leave over
    recursive,  ///< "(recursive)": counted at another row
  };

  std::size_t line = 0;  ///< of the text, from 1
  std::int64_t depth = 0;
  std::optional<std::int64_t> depth_index;
  std::string class_name, var_name;
  Shape input_size, output_size;
  std::optional<Shape> kernel_size;
  std::optional<std::int64_t> groups;
  Parameters parameters = Parameters::none;
  std::int64_t num_params = 0;
  std::int64_t macs = 0;
};

/// What one line between the table's separators is.
enum class LineKind {
  row,
  parameter,  ///< a parameter of the row above (verbose=2): not needed
  faulty,
};

/// Reads one line. A faulty one adds its faults: what was expected, what was found; `path` is left empty.
LineKind read_row(std::string_view line, const TableHeader& header, SummaryRow& row, Diagnostics& faults);

/// The header of a table whose header line was cut off, as far as one row tells it: only orders of columns that are
/// usual are known.
std::optional<TableHeader> header_from_row(std::string_view line);

/// Whether the line starts with torchinfo's tree: "├─", "│    └─", "+ ", "|    + ".
bool starts_with_tree(std::string_view line);

/// "1,234,567" as a number of at most 2^53.
std::optional<std::int64_t> grouped_number(std::string_view text);

}  // namespace modelmeter::torchinfo
