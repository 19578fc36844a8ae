import VoxelCore
import VoxelKernels

/// The Na domains of a slab, the largest first; of equally large ones the one whose first voxel comes first in (z, y, x) order.
public struct SodiumDomains: Sendable, Hashable {
    /// The domains.
    public let domains: [SodiumDomain]

    /// More than so many domains are noise, and would fill memory.
    package static let most = 300_000

    /// Finds and measures the domains, slice by slice.
    ///
    /// Two slices and what may still grow are held at once: a voxel joins the domains of its neighbours among the thirteen before
    /// it in a union–find forest, and a domain that no voxel of a slice joins is complete. Slices come one after another, so no
    /// number depends on threads.
    ///
    /// - Parameters:
    ///   - phases: codes of `Phase` over the box of the slab.
    ///   - slab: the layers.
    ///   - heights: h of every column, in voxels; NaN outside.
    ///   - edges: the edges of a voxel along z, y and x, in the unit that surfaces have.
    ///   - progress: told after every slice.
    /// - Returns: nil where there are more than ``most``.
    /// - Throws: `SimstripError` from reading, and what `progress` throws.
    /// - Complexity: O(voxels of the slab's box) time; O(voxels of a slice and domains) memory.
    package init?(
        in phases: any VolumeSource, slab: Slab, heights: Map<Float>, edges: [Double], progress: ProgressHandler? = nil
    ) throws {
        guard !slab.positions.isEmpty else {
            domains = []
            return
        }
        let slices = try SlabSlices(phases, slab: slab)
        let box = slices.box
        let stride = slices.stride
        var growing = GrowingDomains(areas: SurfaceDirections(edges: edges).areas)
        // States of the slice before, of this one and of the next; domains of the first two.
        var (before, own, next) = (slices.empty, slices.empty, slices.empty)
        try slices.read(box.slices.lowerBound - 1, into: &before)
        try slices.read(box.slices.lowerBound, into: &own)
        var domainsBefore = [Int32](repeating: -1, count: before.states.count)
        var domainsOwn = domainsBefore
        let depth = DepthBelowInterface(slab: slab, heights: heights)
        // Of the neighbours before a voxel: those that one to its left has, too, and the others.
        let (shared, sharedBefore) = ([-stride - 1, -stride], [-stride - 1, -1, stride - 1, -stride, 0, stride])
        let (right, rightBefore) = (-stride + 1, [-stride + 1, 1, stride + 1])
        let neighbours = SurfaceDirections.steps.map { ($0.z, $0.y * stride + $0.x) }
        for z in box.slices {
            try slices.read(z + 1, into: &next)
            for y in box.rows {
                let first = (y - box.rows.lowerBound + 1) * stride + 1
                for x in box.columns {
                    let place = first + x - box.columns.lowerBound
                    domainsOwn[place] = -1
                    guard own.states[place] == SlabSlices.State.sodium else { continue }
                    // Those of the thirteen neighbours before it; one to its left has joined most of them already.
                    var domain = domainsOwn[place - 1]
                    if domain < 0 {
                        for offset in shared { domain = growing.join(domain, domainsOwn[place + offset]) }
                        for offset in sharedBefore {
                            domain = growing.join(domain, domainsBefore[place + offset])
                        }
                    }
                    domain = growing.join(domain, domainsOwn[place + right])
                    for offset in rightBefore {
                        domain = growing.join(domain, domainsBefore[place + offset])
                    }
                    domain = growing.root(of: domain < 0 ? growing.begin(z, y, x) : domain)
                    domainsOwn[place] = domain
                    growing.add(
                        to: domain, z, y, x, layer: Int(own.layers[place]), depth: depth.ofVoxel(z, y, x))
                    for (direction, (dz, offset)) in neighbours.enumerated() {
                        let (ahead, behind) =
                            dz == 0
                            ? (own.states[place + offset], own.states[place - offset])
                            : (next.states[place + offset], before.states[place - offset])
                        growing.look(at: ahead, along: direction, of: domain)
                        growing.look(at: behind, along: direction, of: domain)
                    }
                }
            }
            for place in domainsOwn.indices where domainsOwn[place] >= 0 {
                domainsOwn[place] = growing.root(of: domainsOwn[place])
            }
            growing.closeAll(before: z)
            guard growing.closed.count <= Self.most else { return nil }
            (before, own, next) = (own, next, before)
            swap(&domainsBefore, &domainsOwn)
            try progress?(
                ProgressEvent(
                    stage: "measuring Na domains", done: z - box.slices.lowerBound + 1, total: box.slices.count))
        }
        growing.closeAll(before: .max)
        guard growing.closed.count <= Self.most else { return nil }
        domains = Self.weighted(growing.closed, in: slab).sorted(by: Self.isBefore)
    }

