/// Between which the Na coverage of a curve lies, after 0, 1 … N layers.
package struct CurveBounds: Sendable, Hashable {
    /// Of the map, true coverage, for all n at once; nil where nothing backs that.
    package var band: [ClosedRange<Double>]?
    /// Of the electrode that the map is a part of, for each n; nil where the map cannot tell.
    package var sampling: [ClosedRange<Double>?]

    /// Bounds, each pair containing its coverage.
    package init(band: [ClosedRange<Double>]? = nil, sampling: [ClosedRange<Double>?] = []) {
        self.band = band
        self.sampling = sampling
    }
}
