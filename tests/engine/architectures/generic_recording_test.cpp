#include <catch2/catch.hpp>

#include "architectures/generic/grouping.h"
#include "architectures/generic/recording.h"
#include "estimator/instances.h"
#include "generic_fixture.h"

using namespace modelmeter;
using namespace modelmeter::test;
using generic::Recording;

namespace {

/// A language model of two layers: 11 words, width 4, inner width 6, 5 tokens, batch 2. The head shares the table.
constexpr const char* kLanguageModel =
    "0 m TinyForCausalLM - 2x5x11 0\n"
    "1 embed Embedding 2x5 2x5x4 44\n"
    "1 layers ModuleList - - 0 off\n"
    "2 0 TinyLayer 2x5x4 2x5x4 0\n"
    "3 q_proj Linear 2x5x4 2x5x4 16\n3 k_proj Linear 2x5x4 2x5x4 16\n3 v_proj Linear 2x5x4 2x5x4 16\n"
    "3 fc Linear 2x5x4 2x5x6 24\n"
    "2 1 TinyLayer 2x5x4 2x5x4 0\n"
    "3 q_proj Linear 2x5x4 2x5x4 16\n3 k_proj Linear 2x5x4 2x5x4 16\n3 v_proj Linear 2x5x4 2x5x4 16\n"
    "3 fc Linear 2x5x4 2x5x6 24\n"
    "1 head Linear 2x5x4 2x5x11 44\n";

/// Matrix FLOPs of it for B sequences of S tokens.
constexpr std::int64_t language_model_flops(std::int64_t B, std::int64_t S) {
  return 2 * (2 * B * S * 4 * (4 + 4 + 4 + 6) + 2 * (2 * B * S * S * 4)) + 2 * B * S * 4 * 11;
}

torchinfo::LayerTree tied_language_model() {
  torchinfo::LayerTree tree = tree_of(kLanguageModel);
  tree.layers[0].num_params -= 44;  // the root counts the shared table once
  return tree;
}

}  // namespace

TEST_CASE("batch and sequence scale exactly, apart and together", "[generic][recording]") {
  const torchinfo::ArtifactSet set = artifacts_of(tied_language_model());
  CHECK(outcome_of(set).matrix_flops == language_model_flops(2, 5));
  CHECK(outcome_of(set, {}, 7).matrix_flops == language_model_flops(7, 5));
  CHECK(outcome_of(set, {}, 0, 13).matrix_flops == language_model_flops(2, 13));
  CHECK(outcome_of(set, {}, 1, 3).matrix_flops == language_model_flops(1, 3));
  CHECK(outcome_of(set, {}, 1, 3).parameters == outcome_of(set).parameters);
}

TEST_CASE("a weight that the root counts once and its children twice is one weight", "[generic][recording]") {
  const torchinfo::ArtifactSet set = artifacts_of(tied_language_model());
  const Recording recording(*set.tree(), nullptr);
  REQUIRE(recording.tied_to(13).has_value());
  CHECK(recording.row(*recording.tied_to(13)).var_name == "embed");
  CHECK(outcome_of(set).parameters == 44 + 2 * (3 * 16 + 24));
  CHECK(outcome_of(set).not_modeled.empty());
}

TEST_CASE("without a deficit, equal sizes are no shared weight", "[generic][recording]") {
  const torchinfo::ArtifactSet set = artifacts_of(tree_of(kLanguageModel));
  CHECK_FALSE(Recording(*set.tree(), nullptr).tied_to(13).has_value());
  CHECK(outcome_of(set).parameters == 2 * 44 + 2 * (3 * 16 + 24));
}

TEST_CASE("an exporter that says which parameters are shared is believed", "[generic][recording]") {
  torchinfo::LayerTree tree = tied_language_model();
  tree.header.shared_parameters = {{"embed.weight", "head.weight"}};
  const torchinfo::ArtifactSet set = artifacts_of(tree);
  CHECK(Recording(*set.tree(), nullptr).tied_to(13) == std::optional<std::size_t>(1));
}

TEST_CASE("a width that equals the length is a feature and stays", "[generic][recording]") {
  // Width 5 = length 5: at length 10 the weights stay 5 x 5.
  const torchinfo::ArtifactSet set =
      artifacts_of(tree_of("0 m Net 1x5 1x5x5 0\n1 e Embedding 1x5 1x5x5 35\n1 fc Linear 1x5x5 1x5x5 25"));
  CHECK(outcome_of(set, {}, 1, 10).matrix_flops == 2 * 10 * 5 * 5);
  CHECK(outcome_of(set, {}, 1, 10).parameters == 35 + 25);
}

TEST_CASE("two recordings settle a dimension that is the length plus one", "[generic][recording]") {
  const char* rows = "0 m Net 1x%d 1x%dx4 0\n1 e Embedding 1x%d 1x%dx4 28\n1 fc Linear 1x%dx4 1x%dx4 16";
  const auto recorded = [&](int length) {
    char text[256];
    std::snprintf(text, sizeof text, rows, length, length + 1, length, length, length + 1, length + 1);
    return tree_of(text);
  };
  torchinfo::ArtifactSet set = artifacts_of(recorded(6));
  torchinfo::Artifact second;
  second.tree = recorded(9);
  set.add(second);
  REQUIRE(set.second_recording() != nullptr);
  CHECK(outcome_of(set, {}, 1, 20).matrix_flops == 2 * 21 * 4 * 4);
  // One recording alone cannot know that 7 follows 6.
  CHECK(outcome_of(artifacts_of(recorded(6)), {}, 1, 20).matrix_flops == 2 * 7 * 4 * 4);
}

