/// A number with a fixed number of decimal places, as people read it.
///
/// - Returns: `nan` or `inf` for what is no number.
package func fixed(_ value: Double, _ places: Int) -> String {
    guard value.isFinite else { return value.isNaN ? "nan" : value > 0 ? "inf" : "-inf" }
    var scale = 1.0
    for _ in 0..<places { scale *= 10 }
    let scaled = (abs(value) * scale).rounded()
    guard scaled < 9e15 else { return "\(value)" }
    let padded = zeroPadded(Int(scaled), places + 1)
    let sign = value < 0 && scaled > 0 ? "-" : ""
    return places == 0 ? sign + padded : "\(sign)\(padded.dropLast(places)).\(padded.suffix(places))"
}

/// The text of a number's size with the number's sign before it, or none where the size was rounded to nought: −0.31, +2 µm.
package func signed(_ value: Double, _ size: String) -> String {
    guard size.contains(where: { ("1"..."9").contains($0) }) else { return size }
    return (value < 0 ? "−" : "+") + size
}

/// A whole number of at least so many digits: 0010.
package func zeroPadded(_ value: Int, _ digits: Int) -> String {
    let text = String(value)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
}

/// A number of things: "1 layer", "2 layers".
package func counted(_ count: Int, _ thing: String) -> String { "\(count) \(thing)\(count == 1 ? "" : "s")" }

/// A number without a needless fraction: 105, 0.25.
package func short(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : "\(value)"
}

/// A number rounded to so many decimal places, without needless zeros: 0.3, 12.0.
package func rounded(_ value: Double, _ places: Int) -> String {
    var scale = 1.0
    for _ in 0..<places { scale *= 10 }
    return "\((value * scale).rounded() / scale)"
}

/// A share in per cent with one decimal place: "23.6 %".
package func percentage(_ share: Double) -> String { fixed(share * 100, 1) + " %" }

/// A share in whole per cent: "12 %".
package func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }

/// A grey value to four significant digits, whatever its scale: 45.31, 16420, 0.0001773.
package func greyText(_ value: Double) -> String { significant(value, 4) }

/// A length, in whatever unit, to four significant digits: 14 of 13.9999986, 4.2, 1728.
package func lengthText(_ value: Double) -> String { significant(value, 4) }

/// A number to so many significant digits, without needless zeros; more where whole numbers have them.
package func significant(_ value: Double, _ digits: Int) -> String {
    guard value.isFinite, abs(value) > 1e-300 else { return short(value) }
    var (scale, least) = (1.0, 1.0)
    for _ in 1..<digits { least *= 10 }
    while abs(value) * scale < least { scale *= 10 }
    return short((value * scale).rounded() / scale)
}

/// How many decimal places mean something of a number that may be off by so much: two digits of what is uncertain where they are
/// 10 to 35, else one (Particle Data Group 2024, 5.3).
///
/// - Parameters:
///   - error: in the number's unit.
///   - most: so many at most, as where nothing is uncertain.
package func places(within error: Double, atMost most: Int) -> Int {
    var (scaled, places) = (error, 0)
    while scaled < 3.55, places < most { (scaled, places) = (scaled * 10, places + 1) }
    return places
}
