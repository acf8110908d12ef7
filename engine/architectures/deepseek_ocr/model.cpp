#include "architectures/deepseek_ocr/model.h"

#include "architectures/deepseek_ocr/class_summaries.h"
#include "architectures/deepseek_ocr/tree.h"
#include "architectures/deepseek_ocr/workloads.h"

namespace modelmeter::deepseek_ocr {
namespace {

std::string number(std::int64_t value) {
  return std::to_string(value);
}

/// Views are cut into 16-pixel patches; the limits keep every count far inside 63 bits.
void check_edge(Diagnostics& faults, const char* key, std::int64_t pixels) {
  if (pixels < 64 || pixels > 4096 || pixels % 16 != 0) {
    const std::int64_t clamped = pixels < 64 ? 64 : pixels > 4096 ? 4096 : pixels - pixels % 16;
    faults.push_back({key, "a multiple of 16 pixels from 64 to 4096", number(pixels), number(clamped)});
  }
}

void check_architecture(Diagnostics& faults, const DeepSeekOCRModelSpec& spec, const Config& config) {
  if (spec.vision_backbone != VisionBackbone::sam_vit_b)
    faults.push_back({"vision_backbone", "sam_vit_b (this model's encoder is SAM followed by CLIP)",
                      spec.vision_backbone == VisionBackbone::clip_vit_l ? "clip_vit_l" : "other", "sam_vit_b"});
  if (config.hidden_size % config.num_attention_heads != 0 || config.head_dim() % 2 != 0)
    faults.push_back({"num_attention_heads",
                      "a divisor of hidden_size " + number(config.hidden_size) + " with an even quotient",
                      number(config.num_attention_heads), ""});
  if (config.num_attention_heads % config.num_key_value_heads != 0)
    faults.push_back({"num_key_value_heads", "a divisor of num_attention_heads " + number(config.num_attention_heads),
                      number(config.num_key_value_heads), number(config.num_attention_heads)});
  if (config.num_experts_per_tok > config.n_routed_experts)
    faults.push_back({"num_experts_per_tok", "at most n_routed_experts " + number(config.n_routed_experts),
                      number(config.num_experts_per_tok), number(config.n_routed_experts)});
  if (config.first_k_dense_replace > config.num_layers)
    faults.push_back({"first_k_dense_replace", "at most num_layers " + number(config.num_layers),
                      number(config.first_k_dense_replace), number(config.num_layers)});
}

Result<CropGrid> grid_of(const Scenario& scenario) {
  const EstimateSettings& e = scenario.estimate;
  const OCRWorkloadProfile& w = scenario.workload;
  if (e.crop_grid == "auto")
    return w.crop_mode ? crops_for_page(e.page_width, e.page_height, w.image_size) : CropGrid{};
  Result<CropGrid> parsed = parse_crop_grid(e.crop_grid);
  if (ok(parsed) && value(parsed).count() > 0 && !w.crop_mode)
    return Diagnostics{{"crop_grid", "none or auto while crop_mode is off", e.crop_grid, "none"}};
  return parsed;
}

class DeepSeekOcr final : public Model {
 public:
  std::string id() const override { return "deepseek-ocr"; }
  std::string name() const override { return "DeepSeek-OCR"; }
  std::string description() const override {
    return "Reads a page image into text: SAM ViT-B and CLIP-L encode a global view and 2 to 9 crops, a linear "
           "projector turns them into image tokens, a 3B mixture-of-experts decoder writes the text.";
  }
  DeepSeekOCRModelSpec spec() const override { return default_spec(); }
  std::vector<OCRWorkloadProfile> workloads() const override { return workload_profiles(); }
  std::vector<DocumentPreset> document_presets() const override { return presets(); }
  std::string class_summary(const std::string& class_name) const override {
    return deepseek_ocr::class_summary(class_name);
  }
  std::string root_class() const override { return "DeepseekOCRModel"; }
  std::vector<std::string> setting_keys() const override {
    return {"seq_len",
            "max_new_tokens",
            "doc_kind",
            "num_pages",
            "batch_size",
            "crop_mode",
            "base_size",
            "image_size",
            "page_width",
            "page_height",
            "crop_grid",
            "execution",
            "runtime",
            "moe_implementation",
            "kv_cache_form",
            "memory_reserve_mib",
            "attention_counting",
            "head_tokens",
            "expert_reads",
            "uses_moe",
            "vision_backbone"};
  }

