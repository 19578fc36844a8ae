import Batching
import VoxelCore

import Glibc

/// Shows on standard error how a batch comes on: a line for every scan that ends, and on a terminal what is being done.
final class BatchDisplay: Sendable {
    private let style: ProgressStyle
    private let isTerminal = isatty(2) == 1
    private let shown = Guarded([String: Int]())

    init(style: ProgressStyle) { self.style = style }

    func show(_ event: BatchEvent) {
        let counts = "\(event.finished + event.failed)/\(event.total)"
        switch (event.news, style) {
        case (.working(let progress), _):
            guard style == .json || isTerminal else { return }
            let percent = progress.total == 0 ? 100 : progress.done * 100 / progress.total
            let isNew = shown.withLock { last in last.updateValue(percent, forKey: event.scan) != percent }
            guard isNew else { return }
            switch style {
            case .auto:
                printToStandardError(
                    "\r\u{1B}[K\(counts) · \(event.scan): \(progress.stage) \(percent) %", terminator: "")
            case .json:
                let share = "\"stage\":\"\(progress.stage)\",\"done\":\(progress.done),\"total\":\(progress.total)"
                printToStandardError(json(event, share))
            }
        case (.finished, .auto): printToStandardError("\(clear)\(counts) \(event.scan)")
        case (.finished, .json): printToStandardError(json(event, "\"state\":\"done\""))
        case (.failed(let error), .auto):
            printToStandardError("\(clear)\(counts) \(event.scan) has failed: \(error.message)")
        case (.failed(let error), .json):
            printToStandardError(json(event, "\"state\":\"failed\",\"message\":\(jsonText(error.message))"))
        }
    }

    private var clear: String { isTerminal ? "\r\u{1B}[K" : "" }

    private func json(_ event: BatchEvent, _ rest: String) -> String {
        "{\"scan\":\(jsonText(event.scan)),\"finished\":\(event.finished),\"failed\":\(event.failed),"
            + "\"scans\":\(event.total),\(rest)}"
    }
}
