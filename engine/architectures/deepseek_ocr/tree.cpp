#include "architectures/deepseek_ocr/tree.h"

#include "architectures/deepseek_ocr/nodes.h"

namespace modelmeter::deepseek_ocr {
namespace {

ModuleNode group(const std::string& id, const std::string& name, const std::string& class_name, Stage stage) {
  ModuleNode node;
  node.id = id;
  node.name = name;
  node.qualified_class_name = class_name;
  node.stage = stage;
  return node;
}

/// SAM, then CLIP on SAM's features, for `lanes` images of every page in the batch.
ModuleNode view(const Config& config, const ModuleNode& vision, const std::string& name, std::int64_t lanes,
                std::int64_t pixels, std::int64_t batch) {
  ModuleNode node = group(vision.id + "/" + name, name, vision.qualified_class_name, Stage::vision);
  node.constructor_params = {{"pixels", pixels}, {"images_per_page", lanes}};
  if (lanes > 1) {
    node.repetition = Repetition::parfor;
    node.repetition_count = lanes;
    node.batched = true;
  }
  const std::int64_t edge = features_edge(config, pixels);
  node.add(sam_encoder(config, {node.id, Stage::vision}, lanes * batch, pixels));
  node.keep("sam features", lanes * batch * edge * edge * config.sam_net3);
  node.add(clip_encoder(config, {node.id, Stage::vision}, lanes * batch, edge));
  return node;
}

/// One linear layer on SAM and CLIP features side by side.
ModuleNode projection(const Config& config, const ModuleNode& projector, const std::string& name, std::int64_t lanes,
                      std::int64_t pixels, std::int64_t batch) {
  const std::int64_t edge = features_edge(config, pixels);
  const std::int64_t rows = lanes * batch * edge * edge;
  ModuleNode node =
      group(projector.id + "/" + name, name, std::string(kEncoderModule) + "MlpProjector", Stage::projector);
  node.instance = "projector";
  node.constructor_params = {
      {"projector_type", std::string("linear")}, {"input_dim", config.projector_in}, {"n_embed", config.hidden_size}};
  if (lanes > 1) {
    node.repetition = Repetition::parfor;
    node.repetition_count = lanes;
    node.batched = true;
  }
  node.add(
      OperatorCall{.name = "concatenate_features", .op = Copy{rows * config.projector_in, rows * config.projector_in}});
  node.keep("features", rows * config.projector_in);
  node.add(linear_module(
      node, "layers",
      {.rows = rows, .in_features = config.projector_in, .out_features = config.hidden_size, .bias = true}));
  return node;
}

}  // namespace

ModuleNode build_tree(const Config& config, const Run& run) {
  const std::string model_class = std::string(kOcrModule) + "DeepseekOCRModel";
  ModuleNode root =
      group("deepseek-ocr", "DeepSeek-OCR", std::string(kOcrModule) + "DeepseekOCRForCausalLM", Stage::other);
  root.constructor_params = {{"batch_size", run.batch},
                             {"seq_len", run.seq_len},
                             {"max_new_tokens", run.max_new_tokens},
                             {"crop_grid", to_string(run.grid)}};
  if (run.passes > 1) {
    root.repetition = Repetition::parfor;
    root.repetition_count = run.passes;
  }

  const std::int64_t crops = run.grid.count();
  // Channels first, red, green and blue, in the format of the activations; the code embeds the prompt before it looks.
  const auto positions = [&](std::int64_t pixels) {
    const std::int64_t edge = features_edge(config, pixels);
    return edge * edge;
  };
  const std::int64_t crop_positions = crops * run.batch * positions(run.image_size);
  const std::int64_t global_positions = run.batch * positions(run.base_size);
  const std::int64_t features = config.sam_net3 + config.clip_width;
  root.keep("pixels", 3 * run.batch * (run.base_size * run.base_size + crops * run.image_size * run.image_size));
  root.keep("inputs_embeds", run.batch * run.seq_len * config.hidden_size);
  ModuleNode vision = group(root.id + "/vision", "vision", model_class, Stage::vision);
  if (crops > 0) vision.add(view(config, vision, "crops", crops, run.image_size, run.batch));
  if (crops > 0) vision.keep("crop features", crop_positions * features);
  vision.add(view(config, vision, "global", 1, run.base_size, run.batch));
  root.add(std::move(vision));
  root.keep("features", (crop_positions + global_positions) * features);

  ModuleNode projector = group(root.id + "/projector", "projector", model_class, Stage::projector);
  if (crops > 0) projector.add(projection(config, projector, "crops", crops, run.image_size, run.batch));
  if (crops > 0) projector.keep("crop tokens", crop_positions * config.hidden_size);
  projector.add(projection(config, projector, "global", 1, run.base_size, run.batch));
  projector.keep("global tokens", global_positions * config.hidden_size);
  // Rows of features get a learned newline, the views a separator, and all of it replaces the image tokens.
  const std::int64_t tokens =
      image_tokens(config, run.base_size, run.image_size, run.grid) * run.batch * config.hidden_size;
  projector.add(
      OperatorCall{.name = "newline_and_separator", .op = IdleParameters{.elements = 2 * config.hidden_size}});
  projector.add(OperatorCall{.name = "assemble_image_tokens", .op = Copy{tokens, tokens}});
  projector.keep("image tokens", tokens);
  projector.add(OperatorCall{.name = "scatter_into_prompt",
                             .op = Copy{tokens, tokens},
                             .resident_elements = run.batch * run.seq_len * config.hidden_size,
                             .eager_elements = 0});
  root.add(std::move(projector));
  root.drop("features");
  root.drop("pixels");

  ModuleNode prefill = decoder(config, {root.id + "/prefill", Stage::prefill}, run, true);
  prefill.name = "prefill";
  root.add(std::move(prefill));
  root.drop("inputs_embeds");

  if (run.max_new_tokens > 0) {
    ModuleNode decode = decoder(config, {root.id + "/decode", Stage::decode}, run, false);
    decode.name = "decode";
    decode.repetition = Repetition::for_each;
    decode.repetition_count = run.max_new_tokens;
    decode.decode_loop = true;
    root.add(std::move(decode));
  }
  return root;
}

}  // namespace modelmeter::deepseek_ocr
