#include "estimator/figures.h"

namespace modelmeter {
namespace {

constexpr double kSecondsPerHour = 3600;

/// What a row is made from.
struct Source {
  const Headline& run;
  const HardwareProfile& profile;
};

struct Row {
  Metric metric;
  Figure (*of)(const Source&);
};

Figure optional_number(const std::optional<double>& number) {
  return number ? Figure{*number} : Figure{};
}

double stage_ms(const Source& s, Stage stage) {
  for (const StageMetrics& one : s.run.stages)
    if (one.stage == stage) return one.detail.time_ms;
  return 0;
}

/// What `units` cost at `per_second` of them; nothing without a price or where none come out.
Figure price_of(const Source& s, double units, double per_second) {
  if (!s.profile.price_usd_per_h || per_second <= 0) return {};
  return *s.profile.price_usd_per_h / kSecondsPerHour / per_second * units;
}

const std::vector<Row>& rows() {
  using K = FigureKind;
  constexpr bool less = true, more = false;
  static const std::vector<Row> all{
      {{"seq_len", "Prompt length", "tokens", "Whole prompt, image tokens included.", K::count, more},
       [](const Source& s) { return Figure{s.run.workload.seq_len}; }},
      {{"image_tokens", "Image tokens", "tokens", "Part of the prompt that comes from the image.", K::count, less},
       [](const Source& s) { return Figure{s.run.image_tokens}; }},
      {{"generated_tokens", "Generated tokens", "tokens", "Per page.", K::count, more},
       [](const Source& s) { return Figure{s.run.generated_tokens}; }},
      {{"batch_size", "Batch size", "", "What runs together.", K::count, more},
       [](const Source& s) { return Figure{s.run.batch}; }},
      {{"pages", "Pages", "", "Batch size times the passes.", K::count, more},
       [](const Source& s) { return Figure{s.run.batch * s.run.passes}; }},
      {{"parameters", "Parameters", "", "Shared tensors once.", K::count, less},
       [](const Source& s) { return Figure{s.run.totals.parameters}; }},
      {{"matrix_flops", "Matrix FLOPs", "FLOP", "Matrix products of the whole run.", K::count, less},
       [](const Source& s) { return Figure{s.run.whole.matrix_flops}; }},
      {{"vector_flops", "Vector FLOPs", "FLOP", "Everything but matrix products.", K::count, less},
       [](const Source& s) { return Figure{s.run.whole.vector_flops}; }},
      {{"io_bytes", "I/O", "bytes", "Device memory traffic of the whole run.", K::count, less},
       [](const Source& s) {
         const MetricsDetail& d = s.run.whole;
         Bytes io;
         for (std::int64_t bytes : {d.read_weight_bytes, d.read_activation_bytes, d.written_activation_bytes,
                                    d.read_kv_bytes, d.written_kv_bytes})
           io += Bytes{bytes};
         return Figure{io.count()};
       }},
      {{"arithmetic_intensity_flops_per_byte", "Arithmetic intensity", "FLOP/byte",
        "All FLOPs per byte of traffic, over the whole run.", K::number, more},
       [](const Source& s) { return optional_number(s.run.totals.arithmetic_intensity_flops_per_byte); }},
      {{"kernels", "Kernels", "", "Launches of the whole run.", K::count, less},
       [](const Source& s) { return Figure{s.run.whole.kernels}; }},
      {{"weight_bytes", "Weights", "bytes", "All parameters in their storage format.", K::count, less},
       [](const Source& s) { return Figure{s.run.totals.weight_bytes}; }},
      {{"kv_cache_bytes", "KV cache", "bytes", "At the end of generation.", K::count, less},
       [](const Source& s) { return Figure{s.run.totals.kv_cache_bytes}; }},
      {{"activation_peak_bytes", "Activation peak", "bytes", "Most live activation bytes at any time.", K::count, less},
       [](const Source& s) { return Figure{s.run.totals.activation_peak_bytes}; }},
      {{"memory_needed_bytes", "Memory needed", "bytes", "Weights, KV cache, activation peak and reserve.", K::count,
        less},
       [](const Source& s) { return Figure{s.run.totals.memory_needed_bytes}; }},
      {{"memory_capacity_bytes", "Memory capacity", "bytes", "Of the GPU.", K::count, more},
       [](const Source& s) { return Figure{s.run.totals.memory_capacity_bytes}; }},
      {{"memory_margin_bytes", "Memory margin", "bytes", "Capacity less need; negative where it does not fit.",
        K::count, more},
       [](const Source& s) {
         return s.run.totals.memory_margin_bytes ? Figure{*s.run.totals.memory_margin_bytes} : Figure{};
       }},
      {{"fits", "Fits", "", "The memory needed is within the capacity.", K::flag, more},
       [](const Source& s) { return Figure{s.run.totals.fits}; }},
      {{"vision_ms", "Vision", "ms", "Time of the stage, all passes.", K::number, less},
       [](const Source& s) { return Figure{stage_ms(s, Stage::vision)}; }},
      {{"projector_ms", "Projector", "ms", "Time of the stage, all passes.", K::number, less},
       [](const Source& s) { return Figure{stage_ms(s, Stage::projector)}; }},
      {{"prefill_ms", "Prefill", "ms", "Time of the stage, all passes.", K::number, less},
       [](const Source& s) { return Figure{stage_ms(s, Stage::prefill)}; }},
      {{"decode_ms", "Decode", "ms", "Time of the stage, all passes.", K::number, less},
       [](const Source& s) { return Figure{stage_ms(s, Stage::decode)}; }},
      {{"other_ms", "Other", "ms", "Time outside the four stages, all passes.", K::number, less},
       [](const Source& s) { return Figure{stage_ms(s, Stage::other)}; }},
      {{"total_ms", "Total time", "ms", "Of all pages.", K::number, less},
       [](const Source& s) { return Figure{s.run.whole.time_ms}; }},
      {{"total_low_ms", "Total time, low", "ms", "Lower end of its range.", K::number, less},
       [](const Source& s) { return Figure{s.run.whole.time_low_ms}; }},
      {{"total_high_ms", "Total time, high", "ms", "Upper end of its range.", K::number, less},
       [](const Source& s) { return optional_number(s.run.whole.time_high_ms); }},
      {{"ttft_ms", "Time to first token", "ms", "Everything before decode, of one batch.", K::number, less},
       [](const Source& s) { return Figure{s.run.totals.ttft_ms}; }},
      {{"tpot_ms", "Time per output token", "ms", "Decode time per generated token of one batch.", K::number, less},
       [](const Source& s) { return s.run.generated_tokens > 0 ? Figure{s.run.totals.tpot_ms} : Figure{}; }},
      {{"throughput_tokens_per_s", "Generated tokens", "tokens/s", "Of all pages, over the total time.", K::number,
        more},
       [](const Source& s) { return Figure{s.run.totals.throughput_tokens_per_s}; }},
      {{"throughput_pages_per_s", "Pages", "pages/s", "Over the total time.", K::number, more},
       [](const Source& s) { return Figure{s.run.totals.throughput_pages_per_s}; }},
      {{"bound", "Bound", "", "What limits most of the time.", K::text, more},
       [](const Source& s) {
         static constexpr const char* names[] = {"matrix", "vector", "memory", "launch"};
         return Figure{std::string(names[static_cast<std::size_t>(s.run.whole.bound)])};
       }},
      {{"price_usd_per_h", "Price per hour", "USD/h", "Of the GPU, indicative; its sheet has the source and date.",
        K::number, less},
       [](const Source& s) { return optional_number(s.profile.price_usd_per_h); }},
      {{"usd_per_million_tokens", "Price per million tokens", "USD", "Generated tokens, the GPU always busy.",
        K::number, less},
       [](const Source& s) { return price_of(s, 1e6, s.run.totals.throughput_tokens_per_s); }},
      {{"usd_per_1000_pages", "Price per 1000 pages", "USD", "The GPU always busy.", K::number, less},
       [](const Source& s) { return price_of(s, 1e3, s.run.totals.throughput_pages_per_s); }},
  };
  return all;
}

}  // namespace

const std::vector<Metric>& metrics() {
  static const std::vector<Metric> all = [] {
    std::vector<Metric> list;
    for (const Row& row : rows()) list.push_back(row.metric);
    return list;
  }();
  return all;
}

std::optional<std::size_t> metric_index(const std::string& key) {
  for (std::size_t i = 0; i < metrics().size(); ++i)
    if (key == metrics()[i].key) return i;
  return std::nullopt;
}

std::vector<Figure> figures(const Headline& run, const HardwareProfile& profile) {
  std::vector<Figure> cells;
  cells.reserve(rows().size());
  for (const Row& row : rows()) cells.push_back(row.of({run, profile}));
  return cells;
}

std::optional<double> number_of(const Figure& figure) {
  if (const auto* count = std::get_if<std::int64_t>(&figure)) return static_cast<double>(*count);
  if (const auto* number = std::get_if<double>(&figure)) return *number;
  return std::nullopt;
}

}  // namespace modelmeter
