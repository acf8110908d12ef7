#pragma once
#include <cassert>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
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
  /// Activation elements that the reference implementation allocates while it runs, output included, where the
  /// operator alone does not tell; −1: what the operator writes (`operators/allocation.h`).
  std::int64_t eager_elements = -1;
  bool keeps_format = false;        ///< a head or a router: narrow weight formats leave its parameters wide
  std::string shared_parameters{};  ///< instance whose parameters these are; empty: the module's own
};

/// What a tensor between operators is stored as. `old_cache`: what a growing KV cache copies from, in the cache's
/// format.
enum class TensorFormat { activations, fp32, int64, old_cache };

/// A tensor that a module keeps alive over several steps of its body: birth, last use, and when PyTorch frees it.
/// Not its input, which the caller holds; its output only where a further step of the module follows.
struct HeldTensor {
  static constexpr std::size_t end = static_cast<std::size_t>(-1);  ///< as long as the module runs

  const char* name = "";  ///< "qkv"
  std::int64_t elements = 0;
  TensorFormat format = TensorFormat::activations;
  std::size_t first = 0;       ///< first step of the body that runs while it is alive
  std::size_t last_use = end;  ///< last step that needs it
  std::size_t last =
      end;  ///< last step before the reference implementation lets go of it (a Python frame keeps its locals)
  bool eager_only = false;  ///< a copy or an upcast that a compiler does not make
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
  std::vector<Step> body;        ///< operators and children in execution order
  std::vector<HeldTensor> held;  ///< tensors alive between its steps

  void add(OperatorCall call) {
    body.push_back({false, operators.size()});
    operators.push_back(std::move(call));
  }
  void add(ModuleNode child) {
    body.push_back({true, children.size()});
    children.push_back(std::move(child));
  }

  // Tensors between steps: said in the order of execution, between the calls of `add`.
  /// A tensor that is alive from the next step on: an output of the step before, or a copy that the next one makes.
  void keep(const char* tensor, std::int64_t elements, TensorFormat format = TensorFormat::activations) {
    held.push_back({tensor, elements, format, body.size(), HeldTensor::end, HeldTensor::end, false});
  }
  /// A copy or an upcast of the reference implementation, which a compiler does not make.
  void keep_eager(const char* tensor, std::int64_t elements, TensorFormat format = TensorFormat::activations) {
    keep(tensor, elements, format);
    held.back().eager_only = true;
  }
  /// The step just added was the last that needs it; the frame keeps it until it is dropped.
  void used(const char* tensor) { find(tensor).last_use = body.size() - 1; }
  /// Freed once the step just added is done.
  void drop(const char* tensor) {
    HeldTensor& found = find(tensor);
    found.last = body.size() - 1;
    if (found.last_use == HeldTensor::end) found.last_use = found.last;
  }

 private:
  HeldTensor& find(const char* tensor) {
    for (std::size_t i = held.size(); i-- > 0;)
      if (std::string_view(held[i].name) == tensor) return held[i];
    assert(false && "a tensor that the module holds");
    return held.back();
  }
};

}  // namespace modelmeter
