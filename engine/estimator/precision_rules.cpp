#include "estimator/precision_rules.h"

#include "hardware/execution.h"

namespace modelmeter {
namespace {

std::string scales_text(Format format) {
  switch (format) {
    case Format::fp8_e4m3:
    case Format::fp8_e5m2:
      return "an fp32 scale per matrix";
    case Format::int8:
      return "an fp32 scale per output row";
    case Format::int4_g128:
      return "an fp16 scale and a 4-bit zero point per 128 inputs of a row";
    case Format::nvfp4:
      return "an E4M3 scale per 16 inputs of a row and an fp32 scale per matrix";
    case Format::mxfp4:
      return "an E8M0 scale per 32 inputs of a row";
    default:
      return "no scales";
  }
}

const char* layers_text(QuantizedLayers layers) {
  switch (layers) {
    case QuantizedLayers::linear:
      return "linear layers and experts";
    case QuantizedLayers::decoder:
      return "linear layers and experts outside of vision and projector";
    case QuantizedLayers::all:
      break;
  }
  return "every parameter (a lower bound)";
}

}  // namespace

std::vector<UnavailableChoice> unavailable_formats(const Precision& precision, const HardwareProfile& profile) {
  struct Part {
    const char* key;
    Format Precision::*format;
  };
  std::vector<UnavailableChoice> found;
  for (const Part& part : {Part{"weights", &Precision::weights}, Part{"activations", &Precision::activations}})
    for (const FormatInfo& row : kFormats) {
      Precision tried = precision;
      tried.*part.format = row.format;
      if (const std::optional<std::string> reason = lacks_unit(profile, tried))
        found.push_back({part.key, std::string(row.name), *reason});
    }
  return found;
}

std::string precision_note(const Precision& precision) {
  std::string note;
  if (is_narrow(precision.weights)) {
    note = "Weights of " + std::string(layers_text(precision.quantized_layers)) + " are stored as " +
           std::string(name_of(precision.weights)) + ", with " + scales_text(precision.weights) + " (counted).";
    if (precision.quantized_layers != QuantizedLayers::all)
      note += " Heads, routers, convolutions, embeddings, norms and biases stay " +
              std::string(name_of(kept_format(precision))) + ".";
    note += info(multiplied_format(precision)).dtype == info(precision.weights).dtype
                ? " Products run on " + std::string(name_of(precision.weights)) +
                      " units, those of what stays wide in 16 bits."
                : " Weight-only: products run in " + std::string(name_of(multiplied_format(precision))) +
                      ", each weight unpacked once per call on the vector units.";
  }
  if (is_narrow(precision.activations))
    note += std::string(note.empty() ? "" : " ") + "Every tensor between operators is counted in " +
            std::string(name_of(precision.activations)) + ", a lower bound; making the codes is not counted.";
  return note;
}

std::string precision_text(const Precision& precision) {
  std::string text(name_of(precision.weights));
  if (precision.activations != precision.weights || precision.kv_cache != precision.weights)
    text += "/" + std::string(name_of(precision.activations)) + "/" + std::string(name_of(precision.kv_cache));
  if (!is_narrow(precision.weights) || precision.quantized_layers == QuantizedLayers::linear) return text;
  return text + (precision.quantized_layers == QuantizedLayers::decoder ? ", decoder only" : ", every parameter");
}

}  // namespace modelmeter
