#pragma once
#include <string>
#include <string_view>

namespace modelmeter::torchinfo {

/// UTF-8 bytes of a text file without their byte order mark. UTF-16 with its mark (what Windows PowerShell writes) is
/// converted; everything else is returned as it is.
std::string utf8_text(std::string_view bytes);

/// One line as a reader sees it: valid UTF-8, no colours or other terminal sequences, no line end, tabs and
/// no-break spaces as spaces, no spaces at its end. Tree lines that were written in code page 437 or read in
/// Windows-1252 are put right; other bytes that are no UTF-8 become U+FFFD.
std::string clean_line(std::string_view raw);

/// Whether `text` is valid UTF-8, as JSON writers demand it.
bool is_utf8(std::string_view text);

}  // namespace modelmeter::torchinfo
