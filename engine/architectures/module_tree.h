#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "entities/module_node.h"
#include "operators/operator.h"

namespace modelmeter {

/// One operator that a module runs once per call, with what the module knows of its surroundings.
struct OperatorCall {
  std::string name{};
  Operator op{};
  /// The operator runs inside the kernel of the one before it (same loop); it launches nothing itself.
  bool fused = false;
  bool input_on_chip = false;            ///< its activation input is produced in the same kernel and not read
  bool output_on_chip = false;           ///< its activation output is consumed in the same kernel and not written
  std::int64_t outer_read_elements = 0;  ///< activation elements still read where the input is on chip (a residual)
  std::int64_t resident_elements = 0;    ///< other activation elements alive while it runs (residual stream, …)
  std::int64_t kv_growth = 0;            ///< keys added to `seq_kv` at every further step of the enclosing decode loop
  std::string kv_cache{};                ///< which KV cache it holds; empty for none
  std::int64_t kv_elements = 0;          ///< elements in that cache when the module has run for the last time
  std::string shared_parameters{};       ///< instance whose parameters these are; empty: the module's own
};

/// A module of the analysed model: what it runs itself and through its children, in execution order.
struct ModuleNode {
  std::string id;    ///< unique and stable: "vision/global/sam_model/blocks[windowed]"
  std::string name;  ///< "Block[windowed]"
  std::string qualified_class_name;
  /// The instances of a real model that this node stands for: "layers.{1-11}.mlp.gate"; parameters of
  /// nodes with the same instances are the same tensors. Empty where the model has no such module.
  std::string instance;
  Stage stage = Stage::other;
  Repetition repetition = Repetition::none;
  std::int64_t repetition_count = 1;
  bool batched = false;            ///< the repetition's lanes are already inside the operators' shapes
  bool distinct_weights = false;   ///< every repetition has weights of its own
  bool shares_parameters = false;  ///< another module computes with this one's parameters too (tied weights)
  bool decode_loop = false;        ///< the repetition that `kv_growth` speaks of
  std::vector<std::pair<std::string, ParamValue>> constructor_params;
  std::optional<Recognition> recognition;  ///< how a module of an artifact was recognised

  struct Step {
    bool is_child = false;
    std::size_t index = 0;
  };
  std::vector<OperatorCall> operators;
  std::vector<ModuleNode> children;
  std::vector<Step> body;  ///< operators and children in execution order

  void add(OperatorCall call) {
    body.push_back({false, operators.size()});
    operators.push_back(std::move(call));
  }
  void add(ModuleNode child) {
    body.push_back({true, children.size()});
    children.push_back(std::move(child));
  }
};

}  // namespace modelmeter
