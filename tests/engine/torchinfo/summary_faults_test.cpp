// Text tables that are refused, each with its sentence, and what a hostile text may not do.
#include "summary_fixture.h"
#include "torchinfo/summary_names.h"
#include "torchinfo/summary_table.h"

using namespace modelmeter;
using namespace modelmeter::torchinfo;

namespace {

const std::string kHead = "Layer (type:depth-idx)      Output Shape      Param #\n";

std::vector<std::string> one(const std::string& sentence) {
  return {sentence};
}

}  // namespace

TEST_CASE("bad table: header lines", "[torchinfo][text][bad-input]") {
  CHECK(read_bad("\n\nLayer (type:depth-idx)   Output Shape   Colour\n") ==
        one("line 3: expected column titles of torchinfo (Kernel Shape, Groups, Input Shape, Output Shape, Param #, "
            "Param %, Mult-Adds, Trainable), each once, got \"Colour\""));
  CHECK(read_bad("Layer (type (var_name):depth-\n") ==
        one("line 1: expected a header line (\"Layer (type:depth-idx)\" and column titles), got one that is cut"));
  CHECK(read_bad(kHead) == one("line 1: expected at least one row below the header line, got none"));
  CHECK(read_bad("Total params: 12\n") ==
        one("expected a table as torchinfo prints it (a line with \"Layer (type\" and rows below it), got none"));
  CHECK(
      read_bad("├─Conv2d: 1-1     [3, 3]   [1, 1, 28, 28]   [1, 10, 24, 24]   260\n") ==
      one("line 1: expected the table's header line (\"Layer (type:depth-idx)\" and column titles), or rows of a usual "
          "set of columns, got rows without a header"));
}

TEST_CASE("bad table: rows and cells, each with its line", "[torchinfo][text][bad-input]") {
  CHECK(read_bad(kHead + "Net    [1, 2]    --\n├─Linear: 1-1    [1, 2]\n├─Linear: 1-2   [1, 2]   6\n") ==
        one("line 3: expected a module's name and 2 columns (Output Shape, Param #), got \"├─Linear: 1-1    [1, 2]\""));
  CHECK(read_bad(kHead + "Net    [1, 2]    --\n├─Linear: 1-1    [1, 2]   True\n├─Linear: 1-2   6   [1, x]\n====\n") ==
        std::vector<std::string>{
            "line 3, Param #: expected a whole number up to 2^53, \"(recursive)\" or \"--\", got \"True\"",
            "line 4, Param #: expected a whole number up to 2^53, \"(recursive)\" or \"--\", got \"[1, x]\"",
            "line 4, Output Shape: expected sizes in brackets or \"--\", got \"6\""});
  CHECK(read_bad(kHead + "Net    [1, 2, x]    --\n=====\n") ==
        one("line 2, Output Shape: expected sizes in brackets or \"--\", got \"[1, 2, x]\""));
  CHECK(read_bad(kHead + "Net    [1, 2]    99,999,999,999,999,999\n=====\n") ==
        one("line 2, Param #: expected a whole number up to 2^53, \"(recursive)\" or \"--\", got "
            "\"99,999,999,999,999,999\""));
  CHECK(read_bad(kHead + "Net    [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]    --\n=====\n") ==
        one("line 2, Output Shape: expected sizes in brackets or \"--\", got more than 16 dimensions"));
  CHECK(read_bad(kHead + "Net    [1, 2]    --\n=====\nTotal params (Q): 12\n") ==
        one("line 4, Total params: expected a number up to 2^53 with a unit of torchinfo (k, M, G, T) or none, got "
            "\"Total params (Q): 12\""));
  CHECK(read_bad(kHead + "    [1, 2]    --\n=====\n") ==
        one("line 2: expected a module's name and 2 columns (Output Shape, Param #), got \"    [1, 2]    --\""));
  CHECK(read_bad(kHead + "Net   7   [1, 2]    --\n=====\n") ==
        one("line 2: expected a module's name and 2 columns (Output Shape, Param #), got \"Net   7   [1, 2]    --\""));
}

