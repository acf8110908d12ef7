#pragma once
#include <array>
#include <cstdint>

#include "entities/estimate.h"
#include "kernels/kernel.h"
#include "kernels/sizes.h"

namespace modelmeter {

/// What a row of a table launches.
enum class Does : std::uint8_t {
  // Passes over tensors, as `Access` has them and in its order.
  contiguous,
  cast,
  strided,
  transposed,
  broadcast,
  concatenation,
  layer_norm,
  rms_norm,
  softmax,
  batch_norm,
  reduction,
  outer_reduction,
  gather,
  scatter,
  sort,
  block_sort,
  top_k,
  resample,
  fill,
  // Library kernels.
  library,  ///< of a fixed small size
  gemm,
  grouped_gemm,
  attention,
  convolution,
  // A copy or a fill by the driver: a node of a graph, not a kernel.
  memory,
};

/// Element type of a tensor, relative to the run's precision.
enum class Element : std::uint8_t { activation, weight, cache, fp32, int64, int32, byte };

/// A tensor that a row reads or writes.
struct Tensor {
  Size size = Size::none;
  Element element = Element::activation;
};

// How the tables write tensors: act(Size::x) is x in the format of the activations.
constexpr Tensor act(Size size) {
  return {size, Element::activation};
}
constexpr Tensor wgt(Size size) {
  return {size, Element::weight};
}
constexpr Tensor kvc(Size size) {
  return {size, Element::cache};
}
constexpr Tensor f32(Size size) {
  return {size, Element::fp32};
}
constexpr Tensor i64(Size size) {
  return {size, Element::int64};
}
constexpr Tensor i32(Size size) {
  return {size, Element::int32};
}
constexpr Tensor u8(Size size) {
  return {size, Element::byte};
}

/// Circumstances that a row depends on.
enum class When : std::uint8_t {
  always,
  narrow,        ///< activations are narrower than fp32: casts to and from fp32 happen
  split_keys,    ///< one query per sequence and too few sequences to fill the device: keys are split
  long_queries,  ///< more than one query per sequence
  equal_heads,   ///< as many key heads as query heads
  fewer_key_heads,
  padded,     ///< more elements written than read
  cropped,    ///< fewer elements written than read
  resized_h,  ///< the table has another number of rows than the edge asks for
  resized_w,
  long_sort,  ///< more keys than one block sorts: radix sort in passes
  short_sort,
  looped,  ///< experts run in a loop
  cached,  ///< tokens come behind others in the cache
  with_bias,
  wide_kernel,     ///< a convolution over more than one position, of more than a few channels
  few_deep_tiles,  ///< a product whose tiles fill less than half of the device, over a long depth: cuBLAS splits it
};

/// m × k times k × n, `batch` of them; sizes name the numbers.
struct Product {
  Size batch = Size::none;
  Size m = Size::none;
  Size n = Size::none;
  Size k = Size::none;
};

/// One line of a table: a launch with the tensors that it reads and writes, each once.
struct Row {
  const char* name = "";
  Does does = Does::contiguous;
  std::array<Tensor, 4> reads{};
  std::array<Tensor, 2> writes{};
  When when = When::always;
  Size row = Size::none;    ///< length of a row of norms, softmax, reductions and top-k
  Size times = Size::none;  ///< launched so often; none: once
  Product product{};
  Arithmetic arithmetic = Arithmetic::light;
  bool joins = true;   ///< in `compiled`: may share a kernel with passes before and behind it
  bool keeps = false;  ///< in `compiled`: what it writes is needed later, even where the next pass reads it on chip
  bool late = false;   ///< in `compiled`: runs in the next pass that joins, wherever that is
  bool inner = false;  ///< launched by the framework call of the row before or behind it, not by one of its own
  bool waits = false;  ///< the host reads its result before it goes on
  bool timed = true;  ///< false: its time is in that of the library call before it, whose law was fitted on whole calls
};

/// A list of rows; `listed` tells an empty list from none.
struct Rows {
  const Row* first = nullptr;
  std::size_t count = 0;
  bool listed = false;

  Rows() = default;
  template <std::size_t N>
  constexpr Rows(const Row (&rows)[N]) : first(rows), count(N), listed(true) {}
  static constexpr Rows nothing() {
    Rows rows;
    rows.listed = true;
    return rows;
  }
  const Row* begin() const { return first; }
  const Row* end() const { return first + count; }
};

/// Which of two ways an entry stands for.
enum class Form : std::uint8_t {
  any,
  grouped_experts,
  looped_experts,
  static_cache,
  growing_cache,
  gated,
  biased,
  cached,
  exponential,
  error_function,
  gate,
  reused
};

/// What an operator launches: at a place, in a form of the runtime.
struct Entry {
  std::size_t op = 0;      ///< index of the operator's type in `Operator`
  const char* where = "";  ///< end of the class name of its module, or of one of the three modules around; "" anywhere
  const char* name = "";   ///< of the operator, or of its module; "" any
  const char* package = "";  ///< start of the qualified class name of its module or of one around; "" any
  Form form = Form::any;
  Rows launches{};         ///< as PyTorch issues them
  Rows compiled{};         ///< with the passes fused; where not listed, it follows from `launches`
  std::int64_t views = 0;  ///< dispatches that launch nothing (views, reshapes, splits): the host's time only
};

/// A table: entries in order; the first that fits is taken.
struct Table {
  const char* title = "";
  const Entry* first = nullptr;
  std::size_t count = 0;
};

/// All tables in the order in which they are searched: places and forms before operators at large.
const std::array<Table, 7>& kernel_tables();

namespace tables {
extern const Table vision, grouped_experts, experts, language, attention, layers, rest;
}

/// Index of an operator's type.
template <class Op, class Variant = Operator>
struct IndexOf;
template <class Op, class... Ops>
struct IndexOf<Op, std::variant<Ops...>> {
  static constexpr std::size_t find() {
    std::size_t index = 0;
    bool found = false;
    ((found = found || std::is_same_v<Op, Ops>, index += found ? 0 : 1), ...);
    return index;
  }
};
template <class Op>
inline constexpr std::size_t op_index = IndexOf<Op>::find();

}  // namespace modelmeter
