// Text tables as people have them: pasted, coloured, quoted, in other encodings, cut, and real ones whole.
#include "serialization/service.h"
#include "summary_fixture.h"

using namespace modelmeter;
using namespace modelmeter::torchinfo;

namespace {

/// 1·5·3·3 + 5 = 50, 5·2 + 2 = 12.
const std::string kTable = R"(==========================================================================================
Layer (type:depth-idx)                   Output Shape              Param #
==========================================================================================
Net                                      [2, 2]                    --
├─Sequential: 1-1                        [2, 5, 6, 6]              --
│    └─Conv2d: 2-1                       [2, 5, 6, 6]              50
├─Linear: 1-2                            [2, 2]                    12
==========================================================================================
Total params: 62
Trainable params: 62
Non-trainable params: 0
Total mult-adds (M): 0.00
==========================================================================================
)";

/// The tree of `kTable`, whatever was done to its text.
void check_whole(const std::string& text) {
  INFO(text);
  const Artifact artifact = read_good(text);
  REQUIRE(artifact.tree.layers.size() == 4);
  CHECK(names(artifact.tree) == std::vector<std::string>{"", "Sequential_0", "Sequential_0.0", "Linear_0"});
  CHECK(artifact.tree.layers[2].output_size == Shape{2, 5, 6, 6});
  CHECK(artifact.tree.layers[2].num_params == 50);
  CHECK(artifact.tree.layers[0].num_params == 62);
  CHECK(artifact.header().total_params == 62);
  CHECK(artifact.header().remarks.empty());
}

std::string every_line(const std::string& text, const std::string& before, const std::string& after) {
  std::string changed;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) changed += before + line + after + "\n";
  return changed;
}

std::string utf16_little_endian(const std::string& text) {
  std::string wide = "\xFF\xFE";
  for (std::size_t i = 0; i < text.size();) {
    const auto at = [&](std::size_t k) { return static_cast<unsigned>(static_cast<unsigned char>(text[i + k])); };
    const bool three = at(0) >= 0xE0;
    const unsigned code = three ? (at(0) & 0xF) << 12 | (at(1) & 0x3F) << 6 | (at(2) & 0x3F) : at(0);
    wide += static_cast<char>(code & 0xFF);
    wide += static_cast<char>(code >> 8);
    i += three ? 3 : 1;
  }
  return wide;
}

}  // namespace

TEST_CASE("pasted table: what stands around it is passed over", "[torchinfo][text]") {
  check_whole(kTable);
  check_whole(">>> print(summary(net, (2, 1, 6, 6)))\n\n\n" + kTable + "\n>>> exit()\n");
  check_whole("Here is my model:\n\n```\n" + kTable + "```\n\nWhat does it cost?\n");
  check_whole(every_line(kTable, "> ", ""));
  check_whole(every_line(kTable, "# ", ""));
  check_whole(every_line(kTable, "    ", ""));
  check_whole(every_line(kTable, "", "\r"));
  check_whole(every_line(kTable, "", "      "));
  check_whole(every_line(kTable, "\x1B[32m", "\x1B[0m"));
  check_whole(every_line(kTable, "\x1B]0;title\x07", ""));
  check_whole(replaced(kTable, "                    ", "\t"));
  check_whole(replaced(kTable, "  ", "\xC2\xA0 "));
  check_whole(replaced(replaced(replaced(kTable, "    ", "  "), "   ", "  "), "│  ", "│ "));
}

TEST_CASE("pasted table: encodings of a Windows console", "[torchinfo][text]") {
  check_whole("\xEF\xBB\xBF" + kTable);
  check_whole(utf16_little_endian(kTable));
  // Code page 437, Windows-1252 read as such, and lost characters.
  check_whole(replaced(replaced(replaced(replaced(kTable, "├", "\xC3"), "└", "\xC0"), "─", "\xC4"), "│", "\xB3"));
  check_whole(replaced(replaced(replaced(kTable, "├─", "\xC3\xA2\xE2\x80\x9D\xC5\x93\xC3\xA2\xE2\x80\x9D\xE2\x82\xAC"),
                                "│", "\xC3\xA2\xE2\x80\x9D\xE2\x80\x9A"),
                       "└─", "\xC3\xA2\xE2\x80\x9D\xE2\x80\x9D\xC3\xA2\xE2\x80\x9D\xE2\x82\xAC"));
  check_whole(replaced(replaced(replaced(kTable, "├─", "??"), "└─", "??"), "│", "?"));
  const std::string no_index =
      replaced(replaced(replaced(replaced(kTable, ":depth-idx", "          "), ": 1-1", "     "), ": 1-2", "     "),
               ": 2-1", "     ");
  check_whole(replaced(replaced(replaced(no_index, "├─", "??"), "└─", "??"), "│", "?"));
}

