import VoxelCore

import Glibc

/// times.csv: how long each scan took, a line appended as each is finished.
///
/// Times are apart from results, which are the same bytes however long they took.
struct ScanTimes {
    private let path: String

    init(of folder: BatchFolder) { path = folder.times }

    /// Notes a scan's time. A time that cannot be written is no reason for the scan to fail.
    func append(_ seconds: Double, for name: String) {
        guard let descriptor = try? RegularFile.open(path, O_WRONLY | O_APPEND | O_CREAT) else { return }
        // One write of a short line is whole, whoever else appends.
        let line = Array("\(fixed(seconds, 3)),\(name)\n".utf8)
        _ = line.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        close(descriptor)
    }

    /// The last time of every scan in seconds.
    func all() -> [String: Double] {
        guard let data = RegularFile.contents(path) else { return [:] }
        var times: [String: Double] = [:]
        for line in String(decoding: data, as: UTF8.self).split(separator: "\n") {
            let fields = line.split(separator: ",", maxSplits: 1)
            if fields.count == 2, let seconds = Double(fields[0]) { times[String(fields[1])] = seconds }
        }
        return times
    }
}
