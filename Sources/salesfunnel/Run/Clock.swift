import FunnelModel
import Foundation

/// The machine's clock. No number is computed from it: it judges freshness, refuses events of the
/// future and dates the run.
enum Clock {
  /// Microseconds since the epoch.
  static var now: Instant {
    var time = timespec()
    // Safety: the structure outlives the call.
    _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
    return Instant(
      microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
  }
}
