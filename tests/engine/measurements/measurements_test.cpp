// Measured times: files in, times out, and beside the prediction.
#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "measurements/gpu_names.h"
#include "measurements/kernel_families.h"
#include "serialization/measurement_reader.h"

using namespace modelmeter;
using namespace modelmeter::measurements;

namespace {

std::string text_of(const std::string& name) {
  std::ifstream file(std::string(MODELMETER_FIXTURES) + "/measurements/" + name, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

Result<Measurement> read(const std::string& text, std::size_t piece = 1 << 20) {
  MeasurementReader reader;
  for (std::size_t at = 0; at < text.size(); at += piece)
    if (!reader.feed(std::string_view(text).substr(at, piece))) break;
  return reader.finish();
}

Diagnostic fault_of(const std::string& text) {
  const Result<Measurement> result = read(text);
  REQUIRE_FALSE(ok(result));
  return errors(result)[0];
}

std::string family(const char* kernel) {
  return std::string(kernel_families()[family_of_kernel(kernel)].id);
}

}  // namespace

TEST_CASE("measured runs: the median and the extremes", "[measurements]") {
  CHECK_FALSE(spread_of({}));
  CHECK(*spread_of({3, 1, 2}) == Spread{2, 1, 3, 3});
  CHECK(*spread_of({4, 1, 2, 3}) == Spread{2.5, 1, 4, 4});
}

TEST_CASE("a trace of two steps: kernels of a run, overlap once, modules by their launches", "[measurements]") {
  const Result<Measurement> result = read(text_of("trace-two-steps.json"));
  REQUIRE(ok(result));
  const Measurement& trace = value(result);
  CHECK(trace.kind == MeasurementKind::trace);
  CHECK(trace.gpu_name == "NVIDIA H200");
  CHECK(trace.run_id == "A1B2C3");
  CHECK(trace.runtime == "eager");
  // Step 0: 10 + 100 + 30 + 200 + 40 µs. Kernels at 150 to 250 and 240 to 270 overlap by 10: 370 µs of a busy device.
  // Step 1: 120 µs instead of 100; 150 to 270 and 260 to 290 overlap by 10 as well: 390 µs. The copy from the host is
  // out.
  REQUIRE(trace.total_ms.size() == 2);
  CHECK(trace.total_ms[0] == Approx(0.370));
  CHECK(trace.total_ms[1] == Approx(0.390));
  REQUIRE(trace.modules.size() == 5);
  CHECK(trace.modules[0].name == "Net_0");
  CHECK(trace.modules[0].class_name == "Net");
  CHECK(trace.modules[0].parent == -1);
  CHECK(trace.modules[0].times_ms[0] == Approx(0.380));  // inclusive, durations added up
  CHECK(trace.modules[2].name == "Linear_0");
  CHECK(trace.modules[2].parent == 0);
  CHECK(trace.modules[2].times_ms[0] == Approx(0.100));
  CHECK(trace.modules[2].times_ms[1] == Approx(0.120));
  CHECK(trace.modules[2].calls == 1);
  // The two GEMMs of two steps: 100 + 200 + 120 + 200 µs.
  CHECK(trace.kernels[0].name == "nvjet_sm90_tst_64x8_64x16_2x4_h_bz_TNT");
  CHECK(trace.kernels[0].calls == 4);
  CHECK(trace.kernels[0].total_ms == Approx(0.620));
}

TEST_CASE("a trace reads the same in pieces of any size", "[measurements]") {
  const std::string text = text_of("trace-two-steps.json");
  for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{4096}}) {
    const Result<Measurement> result = read(text, piece);
    REQUIRE(ok(result));
    CHECK(value(result).total_ms == value(read(text)).total_ms);
  }
}

TEST_CASE("faulty measurements say exactly what is wrong", "[measurements]") {
  CHECK(fault_of(text_of("trace-truncated.json")).got == "the end of the file: it is truncated");
  CHECK(fault_of("").got == "an empty file");
  CHECK(fault_of("hello").got == "another document");
  CHECK(fault_of(R"({"traceEvents":[{"ph":"X","cat":"kernel","name":"k","ts":1}]})") ==
        Diagnostic{"traceEvents[0]", "times ts and dur in microseconds for a kernel", "no sound dur", ""});
  CHECK(fault_of(R"({"traceEvents":[{"ph":"X","cat":"cpu_op","name":"aten::mm","ts":1,"dur":2}]})").got == "none");
  CHECK(fault_of(R"({"traceEvents": 5, "x": "y"})").path == "traceEvents");
  const std::string head = R"({"format":"modelmeter-measurement","version":1,"clock":"cuda-events",)";
  CHECK(sentence(fault_of(head + R"("total":{"times_ms":[1,"a"]}})")) ==
        "total.times_ms[1]: expected a finite number, got string");
  CHECK(fault_of(head + R"("notes":"x"})").got == "none of them");
  CHECK(fault_of(head + R"("modules":[{"times_ms":[1]}]})") ==
        Diagnostic{"modules[0]", "instance or module_id", "neither", ""});
  CHECK(fault_of("Time(%),Total Time (ns),Instances,Name\n50,abc,2,k\n") ==
        Diagnostic{"line 2", "a total time", "\"abc\"", ""});
  CHECK(fault_of("Time(%),Total Time (ns),Instances,Name\n").expected == "at least one kernel below the columns");
}

