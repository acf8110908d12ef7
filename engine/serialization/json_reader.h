#pragma once
#include <cmath>
#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "entities/diagnostic.h"

namespace modelmeter {

using Json = nlohmann::ordered_json;

/// Names of an enum in JSON, in enumerator order.
struct EnumNames {
  std::vector<std::string> names;
  /// Names that older files or people write for some of them.
  std::vector<std::pair<std::string, std::string>> others = {};
};

/// Parses bytes of an untrusted document; a syntax fault says line and column. `limit_bytes` bounds its size.
Result<Json> parse_json(std::string_view text, std::size_t limit_bytes);

/// Walks a parsed document, knows where it is, and collects every fault instead of stopping at the first.
/// A reader of a missing or faulty value stays usable and yields defaults.
class Reader {
 public:
  Reader(const Json& value, Diagnostics& faults) : value_(&value), faults_(&faults) {}

  const std::string& path() const { return path_; }
  bool missing() const { return value_ == nullptr; }
  bool null() const { return value_ != nullptr && value_->is_null(); }
  const Json& json() const { return *value_; }

  /// A required member; its absence is a fault.
  Reader member(const char* key) const;
  /// A member that may be absent (the reader is then `missing`) or null.
  Reader optional(const char* key) const;
  bool is_object(const char* wanted = "object") const;
  /// Calls `visit` for every element; a fault where the value is no array.
  void each(const char* wanted, const std::function<void(Reader)>& visit) const;
  /// Calls `visit` for every member in document order.
  void members(const char* wanted, const std::function<void(const std::string&, Reader)>& visit) const;
  Reader at_index(std::size_t index) const;
  Reader at_key(const std::string& key) const;

  std::string string() const;
  bool boolean() const;
  /// A whole number in [minimum, maximum].
  std::int64_t integer(std::int64_t minimum = 0, std::int64_t maximum = INT64_MAX) const;
  /// A finite number of at least `minimum`.
  double number(double minimum = 0) const;
  std::optional<std::string> nullable_string() const;
  std::optional<std::int64_t> nullable_integer(std::int64_t minimum = 0) const;
  std::optional<double> nullable_number(double minimum = 0) const;
  std::vector<std::string> strings() const;

  template <class Enum>
  Enum one_of(const EnumNames& names) const {
    return static_cast<Enum>(choice(names));
  }

  void fault(const std::string& expected, const std::string& got) const;
  void fault(const std::string& expected) const { fault(expected, describe()); }
  /// What stands here: "string", "-3", "null", "nothing".
  std::string describe() const;

 private:
  std::size_t choice(const EnumNames& known) const;

  const Json* value_ = nullptr;
  Diagnostics* faults_ = nullptr;
  std::string path_;
};

}  // namespace modelmeter
