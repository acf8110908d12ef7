#include "serialization/calibration_json.h"

#include <set>

#include "serialization/calibration_families_json.h"

namespace modelmeter {
namespace {

void fields(Archive& a, FittedOn& fitted) {
  a.text("data", fitted.data);
  a.text("date", fitted.date);
  a.text("software", fitted.software);
}

void fields(Archive& a, const char* key, FormatRatios& ratios) {
  a.object(key, [&](Archive& nested) {
    for (const DTypeInfo& row : kDTypes) {
      std::optional<double>& ratio = ratios[static_cast<std::size_t>(row.dtype)];
      const std::string name(row.name);
      if (nested.writing() ? ratio.has_value() : !nested.reader().optional(name.c_str()).missing())
        nested.nullable_number(name.c_str(), ratio);
    }
  });
}

void fields(Archive& a, GemmCalibration& gemm) {
  a.number("start_s", gemm.start_s);
  a.number("cold_start_s", gemm.cold_start_s);
  a.number("epilogue_s", gemm.epilogue_s);
  a.number("vector_s", gemm.vector_s);
  a.number("vector_depth_s", gemm.vector_depth_s);
  a.number("tile_s", gemm.tile_s);
  a.number("split_s", gemm.split_s);
  a.number("split_ratio", gemm.split_ratio);
  a.number("fill_ratio", gemm.fill_ratio);
  a.number("l2_ratio", gemm.l2_ratio);
  a.number("stream_ratio", gemm.stream_ratio);
  a.number("overlap_ratio", gemm.overlap_ratio);
  a.number("resident_ratio", gemm.resident_ratio);
  a.number("streaming_ratio", gemm.streaming_ratio);
  a.number("throttle_after_s", gemm.throttle_after_s);
  a.number("throttle_ratio", gemm.throttle_ratio);
  a.number("unaligned_matrix_ratio", gemm.unaligned_matrix_ratio);
  a.number("unaligned_fill_ratio", gemm.unaligned_fill_ratio);
  fields(a, "matrix_ratio", gemm.matrix_ratio);
  fields(a, "step_ratio", gemm.step_ratio);
}

void fields(Archive& a, LaunchCalibration& launch) {
  a.number("graph_node_s", launch.graph_node_s);
  a.number("host_launch_s", launch.host_launch_s);
  a.number("host_module_s", launch.host_module_s);
  a.number("host_synchronise_s", launch.host_synchronise_s);
}

void fields(Archive& a, CalibrationResidual& residual) {
  a.text("family", residual.family);
  a.nullable_number("up_to_s", residual.up_to_s);
  a.integer("points_fitted", residual.points_fitted);
  a.integer("points_held_out", residual.points_held_out);
  a.number("median_error", residual.median_error);
  a.number("p90_error", residual.p90_error);
  a.number("low_ratio", residual.low_ratio);
  a.number("high_ratio", residual.high_ratio);
}

template <class Section>
void section(Archive& a, const char* key, std::optional<Section>& held) {
  a.optional_object(key, held, [](Archive& nested, Section& one) { fields(nested, one); });
}

template <class Family>
void family(Archive& a, const char* key, std::optional<Family>& held) {
  a.optional_object(key, held, [](Archive& nested, Family& one) { calibration_fields(nested, one); });
}

void fields(Archive& a, Calibration& calibration) {
  static const std::set<std::string> known{"fitted_on",   "gemm", "batched_gemm", "grouped_gemm", "attention",
                                           "convolution", "pass", "launch",       "residuals"};
  if (!a.writing())
    a.reader().members("object", [](const std::string& name, const Reader& item) {
      if (known.count(name) == 0) item.fault("no field of this name", "\"" + name.substr(0, 80) + "\"");
    });
  a.object("fitted_on", [&](Archive& nested) { fields(nested, calibration.fitted_on); });
  section(a, "gemm", calibration.gemm);
  section(a, "batched_gemm", calibration.batched_gemm);
  section(a, "grouped_gemm", calibration.grouped_gemm);
  family(a, "attention", calibration.attention);
  family(a, "convolution", calibration.convolution);
  family(a, "pass", calibration.pass);
  section(a, "launch", calibration.launch);
  a.list("residuals", calibration.residuals, [](Archive& nested, CalibrationResidual& one) { fields(nested, one); });
}

}  // namespace

void calibration_field(Archive& archive, std::optional<Calibration>& calibration) {
  archive.optional_object("calibration", calibration, [](Archive& nested, Calibration& one) { fields(nested, one); });
}

}  // namespace modelmeter
