#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "serialization/json_reader.h"
#include "serialization/json_text.h"

namespace modelmeter {

/// Reads or writes the fields of an entity, so that one description of an entity serves both ways and the two
/// cannot drift apart. Order of calls = order of keys. `optional_*` fields may be absent when read and are
/// left out when they hold nothing.
class Archive {
 public:
  /// Writes members into an object that the caller has begun and will end.
  explicit Archive(JsonText& out) : out_(&out) {}
  explicit Archive(Reader in) : in_(std::move(in)) {}

  bool writing() const { return out_ != nullptr; }
  const Reader& reader() const { return *in_; }
  JsonText& out() { return *out_; }

  void text(const char* key, std::string& field) {
    put_or_get(key, field, [](const Reader& r) { return r.string(); });
  }
  void flag(const char* key, bool& field) {
    put_or_get(key, field, [](const Reader& r) { return r.boolean(); });
  }
  void integer(const char* key, std::int64_t& field, std::int64_t minimum = 0) {
    put_or_get(key, field, [&](const Reader& r) { return r.integer(minimum); });
  }
  void number(const char* key, double& field) {
    put_or_get(key, field, [](const Reader& r) { return r.number(); });
  }
  void texts(const char* key, std::vector<std::string>& field) {
    put_or_get(key, field, [](const Reader& r) { return r.strings(); });
  }
  void nullable_text(const char* key, std::optional<std::string>& field) {
    nullable(key, field, [](const Reader& r) { return r.nullable_string(); });
  }
  void nullable_integer(const char* key, std::optional<std::int64_t>& field) {
    nullable(key, field, [](const Reader& r) { return r.nullable_integer(); });
  }
  void nullable_number(const char* key, std::optional<double>& field) {
    nullable(key, field, [](const Reader& r) { return r.nullable_number(); });
  }
  template <class Enum>
  void choice(const char* key, Enum& field, const EnumNames& names) {
    if (writing()) {
      out_->key(key);
      out_->value(names.names[static_cast<std::size_t>(field)]);
    } else {
      field = in_->member(key).one_of<Enum>(names);
    }
  }

  /// A nested entity.
  template <class Fields>
  void object(const char* key, Fields fields) {
    if (writing()) {
      out_->key(key);
      out_->begin_object();
      fields(*this);
      out_->end_object();
    } else if (const Reader member = in_->member(key); member.is_object()) {
      Archive nested(member);
      fields(nested);
    }
  }
  /// A nested entity that may be absent.
  template <class T, class Fields>
  void optional_object(const char* key, std::optional<T>& field, Fields fields) {
    if (writing()) {
      if (!field) return;
      out_->key(key);
      out_->begin_object();
      fields(*this, *field);
      out_->end_object();
    } else if (const Reader member = in_->optional(key); !member.missing() && !member.null() && member.is_object()) {
      Archive nested(member);
      field.emplace();
      fields(nested, *field);
    }
  }
  /// A list of entities; `required` decides whether it may be absent (and is left out when empty).
  template <class T, class Fields>
  void list(const char* key, std::vector<T>& field, Fields fields, bool required = true) {
    if (writing()) {
      if (!required && field.empty()) return;
      out_->key(key);
      out_->begin_array();
      for (T& item : field) {
        out_->begin_object();
        fields(*this, item);
        out_->end_object();
      }
      out_->end_array();
      return;
    }
    const Reader member = required ? in_->member(key) : in_->optional(key);
    member.each("array of objects", [&](const Reader& item) {
      field.emplace_back();
      if (!item.is_object()) return;
      Archive nested(item);
      fields(nested, field.back());
    });
  }

 private:
  template <class T, class Get>
  void put_or_get(const char* key, T& field, Get get) {
    if (writing()) {
      out_->key(key);
      write(field);
    } else {
      field = get(in_->member(key));
    }
  }
  template <class T>
  void write(const T& field) {
    out_->value(field);
  }
  void write(const std::vector<std::string>& list) {
    out_->begin_array();
    for (const std::string& item : list) out_->value(item);
    out_->end_array();
  }
  template <class T, class Get>
  void nullable(const char* key, std::optional<T>& field, Get get) {
    if (writing()) {
      out_->key(key);
      if (field)
        out_->value(*field);
      else
        out_->null();
    } else {
      field = get(in_->optional(key));
    }
  }

  JsonText* out_ = nullptr;
  std::optional<Reader> in_;
};

}  // namespace modelmeter
