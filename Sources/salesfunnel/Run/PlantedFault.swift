import Foundation
import FunnelModel
import Metrics

/// A miscounted number, so that a test can see what a contradiction does to a run.
///
/// Test hook: `SALESFUNNEL_MISCOUNT=b2c.orders` makes the total of that metric over all time one
/// too great after everything was counted. Without the variable nothing happens.
enum PlantedFault {
  /// Changes the number that the environment names.
  static func strike(_ output: inout ReportOutput) {
    guard let metric = ProcessInfo.processInfo.environment["SALESFUNNEL_MISCOUNT"] else { return }
    for index in output.metrics.indices
    where output.metrics[index].metric == metric && output.metrics[index].grain == .all
      && output.metrics[index].dimension.isEmpty
    {
      if let value = output.metrics[index].value {
        output.metrics[index].value = FixedDecimal(units: value.units + 1, digits: value.digits)
      }
    }
  }
}
