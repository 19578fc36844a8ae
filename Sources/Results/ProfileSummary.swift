import Stripping
import VoxelCore

extension ResultDocument {
    /// Grey against depth.
    package struct ProfileSummary: Codable, Sendable {
        /// Rows and columns of the map that it is of: first row, row behind the last, first column, column behind the last.
        package var box: [Int]
        /// Grey values behind the interface, as far as the profile goes; null without a voxel.
        @ExplicitNull package var electrode: Grey?
        /// Grey values before it, likewise.
        @ExplicitNull package var electrolyte: Grey?
        /// Depths in the electrode that are brighter than those around them, from the interface on.
        package var peaks: [Peak]

        /// Grey values in numbers.
        package struct Grey: Codable, Sendable {
            /// Their mean and their standard deviation.
            package var mean, standardDeviation: Double
            /// How many there are.
            package var voxels: Int

            enum CodingKeys: String, CodingKey {
                case mean, voxels
                case standardDeviation = "standard_deviation"
            }
        }

        /// A peak.
        package struct Peak: Codable, Sendable {
            /// From the interface, in µm; null without a voxel size.
            @ExplicitNull package var depthMicrometres: Double?
            /// The same in voxels.
            package var depthVoxels: Double
            /// The mean grey there.
            package var grey: Double

            enum CodingKeys: String, CodingKey {
                case depthMicrometres = "depth_um"
                case depthVoxels = "depth_voxel"
                case grey
            }
        }

        enum CodingKeys: String, CodingKey {
            case box, electrode, peaks
            case electrolyte = "sse"
        }
    }
}

extension ResultDocument.ProfileSummary {
    /// - Parameter edge: of a voxel along the axis, in µm.
    init(_ profile: DepthProfile, edge: Double?) {
        let grey = { (spread: GreySpread) in
            Grey(mean: spread.mean, standardDeviation: spread.standardDeviation, voxels: spread.voxels)
        }
        self.init(
            box: [
                profile.rows.lowerBound, profile.rows.upperBound, profile.columns.lowerBound,
                profile.columns.upperBound,
            ], electrode: profile.electrode.map(grey), electrolyte: profile.electrolyte.map(grey),
            peaks: profile.peaks.map { peak in
                Peak(depthMicrometres: edge.map { $0 * peak.depth }, depthVoxels: peak.depth, grey: peak.grey)
            })
    }
}
