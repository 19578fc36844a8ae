import Registration
import Stripping
import VoxelCore

/// Where the SSE of scan B lies in the volume of scan A, as far as that is known, and what the places that both show say.
package struct ScanPlacement: Sendable {
    /// How it is known.
    package enum Source: Sendable {
        /// Both are results of one volume.
        case sameVolume
        /// By the texture of the SSE.
        case texture(VolumeRegistration)
        /// Not known, for a reason; what was found, where something was.
        case unknown(String, VolumeRegistration?)
    }

    /// The way between the volumes of B and A: points in voxels along z, y and x.
    package struct Way: Sendable {
        /// From B to A, and back.
        package let toA, toB: @Sendable (SIMD3<Double>) -> SIMD3<Double>

        /// From a volume to itself.
        package static let identity = Way(toA: { $0 }, toB: { $0 })
    }

    /// How it is known.
    package let source: Source
    /// What is seen at the same places.
    package let shared: Shared?

    /// What two scans say of the places that both show.
    package struct Shared: Sendable {
        /// Column by column.
        package let places: SamePlaces
        /// Thickness by thickness.
        package let coverage: SharedCoverage

        /// What two scans say of the places that both show.
        package init(places: SamePlaces, coverage: SharedCoverage) {
            (self.places, self.coverage) = (places, coverage)
        }
    }

    /// - Parameter shared: nil where the scans are compared as two samples.
    package init(_ source: Source, shared: Shared? = nil) { (self.source, self.shared) = (source, shared) }

    /// The way between the two; nil where it is not known.
    package var way: Way? { source.way }

    /// The registration by texture, be it accepted or not.
    package var registration: VolumeRegistration? {
        switch source {
        case .texture(let registration): registration
        case .unknown(_, let registration): registration
        case .sameVolume: nil
        }
    }

    /// Why the scans are compared as two samples; nil where they are not.
    package var reason: String? { if case .unknown(let reason, _) = source { reason } else { nil } }

    /// In a line.
    package var words: String {
        switch source {
        case .sameVolume: "A and B are of one volume" + sharedWords
        case .texture(let registration):
            "The SSE of B was found in A: shifted by \(Self.text(registration.shift, 2)) voxels (z, y, x), turned by"
                + " \(fixed(registration.angle, 2))°" + sharedWords
        case .unknown(let reason, _): "Compared as two samples, not place by place: \(reason)"
        }
    }

    private var sharedWords: String {
        guard let shared, let last = shared.coverage.rows.last else { return "" }
        return
            "; of \(percent(Double(shared.places.columns) / Double(max(1, shared.places.columnsOfA)))) of the map that both"
            + " show, \(percentage(last.both)) is Na in both, \(percentage(last.onlyInA)) in A only, \(percentage(last.onlyInB))"
            + " in B only"
    }

    /// Three numbers with their signs.
    package static func text(_ triple: Triple, _ places: Int) -> String {
        (0..<3).map { signed(triple[$0], fixed(abs(triple[$0]), places)) }.joined(separator: ", ")
    }
}

extension ScanPlacement.Source {
    /// The way between the two; nil where it is not known.
    package var way: ScanPlacement.Way? {
        switch self {
        case .sameVolume: .identity
        case .texture(let registration):
            ScanPlacement.Way(toA: { registration.transform.inA($0) }, toB: { registration.transform.inB($0) })
        case .unknown: nil
        }
    }
}
