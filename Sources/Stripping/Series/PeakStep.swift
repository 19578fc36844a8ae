/// What became of the domains of a state in the next one.
struct PeakStep: Sendable {
    let linking: PeakLinking
    /// Wholes are of the second state, parts of the first.
    let merged: [PeakJoins.Join]
    /// Wholes are of the first state, parts of the second.
    let split: [PeakJoins.Join]

    init(from first: PeakField, to second: PeakField, axis: Int, box: SIMD3<Double>) {
        let linking = PeakLinking(from: first, to: second, axis: axis, box: box)
        self.linking = linking
        let lost = first.peaks.indices.filter { linking.partners[$0] == nil && linking.isFirstSeen[$0] }
        let joined = PeakJoins(
            .init(
                wholes: second, parts: first, wholePlaces: second.peaks.map(\.position), partPlaces: linking.expected,
                links: linking.origins, free: lost, movement: linking.movement,
                rates: linking.turnover.survival, direction: 1)
        ).joins
        merged = joined
        // What has merged is explained, and so is what it has merged into.
        let explained = Set(joined.map(\.whole))
        let gone = Set(joined.flatMap(\.parts))
        let new = second.peaks.indices.filter {
            linking.origins[$0] == nil && linking.isSecondSeen[$0] && !explained.contains($0)
        }
        split = PeakJoins(
            .init(
                wholes: first, parts: second, wholePlaces: linking.expected, partPlaces: second.peaks.map(\.position),
                links: linking.partners.map { $0?.second }, free: new, movement: linking.movement,
                rates: linking.turnover.origin, direction: -1)
        ).joins.filter { !gone.contains($0.whole) }
    }
}
