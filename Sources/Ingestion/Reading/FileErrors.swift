import Foundation

/// Errors that opening and reading files share.
enum FileErrors {
  /// An error of a system call, in the system's own words.
  static func system(_ file: String, _ problem: String, code: Int32) -> IngestionError {
    // Safety: strerror returns a string of the C library, copied here at once.
    let reason = unsafe String(cString: strerror(code))
    return IngestionError(
      .inputOutput, file: file, problem: "the file \(problem) (\(reason))",
      remedy: code == EACCES
        ? "grant read permission on it" : "check that it exists and that the disk is sound")
  }

  /// The file's bytes changed while they were read.
  static func stillBeingWritten(_ file: String) -> IngestionError {
    IngestionError(
      .unfinished, file: file,
      problem: "the file changed while it was read: it is still being written",
      remedy: "run again when the export has finished, or deliver it under a temporary name first")
  }

  /// A file of no bytes, or of blanks only.
  static func blank(_ file: String, bytes: Int) -> IngestionError {
    IngestionError(
      .data, file: file,
      problem: bytes == 0 ? "the file has 0 bytes" : "the file holds nothing but blanks",
      remedy: "export it again; an export without rows still has its header line")
  }
}
