/// Which spreadsheet program the CSV files are for.
package enum CSVProfile: String, Sendable, CaseIterable {
  /// UTF-8 without byte order mark, commas, decimal points, all digits.
  case plain
  /// German Excel: byte order mark, semicolons, decimal commas, money to two digits.
  case excelGerman = "excel-de"
  /// English Excel: byte order mark, commas, decimal points, money to two digits.
  case excelEnglish = "excel-en"
  /// Google Sheets: commas, decimal points, money to two digits.
  case sheets
}

/// How report files are to be written; none of it changes a number.
package struct ReportOptions: Sendable {
  package var csvProfile: CSVProfile
  package var language: Language
  /// Files are rendered on at most so many threads at once; their bytes do not depend on it.
  package var threads: Int

  /// Plain CSV, English and one thread unless told otherwise.
  package init(
    csvProfile: CSVProfile = .plain, language: Language = .english, threads: Int = 1
  ) {
    self.csvProfile = csvProfile
    self.language = language
    self.threads = threads
  }
}
