#pragma once
#include "entities/calibration_families.h"
#include "serialization/archive.h"

namespace modelmeter {

/// Members of the sections `pass`, `attention` and `convolution` of a calibration.
void calibration_fields(Archive& archive, PassCalibration& pass);
void calibration_fields(Archive& archive, AttentionCalibration& attention);
void calibration_fields(Archive& archive, ConvolutionCalibration& convolution);

}  // namespace modelmeter
