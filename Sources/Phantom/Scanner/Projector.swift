/// Line integrals of a slice along parallel rays.
///
/// Joseph (1982): a ray takes one step per row, or per column where it runs rather along the rows, and reads the two
/// elements beside it in proportion.
package struct Projector: Sendable {
    private static let fraction = 24
    private let geometry: ScanGeometry
    private let response: DetectorResponse

    /// The projector of a geometry whose detector blurs by a standard deviation in voxels.
    package init(_ geometry: ScanGeometry, blur: Double) {
        self.geometry = geometry
        response = DetectorResponse(blur: blur)
    }

    /// The projections of an image of `fineRows × fineColumns` halves of a voxel: `angles × pixels` values in units of the
    /// image times voxels.
    package func projections(of image: [Float]) -> [Float] {
        let rows = geometry.fineRows
        let columns = geometry.fineColumns
        // Zeros around the image spare the rays its border.
        var upright = [Float](repeating: 0, count: (rows + 2) * (columns + 2))
        var turned = upright
        for row in 0..<rows {
            for column in 0..<columns {
                upright[(row + 1) * (columns + 2) + column + 1] = image[row * columns + column]
                turned[(column + 1) * (rows + 2) + row + 1] = image[row * columns + column]
            }
        }
        var projections: [Float] = []
        projections.reserveCapacity(geometry.angles.count * geometry.pixels)
        var fine = [Float](repeating: 0, count: 2 * geometry.pixels)
        for (cosine, sine) in geometry.angles {
            fine.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
            if abs(cosine) >= abs(sine) {
                Self.add(upright, lines: rows, width: columns, across: cosine, along: sine, to: &fine)
            } else {
                Self.add(turned, lines: columns, width: rows, across: sine, along: cosine, to: &fine)
            }
            appendPixels(of: fine, to: &projections)
        }
        return projections
    }

    /// Adds every line of an image to the rays that cross it: a ray at s meets the line at y where x · across + y · along = s.
    private static func add(
        _ image: [Float], lines: Int, width: Int, across: Double, along: Double, to fine: inout [Float]
    ) {
        let one = Double(1 << fraction)
        let step = Int((one / across).rounded())
        // Half a voxel is the unit of both image and detector.
        let length = Float(0.5 / abs(across))
        let scale = Float(1 / one)
        let mask = 1 << fraction - 1
        let first = 0.5 - Double(fine.count) / 2
        image.withUnsafeBufferPointer { image in
            fine.withUnsafeMutableBufferPointer { fine in
                for line in 0..<lines {
                    let y = Double(line) + 0.5 - Double(lines) / 2
                    let x = (first - y * along) / across + Double(width) / 2 + 0.5
                    let start = Int((x * one).rounded())
                    // The rays that meet the line between its first and its last element, padding included.
                    let limit = (width + 1) << fraction
                    let bounds = [-start, limit - 1 - start].map { Double($0) / Double(step) }.sorted()
                    let low = max(0, Int(bounds[0].rounded(.up)))
                    let high = min(fine.count - 1, Int(bounds[1].rounded(.down)))
                    guard low <= high else { continue }
                    let elements = image.part(at: (line + 1) * (width + 2), count: width + 2)
                    var position = start + low * step
                    for ray in low...high {
                        let at = position >> fraction
                        let share = Float(position & mask) * scale
                        let near = elements[at]
                        fine[ray] += length * (near + share * (elements[at &+ 1] - near))
                        position &+= step
                    }
                }
            }
        }
    }

    /// Appends what the pixels see of rays half a voxel apart.
    private func appendPixels(of fine: [Float], to projections: inout [Float]) {
        for pixel in 0..<geometry.pixels {
            var sum: Float = 0
            for (tap, weight) in response.weights.enumerated() {
                let ray = 2 * pixel + tap - response.reach
                if fine.indices.contains(ray) { sum += weight * fine[ray] }
            }
            projections.append(sum)
        }
    }
}
