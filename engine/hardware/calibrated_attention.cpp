#include "hardware/calibrated_attention.h"

#include <algorithm>
#include <cmath>

#include "hardware/calibrated_pass.h"

namespace modelmeter {
namespace {

constexpr std::int64_t kTileQueries = 128;
constexpr std::int64_t kBlockKeys = 128;
constexpr std::int64_t kDecodeQueries = 16;
constexpr double kSplitBelow = 0.8;  ///< FlashAttention splits the keys where there are fewer tiles a unit

std::int64_t blocks_of(std::int64_t count, std::int64_t size) {
  return std::max<std::int64_t>(1, (count + size - 1) / size);
}

/// Head dimensions are padded to what the kernels were built for: multiples of 32.
double padded(std::int64_t head_dim) {
  return static_cast<double>(blocks_of(head_dim, 32) * 32);
}

const AttentionLaw& law_of(AttentionLibrary library, const AttentionCalibration& parameters) {
  if (library == AttentionLibrary::flash) return parameters.flash;
  return library == AttentionLibrary::memory_efficient ? parameters.memory_efficient : parameters.cudnn;
}

/// Seconds of one compute unit for one block of 128 queries by 128 keys.
double block_s(const Kernel& kernel, const AttentionShape& shape, const Device& device, const AttentionLaw& law) {
  const double scores = static_cast<double>(kTileQueries * kBlockKeys);
  const double peak = device.matrix_flops_per_s[static_cast<std::size_t>(kernel.dtype)] / device.compute_units;
  const double products = 2 * scores * (padded(shape.head_dim) + padded(shape.value_dim)) / (peak * law.matrix_ratio);
  double seconds = products + scores / (law.scores_per_clock * device.clock_hz);
  if (shape.bias && law.bias_scores_per_clock > 0)
    seconds = seconds + scores / (law.bias_scores_per_clock * device.clock_hz);
  return seconds;
}

/// Blocks that all tiles of one head walk under a causal mask; the last query sees all keys.
double causal_blocks(std::int64_t tiles, std::int64_t blocks) {
  const std::int64_t before =
      std::max<std::int64_t>(0, blocks - tiles);  // every tile walks the keys before the queries
  const std::int64_t shared = std::min(tiles, blocks);
  const double rising = static_cast<double>(shared) * static_cast<double>(shared + 1) / 2;
  return static_cast<double>(tiles) * static_cast<double>(before) + rising;
}

KernelTime prefill_time(const Kernel& kernel, const AttentionShape& shape, const Device& device,
                        const AttentionLaw& law, double moving) {
  const std::int64_t per_head = blocks_of(shape.queries, kTileQueries);
  const double heads = static_cast<double>(shape.batch) * static_cast<double>(shape.heads);
  const double tiles = heads * static_cast<double>(per_head);
  const double blocks = static_cast<double>(blocks_of(shape.keys, kBlockKeys));
  const double block = block_s(kernel, shape, device, law);
  const double tile = law.tile_s + (shape.bias ? law.bias_tile_s : 0);
  const double waves = std::ceil(tiles / device.compute_units);
  // Two tiles of a unit hide each other's latency; the last of an odd number runs alone.
  const double alone = law.alone_ratio - 1;
  const bool odd = static_cast<std::int64_t>(waves) % 2 == 1;

  double busy = (waves + (odd ? alone : 0)) * (tile + blocks * block);
  if (shape.causal) {
    const double share = std::max(1.0, tiles / device.compute_units);
    const double walked = heads * causal_blocks(per_head, blocks_of(shape.keys, kBlockKeys)) / device.compute_units;
    const double longest = std::max(waves > 1 ? blocks : (1 + alone) * blocks, walked + law.tail_ratio * blocks);
    busy = std::min(share * (tile + law.causal_tile_s) + longest * block, busy + waves * law.causal_tile_s);
  }
  KernelTime time;
  time.seconds = law.start_s + std::max(moving, busy + law.unhidden_ratio * moving);
  time.bound = moving > busy ? Bound::memory : Bound::matrix;
  if (law.start_s > std::max(busy, moving)) time.bound = Bound::launch;
  return time;
}

KernelTime decode_time(const AttentionShape& shape, const Device& device, const AttentionLaw& law, double moving) {
  const double tiles = static_cast<double>(shape.batch) * static_cast<double>(shape.kv_heads);
  double walked = static_cast<double>(shape.keys);
  double start = law.decode_start_s;
  if (law.decode_combine_s > 0) {
    // FlashAttention: as many splits as there are units for a tile; a second kernel adds them up.
    const auto blocks = static_cast<double>(blocks_of(shape.keys, kBlockKeys));
    const double splits = tiles < kSplitBelow * device.compute_units
                              ? std::min(blocks, std::max(1.0, std::floor(device.compute_units / tiles)))
                              : 1;
    walked = std::ceil(blocks / splits) * kBlockKeys;
    if (splits > 1) start = start + law.decode_combine_s;
  }
  const double walk = law.decode_latency_s + walked * law.decode_key_s;
  double reading = moving;
  // FlashAttention splits the keys only where the tiles leave more than a fifth of the units idle.
  if (law.unsplit_stream_ratio > 0 && tiles >= kSplitBelow * device.compute_units) {
    const double waves = std::ceil(tiles / device.compute_units);
    reading = std::max(
        moving, moving * (law.decode_stream_ratio / law.unsplit_stream_ratio) * waves * device.compute_units / tiles);
  }
  KernelTime time;
  time.seconds = start + std::max(walk, reading) + law.decode_unhidden_ratio * std::min(walk, reading);
  time.bound = reading > walk ? Bound::memory : Bound::launch;
  return time;
}

}  // namespace

AttentionLibrary attention_library(const Kernel& kernel, const AttentionShape& shape, const Device& device) {
  if (shape.library != AttentionLibrary::framework) return shape.library;
  if (info(kernel.dtype).bits > 16) return AttentionLibrary::memory_efficient;
  return device.cudnn_attention ? AttentionLibrary::cudnn : AttentionLibrary::flash;
}

KernelTime attention_time(const Kernel& kernel, const AttentionShape& shape, const Device& device,
                          const AttentionCalibration& parameters, const PassCalibration& passes) {
  const AttentionLaw& law = law_of(attention_library(kernel, shape, device), parameters);
  const double bytes_per_s = law.decode_stream_ratio * device.bytes_per_s;
  const double moving = moving_s(kernel, device, passes, bytes_per_s);
  if (shape.queries <= kDecodeQueries) return decode_time(shape, device, law, moving);
  return prefill_time(kernel, shape, device, law, moving);
}

}  // namespace modelmeter
