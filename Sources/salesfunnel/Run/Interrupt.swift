import CSystem

/// SIGINT and SIGTERM: noted by the kernel's handler, heeded where the work can stop cleanly.
enum Interrupt {
  /// Notes signals from now on instead of dying of them.
  static func install() { csystem_note_interrupts() }

  /// The failure of an interrupted run, or nil.
  static var pending: Failure? {
    switch csystem_noted_interrupt() {
    case 0: nil
    case 2: Failure(.interrupted, "interrupted; what was being loaded is rolled back")
    default: Failure(.terminated, "terminated; what was being loaded is rolled back")
    }
  }

  /// Ends the work where a signal was noted.
  static func check() throws(Failure) {
    if let failure = pending { throw failure }
  }
}
