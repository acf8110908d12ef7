#pragma once
#include <cstdint>
#include <string>

#include "architectures/deepseek_ocr/config.h"
#include "architectures/deepseek_ocr/views.h"
#include "architectures/module_tree.h"
#include "entities/estimate.h"

namespace modelmeter::deepseek_ocr {

/// One run of the model: `passes` times a batch of `batch` pages, each with one global view, `grid` crops,
/// `seq_len` prompt tokens and `max_new_tokens` generated ones.
struct Run {
  std::int64_t batch = 1;
  std::int64_t passes = 1;
  std::int64_t base_size = 1024;
  std::int64_t image_size = 640;
  CropGrid grid;
  std::int64_t seq_len = 1024;
  std::int64_t max_new_tokens = 512;
  bool causal_exact = false;     ///< count only the scores that the causal mask leaves
  bool head_last_token = false;  ///< the language head on the last prompt token only
  ExpertReads expert_reads = ExpertReads::expected;
};

/// The whole module hierarchy, from the page to the leaves.
ModuleNode build_tree(const Config& config, const Run& run);

// The parts, each in a file of its own.

/// Where a part of the tree hangs.
struct Place {
  std::string parent_id;
  Stage stage = Stage::vision;
};

ModuleNode sam_encoder(const Config& config, const Place& place, std::int64_t images, std::int64_t pixels);
ModuleNode clip_encoder(const Config& config, const Place& place, std::int64_t images, std::int64_t edge);
ModuleNode decoder(const Config& config, const Place& place, const Run& run, bool prefill);

}  // namespace modelmeter::deepseek_ocr
