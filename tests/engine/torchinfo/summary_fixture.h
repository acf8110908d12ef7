// Shared by the tests of text tables.
#pragma once
#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "serialization/torchinfo_json.h"
#include "torchinfo/artifact_set.h"

namespace modelmeter::torchinfo {

inline std::string fixture(const std::string& name) {
  std::ifstream file(MODELMETER_FIXTURES "/torchinfo/" + name, std::ios::binary);
  REQUIRE(file);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// The artifact of a text that must be read.
inline Artifact read_good(const std::string& text) {
  Result<Artifact> artifact = read_artifact(text);
  if (!ok(artifact)) FAIL(sentence(errors(artifact)[0]));
  return value(std::move(artifact));
}

/// The sentences of the faults of a text that must be refused.
inline std::vector<std::string> read_bad(const std::string& text) {
  const Result<Artifact> artifact = read_artifact(text);
  REQUIRE_FALSE(ok(artifact));
  std::vector<std::string> sentences;
  for (const Diagnostic& one : errors(artifact)) sentences.push_back(sentence(one));
  return sentences;
}

inline std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

inline const Finding* finding(const std::vector<Finding>& found, const std::string& id) {
  for (const Finding& one : found)
    if (one.id == id) return &one;
  return nullptr;
}

inline std::vector<std::string> names(const LayerTree& tree) {
  std::vector<std::string> all;
  for (const Layer& layer : tree.layers) all.push_back(layer.instance_name);
  return all;
}

}  // namespace modelmeter::torchinfo
