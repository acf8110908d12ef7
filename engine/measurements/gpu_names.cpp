#include "measurements/gpu_names.h"

#include <string_view>

namespace modelmeter::measurements {
namespace {

struct DeviceName {
  std::string_view part;  ///< of the driver's name
  std::string_view id;    ///< of the shipped profile; empty: a device that no shipped profile describes
};

/// In this order: a longer name before the shorter one that it contains. Names as `torch.cuda.get_device_name()` and
/// nvidia-smi print them.
constexpr DeviceName kNames[] = {
    {"GB200", "gb200"},
    {"GB300", ""},
    {"B200", "b200"},
    {"B300", "b300"},
    {"H200 NVL", ""},
    {"GH200", ""},
    {"H200", "h200-sxm"},
    {"H20-3e", ""},
    {"H20", "h20"},
    {"H100 NVL", "h100-nvl"},
    {"H100 PCIe", "h100-pcie"},
    {"H100 80GB HBM3 MIG", ""},
    {"H100", "h100-sxm"},
    {"H800 PCIe", ""},
    {"H800", "h800-sxm"},
    {"A100-SXM4-80GB", "a100-80gb-sxm"},
    {"A100-PCIE-40GB", "a100-40gb-pcie"},
    {"A100", ""},
    {"A800-SXM4-80GB", "a800-80gb-sxm"},
    {"A800", ""},
    {"A10G", ""},
    {"A10M", ""},
    {"A10", "a10"},
    {"A30", "a30"},
    {"A4000", ""},
    {"A40", "a40"},
    {"L40S", "l40s"},
    {"L40", ""},
    {"L20", "l20"},
    {"L4", "l4"},
    {"V100-SXM2-32GB", "v100-32gb-sxm2"},
    {"V100", ""},
    {"RTX 3090 Ti", ""},
    {"RTX 3090", "rtx-3090"},
    {"RTX 4090 D", ""},
    {"RTX 4090 Laptop", ""},
    {"RTX 4090", "rtx-4090"},
    {"RTX 5090 D", ""},
    {"RTX 5090 Laptop", ""},
    {"RTX 5090", "rtx-5090"},
    {"RTX 6000 Ada", "rtx-6000-ada"},
    {"RTX A6000", "rtx-a6000"},
    {"RTX PRO 6000", "rtx-pro-6000"},
    {"Tesla T4", "t4"},
    {"NVIDIA T4", "t4"},
    {"MI300X", "mi300x"},
    {"MI325X", "mi325x"},
    {"MI355X", "mi355x"},
};

/// Whether `part` stands in `name` as words of its own: "L4" is not in "L40".
bool has_words(std::string_view name, std::string_view part) {
  const auto joins = [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); };
  for (std::size_t at = name.find(part); at != std::string_view::npos; at = name.find(part, at + 1)) {
    const std::size_t end = at + part.size();
    if ((at == 0 || !joins(name[at - 1])) && (end == name.size() || !joins(name[end]))) return true;
  }
  return false;
}

}  // namespace

std::optional<bool> is_gpu(const std::string& device_name, const std::string& profile_id,
                           const std::string& profile_name) {
  if (device_name == profile_name || device_name == profile_id) return true;
  bool known_profile = false;
  for (const DeviceName& one : kNames) known_profile = known_profile || one.id == profile_id;
  for (const DeviceName& one : kNames) {
    if (!has_words(device_name, one.part)) continue;
    // A profile of the user's own may describe any device that no shipped one does.
    if (one.id.empty() && !known_profile) return std::nullopt;
    return one.id == profile_id;
  }
  return std::nullopt;
}

}  // namespace modelmeter::measurements