  std::vector<ArchitectureField> architecture_fields() const override {
    return {
        {"hidden_size", "Hidden size", "Width of the decoder.", 2, 65536},
        {"intermediate_size", "Dense MLP size", "Inner width of the dense SwiGLU layers.", 1, 1048576},
        {"num_layers", "Layers", "Decoder layers.", 1, 1024},
        {"num_attention_heads", "Attention heads", "Query heads of the decoder.", 1, 1024},
        {"num_key_value_heads", "Key-value heads", "Heads of keys and values; fewer than query heads share them.", 1,
         1024},
        {"first_k_dense_replace", "Dense layers", "Layers before the first mixture-of-experts layer.", 0, 1024},
        {"n_routed_experts", "Routed experts", "Experts of a layer that the router chooses from.", 1, 4096},
        {"num_experts_per_tok", "Experts per token", "Routed experts that every token goes through.", 1, 4096},
        {"n_shared_experts", "Shared experts", "Experts that every token goes through besides.", 0, 256},
        {"moe_intermediate_size", "Expert size", "Inner width of one expert.", 1, 1048576},
        {"vocab_size", "Vocabulary", "Rows of the embedding and of the language head.", 1, 4194304},
        {"max_position_embeddings", "Position limit", "Prompt and generated tokens together.", 1, 1048576},
    };
  }

  Result<std::int64_t> image_tokens(const Scenario& scenario) const override {
    Diagnostics faults;
    check_edge(faults, "base_size", scenario.workload.base_size);
    check_edge(faults, "image_size", scenario.workload.image_size);
    const Result<CropGrid> grid = grid_of(scenario);
    if (!ok(grid)) faults.insert(faults.end(), errors(grid).begin(), errors(grid).end());
    if (!faults.empty()) return faults;
    return deepseek_ocr::image_tokens(config_of(scenario.model), scenario.workload.base_size,
                                      scenario.workload.image_size, value(grid));
  }

  Result<BuiltRun> build(const Scenario& scenario) const override {
    const Config config = config_of(scenario.model);
    const OCRWorkloadProfile& w = scenario.workload;
    const EstimateSettings& e = scenario.estimate;
    Diagnostics faults;
    check_architecture(faults, scenario.model, config);
    const Result<std::int64_t> tokens = image_tokens(scenario);
    if (!ok(tokens)) faults.insert(faults.end(), errors(tokens).begin(), errors(tokens).end());

    if (ok(tokens) && w.seq_len < value(tokens)) {
      faults.push_back({"seq_len", "at least " + number(value(tokens)) + ", the image tokens that the prompt contains",
                        number(w.seq_len), number(value(tokens) + text_tokens(w.doc_kind))});
    }
    const std::int64_t positions = w.seq_len + w.max_new_tokens;
    if (positions > config.max_position_embeddings) {
      const std::int64_t room = config.max_position_embeddings - w.seq_len;
      faults.push_back({room >= 0 ? "max_new_tokens" : "seq_len",
                        "seq_len + max_new_tokens of at most " + number(config.max_position_embeddings) + " positions",
                        number(w.seq_len) + " + " + number(w.max_new_tokens) + " = " + number(positions),
                        number(room >= 0 ? room : config.max_position_embeddings - w.max_new_tokens)});
    }
    if (w.num_pages > e.batch_size && w.num_pages % e.batch_size != 0)
      faults.push_back({"num_pages", "a multiple of batch_size " + number(e.batch_size), number(w.num_pages),
                        number((w.num_pages / e.batch_size + 1) * e.batch_size)});
    if (!faults.empty()) return faults;

    Run run;
    run.batch = e.batch_size;
    run.passes = w.num_pages > e.batch_size ? w.num_pages / e.batch_size : 1;
    run.base_size = w.base_size;
    run.image_size = w.image_size;
    run.grid = value(grid_of(scenario));
    run.seq_len = w.seq_len;
    run.max_new_tokens = w.max_new_tokens;
    run.causal_exact = e.attention_counting == AttentionCounting::causal;
    run.head_last_token = e.head_tokens == HeadTokens::last;
    run.expert_reads = e.expert_reads;

    BuiltRun built{.tree = build_tree(config, run),
                   .batch = run.batch,
                   .passes = run.passes,
                   .generated_tokens = run.max_new_tokens,
                   .crop_grid = to_string(run.grid),
                   .image_tokens = value(tokens),
                   .notes = {}};
    if (e.batch_size > w.num_pages)
      built.notes.push_back("batch_size " + number(e.batch_size) + " exceeds num_pages " + number(w.num_pages) +
                            ": the estimate is for one full batch of " + number(e.batch_size) + " pages.");
    built.notes.push_back("Image: " + built.crop_grid + " crops, " + number(built.image_tokens) + " of " +
                          number(w.seq_len) + " prompt tokens come from the image.");
    return built;
  }

 private:
  static std::int64_t text_tokens(DocKind kind) {
    for (const DocumentPreset& preset : deepseek_ocr::presets())
      if (preset.kind == kind) return preset.text_tokens;
    return 0;
  }
};

}  // namespace

const Model& model() {
  static const DeepSeekOcr instance;
  return instance;
}

}  // namespace modelmeter::deepseek_ocr
