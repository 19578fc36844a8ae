import Batching
import VoxelCore

/// Shows on standard error how a batch comes on: on a terminal one bar for all scans, and a line for each that fails; elsewhere
/// a line for every scan that ends.
final class BatchDisplay: Sendable {
    private let style: ProgressStyle
    private let bar = ProgressBar()
    private let shown = Guarded([String: Int]())
    private let ended = Guarded((all: 0, failed: 0))

    init(style: ProgressStyle) { self.style = style }

    func show(_ event: BatchEvent) {
        if style == .json {
            showJSON(event)
            return
        }
        let counts = "\(event.finished + event.failed)/\(event.total)"
        switch event.news {
        case .working: break
        case .finished: if bar == nil { Console.shared.note("\(counts) \(event.scan)") }
        case .failed(let error):
            Console.shared.note("\(counts) \(event.scan) has failed: \(error.message)", marking: "has failed", .bad)
        }
        bar?.show(share: event.overall, doing: tally(event))
    }

    /// How many scans are done, and how many of them have failed: what is told late by another thread takes none of them back.
    private func tally(_ event: BatchEvent) -> String {
        let most = ended.withLock { ended in
            ended = (max(ended.all, event.finished + event.failed), max(ended.failed, event.failed))
            return ended
        }
        return "\(most.all) of \(counted(event.total, "scan"))" + (most.failed > 0 ? ", \(most.failed) failed" : "")
    }

    private func showJSON(_ event: BatchEvent) {
        switch event.news {
        case .working(let progress):
            let percent = progress.total == 0 ? 100 : progress.done * 100 / progress.total
            let isNew = shown.withLock { last in last.updateValue(percent, forKey: event.scan) != percent }
            guard isNew else { return }
            var progress = progress
            progress.overall = event.overall
            tell(event, progress.json)
        case .finished: tell(event, "\"state\":\"done\"")
        case .failed(let error): tell(event, "\"state\":\"failed\",\"message\":\(jsonText(error.message))")
        }
    }

    private func tell(_ event: BatchEvent, _ rest: String) {
        printToStandardError(
            "{\"scan\":\(jsonText(event.scan)),\"finished\":\(event.finished),\"failed\":\(event.failed),"
                + "\"scans\":\(event.total),\(rest)}")
    }
}
