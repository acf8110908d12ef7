#include "architectures/deepseek_ocr/nodes.h"

namespace modelmeter::deepseek_ocr {
namespace {

/// Attention over `sequences` windows (or whole images) of edge × edge positions.
ModuleNode sam_attention(const Config& config, const ModuleNode& block, std::int64_t sequences, std::int64_t edge,
                         std::int64_t table_edge, std::int64_t residual) {
  const std::int64_t C = config.sam_width;
  const std::int64_t positions = edge * edge;
  const std::int64_t rows = sequences * positions;
  const std::int64_t head_dim = C / config.sam_heads;
  ModuleNode node = child_of(block, "attn", std::string(kEncoderModule) + "Attention",
                             {{"dim", C},
                              {"num_heads", config.sam_heads},
                              {"qkv_bias", true},
                              {"use_rel_pos", true},
                              {"input_size", table_edge}});
  node.add(linear_module(node, "qkv", {.rows = rows, .in_features = C, .out_features = 3 * C, .bias = true}, residual));
  node.keep("qkv", 3 * rows * C);
  // [B, N, 3, H, D] → [3, B·H, N, D]: a view for one image, a copy for more.
  if (sequences > 1) node.keep_eager("queries, keys, values", 3 * rows * C);
  node.add(OperatorCall{.name = "decomposed_relative_position",
                        .op = RelativePosition{.batch = sequences,
                                               .num_heads = config.sam_heads,
                                               .height = edge,
                                               .width = edge,
                                               .head_dim = head_dim,
                                               .table_height = 2 * table_edge - 1,
                                               .table_width = 2 * table_edge - 1},
                        .resident_elements = residual + 2 * rows * C});
  node.keep("rel_h, rel_w", 2 * rows * config.sam_heads * edge);
  node.keep("attn_bias", sequences * config.sam_heads * positions * positions);
  node.add(OperatorCall{.name = "scaled_dot_product_attention",
                        .op = Attention{.batch = sequences,
                                        .num_heads = config.sam_heads,
                                        .num_key_value_heads = config.sam_heads,
                                        .seq_q = positions,
                                        .seq_kv = positions,
                                        .head_dim = head_dim,
                                        .bias_per_query = 2 * edge},
                        .resident_elements = residual,
                        .eager_elements = rows * C});
  node.used("qkv");
  node.used("rel_h, rel_w");
  node.used("attn_bias");
  node.keep("heads side by side", rows * C);
  node.add(linear_module(node, "proj", {.rows = rows, .in_features = C, .out_features = C, .bias = true}, residual));
  return node;
}

ModuleNode sam_block(const Config& config, const ModuleNode& blocks, std::int64_t images, std::int64_t grid,
                     bool windowed) {
  const std::int64_t C = config.sam_width;
  const std::int64_t rows = images * grid * grid;
  const std::int64_t edge = windowed ? config.sam_window : grid;
  const std::int64_t windows_per_side = (grid + config.sam_window - 1) / config.sam_window;
  const std::int64_t sequences = windowed ? images * windows_per_side * windows_per_side : images;
  const std::int64_t attended = sequences * edge * edge;
  ModuleNode node = child_of(blocks, windowed ? "blocks[windowed]" : "blocks[global]",
                             windowed ? "{0,1,3,4,6,7,9,10}" : "{2,5,8,11}", std::string(kEncoderModule) + "Block",
                             {{"dim", C},
                              {"num_heads", config.sam_heads},
                              {"mlp_ratio", config.sam_mlp / C},
                              {"window_size", windowed ? config.sam_window : std::int64_t{0}}});
  node = repeated(std::move(node), Repetition::for_each,
                  windowed ? config.sam_depth - config.sam_global_blocks : config.sam_global_blocks);

  node.add(layer_norm_module(node, "norm1", rows, C, rows * C));
  node.keep("normed", rows * C);
  if (windowed && attended > rows) node.keep_eager("padded", attended * C);
  if (windowed)
    node.add(OperatorCall{.name = "window_partition",
                          .op = Copy{rows * C, attended * C},
                          .fused = true,
                          .input_on_chip = true,
                          .output_on_chip = true});
  if (windowed) {
    node.drop("normed");
    if (attended > rows) node.drop("padded");
    node.keep("windows", attended * C);
  }
  node.add(sam_attention(config, node, sequences, edge, windowed ? config.sam_window : config.sam_grid, rows * C));
  node.drop(windowed ? "windows" : "normed");
  node.keep("attended", attended * C);
  if (windowed && attended > rows) node.keep_eager("padded image", attended * C);
  if (windowed)
    node.add(OperatorCall{.name = "window_unpartition",
                          .op = Copy{attended * C, rows * C},
                          .fused = true,
                          .input_on_chip = true,
                          .output_on_chip = true});
  if (windowed) {
    node.drop("attended");
    if (attended > rows) node.drop("padded image");
    node.keep("attended", rows * C);
  }
  node.add(fused_residual(rows * C));
  node.drop("attended");
  node.keep("x", rows * C);
  node.add(layer_norm_module(node, "norm2", rows, C, rows * C));
  node.keep("normed", rows * C);

  ModuleNode mlp = child_of(node, "mlp", std::string(kEncoderModule) + "MLPBlock",
                            {{"embedding_dim", C}, {"mlp_dim", config.sam_mlp}});
  mlp.add(linear_module(mlp, "lin1", {.rows = rows, .in_features = C, .out_features = config.sam_mlp, .bias = true},
                        rows * C));
  mlp.keep("expanded", rows * config.sam_mlp);
  ModuleNode act = child_of(mlp, "act", "torch.nn.modules.activation.GELU");
  act.add(fused_activation("gelu", ActivationKind::gelu, rows * config.sam_mlp, false));
  mlp.add(std::move(act));
  mlp.drop("expanded");
  mlp.keep("activated", rows * config.sam_mlp);
  mlp.add(linear_module(mlp, "lin2", {.rows = rows, .in_features = config.sam_mlp, .out_features = C, .bias = true},
                        rows * C));
  node.add(std::move(mlp));
  node.drop("normed");
  node.keep("mlp", rows * C);
  node.add(fused_residual(rows * C));
  return node;
}

ModuleNode layer_norm_2d(const ModuleNode& neck, const std::string& segment, std::int64_t rows, std::int64_t channels) {
  ModuleNode node = child_of(neck, segment, std::string(kEncoderModule) + "LayerNorm2d", {{"num_channels", channels}});
  // (x − u), its quotient, the product with the weight: three tensors at a time.
  node.add(OperatorCall{.name = "layer_norm_2d",
                        .op = LayerNorm{.rows = rows, .width = channels},
                        .eager_elements = 3 * rows * channels});
  return node;
}

}  // namespace

ModuleNode sam_encoder(const Config& config, const Place& place, std::int64_t images, std::int64_t pixels) {
  const std::int64_t C = config.sam_width;
  const std::int64_t grid = pixels / config.sam_patch;
  const std::int64_t half = (grid + 1) / 2;
  const std::int64_t quarter = (half + 1) / 2;

  ModuleNode root;
  root.id = place.parent_id;
  root.stage = place.stage;
  ModuleNode node = child_of(root, "sam_model", std::string(kEncoderModule) + "ImageEncoderViT",
                             {{"img_size", pixels},
                              {"patch_size", config.sam_patch},
                              {"embed_dim", C},
                              {"depth", config.sam_depth},
                              {"num_heads", config.sam_heads},
                              {"window_size", config.sam_window},
                              {"out_chans", config.sam_neck}});

  ModuleNode patch = child_of(node, "patch_embed", std::string(kEncoderModule) + "PatchEmbed",
                              {{"in_chans", std::int64_t{3}}, {"embed_dim", C}});
  patch.add(conv_module(patch, "proj", "proj",
                        {.batch = images,
                         .in_channels = 3,
                         .out_channels = C,
                         .in_height = pixels,
                         .in_width = pixels,
                         .out_height = grid,
                         .out_width = grid,
                         .kernel_height = config.sam_patch,
                         .kernel_width = config.sam_patch,
                         .bias = true},
                        config.sam_patch));
  node.add(std::move(patch));
  node.keep("patches", images * grid * grid * C);
  if (grid != config.sam_grid)
    node.add(OperatorCall{.name = "resize_pos_embed",
                          .op = Resample{.channels = C, .in_size = config.sam_grid, .out_size = grid},
                          .resident_elements = images * grid * grid * C});
  node.add(OperatorCall{
      .name = "pos_embed",
      .op = LearnedPosition{
          .batch = images, .positions = grid * grid, .width = C, .table_rows = config.sam_grid * config.sam_grid}});

  node.drop("patches");
  node.keep("x", images * grid * grid * C);
  ModuleNode blocks = child_of(node, "blocks", "torch.nn.modules.container.ModuleList");
  blocks.add(sam_block(config, blocks, images, grid, true));
  blocks.add(sam_block(config, blocks, images, grid, false));
  node.add(std::move(blocks));

  ModuleNode neck = child_of(node, "neck", "torch.nn.modules.container.Sequential");
  const std::int64_t N = config.sam_neck;
  neck.add(conv_module(neck, "0", "0",
                       {.batch = images,
                        .in_channels = C,
                        .out_channels = N,
                        .in_height = grid,
                        .in_width = grid,
                        .out_height = grid,
                        .out_width = grid,
                        .kernel_height = 1,
                        .kernel_width = 1},
                       1));
  const std::int64_t reduced = images * grid * grid * N;
  neck.keep("conv 1", reduced);
  neck.add(layer_norm_2d(neck, "1", images * grid * grid, N));
  neck.drop("conv 1");
  neck.keep("norm 1", reduced);
  neck.add(conv_module(neck, "2", "2",
                       {.batch = images,
                        .in_channels = N,
                        .out_channels = N,
                        .in_height = grid,
                        .in_width = grid,
                        .out_height = grid,
                        .out_width = grid,
                        .kernel_height = 3,
                        .kernel_width = 3},
                       1));
  neck.drop("norm 1");
  neck.keep("conv 2", reduced);
  neck.add(layer_norm_2d(neck, "3", images * grid * grid, N));
  node.add(std::move(neck));
  node.drop("x");
  node.keep("neck", reduced);

  node.add(conv_module(node, "net_2", "net_2",
                       {.batch = images,
                        .in_channels = N,
                        .out_channels = config.sam_net2,
                        .in_height = grid,
                        .in_width = grid,
                        .out_height = half,
                        .out_width = half,
                        .kernel_height = 3,
                        .kernel_width = 3},
                       2));
  node.used("neck");
  node.keep("net_2", images * half * half * config.sam_net2);
  node.keep_eager("clone", images * half * half * config.sam_net2);
  node.add(conv_module(node, "net_3", "net_3",
                       {.batch = images,
                        .in_channels = config.sam_net2,
                        .out_channels = config.sam_net3,
                        .in_height = half,
                        .in_width = half,
                        .out_height = quarter,
                        .out_width = quarter,
                        .kernel_height = 3,
                        .kernel_width = 3},
                       2));
  return node;
}

}  // namespace modelmeter::deepseek_ocr
