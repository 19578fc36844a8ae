import Foundation
import Phantom
import Testing

/// What propagation does to a plane is undone.
struct FourierTests {
    @Test func retrievalUndoesPropagation() {
        // A plane that ends as flat as it began, as a sample in air does.
        let plane = (0..<24 * 40).map { index -> Double in
            let (row, column) = (Double(index / 40) - 11.5, Double(index % 40) - 19.5)
            return 1 - 0.5 * exp(-(row * row + column * column) / 12)
        }
        let edges = FreePropagation(strength: 2).propagated(plane, columns: 40)
        let back = PaganinFilter(strength: 2, rows: 24, columns: 40).retrieved(edges)
        #expect(zip(edges, plane).map { abs($0 - $1) }.max() ?? 0 > 0.2)
        #expect(zip(back, plane).map { abs($0 - $1) }.max() ?? 1 < 1e-4)
    }
}
