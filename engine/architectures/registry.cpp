#include "architectures/deepseek_ocr/model.h"
#include "architectures/model.h"

namespace modelmeter {

const std::vector<const BuiltInModel*>& built_in_models() {
  static const std::vector<const BuiltInModel*> models{&deepseek_ocr::model()};
  return models;
}

const BuiltInModel* find_model(const std::string& id) {
  for (const BuiltInModel* model : built_in_models())
    if (model->id() == id || model->spec().model_id == id) return model;
  return nullptr;
}

}  // namespace modelmeter
