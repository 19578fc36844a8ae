/// Second domains by their distance along a path, the nearest first, of equally near ones the lower number; a binary heap.
struct PathQueue {
    private var heap: [(distance: Double, second: Int)] = []

    /// - Complexity: O(log n).
    mutating func insert(_ second: Int, at distance: Double) {
        heap.append((distance, second))
        var child = heap.count - 1
        while child > 0, heap[child] < heap[(child - 1) / 2] {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// Takes out the nearest.
    ///
    /// - Complexity: O(log n).
    mutating func popFirst() -> (distance: Double, second: Int)? {
        guard let first = heap.first, let last = heap.popLast() else { return nil }
        guard !heap.isEmpty else { return first }
        heap[0] = last
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && heap[child] < heap[least] {
                least = child
            }
            guard least != parent else { return first }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
