#pragma once
#include <string_view>

#include "entities/diagnostic.h"
#include "torchinfo/artifact.h"

namespace modelmeter::torchinfo {

// Bounds of an untrusted artifact. Beyond them it is rejected with a message, never half read.
inline constexpr std::size_t kMaxBytes = std::size_t{512} << 20;
inline constexpr std::size_t kMaxRows = 2'000'000;
inline constexpr std::size_t kMaxNesting = 4'000;
inline constexpr std::size_t kMaxStringBytes = 65'536;
inline constexpr std::size_t kMaxDimensions = 16;
inline constexpr std::size_t kMaxInputs = 10'000;                  ///< tensors of the recorded run that are kept
inline constexpr std::int64_t kMaxNumber = std::int64_t{1} << 53;  ///< any dimension or count

/// Whether these bytes are read as the text of torchinfo's table rather than as JSON.
bool is_text_table(std::string_view text);

/// Reads one artifact of any kind, JSON or the text of torchinfo's table; the kind is found from its content. Every
/// fault is reported with its JSON path or line (the first hundred); a faulty file yields nothing.
Result<Artifact> read_artifact(std::string_view text);

}  // namespace modelmeter::torchinfo
