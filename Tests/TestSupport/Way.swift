import VoxelCore

/// A stripping axis and the electrode's side along it, as the argument of a test.
package struct Way: Sendable, CustomStringConvertible {
    package let axis: Axis
    package let electrode: ElectrodeSide

    package init(axis: Axis, electrode: ElectrodeSide) {
        self.axis = axis
        self.electrode = electrode
    }

    package static let all = Axis.allCases.flatMap { axis in
        ElectrodeSide.allCases.map { Way(axis: axis, electrode: $0) }
    }

    package var description: String { "along \(axis), electrode \(electrode)" }
}
