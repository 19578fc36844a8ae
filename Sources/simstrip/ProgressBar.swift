import VoxelCore

/// One line on a terminal: how much of the whole is done, for how long, and for how long yet. It never goes back.
final class ProgressBar: Sendable {
    private struct State {
        var furthest = 0.0
        var left = TimeLeft()
        var drawn: (doing: String, time: Double)?
    }

    private static let pause = 0.1

    private let start = ContinuousClock.now
    private let state = Guarded(State())

    /// Nil where standard error is no terminal that can be drawn on.
    init?() { guard Terminal.error.takesCommands else { return nil } }

    /// Draws the line anew, a few times a second at most; for certain where something else is being done, or all is.
    ///
    /// - Parameters:
    ///   - share: of the whole that is done; nil where that is not known.
    ///   - doing: what is being done.
    func show(share: Double?, doing: String) {
        let time = start.duration(to: .now)
        let elapsed = Double(time.components.seconds) + Double(time.components.attoseconds) * 1e-18
        state.withLock { state in
            let isEnd = share == 1 && state.furthest < 1
            state.furthest = max(state.furthest, share ?? 0)
            let left = state.left.estimate(share: state.furthest, elapsed: elapsed)
            if let drawn = state.drawn, !isEnd, drawn.doing == doing, elapsed - drawn.time < Self.pause { return }
            let line = ProgressLine(share: state.furthest, doing: doing, elapsed: elapsed, left: left)
            let text = line.text(columns: Terminal.error.columns ?? 80)
            Console.shared.show(status: text)
            state.drawn = (doing, elapsed)
        }
    }
}
