#include "operators/formula.h"

#include <cassert>
#include <limits>
#include <string_view>

namespace modelmeter {
namespace {

constexpr std::int64_t kLimit = std::numeric_limits<std::int64_t>::max();
__extension__ using Wide = __int128;

bool same(const Symbol& a, const Symbol& b) {
  return std::string_view(a.latex) == std::string_view(b.latex);
}

/// The value of one product, clamped to ±kLimit.
std::int64_t evaluate(const Term& term) {
  Wide product = term.coefficient;
  std::int64_t denominator = 1;
  bool zero = term.coefficient == 0;
  bool overflowed = false;
  for (std::size_t i = 0; i < term.count; ++i) {
    const Symbol& factor = term.factors[i];
    if (factor.denominator != 1) denominator = factor.denominator;
    zero = zero || factor.value == 0;
    if (!overflowed && __builtin_mul_overflow(product, static_cast<Wide>(factor.value), &product)) overflowed = true;
  }
  if (zero) return 0;
  if (overflowed) return kLimit;
  if (denominator != 1) product = (product + denominator / 2) / denominator;
  if (product > kLimit) return kLimit;
  if (product < -kLimit) return -kLimit;
  return static_cast<std::int64_t>(product);
}

std::string number_of(const Symbol& symbol) {
  if (symbol.denominator == 1) return std::to_string(symbol.value);
  // Three decimals, rounded; the fraction is exact in the value that is computed.
  const Wide thousandths = (static_cast<Wide>(symbol.value) * 1000 + symbol.denominator / 2) / symbol.denominator;
  const std::string digits = std::to_string(static_cast<std::int64_t>(thousandths % 1000));
  return std::to_string(static_cast<std::int64_t>(thousandths / 1000)) + "." + std::string(3 - digits.size(), '0') +
         digits;
}

template <class Print>
std::string print(const Formula& formula, Print factor_text) {
  if (formula.zero()) return "0";
  std::string text;
  for (std::size_t t = 0; t < formula.count; ++t) {
    const Term& term = formula.terms[t];
    const bool negative = term.coefficient < 0;
    if (t != 0 || negative) text += negative ? " - " : " + ";
    const std::int64_t magnitude = negative ? -term.coefficient : term.coefficient;
    bool first = true;
    if (magnitude != 1 || term.count == 0) {
      text += std::to_string(magnitude);
      first = false;
    }
    for (std::size_t i = 0; i < term.count;) {
      std::size_t power = 1;
      while (i + power < term.count && same(term.factors[i], term.factors[i + power])) ++power;
      if (!first) text += " \\cdot ";
      text += factor_text(term.factors[i]);
      if (power > 1) text += "^{" + std::to_string(power) + "}";
      first = false;
      i += power;
    }
  }
  return text;
}

}  // namespace

Term operator*(const Term& term, const Symbol& symbol) {
  assert(term.count < Term::max_factors);
  Term product = term;
  product.factors[product.count++] = symbol;
  return product;
}

Formula operator+(const Formula& sum, const Term& term) {
  assert(sum.count < Formula::max_terms);
  Formula result = sum;
  result.terms[result.count++] = term;
  return result;
}

Formula operator-(const Formula& sum, const Term& term) {
  Term negated = term;
  negated.coefficient = -negated.coefficient;
  return sum + negated;
}

Formula operator+(const Formula& a, const Formula& b) {
  Formula sum = a;
  for (std::size_t i = 0; i < b.count; ++i) sum = sum + b.terms[i];
  return sum;
}

Formula operator*(const Formula& sum, const Symbol& symbol) {
  Formula product;
  for (std::size_t i = 0; i < sum.count; ++i) product = product + sum.terms[i] * symbol;
  return product;
}

std::int64_t evaluate(const Formula& formula) {
  Wide sum = 0;
  for (std::size_t i = 0; i < formula.count; ++i) {
    const std::int64_t term = evaluate(formula.terms[i]);
    if (term == kLimit || term == -kLimit) return kLimit;
    sum += term;
  }
  return sum > kLimit ? kLimit : static_cast<std::int64_t>(sum);
}

std::string latex(const Formula& formula) {
  return print(formula, [](const Symbol& symbol) { return std::string(symbol.latex); });
}

std::string substituted(const Formula& formula) {
  return print(formula, number_of);
}

std::vector<Symbol> symbols_of(const std::vector<const Formula*>& formulas) {
  std::vector<Symbol> found;
  for (const Formula* formula : formulas)
    for (std::size_t t = 0; t < formula->count; ++t)
      for (std::size_t i = 0; i < formula->terms[t].count; ++i) {
        const Symbol& symbol = formula->terms[t].factors[i];
        bool known = false;
        for (const Symbol& other : found) known = known || same(other, symbol);
        if (!known) found.push_back(symbol);
      }
  return found;
}

}  // namespace modelmeter
