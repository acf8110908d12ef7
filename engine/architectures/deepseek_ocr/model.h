#pragma once
#include "architectures/model.h"

namespace modelmeter::deepseek_ocr {

const Model& model();

}  // namespace modelmeter::deepseek_ocr
