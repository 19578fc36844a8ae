import Registration
import Stripping
import VoxelCore

extension ComparisonDocument {
    /// Where the SSE of the second scan lies in the volume of the first.
    package struct Placement: Codable, Sendable {
        /// Whether the scans are compared place by place.
        package var applied: Bool
        /// `texture`, `same_volume`, or null where it is not known.
        @ExplicitNull package var method: String?
        /// Why they are compared as two samples; null where they are not.
        @ExplicitNull package var reason: String?
        /// Where a point of B lies in A less where it lies in B, at `centre_voxel`, in voxels of A along z, y and x.
        @ExplicitNull package var shift: [Double]?
        /// The rotation that takes B to A: its axis times its angle, along z, y and x.
        @ExplicitNull package var rotation: [Double]?
        /// By how much lengths of B have to be multiplied, beyond what the voxel sizes say.
        @ExplicitNull package var scale: Double?
        /// The point of B about which it turns, in voxels along z, y and x.
        @ExplicitNull package var centre: [Double]?
        /// Standard errors of shift and rotation.
        @ExplicitNull package var shiftError: [Double]?
        @ExplicitNull package var rotationError: [Double]?
        /// What speaks for it and against it; null where no texture was looked at.
        @ExplicitNull package var quality: Quality?

        /// What speaks for a registration and against it.
        package struct Quality: Codable, Sendable {
            /// The number of blocks of SSE that were looked for.
            package var blocks: Int
            /// The share of them within half a voxel of one shift and rotation.
            package var agreement: Double
            /// The median of a block's correlation over the highest elsewhere.
            package var peakRatio: Double
            /// Distances of blocks from the shift and rotation in voxels: the median, and 95 % of them.
            @ExplicitNull package var medianResidual: Double?
            @ExplicitNull package var residual95: Double?
            /// How far apart B in A and A in B were found, in voxels.
            @ExplicitNull package var inverseError: Double?

            enum CodingKeys: String, CodingKey {
                case blocks, agreement
                case peakRatio = "peak_ratio"
                case medianResidual = "median_residual_voxel"
                case residual95 = "residual_95_voxel"
                case inverseError = "inverse_error_voxel"
            }

            init(_ registration: VolumeRegistration) {
                let quality = registration.quality
                (blocks, agreement, peakRatio) = (quality.blocks, quality.agreement, quality.peakRatio)
                let finite = { (value: Double) in value.isFinite ? value : nil }
                medianResidual = finite(quality.medianResidual)
                inverseError = finite(quality.inverseError)
                residual95 = registration.residual95
            }
        }

        enum CodingKeys: String, CodingKey {
            case applied, method, reason, scale, quality
            case shift = "shift_voxels"
            case rotation = "rotation_degrees"
            case centre = "centre_voxel"
            case shiftError = "shift_error_voxels"
            case rotationError = "rotation_error_degrees"
        }

        init(_ placement: ScanPlacement) {
            reason = placement.reason
            applied = placement.shared != nil
            quality = placement.registration.map { Quality($0) }
            switch placement.source {
            case .sameVolume:
                method = "same_volume"
                (shift, rotation, scale) = ([0, 0, 0], [0, 0, 0], 1)
            case .texture(let registration):
                method = "texture"
                shift = registration.shift.list
                rotation = registration.rotation.list
                scale = registration.scale
                centre = registration.centre.list
                shiftError = registration.errors?.shift.list
                rotationError = registration.errors?.rotation.list
            case .unknown: break
            }
        }
    }

    /// What two scans say of the places that both show, after the thickness over which they are compared.
    package struct SamePlace: Codable, Sendable {
        /// Columns of A that B shows, too.
        package var columns: Int
        /// Their share of A's columns.
        package var shareOfA: Double
        /// Shares of these columns with Na in both, in A only, in B only; and what would be in both by chance.
        package var both, onlyInA, onlyInB, bothByChance: Double
        /// Shares of these columns with Na in both, in B earlier by more than a layer, later by more than a layer, or neither.
        package var earlierInB, laterInB, same: Double
        /// Na coverage of B less that of A over these columns, and between which it lies with 95 %.
        package var difference: Double
        package var differenceLow, differenceHigh: Double?
        /// By how much B's interface lies further into the electrode than A's, in voxels of A: mean and standard deviation.
        package var interfaceMoved, interfaceMovedDeviation: Double

        enum CodingKeys: String, CodingKey {
            case columns
            case shareOfA = "share_of_a"
            case both = "na_in_both"
            case onlyInA = "na_only_in_a"
            case onlyInB = "na_only_in_b"
            case bothByChance = "na_in_both_by_chance"
            case earlierInB = "na_earlier_in_b"
            case laterInB = "na_later_in_b"
            case same = "na_same"
            case difference = "na_coverage_difference"
            case differenceLow = "na_coverage_difference_low"
            case differenceHigh = "na_coverage_difference_high"
            case interfaceMoved = "interface_moved_mean_voxel"
            case interfaceMovedDeviation = "interface_moved_deviation_voxel"
        }

        init?(_ shared: ScanPlacement.Shared) {
            guard let last = shared.coverage.rows.last else { return nil }
            let places = shared.places
            columns = places.columns
            shareOfA = Double(places.columns) / Double(max(1, places.columnsOfA))
            (both, onlyInA, onlyInB, bothByChance) = (last.both, last.onlyInA, last.onlyInB, last.bothByChance)
            let changes = places.changes(afterStripping: last.strippedThickness)
            let share = { (change: SodiumChange) in
                Double(changes.values.count { $0 == change }) / Double(max(1, places.columns))
            }
            (earlierInB, laterInB, same) = (share(.earlierInB), share(.laterInB), share(.same))
            (difference, differenceLow, differenceHigh) = (
                last.difference.value, last.difference.low, last.difference.high
            )
            interfaceMoved = places.interfaceMoved.mean
            interfaceMovedDeviation = places.interfaceMoved.deviation
        }
    }
}

extension Triple {
    fileprivate var list: [Double] { [self[0], self[1], self[2]] }
}
