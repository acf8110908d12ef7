#include "hardware/calibrated_gemm.h"

#include <catch2/catch.hpp>

#include "hardware/borrowing.h"
#include "hardware/calibration_story.h"

using namespace modelmeter;

namespace {

constexpr double kMicro = 1e-6;

/// Ten units of 1e13 FLOP/s each, 1e12 bytes/s, 1 MB of L2.
Device small_device() {
  Device device;
  device.matrix_flops_per_s[static_cast<std::size_t>(DType::bf16)] = 1e14;
  device.vector_flops_per_s = 1e13;
  device.bytes_per_s = 1e12;
  device.l2_bytes = 1e6;
  device.compute_units = 10;
  return device;
}

/// Nothing but the matrix units and 1 µs a tile: operands, memory and starts cost nothing.
GemmCalibration only_tiles() {
  GemmCalibration parameters;
  parameters.tile_s = kMicro;
  parameters.fill_ratio = 1e9;
  parameters.l2_ratio = 1e9;
  parameters.stream_ratio = 1e9;
  return parameters;
}

Kernel gemm_kernel(std::int64_t m, std::int64_t n, std::int64_t k, bool cold = true) {
  Kernel kernel;
  kernel.shape = GemmShape{m, n, k};
  kernel.matrix_flops = Flops{2 * m * n * k};
  kernel.bytes = Bytes{2 * (m * k + n * k + m * n)};
  if (cold) kernel.cold_bytes = Bytes{2 * (m * k + n * k)};
  return kernel;
}

double seconds(std::int64_t m, std::int64_t n, std::int64_t k, const GemmCalibration& parameters, bool cold = true) {
  return gemm_time(gemm_kernel(m, n, k, cold), {m, n, k}, small_device(), parameters).seconds;
}

}  // namespace

TEST_CASE("one row more than the units hold begins another wave", "[hardware][gemm]") {
  // 1280 × 256 is ten tiles of 128 × 256, one a unit: 2·128·256·6400 / 1e13 + 1 µs = 42.943 µs.
  CHECK(seconds(1280, 256, 6400, only_tiles()) == Approx(42.943 * kMicro).epsilon(1e-4));
  // With 1281 rows that would be two waves. Best are 14 × 2 tiles of 96 × 128 in three:
  // 3 · (2·96·128·6400 / 1e13 + 1 µs) = 50.186 µs.
  CHECK(seconds(1281, 256, 6400, only_tiles()) == Approx(50.186 * kMicro).epsilon(1e-4));
}

TEST_CASE("a deep product of few tiles is split along its depth where that pays", "[hardware][gemm]") {
  // 64 × 64, K = 64,000: one tile on one unit takes 2·64·64·64000 / 1e13 + 1 µs = 53.43 µs. 4 × 2 tiles of 16 × 32 …
  // whatever the tiling, with ten units and splits for nothing it must come near a tenth of that.
  GemmCalibration free_split = only_tiles();
  free_split.split_ratio = 1e9;
  CHECK(seconds(64, 64, 64000, free_split) < 9 * kMicro);
  GemmCalibration dear_split = free_split;
  dear_split.split_s = 1;
  CHECK(seconds(64, 64, 64000, dear_split) > seconds(64, 64, 64000, free_split));
}

TEST_CASE("skinny products take as long as their weights stream", "[hardware][gemm]") {
  GemmCalibration parameters = only_tiles();
  parameters.tile_s = 0;
  parameters.stream_ratio = 0.8;
  parameters.start_s = 2 * kMicro;
  parameters.cold_start_s = kMicro;
  // 2·(5000·4096 + 4096 + 5000)… bytes at 0.8 TB/s, and 3 µs of start.
  const Kernel kernel = gemm_kernel(1, 5000, 4096);
  // The result, 10,000 bytes, is smaller than L2 but the working set is not: it streams as well.
  CHECK(seconds(1, 5000, 4096, parameters) == Approx(kernel.bytes.as_double() / 0.8e12 + 3 * kMicro).epsilon(1e-6));
}

TEST_CASE("up to four rows walk along the depth, more take matrix tiles", "[hardware][gemm]") {
  GemmCalibration parameters = only_tiles();
  parameters.vector_depth_s = 2e-9;
  parameters.split_s = 1;
  // 1000 elements, rounded up to 1024: 2.048 µs and 1 µs a tile; one wave of 10 tiles of 16 results.
  CHECK(seconds(1, 160, 1000, parameters) == Approx(3.048 * kMicro));
  CHECK(seconds(4, 160, 1000, parameters) == Approx(3.048 * kMicro));
  CHECK(seconds(5, 160, 1000, parameters) != Approx(3.048 * kMicro));
}