TEST_CASE("pasted table: cut at its end", "[torchinfo][text]") {
  const std::string cut = kTable.substr(0, kTable.find("├─Linear"));
  const Artifact artifact = read_good(cut);
  CHECK(artifact.tree.layers.size() == 3);
  CHECK_FALSE(artifact.header().total_params);
  CHECK(artifact.header().remarks ==
        std::vector<std::string>{"The table ends at line 6 without its totals: rows may be missing at its end."});
  const Artifact in_a_row = read_good(kTable.substr(0, kTable.find("├─Linear") + 50));
  CHECK(in_a_row.tree.layers.size() == 3);
  CHECK(in_a_row.header().remarks ==
        std::vector<std::string>{"The table ends at line 6 without its totals: rows may be missing at its end.",
                                 "Line 7 is cut and not read."});
}

TEST_CASE("pasted table: cut at its start", "[torchinfo][text]") {
  const std::string assumed =
      "The table's header line is missing: its columns are taken for Output Shape, Param #, "
      "and rows may be missing at its start.";
  const Artifact without_header = read_good(kTable.substr(kTable.find("Net ")));
  CHECK(names(without_header.tree) == std::vector<std::string>{"", "Sequential_0", "Sequential_0.0", "Linear_0"});
  CHECK(without_header.tree.layers[0].class_name == "Net");
  CHECK(without_header.header().remarks == std::vector<std::string>{assumed});

  const Artifact from_a_row = read_good(kTable.substr(kTable.find("│    └─Conv2d")));
  REQUIRE(from_a_row.tree.layers.size() == 4);
  CHECK(from_a_row.tree.layers[0].class_name == "(not shown)");
  CHECK(from_a_row.tree.layers[1].class_name == "(not shown)");
  CHECK_FALSE(from_a_row.tree.layers[1].executed);
  CHECK(from_a_row.tree.layers[1].num_params == 50);
  CHECK(from_a_row.tree.layers[3].parent == 0);
  CHECK(from_a_row.tree.layers[0].num_params == 62);
  const std::vector<std::string>& remarks = from_a_row.header().remarks;
  REQUIRE(remarks.size() == 3);
  CHECK(remarks[0] == assumed);
  CHECK(remarks[1] == "The model itself has no row: 2 modules that must stand above others are not in the table.");
  CHECK(remarks[2] ==
        "Rows are missing: at depth 1 there are 1, numbered up to 2. Further calls of modules are hidden "
        "(hide_recursive_layers), or lines were cut.");
}

TEST_CASE("pasted table: rows left out, and a second table", "[torchinfo][text]") {
  const std::string gap = replaced(kTable, "├─Linear: 1-2 ", "...\n├─Linear: 1-20");
  CHECK(
      read_good(gap).header().remarks ==
      std::vector<std::string>{"Rows are missing: at depth 1 there are 2, numbered up to 20. Further calls of modules "
                               "are hidden (hide_recursive_layers), or lines were cut.",
                               "Rows are left out at line 7."});
  CHECK(read_good(kTable + kTable).header().remarks ==
        std::vector<std::string>{"Another table starts at line 15; only the first one is read."});
  CHECK(read_good(kTable.substr(0, kTable.find("├─Linear")) + kTable).header().remarks ==
        std::vector<std::string>{"The table ends at line 6 without its totals: rows may be missing at its end.",
                                 "Another table starts at line 8; only the first one is read."});
}

