#pragma once
#include <string_view>

#include "entities/diagnostic.h"
#include "measurements/measurement.h"

namespace modelmeter {

/// Whether a text is the CSV of `nsys stats --report cuda_gpu_kern_sum` (`gpukernsum` before 2023, nvprof's likewise):
/// it has a line with the columns of name, instances and total time.
bool is_kernel_csv(std::string_view text);

/// Reads it. Lines before the columns and after an empty line are other output of the program and are skipped.
Result<measurements::Measurement> read_kernel_csv(std::string_view text);

}  // namespace modelmeter
