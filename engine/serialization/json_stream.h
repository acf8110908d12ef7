#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "entities/diagnostic.h"
#include "serialization/sax_document.h"

namespace modelmeter {

/// A JSON parser that is fed: bytes in pieces of any size, events to a document. It holds one token and the open
/// brackets, whatever the size of the file.
///
/// Made for traces of profilers, it is more patient than RFC 8259 where their writers are careless: control characters
/// in strings, and nan and inf (read as null). Of a string only the first `kMaxStringBytes` are kept.
class JsonStream {
 public:
  explicit JsonStream(torchinfo::SaxDocument& document) : document_(document) {}

  /// False once nothing more will be read: a fault of the syntax, or the document stopped.
  bool feed(std::string_view piece);
  /// After the last piece; false where the document is not whole.
  bool finish();
  /// What is wrong with the syntax; empty where nothing is, or where the document stopped by itself.
  const Diagnostics& faults() const { return faults_; }

 private:
  enum class Expect { value, value_or_end, key_or_end, key, colon, comma_or_end, nothing };
  enum class Token { none, string, escape, unicode, bare };

  bool step(char c);
  bool punctuation(char c);
  bool close();
  bool finish_string();
  bool finish_bare();
  bool number();
  bool scalar(const torchinfo::SaxScalar& value);
  bool fault(const std::string& expected, const std::string& got);
  void append(char c);
  void append_code_point();

  torchinfo::SaxDocument& document_;
  Diagnostics faults_;
  std::vector<bool> arrays_;  // of the open brackets
  Expect expect_ = Expect::value;
  Token token_ = Token::none;
  std::string text_;
  unsigned code_ = 0, digits_ = 0, high_surrogate_ = 0;
  std::size_t line_ = 1, column_ = 0;
  bool stopped_ = false;
};

}  // namespace modelmeter
