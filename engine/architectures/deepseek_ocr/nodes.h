#pragma once
#include <string>
#include <utility>

#include "architectures/deepseek_ocr/tree.h"

namespace modelmeter::deepseek_ocr {

inline constexpr const char* kEncoderModule = "transformers_modules.deepseek_ocr.deepencoder.";
inline constexpr const char* kDecoderModule = "transformers_modules.deepseek_ocr.modeling_deepseekv2.";
inline constexpr const char* kOcrModule = "transformers_modules.deepseek_ocr.modeling_deepseekocr.";
inline constexpr const char* kLlamaModule = "transformers.models.llama.modeling_llama.";

using Params = std::vector<std::pair<std::string, ParamValue>>;

/// A node below `parent`: its id and its instance grow by one segment each.
inline ModuleNode child_of(const ModuleNode& parent, const std::string& segment, const std::string& instance_segment,
                           const std::string& class_name, Params params = {}) {
  ModuleNode node;
  node.id = parent.id + "/" + segment;
  node.name = segment;
  node.qualified_class_name = class_name;
  node.instance = parent.instance.empty() ? instance_segment : parent.instance + "." + instance_segment;
  node.stage = parent.stage;
  node.constructor_params = std::move(params);
  return node;
}
inline ModuleNode child_of(const ModuleNode& parent, const std::string& segment, const std::string& class_name,
                           Params params = {}) {
  return child_of(parent, segment, segment, class_name, std::move(params));
}

/// A node that repeats: `count` times, with weights of its own every time.
inline ModuleNode repeated(ModuleNode node, Repetition repetition, std::int64_t count) {
  node.repetition = repetition;
  node.repetition_count = count;
  node.distinct_weights = true;
  return node;
}

/// torch.nn.Linear as a leaf module.
inline ModuleNode linear_module(const ModuleNode& parent, const std::string& segment, const Linear& op,
                                std::int64_t resident = 0) {
  ModuleNode node = child_of(parent, segment, "torch.nn.modules.linear.Linear",
                             {{"in_features", op.in_features}, {"out_features", op.out_features}, {"bias", op.bias}});
  node.add(OperatorCall{.name = "linear", .op = op, .resident_elements = resident});
  return node;
}

/// torch.nn.LayerNorm as a leaf module.
inline ModuleNode layer_norm_module(const ModuleNode& parent, const std::string& segment, std::int64_t rows,
                                    std::int64_t width, std::int64_t resident = 0) {
  ModuleNode node =
      child_of(parent, segment, "torch.nn.modules.normalization.LayerNorm", {{"normalized_shape", width}});
  node.add(
      OperatorCall{.name = "layer_norm", .op = LayerNorm{.rows = rows, .width = width}, .resident_elements = resident});
  return node;
}

/// torch.nn.Conv2d as a leaf module.
inline ModuleNode conv_module(const ModuleNode& parent, const std::string& segment, const std::string& instance_segment,
                              const Conv2d& op, std::int64_t stride) {
  ModuleNode node = child_of(parent, segment, instance_segment, "torch.nn.modules.conv.Conv2d",
                             {{"in_channels", op.in_channels},
                              {"out_channels", op.out_channels},
                              {"kernel_size", op.kernel_height},
                              {"stride", stride},
                              {"bias", op.bias}});
  node.add(OperatorCall{.name = "conv2d", .op = op});
  return node;
}

/// x + y where y comes out of the kernel before: only the residual is read, the sum replaces that kernel's output.
inline OperatorCall fused_residual(std::int64_t elements) {
  return {.name = "residual_add",
          .op = Add{.elements = elements},
          .fused = true,
          .input_on_chip = true,
          .output_on_chip = true,
          .outer_read_elements = elements};
}

/// A function of every element inside the kernel that makes them.
inline OperatorCall fused_activation(const std::string& name, ActivationKind kind, std::int64_t elements, bool gated) {
  return {.name = name,
          .op = Activation{.kind = kind, .elements = elements, .gated = gated},
          .fused = true,
          .input_on_chip = true,
          .output_on_chip = true};
}

}  // namespace modelmeter::deepseek_ocr
