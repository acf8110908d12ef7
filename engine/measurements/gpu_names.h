#pragma once
#include <optional>
#include <string>

namespace modelmeter::measurements {

/// Whether a device called `device_name` by its driver ("NVIDIA H100 80GB HBM3") is the one of a hardware profile;
/// nothing where the table knows neither the name nor the profile.
std::optional<bool> is_gpu(const std::string& device_name, const std::string& profile_id,
                           const std::string& profile_name);

}  // namespace modelmeter::measurements
