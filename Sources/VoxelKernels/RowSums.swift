/// Sums up rows of values with a weight each, value by value, in the order of the weights and beginning with 0.
///
/// Rows that lie one value apart make it a convolution along a row. Sixteen sums at a time stay in registers while all
/// rows are taken in.
///
/// - Parameters:
///   - values: memory that holds the rows.
///   - starts: where every row begins; they may overlap.
///   - weights: a weight a row.
///   - sums: as long as each of the rows; not a part of `values`.
/// - Complexity: O(sums · rows).
package func sumRows(
    _ values: UnsafeBufferPointer<Float>, starts: [Int], weights: [Float], into sums: UnsafeMutableBufferPointer<Float>
) {
    let count = sums.count
    precondition(starts.count == weights.count)
    precondition(starts.allSatisfy { $0 >= 0 && $0 + count <= values.count })
    guard let values = values.baseAddress, let sums = sums.baseAddress else { return }
    let wide = count - count % SIMD16<Float>.scalarCount
    for first in stride(from: 0, to: wide, by: SIMD16<Float>.scalarCount) {
        var sum = SIMD16<Float>.zero
        for row in starts.indices {
            let part = UnsafeRawPointer(values + starts[row] + first).loadUnaligned(as: SIMD16<Float>.self)
            sum += weights[row] * part
        }
        UnsafeMutableRawPointer(sums + first).storeBytes(of: sum, as: SIMD16<Float>.self)
    }
    for index in wide..<count {
        var sum: Float = 0
        for row in starts.indices { sum += weights[row] * values[starts[row] + index] }
        sums[index] = sum
    }
}

/// Divides values by others, one by one.
///
/// - Parameters:
///   - values: the dividends.
///   - divisors: as many.
///   - quotients: as many.
/// - Complexity: O(values).
package func divide(
    _ values: UnsafeBufferPointer<Float>, by divisors: UnsafeBufferPointer<Float>,
    into quotients: UnsafeMutableBufferPointer<Float>
) {
    precondition(values.count == divisors.count && values.count == quotients.count)
    for i in values.indices { quotients[i] = values[i] / divisors[i] }
}
