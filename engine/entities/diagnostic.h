#pragma once
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace modelmeter {

/// Where an input is wrong, what was wanted, what was found.
/// Reads as one sentence: "layers_flat[12].input_size: expected array of ints, got string".
struct Diagnostic {
  std::string path;       ///< JSON path or setting key, for example "layers_flat[12].input_size"
  std::string expected;   ///< "array of ints"
  std::string got;        ///< "string"
  std::string suggested;  ///< a value for `path` that would be valid; empty where none is known

  bool operator==(const Diagnostic&) const = default;
};

using Diagnostics = std::vector<Diagnostic>;

/// A value, or every fault that kept it from being made.
template <class T>
using Result = std::variant<T, Diagnostics>;

template <class T>
bool ok(const Result<T>& result) {
  return std::holds_alternative<T>(result);
}
template <class T>
const T& value(const Result<T>& result) {
  return std::get<T>(result);
}
template <class T>
T&& value(Result<T>&& result) {
  return std::get<T>(std::move(result));
}
template <class T>
const Diagnostics& errors(const Result<T>& result) {
  return std::get<Diagnostics>(result);
}

/// "path: expected …, got …" (the path is left out where it is empty).
std::string sentence(const Diagnostic& diagnostic);

}  // namespace modelmeter
