#include <algorithm>
#include <optional>

#include "architectures/generic/layer_rules.h"

namespace modelmeter::generic {
namespace {

using Params = std::vector<std::pair<std::string, ParamValue>>;

/// Whether P parameters are a weight of `weight` elements with or without `bias` more; nothing where neither.
std::optional<bool> has_bias(std::int64_t parameters, std::int64_t weight, std::int64_t bias) {
  if (parameters == weight) return false;
  if (parameters == weight + bias) return true;
  return std::nullopt;
}

/// Classes whose weight may be no parameter: quantized ones keep it packed.
bool may_be_packed(const Layer& row) {
  return contains_any(row.class_name_qualified, {"quantized", "bitsandbytes", "quant"}) ||
         equals_any(row.class_name, {"Linear", "LinearReLU", "QuantLinear", "Linear8bitLt", "Linear4bit"});
}

bool lower_linear(const Seen& layer, Lowered& lowered) {
  const Shape in = layer.input(), out = layer.output();
  const std::int64_t P = layer.own_parameters();
  if (out.empty()) return false;
  Linear op{.rows = leading(out), .in_features = last(in), .out_features = last(out), .bias = false};
  if (in.empty()) {
    // Only the output was recorded: the weight's size tells the rest.
    if (P == 0 || op.out_features == 0 || P % op.out_features != 0) return false;
    op.in_features = P / op.out_features;
    lowered.assumptions.push_back(
        "No input size was recorded: in_features is parameters / out_features; a bias is not told apart.");
  } else {
    const std::optional<bool> bias = has_bias(P, op.in_features * op.out_features, op.out_features);
    if (bias) {
      op.bias = *bias;
    } else if (P == 0 && leading(in) == leading(out) && may_be_packed(layer.row())) {
      // Quantized modules keep their weight in a packed object that is no parameter.
      lowered.assumptions.push_back(
          "The module lists no parameters (a quantized or packed weight): a weight of in × out features is assumed.");
    } else {
      return false;
    }
  }
  lowered.parameters = {{"in_features", op.in_features}, {"out_features", op.out_features}, {"bias", op.bias}};
  lowered.claimed_parameters = P;
  lowered.add("linear", op);
  return true;
}

bool lower_bilinear(const Seen& layer, Lowered& lowered) {
  const Shape in = layer.input(), out = layer.output();
  const std::int64_t P = layer.own_parameters();
  if (in.empty() || out.empty() || last(in) == 0 || last(out) == 0) return false;
  Bilinear op{
      .rows = leading(out), .in1_features = last(in), .in2_features = 0, .out_features = last(out), .bias = false};
  const std::int64_t per_second = op.in1_features * op.out_features;
  op.bias = P % per_second == op.out_features;
  op.in2_features = (P - (op.bias ? op.out_features : 0)) / per_second;
  if (op.in2_features == 0 || op.in2_features * per_second + (op.bias ? op.out_features : 0) != P) return false;
  lowered.parameters = {{"in1_features", op.in1_features},
                        {"in2_features", op.in2_features},
                        {"out_features", op.out_features},
                        {"bias", op.bias}};
  lowered.claimed_parameters = P;
  lowered.add("bilinear", op);
  return true;
}

/// What the kernel, the parameters and the channels of a convolution say of its groups.
struct Weights {
  std::int64_t kernel = 0;
  std::int64_t groups = 0;
  bool bias = false;
  std::int64_t lengths = 0;  ///< parameters of a weight norm
};

/// weight = out · in / groups · kernel; with a bias, out more. Where both readings are possible, the one with a bias is
/// taken when it has fewer groups.
std::optional<Weights> convolution_weights(std::int64_t P, std::int64_t in, std::int64_t out, std::int64_t kernel) {
  std::optional<Weights> found;
  for (const bool bias : {false, true}) {
    const std::int64_t weight = P - (bias ? out : 0);
    if (weight <= 0) continue;
    const std::int64_t dense = in * out * kernel;
    if (dense % weight != 0) continue;
    const std::int64_t groups = dense / weight;
    if (in % groups != 0 || out % groups != 0) continue;
    if (!found || groups < found->groups) found = Weights{kernel, groups, bias, 0};
  }
  return found;
}

/// A weight that is kept as direction and length (weight norm) has one length per kernel position or channel besides.
std::optional<Weights> reparametrized_weights(std::int64_t P, std::int64_t in, std::int64_t out, std::int64_t kernel) {
  for (const std::int64_t lengths : {kernel, out, in})
    if (std::optional<Weights> found = convolution_weights(P - lengths, in, out, kernel)) {
      found->lengths = lengths;
      return found;
    }
  return std::nullopt;
}

std::string joined(const Shape& sizes) {
  std::string text;
  for (std::size_t i = 0; i < sizes.size(); ++i) text += (i == 0 ? "" : "x") + std::to_string(sizes[i]);
  return text;
}

bool lower_convolution(const Seen& layer, Lowered& lowered) {
  const Layer& row = layer.row();
  const bool transposed = row.class_name.find("Transpose") != std::string::npos;
  const Shape in = layer.input(), out = layer.output();
  // A reparametrized layer keeps its parameters in a child that never runs.
  const bool reparametrized = layer.row().class_name.find("Parametrized") != std::string::npos;
  const std::int64_t P = reparametrized ? layer.row().num_params : layer.own_parameters();
  // [batch, channels, positions…]; without a batch where one dimension is missing.
  if (in.size() != out.size() || in.size() < 2) return false;
  std::size_t spatial = in.size() - 2;
  for (const char* digit : {"1", "2", "3"})
    if (row.class_name.find(std::string(digit) + "d") != std::string::npos ||
        row.class_name.find(std::string(digit) + "D") != std::string::npos)
      spatial = static_cast<std::size_t>(digit[0] - '0');
  if (spatial == 0 || in.size() < spatial + 1) return false;
  const std::size_t channel = in.size() - spatial - 1;
  const Shape in_positions(in.end() - static_cast<std::ptrdiff_t>(spatial), in.end());
  const Shape out_positions(out.end() - static_cast<std::ptrdiff_t>(spatial), out.end());
  const std::int64_t batch =
      channel == 0 ? 1 : elements(Shape(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(channel)));
  const std::int64_t in_channels = in[channel], out_channels = out[channel];

  std::optional<Weights> weights;
  Shape kernel;
  if (row.kernel_size) {
    kernel = *row.kernel_size;
    if (kernel.size() == 1 && spatial > 1) kernel = Shape(spatial, kernel[0]);
    // A packed (quantized) weight is no parameter: groups are then not told.
    weights = P == 0 ? Weights{elements(kernel), 1, false, 0}
                     : convolution_weights(P, in_channels, out_channels, elements(kernel));
    if (!weights) weights = reparametrized_weights(P, in_channels, out_channels, elements(kernel));
    if (P == 0)
      lowered.assumptions.push_back(
          "The module lists no parameters (a quantized or packed weight): one group is assumed.");
  } else if (P > 0) {
    // No kernel column: one group and a cubic kernel are the simplest reading of the parameters.
    for (const bool bias : {true, false}) {
      const std::int64_t weight = P - (bias ? out_channels : 0);
      for (const std::int64_t groups : {std::int64_t{1}, std::min(in_channels, out_channels)}) {
        if (weights || weight <= 0 || groups <= 0 || (weight * groups) % (in_channels * out_channels) != 0) continue;
        const std::int64_t area = weight * groups / (in_channels * out_channels);
        for (std::int64_t edge = 1; edge <= 64; ++edge) {
          std::int64_t cube = 1;
          for (std::size_t i = 0; i < spatial; ++i) cube *= edge;
          if (cube != area) continue;
          weights = Weights{area, groups, bias, 0};
          kernel.assign(spatial, edge);
        }
      }
    }
    if (weights)
      lowered.assumptions.push_back("No kernel size was recorded: it follows from the parameters, with equal edges.");
  }
  if (!weights) return false;

  lowered.parameters = {{"in_channels", in_channels},
                        {"out_channels", out_channels},
                        {"kernel_size", joined(kernel)},
                        {"groups", weights->groups},
                        {"bias", weights->bias}};
  // The stride that the sizes allow; dilation and padding are not told apart and change no cost.
  Shape stride;
  for (std::size_t i = 0; i < spatial; ++i) {
    const std::int64_t wide = transposed ? out_positions[i] : in_positions[i];
    const std::int64_t narrow = transposed ? in_positions[i] : out_positions[i];
    stride.push_back(narrow > 0 ? std::max<std::int64_t>(1, (wide + narrow / 2) / narrow) : 1);
  }
  lowered.parameters.emplace_back("stride (inferred)", joined(stride));
  lowered.claimed_parameters = P;
  lowered.holds_all_parameters = reparametrized;
  if (weights->lengths > 0) {
    lowered.assumptions.push_back(
        std::to_string(weights->lengths) +
        " parameters are taken for the lengths of a weight norm; they are stored, their product left out.");
    lowered.add("weight_norm", IdleParameters{.elements = weights->lengths});
  }
  if (spatial == 2 && !transposed)
    lowered.add("conv2d", Conv2d{.batch = batch,
                                 .in_channels = in_channels,
                                 .out_channels = out_channels,
                                 .in_height = in_positions[0],
                                 .in_width = in_positions[1],
                                 .out_height = out_positions[0],
                                 .out_width = out_positions[1],
                                 .kernel_height = kernel[0],
                                 .kernel_width = kernel.back(),
                                 .groups = weights->groups,
                                 .bias = weights->bias});
  else
    lowered.add("convolution", Convolution{.batch = batch,
                                           .in_channels = in_channels,
                                           .out_channels = out_channels,
                                           .in_positions = elements(in_positions),
                                           .out_positions = elements(out_positions),
                                           .kernel_positions = weights->kernel,
                                           .groups = weights->groups,
                                           .bias = weights->bias,
                                           .transposed = transposed});
  return true;
}

/// Parameters of torch.nn.RNN, LSTM or GRU: per layer and direction gates·hidden·(input + recurrent), two biases
/// of gates·hidden, and a projection of hidden·proj where there is one.
std::int64_t recurrent_parameters(const Recurrent& op, std::int64_t gates) {
  const std::int64_t directions = op.bidirectional ? 2 : 1;
  const std::int64_t state = op.proj_size > 0 ? op.proj_size : op.hidden_size;
  std::int64_t total = 0;
  for (std::int64_t layer = 0; layer < op.num_layers; ++layer) {
    const std::int64_t input = layer == 0 ? op.input_size : state * directions;
    total += directions * (gates * op.hidden_size * (input + state) + (op.bias ? 2 * gates * op.hidden_size : 0) +
                           op.proj_size * op.hidden_size);
  }
  return total;
}

bool lower_recurrent(const Seen& layer, Lowered& lowered) {
  const std::string& name = layer.row().class_name;
  const bool lstm = name.find("LSTM") != std::string::npos;
  const bool gru = name.find("GRU") != std::string::npos;
  const std::int64_t gates = lstm ? 4 : gru ? 3 : 1;
  const Shape in = layer.input(), out = layer.output();
  const std::int64_t P = layer.own_parameters();
  if (in.empty() || out.empty() || P == 0) return false;
  const bool cell = name.find("Cell") != std::string::npos;
  Recurrent op{.kind = lstm  ? RecurrentKind::lstm
                       : gru ? RecurrentKind::gru
                             : RecurrentKind::rnn,
               .batch = 1,
               .seq = cell ? 1 : leading(in),
               .input_size = last(in)};
  if (cell) op.batch = leading(in);
  if (!cell && in.size() == 3) {
    // [batch, seq, features] or, without batch_first, [seq, batch, features]: the product is the same.
    const std::int64_t batch = layer.options.run.batch;
    op.batch = in[0] == batch || in[1] != batch ? in[0] : in[1];
    op.seq = leading(in) / std::max<std::int64_t>(1, op.batch);
  }
  for (const std::int64_t directions : {std::int64_t{1}, std::int64_t{2}}) {
    if (last(out) % directions != 0 || (cell && directions == 2)) continue;
    op.bidirectional = directions == 2;
    for (const bool bias : {true, false})
      for (std::int64_t layers = 1; layers <= 64; ++layers) {
        op.bias = bias;
        op.num_layers = layers;
        op.hidden_size = last(out) / directions;
        op.proj_size = 0;
        if (recurrent_parameters(op, gates) == P) {
          lowered.parameters = {{"input_size", op.input_size},
                                {"hidden_size", op.hidden_size},
                                {"num_layers", op.num_layers},
                                {"bidirectional", op.bidirectional},
                                {"bias", op.bias}};
          lowered.claimed_parameters = P;
          lowered.add("recurrent", op);
          return true;
        }
        if (!lstm) continue;
        // With a projection the output is its width; the hidden size solves P, which is linear in it.
        op.proj_size = last(out) / directions;
        op.hidden_size = 1;
        const std::int64_t per_unit = recurrent_parameters(op, gates);
        if (per_unit > 0 && P % per_unit == 0 && P / per_unit > op.proj_size) {
          op.hidden_size = P / per_unit;
          lowered.parameters = {{"input_size", op.input_size},       {"hidden_size", op.hidden_size},
                                {"proj_size", op.proj_size},         {"num_layers", op.num_layers},
                                {"bidirectional", op.bidirectional}, {"bias", op.bias}};
          lowered.claimed_parameters = P;
          lowered.add("recurrent", op);
          return true;
        }
      }
  }
  return false;
}

bool lower_embedding(const Seen& layer, Lowered& lowered) {
  const Shape in = layer.input(), out = layer.output();
  const std::int64_t P = layer.own_parameters();
  const std::int64_t width = last(out);
  if (width == 0 || P == 0 || P % width != 0) return false;
  lowered.parameters = {{"num_embeddings", P / width}, {"embedding_dim", width}};
  lowered.claimed_parameters = P;
  if (layer.row().class_name == "EmbeddingBag") {
    if (in.empty()) return false;
    lowered.add("embedding_bag",
                EmbeddingBag{.bags = leading(out), .indices = elements(in), .width = width, .table_rows = P / width});
  } else {
    lowered.add("embedding", Embedding{.tokens = leading(out), .width = width, .table_rows = P / width});
  }
  return true;
}

}  // namespace

std::vector<LayerRule> matrix_rules() {
  return {
      {"linear",
       "Linear layer",
       "A weight of in × out features at every position; a bias where the parameters say so.",
       {"Linear", "LazyLinear", "NonDynamicallyQuantizableLinear", "Conv1D", "QuantLinear", "Linear8bitLt",
        "Linear4bit", "LinearReLU"},
       {"Linear"},
       lower_linear},
      {"bilinear",
       "Bilinear layer",
       "Two inputs; the second's width follows from the parameters.",
       {"Bilinear"},
       {},
       lower_bilinear},
      {"convolution",
       "Convolution",
       "Groups and bias follow from kernel, channels and parameters.",
       {"Conv1d", "Conv2d", "Conv3d", "LazyConv1d", "LazyConv2d", "LazyConv3d", "ConvTranspose1d", "ConvTranspose2d",
        "ConvTranspose3d"},
       {"Conv1d", "Conv2d", "Conv3d", "Conv2D", "Conv3D", "ConvTranspose"},
       lower_convolution},
      {"recurrent",
       "Recurrent layer",
       "Layers, directions, bias and projection follow from parameters and output width.",
       {"LSTM", "GRU", "RNN", "LSTMCell", "GRUCell", "RNNCell"},
       {"LSTM", "GRU"},
       lower_recurrent},
      {"embedding",
       "Table look-up",
       "Rows of a table by index.",
       {"Embedding", "EmbeddingBag"},
       {"Embedding"},
       lower_embedding},
  };
}

}  // namespace modelmeter::generic
