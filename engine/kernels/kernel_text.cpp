#include "kernels/kernel_text.h"

namespace modelmeter {
namespace {

constexpr const char* kAccessNames[] = {"contiguous", "cast",          "strided",    "transposed",
                                        "broadcast",  "concatenation", "layer_norm", "rms_norm",
                                        "softmax",    "batch_norm",    "reduction",  "outer_reduction",
                                        "gather",     "scatter",       "sort",       "block_sort",
                                        "top_k",      "resample",      "fill"};

std::string number(const char* name, std::int64_t value) {
  return std::string(name) + " " + std::to_string(value);
}

struct Kind {
  std::string operator()(const GemmShape&) const { return "gemm"; }
  std::string operator()(const GroupedGemmShape&) const { return "grouped_gemm"; }
  std::string operator()(const AttentionShape&) const { return "attention"; }
  std::string operator()(const ConvolutionShape&) const { return "convolution"; }
  std::string operator()(const PassShape& pass) const { return kAccessNames[static_cast<std::size_t>(pass.access)]; }
};

struct Text {
  std::string operator()(const GemmShape& s) const {
    return (s.batch > 1 ? number("B", s.batch) + " · " : "") + number("M", s.m) + " · " + number("N", s.n) + " · " +
           number("K", s.k);
  }
  std::string operator()(const GroupedGemmShape& s) const {
    return number("groups", s.groups) + " · " + number("rows", s.rows) + " · " + number("N", s.n) + " · " +
           number("K", s.k);
  }
  std::string operator()(const AttentionShape& s) const {
    return number("B", s.batch) + " · " + number("H", s.heads) + " · " + number("Sq", s.queries) + " · " +
           number("Skv", s.keys) + " · " + number("D", s.head_dim) + (s.causal ? " · causal" : "") +
           (s.bias ? " · bias" : "");
  }
  std::string operator()(const ConvolutionShape& s) const {
    return number("B", s.batch) + " · " + number("C", s.in_channels) + " → " + std::to_string(s.out_channels) + " · " +
           number("positions", s.out_positions) + " · " + number("kernel", s.kernel_positions);
  }
  std::string operator()(const PassShape& s) const { return std::to_string(s.elements) + " elements"; }
};

}  // namespace

std::string kind_of(const KernelShape& shape) {
  return std::visit(Kind{}, shape);
}

std::string shape_text(const KernelShape& shape) {
  return std::visit(Text{}, shape);
}

}  // namespace modelmeter
