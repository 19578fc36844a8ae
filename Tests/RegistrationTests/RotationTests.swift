import Registration
import Testing
import VoxelCore

@Suite struct RotationTests {
    /// Right-handed in x, y, z: a quarter of a turn about z takes x to y, about x takes y to z, about y takes z to x.
    @Test(arguments: [(0, 2, 1), (2, 1, 0), (1, 0, 2)])
    func itIsRightHanded(axis: Int, from: Int, to: Int) {
        var (vector, start, end) = (Triple.zero, Triple.zero, Triple.zero)
        (vector[axis], start[from], end[to]) = (90, 1, 1)
        #expect((Rotation(degrees: vector)(start) - end).length < 1e-12)
    }

    @Test(arguments: [
        Triple(0, 0, 0), Triple(1e-9, 0, 0), Triple(0.3, -0.2, 0.9), Triple(70, -80, 60), Triple(-3, 100, 91),
    ])
    func itsVectorComesBack(vector: Triple) {
        let rotation = Rotation(degrees: vector)
        #expect((rotation.degrees - vector).length < 1e-9 * max(1, vector.length), "\(rotation.degrees)")
        #expect(rotation.after(rotation.inverse).degrees.length < 1e-9)
        let point = Triple(3, -4, 12)
        #expect(abs(rotation(point).length - 13) < 1e-12)
    }

    /// First the other, then this.
    @Test func theOrderCounts() {
        let (z, x) = (Rotation(degrees: Triple(90, 0, 0)), Rotation(degrees: Triple(0, 0, 90)))
        let point = Triple(1, 2, 3)
        #expect((x.after(z)(point) - x(z(point))).length < 1e-12)
        #expect((x.after(z)(point) - z.after(x)(point)).length > 1)
    }
}
