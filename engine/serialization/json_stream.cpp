#include "serialization/json_stream.h"

#include <algorithm>

#include "serialization/torchinfo_json.h"

namespace modelmeter {
namespace {

using torchinfo::kMaxStringBytes;
using torchinfo::SaxScalar;

constexpr std::size_t kMaxBareBytes = 400;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_bare(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '+' || c == '.';
}

/// ×10^exponent in plain steps: the same bytes on every platform.
double scaled(double value, int exponent) {
  for (; exponent >= 22; exponent -= 22) value *= 1e22;
  for (; exponent <= -22; exponent += 22) value /= 1e22;
  static constexpr double kPowers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10,
                                       1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21};
  return exponent >= 0 ? value * kPowers[exponent] : value / kPowers[-exponent];
}

}  // namespace

bool JsonStream::feed(std::string_view piece) {
  for (std::size_t at = 0; at < piece.size() && !stopped_;) {
    if (token_ == Token::string) {
      // The bulk of a trace is text: up to the next quote or backslash at once.
      const std::size_t end = std::min(piece.find_first_of("\"\\\n", at), piece.size());
      const std::size_t room = kMaxStringBytes - std::min(kMaxStringBytes, text_.size());
      text_.append(piece.substr(at, std::min(end - at, room)));
      column_ += end - at;
      at = end;
      if (at == piece.size()) break;
    }
    const char c = piece[at++];
    ++column_;
    if (c == '\n') {
      ++line_;
      column_ = 0;
    }
    if (!step(c)) stopped_ = true;
  }
  return !stopped_;
}

bool JsonStream::finish() {
  if (stopped_) return false;
  if (token_ == Token::bare && !finish_bare()) return false;
  if (token_ == Token::none && expect_ == Expect::nothing) return true;
  stopped_ = true;
  return fault("JSON", "the end of the file: it is truncated");
}

bool JsonStream::step(char c) {
  switch (token_) {
    case Token::none:
      return punctuation(c);
    case Token::string:
      if (c == '"') return finish_string();
      if (c == '\\')
        token_ = Token::escape;
      else
        append(c);
      return true;
    case Token::escape: {
      static constexpr std::string_view kNames = "\"\\/bfnrt";
      static constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
      token_ = Token::string;
      if (c == 'u') {
        token_ = Token::unicode;
        code_ = digits_ = 0;
        return true;
      }
      const std::size_t which = kNames.find(c);
      if (which == std::string_view::npos) return fault("an escape that JSON has", std::string("\"\\") + c + "\"");
      append(kMeanings[which]);
      return true;
    }
    case Token::unicode: {
      const int digit = is_digit(c)            ? c - '0'
                        : c >= 'a' && c <= 'f' ? c - 'a' + 10
                        : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                               : -1;
      if (digit < 0) return fault("four hexadecimal digits", "another character");
      code_ = code_ * 16 + static_cast<unsigned>(digit);
      if (++digits_ == 4) {
        append_code_point();
        token_ = Token::string;
      }
      return true;
    }
    case Token::bare:
      if (!is_bare(c)) return finish_bare() && punctuation(c);
      if (text_.size() >= kMaxBareBytes) return fault("a JSON value", "a very long number or word");
      text_ += c;
      return true;
  }
  return true;
}

bool JsonStream::punctuation(char c) {
  if (c == ' ' || c == '\t' || c == '\n' || c == '\r') return true;
  const bool wants_value = expect_ == Expect::value || expect_ == Expect::value_or_end;
  const bool wants_key = expect_ == Expect::key || expect_ == Expect::key_or_end;
  if (c == '"' && (wants_value || wants_key)) {
    token_ = Token::string;
    text_.clear();
    high_surrogate_ = 0;
    return true;
  }
  if ((c == '{' || c == '[') && wants_value) {
    arrays_.push_back(c == '[');
    expect_ = c == '[' ? Expect::value_or_end : Expect::key_or_end;
    return document_.open(c == '[');
  }
  if (c == '}' && (expect_ == Expect::key_or_end || (expect_ == Expect::comma_or_end && !arrays_.back())))
    return close();
  if (c == ']' && (expect_ == Expect::value_or_end || (expect_ == Expect::comma_or_end && arrays_.back())))
    return close();
  if (c == ':' && expect_ == Expect::colon) {
    expect_ = Expect::value;
    return true;
  }
  if (c == ',' && expect_ == Expect::comma_or_end) {
    expect_ = arrays_.back() ? Expect::value : Expect::key;
    return true;
  }
  if (is_bare(c) && wants_value) {
    token_ = Token::bare;
    text_.assign(1, c);
    return true;
  }
  const bool shown = c > ' ' && c <= '~';
  return fault(expect_ == Expect::nothing ? "the end of the file" : "JSON",
               shown ? std::string("\"") + c + "\"" : "an unexpected character");
}

