import VoxelCore
import VoxelKernels

extension StrippingGeometry {
    /// A face counts as the SSE's where at least this share of its voxels is SSE; those labelled outside do not count.
    private static let shareOfElectrolyte = 0.9

    /// Axis and side of a label volume, where they are not given: the SSE's end is the one face of the region that is SSE.
    ///
    /// - Parameters:
    ///   - axis: the axis if it is given, else nil.
    ///   - electrode: the side if it is given, else nil.
    ///   - labels: phases with the SSE.
    ///   - region: the part that is looked at.
    ///   - threads: at most this many.
    ///   - progress: told after every slice.
    /// - Throws: `SimstripError` of kind `data` where no face is SSE, or more than one is; for samples that are no codes and
    ///   codes without a name; and from reading.
    /// - Complexity: O(voxels of the region) where anything is to be found.
    package static func resolve(
        axis: Axis?, electrode: ElectrodeSide?, in labels: LabelVolume, region: VoxelRegion, threads: Int,
        progress: ProgressHandler? = nil
    ) throws -> StrippingGeometry {
        if let axis, let electrode { return StrippingGeometry(axis: axis, electrode: electrode) }
        let parts = try accumulateRows(
            of: labels.source, axis: .z, region: region, threads: threads, stage: "finding the stripping axis",
            progress: progress, makeAccumulator: { (labels.rowLabelling, Faces()) }
        ) { state, row in
            try state.0.label(row) { phases in state.1.add(phases, slice: row.position, row: row.mapRow, of: region) }
        }
        var (counts, faces) = (parts[0].0.counts, parts[0].1)
        for (labelling, other) in parts.dropFirst() {
            counts.merge(labelling.counts)
            faces.merge(other)
        }
        try labels.check(counts)
        let candidates = (axis.map { [$0] } ?? Axis.allCases).flatMap { axis in
            (electrode.map { [$0] } ?? ElectrodeSide.allCases).map { StrippingGeometry(axis: axis, electrode: $0) }
        }
        let found = candidates.filter { faces.share(before: $0) >= shareOfElectrolyte }
        guard found.count == 1 else {
            let seen = candidates.map {
                "\($0.axis.rawValue) \($0.electrode == .high ? "low" : "high") \(percent(faces.share(before: $0)))"
            }
            throw SimstripError.data(
                "\(found.isEmpty ? "no face of the volume is SSE" : "\(found.count) faces of the volume are SSE") (SSE in the"
                    + " voxels at its ends: \(seen.joined(separator: ", ")); one has to have at least"
                    + " \(percent(shareOfElectrolyte))); name --axis and --electrode")
        }
        return found[0]
    }
}

/// Voxels of the faces of a region.
private struct Faces: Sendable {
    private struct Face: Sendable {
        var electrolyte = 0
        var inside = 0

        mutating func add(_ phase: UInt8) {
            if phase != Phase.outside.rawValue { inside += 1 }
            if phase == Phase.electrolyte.rawValue { electrolyte += 1 }
        }
    }

    /// By axis, at its low and at its high end.
    private var faces: [Axis: [Face]] = [:]

    init() { for axis in Axis.allCases { faces[axis] = [Face(), Face()] } }

    mutating func add(_ phases: Span<UInt8>, slice: Int, row: Int, of region: VoxelRegion) {
        for (axis, index, extent) in [
            (Axis.z, slice - region.slices.lowerBound, region.slices.count), (.y, row, region.rows.count),
        ] {
            for (end, place) in [0, extent - 1].enumerated() where index == place {
                for column in phases.indices { faces[axis]?[end].add(phases[column]) }
            }
        }
        for (end, column) in [0, phases.count - 1].enumerated() { faces[.x]?[end].add(phases[column]) }
    }

    mutating func merge(_ other: Faces) {
        for axis in Axis.allCases {
            for end in 0..<2 {
                faces[axis]?[end].electrolyte += other.faces[axis]?[end].electrolyte ?? 0
                faces[axis]?[end].inside += other.faces[axis]?[end].inside ?? 0
            }
        }
    }

    /// The share of SSE in the face from which a geometry goes into the electrode.
    func share(before geometry: StrippingGeometry) -> Double {
        guard let face = faces[geometry.axis]?[geometry.electrode == .high ? 0 : 1], face.inside > 0 else { return 0 }
        return Double(face.electrolyte) / Double(face.inside)
    }
}
