#include "estimator/estimate.h"

namespace modelmeter {
namespace {

const ModuleNode* find(const ModuleNode& node, const std::string& id) {
  if (node.id == id) return &node;
  for (const ModuleNode& child : node.children)
    if (const ModuleNode* found = find(child, id)) return found;
  return nullptr;
}

}  // namespace

std::vector<FormulaLine> formula_lines(const Work& work) {
  struct Row {
    const char* quantity;
    const Formula* formula;
    const char* unit;
  };
  const Row rows[] = {
      {"matrix FLOPs", &work.matrix_flops, "FLOPs"},
      {"vector FLOPs", &work.vector_flops, "FLOPs"},
      {"parameters", &work.parameters, "elements"},
      {"weights read", &work.weights_read, "elements"},
      {"activations read", &work.activations_read, "elements"},
      {"activations written", &work.activations_written, "elements"},
      {"KV cache read", &work.kv_read, "elements"},
      {"KV cache written", &work.kv_written, "elements"},
  };
  std::vector<FormulaLine> lines;
  for (const Row& row : rows)
    if (!row.formula->zero())
      lines.push_back({row.quantity, latex(*row.formula), substituted(*row.formula), evaluate(*row.formula), row.unit});
  return lines;
}

Result<ModuleExplanation> explain(const EstimateRequest& request, const std::string& module_id) {
  const Result<ResolvedRequest> resolved = resolve(request);
  if (!ok(resolved)) return errors(resolved);
  const Result<BuiltRun> built = value(resolved).model->build(value(resolved).scenario);
  if (!ok(built)) return errors(built);
  const ModuleNode* node = find(value(built).tree, module_id);
  if (node == nullptr) return Diagnostics{{"module_id", "a module of this run", "\"" + module_id + "\"", ""}};

  ModuleExplanation explanation;
  explanation.module_id = module_id;
  for (const OperatorCall& call : node->operators) {
    const Work what = work(call.op);
    OperatorExplanation one{.name = call.name,
                            .words = words(call.op),
                            .fused = call.fused,
                            .formulas = formula_lines(what),
                            .symbols = symbols_of(what),
                            .calls = 1};
    if (call.fused)
      one.words.assumptions.push_back(
          "Runs inside the kernel of the operator before it: what that kernel keeps on chip is not counted as "
          "traffic.");
    else if (call.output_on_chip)
      one.words.assumptions.push_back("Its output is consumed inside the same kernel and never written.");
    if (call.kv_growth != 0)
      one.words.assumptions.push_back(
          "The numbers are of the first decode step; every further step has one more key, and the report adds all "
          "steps exactly.");
    explanation.operators.push_back(std::move(one));
  }
  return explanation;
}

}  // namespace modelmeter
