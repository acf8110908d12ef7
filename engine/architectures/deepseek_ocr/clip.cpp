#include "architectures/deepseek_ocr/nodes.h"

namespace modelmeter::deepseek_ocr {
namespace {

ModuleNode clip_layer(const Config& config, const ModuleNode& layers, std::int64_t images, std::int64_t tokens) {
  const std::int64_t C = config.clip_width;
  const std::int64_t rows = images * tokens;
  const std::int64_t residual = rows * C;
  const std::string last = std::to_string(config.clip_layers - 1);
  ModuleNode node = child_of(layers, "layers[0-" + last + "]", "{0-" + last + "}",
                             std::string(kEncoderModule) + "NoTPTransformerBlock",
                             {{"hidden_size", C}, {"num_attention_heads", config.clip_heads}});
  node = repeated(std::move(node), Repetition::for_each, config.clip_layers);

  node.add(layer_norm_module(node, "layer_norm1", rows, C, residual));
  node.keep("normed", residual);
  ModuleNode attention = child_of(node, "self_attn", std::string(kEncoderModule) + "NoTPAttention",
                                  {{"hidden_size", C}, {"num_attention_heads", config.clip_heads}});
  attention.add(linear_module(attention, "qkv_proj",
                              {.rows = rows, .in_features = C, .out_features = 3 * C, .bias = true}, residual));
  attention.keep("qkv", 3 * residual);
  attention.add(OperatorCall{.name = "scaled_dot_product_attention",
                             .op = Attention{.batch = images,
                                             .num_heads = config.clip_heads,
                                             .num_key_value_heads = config.clip_heads,
                                             .seq_q = tokens,
                                             .seq_kv = tokens,
                                             .head_dim = C / config.clip_heads},
                             .resident_elements = residual});
  attention.used("qkv");
  attention.keep("output", residual);
  attention.add(linear_module(attention, "out_proj", {.rows = rows, .in_features = C, .out_features = C, .bias = true},
                              residual));
  node.add(std::move(attention));
  node.drop("normed");
  node.keep("residual", residual);
  node.add(fused_residual(residual));
  node.used("residual");
  node.keep("h", residual);

  node.add(layer_norm_module(node, "layer_norm2", rows, C, residual));
  node.keep("normed", residual);
  ModuleNode mlp = child_of(node, "mlp", std::string(kEncoderModule) + "NoTPFeedForward",
                            {{"dim", C}, {"hidden_dim", config.clip_mlp}});
  mlp.add(linear_module(mlp, "fc1", {.rows = rows, .in_features = C, .out_features = config.clip_mlp, .bias = true},
                        residual));
  mlp.keep("expanded", rows * config.clip_mlp);
  mlp.add(fused_activation("quick_gelu", ActivationKind::quick_gelu, rows * config.clip_mlp, false));
  mlp.drop("expanded");
  mlp.keep("activated", rows * config.clip_mlp);
  mlp.add(linear_module(mlp, "fc2", {.rows = rows, .in_features = config.clip_mlp, .out_features = C, .bias = true},
                        residual));
  node.add(std::move(mlp));
  node.drop("normed");
  node.keep("mlp", residual);
  node.add(fused_residual(residual));
  return node;
}

}  // namespace

/// CLIP-L on SAM's `edge` × `edge` features (which take the place of its own patch embedding) and a class token.
ModuleNode clip_encoder(const Config& config, const Place& place, std::int64_t images, std::int64_t edge) {
  const std::int64_t C = config.clip_width;
  const std::int64_t patches = edge * edge;
  const std::int64_t tokens = patches + 1;
  const std::int64_t table_edge = 16;  // 257 positions: a class token and 16 × 16

  ModuleNode root;
  root.id = place.parent_id;
  root.stage = place.stage;
  ModuleNode node = child_of(root, "vision_model", std::string(kEncoderModule) + "VitModel",
                             {{"num_layers", config.clip_layers},
                              {"hidden_size", C},
                              {"num_attention_heads", config.clip_heads},
                              {"ffn_hidden_size", config.clip_mlp}});

  ModuleNode embeddings =
      child_of(node, "embeddings", std::string(kEncoderModule) + "CLIPVisionEmbeddings",
               {{"hidden_size", C}, {"image_size", std::int64_t{224}}, {"patch_size", config.clip_patch}});
  ModuleNode patch = child_of(embeddings, "patch_embedding", "torch.nn.modules.conv.Conv2d",
                              {{"in_channels", std::int64_t{3}},
                               {"out_channels", C},
                               {"kernel_size", config.clip_patch},
                               {"stride", config.clip_patch},
                               {"bias", false}});
  patch.add(OperatorCall{.name = "not_executed",
                         .op = IdleParameters{.elements = 3 * C * config.clip_patch * config.clip_patch}});
  embeddings.add(std::move(patch));
  // The class token is one learned vector, copied in front of SAM's features.
  embeddings.add(OperatorCall{.name = "class_embedding", .op = IdleParameters{.elements = C}});
  embeddings.add(OperatorCall{.name = "concatenate", .op = Copy{images * tokens * C, images * tokens * C}});
  embeddings.keep("embeddings", images * tokens * C);
  ModuleNode positions = child_of(embeddings, "position_embedding", "torch.nn.modules.sparse.Embedding",
                                  {{"num_embeddings", config.clip_positions}, {"embedding_dim", C}});
  positions.add(
      OperatorCall{.name = "embedding",
                   .op = Embedding{.tokens = config.clip_positions, .width = C, .table_rows = config.clip_positions},
                   .resident_elements = images * tokens * C});
  embeddings.add(std::move(positions));
  if (edge != table_edge)
    embeddings.add(OperatorCall{.name = "resize_position_embedding",
                                .op = Resample{.channels = C, .in_size = table_edge, .out_size = edge},
                                .resident_elements = images * tokens * C});
  embeddings.add(OperatorCall{.name = "add_position",
                              .op = LearnedPosition{.batch = images, .positions = tokens, .width = C, .table_rows = 0},
                              .resident_elements = tokens * C});
  node.add(std::move(embeddings));
  node.keep("x", images * tokens * C);

  node.add(layer_norm_module(node, "pre_layrnorm", images * tokens, C));
  node.used("x");
  node.keep("hidden_states", images * tokens * C);
  ModuleNode transformer = child_of(node, "transformer", std::string(kEncoderModule) + "NoTPTransformer",
                                    {{"num_layers", config.clip_layers}});
  ModuleNode layers = child_of(transformer, "layers", "torch.nn.modules.container.ModuleList");
  layers.keep("hidden_states", images * tokens * C);
  layers.add(clip_layer(config, layers, images, tokens));
  transformer.add(std::move(layers));
  node.add(std::move(transformer));
  node.used("hidden_states");
  return node;
}

}  // namespace modelmeter::deepseek_ocr
