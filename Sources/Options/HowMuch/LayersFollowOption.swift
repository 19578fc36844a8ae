import Segmentation
import VoxelCore

package enum LayersFollowOption: ScanOption {
    package static let name = "layers-follow"
    package static let help = OptionHelp("What layers run along: surface, plane.", "course")
    package static let standard = LayerCourse.surface
    package static let bearing = OptionBearing.method

    package static func value(parsing text: String) throws(SimstripError) -> LayerCourse {
        try choice(text) ?? standard
    }

    package static func spelling(of value: LayerCourse) -> JSONValue { .text(value.rawValue) }
}

extension ScanParameters {
    /// What layers run along.
    public var course: LayerCourse {
        get { self[LayersFollowOption.self] }
        set { self[LayersFollowOption.self] = newValue }
    }
}
