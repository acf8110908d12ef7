#include "estimator/eager.h"

#include <catch2/catch.hpp>

#include "estimator/launches.h"

using namespace modelmeter;

namespace {

/// `count` kernels of one module, run `repeats` times.
struct Case {
  ModuleNode node;
  Walk walk;
  EagerTimes times;

  Case(std::size_t count, std::int64_t repeats, double device_s, double host_s) {
    node.id = "m";
    node.repetition = repeats > 1 ? Repetition::for_each : Repetition::none;
    node.repetition_count = repeats;
    for (std::size_t i = 0; i < count; ++i)
      node.add(OperatorCall{.name = "relu", .op = Activation{.kind = ActivationKind::relu, .elements = 1}});
    WalkedModule module;
    module.node = &node;
    module.calls = repeats;
    walk.modules.push_back(module);
    for (std::size_t i = 0; i < count; ++i) {
      WalkedOperator op;
      op.call = &node.operators[i];
      walk.modules[0].operators.push_back(i);
      walk.operators.push_back(op);
      walk.kernels.push_back({.op = i, .launches = repeats});
      times.device_s.push_back(device_s);
    }
    times.host.host_launch_s = host_s;
  }
  double total() const {
    double sum = 0;
    for (const double share : play_eager(walk, times)) sum += share;
    return sum;
  }
};

}  // namespace

TEST_CASE("eager: a slow host spaces the kernels, a slow device hides the host", "[estimator][eager]") {
  // Host 10 per launch, device 1: the third kernel is issued at 30 and done at 31.
  CHECK(Case(3, 1, 1, 10).total() == Approx(31));
  // Host 1, device 10: issued at 1, then back to back: 1 + 3·10.
  CHECK(Case(3, 1, 10, 1).total() == Approx(31));
}

TEST_CASE("eager: repeated bodies are counted as if each turn had been played", "[estimator][eager]") {
  CHECK(Case(3, 1000, 1, 10).total() == Approx(3000 * 10 + 1));
  CHECK(Case(3, 1000, 10, 1).total() == Approx(1 + 3000 * 10));
}

TEST_CASE("eager: waiting for a result adds up host and device", "[estimator][eager]") {
  Case one(2, 1, 5, 1);
  one.times.host.host_synchronise_s = 2;
  one.walk.kernels[0].launch.kernel.synchronises = true;
  // Issued at 1, done at 6, host back at 8, second issued at 9, done at 14.
  CHECK(one.total() == Approx(14));
}

TEST_CASE("steps: sums over a decode loop are exact where time is affine in the step", "[estimator][steps]") {
  const auto affine = [](std::int64_t step) {
    const double t = 3 + 2 * static_cast<double>(step);
    return KernelTime{.seconds = t, .low_seconds = t / 2, .high_seconds = 2 * t};
  };
  for (const std::int64_t n : {1, 2, 3, 7, 8, 9, 10, 511, 512, 513}) {
    // Σ (3 + 2 s), s = 0 … n − 1 = 3 n + n (n − 1).
    const double exact = 3.0 * static_cast<double>(n) + static_cast<double>(n * (n - 1));
    const KernelTime sum = sum_over_steps(n, affine);
    INFO(n);
    CHECK(sum.seconds == Approx(exact));
    CHECK(sum.low_seconds == Approx(exact / 2));
    CHECK(*sum.high_seconds == Approx(exact * 2));
  }
}