TEST_CASE("inputs that agree in their second dimension have the batch there", "[generic][recording]") {
  torchinfo::LayerTree tree = tree_of("0 m Net 7x3x4 7x3x4 0\n1 mha MultiheadAttention 7x3x4 7x3x4 80");
  tree.header.inputs = {{"", {7, 3, 4}, "float32"}, {"", {5, 3, 4}, "float32"}};
  const torchinfo::ArtifactSet set = artifacts_of(tree);
  CHECK(Recording(*set.tree(), nullptr).scaling().batch == 3);
  // in_proj 2·21·4·12, scores of 3 sequences of 7: 3·2·7·7·4 twice, out_proj 2·21·4·4.
  CHECK(outcome_of(set).matrix_flops == 2 * 21 * 4 * 12 + 2 * (3 * 2 * 7 * 7 * 4) + 2 * 21 * 4 * 4);
}

TEST_CASE("a module that runs three times works three times and owns its parameters once", "[generic][recording]") {
  const torchinfo::ArtifactSet set =
      artifacts_of(tree_of("0 m Net 1x3x4 1x3x4 0\n1 fc Linear 1x3x4 1x3x4 20\n1 fc Linear 1x3x4 1x3x4 20 again\n1 fc "
                           "Linear 1x9x4 1x9x4 20 again"));
  CHECK(outcome_of(set).matrix_flops == 2 * (3 + 3 + 9) * 4 * 4);
  CHECK(outcome_of(set).parameters == 20);
}

TEST_CASE("a list that runs in two turns has a row for each, and its parameters once", "[generic][recording]") {
  const torchinfo::ArtifactSet set = artifacts_of(tree_of(
      "0 m Net 1x3x4 1x3x4 0\n1 blocks ModuleList - - 0 off\n2 0 Linear 1x3x4 1x3x4 20\n1 act ReLU 1x3x4 1x3x4 0\n"
      "1 blocks ModuleList - - 40 off again\n2 1 Linear 1x3x4 1x3x4 20"));
  torchinfo::LayerTree tree = *set.tree();
  tree.layers[1].num_params = tree.layers[4].num_params = tree.layers[0].num_params = 40;
  const Outcome outcome = outcome_of(artifacts_of(tree));
  CHECK(outcome.parameters == 40);
  CHECK(outcome.matrix_flops == 2 * 2 * 3 * 4 * 4);
  CHECK(outcome.not_modeled.empty());
}

TEST_CASE("what cannot be costed is listed, never silently dropped", "[generic][recording]") {
  const Outcome outcome =
      outcome_of(artifacts_of(tree_of("0 m Net 1x3x4 - 9\n1 a Mystery 1x3x4 1x3x4 0\n1 b Mystery 1x3x4 1x3x6 51\n1 c "
                                      "Mystery - - 5\n1 d Linear - - 7 off")));
  CHECK(outcome.not_modeled == std::vector<std::string>{"", "a", "b", "c", "d"});
  // b: 51 parameters at 3 positions is the upper bound of a map; a: one operation per element at least.
  CHECK(outcome.matrix_flops == 2 * 3 * 51);
  CHECK(outcome.vector_flops == 3 * 4);
  CHECK(outcome.parameters == 9 + 51 + 5 + 7);
}

TEST_CASE("equal layers of a container become one node, an unequal one stays apart", "[generic][grouping]") {
  const std::string layers =
      "1 layer_0 Linear 1x3x4 1x3x4 20\n1 layer_1 Linear 1x3x4 1x3x4 20\n"
      "1 layer_2 Linear 1x3x4 1x3x4 16\n1 layer_3 Linear 1x3x4 1x3x4 20\n1 other Linear 1x3x4 1x3x4 20";
  const torchinfo::ArtifactSet set = artifacts_of(tree_of("0 m Sequential 1x3x4 1x3x4 0\n" + layers));
  const generic::Group root = generic::group_rows(Recording(*set.tree(), nullptr));
  REQUIRE(root.children.size() == 3);
  CHECK(root.children[0].segment == "layer_{0-1,3}");
  CHECK(root.children[0].count == 3);
  CHECK(root.children[1].segment == "layer_2");
  CHECK(root.children[2].segment == "other");
  CHECK(outcome_of(set).matrix_flops == 5 * 2 * 3 * 4 * 4);
  CHECK(outcome_of(set).parameters == 4 * 20 + 16);
}

TEST_CASE("numbered layers of a module that is no container stay apart", "[generic][grouping]") {
  const torchinfo::ArtifactSet set =
      artifacts_of(tree_of("0 m Net 1x3x4 1x3x4 0\n1 linear1 Linear 1x3x4 1x3x4 20\n1 linear2 Linear 1x3x4 1x3x4 20"));
  const generic::Group root = generic::group_rows(Recording(*set.tree(), nullptr));
  REQUIRE(root.children.size() == 2);
  CHECK(root.children[0].segment == "linear1");
  CHECK(root.children[1].segment == "linear2");
}

TEST_CASE("a pattern of numbers names exactly those instances", "[generic][grouping]") {
  CHECK(expand_instances("layers.{0-2,5}.fc_{1-2}") ==
        std::vector<std::string>{"layers.0.fc_1", "layers.1.fc_1", "layers.2.fc_1", "layers.5.fc_1", "layers.0.fc_2",
                                 "layers.1.fc_2", "layers.2.fc_2", "layers.5.fc_2"});
  CHECK(expand_instances("") == std::vector<std::string>{""});
  CHECK(expand_instances("a{b}.c") == std::vector<std::string>{"a{b}.c"});
  CHECK(expand_instances("x.{0-9999999}").empty());
}
