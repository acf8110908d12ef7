#include "architectures/deepseek_ocr/model.h"
#include "architectures/model.h"

namespace modelmeter {

const std::vector<const Model*>& built_in_models() {
  static const std::vector<const Model*> models{&deepseek_ocr::model()};
  return models;
}

const Model* find_model(const std::string& id) {
  for (const Model* model : built_in_models())
    if (model->id() == id || model->spec().model_id == id) return model;
  return nullptr;
}

}  // namespace modelmeter
