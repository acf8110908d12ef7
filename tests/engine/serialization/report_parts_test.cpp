#include "entities/target_operators.h"
#include "report_fixture.h"

using namespace modelmeter;
using namespace modelmeter::test;

TEST_CASE("model spec: alone as JSON and back", "[serialization]") {
  const DeepSeekOCRModelSpec spec = tiny_report().model;
  CHECK(model_spec_from_json(to_json(spec)) == Result<DeepSeekOCRModelSpec>(spec));
  CHECK(sentences(model_spec_from_json(replaced(to_json(spec), "\"other\"", "\"vgg\""))) ==
        Sentences{"vision_backbone: expected one of sam_vit_b, clip_vit_l, other, got \"vgg\""});
}

TEST_CASE("workload profile: num_pages may be left out and is then 1, nothing else may", "[serialization]") {
  const std::string text = R"({
  "profile_id": "mine",
  "description": "",
  "seq_len": 1024,
  "base_size": 1024,
  "image_size": 640,
  "crop_mode": true,
  "max_new_tokens": 512,
  "doc_kind": "image_rich")";
  const Result<OCRWorkloadProfile> profile = workload_from_json(text + "}");
  REQUIRE(ok(profile));
  CHECK(value(profile).num_pages == 1);
  CHECK(value(profile).doc_kind == DocKind::image_rich);
  CHECK(to_json(value(profile)) == text + ",\n  \"num_pages\": 1\n}\n");
  CHECK(sentences(workload_from_json(replaced(text + "}", "\"image_size\": 640,", ""))) ==
        Sentences{"image_size: expected a value, got nothing"});
}

TEST_CASE("contracts: request, accepted and summary keep their fields and order", "[serialization][contracts]") {
  const std::string request = R"({
  "model_id": "deepseek-ai/DeepSeek-OCR",
  "model_variant": "deepseek-ocr-v1-base",
  "workload_profile_id": "dsocr-standard-v1",
  "profile_run_id": null,
  "force_rebuild": false
}
)";
  const Result<DeepSeekOCRAnalyticRequest> read = analytic_request_from_json(request);
  REQUIRE(ok(read));
  CHECK(to_json(value(read)) == request);
  // Both optional fields may be left out.
  CHECK(analytic_request_from_json(R"({"model_id": "a", "model_variant": "b", "workload_profile_id": "c"})") ==
        Result<DeepSeekOCRAnalyticRequest>(DeepSeekOCRAnalyticRequest{.model_id = "a",
                                                                      .model_variant = "b",
                                                                      .workload_profile_id = "c",
                                                                      .profile_run_id = std::nullopt,
                                                                      .force_rebuild = false}));

  const std::string accepted = "{\n  \"report_id\": \"r\",\n  \"status\": \"running\"\n}\n";
  REQUIRE(ok(accepted_from_json(accepted)));
  CHECK(to_json(value(accepted_from_json(accepted))) == accepted);
  CHECK(sentences(accepted_from_json(R"({"report_id": "r", "status": "done"})")) ==
        Sentences{"status: expected one of queued, running, got \"done\""});

  const DeepSeekOCRAnalyticReportSummary summary = summarize(tiny_report(), 1);
  const std::string text = R"({
  "report_id": "tiny-tiny-v1-h200-sxm-00c0ffee",
  "model_variant": "tiny-v1-base",
  "workload_profile_id": "tiny-v1",
  "predicted_total_time_ms": 5.0,
  "measured_total_time_ms": null,
  "predicted_vs_measured_ratio": null,
  "top_modules": [
    {
      "module_id": "prefill/layers",
      "name": "=Layer[0-2], \"dense\"",
      "stage": "prefill",
      "share_of_model_time": 0.45,
      "total_time_ms": 2.25,
      "total_flops_tflops": 2.0,
      "memory_activations_gb": 0.0001
    }
  ],
  "notes": "Theoretical estimate.\nSecond line: # not a comment"
}
)";
  CHECK(to_json(summary) == text);
  CHECK(summary_from_json(text) == Result<DeepSeekOCRAnalyticReportSummary>(summary));
}

TEST_CASE("target operators: as JSON and back, with the rules of the data model", "[serialization]") {
  const TargetOperatorList list{.snapshot_id = "2025-01-01",
                                .source_artifact_dir = "/a",
                                .layers_md_path = "/a/torchinfo-unique-layers.md",
                                .layers_json_path = "/a/torchinfo-unique-layers.json",
                                .stages_json_path = "/a/torchinfo-stages.json",
                                .operators = {{.class_name = "Conv2d",
                                               .class_name_qualified = "torch.nn.modules.conv.Conv2d",
                                               .is_pytorch_builtin = true,
                                               .is_custom = false,
                                               .children_classes = {},
                                               .default_category_id = "conv2d"}}};
  CHECK(target_operators_from_json(to_json(list)) == Result<TargetOperatorList>(list));
  TargetOperatorList broken = list;
  broken.source_artifact_dir = "a";
  broken.operators.push_back(broken.operators[0]);
  CHECK(sentences(validate(broken)) ==
        Sentences{
            "source_artifact_dir: expected an absolute path, got \"a\"",
            "operators[1].class_name_qualified: expected a unique class, got \"torch.nn.modules.conv.Conv2d\" again"});
}
