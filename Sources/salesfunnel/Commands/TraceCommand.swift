import FunnelModel
import Metrics
import Warehouse

/// `salesfunnel trace METRIC`: the records behind one printed number.
enum TraceCommand {
  private enum Format: String, CaseIterable { case text, json }

  static func run(_ invocation: Invocation, _ log: Log) throws(Failure) -> ExitCode {
    let format = try invocation.choice(.format, Format.self) ?? .text
    let isRecency = ["rfm", "b2c.rfm"].contains(invocation.arguments.first)
    let selection = isRecency ? nil : try TraceSelection(invocation)
    let job = try JobConfiguration(invocation, tracing: selection?.segments ?? [])
    let warehouse: Warehouse
    let (sources, costs): ([LedgerSource], [CostRow])
    do throws(WarehouseError) {
      warehouse = try Warehouse(path: job.warehouse.text, create: false)
      sources = try LedgerSource.all(in: warehouse, configuration: job.configuration, resolved: [])
      costs = try warehouse.costs()
    } catch {
      throw Failure(error)
    }
    let work = BucketWork(
      warehouse: warehouse, schema: job.schema, jobs: try JobSettings.jobs(invocation))
    let plan = try ReportPlanning(
      job: job, sources: sources, costs: costs + job.configuration.costs,
      asOfText: try JobSettings.asOf(invocation), span: try DaySpan(invocation),
      allowsEmpty: invocation.has(.allowEmpty)
    ).plan(links: try IdentityResolution(work: work).links())
    let search = TraceSearch(work: work, plan: plan, progress: Progress(log: log))
    let names = sources.flatMap(\.files).map {
      ($0.id, FilePath($0.path, base: .current).relative(to: .current))
    }
    let text = TraceText(files: Dictionary(names) { first, _ in first })
    if let selection {
      guard let result = try result(selection, search) else {
        return try nothing(invocation, "there is no number of \(selection.metric) in that cell")
      }
      let definition = MetricCatalogue.definition(selection.metric)
      guard let definition else { return .usage }
      try OutputStream.print(
        format == .json ? text.json(result, definition) : text.text(result, definition))
      return .done
    }
    let wanted = invocation[.segment]
    let members = try search.recency().filter {
      wanted == nil || $0.segment == wanted || $0.className == wanted
    }
    if members.isEmpty { return try nothing(invocation, "no buyer is in that class") }
    try OutputStream.print(format == .json ? text.json(members) : text.text(members))
    return .done
  }

  private static func result(
    _ selection: TraceSelection, _ search: TraceSearch
  ) throws(Failure) -> TraceSearch.Result? {
    let cell = try selection.cell(search.plan)
    guard let trace = MetricTrace(plan: search.plan, cell: cell) else { return nil }
    return try search.result(trace)
  }

  private static func nothing(
    _ invocation: Invocation, _ message: String
  ) throws(Failure) -> ExitCode {
    guard invocation.has(.allowEmpty) else {
      throw Failure(
        .usage, message,
        remedy: "compare --market, --grain, --period and --segment with a row of metrics.csv")
    }
    try OutputStream.print("no data\n")
    return .done
  }
}