TEST_CASE("rows that begin at no multiple of 16 bytes take small tiles at lower rates", "[hardware][gemm]") {
  CHECK(alignment_bytes({8, 64, 64}, 2) == 16);
  CHECK(alignment_bytes({8, 196, 64}, 2) == 8);  // 392 bytes
  CHECK(alignment_bytes({8, 64, 49}, 2) == 2);   // 98 bytes
  CHECK(alignment_bytes({8, 64, 257}, 4) == 4);
  GemmCalibration parameters = only_tiles();
  parameters.unaligned_matrix_ratio = 0.25;
  // 640 × 64, one tile of 64 × 64 a unit. K = 641 (2 bytes) is 704 in steps: 2·64·64·704 / (0.25 · 1e13) + 1 µs.
  CHECK(seconds(640, 64, 641, parameters) == Approx((2.306867 + 1) * kMicro).epsilon(1e-6));
  // K = 644 (8 bytes): at √0.25 of the rate.
  CHECK(seconds(640, 64, 644, parameters) == Approx((1.153434 + 1) * kMicro).epsilon(1e-6));
}

TEST_CASE("operands that fit L2 are found there when nothing made them cold", "[hardware][gemm]") {
  GemmCalibration parameters = only_tiles();
  parameters.tile_s = 0;
  parameters.stream_ratio = 1;
  parameters.resident_ratio = 0.5;
  parameters.streaming_ratio = 1;
  CHECK(seconds(16, 256, 512, parameters, false) < seconds(16, 256, 512, parameters, true));
  // Beyond `streaming_ratio` it makes no difference but the start.
  CHECK(seconds(16, 4096, 512, parameters, false) == seconds(16, 4096, 512, parameters, true));
}

TEST_CASE("time never shrinks with the shape, nor beats the matrix peak", "[hardware][gemm]") {
  GemmCalibration parameters = only_tiles();
  parameters.split_s = 1;  // a split that becomes possible with more depth may well be faster
  for (std::int64_t m : {1, 7, 64, 300, 1000})
    for (std::int64_t n : {16, 200, 1024})
      for (std::int64_t k : {64, 500, 4096}) {
        INFO(m << " " << n << " " << k);
        const double here = seconds(m, n, k, parameters);
        CHECK(seconds(m, n, k + 640, parameters) >= here);
        if (m > 1) CHECK(here >= 2.0 * static_cast<double>(m * n * k) / 1e14);
      }
}

TEST_CASE("a GPU that was not measured borrows from the nearest that was, in a wider band", "[hardware][borrowing]") {
  const auto gpu = [](const std::string& id, const std::string& vendor, const std::string& architecture,
                      std::int64_t year) {
    HardwareProfile profile;
    profile.id = id;
    profile.vendor = vendor;
    profile.architecture = architecture;
    profile.release_year = year;
    return profile;
  };
  Calibration measured;
  measured.gemm = GemmCalibration{};
  measured.attention = AttentionCalibration{};
  measured.convolution = ConvolutionCalibration{};
  measured.pass = PassCalibration{};
  measured.launch = LaunchCalibration{};
  measured.residuals = {{"gemm", {}, 10, 5, 0.04, 0.1, 0.9, 1.2}, {"pass", {}, 10, 5, 0.04, 0.1, 0.9, 1.2}};
  std::vector<HardwareProfile> gpus{gpu("old", "N", "one", 2018), gpu("same", "N", "two", 2020),
                                    gpu("other", "A", "x", 2020), gpu("partly", "N", "two", 2021)};
  gpus[1].calibration = measured;
  gpus[1].id = "same";
  gpus[3].calibration = Calibration{};
  gpus[3].calibration->gemm = GemmCalibration{};
  gpus[3].calibration->gemm->start_s = 5e-6;
  gpus[3].calibration->residuals = {{"gemm", {}, 3, 1, 0.04, 0.1, 0.95, 1.05}};
  borrow_calibrations(gpus);
  CHECK(gpus[1].calibration->borrowed_from.empty());
  for (std::size_t i : {0u, 2u, 3u}) CHECK(gpus[i].calibration->borrowed_from == "same");
  // Another architecture of the vendor; another vendor; the same architecture.
  CHECK(gpus[0].calibration->residuals[0].low_ratio == Approx(0.9 / 1.4));
  CHECK(gpus[0].calibration->residuals[0].high_ratio == Approx(1.2 * 1.4));
  CHECK(gpus[2].calibration->residuals[0].high_ratio == Approx(1.2 * 2));
  CHECK(gpus[3].calibration->residuals[1].high_ratio == Approx(1.2 * 1.05));
  // What it measured itself stays, with its own band.
  CHECK(gpus[3].calibration->gemm->start_s == 5e-6);
  CHECK(gpus[3].calibration->residuals[0].high_ratio == 1.05);
  CHECK(gpus[3].calibration->residuals[1].family == "pass");
  // Again changes nothing.
  std::vector<HardwareProfile> again = gpus;
  borrow_calibrations(again);
  CHECK(again == gpus);
}

