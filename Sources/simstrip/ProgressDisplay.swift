import ArgumentParser
import VoxelCore

import Glibc

/// How progress is shown.
enum ProgressStyle: String, ExpressibleByArgument, CaseIterable {
    /// A line on a terminal, nothing elsewhere.
    case auto
    /// A JSON object a line.
    case json
}

/// Shows progress on standard error, at most once per percent of a stage.
final class ProgressDisplay: Sendable {
    private let style: ProgressStyle
    private let isTerminal = isatty(2) == 1
    private let shown = Guarded((stage: "", percent: -1))

    init(style: ProgressStyle) { self.style = style }

    func show(_ event: ProgressEvent) {
        guard style == .json || isTerminal else { return }
        let percent = event.total == 0 ? 100 : event.done * 100 / event.total
        shown.withLock { last in
            guard (last.stage, last.percent) != (event.stage, percent) else { return }
            if last.stage == event.stage, percent < last.percent { return }
            last = (event.stage, percent)
            switch style {
            case .json:
                printToStandardError(
                    "{\"stage\":\"\(event.stage)\",\"done\":\(event.done),\"total\":\(event.total)}")
            case .auto:
                printToStandardError(
                    "\r\u{1B}[K\(event.stage) \(percent) %", terminator: percent == 100 ? "\r\u{1B}[K" : "")
            }
        }
    }
}
