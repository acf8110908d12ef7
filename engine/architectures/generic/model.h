#pragma once
#include <memory>

#include "architectures/model.h"
#include "torchinfo/artifact_set.h"

namespace modelmeter::generic {

/// The model that loaded artifacts describe, as they recorded it; null where they hold no layers. It refers to the
/// artifacts, which must outlive it unchanged.
/// `without_rules`: ids of recognition rules that stay out of it, for tests of the rules.
std::unique_ptr<const Model> model_of(const torchinfo::ArtifactSet& artifacts,
                                      std::vector<std::string> without_rules = {});

}  // namespace modelmeter::generic
