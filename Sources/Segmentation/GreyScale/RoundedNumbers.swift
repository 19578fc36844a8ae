/// A share as people read it: "12 %".
func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }

/// A number to a tenth, as people read it.
func tenths(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }

/// A grey value to four significant digits, whatever its scale: 45.31, 16420, 0.0001773.
func grey(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return "\(value)" }
    var scale = 1.0
    while abs(value) * scale < 1000 { scale *= 10 }
    let rounded = (value * scale).rounded() / scale
    return rounded == rounded.rounded() && abs(rounded) < 1e15 ? "\(Int(rounded))" : "\(rounded)"
}