TEST_CASE("a calibration's story: what was measured here, what is borrowed from which GPU", "[hardware][borrowing]") {
  HardwareProfile lender, half, bare;
  lender.id = "lender";
  lender.name = "Lender";
  Calibration whole;
  whole.fitted_on.date = "2026-01-02";
  whole.gemm = whole.batched_gemm = whole.grouped_gemm = GemmCalibration{};
  whole.attention = AttentionCalibration{};
  whole.convolution = ConvolutionCalibration{};
  whole.pass = PassCalibration{};
  whole.launch = LaunchCalibration{};
  whole.residuals = {{"gemm", {}, 10, 5, 0.04, 0.1, 0.9, 1.2},
                     {"attention.flash", {}, 10, 5, 0.04, 0.1, 0.9, 1.2},
                     {"pass", 1e-5, 10, 5, 0.05, 0.1, 0.9, 1.2},
                     {"pass", {}, 10, 5, 0.04, 0.1, 0.9, 1.1}};
  lender.calibration = whole;
  half.id = "half";
  half.calibration = Calibration{};
  half.calibration->fitted_on.date = "2026-03-04";
  half.calibration->gemm = GemmCalibration{};
  half.calibration->residuals = {{"gemm", {}, 10, 5, 0.04, 0.1, 0.8, 1.3}};
  bare.id = "bare";
  std::vector<HardwareProfile> gpus{lender, half, bare};
  const CalibrationStory alone = calibration_story(bare, gpus);
  for (const CalibrationFamily& family : alone.families) CHECK_FALSE((family.measured || family.modelled));
  borrow_calibrations(gpus);

  const CalibrationStory own = calibration_story(gpus[0], gpus);
  CHECK(own.lender.empty());
  CHECK(own.fitted_on->date == "2026-01-02");
  for (const CalibrationFamily& family : own.families) CHECK(family.measured);
  // Parts go with their family, each range of times is a row of its own; "batched_gemm" has nothing of "gemm".
  CHECK(own.families[1].residuals.empty());
  REQUIRE(own.families[3].residuals.size() == 1);
  CHECK(own.families[3].residuals[0].family == "attention.flash");
  REQUIRE(own.families[5].residuals.size() == 2);
  CHECK(own.families[5].residuals[0].up_to_s == 1e-5);
  CHECK(own.families[5].residuals[1].median_error == 0.04);

  const CalibrationStory mixed = calibration_story(gpus[1], gpus);
  CHECK(mixed.lender == "lender");
  CHECK(mixed.lender_name == "Lender");
  CHECK(mixed.lender_fitted_on->date == "2026-01-02");
  CHECK(mixed.fitted_on->date == "2026-03-04");
  CHECK(mixed.families[0].family == "gemm");
  CHECK(mixed.families[0].measured);
  REQUIRE(mixed.families[0].residuals.size() == 1);
  CHECK(mixed.families[0].residuals[0].high_ratio == 1.3);
  CHECK(mixed.families[5].family == "pass");
  CHECK_FALSE(mixed.families[5].measured);
  CHECK(mixed.families[5].modelled);
  REQUIRE(mixed.families[5].residuals.size() == 2);
  CHECK(mixed.families[5].residuals[1].high_ratio == Approx(1.1 * kBorrowedBandSameArchitecture));
  CHECK(mixed.borrowed_band == kBorrowedBandSameArchitecture);
  CHECK(mixed.families[6].residuals.empty());

  CHECK_FALSE(calibration_story(gpus[2], gpus).fitted_on);
}
