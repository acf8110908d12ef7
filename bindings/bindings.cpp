// Types and calls; every rule lives in engine/.
#include <emscripten/bind.h>

#include <string>
#include <vector>

#include "serialization/service.h"

using modelmeter::Service;

EMSCRIPTEN_BINDINGS(modelmeter) {
  emscripten::class_<Service>("Service")
      .constructor<>()
      .function("catalog", &Service::catalog)
      .function("addGpu", emscripten::optional_override(
                              [](Service& self, const std::string& profile) { return self.add_gpu(profile); }))
      .function("removeGpu", &Service::remove_gpu)
      .function("gpus", &Service::gpus)
      .function("calibration", &Service::calibration)
      .function("estimate", emscripten::optional_override(
                                [](const Service& self, const std::string& request) { return self.estimate(request); }))
      .function("estimateBytes", emscripten::optional_override([](Service& self, const std::string& request) {
                  const std::string& text = self.estimate_held(request);
                  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
                  return emscripten::val(emscripten::typed_memory_view(text.size(), bytes));
                }))
      .function("explain",
                emscripten::optional_override([](const Service& self, const std::string& request,
                                                 const std::string& id) { return self.explain(request, id); }))
      .function("kernels",
                emscripten::optional_override([](const Service& self, const std::string& request,
                                                 const std::string& id) { return self.kernels(request, id); }))
      .function("files", emscripten::optional_override(
                             [](const Service& self, const std::string& request) { return self.files(request); }))
      .function("document",
                emscripten::optional_override([](const Service& self, const std::string& request,
                                                 const std::string& path) { return self.document(request, path); }))
      .function("report",
                emscripten::optional_override([](const Service& self, const std::string& request,
                                                 const std::string& format) { return self.report(request, format); }))
      .function("beginArtifact", emscripten::optional_override([](Service& self, std::size_t bytes) {
                  std::vector<unsigned char>& room = self.begin_artifact(bytes);
                  return emscripten::val(emscripten::typed_memory_view(room.size(), room.data()));
                }))
      .function("finishArtifact", &Service::finish_artifact)
      .function("cancelArtifact", &Service::cancel_artifact)
      .function("artifacts", &Service::artifacts)
      .function("layerRows", &Service::layer_rows)
      .function("verify", emscripten::optional_override(
                              [](const Service& self, const std::string& request) { return self.verify(request); }))
      .function("measurementKind", emscripten::optional_override([](const Service& self, const std::string& head) {
                  return self.measurement_kind(head);
                }))
      .function("beginMeasurement", &Service::begin_measurement)
      .function("measurementRoom", emscripten::optional_override([](Service& self, std::size_t bytes) {
                  std::vector<unsigned char>& room = self.measurement_room(bytes);
                  return emscripten::val(emscripten::typed_memory_view(room.size(), room.data()));
                }))
      .function("feedMeasurement", &Service::feed_measurement)
      .function("finishMeasurement", &Service::finish_measurement)
      .function("cancelMeasurement", &Service::cancel_measurement)
      .function("measurements", &Service::measurements)
      .function("removeMeasurements", &Service::remove_measurements)
      .function("setMeasuredRuns", &Service::set_measured_runs)
      .function("measured",
                emscripten::optional_override([](const Service& self, const std::string& request,
                                                 const std::string& format) { return self.measured(request, format); }))
      .function("kernelTimes", emscripten::optional_override([](const Service& self, const std::string& request) {
                  return self.kernel_times(request);
                }))
      .function("sweepPlan", emscripten::optional_override([](const Service& self, const std::string& request) {
                  return self.sweep_plan(request);
                }))
      .function("sweepRows",
                emscripten::optional_override([](const Service& self, const std::string& request, double first,
                                                 double count) { return self.sweep_rows(request, first, count); }))
      .function("solve", emscripten::optional_override(
                             [](const Service& self, const std::string& request, const std::string& question) {
                               return self.solve(request, question);
                             }))
      .function("compare",
                emscripten::optional_override([](const Service& self, const std::string& runs,
                                                 const std::string& format) { return self.compare(runs, format); }))
      .function("roofline", emscripten::optional_override(
                                [](const Service& self, const std::string& request) { return self.roofline(request); }))
      .function("breakdown", emscripten::optional_override([](const Service& self, const std::string& request) {
                  return self.breakdown(request);
                }))
      .function("explainFigure", emscripten::optional_override(
                                     [](const Service& self, const std::string& request, const std::string& subject) {
                                       return self.explain_figure(request, subject);
                                     }))
      .function("removeArtifacts", &Service::remove_artifacts)
      .function("validate", emscripten::optional_override(
                                [](const Service& self, const std::string& text) { return self.validate(text); }));
}
