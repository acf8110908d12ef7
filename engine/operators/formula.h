#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace modelmeter {

/// A named whole number that a formula speaks of. An expected value (distinct experts, say) is a
/// fixed-point fraction: value / denominator.
struct Symbol {
  const char* latex = "";
  const char* meaning = "";
  std::int64_t value = 0;
  std::int64_t denominator = 1;
};

/// A product: coefficient · symbol · symbol · …
struct Term {
  static constexpr std::size_t max_factors = 8;

  Term() = default;
  Term(std::int64_t number) : coefficient(number) {}
  Term(const Symbol& symbol) : count(1) { factors[0] = symbol; }

  std::int64_t coefficient = 1;
  std::size_t count = 0;
  std::array<Symbol, max_factors> factors{};
};

/// A sum of products. Operators write their cost as one, so the number that a report shows, the
/// formula in the documentation and the formula with numbers put in are the same object.
struct Formula {
  static constexpr std::size_t max_terms = 6;

  Formula() = default;
  Formula(const Term& term) : count(1) { terms[0] = term; }
  Formula(const Symbol& symbol) : Formula(Term(symbol)) {}

  bool zero() const { return count == 0; }

  std::size_t count = 0;
  std::array<Term, max_terms> terms{};
};

Term operator*(const Term& term, const Symbol& symbol);
Formula operator+(const Formula& sum, const Term& term);
Formula operator-(const Formula& sum, const Term& term);
Formula operator+(const Formula& a, const Formula& b);
Formula operator*(const Formula& sum, const Symbol& symbol);

inline Term operator*(const Symbol& a, const Symbol& b) {
  return Term(a) * b;
}
inline Term operator*(std::int64_t number, const Symbol& symbol) {
  return Term(number) * symbol;
}
inline Formula operator+(const Term& a, const Term& b) {
  return Formula(a) + b;
}
inline Formula operator-(const Term& a, const Term& b) {
  return Formula(a) - b;
}
inline Formula operator+(const Symbol& a, const Symbol& b) {
  return Formula(a) + Term(b);
}

/// The number, exact to 63 bits; a result beyond that is INT64_MAX. Fixed-point results are rounded to nearest.
std::int64_t evaluate(const Formula& formula);

/// "2 \cdot B \cdot H \cdot S_q^{2}"; "0" for the empty sum.
std::string latex(const Formula& formula);

/// The same with values: "2 \cdot 1 \cdot 12 \cdot 4096^{2}".
std::string substituted(const Formula& formula);

/// The distinct symbols of several formulas, in order of first use.
std::vector<Symbol> symbols_of(const std::vector<const Formula*>& formulas);

}  // namespace modelmeter
