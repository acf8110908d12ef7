#include "serialization/json_text.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using modelmeter::JsonText;

namespace {

std::string written(JsonText::Layout layout) {
  JsonText text(layout);
  text.begin_object();
  text.key("\u00b5s");
  text.value("2 \u00d7 \U0001D465 \"quoted\"");
  text.key("plain");
  text.value(std::int64_t{3});
  text.end_object();
  return text.take();
}

}  // namespace

TEST_CASE("JSON text: a reply is ASCII, a file is UTF-8, and both say the same", "[serialization]") {
  const std::string reply = written(JsonText::Layout::compact);
  const std::string file = written(JsonText::Layout::indented);
  CHECK(reply == R"({"\u00b5s":"2 \u00d7 \ud835\udc65 \"quoted\"","plain":3})");
  CHECK(file == "{\n  \"\u00b5s\": \"2 \u00d7 \U0001D465 \\\"quoted\\\"\",\n  \"plain\": 3\n}");
  CHECK(nlohmann::json::parse(reply) == nlohmann::json::parse(file));
}
