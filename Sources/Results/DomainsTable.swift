import Stripping
import VoxelCore

/// A row of domains.csv, as far as a series needs it.
package struct DomainRow: Sendable, Hashable {
    /// Its number, 1 the largest.
    package let number: Int
    /// In the cubed unit of lengths.
    package let volume: Double
    /// From the interface to its voxels' centres on average, in the unit of lengths.
    package let meanDepth: Double
    /// The layers that it reaches through.
    package let layers: ClosedRange<Int>
    /// Whether it may go on where nobody looked.
    package let touchesBorder: Bool
    /// Its centre of mass along z, y and x, in voxels of the volume: voxel i spans i … i + 1.
    package let centre: SIMD3<Double>
}

extension FinishedScan {
    /// The Na domains as domains.csv has them; nil where the result has none of that.
    ///
    /// - Throws: `SimstripError` of kind `data` where the file is missing or damaged.
    package func domains() throws(SimstripError) -> [DomainRow]? {
        guard let summary = document.domains else { return nil }
        let path = path(of: ScanFolder.domains)
        guard let bytes = RegularFile.contents(path) else {
            throw .data("'\(path)' is missing, but \(ScanFolder.seal) tells of it; strip the scan again")
        }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        let unit = curve.unitKey
        let heads = (lines.first ?? "").split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        let names = [
            "domain", "volume_\(unit)3", "mean_depth_\(unit)", "first_layer", "last_layer", "touches_border", "z_voxel",
            "y_voxel", "x_voxel",
        ]
        let places = names.compactMap { heads.firstIndex(of: $0) }
        guard places.count == names.count, lines.count - 1 == summary.count else { throw damaged(path) }
        var rows: [DomainRow] = []
        for line in lines.dropFirst() {
            let fields = line.split(separator: ",", omittingEmptySubsequences: false)
            guard fields.count == heads.count else { throw damaged(path) }
            let field = { (index: Int) in fields[places[index]] }
            let numbers = [1, 2, 6, 7, 8].compactMap { Double(field($0)) }
            guard let number = Int(field(0)), let first = Int(field(3)), let last = Int(field(4)), first <= last,
                numbers.count == 5, numbers.allSatisfy(\.isFinite), ["true", "false"].contains(field(5))
            else { throw damaged(path) }
            rows.append(
                DomainRow(
                    number: number, volume: numbers[0], meanDepth: numbers[1], layers: first...last,
                    touchesBorder: field(5) == "true", centre: SIMD3(numbers[2], numbers[3], numbers[4])))
        }
        return rows
    }

    private func damaged(_ path: String) -> SimstripError {
        .data("'\(path)' is not what \(ScanFolder.seal) tells of it; strip the scan again")
    }
}
