import VoxelCore

/// The line that tells on a terminal how work comes on: a bar, the share that is done, what is being done, for how long, and
/// for how long yet.
package struct ProgressLine: Sendable, Hashable {
    /// The share of the whole that is done, 0 … 1.
    package var share: Double
    /// What is being done.
    package var doing: String
    /// For how many seconds.
    package var elapsed: Double
    /// For how many yet; nil where that cannot be said.
    package var left: Double?

    /// A bar has one length whatever the words beside it say, unless they leave no room for it.
    private static let barLengths = (least: 10, most: 30)

    /// A line of its parts.
    package init(share: Double, doing: String, elapsed: Double, left: Double? = nil) {
        self.share = share
        self.doing = doing
        self.elapsed = elapsed
        self.left = left
    }

    /// The line, short enough for a terminal of so many columns: what matters least is left out where there is no room.
    package func text(columns: Int) -> String {
        // A terminal whose last column is written goes on to the next line.
        let room = max(0, columns - 1)
        let usual = min(Self.barLengths.most, max(Self.barLengths.least, columns / 5))
        let whole = clock(elapsed) + (left.map { ", about \(clock($0)) left" } ?? "")
        for parts in [[percent, doing, whole], [percent, whole], [percent, clock(elapsed)]] {
            let words = parts.filter { !$0.isEmpty }.joined(separator: " · ")
            let length = min(usual, room - words.count - 3)
            if length >= Self.barLengths.least { return "\(bar(length)) \(words)" }
        }
        return percent.count <= room ? percent : ""
    }

    /// Whole per cent, of one width; 100 only where all is done.
    private var percent: String {
        let digits = "\(Int(min(1, max(0, share)) * 100))"
        return String(repeating: " ", count: 3 - digits.count) + digits + " %"
    }

    private func bar(_ length: Int) -> String {
        let filled = Int(min(1, max(0, share)) * Double(length))
        return "[" + String(repeating: "#", count: filled) + String(repeating: "-", count: length - filled) + "]"
    }
}

/// A time as clocks show it: 0:41, 12:05, 1:02:30.
package func clock(_ seconds: Double) -> String {
    let whole = Int(max(0, min(seconds, 1e9)))
    let (minutes, rest) = (whole / 60, zeroPadded(whole % 60, 2))
    return minutes < 60 ? "\(minutes):\(rest)" : "\(minutes / 60):\(zeroPadded(minutes % 60, 2)):\(rest)"
}