bool JsonStream::close() {
  arrays_.pop_back();
  expect_ = arrays_.empty() ? Expect::nothing : Expect::comma_or_end;
  return document_.close();
}

bool JsonStream::scalar(const SaxScalar& value) {
  expect_ = arrays_.empty() ? Expect::nothing : Expect::comma_or_end;
  return document_.scalar(value);
}

bool JsonStream::finish_string() {
  token_ = Token::none;
  if (expect_ == Expect::key || expect_ == Expect::key_or_end) {
    expect_ = Expect::colon;
    return document_.key(text_);
  }
  return scalar({.type = SaxScalar::Type::text, .text = &text_});
}

bool JsonStream::finish_bare() {
  token_ = Token::none;
  if (text_ == "null") return scalar({});
  if (text_ == "true" || text_ == "false") return scalar({.type = SaxScalar::Type::boolean, .flag = text_ == "true"});
  if (is_digit(text_[0]) || (text_.size() > 1 && text_[0] == '-' && is_digit(text_[1]))) return number();
  for (const char* word : {"nan", "-nan", "NaN", "-NaN", "inf", "-inf", "Infinity", "-Infinity"})
    if (text_ == word) return scalar({});
  return fault("JSON", "\"" + text_.substr(0, 12) + "\"");
}

/// Digits, a fraction, an exponent. Nineteen digits count; the value is exact where a double holds it and its power of
/// ten.
bool JsonStream::number() {
  const bool negative = text_[0] == '-';
  std::size_t at = negative ? 1 : 0;
  std::uint64_t mantissa = 0;
  int exponent = 0;
  bool whole = true;
  bool in_range = true;
  const auto digits = [&](bool fraction) {
    const std::size_t first = at;
    for (; at < text_.size() && is_digit(text_[at]); ++at) {
      if (mantissa > (std::uint64_t{INT64_MAX} - 9) / 10) {
        in_range = false;
        if (!fraction) ++exponent;
        continue;
      }
      mantissa = mantissa * 10 + static_cast<std::uint64_t>(text_[at] - '0');
      if (fraction) --exponent;
    }
    return at > first;
  };
  bool sound = digits(false);
  if (sound && at < text_.size() && text_[at] == '.') {
    whole = false;
    ++at;
    sound = digits(true);
  }
  if (sound && at < text_.size() && (text_[at] == 'e' || text_[at] == 'E')) {
    whole = false;
    ++at;
    const bool smaller = at < text_.size() && text_[at] == '-';
    if (at < text_.size() && (text_[at] == '-' || text_[at] == '+')) ++at;
    int power = 0;
    const std::size_t first = at;
    for (; at < text_.size() && is_digit(text_[at]); ++at) power = std::min(power * 10 + (text_[at] - '0'), 1000);
    sound = at > first;
    exponent += smaller ? -power : power;
  }
  if (!sound || at != text_.size()) return fault("a JSON number", "\"" + text_.substr(0, 24) + "\"");
  if (whole && in_range) {
    const auto value = static_cast<std::int64_t>(mantissa);
    return scalar({.type = SaxScalar::Type::integer, .number = negative ? -value : value});
  }
  if (whole) return scalar({.type = SaxScalar::Type::integer, .in_range = false});
  const double size = scaled(static_cast<double>(mantissa), exponent);
  if (!(size <= 1.7e308)) return fault("a number in range", "one beyond the range of doubles");
  return scalar({.type = SaxScalar::Type::fraction, .fraction = negative ? -size : size});
}

void JsonStream::append(char c) {
  if (text_.size() < kMaxStringBytes) text_ += c;
}

void JsonStream::append_code_point() {
  unsigned code = code_;
  if (code >= 0xD800 && code < 0xDC00) {
    high_surrogate_ = code;
    return;
  }
  if (code >= 0xDC00 && code < 0xE000) {
    code = high_surrogate_ == 0 ? 0xFFFD : 0x10000 + ((high_surrogate_ - 0xD800) << 10) + (code - 0xDC00);
    high_surrogate_ = 0;
  }
  const auto byte = [&](unsigned bits) { append(static_cast<char>(static_cast<unsigned char>(bits))); };
  if (code < 0x80) {
    byte(code);
  } else if (code < 0x800) {
    byte(0xC0 | (code >> 6));
    byte(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    byte(0xE0 | (code >> 12));
    byte(0x80 | ((code >> 6) & 0x3F));
    byte(0x80 | (code & 0x3F));
  } else {
    byte(0xF0 | (code >> 18));
    byte(0x80 | ((code >> 12) & 0x3F));
    byte(0x80 | ((code >> 6) & 0x3F));
    byte(0x80 | (code & 0x3F));
  }
}

bool JsonStream::fault(const std::string& expected, const std::string& got) {
  faults_.push_back({"line " + std::to_string(line_) + ", column " + std::to_string(column_), expected, got, ""});
  return false;
}

}  // namespace modelmeter
