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

  /// Plain CSV and English unless told otherwise.
  package init(csvProfile: CSVProfile = .plain, language: Language = .english) {
    self.csvProfile = csvProfile
    self.language = language
  }
}
