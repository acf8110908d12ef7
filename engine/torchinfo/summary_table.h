#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "torchinfo/summary_row.h"

namespace modelmeter::torchinfo {

// Bounds of an untrusted text table. Beyond them it is rejected with a message, never half read.
inline constexpr std::size_t kMaxTableBytes = 60'000'000;
inline constexpr std::size_t kMaxTableRows = 200'000;
inline constexpr std::size_t kMaxTableLineBytes = 16'384;
inline constexpr std::int64_t kMaxTableDepth = 500;

/// A number below the table, as printed: "Total mult-adds (G): 4.09".
struct TableTotal {
  std::int64_t value = 0;
  std::int64_t step = 0;  ///< what one in the last printed digit stands for; 0 where the number is whole

  /// Whether `exact` is printed as this number.
  bool shows(std::int64_t exact) const;
};

/// The text of torchinfo's table, line by line; nothing is concluded from it yet.
struct SummaryTable {
  TableHeader header;
  std::vector<SummaryRow> rows;  ///< as printed, at least one
  std::optional<TableTotal> total_params, total_macs;
  bool cut_at_start = false;        ///< the header line is not there
  bool cut_at_end = false;          ///< the line below the rows is not there
  bool sizes_in_own_units = false;  ///< "Input size (kB)": torchinfo after 1.8.0; up to 1.8.0 always prints MB
  std::vector<std::string> remarks;
};

/// Whether a text holds torchinfo's table or a piece of one.
bool looks_like_summary(std::string_view text);

/// Reads the first table of a text: prompts, blank lines, code fences and whatever stands around it are passed over.
/// Faults carry their line ("line 12, Output Shape"), the first hundred of them.
Result<SummaryTable> read_table(std::string_view text);

}  // namespace modelmeter::torchinfo
