import VoxelCore

/// A window that falls off towards the faces of a block, so that what leaves at one of them and enters at the other weighs little.
enum Taper {
    /// Numbers of a box times the window: 1 in the middle half along each axis, a cosine to 0 beyond (Tukey 1967).
    static func applied(to values: [Float], _ extents: SIMD3<Int>) -> [Float] {
        let windows = (0..<3).map { axis in
            (0..<extents[axis]).map { index -> Float in
                let fromFace =
                    min(Double(index) + 0.5, Double(extents[axis]) - Double(index) - 0.5) / Double(extents[axis])
                return fromFace >= 0.25 ? 1 : Float((1 - PortableMath.circle(turns: 2 * fromFace).cosine) / 2)
            }
        }
        var result = values
        var index = 0
        for z in windows[0] {
            for y in windows[1] {
                for x in windows[2] {
                    result[index] *= z * y * x
                    index += 1
                }
            }
        }
        return result
    }
}
