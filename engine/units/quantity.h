#pragma once
#include <cstdint>
#include <limits>

namespace modelmeter {

/// A whole, non-negative number of one unit, exact to 63 bits.
/// Arithmetic never wraps: a result that leaves 63 bits becomes `limit` and stays there,
/// so a report can say that a count overflowed instead of showing a wrong one.
template <class Unit>
class Quantity {
 public:
  static constexpr std::int64_t limit = std::numeric_limits<std::int64_t>::max();

  constexpr Quantity() = default;
  constexpr explicit Quantity(std::int64_t count) : count_(count) {}

  constexpr std::int64_t count() const { return count_; }
  constexpr bool overflowed() const { return count_ == limit; }
  constexpr double as_double() const { return static_cast<double>(count_); }

  friend constexpr Quantity operator+(Quantity a, Quantity b) {
    std::int64_t sum = 0;
    return Quantity{__builtin_add_overflow(a.count_, b.count_, &sum) ? limit : sum};
  }
  friend constexpr Quantity operator*(Quantity a, std::int64_t times) {
    std::int64_t product = 0;
    return Quantity{__builtin_mul_overflow(a.count_, times, &product) ? limit : product};
  }
  friend constexpr Quantity operator*(std::int64_t times, Quantity a) { return a * times; }
  /// Difference of two counts of which the second is part of the first.
  friend constexpr Quantity operator-(Quantity a, Quantity b) {
    return a.overflowed() ? a : Quantity{a.count_ - b.count_};
  }
  constexpr Quantity& operator+=(Quantity other) { return *this = *this + other; }

  friend constexpr bool operator==(Quantity a, Quantity b) { return a.count_ == b.count_; }
  friend constexpr bool operator!=(Quantity a, Quantity b) { return a.count_ != b.count_; }
  friend constexpr bool operator<(Quantity a, Quantity b) { return a.count_ < b.count_; }
  friend constexpr bool operator>(Quantity a, Quantity b) { return b < a; }

 private:
  std::int64_t count_ = 0;
};

using Flops = Quantity<struct FlopUnit>;  ///< work; one multiply-add is 2
using Bytes = Quantity<struct ByteUnit>;

}  // namespace modelmeter
