// What the rows of a text table say: columns, names, parameters, identity of modules.
#include "summary_fixture.h"

using namespace modelmeter;
using namespace modelmeter::torchinfo;

namespace {

/// A convolution, a norm and a block with a Linear and a bare parameter of 5: 4·3·3·3 + 4 = 112, 8, 4·2 + 2 = 10.
const std::string kSmall = R"(==========================================================================================
Layer (type (var_name):depth-idx)        Output Shape              Param #
==========================================================================================
Net (Net)                                [2, 4, 6, 6]              --
├─Conv2d (conv): 1-1                     [2, 4, 6, 6]              112
├─BatchNorm2d (bn): 1-2                  [2, 4, 6, 6]              8
├─Block (block): 1-3                     [2, 2]                    5
│    └─Linear (fc): 2-1                  [2, 2]                    10
==========================================================================================
Total params: 135
Trainable params: 135
Non-trainable params: 0
Total mult-adds (k): 8.08
==========================================================================================
Input size (kB): 1.54
Forward/backward pass size (kB): 4.66
Params size: 540
Estimated Total Size (kB): 6.74
==========================================================================================
)";

}  // namespace

TEST_CASE("text table: rows, names, tree and parameters", "[torchinfo][text]") {
  const Artifact artifact = read_good(kSmall);
  CHECK(artifact.kind == ArtifactKind::summary);
  CHECK(artifact.bytes == static_cast<std::int64_t>(kSmall.size()));
  const LayerTree& tree = artifact.tree;
  REQUIRE(tree.layers.size() == 5);
  CHECK(names(tree) == std::vector<std::string>{"", "conv", "bn", "block", "block.fc"});
  CHECK(tree.layers[1].class_name_qualified == "torch.nn.modules.conv.Conv2d");
  CHECK(tree.layers[1].is_torch_builtin);
  CHECK(tree.layers[3].class_name_qualified == "Block");
  CHECK_FALSE(tree.layers[3].is_torch_builtin);
  CHECK(tree.layers[1].output_size == Shape{2, 4, 6, 6});
  CHECK(tree.layers[1].input_size.empty());
  CHECK(tree.layers[4].parent == 3);
  CHECK(tree.layers[0].children == std::vector<std::size_t>{1, 2, 3});
  CHECK(tree.layers[3].num_params == 15);  // 5 of its own and the Linear's 10
  CHECK(tree.layers[0].num_params == 135);
  CHECK(tree.layers[1].is_leaf);
  CHECK_FALSE(tree.layers[3].is_leaf);
  CHECK(tree.layers[4].var_name == "fc");
}

