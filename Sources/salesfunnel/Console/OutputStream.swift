import Foundation

/// Writes whole texts to a file descriptor, whatever the kernel takes at once.
enum OutputStream {
  /// Standard output: data only.
  static let standardOutput: Int32 = 1
  /// Standard error: messages, progress, colour.
  static let standardError: Int32 = 2

  /// Writes data for the user; a reader that went away is reported as input/output, quietly.
  static func print(_ text: String) throws(Failure) {
    let code = write(Array(text.utf8), to: standardOutput)
    if code == EPIPE { throw Failure(.inputOutput, "") }
    if code != 0 {
      throw Failure(.inputOutput, "cannot write to standard output: \(ErrorText.of(code))")
    }
  }

  /// Writes all bytes; the result is 0 or the error number.
  static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
    var start = 0
    while start < bytes.count {
      // Safety: the pointer is used inside the closure only and start is below the count.
      let written = unsafe bytes.withUnsafeBytes { buffer in
        unsafe Foundation.write(
          descriptor, buffer.baseAddress.map { unsafe $0 + start }, buffer.count - start)
      }
      if written >= 0 {
        start += written
      } else if errno != EINTR {
        return errno
      }
    }
    return 0
  }
}

/// The system's words for an error number.
enum ErrorText {
  static func of(_ code: Int32) -> String {
    // Safety: strerror returns a terminated text that is copied at once.
    unsafe String(cString: strerror(code))
  }
}
