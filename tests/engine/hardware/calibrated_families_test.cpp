#include <catch2/catch.hpp>

#include "hardware/calibrated_attention.h"
#include "hardware/calibrated_convolution.h"
#include "hardware/calibrated_pass.h"

using namespace modelmeter;

namespace {

/// 10 units at 1 GHz, 1 TFLOP/s of bf16 each, 1 TB/s, 10 MB of L2.
Device device() {
  Device device;
  device.matrix_flops_per_s.fill(10e12);
  device.vector_flops_per_s = 1e12;
  device.bytes_per_s = 1e12;
  device.l2_bytes = 10e6;
  device.compute_units = 10;
  device.clock_hz = 1e9;
  device.cudnn_attention = true;
  return device;
}

PassCalibration passes() {
  PassCalibration pass;
  pass.l2_ratio = 2;
  pass.resident_ratio = 0.5;
  pass.gone_ratio = 1;
  pass.contiguous = {1e-6, 0.8, 0, 0, 0};
  pass.strided = {2e-6, 0.8, 1, 0.5, 0};
  pass.reduction = {1e-6, 0.8, 0, 0, 0};
  pass.reduction_byte_s = 1e-8;
  pass.reduction_longest_s = 4e-6;
  return pass;
}

Kernel moving(std::int64_t bytes, std::int64_t cold = 0) {
  Kernel kernel;
  kernel.bytes = Bytes{bytes};
  kernel.cold_bytes = Bytes{cold};
  return kernel;
}

double seconds(std::int64_t bytes, PassShape shape, std::int64_t cold = 0) {
  return pass_time(moving(bytes, cold), shape, device(), passes()).seconds;
}

}  // namespace

TEST_CASE("pass: resident bytes move at L2's rate, others at what streams reach", "[hardware][calibrated]") {
  // 4 MB fit into half of 10 MB: 1 us + 4e6 / 2e12 = 3 us. 20 MB do not: 1 us + 20e6 / 0.8e12 = 26 us.
  CHECK(seconds(4'000'000, {Access::contiguous, 1'000'000}) == Approx(3e-6));
  CHECK(seconds(20'000'000, {Access::contiguous, 5'000'000}) == Approx(26e-6));
  // Cold bytes are not resident however few: 1 us + 4e6 / 0.8e12 = 6 us.
  CHECK(seconds(4'000'000, {Access::contiguous, 1'000'000}, 4'000'000) == Approx(6e-6));
}

TEST_CASE("pass: a strided kernel is bound by its elements, and hides half of the moving", "[hardware][calibrated]") {
  // 1 element a clock on 10 units: 200'000 / 10e9 = 20 us; 400 kB of L2 traffic: 0.2 us, half of it seen.
  CHECK(seconds(400'000, {Access::strided, 200'000}) == Approx(2e-6 + 20e-6 + 0.1e-6));
}

TEST_CASE("pass: what one thread of a reduction reads comes in turn", "[hardware][calibrated]") {
  // One row of 51'200 bytes, 512 threads: 100 bytes each, 1 us. 64 rows of 6'400 bytes, a warp each: 200 bytes, 2 us.
  CHECK(seconds(51'200, {Access::reduction, 25'600, 25'600}) == Approx(1e-6 + 1e-6 + 51'200 / 2e12));
  CHECK(seconds(409'600, {Access::reduction, 204'800, 3'200}) == Approx(1e-6 + 2e-6 + 409'600 / 2e12));
}

TEST_CASE("pass: more bytes never take less time", "[hardware][calibrated]") {
  double before = 0;
  for (std::int64_t bytes = 1'000; bytes < 40'000'000; bytes = bytes + bytes / 7 + 1) {
    const double now = seconds(bytes, {Access::contiguous, bytes / 4});
    CHECK(now >= before);
    CHECK(now >= static_cast<double>(bytes) / 2e12);
    before = now;
  }
}

namespace {

AttentionCalibration attention() {
  AttentionCalibration calibration;
  // Products at the peak of 1 TFLOP/s a unit, softmax at 16 scores a clock.
  calibration.cudnn = {1e-6, 1e-6, 0.5e-6, 1, 16, 1, 0.5, 0, 0, 0, 1e-6, 1e-6, 1e-9, 0, 0, 0.5, 0};
  calibration.flash = calibration.cudnn;
  calibration.flash.alone_ratio = 1.5;
  calibration.flash.decode_combine_s = 3e-6;
  calibration.memory_efficient = calibration.cudnn;
  return calibration;
}

double attention_s(AttentionShape shape, std::int64_t bytes = 0, DType dtype = DType::bf16) {
  Kernel kernel = moving(bytes);
  kernel.dtype = dtype;
  return attention_time(kernel, shape, device(), attention(), passes()).seconds;
}

}  // namespace

