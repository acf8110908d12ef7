#pragma once
#include <vector>

#include "architectures/model.h"

namespace modelmeter::deepseek_ocr {

/// Documented synthetic workloads; the first is the standard one.
std::vector<OCRWorkloadProfile> workload_profiles();

/// Text and output tokens per kind of document: round assumptions, not measurements.
std::vector<DocumentPreset> presets();

}  // namespace modelmeter::deepseek_ocr
