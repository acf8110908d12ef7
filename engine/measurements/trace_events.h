#pragma once
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace modelmeter::measurements {

// Bounds of what is kept of a trace.
inline constexpr std::size_t kMaxTraceEvents = 4'000'000;  ///< kernels, launches, module calls, each
inline constexpr std::size_t kMaxNames = 500'000;
inline constexpr std::size_t kMaxNameBytes = std::size_t{128} << 20;  ///< of all names together

/// Texts by number; each is kept once.
class Names {
 public:
  std::uint32_t of(const std::string& text);
  const std::string& operator[](std::uint32_t number) const { return *texts_[number]; }
  std::size_t size() const { return texts_.size(); }
  bool full() const { return texts_.size() >= kMaxNames || bytes_ >= kMaxNameBytes; }

 private:
  std::unordered_map<std::string, std::uint32_t> numbers_;
  std::vector<const std::string*> texts_;  // keys of the map, which never move
  std::size_t bytes_ = 0;
};

/// What of a Chrome trace of torch.profiler times need: times in µs as the trace has them.
struct TraceEvents {
  /// Work on the device: a kernel, or a copy or fill by the driver.
  struct Kernel {
    double start_us = 0;
    double duration_us = 0;
    std::int64_t correlation = -1;  ///< of the host's call that launched it; −1 for none
    std::uint32_t name = 0;
  };
  /// The host's call that launches (cudaLaunchKernel, cudaGraphLaunch, …).
  struct Launch {
    double start_us = 0;
    std::int64_t correlation = -1;
    std::uint32_t thread = 0;
  };
  /// A span on a thread of the host: the call of a module, a step of the profiler, a range that the user marked.
  struct Span {
    double start_us = 0;
    double duration_us = 0;
    std::uint32_t thread = 0;
    std::uint32_t name = 0;  ///< of modules without "nn.Module: "
  };

  Names names;
  std::vector<Kernel> kernels;
  std::vector<Launch> launches;
  std::vector<Span> modules;
  std::vector<Span> steps;   ///< ProfilerStep#…
  std::vector<Span> ranges;  ///< record_function, as far as its name is that of a stage
  std::vector<std::string> devices;
  bool graph_launches = false;  ///< a CUDA graph was replayed
  std::string trace_id;
};

}  // namespace modelmeter::measurements
