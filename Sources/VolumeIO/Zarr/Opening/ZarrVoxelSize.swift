import VoxelCore

extension ZarrImage {
    /// What the image says of the voxel size of a level: the scale of the level times that of all levels, in the units of the
    /// axes.
    ///
    /// A scale of exactly 1 in every direction of the finest level, in whatever unit, counts as not told, and so do those of
    /// the levels below it: writers state 1, 2, 4, … whatever the pixel.
    ///
    /// - Returns: nil where it says nothing.
    func claim(ofLevel level: Int) -> VoxelSizeClaim? {
        let source = "OME-Zarr"
        guard let axes = multiscales.axes else { return nil }
        let own = multiscales.levels[level].transformations
        guard !own.isEmpty || !multiscales.transformations.isEmpty else { return nil }
        guard let scale = self.scale(ofLevel: level, axes: axes.count),
            let finest = self.scale(ofLevel: 0, axes: axes.count)
        else {
            return .unreadable(source, "its coordinateTransformations have no scale of \(axes.count) numbers")
        }
        guard finest.suffix(3) != [1, 1, 1] else {
            return .unreadable(
                source, "it says 1 in every direction of its finest level, which writers fill in where they know none")
        }
        var edges: [Double] = []
        for (axis, value) in zip(axes, scale).suffix(3) {
            let unit = axis.unit ?? ""
            guard !VoxelSizeClaim.isNoLength(unit) else {
                return .unreadable(source, "its axis '\(axis.name)' has no unit of length")
            }
            guard let micrometres = Length.micrometres(perUnit: unit) else {
                return .unreadable(source, "'\(unit)', the unit of its axis '\(axis.name)', is not one of length")
            }
            edges.append(VoxelSizeClaim.micrometres(value, per: micrometres))
        }
        guard edges.count == 3 else { return nil }
        return VoxelSizeClaim(source, x: edges[2], y: edges[1], z: edges[0], missing: .asInSlice)
    }

    /// Nil where a transformation is no scale of so many axes.
    private func scale(ofLevel level: Int, axes: Int) -> [Double]? {
        var product = [Double](repeating: 1, count: axes)
        for transformation in multiscales.levels[level].transformations + multiscales.transformations {
            // Where the first sample lies, and what leaves it there, do not matter.
            if transformation.type == "translation" || transformation.type == "identity" { continue }
            guard transformation.type == "scale", let scale = transformation.scale, scale.count == axes else {
                return nil
            }
            product = zip(product, scale).map { $0 * $1 }
        }
        return product
    }
}
