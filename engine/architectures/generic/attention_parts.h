#pragma once
#include <optional>
#include <vector>

#include "architectures/generic/lowering.h"

namespace modelmeter::generic {

/// A tensor of features per position, however its dimensions are ordered.
struct Tokens {
  std::int64_t batch = 0;  ///< sequences, images or windows
  std::int64_t seq = 0;    ///< positions of each
  std::int64_t width = 0;  ///< features of a position
};

/// [B, S, C]; [S, B, C] where the second dimension is the batch; [B, H, W, C] as H·W positions, or with `windows_first`
/// [B, windows, S, C]; [B, C, H, W] behind a convolution; [S, C] as one sequence per batch element where that divides.
Tokens tokens_of(const Shape& shape, const Layer& row, const RunSize& run, bool windows_first);

/// How wide one head is.
struct HeadSize {
  std::int64_t dim = 1;
  bool known = false;                 ///< recorded somewhere, not assumed
  std::int64_t rotary_positions = 0;  ///< of the rotary table that this module's model has; 0 for none
  std::int64_t rotary_dim = 0;
};

/// From a norm of queries or keys, from the model's rotary table, else an assumption that divides the width.
/// `latent`: the rotary part is only a piece of a head, so its table does not tell.
HeadSize head_size(const Seen& module, std::int64_t width, bool latent, Lowered& lowered);

/// Keys that a run sees besides its own because it was given a cache, and where that was seen.
struct Cache {
  std::int64_t tokens = 0;  ///< keys in all, the run's own included
  std::string evidence;
};

/// The cache that the recorded run was given (an input of that key width), or returned with more tokens than it added.
std::optional<Cache> cache_of(const Seen& module, std::int64_t key_width, std::int64_t seq_kv);

/// Whether the module is self-attention of a model that generates text: its keys and values stay in a cache.
bool is_causal_decoder(const Seen& module);

/// `image_shape`: the projected features, [B, H, W, C] where positions lie in an image or window.
/// Relative positions that the module's own parameters reveal: decomposed per axis (SAM, MViT), or a table of biases
/// (Swin).
void lower_position_bias(const Seen& module, const Shape& image_shape, const Tokens& queries, std::int64_t width,
                         Lowered& lowered);
std::vector<RuleDescription> position_rules();

std::vector<RuleDescription> attention_module_rules();

}  // namespace modelmeter::generic
