// Layers files that have only `hierarchy`: nodes with their direct children, or with all descendants and stubs.
#include "summary_fixture.h"

using namespace modelmeter;
using namespace modelmeter::torchinfo;

namespace {

void check_same_rows(const LayerTree& read, const LayerTree& flat) {
  REQUIRE(read.layers.size() == flat.layers.size());
  for (std::size_t i = 0; i < flat.layers.size(); ++i) {
    INFO(flat.layers[i].instance_name);
    CHECK(read.layers[i].index == flat.layers[i].index);
    CHECK(read.layers[i].instance_name == flat.layers[i].instance_name);
    CHECK(read.layers[i].class_name_qualified == flat.layers[i].class_name_qualified);
    CHECK(read.layers[i].parent == flat.layers[i].parent);
    CHECK(read.layers[i].children == flat.layers[i].children);
    CHECK(read.layers[i].is_recursive == flat.layers[i].is_recursive);
    CHECK(read.layers[i].input_size == flat.layers[i].input_size);
    CHECK(read.layers[i].output_size == flat.layers[i].output_size);
    CHECK(read.layers[i].kernel_size == flat.layers[i].kernel_size);
    CHECK(read.layers[i].num_params == flat.layers[i].num_params);
  }
}

std::string node(int index, int depth, const std::string& more, const std::string& children = "") {
  return R"({"index": )" + std::to_string(index) + R"(, "class_name": "C)" + std::to_string(index) + R"(", "depth": )" +
         std::to_string(depth) + more + R"(, "children": [)" + children + "]}";
}
const std::string kStub = R"(, "recursive_ref": true)";
const std::string kAgain = R"(, "recursive_ref": true, "is_recursive": true)";

std::string only_hierarchy(const std::string& nodes) {
  return R"({"hierarchy": [)" + nodes + "]}";
}

std::vector<std::string> classes(const LayerTree& tree) {
  std::vector<std::string> all;
  for (const Layer& layer : tree.layers) all.push_back(layer.class_name + "/" + std::to_string(layer.depth));
  return all;
}

}  // namespace

TEST_CASE("hierarchy alone: both layouts give the rows of layers_flat", "[torchinfo][hierarchy]") {
  const std::string whole = fixture("odd/torchinfo-layers.json");
  const Artifact flat = read_good(whole);
  const Artifact direct = read_good(replaced(whole, "\"layers_flat\"", "\"something_else\""));
  CHECK(direct.kind == ArtifactKind::layers);
  CHECK(direct.header().total_params == flat.header().total_params);
  CHECK(direct.header().inputs.size() == flat.header().inputs.size());
  check_same_rows(direct.tree, flat.tree);
  check_same_rows(read_good(fixture("odd-descendants/torchinfo-layers.json")).tree, flat.tree);
}

TEST_CASE("hierarchy alone: stubs are left out, rows that run again are not", "[torchinfo][hierarchy]") {
  // Root 0 holds 1 (holds 2) and, later, 1 again as row 3 with 2 again as row 4.
  const std::string nodes = node(
      0, 0, "",
      node(1, 1, "", node(2, 2, "")) + "," + node(2, 2, kStub) + "," + node(3, 1, kAgain) + "," + node(4, 2, kAgain));
  CHECK(classes(read_good(only_hierarchy(nodes)).tree) ==
        std::vector<std::string>{"C0/0", "C1/1", "C2/2", "C3/1", "C4/2"});
}

TEST_CASE("hierarchy alone: a container that is one row of torchinfo opens each of its calls",
          "[torchinfo][hierarchy]") {
  // The container 1 holds 2; then it holds 4, after 3: its second row is the same object, so it comes as a stub of 1.
  const std::string nodes = node(0, 0, "",
                                 node(1, 1, "", node(2, 2, "")) + "," + node(2, 2, kStub) + "," + node(3, 1, "") + "," +
                                     node(1, 1, kStub) + "," + node(4, 2, ""));
  const LayerTree tree = read_good(only_hierarchy(nodes)).tree;
  CHECK(classes(tree) == std::vector<std::string>{"C0/0", "C1/1", "C2/2", "C3/1", "C1/1", "C4/2"});
  CHECK(tree.layers[4].is_recursive);
  CHECK(tree.layers[5].parent == 4);
  for (std::size_t i = 0; i < tree.layers.size(); ++i) CHECK(tree.layers[i].index == static_cast<std::int64_t>(i));
}

TEST_CASE("hierarchy alone: keys in any order, one object as root", "[torchinfo][hierarchy]") {
  CHECK(classes(read_good(R"({"hierarchy": {"children": [{"children": [], "class_name": "B", "depth": 1, "index": 1}],
      "class_name": "A", "depth": 0, "index": 0}})")
                    .tree) == std::vector<std::string>{"A/0", "B/1"});
}

TEST_CASE("bad hierarchy: each fault with its path", "[torchinfo][hierarchy][bad-input]") {
  CHECK(read_bad(only_hierarchy("")) ==
        std::vector<std::string>{"hierarchy: expected at least one row, got an empty array"});
  CHECK(
      read_bad(only_hierarchy(node(0, 0, "", node(1, 1, "") + "," + node(1, 1, "")))) ==
      std::vector<std::string>{
          "hierarchy[0].children[1].index: expected a unique index, or recursive_ref, got one that was there before"});
  CHECK(read_bad(only_hierarchy(node(0, 0, "", node(1, 3, "")))) ==
        std::vector<std::string>{"hierarchy[1].depth: expected 1 to 1 (rows are in pre-order), got 3"});
  CHECK(
      read_bad(only_hierarchy(R"({"index": 0, "depth": 0, "class_name": "A", "children": 3, "input_size": {}})"))[0] ==
      "hierarchy[0].input_size: expected array of ints, got object");
  CHECK(read_bad(only_hierarchy(R"({"index": 0, "depth": 0, "class_name": "A", "children": {"index": 1}})"))[0] ==
        "hierarchy[0].children: expected array of objects, got object");
}

TEST_CASE("hostile hierarchy: stubs of far depths take no room", "[torchinfo][hierarchy][bad-input]") {
  std::string stubs;
  for (int i = 0; i < 20'000; ++i) stubs += "," + node(1, i % 2 == 0 ? 1'000'000'000 : 1, kStub);
  CHECK(read_good(only_hierarchy(node(0, 0, "", node(1, 1, "") + stubs))).tree.layers.size() == 2);
}
