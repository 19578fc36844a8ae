import VoxelCore

/// The grey values that pictures show from black to white: from the 0.5th to the 99.5th percentile of about 10,000 voxels.
struct GreyWindow {
    let black: Float
    let white: Float

    init(of maps: [Map<Float>]) {
        let count = maps.reduce(0) { $0 + $1.count }
        let every = max(1, count / 10_000)
        let finite = maps.flatMap { map in
            stride(from: 0, to: map.count, by: every).map { map.values[$0] }.filter(\.isFinite)
        }.sorted()
        black = finite.isEmpty ? 0 : finite[finite.count / 200]
        white = finite.isEmpty ? 1 : finite[finite.count - 1 - finite.count / 200]
    }

    /// 0 for black and what is darker, 1 for white and what is brighter.
    func share(of grey: Float) -> Float {
        grey.isFinite && white > black ? min(max((grey - black) / (white - black), 0), 1) : 0
    }
}
