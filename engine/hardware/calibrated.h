#pragma once
#include "hardware/execution.h"

namespace modelmeter {

/// Time of one kernel by the calibrated law of its family, with the band of the family's residuals. A kernel whose
/// family the calibration has no section for runs at the profile's achieved rates, else at its peaks.
KernelTime calibrated_time(const Kernel& kernel, const ExecutionModel& model);

}  // namespace modelmeter
