#include <algorithm>

#include "architectures/deepseek_ocr/nodes.h"
#include "architectures/expert_reads.h"

namespace modelmeter::deepseek_ocr {
namespace {

/// What one forward of the decoder sees: the whole prompt, or one token per sequence.
struct Pass {
  std::int64_t batch = 1;
  std::int64_t positions = 1;  ///< new tokens per sequence
  std::int64_t seq_kv = 1;     ///< keys that they attend (first step of decode)
  bool prefill = true;
  bool causal_exact = false;
  std::int64_t kv_tokens_at_end = 0;  ///< tokens per sequence in the cache when this stage ends

  std::int64_t tokens() const { return batch * positions; }
};

ModuleNode rms_norm(const ModuleNode& parent, const std::string& segment, std::int64_t rows, std::int64_t width,
                    std::int64_t resident) {
  ModuleNode node =
      child_of(parent, segment, std::string(kDecoderModule) + "DeepseekV2RMSNorm", {{"hidden_size", width}});
  node.add(
      OperatorCall{.name = "rms_norm", .op = RmsNorm{.rows = rows, .width = width}, .resident_elements = resident});
  return node;
}

ModuleNode silu(const ModuleNode& parent, std::int64_t elements) {
  ModuleNode act = child_of(parent, "act_fn", "torch.nn.modules.activation.SiLU");
  act.add(fused_activation("silu_and_multiply", ActivationKind::silu, elements, true));
  return act;
}

/// SwiGLU: gate, up and the gating run as one kernel that writes only the product.
ModuleNode dense_mlp(const ModuleNode& parent, const std::string& segment, std::int64_t rows, std::int64_t hidden,
                     std::int64_t inner, std::int64_t resident) {
  ModuleNode node = child_of(parent, segment, std::string(kDecoderModule) + "DeepseekV2MLP",
                             {{"hidden_size", hidden}, {"intermediate_size", inner}});
  ModuleNode gate =
      linear_module(node, "gate_proj", {.rows = rows, .in_features = hidden, .out_features = inner}, resident);
  gate.operators[0].output_on_chip = true;
  node.add(std::move(gate));
  node.keep("gate", rows * inner);
  ModuleNode up =
      linear_module(node, "up_proj", {.rows = rows, .in_features = hidden, .out_features = inner}, resident);
  up.operators[0].fused = true;
  up.operators[0].input_on_chip = true;
  node.add(std::move(up));
  node.keep("up", rows * inner);
  node.add(silu(node, rows * inner));
  node.drop("gate");
  node.drop("up");
  node.keep("product", rows * inner);
  node.add(linear_module(node, "down_proj", {.rows = rows, .in_features = inner, .out_features = hidden}, resident));
  return node;
}

ModuleNode grouped_module(const ModuleNode& parent, const std::string& segment, const GroupedLinear& op,
                          std::int64_t resident) {
  ModuleNode node = child_of(parent, segment, "torch.nn.modules.linear.Linear",
                             {{"in_features", op.in_features}, {"out_features", op.out_features}, {"bias", false}});
  node.add(OperatorCall{.name = "grouped_linear", .op = op, .resident_elements = resident});
  return node;
}

ModuleNode experts(const Config& config, const ModuleNode& moe, std::int64_t tokens, std::int64_t active_fixed,
                   std::int64_t resident) {
  const std::int64_t rows = tokens * config.num_experts_per_tok;
  const std::int64_t h = config.hidden_size;
  const std::int64_t inner = config.moe_intermediate_size;
  const std::string last = std::to_string(config.n_routed_experts - 1);
  ModuleNode list = child_of(moe, "experts", "torch.nn.modules.container.ModuleList");
  ModuleNode node =
      child_of(list, "experts[0-" + last + "]", "{0-" + last + "}", std::string(kDecoderModule) + "DeepseekV2MLP",
               {{"hidden_size", h}, {"intermediate_size", inner}});
  node = repeated(std::move(node), Repetition::parfor, config.n_routed_experts);
  node.batched = true;

  const GroupedLinear in{.rows = rows,
                         .experts = config.n_routed_experts,
                         .active_experts_fixed = active_fixed,
                         .in_features = h,
                         .out_features = inner};
  GroupedLinear out = in;
  out.in_features = inner;
  out.out_features = h;
  ModuleNode gate = grouped_module(node, "gate_proj", in, resident);
  gate.operators[0].output_on_chip = true;
  node.add(std::move(gate));
  node.keep("gate", rows * inner);
  ModuleNode up = grouped_module(node, "up_proj", in, resident);
  up.operators[0].fused = true;
  up.operators[0].input_on_chip = true;
  node.add(std::move(up));
  node.keep("up", rows * inner);
  node.add(silu(node, rows * inner));
  node.drop("gate");
  node.drop("up");
  node.keep("product", rows * inner);
  node.add(grouped_module(node, "down_proj", out, resident));
  list.add(std::move(node));
  return list;
}

ModuleNode moe(const Config& config, const ModuleNode& layer, const Pass& pass, const Run& run) {
  const std::int64_t T = pass.tokens();
  const std::int64_t h = config.hidden_size;
  const std::int64_t residual = T * h;
  ModuleNode node = child_of(layer, "mlp", std::string(kDecoderModule) + "DeepseekV2MoE",
                             {{"n_routed_experts", config.n_routed_experts},
                              {"num_experts_per_tok", config.num_experts_per_tok},
                              {"n_shared_experts", config.n_shared_experts},
                              {"moe_intermediate_size", config.moe_intermediate_size}});
  ModuleNode gate = child_of(node, "gate", std::string(kDecoderModule) + "MoEGate",
                             {{"n_routed_experts", config.n_routed_experts},
                              {"top_k", config.num_experts_per_tok},
                              {"scoring_func", std::string("softmax")},
                              {"topk_method", std::string("greedy")}});
  gate.keep_eager("tokens in fp32", residual, TensorFormat::fp32);
  gate.keep_eager("router weights in fp32", h * config.n_routed_experts, TensorFormat::fp32);
  gate.add(OperatorCall{.name = "router_logits",
                        .op = Linear{.rows = T, .in_features = h, .out_features = config.n_routed_experts},
                        .resident_elements = residual,
                        .keeps_format = true});
  gate.drop("tokens in fp32");
  gate.drop("router weights in fp32");
  gate.keep("logits", T * config.n_routed_experts, TensorFormat::fp32);
  gate.add(OperatorCall{
      .name = "softmax_top_k",
      .op = RouterTopK{.tokens = T, .experts = config.n_routed_experts, .top_k = config.num_experts_per_tok},
      .resident_elements = 2 * residual});
  node.add(std::move(gate));
  const std::int64_t k = config.num_experts_per_tok;
  node.keep("chosen experts", T * k, TensorFormat::int64);
  node.keep("router weights", T * k, TensorFormat::fp32);
  node.keep("tokens per expert", T * config.n_routed_experts, TensorFormat::int64);
  node.keep("expert order", T * k, TensorFormat::int64);
  node.add(OperatorCall{
      .name = "dispatch",
      .op =
          ExpertDispatch{
              .tokens = T, .top_k = config.num_experts_per_tok, .width = h, .experts = config.n_routed_experts},
      .resident_elements = 2 * residual});
  node.keep("sorted tokens", k * residual);
  node.add(experts(config, node, T,
                   active_experts_fixed(run.expert_reads, config.n_routed_experts, config.num_experts_per_tok, T),
                   2 * residual));
  node.used("sorted tokens");
  node.used("tokens per expert");
  node.keep("expert outputs", k * residual);
  node.keep_eager("concatenated outputs", k * residual);
  node.keep("outputs in token order", k * residual);
  node.keep_eager("weighted outputs in fp32", k * residual, TensorFormat::fp32);
  node.keep_eager("sum in fp32", residual, TensorFormat::fp32);
  node.add(OperatorCall{.name = "combine",
                        .op = ExpertCombine{.tokens = T, .top_k = config.num_experts_per_tok, .width = h},
                        .resident_elements = 2 * residual,
                        .eager_elements = 0});
  for (const char* done : {"tokens per expert", "expert order", "sorted tokens", "expert outputs",
                           "concatenated outputs", "outputs in token order", "weighted outputs in fp32", "sum in fp32"})
    node.drop(done);
  node.keep("routed", residual);
  if (config.n_shared_experts > 0) {
    node.add(
        dense_mlp(node, "shared_experts", T, h, config.n_shared_experts * config.moe_intermediate_size, 2 * residual));
    node.keep("shared", residual);
    node.add(fused_residual(residual));
  }
  return node;
}

ModuleNode self_attention(const Config& config, const ModuleNode& layer, const Pass& pass) {
  const std::int64_t T = pass.tokens();
  const std::int64_t h = config.hidden_size;
  const std::int64_t d = config.head_dim();
  const std::int64_t q = config.num_attention_heads * d;
  const std::int64_t kv = config.num_key_value_heads * d;
  const std::int64_t residual = T * h;
  ModuleNode node = child_of(layer, "self_attn", std::string(kLlamaModule) + "LlamaFlashAttention2",
                             {{"hidden_size", h},
                              {"num_heads", config.num_attention_heads},
                              {"num_key_value_heads", config.num_key_value_heads},
                              {"head_dim", d}});
  // The angles come first, so that the rotation can run in the kernels that make queries and keys.
  ModuleNode rotary = child_of(node, "rotary_emb", std::string(kLlamaModule) + "LlamaRotaryEmbedding",
                               {{"dim", d}, {"max_position_embeddings", config.max_position_embeddings}});
  rotary.add(OperatorCall{.name = "rotary_table",
                          .op = RotaryTable{.positions = pass.positions, .head_dim = d},
                          .resident_elements = 2 * residual});
  node.add(std::move(rotary));
  node.keep("cos, sin", 2 * pass.positions * d);
  node.add(linear_module(node, "q_proj", {.rows = T, .in_features = h, .out_features = q}, residual));
  node.keep("query", T * q);
  node.add(linear_module(node, "k_proj", {.rows = T, .in_features = h, .out_features = kv}, residual + T * q));
  node.keep("key", T * kv);
  node.add(linear_module(node, "v_proj", {.rows = T, .in_features = h, .out_features = kv}, residual + T * (q + kv)));

  node.keep("value", T * kv);
  node.add(OperatorCall{.name = "apply_rotary",
                        .op = RotaryApply{.tokens = T,
                                          .heads = config.num_attention_heads + config.num_key_value_heads,
                                          .head_dim = d,
                                          .key_heads = config.num_key_value_heads},
                        .fused = true,
                        .input_on_chip = true,
                        .output_on_chip = true,
                        .outer_read_elements = 2 * pass.positions * d});
  node.drop("query");
  node.drop("key");
  node.keep("rotated query", T * q);
  node.keep("rotated key", T * kv);
  // A cache that grows by concatenation holds the old keys until the new ones are written.
  if (!pass.prefill)
    node.keep_eager("cache before the token", pass.batch * pass.kv_tokens_at_end * kv, TensorFormat::old_cache);
  node.add(OperatorCall{.name = "kv_cache_append",
                        .op = KvCacheAppend{.batch = pass.batch,
                                            .tokens = pass.positions,
                                            .num_key_value_heads = config.num_key_value_heads,
                                            .head_dim = d,
                                            .cached_tokens = pass.seq_kv},
                        .fused = true,
                        .input_on_chip = true,
                        .kv_growth = pass.prefill ? 0 : 1,
                        .kv_cache = layer.instance,
                        .kv_elements = 2 * pass.batch * pass.kv_tokens_at_end * kv});
  if (!pass.prefill) node.drop("cache before the token");
  node.drop("rotated key");  // both are in the cache now
  node.drop("value");
  node.add(OperatorCall{.name = "scaled_dot_product_attention",
                        .op = Attention{.batch = pass.batch,
                                        .num_heads = config.num_attention_heads,
                                        .num_key_value_heads = config.num_key_value_heads,
                                        .seq_q = pass.positions,
                                        .seq_kv = pass.seq_kv,
                                        .head_dim = d,
                                        .causal_exact = pass.causal_exact,
                                        .causal = pass.prefill,
                                        .from_cache = !pass.prefill},
                        .resident_elements = residual,
                        .kv_growth = pass.prefill ? 0 : 1});
  node.used("rotated query");
  node.used("cos, sin");
  node.keep("output", T * q);
  node.add(linear_module(node, "o_proj", {.rows = T, .in_features = q, .out_features = h}, residual));
  return node;
}

ModuleNode decoder_layer(const Config& config, const ModuleNode& layers, const Pass& pass, const Run& run,
                         std::int64_t first, std::int64_t last, bool is_moe) {
  const std::string range = first == last ? std::to_string(first) : std::to_string(first) + "-" + std::to_string(last);
  const std::int64_t residual = pass.tokens() * config.hidden_size;
  ModuleNode node = child_of(layers, "layers[" + range + "]", first == last ? range : "{" + range + "}",
                             std::string(kDecoderModule) + "DeepseekV2DecoderLayer",
                             {{"hidden_size", config.hidden_size}, {"first_layer", first}, {"last_layer", last}});
  if (last > first) node = repeated(std::move(node), Repetition::for_each, last - first + 1);
  node.add(rms_norm(node, "input_layernorm", pass.tokens(), config.hidden_size, residual));
  node.keep("normed", residual);
  node.add(self_attention(config, node, pass));
  node.drop("normed");
  node.keep("attended", residual);
  node.add(fused_residual(residual));
  node.drop("attended");
  node.keep("residual", residual);
  node.add(rms_norm(node, "post_attention_layernorm", pass.tokens(), config.hidden_size, residual));
  node.keep("normed", residual);
  node.add(is_moe ? moe(config, node, pass, run)
                  : dense_mlp(node, "mlp", pass.tokens(), config.hidden_size, config.intermediate_size, residual));
  node.drop("normed");
  node.keep("mlp", residual);
  node.add(fused_residual(residual));
  return node;
}

}  // namespace

ModuleNode decoder(const Config& config, const Place& place, const Run& run, bool prefill) {
  Pass pass;
  pass.batch = run.batch;
  pass.prefill = prefill;
  pass.positions = prefill ? run.seq_len : 1;
  pass.seq_kv = prefill ? run.seq_len : run.seq_len + 1;
  pass.causal_exact = prefill && run.causal_exact;
  pass.kv_tokens_at_end = prefill ? run.seq_len : run.seq_len + run.max_new_tokens;
  const std::int64_t T = pass.tokens();
  const std::int64_t h = config.hidden_size;

  ModuleNode node;
  node.id = place.parent_id;
  node.stage = place.stage;
  node.qualified_class_name = std::string(kOcrModule) + "DeepseekOCRForCausalLM";

  ModuleNode embed = child_of(node, "embed_tokens", "torch.nn.modules.sparse.Embedding",
                              {{"num_embeddings", config.vocab_size}, {"embedding_dim", h}});
  embed.add(
      OperatorCall{.name = "embedding", .op = Embedding{.tokens = T, .width = h, .table_rows = config.vocab_size}});
  node.add(std::move(embed));

  ModuleNode layers = child_of(node, "layers", "torch.nn.modules.container.ModuleList");
  const std::int64_t dense =
      config.uses_moe ? std::min(config.first_k_dense_replace, config.num_layers) : config.num_layers;
  layers.keep("hidden_states", T * h);
  if (dense > 0) layers.add(decoder_layer(config, layers, pass, run, 0, dense - 1, false));
  if (dense < config.num_layers)
    layers.add(decoder_layer(config, layers, pass, run, dense, config.num_layers - 1, true));
  node.add(std::move(layers));
  node.keep("hidden_states", T * h);
  node.add(rms_norm(node, "norm", T, h, 0));
  node.drop("hidden_states");
  node.keep("normed", T * h);

  const std::int64_t head_rows = prefill && run.head_last_token ? run.batch : T;
  ModuleNode head =
      linear_module(node, "lm_head", {.rows = head_rows, .in_features = h, .out_features = config.vocab_size});
  head.operators[0].keeps_format = true;
  node.add(std::move(head));
  node.used("normed");
  node.keep("logits", head_rows * config.vocab_size);
  node.keep_eager("logits in fp32", head_rows * config.vocab_size, TensorFormat::fp32);
  node.add(OperatorCall{.name = "greedy_choice", .op = Argmax{.rows = run.batch, .width = config.vocab_size}});
  return node;
}

}  // namespace modelmeter::deepseek_ocr
