import Stripping
import VoxelCore

/// A column of a table of curves: a quantity's value, or one of its bounds.
package struct CurveColumn {
    /// The quantity.
    package let quantity: CurveQuantity
    private let part: Part

    private enum Part: String {
        case value = ""
        case low = "_low"
        case high = "_high"
    }

    /// The column's name.
    package func header(hasVoxelSize: Bool) -> String {
        quantity.key(hasVoxelSize: hasVoxelSize) + part.rawValue
    }

    /// The column's field; empty where there is nothing to tell.
    package func text(of bounded: Bounded?) -> String {
        let number =
            switch part {
            case .value: bounded?.value
            case .low: bounded?.low
            case .high: bounded?.high
            }
        return number.map { quantity.text($0) } ?? ""
    }

    fileprivate static func values(_ quantities: [CurveQuantity]) -> [CurveColumn] {
        quantities.filter { $0.boundsOf == nil }.map { CurveColumn(quantity: $0, part: .value) }
    }

    fileprivate static func bounds(_ quantities: [CurveQuantity]) -> [CurveColumn] {
        quantities.filter(\.hasBand).flatMap { quantity in
            [Part.low, .high].map { CurveColumn(quantity: quantity, part: $0) }
        }
    }
}

extension CurveQuantity {
    /// The columns of curve.csv behind `layers_removed`: of every group of quantities first all values, then all bounds.
    package static let columns = groups.flatMap { CurveColumn.values($0) + CurveColumn.bounds($0) }

    /// The quantity's own columns: its value, and its bounds where it has any.
    package var columns: [CurveColumn] { CurveColumn.values([self]) + CurveColumn.bounds([self]) }

    /// A number of this quantity, or a bound of it, as tables have it.
    package func text(_ number: Double) -> String {
        if let places { return fixed(number, places) }
        return role == .progress ? short(number) : "\(number)"
    }
}
