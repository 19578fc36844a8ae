import Segmentation
import VoxelCore

package enum LayersFollowOption: ScanChoice {
    package static let name = "layers-follow"
    package static let help = OptionHelp("What layers run along: surface, plane.", "course")
    package static let standard = LayerCourse.surface
    package static let bearing = OptionBearing.method
}

extension ScanParameters {
    /// What layers run along.
    public var course: LayerCourse {
        get { self[LayersFollowOption.self] }
        set { self[LayersFollowOption.self] = newValue }
    }
}
