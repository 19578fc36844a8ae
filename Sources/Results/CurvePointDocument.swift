import Stripping
import VoxelCore

/// A point of the curve in result.json: the quantities of ``CurveQuantity/all`` by their names, as in curve.csv.
///
/// A quantity that the curve does not have is null; bounds are there only where something backs them.
package struct CurvePointDocument: Codable, Sendable {
    /// The point.
    package var point: CoverageCurve.Point
    /// Whether its thickness is in µm; else in voxels.
    package var hasVoxelSize: Bool

    private typealias Keys = (value: NamedKey, low: NamedKey, high: NamedKey)

    private static let layersRemoved = NamedKey("layers_removed")

    private static func keys(_ quantity: CurveQuantity, _ hasVoxelSize: Bool) -> Keys {
        let name = quantity.key(hasVoxelSize: hasVoxelSize)
        return (NamedKey(quantity.boundsOf ?? name), NamedKey(name + "_low"), NamedKey(name + "_high"))
    }

    init(_ point: CoverageCurve.Point, hasVoxelSize: Bool) {
        self.point = point
        self.hasVoxelSize = hasVoxelSize
    }

    /// Reads a point back.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: NamedKey.self)
        let hasVoxelSize = container.contains(Self.keys(.strippedThickness, true).value)
        var values: [String: Bounded] = [:]
        for quantity in CurveQuantity.all {
            let keys = Self.keys(quantity, hasVoxelSize)
            let found =
                quantity.isRequired
                ? try container.decode(Double.self, forKey: keys.value)
                : try container.decodeIfPresent(Double.self, forKey: keys.value)
            guard let found else { continue }
            values[quantity.name] = Bounded(
                found, low: try container.decodeIfPresent(Double.self, forKey: keys.low),
                high: try container.decodeIfPresent(Double.self, forKey: keys.high))
        }
        self.hasVoxelSize = hasVoxelSize
        point = CoverageCurve.Point(layersRemoved: try container.decode(Int.self, forKey: Self.layersRemoved)) {
            values[$0.name]
        }
    }

    /// Writes the point.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: NamedKey.self)
        try container.encode(point.layersRemoved, forKey: Self.layersRemoved)
        for quantity in CurveQuantity.all {
            let keys = Self.keys(quantity, hasVoxelSize)
            guard let found = point[quantity] else {
                if quantity.boundsOf == nil { try container.encodeNil(forKey: keys.value) }
                continue
            }
            if quantity.boundsOf == nil { try container.encode(found.value, forKey: keys.value) }
            try container.encodeIfPresent(found.low, forKey: keys.low)
            try container.encodeIfPresent(found.high, forKey: keys.high)
        }
    }
}
