#pragma once
#include <cstdint>
#include <string>

namespace modelmeter {

/// "1,234,567"
std::string grouped(std::int64_t number);
/// Three significant digits with an SI prefix: "4.27 TFLOP", "812 GB". Steps of 1000.
std::string with_prefix(double value, const std::string& unit);
/// Milliseconds as "812 µs", "4.27 ms" or "1.93 s".
std::string duration(double milliseconds);
/// A share as "12.3 %".
std::string percent(double share);
/// A relative difference as "0", "+1.250 %" or "−0.004 %"; one too small for that is "+<0.001 %".
std::string signed_percent(double difference);
/// `text` as a Markdown code span; backticks in it become quotes, line breaks spaces.
std::string code_span(const std::string& text);

}  // namespace modelmeter
