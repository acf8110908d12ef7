#include "entities/diagnostic.h"

namespace modelmeter {

std::string sentence(const Diagnostic& diagnostic) {
  std::string text = diagnostic.path.empty() ? "" : diagnostic.path + ": ";
  return text + "expected " + diagnostic.expected + ", got " + diagnostic.got;
}

}  // namespace modelmeter
