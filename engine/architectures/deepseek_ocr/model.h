#pragma once
#include "architectures/model.h"

namespace modelmeter::deepseek_ocr {

const BuiltInModel& model();

}  // namespace modelmeter::deepseek_ocr
