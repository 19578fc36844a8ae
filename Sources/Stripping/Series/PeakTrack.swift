/// A Na domain through the states of a series.
package struct PeakTrack: Sendable {
    /// A domain as a state shows it.
    package struct Sighting: Sendable, Hashable {
        package let peak: SodiumPeak
        /// 0 … 1: how sure it is that this is the domain of the sighting before; 1 for the first.
        package let confidence: Double
    }

    /// How a track begins.
    package enum Beginning: Sendable, Hashable {
        /// In the first state.
        case present
        /// Where the state before would have shown it.
        case appeared
        /// Where the state before has not seen its place, or the border cuts it.
        case unseen
        /// As a part of what another track was.
        case split(from: Int)
    }

    /// How a track ends.
    package enum End: Sendable, Hashable {
        /// In the last state.
        case present
        /// Where the next state would have shown it.
        case lost
        /// Where the next state has not seen its place, or the border cuts it.
        case unseen
        /// As a part of what another track is from then on.
        case merged(into: Int)
    }

    /// One for every state; nil where it was not found: before its beginning, behind its end, or missed once between.
    package let sightings: [Sighting?]
    package let beginning: Beginning
    /// How sure the beginning is, 0 … 1; 1 where it is known or says nothing.
    package let beginningConfidence: Double
    package let end: End
    /// How sure the end is, 0 … 1; 1 where it is known or says nothing.
    package let endConfidence: Double

    /// The first and the last state that shows it.
    package var states: ClosedRange<Int> {
        let shown = sightings.indices.filter { sightings[$0] != nil }
        return (shown.first ?? 0)...(shown.last ?? 0)
    }
}

/// Domains of one state that are one domain in another.
package struct PeakJoin: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        case merger, split
    }

    package let kind: Kind
    /// The first state that shows it: the whole of a merger, the parts of a split.
    package let state: Int
    /// The track that goes on as the whole, or was it.
    package let whole: Int
    /// The tracks that end in it or begin from it, without that of the whole.
    package let parts: [Int]
    /// 0 … 1.
    package let confidence: Double
}
