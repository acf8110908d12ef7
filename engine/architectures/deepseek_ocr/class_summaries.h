#pragma once
#include <string>

namespace modelmeter::deepseek_ocr {

/// What a class of the model is, by its short name; empty where it has none of that name.
std::string class_summary(const std::string& class_name);

}  // namespace modelmeter::deepseek_ocr
