#pragma once
#include <string>
#include <string_view>

#include "entities/diagnostic.h"
#include "torchinfo/artifact.h"

namespace modelmeter::torchinfo {

/// Reads the text that `str(torchinfo.summary(...))` gives, of any set of columns and rows (torchinfo 1.5 to after
/// 1.8.0), as a file or pasted with whatever stands around it, whole or cut at its start or end. What had to be done
/// without is in the header: `missing_columns`, `names_missing`, `remarks`.
///
/// What a text cannot say is decided so:
///  - `is_leaf`: no rows below. `children_hidden`: the row is at the deepest depth shown, has parameters, and its class
///    is neither known to have no children (torch_classes.h) nor seen without any further up.
///  - `executed`: rows with a size have run, and so have rows without rows below them (torchinfo lists what runs, and
///    the modules around it); ModuleList and the like never run; another row without sizes was called through
///    `.forward()` or returns no tensor, and is taken as not run.
///  - `class_name_qualified`: that of torch.nn where it has a class of this name; else the bare name.
///  - parameters and identity of modules: see summary_names.h.
///  - modules above the first rows of a table that is cut, or above rows whose parents are hidden, get a row of the
///    class `kNotShown`.
Result<Artifact> read_summary_text(std::string_view text);

/// Class of a row that stands for a module which the table must have had but does not show.
inline constexpr const char* kNotShown = "(not shown)";

/// What a text table without the column ("input_size") does not tell.
std::string cost_of_missing(const std::string& column);

}  // namespace modelmeter::torchinfo
