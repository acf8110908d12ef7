#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "entities/diagnostic.h"

namespace modelmeter {

/// Shortest decimal text that reads back as the same double; "NaN", "Infinity" and "-Infinity" for the rest.
std::string shown(double value);

/// The text in quotes, cut to a length that fits a message.
std::string quoted(std::string_view text);

/// "modules[3]"
std::string element(const std::string& list, std::size_t index);

/// POSIX ("/a/b"), Windows ("C:\a", "C:/a") or UNC ("\\host\share") path from a root.
bool is_absolute_path(std::string_view path);

/// Collects breaches of the data model's rules. A field's path is put together only when it is at fault:
/// `where` is the path of the object that holds it (empty for the document).
class Rules {
 public:
  void fault(const std::string& where, const char* field, const std::string& expected, const std::string& got);

  void absolute_path(const std::string& where, const char* field, const std::string& value);
  /// A name that others refer to.
  void id(const std::string& where, const char* field, const std::string& value);
  void count(const std::string& where, const char* field, std::int64_t value, std::int64_t minimum = 0);
  void number(const std::string& where, const char* field, double value);
  /// A fraction of a whole; more than 1 is drift of the estimator (see `flags`), more than `max_share` an error.
  void share(const std::string& where, const char* field, double value);

  Diagnostics take() { return std::move(faults_); }

  static constexpr double max_share = 1.5;  ///< data model, validation rules

 private:
  Diagnostics faults_;
};

}  // namespace modelmeter