TEST_CASE("bad table: lost trees", "[torchinfo][text][bad-input]") {
  CHECK(
      read_bad("Layer (type)    Param #\nNet   --\nLinear   6\nLinear   6\n====\n") ==
      one("line 3: expected one root, and below it rows that start with the tree (\"├─\", \"│    └─\" or \"+ \"), got "
          "another row at the left edge"));
  CHECK(read_bad(kHead + "Net    [1, 2]    --\n├─Linear: 501-1    [1, 2]    6\n====\n") ==
        one("line 3: expected at most 500 levels, got 501"));
}

TEST_CASE("bad table: tables of another tool", "[torchinfo][text][bad-input]") {
  const std::string rows =
      "            Conv2d-1           [-1, 64, 112, 112]           9,408\n"
      "       BatchNorm2d-2           [-1, 64, 112, 112]             128\n";
  CHECK(read_bad("        Layer (type)               Output Shape         Param #\n=====\n" + rows + "=====\n") ==
        one("line 3, Output Shape: expected sizes in brackets or \"--\", got -1: this table is of torchsummary or of "
            "torch-summary before 1.5, which do not record the batch"));
}

TEST_CASE("bad table: a hundred faults are told, the others counted", "[torchinfo][text][bad-input]") {
  std::string text = kHead + "Net    [1, 2]    --\n";
  for (int i = 0; i < 250; ++i) text += "├─Linear: 1-1    [1, 2]\n";
  const std::vector<std::string> told = read_bad(text + "====\n");
  REQUIRE(told.size() == 101);
  CHECK(told[100] == "expected no further faults, got 150 more");
}

TEST_CASE("hostile table: bounds end the reading", "[torchinfo][text][bad-input]") {
  CHECK(read_bad(kHead + std::string(kMaxTableBytes, ' ')) == one("expected a text of at most 60 MB, got 60 MB"));
  CHECK(read_bad(kHead + "Net" + std::string(kMaxTableLineBytes, 'x') + "  [1]  --\n====\n") ==
        one("line 2: expected lines of at most 16384 bytes, got 16396 bytes"));
  std::string many = kHead + "Net    [1]    --\n";
  many.reserve(kMaxTableRows * 32);
  for (std::size_t i = 0; i < kMaxTableRows; ++i) many += "├─Relu: 1-1  [1]  --\n";
  CHECK(read_bad(many) == one("line 200002: expected at most 200000 rows, got more"));
  // Each row asks for 400 modules above it that are not shown.
  std::string jumps = kHead + "Net    [1]    --\n";
  for (int i = 0; i < 600; ++i) jumps += "├─A: 400-1  [1]  --\n├─B: 1-1  [1]  --\n";
  CHECK(read_bad(jumps)[0].find("expected at most 200000 rows, got more, with the modules around them") !=
        std::string::npos);
  std::string deep = kHead + "Net    [1]    --\n";
  for (int i = 1; i <= 12; ++i) deep += std::string(100, 'x') + ": " + std::to_string(i) + "-1  [1]  --\n";
  CHECK(read_bad(deep + "====\n") == one("line 12: expected names of at most 1000 bytes in all, got more"));
}

TEST_CASE("hostile table: many calls of many modules take one pass", "[torchinfo][text][bad-input]") {
  // 60,000 modules and 60,000 recursive rows below one parent: comparing each with each would be 3.6 billion steps.
  std::string text = kHead + "Net    [1]    --\n";
  for (int i = 0; i < 60'000; ++i) text += "├─Linear: 1-1  [1]  6\n";
  for (int i = 0; i < 60'000; ++i) text += "├─Linear: 1-1  [1]  (recursive)\n";
  const Artifact artifact = read_good(text + "====\n");
  CHECK(artifact.tree.layers.back().instance_name == "Linear_59999");
  CHECK(artifact.tree.layers[0].num_params == 360'000);
}

TEST_CASE("hostile table: sums stay in range, names stay text", "[torchinfo][text][bad-input]") {
  std::string text = "Layer (type (var_name))      Param #\nNet    --\n";
  for (int i = 0; i < 2'000; ++i) text += "├─<img src=x> (\"m" + std::to_string(i) + "\xFF)  9,007,199,254,740,992\n";
  const Artifact artifact = read_good(text + "====\n");
  CHECK(artifact.tree.layers[0].num_params == INT64_MAX);
  CHECK(artifact.tree.layers[1].class_name == "<img src=x>");
  CHECK(artifact.tree.layers[1].instance_name == "\"m0\xEF\xBF\xBD");
}
