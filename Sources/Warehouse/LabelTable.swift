/// Texts of results and the numbers that stand for them in `labels`.
struct LabelTable {
  private var ids: [String: Int64] = [:]
  private var texts: [Int64: String] = [:]
  private var next: Int64 = 1

  /// Reads all labels.
  init(_ database: borrowing Database) throws(WarehouseError) {
    let select = try database.prepare("SELECT id, text FROM labels")
    while try select.step() {
      let id = select.integer(0)
      let text = select.text(1)
      ids[text] = id
      texts[id] = text
      next = max(next, id + 1)
    }
  }

  /// The text of a label; empty where there is none.
  func text(_ id: Int64) -> String { texts[id] ?? "" }

  /// The number of a text, entered with `insert` where it is new.
  mutating func id(
    of text: String, insert: borrowing Statement
  ) throws(WarehouseError) -> Int64 {
    if let id = ids[text] { return id }
    let id = next
    next += 1
    ids[text] = id
    try insert.bind(1, id)
    try insert.bind(2, text)
    try insert.run()
    return id
  }

  /// The statement that `id(of:insert:)` needs.
  static func insertion(_ database: borrowing Database) throws(WarehouseError) -> Statement {
    try database.prepare("INSERT INTO labels VALUES(?, ?)")
  }
}
