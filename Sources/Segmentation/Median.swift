/// The middle of some values in order, of an even number the mean of the two in the middle; nil of none.
package func median<Value: BinaryFloatingPoint>(_ values: [Value]) -> Value? {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
