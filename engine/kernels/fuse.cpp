#include <algorithm>
#include <map>

#include "kernels/lowering.h"

namespace modelmeter {
namespace {

/// Which walk a kernel of two passes has: the one that needs whole rows, else the less orderly one.
int rank(Access access) {
  switch (access) {
    case Access::layer_norm:
    case Access::rms_norm:
    case Access::softmax:
      return 4;
    case Access::reduction:
    case Access::outer_reduction:
      return 3;
    case Access::transposed:
    case Access::strided:
    case Access::gather:
      return 2;
    case Access::broadcast:
    case Access::concatenation:
      return 1;
    default:
      return 0;
  }
}

/// `before` and `behind` as one kernel.
Launch joined(const Launch& before, const Launch& behind) {
  Launch both = behind;
  Kernel& kernel = both.kernel;
  const Bytes saved_read{std::min(behind.first_read.count(), before.first_write.count())};
  Bytes bytes = before.kernel.bytes + behind.kernel.bytes - saved_read;
  if (!before.keeps) bytes = bytes - before.first_write;
  kernel.bytes = bytes;
  kernel.cold_bytes = before.kernel.cold_bytes + behind.kernel.cold_bytes;
  kernel.vector_flops = before.kernel.vector_flops + behind.kernel.vector_flops;
  PassShape shape = std::get<PassShape>(behind.kernel.shape);
  const PassShape& other = std::get<PassShape>(before.kernel.shape);
  shape.elements = std::max(shape.elements, other.elements);
  if (rank(other.access) > rank(shape.access)) {
    shape.access = other.access;
    shape.row_elements = other.row_elements;
  }
  if (other.arithmetic > shape.arithmetic) shape.arithmetic = other.arithmetic;
  kernel.shape = shape;
  kernel.name = before.kernel.name + "+" + behind.kernel.name;
  both.first_read = before.first_read;
  return both;
}

bool may_join(const PlacedLaunch& a, const PlacedLaunch& b) {
  return a.launch.joins && b.launch.joins && a.loop == b.loop && a.launch.times == b.launch.times;
}

}  // namespace

std::vector<PlacedLaunch> fuse_passes(const std::vector<PlacedLaunch>& launches) {
  std::vector<PlacedLaunch> fused;
  std::map<std::int64_t, PlacedLaunch> late;  // by body
  for (const PlacedLaunch& next : launches) {
    if (next.launch.late) {
      late[next.loop] = next;
      continue;
    }
    PlacedLaunch now = next;
    const auto waiting = late.find(now.loop);
    if (waiting != late.end() && now.launch.joins) {
      now.launch = joined(waiting->second.launch, now.launch);
      late.erase(waiting);
    }
    if (!fused.empty() && may_join(fused.back(), now)) {
      // The kernel belongs to the operator whose walk it has.
      const bool first_leads = rank(std::get<PassShape>(fused.back().launch.kernel.shape).access) >
                               rank(std::get<PassShape>(now.launch.kernel.shape).access);
      const Launch both = joined(fused.back().launch, now.launch);
      if (!first_leads) fused.back() = now;
      fused.back().launch = both;
    } else {
      fused.push_back(now);
    }
  }
  for (const auto& [loop, left] : late) fused.push_back(left);

  // The last pass of a repeated body and the first of its next turn.
  std::map<std::int64_t, std::pair<std::size_t, std::size_t>> bodies;
  for (std::size_t i = 0; i < fused.size(); ++i) {
    if (!fused[i].repeats) continue;
    const auto at = bodies.emplace(fused[i].loop, std::pair{i, i}).first;
    at->second.second = i;
  }
  std::vector<bool> gone(fused.size(), false);
  for (const auto& [loop, ends] : bodies) {
    const auto [first, last] = ends;
    if (first == last || !may_join(fused[last], fused[first])) continue;
    fused[first].launch = joined(fused[last].launch, fused[first].launch);
    gone[last] = true;
  }
  std::vector<PlacedLaunch> kept;
  for (std::size_t i = 0; i < fused.size(); ++i)
    if (!gone[i]) kept.push_back(std::move(fused[i]));
  return kept;
}

}  // namespace modelmeter
