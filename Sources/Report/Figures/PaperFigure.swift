import Drawings

/// A figure as a paper prints it, and what its files are called.
package enum PaperFigure: String, CaseIterable, Sendable {
    /// Coverage against thickness, a column wide (85 mm).
    case curve
    /// The maps, a page wide (180 mm).
    case maps
    /// The panel of all, a page wide.
    case figure

    /// A page is so wide: 180 mm.
    static let page = 180 * Drawing.unitsPerMillimetre
}