TEST_CASE("deep nesting and words that never end are refused, not followed", "[measurements]") {
  CHECK_FALSE(ok(read("{\"traceEvents\":" + std::string(100000, '['))));
  CHECK_FALSE(ok(read("{\"traceEvents\":[" + std::string(100000, '1') + "]}")));
  CHECK_FALSE(ok(read("{\"traceEvents\":[\"" + std::string(200000, 'x'))));
}

TEST_CASE("kernel summaries of nsys, old columns and new", "[measurements]") {
  for (const char* name : {"nsys-2020.csv", "nsys-2025.csv"}) {
    const Result<Measurement> result = read(text_of(name));
    REQUIRE(ok(result));
    const Measurement& summary = value(result);
    CHECK_FALSE(summary.runs_known);
    REQUIRE(summary.kernels.size() == 3);
    CHECK(summary.kernels[0].calls == 16);
    CHECK(summary.kernels[2].name ==
          "void at::native::vectorized_elementwise_kernel<8, at::native::CUDAFunctor_add<c10::BFloat16>>(int, T2, T3)");
    // 800 + 150 + 50 µs
    CHECK(summary.total_ms[0] == Approx(1.0));
  }
}

TEST_CASE("families of kernels by the names that libraries give them", "[measurements]") {
  CHECK(family("nvjet_sm90_tst_64x8_64x16_2x4_h_bz_TNT") == "gemm");
  CHECK(family("void cutlass::Kernel2<cutlass_80_tensorop_bf16_s16816gemm_bf16_64x64_tn_align8>(T1::Params)") ==
        "gemm");
  CHECK(family("cudnn_generated_fort_native_sdpa_sm90_flash_fprop_wgmma_f16_knob_7_64x128x64") == "attention");
  CHECK(family("fmha_cutlassF_bf16_aligned_64x64_rf_sm80(PyTorchMemEffAttention::AttentionKernel)") == "attention");
  CHECK(family("sm90_xmma_fprop_implicit_gemm_bf16bf16_bf16f32_f32_nhwckrsc_nhwc") == "convolution");
  CHECK(family("void cudnn::engines_precompiled::nchwToNhwcKernel<__half>") == "convolution");
  CHECK(family("void at::native::(anonymous namespace)::vectorized_layer_norm_kernel<c10::BFloat16, float, false>") ==
        "norm_reduce");
  CHECK(family("void at::native::reduce_kernel<512, 1, at::native::ReduceOp<float>>") == "norm_reduce");
  CHECK(family("void at::native::elementwise_kernel<128, 4, "
               "at::native::gpu_kernel_impl_nocast<at::native::direct_copy_kernel_cuda>") == "copy");
  CHECK(family("void at::native::vectorized_elementwise_kernel<8, at::native::CUDAFunctor_add<c10::BFloat16>>") ==
        "elementwise");
  CHECK(family("void at::native::radixSortKVInPlace<-2, -1, 32, 4, long>") == "sort");
  CHECK(family("triton_red_fused__to_copy__unsafe_view_add_mean_mul_pow_rsqrt_0") == "fused");
  CHECK(family("Memcpy HtoD (Pageable -> Device)") == "transfer");
  CHECK(family("ncclDevKernel_AllReduce_Sum_f16") == "communication");
  CHECK(family("my_kernel") == "other");
}

TEST_CASE("names of devices", "[measurements]") {
  CHECK(is_gpu("NVIDIA H200", "h200-sxm", "NVIDIA H200 SXM 141GB") == true);
  CHECK(is_gpu("NVIDIA H100 80GB HBM3", "h100-sxm", "NVIDIA H100 SXM5 80GB") == true);
  CHECK(is_gpu("NVIDIA H100 PCIe", "h100-sxm", "NVIDIA H100 SXM5 80GB") == false);
  CHECK(is_gpu("NVIDIA L40S", "l4", "NVIDIA L4 24GB") == false);
  CHECK(is_gpu("Some Accelerator", "l4", "NVIDIA L4 24GB") == std::nullopt);
}

TEST_CASE("files of the same runs add up, others do not", "[measurements]") {
  const std::string text = text_of("dsocr-tiny.json");
  Measurement first = value(read(text));
  const Measurement more = first;
  REQUIRE(add_runs(first, more));
  CHECK(first.runs == 6);
  CHECK(first.total_ms.size() == 6);
  CHECK(first.stages.size() == 3);
  CHECK(first.modules[0].times_ms.size() == 6);
  Measurement other = more;
  other.gpu_name = "NVIDIA L4";
  CHECK_FALSE(add_runs(first, other));
}
