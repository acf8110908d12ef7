#include "torchinfo/text_lines.h"

#include <cstdint>
#include <utility>

namespace modelmeter::torchinfo {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

unsigned byte_at(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
}

void append_utf8(std::string& text, std::uint32_t code) {
  const auto put = [&text](std::uint32_t byte) { text += static_cast<char>(static_cast<unsigned char>(byte)); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | (code >> 6));
    put(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    put(0xE0 | (code >> 12));
    put(0x80 | ((code >> 6) & 0x3F));
    put(0x80 | (code & 0x3F));
  } else {
    put(0xF0 | (code >> 18));
    put(0x80 | ((code >> 12) & 0x3F));
    put(0x80 | ((code >> 6) & 0x3F));
    put(0x80 | (code & 0x3F));
  }
}

std::string from_utf16(std::string_view bytes, bool big_endian) {
  const auto unit = [&](std::size_t at) {
    const unsigned a = byte_at(bytes, at), b = byte_at(bytes, at + 1);
    return static_cast<std::uint32_t>(big_endian ? a << 8 | b : b << 8 | a);
  };
  std::string text;
  text.reserve(bytes.size());
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    std::uint32_t code = unit(i);
    if (code >= 0xD800 && code < 0xDC00 && i + 3 < bytes.size()) {
      const std::uint32_t low = unit(i + 2);
      if (low >= 0xDC00 && low < 0xE000) {
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
        i += 2;
      }
    }
    append_utf8(text, code >= 0xD800 && code < 0xE000 ? 0xFFFD : code);
  }
  return text;
}

/// Length of the UTF-8 sequence that starts at `at`; 0 where there is none.
std::size_t sequence_at(std::string_view text, std::size_t at) {
  const unsigned first = byte_at(text, at);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || at + length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((byte_at(text, at + i) & 0xC0) != 0x80) return 0;
  const unsigned second = byte_at(text, at + 1);
  const bool overlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
  const bool beyond = (first == 0xED && second > 0x9F) || (first == 0xF4 && second > 0x8F);  // surrogates, U+110000
  return overlong || beyond ? 0 : length;
}

/// Length of the terminal sequence at `at`, where an ESC stands.
std::size_t escape_at(std::string_view text, std::size_t at) {
  if (at + 1 >= text.size()) return 1;
  std::size_t end = at + 2;
  if (text[at + 1] == '[') {  // CSI: parameters, then one letter
    while (end < text.size() && (byte_at(text, end) < 0x40 || byte_at(text, end) > 0x7E)) ++end;
    return (end < text.size() ? end + 1 : end) - at;
  }
  if (text[at + 1] == ']') {  // OSC: up to BEL or ESC backslash
    while (end < text.size() && text[end] != '\a' && text[end] != '\x1B') ++end;
    if (end < text.size() && text[end] == '\x1B') ++end;
    return (end < text.size() ? end + 1 : end) - at;
  }
  return 2;
}

/// A tree line's character in code page 437, as a Windows console writes it.
std::string_view frame_of_code_page_437(unsigned byte) {
  switch (byte) {
    case 0xC3:
      return "├";
    case 0xC0:
      return "└";
    case 0xC4:
      return "─";
    case 0xB3:
      return "│";
    default:
      return kReplacement;
  }
}

/// Tree lines in UTF-8 that were read as Windows-1252 or Latin-1 and written as UTF-8 again.
void undo_misread_frames(std::string& text) {
  if (text.find("\xC3\xA2") == std::string::npos) return;
  constexpr std::pair<std::string_view, std::string_view> kMisread[] = {
      {"\xC3\xA2\xE2\x80\x9D\xC5\x93", "├"},     {"\xC3\xA2\xE2\x80\x9D\xE2\x82\xAC", "─"},
      {"\xC3\xA2\xE2\x80\x9D\xE2\x80\x9D", "└"}, {"\xC3\xA2\xE2\x80\x9D\xE2\x80\x9A", "│"},
      {"\xC3\xA2\xC2\x94\xC2\x9C", "├"},         {"\xC3\xA2\xC2\x94\xC2\x80", "─"},
      {"\xC3\xA2\xC2\x94\xC2\x94", "└"},         {"\xC3\xA2\xC2\x94\xC2\x82", "│"},
  };
  std::string right;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t length = 1;
    std::string_view meant(text.data() + i, 1);
    for (const auto& one : kMisread) {
      if (text.compare(i, one.first.size(), one.first) != 0) continue;
      length = one.first.size();
      meant = one.second;
      break;
    }
    right += meant;
    i += length;
  }
  text = std::move(right);
}

}  // namespace

std::string utf8_text(std::string_view bytes) {
  if (bytes.substr(0, 3) == "\xEF\xBB\xBF") return std::string(bytes.substr(3));
  if (bytes.substr(0, 2) == "\xFF\xFE") return from_utf16(bytes.substr(2), false);
  if (bytes.substr(0, 2) == "\xFE\xFF") return from_utf16(bytes.substr(2), true);
  return std::string(bytes);
}

std::string clean_line(std::string_view raw) {
  std::string line;
  line.reserve(raw.size());
  const bool code_page = !is_utf8(raw);
  for (std::size_t i = 0; i < raw.size();) {
    const unsigned byte = byte_at(raw, i);
    if (byte == 0x1B) {
      i += escape_at(raw, i);
      continue;
    }
    const std::size_t length = sequence_at(raw, i);
    if (byte < 0x20 || byte == 0x7F) {
      if (byte == '\t') line += ' ';
      ++i;
    } else if (length == 0) {
      line += code_page ? frame_of_code_page_437(byte) : kReplacement;
      ++i;
    } else if (raw.substr(i, length) == "\xC2\xA0") {  // no-break space
      line += ' ';
      i += length;
    } else {
      line += raw.substr(i, length);
      i += length;
    }
  }
  while (!line.empty() && line.back() == ' ') line.pop_back();
  undo_misread_frames(line);
  return line;
}

bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = sequence_at(text, i);
    if (length == 0) return false;
    i += length;
  }
  return true;
}

}  // namespace modelmeter::torchinfo