    /// Equivalent diameters up to which domains hold such shares of the Na in whole domains, each domain as often as it stands for;
    /// nil where the border cuts all, or there is none.
    ///
    /// - Parameters:
    ///   - shares: 0 … 1.
    ///   - voxel: the volume of a voxel.
    public func equivalentDiameters(holding shares: [Double], voxel: Double) -> [Double]? {
        let whole = domains.reversed().filter { $0.weight != nil }
        let volumes = whole.map { Double($0.voxels) * ($0.weight ?? 0) }
        let sum = volumes.reduce(0, +)
        guard sum > 0 else { return nil }
        return shares.map { share in
            var held = 0.0
            let index = volumes.firstIndex { volume in
                held += volume
                return held >= share * sum
            }
            return whole[index ?? whole.count - 1].equivalentDiameter(voxel: voxel)
        }
    }

    private static func isBefore(_ a: SodiumDomain, _ b: SodiumDomain) -> Bool {
        guard a.voxels == b.voxels else { return a.voxels > b.voxels }
        let order = { (domain: SodiumDomain) in
            (domain.box.slices.lowerBound, domain.box.rows.lowerBound, domain.box.columns.lowerBound)
        }
        guard order(a) == order(b) else { return order(a) < order(b) }
        return a.centroid.lexicographicallyPrecedes(b.centroid)
    }

    /// Domains with their weights: one over the share of the slab's places in which their bounding box, one voxel wider on all
    /// sides but that of the interface, lies as a whole (Horvitz & Thompson 1952, doi 10.1080/01621459.1952.10483446).
    private static func weighted(_ domains: [SodiumDomain], in slab: Slab) -> [SodiumDomain] {
        let starts = slab.layerStart
        let map = ColumnSet(rows: starts.rows, columns: starts.columns) { starts.values[$0] != Slab.outside }
        let axes = slab.geometry.axis.ofMap
        let places = map.places(ofBoxes: domains.map { ($0.box[axes.rows].count + 2, $0.box[axes.columns].count + 2) })
        return zip(domains, places).map { domain, places in
            var domain = domain
            let depths = slab.layers - domain.layers.count
            if !domain.touchesBorder, places > 0, depths > 0 {
                domain.weight = Double(map.count) * Double(slab.layers) / (Double(places) * Double(depths))
            }
            return domain
        }
    }
}

/// How far below the interface voxels lie.
private struct DepthBelowInterface {
    let slab: Slab
    let heights: Map<Float>

    /// From the interface to a voxel's centre along the stripping axis, in voxels.
    func ofVoxel(_ z: Int, _ y: Int, _ x: Int) -> Double {
        let axis = slab.geometry.axis
        let seen = axis.place(z: z, y: y, x: x)
        let height = heights[
            seen.row - slab.region[axis.ofMap.rows].lowerBound, seen.column - slab.region[axis.ofMap.columns].lowerBound
        ]
        return (Double(seen.position) + 0.5 - Double(height)) * Double(slab.geometry.electrode.step)
    }
}