TEST_CASE("text table: the header has the totals, the class and what is missing", "[torchinfo][text]") {
  const ArtifactHeader header = read_good(kSmall).header();
  CHECK(header.total_params == 135);
  CHECK(header.total_macs == 8'080);  // as rounded: there is no column to add up
  CHECK(header.model_path == "Net");
  CHECK(header.depth == 2);
  CHECK(header.missing_columns == std::vector<std::string>{"input_size", "kernel_size", "mult_adds"});
  CHECK_FALSE(header.names_missing);
  CHECK(header.remarks.empty());
}

TEST_CASE("text table: own parameters of nested modules add up", "[torchinfo][text]") {
  // A module with 2, a Linear of 3 and an inner module with 1 and a Linear of 2: 2 + 3 + (1 + 2) = 8.
  const Artifact artifact = read_good(R"(
Layer (type)                             Param #
=================================================================
Outer                                    2
├─Linear                                 3
├─Inner                                  1
│    └─Linear                            (2)
=================================================================
Total params: 8
)");
  CHECK(artifact.tree.layers[0].num_params == 8);
  CHECK(artifact.tree.layers[2].num_params == 3);
  CHECK(artifact.tree.layers[3].num_params == 2);  // in brackets: frozen
  CHECK(artifact.header().missing_columns ==
        std::vector<std::string>{"output_size", "input_size", "kernel_size", "mult_adds"});
}

TEST_CASE("text table: ascii_only is the same tree", "[torchinfo][text]") {
  std::string ascii = replaced(kSmall, "│    └─Linear (fc): 2-1 ", "|    + Linear (fc): 2-1");
  ascii = replaced(ascii, "├─", "+ ");
  const LayerTree plain = read_good(kSmall).tree;
  const LayerTree same = read_good(ascii).tree;
  CHECK(names(same) == names(plain));
  for (std::size_t i = 0; i < plain.layers.size(); ++i) CHECK(same.layers[i].depth == plain.layers[i].depth);
}

TEST_CASE("text table: every column, in any order, also where cells push each other aside", "[torchinfo][text]") {
  const Artifact artifact = read_good(R"(
Layer (type:depth-idx)                   Trainable  Mult-Adds  Param %    Groups     Kernel Shape Input Shape Param #    Output Shape
=====================================================================================================================
Net                                      True       --              --    --         --         [1, 8, 5, 5] --         [1, 12]
├─Conv2d: 1-1                            True       87,300      98.98%    4          [3, 3]     [1, 8, 5, 5] 970        [1, 12, 3, 3, 1234, 5678]
├─MaxPool2d: 1-2                         --         --              --    --         3          [1, 12, 3, 3] --         [[1, 12, 1, 1], [7]]
├─Linear: 1-3                            Partial    10         -31.02%    --         --         [1, 12]    10         []
=====================================================================================================================
Total params: 980
Total mult-adds (Units.MEGABYTES): 0.09
)");
  const LayerTree& tree = artifact.tree;
  REQUIRE(tree.layers.size() == 4);
  CHECK(tree.layers[1].groups == 4);
  CHECK(tree.layers[1].kernel_size == Shape{3, 3});
  CHECK(tree.layers[1].input_size == Shape{1, 8, 5, 5});
  CHECK(tree.layers[1].output_size == Shape{1, 12, 3, 3, 1234, 5678});
  CHECK(tree.layers[1].num_params == 970);
  CHECK(tree.layers[1].macs == 87'300);
  CHECK(tree.layers[2].kernel_size == Shape{3});
  CHECK(tree.layers[2].output_size == Shape{1, 12, 1, 1});  // the first of several
  CHECK(tree.layers[3].output_size.empty());
  CHECK_FALSE(tree.layers[3].groups);
  CHECK(artifact.header().total_macs == 87'310);  // printed 0.09 million: the rows' sum is that, and exact
  CHECK(artifact.header().missing_columns.empty());
}

TEST_CASE("text table: kernels of torchinfo before 1.6.6 are shapes of weights", "[torchinfo][text]") {
  const LayerTree tree = read_good(R"(
Layer (type:depth-idx)                   Kernel Shape         Output Shape         Param #
=====================================================================================================
Net                                      --                   --                   --
├─Conv2d: 1-1                            [1, 10, 5, 3]        [7, 10, 24, 24]      160
├─Conv1d: 1-2                            [1, 10, 5]           [7, 10, 24]          60
├─Linear: 1-3                            [320, 50]            [7, 50]              16,050
)")
                             .tree;
  CHECK(tree.layers[1].kernel_size == Shape{5, 3});
  CHECK(tree.layers[2].kernel_size == Shape{5});
  CHECK_FALSE(tree.layers[3].kernel_size);
}

TEST_CASE("text table: lines of verbose=2 are passed over", "[torchinfo][text]") {
  const LayerTree tree = read_good(R"(
========================================================================================================================
Layer (type (var_name))                  Kernel Shape         Output Shape         Param #              Mult-Adds
========================================================================================================================
LSTMNet (LSTMNet)                        --                   [100, 20]            --                   --
├─Embedding (embedding)                  --                   [1, 100, 300]        6,000                6,000
│    └─weight                            [300, 20]                                 └─6,000
├─LSTM (encoder)                         --                   [1, 100, 512]        3,153,920            315,392,000
│    └─weight_ih_l0                      [2048, 300]                               ├─614,400
│    └─bias_hh_l0                        [2048]                                    └─2,048
├─Sequential (head)                      --                   [1, 100, 20]         --                   --
│    └─0.weight                          [512, 20]                                 └─10,240
│    └─Linear (0)                        --                   [1, 100, 20]         10,260               1,026,000
│    │    └─weight                       [512, 20]                                 ├─10,240
========================================================================================================================
)")
                             .tree;
  CHECK(names(tree) == std::vector<std::string>{"", "embedding", "encoder", "head", "head.0"});
  CHECK(tree.layers[0].num_params == 6'000 + 3'153'920 + 10'260);
}

TEST_CASE("text table without names: stand-ins by class and position", "[torchinfo][text]") {
  const Artifact artifact = read_good(R"(
Layer (type:depth-idx)                   Output Shape              Param #
==========================================================================================
Net                                      [1, 5]                    --
├─Sequential: 1-1                        [1, 5]                    --
│    └─Linear: 2-1                       [1, 5]                    30
│    └─Linear: 2-2                       [1, 5]                    30
├─Linear: 1-2                            [1, 5]                    30
├─Block: 1-3                             [1, 5]                    --
│    └─Linear: 2-3                       [1, 5]                    30
│    └─ReLU: 2-4                         [1, 5]                    --
├─Linear: 1-4                            [1, 5]                    30
)");
  CHECK(names(artifact.tree) == std::vector<std::string>{"", "Sequential_0", "Sequential_0.0", "Sequential_0.1",
                                                         "Linear_0", "Block_0", "Block_0.Linear_0", "Block_0.ReLU_0",
                                                         "Linear_1"});
  CHECK(artifact.header().names_missing);
  CHECK(artifact.tree.layers[2].var_name == "0");
}

TEST_CASE("text table: a named path that comes again is a further call", "[torchinfo][text]") {
  const LayerTree tree = read_good(R"(
Layer (type (var_name))                  Output Shape              Param #
==========================================================================================
Net (Net)                                [1, 5]                    --
├─Cell (cell)                            [1, 5]                    --
│    └─Linear (fc)                       [1, 5]                    30
│    └─Tanh (act)                        [1, 5]                    --
├─Cell (cell)                            [3, 5]                    (recursive)
│    └─Linear (fc)                       [3, 5]                    (recursive)
│    └─Tanh (act)                        [3, 5]                    --
==========================================================================================
Total params: 30
)")
                             .tree;
  CHECK(names(tree) == std::vector<std::string>{"", "cell", "cell.fc", "cell.act", "cell", "cell.fc", "cell.act"});
  CHECK_FALSE(tree.layers[1].is_recursive);
  for (std::size_t i = 4; i < 7; ++i) CHECK(tree.layers[i].is_recursive);
  CHECK(tree.layers[4].num_params == 30);  // of the module, as every row of it says
  CHECK(tree.layers[5].num_params == 30);
  CHECK(tree.layers[0].num_params == 30);  // counted once
  CHECK(tree.layers[5].output_size == Shape{3, 5});
}

TEST_CASE("text table without names: recursive rows find their module", "[torchinfo][text]") {
  // Two towers of the same three modules, told apart by their sizes; then a Linear that runs twice.
  const LayerTree tree = read_good(R"(
Layer (type:depth-idx)                   Output Shape              Param #
==========================================================================================
Siamese                                  [1, 1]                    --
├─Conv2d: 1-1                            [1, 64, 79, 79]           6,464
├─Conv2d: 1-2                            [1, 128, 33, 33]          401,536
├─Conv2d: 1-3                            [1, 64, 79, 79]           (recursive)
├─Conv2d: 1-4                            [1, 128, 33, 33]          (recursive)
├─Linear: 1-5                            [1, 4096]                 1,052,672
├─Linear: 1-6                            [1, 4096]                 (recursive)
├─Linear: 1-7                            [1, 1]                    4,097
==========================================================================================
)")
                             .tree;
  CHECK(names(tree) == std::vector<std::string>{"", "Conv2d_0", "Conv2d_1", "Conv2d_0", "Conv2d_1", "Linear_0",
                                                "Linear_0", "Linear_1"});
  CHECK(tree.layers[3].is_recursive);
  CHECK(tree.layers[4].num_params == 401'536);
  CHECK(tree.layers[0].num_params == 6'464 + 401'536 + 1'052'672 + 4'097);
}

TEST_CASE("text table without names: below a module that runs again, children keep their places", "[torchinfo][text]") {
  // The block runs at another size; its first Linear runs twice in each call.
  const LayerTree tree = read_good(R"(
Layer (type)                             Output Shape              Param #
==========================================================================================
Net                                      [1, 5]                    --
├─Block                                  [1, 5]                    --
│    └─Linear                            [1, 5]                    30
│    └─Linear                            [1, 5]                    (recursive)
│    └─Linear                            [1, 5]                    31
│    └─ReLU                              [1, 5]                    --
├─Block                                  [8, 5]                    (recursive)
│    └─Linear                            [8, 5]                    (recursive)
│    └─Linear                            [8, 5]                    (recursive)
│    └─Linear                            [8, 5]                    (recursive)
│    └─ReLU                              [8, 5]                    --
==========================================================================================
)")
                             .tree;
  CHECK(names(tree) == std::vector<std::string>{"", "Block_0", "Block_0.Linear_0", "Block_0.Linear_0",
                                                "Block_0.Linear_1", "Block_0.ReLU_0", "Block_0", "Block_0.Linear_0",
                                                "Block_0.Linear_0", "Block_0.Linear_1", "Block_0.ReLU_0"});
  CHECK(tree.layers[1].num_params == 61);
  CHECK(tree.layers[6].num_params == 61);
  CHECK(tree.layers[9].num_params == 31);
  CHECK(tree.layers[10].is_recursive);
  CHECK(tree.layers[0].num_params == 61);
}

TEST_CASE("text table: a recursive row without another row has no number, unless its work tells it",
          "[torchinfo][text]") {
  // After 1.8.0 a head whose weight is the embedding's is "(recursive)": 10 positions, 4 -> 6 features.
  const std::string table = R"(
Layer (type (var_name))                  Input Shape               Output Shape              Param #                   Mult-Adds
=================================================================================================================================
Net (Net)                                [1, 10]                   [1, 10, 6]                --                        --
├─Embedding (embed)                      [1, 10]                   [1, 10, 4]                24                        24
├─Linear (head)                          [1, 10, 4]                [1, 10, 6]                (recursive)               240
=================================================================================================================================
Total params: 24
)";
  const LayerTree known = read_good(table).tree;
  CHECK(known.layers[2].num_params == 24);
  CHECK_FALSE(known.layers[2].params_unknown);
  CHECK(known.layers[2].is_recursive);
  CHECK(known.layers[0].num_params == 24);  // the total below the table
  const LayerTree unknown =
      read_good(replaced(table, "(recursive)               240", "(recursive)               6")).tree;
  CHECK(unknown.layers[2].params_unknown);
  CHECK(unknown.layers[2].num_params == 0);
}

TEST_CASE("text table: rows at the deepest level may hide children", "[torchinfo][text]") {
  const Artifact artifact = read_good(R"(
Layer (type (var_name):depth-idx)        Output Shape              Param #
==========================================================================================
Net (Net)                                [1, 5]                    --
├─MyScale (scale): 1-1                   [1, 5]                    5
├─Stage (stage): 1-2                     [1, 5]                    --
│    └─Block (0): 2-1                    [1, 5]                    300
│    └─Sequential (1): 2-2               [1, 5]                    60
│    └─Linear (2): 2-3                   [1, 5]                    30
│    └─MyRMSNorm (3): 2-4                [1, 5]                    5
│    └─MyScale (4): 2-5                  [1, 5]                    5
│    └─Window (5): 2-6                   [1, 5]                    --
==========================================================================================
)");
  std::vector<std::string> hidden;
  for (const Layer& layer : artifact.tree.layers)
    if (layer.children_hidden) hidden.push_back(layer.instance_name);
  // Not the Linear, nor a norm by its name, nor what is seen without children above, nor what has no parameters.
  CHECK(hidden == std::vector<std::string>{"stage.0", "stage.1"});
  ArtifactSet set;
  set.add(artifact);
  const std::vector<Finding> found = findings_of(set);
  REQUIRE(finding(found, "text_depth_limit") != nullptr);
  CHECK(finding(found, "text_depth_limit")->examples ==
        std::vector<std::string>{"stage.0 (Block)", "stage.1 (Sequential)"});
}

TEST_CASE("text table: what has run", "[torchinfo][text]") {
  const LayerTree tree = read_good(R"(
Layer (type (var_name))                  Input Shape               Output Shape              Param #
=====================================================================================================
Net (Net)                                --                        --                        --
├─ModuleList (layers)                    --                        --                        --
│    └─Linear (0)                        [1, 5]                    [1, 5]                    30
├─Attention (attention)                  --                        --                        --
│    └─Linear (query)                    [1, 5]                    [1, 5]                    30
├─Block (block)                          [1, 5]                    --                        --
│    └─Lookup (lookup)                   --                        --                        7
=====================================================================================================
)")
                             .tree;
  std::vector<std::string> not_run;
  for (const Layer& layer : tree.layers)
    if (!layer.executed) not_run.push_back(layer.instance_name);
  CHECK(not_run == std::vector<std::string>{"layers", "attention"});
}
