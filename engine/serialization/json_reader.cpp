#include "serialization/json_reader.h"

namespace modelmeter {
namespace {

/// Faults of one document that are worth showing; the rest say the same.
constexpr std::size_t kMaxFaults = 100;

const char* type_name(const Json& value) {
  switch (value.type()) {
    case Json::value_t::null:
      return "null";
    case Json::value_t::object:
      return "object";
    case Json::value_t::array:
      return "array";
    case Json::value_t::string:
      return "string";
    case Json::value_t::boolean:
      return "boolean";
    default:
      return "number";
  }
}

}  // namespace

void Reader::fault(const std::string& expected, const std::string& got) const {
  if (faults_->size() < kMaxFaults) faults_->push_back({path_, expected, got, ""});
}

std::string Reader::describe() const {
  if (missing()) return "nothing";
  if (value_->is_number()) return value_->dump();
  if (value_->is_boolean()) return value_->get<bool>() ? "true" : "false";
  return type_name(*value_);
}

Reader Reader::at_key(const std::string& key) const {
  Reader reader = *this;
  reader.path_ = path_.empty() ? key : path_ + "." + key;
  reader.value_ = nullptr;
  if (value_ != nullptr && value_->is_object())
    if (const auto found = value_->find(key); found != value_->end()) reader.value_ = &*found;
  return reader;
}

Reader Reader::at_index(std::size_t index) const {
  Reader reader = *this;
  reader.path_ = path_ + "[" + std::to_string(index) + "]";
  reader.value_ = &(*value_)[index];
  return reader;
}

Reader Reader::member(const char* key) const {
  const Reader reader = at_key(key);
  if (reader.missing() && value_ != nullptr && value_->is_object()) reader.fault("a value");
  return reader;
}

Reader Reader::optional(const char* key) const {
  return at_key(key);
}

bool Reader::is_object(const char* wanted) const {
  if (missing()) return false;
  if (!value_->is_object()) fault(wanted);
  return value_->is_object();
}

void Reader::each(const char* wanted, const std::function<void(Reader)>& visit) const {
  if (missing()) return;
  if (!value_->is_array()) return fault(wanted);
  for (std::size_t i = 0; i < value_->size(); ++i) visit(at_index(i));
}

void Reader::members(const char* wanted, const std::function<void(const std::string&, Reader)>& visit) const {
  if (missing()) return;
  if (!value_->is_object()) return fault(wanted);
  for (auto it = value_->begin(); it != value_->end(); ++it) {
    Reader reader = *this;
    reader.path_ = path_.empty() ? it.key() : path_ + "." + it.key();
    reader.value_ = &it.value();
    visit(it.key(), reader);
  }
}

std::string Reader::string() const {
  if (missing()) return "";
  if (!value_->is_string()) {
    fault("string");
    return "";
  }
  return value_->get<std::string>();
}

bool Reader::boolean() const {
  if (missing()) return false;
  if (!value_->is_boolean()) {
    fault("true or false");
    return false;
  }
  return value_->get<bool>();
}

std::int64_t Reader::integer(std::int64_t minimum, std::int64_t maximum) const {
  if (missing()) return minimum;
  const bool whole = value_->is_number_integer();
  const bool too_large =
      value_->is_number_unsigned() && value_->get<std::uint64_t>() > static_cast<std::uint64_t>(INT64_MAX);
  if (!whole || too_large || value_->get<std::int64_t>() < minimum || value_->get<std::int64_t>() > maximum) {
    const bool beyond = value_->is_number_float() && std::abs(value_->get<double>()) >= 0x1p63;
    std::string wanted = "a whole number";
    if (maximum != INT64_MAX)
      wanted += " from " + std::to_string(minimum) + " to " + std::to_string(maximum);
    else
      wanted += too_large || beyond ? " of at most 63 bits" : " of at least " + std::to_string(minimum);
    fault(wanted);
    return minimum;
  }
  return value_->get<std::int64_t>();
}

double Reader::number(double minimum) const {
  if (missing()) return minimum;
  if (!value_->is_number()) {
    fault("a finite number");
    return minimum;
  }
  const double number = value_->get<double>();
  if (!std::isfinite(number) || number < minimum) {
    fault(minimum == 0 ? "a finite number of at least 0" : "a finite number of at least " + Json(minimum).dump());
    return minimum;
  }
  return number;
}

std::optional<std::string> Reader::nullable_string() const {
  if (missing() || null()) return std::nullopt;
  return string();
}
std::optional<std::int64_t> Reader::nullable_integer(std::int64_t minimum) const {
  if (missing() || null()) return std::nullopt;
  return integer(minimum);
}
std::optional<double> Reader::nullable_number(double minimum) const {
  if (missing() || null()) return std::nullopt;
  return number(minimum);
}

std::vector<std::string> Reader::strings() const {
  std::vector<std::string> all;
  each("array of strings", [&](Reader item) { all.push_back(item.string()); });
  return all;
}

std::size_t Reader::choice(const EnumNames& known) const {
  if (missing()) return 0;
  const std::vector<std::string>& names = known.names;
  if (value_->is_string()) {
    std::string text = value_->get<std::string>();
    for (const auto& other : known.others)
      if (other.first == text) text = other.second;
    for (std::size_t i = 0; i < names.size(); ++i)
      if (names[i] == text) return i;
  }
  std::string wanted = "one of ";
  for (std::size_t i = 0; i < names.size(); ++i) wanted += (i == 0 ? "" : ", ") + names[i];
  fault(wanted, value_->is_string() ? "\"" + value_->get<std::string>().substr(0, 80) + "\"" : describe());
  return 0;
}

}  // namespace modelmeter
