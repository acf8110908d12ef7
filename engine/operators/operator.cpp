#include "operators/operator.h"

namespace modelmeter {
namespace {

/// LaTeX of a symbol as plain text: "S_{kv}" → "Skv".
std::string plain(const std::string& tex) {
  if (tex == "\\tfrac{D}{2}") return "D/2";
  if (tex == "\\tau") return "τ";
  std::string text;
  for (char c : tex)
    if (c != '_' && c != '{' && c != '}' && c != '\\') text += c;
  return text;
}

}  // namespace

std::vector<Symbol> symbols_of(const Work& work) {
  return symbols_of({&work.matrix_flops, &work.vector_flops, &work.weights_read, &work.activations_read,
                     &work.activations_written, &work.kv_read, &work.kv_written, &work.parameters});
}

std::string shape_text(const Work& work) {
  std::string text;
  for (const Symbol& symbol : symbols_of(work)) {
    if (symbol.denominator != 1) continue;  // an expectation, not a shape
    if (!text.empty()) text += " · ";
    text += plain(symbol.latex) + " " + std::to_string(symbol.value);
  }
  return text;
}

}  // namespace modelmeter
