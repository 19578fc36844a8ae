import VoxelCore

extension BatchPlan {
    /// The plan for people: a line per scan with what it is and what it needs, and the sums; then the comparisons.
    package func table(runner: LocalRunner, comparisons: [(name: String, state: String)] = []) -> String {
        let width = max(4, steps.map(\.task.name.count).max() ?? 0)
        let pad = { (text: String, width: Int) in text + String(repeating: " ", count: max(0, width - text.count)) }
        var lines = [pad("scan", width) + "  " + pad("z × y × x", 20) + pad("files", 12) + pad("memory", 12) + "state"]
        var (bytes, pending, broken, taken) = (0, 0, 0, 0)
        for step in steps {
            let start = pad(step.task.name, width) + "  "
            switch step.state {
            case .finished: lines.append(start + pad("", 44) + "done")
            case .broken(let error):
                if error.kind == .output { taken += 1 } else { broken += 1 }
                lines.append(start + pad("", 44) + "will fail: \(error.message)")
            case .pending(let need):
                pending += 1
                bytes += need.fileBytes
                let shape = need.shape.extents.map(String.init).joined(separator: " × ")
                let state =
                    need.memory > runner.memory
                    ? "will fail: needs more than --memory"
                    : "to do" + (need.reason.map { "; its result: \($0)" } ?? "")
                lines.append(
                    start + pad(shape, 20) + pad(mebibytes(need.fileBytes), 12) + pad(mebibytes(need.memory), 12)
                        + state)
            }
        }
        lines.append(
            "\(steps.count) scans: \(steps.count - pending - broken - taken) done, \(pending) to do"
                + " (\(mebibytes(bytes)) of files), \(broken) that cannot be read"
                + (taken == 0 ? "" : ", \(taken) whose results cannot be written"))
        lines.append(
            "\(runner.jobs) at once within \(mebibytes(runner.memory)) of memory,"
                + " \(counted(runner.threads, "thread"))")
        let longest = comparisons.map(\.name.count).max() ?? 0
        if !comparisons.isEmpty {
            lines.append("\(counted(comparisons.count, "comparison")):")
        }
        lines += comparisons.map { pad($0.name, longest) + "  " + $0.state }
        return lines.joined(separator: "\n")
    }
}
