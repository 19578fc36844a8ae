/// Sums of values and of their squares.
struct Spread: BitwiseCopyable {
    var (count, sum, squares) = (0.0, 0.0, 0.0)

    mutating func add(_ value: Double) {
        count += 1
        sum += value
        squares += value * value
    }

    mutating func add(_ other: Spread) {
        count += other.count
        sum += other.sum
        squares += other.squares
    }

    var mean: Double { sum / count }
    var variance: Double { max(0, squares / count - mean * mean) }
}