TEST_CASE("attention: tiles of 128 queries fill the units in waves", "[hardware][calibrated]") {
  // Block of 128 x 128 at head dimension 64: 4·128·128·64 / 1e12 = 4.194304 us, softmax 16384 / 16e9 = 1.024 us.
  const double block = 4.194304e-6 + 1.024e-6;
  const AttentionShape ten{1, 10, 10, 128, 256, 64, 64};  // 10 tiles of 2 blocks: one wave
  CHECK(attention_s(ten) == Approx(1e-6 + 1e-6 + 2 * block));
  const AttentionShape eleven{1, 11, 11, 128, 256, 64, 64};  // two waves
  CHECK(attention_s(eleven) == Approx(1e-6 + 2 * (1e-6 + 2 * block)));
}

TEST_CASE("attention: a causal mask saves nothing in one wave and near half in many", "[hardware][calibrated]") {
  AttentionShape shape{1, 5, 5, 256, 256, 64, 64};
  const double full = attention_s(shape);
  shape.causal = true;
  CHECK(attention_s(shape) == Approx(full + 0.5e-6));  // the longest tile has both blocks
  shape = {64, 10, 10, 8192, 8192, 64, 64};
  const double rectangle = attention_s(shape);
  shape.causal = true;
  CHECK(attention_s(shape) < 0.6 * rectangle);
  CHECK(attention_s(shape) > 0.5 * rectangle);
}

TEST_CASE("attention: a tile that has its unit alone takes longer by the library's ratio", "[hardware][calibrated]") {
  AttentionShape shape{1, 10, 10, 128, 256, 64, 64};
  shape.library = AttentionLibrary::flash;
  const double tile = 1e-6 + 2 * (4.194304e-6 + 1.024e-6);
  CHECK(attention_s(shape) == Approx(1e-6 + 1.5 * tile));  // ten tiles, ten units
  shape.batch = 2;
  CHECK(attention_s(shape) == Approx(1e-6 + 2 * tile));
}

TEST_CASE("attention: FlashAttention splits keys over idle units and adds the parts up", "[hardware][calibrated]") {
  AttentionShape shape{1, 2, 2, 1, 1280, 64, 64};
  shape.library = AttentionLibrary::flash;
  // Ten units for two tiles: five splits of two of the ten blocks. 1 us + 3 us + 1 us + 256 keys · 1 ns.
  CHECK(attention_s(shape) == Approx(5.256e-6));
  // Eight tiles are 0.8 a unit: none is split. 1 us + 1 us + 1280 keys · 1 ns.
  shape.batch = 4;
  CHECK(attention_s(shape) == Approx(3.28e-6));
}

TEST_CASE("attention: decoding reads the keys, whatever the heads", "[hardware][calibrated]") {
  // 1 us + max(1 us + 1000 keys · 1 ns, 50e6 / 0.5e12 = 100 us) = 101 us.
  CHECK(attention_s({1, 8, 8, 1, 1000, 64, 64}, 50'000'000) == Approx(101e-6));
}

TEST_CASE("convolution: implicit GEMM, conversions of NCHW, few input channels", "[hardware][calibrated]") {
  ConvolutionCalibration parameters;
  parameters.start_s = 1e-6;
  parameters.window_start_s = 1e-6;
  parameters.matrix_ratio = 1;
  parameters.convert_start_s = 1e-6;
  parameters.convert_per_clock = 1;
  parameters.convert_weights_per_clock = 1;
  parameters.few_ratio = 0.5;
  parameters.few_last_ratio = 0.5;
  ConvolutionShape shape{1, 64, 64, 1, 64, 64, 9};
  shape.channels_last = true;
  // One tile of 64 x 64 walks K = 576 at 2·64·64 / 1e12 = 8.192 ns: 4.718592 us, after two starts of 1 us.
  const Kernel kernel = moving(0);
  const double last = convolution_time(kernel, shape, device(), parameters, passes()).seconds;
  CHECK(last == Approx(2e-6 + 4.718592e-6));
  // Three conversions of 1 us; (64·64 · 2 activations + 36'864 weights) / 10e9 a second = 4.5056 us.
  shape.channels_last = false;
  CHECK(convolution_time(kernel, shape, device(), parameters, passes()).seconds == Approx(last + 3e-6 + 4.5056e-6));
  // A dilated kernel at half the rate.
  shape.channels_last = true;
  shape.dilated = true;
  parameters.dilated_ratio = 0.5;
  CHECK(convolution_time(kernel, shape, device(), parameters, passes()).seconds == Approx(2e-6 + 2 * 4.718592e-6));
  // Three input channels: 1 GFLOP at half of 1 TFLOP/s = 2 ms.
  Kernel patch = moving(0);
  patch.matrix_flops = Flops{1'000'000'000};
  CHECK(convolution_time(patch, {1, 3, 64, 1, 64, 64, 9}, device(), parameters, passes()).seconds ==
        Approx(1e-6 + 2e-3));
}
