import VoxelCore

extension FittedField {
    /// By how much more the grey of four voxels in a row scatters about what the sample makes of it where a face lies in their
    /// middle than where none does, in squares of the contrast.
    ///
    /// A face that lies somewhere in a voxel moves the sum over voxels across it by up to half the contrast, however wide the
    /// blur is; where faces lie between voxels nothing is left but noise, which the sum over pure voxels has, too.
    var faceScatter: Double {
        let model = evidence.model
        let layout = model.layout
        let (labels, image, levels) = (sample.labels, sample.image, fit.levels)
        let contrast = levels.sodium - levels.lithium
        var (faces, pure) = (Spread(), Spread())
        layout.forEachColumn(ofRows: 0..<layout.rows) { column in
            for k in model.slab.below + 1..<max(model.slab.below + 1, layout.depth - 6) {
                let first = column * layout.depth + k
                var (left, code) = (0.0, 0)
                for voxel in first..<first + 4 {
                    guard model.isUsed(model.slab.grey.elements[voxel]), model.electrolyteShare.elements[voxel] <= 0.02
                    else {
                        code = -1
                        break
                    }
                    left +=
                        (Double(model.slab.grey.elements[voxel]) - levels.lithium) / contrast
                        - Double(image.elements[voxel])
                    code = 2 * code + Int(labels.elements[voxel])
                }
                if code == 0b0011 || code == 0b1100 { faces.add(left) }
                if code == 0b0000 || code == 0b1111 { pure.add(left) }
            }
        }
        guard faces.count > 100, pure.count > 100 else { return 0 }
        return faces.variance - pure.variance
    }
}
