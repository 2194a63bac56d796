/// Seeds of random data sets: the same in every run, so that what one finds is found again.
enum Seeds {
  /// Seeds from `first` on: 200 where the build is optimised, else `few`, so that the quick round
  /// stays quick.
  ///
  /// A failure names its seed, since each is an argument of its test.
  static func from(_ first: UInt64, few: UInt64) -> Range<UInt64> {
    #if DEBUG
      first..<first + few
    #else
      first..<first + 200
    #endif
  }
}
