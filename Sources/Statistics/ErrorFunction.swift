import Glibc

/// erf(x) = 2/√π ∫₀ˣ e^(−t²) dt. Source: libm; NIST DLMF 7.2.1.
package func errorFunction(_ x: Double) -> Double { erf(x) }

/// erfc(x) = 1 − erf(x), accurate where erf(x) rounds to 1. Source: libm; NIST DLMF 7.2.2.
package func complementaryErrorFunction(_ x: Double) -> Double { erfc(x) }
