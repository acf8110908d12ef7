#include "hardware/bands.h"

#include <catch2/catch.hpp>

using namespace modelmeter;

namespace {

KernelTime banded(const Calibration& calibration, std::string_view family, double seconds) {
  KernelTime time;
  time.seconds = seconds;
  set_band(time, calibration, family);
  return time;
}

Kernel kernel(const KernelShape& shape, DType dtype = DType::bf16) {
  Kernel one;
  one.shape = shape;
  one.dtype = dtype;
  return one;
}

}  // namespace

TEST_CASE("the band is that of the range that the predicted time falls into", "[hardware][bands]") {
  Calibration calibration;
  calibration.residuals = {{"gemm", {}, 50, 20, 0.03, 0.1, 0.9, 1.1},
                           {"gemm", 4e-6, 50, 20, 0.08, 0.2, 0.8, 1.3},
                           {"gemm", 1e-5, 50, 20, 0.05, 0.15, 0.85, 1.2}};
  CHECK(banded(calibration, "gemm", 4e-6).low_seconds == Approx(3.2e-6));
  CHECK(banded(calibration, "gemm", 5e-6).high_seconds == Approx(6e-6));
  CHECK(banded(calibration, "gemm", 1e-3).high_seconds == Approx(1.1e-3));
}

TEST_CASE("a part of a family without an entry takes the family's, a family without any has no band",
          "[hardware][bands]") {
  Calibration calibration;
  calibration.residuals = {{"gemm", {}, 50, 20, 0.03, 0.1, 0.9, 1.1}, {"gemm.fp8", {}, 50, 20, 0.03, 0.1, 0.5, 2}};
  CHECK(banded(calibration, "gemm.fp8", 1).low_seconds == 0.5);
  CHECK(banded(calibration, "gemm.tf32", 1).low_seconds == 0.9);
  CHECK(banded(calibration, "pass", 1).low_seconds == 1);
  CHECK(banded(calibration, "pass", 1).high_seconds == 1.0);
}

TEST_CASE("kernels fall into families by shape and format", "[hardware][bands]") {
  ExecutionModel model;
  model.device.cudnn_attention = true;
  CHECK(residual_family(kernel(GemmShape{64, 64, 64}), model) == "gemm");
  CHECK(residual_family(kernel(GemmShape{4, 64, 64}), model) == "gemm.few_rows");
  CHECK(residual_family(kernel(GemmShape{64, 65, 64}), model) == "gemm.unaligned");
  CHECK(residual_family(kernel(GemmShape{64, 64, 64}, DType::fp8), model) == "gemm.fp8");
  CHECK(residual_family(kernel(AttentionShape{1, 8, 8, 1, 9, 64, 64}), model) == "attention.cudnn");
  CHECK(residual_family(kernel(AttentionShape{1, 8, 8, 1, 9, 64, 64}, DType::fp32), model) ==
        "attention.memory_efficient");
  CHECK(residual_family(kernel(ConvolutionShape{1, 3, 8, 1, 9, 9, 9}), model) == "convolution.few_channels");
  CHECK(residual_family(kernel(ConvolutionShape{1, 8, 8, 8, 9, 9, 9}), model) == "convolution.depthwise");
  // Several products are judged as such only where they were measured.
  CHECK(residual_family(kernel(GemmShape{64, 64, 64, 8}), model) == "gemm");
  model.calibration = Calibration{};
  model.calibration->batched_gemm = GemmCalibration{};
  CHECK(residual_family(kernel(GemmShape{64, 64, 64, 8}), model) == "batched_gemm");
}
