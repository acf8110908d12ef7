#include "serialization/hardware_profile_json.h"

#include <set>

#include "serialization/calibration_json.h"
#include "serialization/entity_fields.h"
#include "serialization/hardware_profile_fields.h"

namespace modelmeter {
namespace {

constexpr std::size_t kMaxProfileBytes = std::size_t{1} << 20;

using Peaks = std::array<std::optional<double>, kDTypes.size()>;

void peaks(Archive& a, const char* key, Peaks& values) {
  a.object(key, [&](Archive& nested) {
    for (const DTypeInfo& row : kDTypes) {
      std::optional<double>& value = values[static_cast<std::size_t>(row.dtype)];
      nested.nullable_number(std::string(row.name).c_str(), value);
    }
    if (!nested.writing())
      nested.reader().members("object", [](const std::string& name, const Reader& item) {
        if (!dtype_from(name))
          item.fault("a format (fp32, tf32, bf16, fp16, fp8, int8, int4, fp4)", "\"" + name.substr(0, 80) + "\"");
      });
  });
}

void fields(Archive& a, FigureSource& source) {
  a.texts("references", source.references);
  a.text("confidence", source.confidence);
  if (a.writing() ? !source.note.empty() : !a.reader().optional("note").missing()) a.text("note", source.note);
}

void fields(Archive& a, Reference& reference) {
  a.text("title", reference.title);
  if (a.writing() ? !reference.section.empty() : !a.reader().optional("section").missing())
    a.text("section", reference.section);
  if (a.writing() ? !reference.url.empty() : !a.reader().optional("url").missing()) a.text("url", reference.url);
}

template <class T>
void map_of(Archive& a, const char* key, std::map<std::string, T>& map) {
  if (a.writing()) {
    a.out().key(key);
    a.out().begin_object();
    for (auto& entry : map) {
      a.out().key(entry.first);
      a.out().begin_object();
      fields(a, entry.second);
      a.out().end_object();
    }
    a.out().end_object();
    return;
  }
  a.reader().optional(key).members("object", [&](const std::string& name, const Reader& item) {
    if (!item.is_object()) return;
    Archive nested(item);
    fields(nested, map[name]);
  });
}

const std::set<std::string>& known_keys() {
  static const std::set<std::string> keys{"$schema",
                                          "id",
                                          "name",
                                          "vendor",
                                          "architecture",
                                          "release_year",
                                          "memory_capacity_gb",
                                          "memory_capacity_mib",
                                          "memory_bandwidth_bytes_per_s",
                                          "l2_bytes",
                                          "l2_bandwidth_bytes_per_s",
                                          "compute_units",
                                          "boost_clock_hz",
                                          "tensor_clock_hz",
                                          "matrix_peak_flops_per_s",
                                          "vector_peak_flops_per_s",
                                          "unsupported_formats",
                                          "link_bytes_per_s",
                                          "pcie_bytes_per_s",
                                          "tdp_w",
                                          "price_usd_per_h",
                                          "achieved",
                                          "calibration",
                                          "sources",
                                          "references",
                                          "notes"};
  return keys;
}

}  // namespace

void fields(Archive& a, HardwareProfile& profile) {
  if (!a.writing())
    a.reader().members("object", [](const std::string& name, const Reader& item) {
      if (known_keys().count(name) == 0) item.fault("no field of this name", "\"" + name.substr(0, 80) + "\"");
    });
  a.text("id", profile.id);
  a.text("name", profile.name);
  a.text("vendor", profile.vendor);
  a.text("architecture", profile.architecture);
  a.nullable_integer("release_year", profile.release_year);
  a.nullable_number("memory_capacity_gb", profile.memory_capacity_gb);
  a.nullable_integer("memory_capacity_mib", profile.memory_capacity_mib);
  a.nullable_number("memory_bandwidth_bytes_per_s", profile.memory_bandwidth_bytes_per_s);
  a.nullable_integer("l2_bytes", profile.l2_bytes);
  a.nullable_number("l2_bandwidth_bytes_per_s", profile.l2_bandwidth_bytes_per_s);
  a.nullable_integer("compute_units", profile.compute_units);
  a.nullable_number("boost_clock_hz", profile.boost_clock_hz);
  a.nullable_number("tensor_clock_hz", profile.tensor_clock_hz);
  peaks(a, "matrix_peak_flops_per_s", profile.matrix_peak_flops_per_s);
  peaks(a, "vector_peak_flops_per_s", profile.vector_peak_flops_per_s);
  a.texts("unsupported_formats", profile.unsupported_formats);
  a.nullable_number("link_bytes_per_s", profile.link_bytes_per_s);
  a.nullable_number("pcie_bytes_per_s", profile.pcie_bytes_per_s);
  a.nullable_number("tdp_w", profile.tdp_w);
  a.nullable_number("price_usd_per_h", profile.price_usd_per_h);
  a.object("achieved", [&](Archive& nested) {
    nested.nullable_number("matrix_ratio", profile.achieved.matrix_ratio);
    nested.nullable_number("bandwidth_ratio", profile.achieved.bandwidth_ratio);
    nested.nullable_number("launch_s", profile.achieved.launch_s);
  });
  // What is borrowed is not written: it is found anew on load.
  std::optional<Calibration> measured = profile.own_calibration;
  if (!measured && profile.calibration && profile.calibration->borrowed_from.empty()) measured = profile.calibration;
  calibration_field(a, measured);
  if (!a.writing()) profile.calibration = measured;
  map_of(a, "sources", profile.sources);
  map_of(a, "references", profile.references);
  if (a.writing() ? !profile.notes.empty() : !a.reader().optional("notes").missing()) a.text("notes", profile.notes);
}

Result<HardwareProfile> hardware_profile_from_json(std::string_view text) {
  const Result<Json> parsed = parse_json(text, kMaxProfileBytes);
  if (!ok(parsed)) return errors(parsed);
  Diagnostics faults;
  const Reader reader(value(parsed), faults);
  HardwareProfile profile;
  if (reader.is_object()) {
    Archive archive(reader);
    fields(archive, profile);
  }
  if (faults.empty()) faults = validate(profile);
  if (!faults.empty()) return faults;
  return profile;
}

std::string to_json(const HardwareProfile& profile) {
  return entity_to_json(profile);
}

}  // namespace modelmeter
