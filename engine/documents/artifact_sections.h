#pragma once
#include <string>

#include "entities/report.h"
#include "estimator/verification.h"

namespace modelmeter {

/// Markdown sections of a report whose model was made from artifacts. Each begins with its heading and is empty where
/// there is nothing to say.

/// By which rules modules were recognised, on what evidence, under which assumptions.
std::string recognition_section(const AnalyticModelReport& report);
/// What is only bounded or left out, and why; says so where that is nothing.
std::string not_modeled_section(const AnalyticModelReport& report);
/// Parameters and matrix FLOPs beside the artifact's own and a FLOP counter's; differing modules first.
std::string verification_section(const Verification& verification);

/// Evidence and assumptions of one recognition as a list, without a heading.
std::string recognition_list(const Recognition& recognition);
/// "bound: …" or "not in the figures: …".
std::string treatment_text(Treatment treatment);

}  // namespace modelmeter
