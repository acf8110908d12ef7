// Any bytes give a measurement or faults, in pieces as well as at once.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "serialization/measurement_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace modelmeter;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  MeasurementReader whole;
  whole.feed(text);
  const auto at_once = whole.finish();
  MeasurementReader pieces;
  for (std::size_t at = 0; at < size; at += 7)
    if (!pieces.feed(text.substr(at, 7))) break;
  const auto in_pieces = pieces.finish();
  if (ok(at_once) != ok(in_pieces)) std::abort();
  if (ok(at_once) && value(at_once).total_ms != value(in_pieces).total_ms) std::abort();
  if (!ok(at_once) && errors(at_once).empty()) std::abort();
  return 0;
}
