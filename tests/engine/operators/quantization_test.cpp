#include "operators/quantization.h"

#include <catch2/catch.hpp>

using namespace modelmeter;

namespace {

StoredWeights stored(const Operator& op, const Precision& precision, bool kept = false) {
  return stored_weights(op, work(op), precision, kept);
}

Precision weight_only(Format format) {
  return {format, Format::bf16, Format::bf16};
}

const Linear kLinear{.rows = 2, .in_features = 300, .out_features = 5, .bias = true};

}  // namespace

TEST_CASE("weights in narrow formats: codes, scales of short last groups, and a wide bias", "[quantization]") {
  // 5 rows of 300 inputs; the bias of 5 stays bf16: 10 bytes.
  // int4-g128: a row is 300·4 + ⌈300/128⌉·(16+4) = 1200 + 60 bits; 5 · 1260 = 6300 bits = 787.5 -> 788 bytes.
  CHECK(stored(kLinear, weight_only(Format::int4_g128)).owned == Bytes{788 + 10});
  // nvfp4: 300·4 + ⌈300/16⌉·8 = 1200 + 152; 5 · 1352 + 32 (the matrix's scale) = 6792 bits = 849 bytes.
  CHECK(stored(kLinear, weight_only(Format::nvfp4)).owned == Bytes{849 + 10});
  // mxfp4: 300·4 + ⌈300/32⌉·8 = 1280; 5 · 1280 = 6400 bits = 800 bytes.
  CHECK(stored(kLinear, weight_only(Format::mxfp4)).owned == Bytes{800 + 10});
  // int8: 5 · (2400 + 32) = 12,160 bits = 1520 bytes. fp8: 5 · 2400 + 32 = 12,032 bits = 1504 bytes.
  CHECK(stored(kLinear, weight_only(Format::int8)).owned == Bytes{1520 + 10});
  CHECK(stored(kLinear, weight_only(Format::fp8_e4m3)).owned == Bytes{1504 + 10});
  CHECK(stored(kLinear, weight_only(Format::fp8_e5m2)).owned == Bytes{1504 + 10});
  // All of it is read once per call.
  CHECK(stored(kLinear, weight_only(Format::nvfp4)).read == Bytes{859});
}

TEST_CASE("weight-only: each weight is unpacked once on the vector units, products run in the activations' format",
          "[quantization]") {
  // 1500 weights: subtract a zero point and multiply by a scale (int4), or multiply alone.
  CHECK(stored(kLinear, weight_only(Format::int4_g128)).dequantization == Flops{3000});
  CHECK(stored(kLinear, weight_only(Format::mxfp4)).dequantization == Flops{1500});
  CHECK(stored(kLinear, weight_only(Format::mxfp4)).multiplied == DType::bf16);
  CHECK(stored(kLinear, {Format::int8, Format::fp32, Format::fp32}).multiplied == DType::fp32);
}

TEST_CASE("full: products run on the format's own unit, nothing is unpacked, what stays wide runs in 16 bits",
          "[quantization]") {
  const Precision fp8{Format::fp8_e4m3, Format::fp8_e4m3, Format::fp8_e4m3};
  CHECK(stored(kLinear, fp8).multiplied == DType::fp8);
  CHECK(stored(kLinear, fp8).dequantization == Flops{0});
  CHECK(stored(kLinear, fp8, true).multiplied == DType::bf16);
  CHECK(stored(kLinear, fp8, true).owned == Bytes{1505 * 2});
  // A convolution's weights stay bf16: 3·3·4·5 = 180 numbers.
  const Conv2d conv{.batch = 1,
                    .in_channels = 4,
                    .out_channels = 5,
                    .in_height = 8,
                    .in_width = 8,
                    .out_height = 8,
                    .out_width = 8,
                    .kernel_height = 3,
                    .kernel_width = 3};
  CHECK(stored(conv, fp8).owned == Bytes{360});
  CHECK(stored(conv, fp8).multiplied == DType::bf16);
  // 4-bit weights with 8-bit activations multiply in 8 bits.
  CHECK(stored(kLinear, {Format::int4_g128, Format::int8, Format::int8}).multiplied == DType::int8);
}

TEST_CASE("experts: scales of those with tokens are read, of all are stored", "[quantization]") {
  const GroupedLinear op{.rows = 10,
                         .experts = 8,
                         .active_experts_fixed = GroupedLinear::fixed_point * 5 / 2,
                         .in_features = 256,
                         .out_features = 5};
  const StoredWeights made = stored(op, weight_only(Format::int4_g128));
  // A row is 256·4 + 2·20 = 1064 bits. 8·5 = 40 rows: 42,560 bits = 5320 bytes.
  CHECK(made.owned == Bytes{5320});
  // 2.5 · 5 = 12.5 -> 13 rows: 13,832 bits = 1729 bytes; 13 · 256 weights unpacked, 2 FLOPs each.
  CHECK(made.read == Bytes{1729});
  CHECK(made.dequantization == Flops{2 * 13 * 256});
}

TEST_CASE("layers quantized: every parameter, where that is asked for", "[quantization]") {
  Precision all = weight_only(Format::mxfp4);
  all.quantized_layers = QuantizedLayers::all;
  // The bias too: 5·4 + 1·8 = 28 bits -> 4 bytes. A head as well.
  CHECK(stored(kLinear, all).owned == Bytes{800 + 4});
  CHECK(stored(kLinear, all, true).owned == Bytes{804});
}

TEST_CASE("KV cache: a narrow one is unpacked by attention in 16 bits, and is what fp8 attention multiplies",
          "[quantization]") {
  const Attention op{.batch = 1,
                     .num_heads = 4,
                     .num_key_value_heads = 2,
                     .seq_q = 1,
                     .seq_kv = 100,
                     .head_dim = 64,
                     .from_cache = true};
  // Keys and values: 2 · 2 · 100 · 64 = 25,600 numbers.
  CHECK(stored(op, {Format::bf16, Format::bf16, Format::int8}).dequantization == Flops{25'600});
  CHECK(stored(op, {Format::bf16, Format::bf16, Format::int4_g128}).dequantization == Flops{51'200});
  const StoredWeights fp8 = stored(op, {Format::fp8_e4m3, Format::fp8_e4m3, Format::fp8_e4m3});
  CHECK(fp8.dequantization == Flops{0});
  CHECK(fp8.multiplied == DType::fp8);
  CHECK(stored(op, {Format::int8, Format::int8, Format::int8}).multiplied == DType::bf16);
  // 25,600 numbers: nvfp4 12,800 + 25,600/16 = 14,400 bytes; mxfp4 12,800 + 800; int4-g128 12,800 + 200·20/8 = 13,300.
  CHECK(storage(25'600, Format::nvfp4) == Bytes{14'400});
  CHECK(storage(25'600, Format::mxfp4) == Bytes{13'600});
  CHECK(storage(25'600, Format::int4_g128) == Bytes{13'300});
}
