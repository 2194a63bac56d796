/// Exact order statistics of unsorted values by selection (Hoare's quickselect), without a sort.
struct OrderSelection {
  private var values: [Int64]

  init(_ values: [Int64]) { self.values = values }

  /// The type-7 quantile `numerator ÷ denominator` as an exact fraction; nil without values.
  mutating func quantile(
    _ numerator: Int, over denominator: Int
  ) -> (numerator: Int128, denominator: Int128)? {
    guard !values.isEmpty else { return nil }
    let position = (values.count - 1) * numerator
    let index = position / denominator
    let part = position % denominator
    let low = Int128(select(index))
    let high = part == 0 ? low : Int128(select(index + 1))
    return (low * Int128(denominator - part) + high * Int128(part), Int128(denominator))
  }

  /// The value that stands at `rank` when sorted.
  private mutating func select(_ rank: Int) -> Int64 {
    var low = 0
    var high = values.count - 1
    while low < high {
      let pivot = median(values[low], values[(low + high) / 2], values[high])
      var left = low
      var right = high
      while left <= right {
        while values[left] < pivot { left &+= 1 }
        while values[right] > pivot { right &-= 1 }
        if left <= right {
          values.swapAt(left, right)
          left &+= 1
          right &-= 1
        }
      }
      if rank <= right { high = right } else if rank >= left { low = left } else { break }
    }
    return values[rank]
  }

  private func median(_ a: Int64, _ b: Int64, _ c: Int64) -> Int64 {
    max(min(a, b), min(max(a, b), c))
  }
}