TEST_CASE("real tables: every row is that of the layers file", "[torchinfo][text][real]") {
  const std::pair<const char*, const char*> cases[] = {
      {"lstm/", "lstm/"}, {"odd/", "odd/"}, {"odd/", "odd-after-1.8.0/"}};
  for (const auto& one : cases) {
    INFO(one.second);
    const Artifact layers = read_good(fixture(std::string(one.first) + "torchinfo-layers.json"));
    const Artifact table = read_good(fixture(std::string(one.second) + "torchinfo-summary.txt"));
    CHECK(table.header().remarks.empty());
    CHECK(table.header().missing_columns.empty());
    CHECK(table.header().total_params == layers.header().total_params);
    REQUIRE(table.tree.layers.size() == layers.tree.layers.size());
    for (std::size_t i = 0; i < table.tree.layers.size(); ++i) {
      const Layer& read = table.tree.layers[i];
      const Layer& recorded = layers.tree.layers[i];
      INFO(recorded.instance_name);
      CHECK(read.instance_name == recorded.instance_name);
      CHECK(read.var_name == recorded.var_name);
      CHECK(read.class_name == recorded.class_name);
      if (recorded.is_torch_builtin) CHECK(read.class_name_qualified == recorded.class_name_qualified);
      CHECK(read.is_torch_builtin == recorded.is_torch_builtin);
      CHECK(read.depth == recorded.depth);
      CHECK(read.executed == recorded.executed);
      // torchinfo after 1.8.0 also calls the second of two modules with one weight recursive.
      if (recorded.instance_name != "tied_b") CHECK(read.is_recursive == recorded.is_recursive);
      CHECK(read.input_size == recorded.input_size);
      CHECK(read.output_size == recorded.output_size);
      CHECK(read.kernel_size == recorded.kernel_size);
      CHECK(read.num_params == recorded.num_params);
      CHECK_FALSE(read.children_hidden);
    }
  }
  CHECK(read_good(fixture("odd/torchinfo-summary.txt")).header().total_macs == 77'103'880);
  CHECK(read_good(fixture("odd-after-1.8.0/torchinfo-summary.txt")).header().total_macs == 1'168'372'744);
}

TEST_CASE("a text table stands in for the layers file, and gives way to it", "[torchinfo][text]") {
  ArtifactSet set;
  CHECK(set.add(read_good(kTable)) ==
        "the module tree as a text table: 4 rows without input_size, kernel_size and mult_adds");
  CHECK(set.root_class() == "Net");
  REQUIRE(set.target_operators());
  CHECK(set.target_operators()->operators.size() == 4);
  CHECK(set.classes().size() == 4);
  set.clear();
  set.add(read_good(fixture("odd/torchinfo-layers.json")));
  CHECK(set.add(read_good(fixture("odd/torchinfo-summary.txt"))) ==
        "a text table, not used: the layers file says more");
  CHECK(set.tree() == &set.of(ArtifactKind::layers)->tree);
}

TEST_CASE("forensics of a text table: what it lacks, and no finding that columns would be needed for",
          "[torchinfo][text][forensics]") {
  ArtifactSet set;
  set.add(read_good(kTable));
  const std::vector<Finding> found = findings_of(set);
  REQUIRE(finding(found, "text_columns_missing") != nullptr);
  CHECK(finding(found, "text_columns_missing")->examples ==
        std::vector<std::string>{"input_size", "kernel_size", "mult_adds"});
  CHECK(finding(found, "text_columns_missing")->detail.find("kernel_size, kernels: those of convolutions") !=
        std::string::npos);
  CHECK(finding(found, "text_names_missing") != nullptr);
  CHECK(finding(found, "text_incomplete") == nullptr);
  CHECK(finding(found, "missing_shapes") == nullptr);
  CHECK(finding(found, "macs_ignore_positions") == nullptr);
  set.add(read_good(fixture("odd/torchinfo-summary.txt")));
  const std::vector<Finding> whole = findings_of(set);
  CHECK(finding(whole, "text_columns_missing") == nullptr);
  CHECK(finding(whole, "text_names_missing") == nullptr);
  CHECK(finding(whole, "macs_ignore_positions") != nullptr);
  set.clear();
  set.add(read_good(kTable.substr(0, kTable.find("├─Linear"))));
  REQUIRE(finding(findings_of(set), "text_incomplete") != nullptr);
}

TEST_CASE("the service takes and validates a text table", "[torchinfo][text][service]") {
  Service service;
  std::vector<unsigned char>& room = service.begin_artifact(kTable.size());
  std::copy(kTable.begin(), kTable.end(), room.begin());
  const std::string reply = service.finish_artifact("summary.txt");
  CHECK(reply.find("\"ok\":true") != std::string::npos);
  CHECK(reply.find("\"kind\":\"summary\"") != std::string::npos);
  CHECK(reply.find("\"layer_count\":4") != std::string::npos);
  CHECK(service.layer_rows().find("\"name\":\"Sequential_0.0\"") != std::string::npos);
  CHECK(service.validate(kTable).find("\"kind\":\"artifact (summary)\"") != std::string::npos);
  CHECK(service.validate("Layer (type)  Foo\n").find("\"path\":\"line 1\"") != std::string::npos);
}
