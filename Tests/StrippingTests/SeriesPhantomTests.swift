import TestSupport
import Testing
import VoxelCore

/// The phantom of a series against its own truth.
@Suite struct SeriesPhantomTests {
    /// Shifts and turns of three states.
    private static func phantom(axis: Axis, electrode: ElectrodeSide) -> SeriesPhantom {
        var phantom = SeriesPhantom(shifts: [.zero, SIMD3(1.37, -2.62, 0.81), SIMD3(-0.55, 3.14, 1.9)])
        phantom.turns = [.zero, SIMD3(0.4, 0, 0), SIMD3(-0.3, 0.5, 0.6)]
        (phantom.axis, phantom.electrode) = (axis, electrode)
        phantom.seed = 4
        return phantom
    }

    /// What Na adds to Li, weighted by place, is where the truth says: without noise to a hundredth of a voxel.
    @Test(arguments: [(Axis.z, ElectrodeSide.high), (.y, .low), (.x, .high)])
    func domainsLieWhereTheTruthSays(axis: Axis, electrode: ElectrodeSide) throws {
        let phantom = Self.phantom(axis: axis, electrode: electrode)
        let domains = phantom.domains
        #expect(domains.count == 25)
        let shape = phantom.shape
        for state in 0..<phantom.count {
            let greys = phantom.greys(state, noisy: false)
            var shown = 0
            for domain in domains {
                guard let centre = phantom.centre(of: domain, in: state) else { continue }
                shown += 1
                let whole = domain.reach + 1.9
                var (sum, mass) = (SIMD3<Double>.zero, 0.0)
                for z in 0..<shape.slices where abs(Double(z) + 0.5 - centre[0]) < whole {
                    for y in 0..<shape.rows where abs(Double(y) + 0.5 - centre[1]) < whole {
                        for x in 0..<shape.columns where abs(Double(x) + 0.5 - centre[2]) < whole {
                            let place = SIMD3(Double(z), Double(y), Double(x)) + 0.5
                            let away = place - centre
                            guard (away * away).sum() < whole * whole else { continue }
                            let grey = Double(greys[(z * shape.rows + y) * shape.columns + x])
                            sum += place * (grey - 90)
                            mass += grey - 90
                        }
                    }
                }
                let off = sum / mass - centre
                #expect((off * off).sum().squareRoot() < 0.02, "state \(state)")
                let back = phantom.common(centre, in: state)
                let common = try #require(phantom.commonCentre(of: domain, in: state))
                #expect(((back - common) * (back - common)).sum() < 1e-18)
            }
            #expect(shown == 24)
        }
    }

    /// All SSE shows the same at the same places of the common frame, and the electrode is darker.
    @Test func electrolyteIsTheSameInAllStates() throws {
        var phantom = SeriesPhantom(shifts: [.zero, SIMD3(2, -3, 1)])
        phantom.seed = 9
        let (first, second) = (phantom.greys(0, noisy: false), phantom.greys(1, noisy: false))
        let shape = phantom.shape
        var (sum, squares, count) = (0.0, 0.0, 0.0)
        var worst: Float = 0
        for z in 4..<44 {
            for y in 8..<120 {
                for x in 8..<120 {
                    let own = first[(z * shape.rows + y) * shape.columns + x]
                    worst = max(worst, abs(own - second[((z + 2) * shape.rows + y - 3) * shape.columns + x + 1]))
                    if own > 80 {
                        sum += Double(own)
                        squares += Double(own * own)
                        count += 1
                    }
                }
            }
        }
        #expect(worst < 0.01)
        let deviation = (squares / count - (sum / count) * (sum / count)).squareRoot()
        #expect(abs(sum / count - 150) < 3)
        #expect(deviation > 13 && deviation < 18)
    }

    /// The same bytes for the same seed, others for another; noise differs between states.
    @Test func seedsDecide() {
        var phantom = SeriesPhantom(shifts: [.zero, .zero])
        phantom.extents = SIMD3(96, 48, 48)
        phantom.domainCount = 4
        #expect(phantom.volume(1).bytes == phantom.volume(1).bytes)
        #expect(phantom.volume(0).bytes != phantom.volume(1).bytes)
        #expect(phantom.volume(0, hundredths: true).sampleType == .uint16)
        var other = phantom
        other.seed = 2
        #expect(other.volume(1).bytes != phantom.volume(1).bytes)
    }
}
