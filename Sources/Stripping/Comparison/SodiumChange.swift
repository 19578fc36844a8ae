import VoxelCore

/// What became of a column between two scans of one place, after so much has been stripped from both.
package enum SodiumChange: UInt8, Sendable, CaseIterable {
    /// Outside in either scan, or the other does not show the place.
    case notShared
    /// Na in neither.
    case neither
    /// Na in A only.
    case onlyInA
    /// Na in B only.
    case onlyInB
    /// Na in both, in B earlier by more than a layer.
    case earlierInB
    /// Na in both, within a layer of each other.
    case same
    /// Na in both, in B later by more than a layer.
    case laterInB

    /// Its grey in PGM files: what is lost dark, what is gained bright.
    package var grey: UInt8 {
        switch self {
        case .notShared: 0
        case .neither: 64
        case .onlyInA: 32
        case .laterInB: 96
        case .same: 128
        case .earlierInB: 192
        case .onlyInB: 255
        }
    }
}

extension SamePlaces {
    /// What became of every column after a thickness has been stripped from both.
    ///
    /// - Parameter thickness: in the unit of thickness.
    package func changes(afterStripping thickness: Double) -> Map<SodiumChange> {
        let tolerance = 1e-6 * max(layers.a, layers.b)
        let within = max(layers.a, layers.b) + tolerance
        var changes = firstNaOfA.map { _ in SodiumChange.notShared }
        for index in changes.values.indices where firstNaOfA.values[index] != .max {
            let a = Self.thickness(firstNaOfA.values[index], layers.a, within: thickness + tolerance)
            let b = Self.thickness(firstNaOfB.values[index], layers.b, within: thickness + tolerance)
            changes.values[index] =
                switch (a, b) {
                case (nil, nil): .neither
                case (_?, nil): .onlyInA
                case (nil, _?): .onlyInB
                case (let a?, let b?): abs(b - a) <= within ? .same : b < a ? .earlierInB : .laterInB
                }
        }
        return changes
    }

    /// After how much a column has Na; nil where it has none within a thickness.
    private static func thickness(_ first: UInt16, _ layer: Double, within thickness: Double) -> Double? {
        guard first > 0, first != .max, Double(first) * layer <= thickness else { return nil }
        return Double(first) * layer
    }
}
