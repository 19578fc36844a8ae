import ArgumentParser
import VoxelCore

/// How progress is shown.
enum ProgressStyle: String, ExpressibleByArgument, CaseIterable {
    /// One line on a terminal, nothing elsewhere.
    case auto
    /// A JSON object a line.
    case json
}

/// Shows progress on standard error: a bar on a terminal, or JSON, at most once per percent of a stage.
final class ProgressDisplay: Sendable {
    private let style: ProgressStyle
    private let bar = ProgressBar()
    private let shown = Guarded((stage: "", percent: -1))

    init(style: ProgressStyle) { self.style = style }

    func show(_ event: ProgressEvent) {
        guard style == .json else {
            bar?.show(share: event.overall, doing: event.stage)
            return
        }
        let percent = event.total == 0 ? 100 : event.done * 100 / event.total
        shown.withLock { last in
            guard (last.stage, last.percent) != (event.stage, percent) else { return }
            if last.stage == event.stage, percent < last.percent { return }
            last = (event.stage, percent)
            printToStandardError("{\(event.json)}")
        }
    }
}

extension ProgressEvent {
    /// The event as keys and values of a JSON object.
    var json: String {
        let overall = overall.map { ",\"overall\":\(fixed($0, 4))" } ?? ""
        return "\"stage\":\"\(stage)\",\"done\":\(done),\"total\":\(total)" + overall
    }
}
